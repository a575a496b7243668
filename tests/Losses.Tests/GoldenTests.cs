using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>The generated kernels against the golden files.</summary>
public class GoldenTests
{
    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Kernels_in_double(string name) => Check<double>(name, Tolerance.Double);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Kernels_in_float(string name) => Check<float>(name, LossTable.Find(name).HasColumns ? Tolerance.SingleRows : Tolerance.Single);

    /// <summary>
    /// The files have no second derivatives of rows; these are those of the declared formula in high precision, kinks apart. What they are sums of may be much
    /// greater than they are, so the question is whether they are the right ones, not the last digit.
    /// </summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Second_derivatives_of_rows(string name)
    {
        const double Relative = 1e-9, Nothing = 1e-30;
        LossEntry entry = LossTable.Find(name);
        var failures = new List<string>();
        foreach (GoldenCase c in entry.Cases.Where(c => c.Kinks.Count == 0 && double.IsFinite(c.Loss)))
        {
            Sensitivity exact = Tolerance.Of(entry, c);
            double[][] hessians = new LossKernels<double>(entry, entry.HyperOf(c)).Run(c).Hessians;
            foreach ((int input, double[] hessian) in entry.Differentiated.Zip(hessians).Where(x => !GoldenExceptions.IsOfZeroVector(entry, c, x.First)))
            {
                int parameter = entry.Data[input].Position;
                double[] expected = hessian.Select((_, j) => exact.Value(2, parameter, j)).ToArray();
                double largest = Math.Max(expected.Max(Math.Abs), c.Gradients[c.Inputs[input].Key].Max(Math.Abs));
                for (int j = 0; j < expected.Length; j++)
                {
                    double error = Math.Abs(hessian[j] - expected[j]);
                    if (!(error <= (Relative * largest) + Nothing) && !(error <= Relative * exact.Of(2, parameter, j)))
                    {
                        failures.Add($"{c} ∂²/∂{c.Inputs[input].Key}[{j}]²: expected {expected[j]:R}, got {hessian[j]:R}");
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    public static TheoryData<string> Rows => new(LossTable.All.Where(e => e.HasColumns).Select(e => e.Name));

    private static void Check<T>(string name, Tolerance tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        var comparison = new Comparison(entry, tolerance);
        foreach (GoldenCase c in entry.Cases)
        {
            var kernels = new LossKernels<T>(entry, entry.HyperOf(c));
            comparison.Add(c, kernels.Run(c));
        }

        comparison.AssertNone();
    }
}
