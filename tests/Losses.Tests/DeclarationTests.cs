using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Losses.Tests.Cases;
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
        Assert.Equal(GoldenFile.Names, LossTable.All.Select(e => e.Golden).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Differentiated_inputs_are_those_of_the_file(string name)
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase first = entry.File.Cases[0];
        Assert.Equal(first.Inputs.Count, entry.Data.Count);
        Assert.Equal(entry.File.Differentiable.Order(StringComparer.Ordinal), entry.Differentiated.Select(i => first.Inputs[i].Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Declared_method_run_as_csharp_gives_the_values(string name)
    {
        LossEntry entry = LossTable.Find(name);
        var comparison = new Comparison(entry, Tolerance.Double);
        foreach (GoldenCase c in entry.File.Cases)
        {
            comparison.Value(c, entry.Run(c.Data, entry.HyperOf(c)));
        }

        comparison.AssertNone();
    }

    /// <summary>Value, gradient and second derivative of the declared formula in the arithmetic of 900 bits, kinks apart.</summary>
    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Declared_formula_in_high_precision_gives_the_file(string name)
    {
        LossEntry entry = LossTable.Find(name);
        var failures = new List<string>();
        foreach (GoldenCase c in entry.File.Cases)
        {
            Sensitivity exact = Tolerance.Of(entry, c);
            Check(failures, $"{c} value", c.Loss, exact.Value(0), () => exact.Of(0));
            foreach (int input in double.IsFinite(c.Loss) ? entry.Differentiated : [])
            {
                string x = c.Inputs[input].Key;
                int parameter = entry.Data[input].Position;
                if (!c.Kinks.Contains(x) && GoldenExceptions.Gradient(entry, c) is null && !GoldenExceptions.HasOneSide(entry, c))
                {
                    Check(failures, $"{c} ∂/∂{x}", c.Gradients[x], exact.Value(1, parameter), () => exact.Of(1, parameter));
                    if (!c.CurvatureKinks.Contains(x) && c.Hessians.TryGetValue(x, out double hessian))
                    {
                        Check(failures, $"{c} ∂²/∂{x}²", hessian, exact.Value(2, parameter), () => exact.Of(2, parameter));
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

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
