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

    /// <summary>Compares all that the kernels make of a sample.</summary>
    public void Add<T>(GoldenCase c, Single<T> sample)
        where T : IFloatingPointIeee754<T>
    {
        Value(c, double.CreateChecked(sample.Loss));
        Gradients(c, Doubles(sample.Gradients));
        Gradients(c, Doubles(sample.Newton));
        Hessians(c, Doubles(sample.Hessians));
    }

    public void Value(GoldenCase c, double loss) => Check(c, "value", c.Loss, loss, () => Tolerance.SensitivityOf(entry, c, 0, 0));

    /// <summary>Compares gradients in the order of <see cref="LossEntry.Differentiated"/>.</summary>
    private void Gradients(GoldenCase c, IReadOnlyList<double> gradients)
    {
        foreach ((int input, double actual) in entry.Differentiated.Zip(gradients))
        {
            string name = c.Inputs[input].Key;
            double expected = GoldenExceptions.Gradient(entry, c) ?? c.Gradients[name];
            Check(c, "∂/∂" + name, expected, actual, () => c.Kinks.Contains(name) ? 0 : Tolerance.SensitivityOf(entry, c, 1, input));
        }
    }

    /// <summary>Compares second derivatives in the same order, where the file has them.</summary>
    private void Hessians(GoldenCase c, IReadOnlyList<double> hessians)
    {
        foreach ((int input, double actual) in entry.Differentiated.Zip(hessians))
        {
            string name = c.Inputs[input].Key;
            if (c.Hessians.TryGetValue(name, out double expected))
            {
                bool isEdge = c.Kinks.Contains(name) || c.CurvatureKinks.Contains(name);
                Check(c, "∂²/∂" + name + "²", expected, actual, () => isEdge ? 0 : Tolerance.SensitivityOf(entry, c, 2, input));
            }
        }
    }

    public void AssertNone() => Assert.True(_failures.Count == 0, string.Join("\n", _failures.Prepend($"{entry.Golden}: {_failures.Count} results differ.")));

    private static double[] Doubles<T>(T[] values)
        where T : IFloatingPointIeee754<T> => values.Select(double.CreateChecked).ToArray();

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
