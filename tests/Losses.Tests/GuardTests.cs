using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>
/// Value, gradient and second derivative where a branch is not taken, at the edges of domains and of numbers that are none, from the kernels for both types:
/// each sample alone and among the others of its loss.
/// </summary>
public class GuardTests
{
    private const double Infinity = double.PositiveInfinity, NaN = double.NaN;

    private static readonly Case[] Cases =
    [
        new("GuardedLog", [-1], 0, [0], [0]),
        new("GuardedLog", [0], 0, [0], [0]),
        new("GuardedLog", [-Infinity], 0, [0], [0]),
        new("GuardedLog", [2], Math.Log(2), [0.5], [-0.25]),
        new("GuardedLog", [NaN], NaN, [NaN], [NaN]),
        new("LogOrLine", [-1], -1, [1], [0]),
        new("LogOrLine", [0], 0, [1], [0]),
        new("LogOrLine", [2], Math.Log(2), [0.5], [-0.25]),
        new("CutLog", [-1], 100, [0], [0]),
        new("CutLog", [0], 100, [0], [0]),
        new("CutLog", [2], -Math.Log(2), [-0.5], [0.25]),
        new("Sinc", [0], 1, [0], [0]),
        new("Sinc", [2], Math.Sin(2) / 2, [(2 * Math.Cos(2) - Math.Sin(2)) / 4], [(-2 * Math.Sin(2) - 2 * Math.Cos(2) + Math.Sin(2)) / 4]),
        new("GuardedRoot", [-1], 0, [0], [0]),
        new("GuardedRoot", [0], 0, [0], [0]),
        new("GuardedRoot", [4], 2, [0.25], [-1.0 / 32]),
        new("GuardedPower", [-1], 0, [0], [0]) { Hyper = [0.5] },
        new("GuardedPower", [0], 0, [0], [0]) { Hyper = [-1.5] },
        new("GuardedPower", [4], 2, [0.25], [-1.0 / 32]) { Hyper = [0.5] },
        new("GuardedEntropy", [-1], 0, [0], [0]),
        new("GuardedEntropy", [0], 0, [0], [0]),
        new("GuardedEntropy", [1], 0, [1], [1]),
        new("GuardedRatio", [1, 0], 0, [0, 0], [0, 0]),
        new("GuardedRatio", [0, 0], 0, [0, 0], [0, 0]),
        new("GuardedRatio", [3, 2], 1.5, [0.5, -0.75], [0, 0.75]),
        new("GuardedFactor", [-1, 3], 1, [0, 0], [0, 0]),
        new("GuardedFactor", [0, 3], 1, [0, 0], [0, 0]),
        new("GuardedFactor", [0, Infinity], NaN, [NaN, NaN], [NaN, NaN]),
        new("GuardedFactor", [1, 3], 1, [4, 0], [-3, 0]),
        new("NestedGuards", [-1, -1], 0, [0, 0], [0, 0]),
        new("NestedGuards", [0, 0], 0, [0, 0], [0, 0]),
        new("NestedGuards", [0, 2], 0.5, [0, -0.25], [0, 0.25]),
        new("NestedGuards", [4, 0], 2, [0.25, 0], [-1.0 / 32, 0]),
        new("NestedGuards", [4, -1], 2, [0.25, 0], [-1.0 / 32, 0]),
        new("NestedGuards", [1, 1], 0, [0, 0], [0, 0]),
        new("Arms", [0], 0, [0], [0]),
        new("Arms", [2], Math.Log(2), [0.5], [-0.25]),
        new("Arms", [-4], 2, [-0.25], [-1.0 / 32]),
        new("Returns", [-3, 0], 9, [-6], [2]),
        new("Returns", [0, 0], 0, [0], [2]),
        new("Returns", [1, 1], 0, [0], [2]),
        new("RootOfRamps", [[-1, -2], [1]], 0, [[0]], [[0]]),
        new("RootOfRamps", [[-1, 4], [1]], 2, [[1]], [[-0.5]]),
        new("RootOfRamp", [[-1, -2, -0.5]], 0, [[0, 0, 0]], [[0, 0, 0]]),
        new("RootOfRamp", [[-1, 4, -0.5]], 2, [[0, 0.25, 0]], [[0, -1.0 / 32, 0]]),
        new("LogsOfOthers", [[-1, 1, 2], [0]], Math.Log(2), [[0, 1, 0.5]], [[0, -1, -0.25]]),
        new("LogsOfOthers", [[1, 0, 2], [1]], Math.Log(2), [[1, 0, 0.5]], [[-1, 0, -0.25]]),
        new("LogsOfOthers", [[-1], [0]], 0, [[0]], [[0]]),
        new("LogsWithout", [[-1, 1, 2], [0]], Math.Log(2), [[0, 1, 0.5]], [[0, -1, -0.25]]),
        new("LogsWithout", [[1, 0, 2], [1]], Math.Log(2), [[1, 0, 0.5]], [[-1, 0, -0.25]]),
        new("OthersByLog", [[3], [0], [0]], 0, [[0]], [[0]]),
        new("OthersByLog", [[3, 4], [1], [0]], 0, [[0, 0]], [[0, 0]]),
        new("FocalOfRow", [[2], [0]], 0, [[0]], [[0]]) { Hyper = [0] },
        new("FocalOfRow", [[2], [0]], 0, [[0]], [[0]]) { Hyper = [2] },
        new("FocalOfRow", [[1, -Infinity], [0]], 0, [[0, 0]], [[0, 0]]) { Hyper = [0] },
        new("FocalOfRow", [[1, 1], [0]], Math.Log(2), [[-0.5, 0.5]], [[0.25, 0.25]]) { Hyper = [0] },
        new("Divergence", [0, 0], 0, [0], [0]),
        new("Divergence", [0, 2], 0, [0], [0]),
        new("Divergence", [2, 2], 0, [-1], [0.5]),
        new("Divergence", [1, 0], Infinity, [-Infinity], [Infinity]),
        new("Divergence", [-1, -2], NaN, [NaN], [NaN]),
        new("LabelledLog", [[3, -4], [1]], 5, [[0.6, -0.8]], [[0.128, 0.072]]),
        new("LabelledLog", [[0, 0], [1]], 0, [[0, 0]], [[0, 0]]),
        new("LabelledLog", [[0, 2], [1]], Math.Log(2), [[0, 0.5]], [[0, -0.25]]),
        new("RowEntropy", [[1, 1]], 0, [[1, 1]], [[1, 1]]),
        new("Length", [[0, 0, 0]], 0, [[0, 0, 0]], [[0, 0, 0]]),
        new("Length", [[0, -3]], 3, [[0, -1]], [[1.0 / 3, 0]]),
        new("Length", [[NaN, 1]], NaN, [[NaN, NaN]], [[NaN, NaN]]),
        new("Between", [[1, 2], [1, 2]], 0, [[0, 0]], [[0, 0]]),
        new("Between", [[1, 2], [1, 5]], 3, [[0, -1]], [[1.0 / 3, 0]]),

        // NaN is never the smaller or the larger one.
        new("Larger", [NaN, 1], NaN, [NaN, NaN], [NaN, NaN]),
        new("Larger", [1, NaN], NaN, [NaN, NaN], [NaN, NaN]),
        new("Larger", [1, 1], 1, [0.5, 0.5], [0, 0]),
        new("Larger", [Infinity, 1], Infinity, [1, 0], [0, 0]),
        new("Smaller", [NaN, 1], NaN, [NaN, NaN], [NaN, NaN]),
        new("Smaller", [1, NaN], NaN, [NaN, NaN], [NaN, NaN]),
        new("Smaller", [1, 1], 1, [0.5, 0.5], [0, 0]),
        new("Clamped", [NaN], NaN, [NaN], [NaN]),
        new("Clamped", [1], 1, [0], [0]),
        new("Clamped", [-1], -1, [0], [0]),
        new("Clamped", [0.5], 0.5, [1], [0]),
        new("LargestAndSmallest", [[NaN, 1, 2]], NaN, [[NaN, NaN, NaN]], [[NaN, NaN, NaN]]),
        new("LargestAndSmallest", [[1, 2, NaN]], NaN, [[NaN, NaN, NaN]], [[NaN, NaN, NaN]]),
        new("LargestAndSmallest", [[1, 2, 2]], 1, [[-1, 0.5, 0.5]], [[0, 0, 0]]),

        // Powers. A variable exponent is one number at run time and a node at compile time, a constant one may be a root or a product.
        .. new[]
        {
            (Exponent: 0.0, Value: 1.0, Slope: 0.0, Curvature: 0.0), (0.5, 0, Infinity, -Infinity), (1, 0, 1, 0), (1.5, 0, 0, Infinity), (2, 0, 0, 2), (3, 0, 0, 0), (2.5, 0, 0, 0),
        }.Select(p => new Case("Power", [0], p.Value, [p.Slope], [p.Curvature]) { Hyper = [p.Exponent] }),
        new("Power", [0], Infinity, [-Infinity], [Infinity]) { Hyper = [-1.5] },
        new("Power", [-2], -8, [12], [-12]) { Hyper = [3.0] },
        new("Power", [-2], 0.25, [0.25], [0.375]) { Hyper = [-2.0] },
        new("Power", [-2], 1, [0], [0]) { Hyper = [0.0] },
        new("Power", [-2], NaN, [NaN], [NaN]) { Hyper = [0.5] },
        new("PowerHalf", [0], 0, [Infinity], [-Infinity]),
        new("PowerHalf", [-1], NaN, [NaN], [NaN]),
        new("PowerOne", [0], 0, [1], [0]),
        new("PowerOne", [-2], -2, [1], [0]),
        new("PowerThreeHalves", [0], 0, [0], [Infinity]),
        new("PowerTwo", [0], 0, [0], [2]),
        new("PowerTwo", [-2], 4, [-4], [2]),
        new("PowerThree", [0], 0, [0], [0]),
        new("PowerThree", [-2], -8, [12], [-12]),
        new("PowerZero", [0], 1, [1], [0]),
        new("PowerZero", [-2], -1, [1], [0]),
        new("PowerMinusTwo", [-2], 0.25, [0.25], [0.375]),

        // The exponent is differentiated too.
        new("PowerOfBoth", [0, 2], 0, [0, 0], [2, 0]),
        new("PowerOfBoth", [0, 1], 0, [1, 0], [0, 0]),
        new("PowerOfBoth", [0, 0.5], 0, [Infinity, 0], [-Infinity, 0]),
        new("PowerOfBoth", [0, 0], 1, [0, -Infinity], [0, Infinity]),
        new("PowerOfBoth", [1, 0], 1, [0, 0], [0, 0]),
        new("PowerOfBoth", [2, 3], 8, [12, 8 * Math.Log(2)], [12, 8 * Math.Log(2) * Math.Log(2)]),
        new("PowerOfBoth", [-2, 3], -8, [12, NaN], [-12, NaN]),
    ];

    public static TheoryData<string> Names => new(Cases.Select(c => c.Loss).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    public void In_double(string loss) => Check<double>(loss, 1e-14);

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float(string loss) => Check<float>(loss, 5e-7);

    /// <summary>An infinite loss of weight 0 is nothing, in the sum and in the derivatives.</summary>
    [Fact]
    public void Weight_zero_times_infinity_is_zero()
    {
        Infinite<double>();
        Infinite<float>();

        static void Infinite<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (double x in new[] { 0, -1, NaN })
            {
                LossEntry entry = Entry("WeightedLog");
                var kernels = new LossKernels<T>(entry, []);
                Results<T> own = kernels.Run(kernels.Batch([[x, 0.0], [1.0, 2.0]]));
                Assert.Equal((0, 2, 2), (own.Sum.Sum, own.Sum.Weight, own.Sum.Count));
                Assert.Equal([T.Zero, T.CreateChecked(-2)], own.Gradients[0]);
                Assert.Equal([T.Zero, T.CreateChecked(2)], own.Hessians[0]);

                var log = new LossKernels<T>(Entry("PowerHalf"), []);
                Results<T> given = log.Run(log.Batch([[x], [4.0]]), [T.Zero, T.One]);
                Assert.Equal((2, 1), (given.Sum.Sum, given.Sum.Weight));
                Assert.Equal([T.Zero, T.CreateChecked(0.25)], given.Gradients[0]);
                Assert.Equal([T.Zero, T.CreateChecked(-1.0 / 32)], given.Hessians[0]);
            }
        }
    }

    private static void Check<T>(string loss, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var failures = new List<string>();
        foreach (IGrouping<string, Case> group in Cases.Where(c => c.Loss == loss).GroupBy(c => string.Join(", ", c.Hyper) + "/" + c.Columns))
        {
            Case[] cases = [.. group];
            var kernels = new LossKernels<T>(Entry(loss), [.. cases[0].Hyper.Cast<object>()]);
            foreach (Case[] batch in (IEnumerable<Case[]>)[.. cases.Select(c => new[] { c }), [.. Enumerable.Range(0, 37).Select(i => cases[i % cases.Length])]])
            {
                Results<T> actual = kernels.Run(kernels.Batch([.. batch.Select(c => c.Data)], cases[0].Columns));
                for (int i = 0; i < batch.Length; i++)
                {
                    Case c = batch[i];
                    Same($"{c}", c.Value, actual.Losses[i]);
                    for (int k = 0; k < c.Gradient.Length; k++)
                    {
                        for (int j = 0; j < c.Gradient[k].Length; j++)
                        {
                            int at = (i * c.Gradient[k].Length) + j;
                            Same($"{c} ∂[{k}][{j}]", c.Gradient[k][j], actual.Gradients[k][at]);
                            Same($"{c} ∂[{k}][{j}] of Backward", c.Gradient[k][j], actual.Backward[k][at]);
                            Same($"{c} ∂[{k}][{j}] beside ∂²", c.Gradient[k][j], actual.Newton[k][at]);
                            Same($"{c} ∂²[{k}][{j}]", c.Hessian[k][j], actual.Hessians[k][at]);
                        }
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures.Distinct()));

        void Same(string what, double expected, T actual)
        {
            double value = double.CreateChecked(actual);
            if (!expected.Equals(value) && expected != value && !(Math.Abs(value - expected) <= tolerance * Math.Abs(expected)))
            {
                failures.Add($"{what}: expected {expected:R}, got {value:R}");
            }
        }
    }

    private static LossEntry Entry(string loss) => new(null, typeof(Guards).GetMethod(loss)!, [], new Dictionary<string, string?>());

    /// <summary>A sample, one array per datum; derivatives by each entry of each differentiated datum.</summary>
    private sealed record Case(string Loss, double[][] Data, double Value, double[][] Gradient, double[][] Hessian)
    {
        public Case(string loss, double[] data, double value, double[] gradient, double[] hessian)
            : this(loss, Each(data), value, Each(gradient), Each(hessian))
        {
        }

        public double[] Hyper { get; init; } = [];

        public int Columns => Data.Max(d => d.Length);

        public override string ToString() => $"{Loss}({string.Join("; ", Data.Select(d => string.Join(", ", d)))}{(Hyper.Length > 0 ? " | " + Hyper[0] : "")})";

        private static double[][] Each(double[] numbers) => [.. numbers.Select(n => new[] { n })];
    }
}
