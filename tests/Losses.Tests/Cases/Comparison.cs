using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Compares results with a golden case, and collects what differs.</summary>
internal sealed class Comparison(LossEntry entry, Tolerance tolerance)
{
    private readonly List<string> _failures = [];

    /// <summary>Compares value, gradients and second derivatives, those in the order of <see cref="LossEntry.Differentiated"/>.</summary>
    public void Add(GoldenCase c, double loss, IReadOnlyList<double> gradients, IReadOnlyList<double> hessians)
    {
        Value(c, loss);
        for (int k = 0; k < entry.Differentiated.Count; k++)
        {
            int input = entry.Differentiated[k];
            string name = c.Inputs[input].Key;
            bool isKink = c.Kinks.Contains(name);
            if (GoldenExceptions.Gradient(entry, c) is { } gradient)
            {
                Check(c, "∂/∂" + name, gradient, gradients[k], () => Tolerance.SensitivityOf(entry, c, 1, input));
            }
            else
            {
                Check(c, "∂/∂" + name, c.Gradients[name], gradients[k], () => isKink ? 0 : Tolerance.SensitivityOf(entry, c, 1, input));
            }

            if (c.Hessians.TryGetValue(name, out double hessian))
            {
                bool isEdge = isKink || c.CurvatureKinks.Contains(name);
                Check(c, "∂²/∂" + name + "²", hessian, hessians[k], () => isEdge ? 0 : Tolerance.SensitivityOf(entry, c, 2, input));
            }
        }
    }

    public void Value(GoldenCase c, double loss) => Check(c, "value", c.Loss, loss, () => Tolerance.SensitivityOf(entry, c, 0, 0));

    public void AssertNone() => Assert.True(_failures.Count == 0, string.Join("\n", _failures.Prepend($"{entry.Golden}: {_failures.Count} results differ.")));

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
