using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>The declarations themselves say what the golden files say, before any kernel is generated from them.</summary>
public class DeclarationTests
{
    // The differences are exact to more digits than a double has; the golden numbers are rounded, and so are constants such as π.
    private const double Rounding = 2e-15;

    // What a step of 2⁻¹⁵⁰ leaves of a derivative that is 0, or changes at an edge.
    private const double Step = 1e-40;

    [Fact]
    public void Every_golden_file_has_a_declaration() =>
        Assert.Equal(GoldenFile.Names, LossTable.All.Select(e => e.Golden).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_golden_case_belongs_to_a_declaration() =>
        Assert.All(LossTable.All.GroupBy(e => e.Golden), g => Assert.Equal(g.First().File.Cases.Count, g.Sum(e => e.Cases.Count)));

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Differentiated_inputs_are_those_of_the_file(string name)
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase first = entry.Cases[0];
        Assert.Equal(first.Inputs.Count, entry.Data.Count);
        Assert.Equal(entry.File.Differentiable.Order(StringComparer.Ordinal), entry.Differentiated.Select(i => first.Inputs[i].Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Declared_method_run_as_csharp_gives_the_values(string name)
    {
        LossEntry entry = LossTable.Find(name);
        var comparison = new Comparison(entry, Tolerance.Double);
        foreach (GoldenCase c in entry.Cases)
        {
            comparison.Value(c, entry.Run(c.Data, c.Columns, entry.HyperOf(c)) * Counts(entry, c));
        }

        comparison.AssertNone();
    }

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Declared_method_run_as_csharp_gives_what_the_kernels_give(string name)
    {
        LossEntry entry = LossTable.Find(name);
        foreach (int columns in new[] { 4, 5, 17, 100 })
        {
            object[] hyper = RowSamples.Hyper(entry, columns);
            double[][][] samples = RowSamples.Make(entry, 20, columns);
            var kernels = new LossKernels<double>(entry, hyper);
            double[] losses = kernels.Run(kernels.Batch(samples, columns)).Losses;
            foreach ((double loss, double[][] sample) in losses.Zip(samples))
            {
                // Beside 1 because a sum may cancel.
                double own = entry.Run(sample, columns, hyper);
                Assert.Equal(own, loss, 1e-13 * Math.Max(1, Math.Abs(own)));
            }
        }
    }

    /// <summary>Rows longer than any golden one: the derivatives are differences of what the declared method gives, and of gradients.</summary>
    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Derivatives_of_long_rows_are_differences(string name)
    {
        const double Step = 1.0 / (1 << 17);
        LossEntry entry = LossTable.Find(name);
        foreach (int columns in new[] { 17, 400, 1000 })
        {
            object[] hyper = RowSamples.Hyper(entry, columns);
            var kernels = new LossKernels<double>(entry, hyper);
            double[][] sample = RowSamples.Make(entry, 1, columns)[0];
            Results<double> results = kernels.Run(kernels.Batch([sample], columns));
            foreach ((int k, int input) in entry.Differentiated.Select((input, k) => (k, input)))
            {
                double[] gradient = results.Backward[k];

                // The last entries, the first, some between, and the one that a label picks.
                int label = entry.Data.ToList().FindIndex(p => p.ParameterType == typeof(int));
                int[] entries = [0, 1, 2, 3, columns / 2, columns - 9, columns - 2, columns - 1, .. label < 0 ? [] : new[] { (int)sample[label][0] }];
                double slope = gradient.Max(Math.Abs), curvature = results.Hessians[k].Max(Math.Abs);
                foreach (int j in entries)
                {
                    double[][] above = Moved(sample, input, j, Step), below = Moved(sample, input, j, -Step);
                    double first = (entry.Run(above, columns, hyper) - entry.Run(below, columns, hyper)) / (2 * Step);
                    Assert.True(Math.Abs(first - gradient[j]) <= (1e-6 * slope) + 1e-9, $"{name}, {columns} columns, ∂/∂{entry.Data[input].Name}[{j}]: {gradient[j]:R}, by differences {first:R}");
                    double weight = results.Sum.Weight;
                    double second = weight * (kernels.Run(kernels.Batch([above], columns)).Backward[k][j] - kernels.Run(kernels.Batch([below], columns)).Backward[k][j]) / (2 * Step);
                    Assert.True(Math.Abs(second - results.Hessians[k][j]) <= (1e-6 * curvature) + 1e-9, $"{name}, {columns} columns, ∂²/∂{entry.Data[input].Name}[{j}]²: {results.Hessians[k][j]:R}, by differences {second:R}");
                }
            }
        }

        static double[][] Moved(double[][] sample, int input, int entry, double by)
        {
            double[][] moved = (double[][])sample.Clone();
            moved[input] = (double[])moved[input].Clone();
            moved[input][entry] += by;
            return moved;
        }
    }

    /// <summary>Value, gradient and second derivative of the declared formula in the arithmetic of 900 bits, kinks apart.</summary>
    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Declared_formula_in_high_precision_gives_the_file(string name)
    {
        LossEntry entry = LossTable.Find(name);
        var failures = new List<string>();
        foreach (GoldenCase c in entry.Cases)
        {
            Sensitivity exact = Tolerance.Of(entry, c);
            Check(failures, $"{c} value", c.Loss, exact.Value(0), () => exact.Of(0));
            foreach (int input in double.IsFinite(c.Loss) ? entry.Differentiated : [])
            {
                string x = c.Inputs[input].Key;
                if (c.Kinks.Count > 0 || GoldenExceptions.Gradient(entry, c) is not null || GoldenExceptions.HasOneSide(entry, c))
                {
                    continue;
                }

                int parameter = entry.Data[input].Position;
                for (int i = 0; i < c.Gradients[x].Length; i++)
                {
                    int element = i;
                    Check(failures, $"{c} ∂/∂{x}[{i}]", c.Gradients[x][i], exact.Value(1, parameter, i), () => exact.Of(1, parameter, element));
                    if (!c.CurvatureKinks.Contains(x) && c.Hessians.TryGetValue(x, out double[]? hessian))
                    {
                        Check(failures, $"{c} ∂²/∂{x}²[{i}]", hessian[i], exact.Value(2, parameter, i), () => exact.Of(2, parameter, element));
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    /// <summary>How often a golden sample is taken: as often as its class counts, where the declaration says that it does.</summary>
    private static double Counts(LossEntry entry, GoldenCase c) => entry.IsWeighted ? c.Params["weight"][(int)c.Inputs[1].Value[0]] : 1;

    private static void Check(List<string> failures, string what, double expected, double actual, Func<double> sensitivity)
    {
        double error = Math.Abs(actual - expected);
        double rounding = Math.Max(Rounding * Math.Abs(expected), double.Epsilon);
        if (!expected.Equals(actual) && !(error <= (expected == 0 ? Step : rounding)) && !(error <= rounding + (Rounding * sensitivity())))
        {
            failures.Add($"{what}: expected {expected:R}, got {actual:R}");
        }
    }
}
