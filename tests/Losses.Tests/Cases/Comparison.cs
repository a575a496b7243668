using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Compares results with a golden case, and collects what differs.</summary>
internal sealed class Comparison(LossEntry entry, Tolerance tolerance)
{
    private readonly List<string> _failures = [];

    /// <summary>Compares all that the kernels make of a sample. One that counts more or less than others is taken as often as it counts.</summary>
    public void Add<T>(GoldenCase c, Results<T> sample)
        where T : IFloatingPointIeee754<T>
    {
        Value(c, sample.Sum.Sum);
        Gradients(c, Doubles(sample.Gradients));
        Gradients(c, Doubles(sample.Newton));
        Hessians(c, Doubles(sample.Hessians));
        if (!entry.IsWeighted)
        {
            Value(c, double.CreateChecked(sample.Losses[0]));
            Gradients(c, Doubles(sample.Backward));
        }
    }

    public void Value(GoldenCase c, double loss) => Check(c, "value", c.Loss, loss, () => Tolerance.SensitivityOf(entry, c, 0, 0, 0) + GoldenExceptions.Cancelling(entry, c, 0, 0, tolerance.Epsilon));

    /// <summary>Compares gradients in the order of <see cref="LossEntry.Differentiated"/>.</summary>
    private void Gradients(GoldenCase c, IReadOnlyList<double[]> gradients)
    {
        foreach ((int input, double[] actual) in entry.Differentiated.Zip(gradients))
        {
            string name = c.Inputs[input].Key;
            double[] expected = GoldenExceptions.Gradient(entry, c) is double own ? [own] : c.Gradients[name];
            for (int i = 0; i < expected.Length; i++)
            {
                int element = i;
                Check(c, Place("∂/∂" + name, expected, i), expected[i], actual[i], () => c.Kinks.Count > 0 ? 0 : Tolerance.SensitivityOf(entry, c, 1, input, element) + GoldenExceptions.Cancelling(entry, c, 1, input, tolerance.Epsilon));
            }
        }
    }

    /// <summary>Compares second derivatives in the same order, where the file has them.</summary>
    private void Hessians(GoldenCase c, IReadOnlyList<double[]> hessians)
    {
        foreach ((int input, double[] actual) in entry.Differentiated.Zip(hessians))
        {
            string name = c.Inputs[input].Key;
            for (int i = 0; c.Hessians.TryGetValue(name, out double[]? expected) && i < expected.Length; i++)
            {
                int element = i;
                bool isEdge = c.Kinks.Count > 0 || c.CurvatureKinks.Count > 0;
                Check(c, Place("∂²/∂" + name + "²", expected, i), expected[i], actual[i], () => isEdge ? 0 : Tolerance.SensitivityOf(entry, c, 2, input, element));
            }
        }
    }

    public void AssertNone() => Assert.True(_failures.Count == 0, string.Join("\n", _failures.Prepend($"{entry.Name}: {_failures.Count} results differ.")));

    private static double[][] Doubles<T>(T[][] values)
        where T : IFloatingPointIeee754<T> => values.Select(v => v.Select(double.CreateChecked).ToArray()).ToArray();

    private static string Place(string what, double[] values, int index) => values.Length == 1 ? what : $"{what}[{index}]";

    private void Check(GoldenCase c, string what, double expected, double actual, Func<double> sensitivity)
    {
        if (!tolerance.Accepts(expected, actual, sensitivity))
        {
            double s = double.IsFinite(expected) ? sensitivity() : double.NaN;
            _failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{c} {what}: expected {expected:R}, got {actual:R}, relative error {Math.Abs(actual - expected) / Math.Abs(expected):G3}, S {s:G3}"));
        }
    }
}
