using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Losses.Tests.Precision;

/// <summary>How close is close enough: |error| ≤ Relative·|e| + Floor·S, see <see cref="Sensitivity"/>.</summary>
/// <param name="Relative">What the arithmetic of the kernel may lose.</param>
/// <param name="Floor">What the rounding of what a result is computed from may cost.</param>
/// <param name="Largest">The largest finite number of the element type.</param>
/// <param name="Smallest">The smallest normal number.</param>
/// <param name="Epsilon">The distance of 1 from the next number.</param>
public sealed record Tolerance(double Relative, double Floor, double Largest, double Smallest, double Epsilon)
{
    public static readonly Tolerance Double = new(1e-13, 1e-15, double.MaxValue, 2.2250738585072014e-308, 2.220446049250313e-16);

    public static readonly Tolerance Single = new(2e-6, 1e-6, float.MaxValue, 1.17549435e-38, 1.1920929e-7);

    /// <summary>For losses of rows, whose sums add up more roundings.</summary>
    public static readonly Tolerance SingleRows = Single with { Relative = 1e-5 };

    // Below this an absolute allowance would hide a result without any right digit.
    private const double Tiny = 1e-30;
    private const int TinyUlps = 512;

    private static readonly ConcurrentDictionary<(string Loss, string Case, int Order, int Input, int Entry), double> Known = new();

    /// <summary>Whether a result is close enough to what is expected.</summary>
    /// <param name="expected">The exact result.</param>
    /// <param name="actual">The result of a kernel.</param>
    /// <param name="sensitivity">Yields S; asked only where it decides.</param>
    public bool Accepts(double expected, double actual, Func<double> sensitivity)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual))
        {
            return double.IsNaN(expected) && double.IsNaN(actual);
        }

        if (Math.Abs(expected) > Largest)
        {
            return double.IsInfinity(actual) && Math.Sign(actual) == Math.Sign(expected);
        }

        if (double.IsInfinity(actual))
        {
            return false;
        }

        double error = Math.Abs(actual - expected);
        double size = Math.Abs(expected);
        if (size < Smallest)
        {
            return error <= Smallest || error <= Floor * sensitivity();
        }

        if (size < Tiny)
        {
            return error <= TinyUlps * Epsilon * size;
        }

        return error <= Relative * size || error <= Relative * size + Floor * sensitivity();
    }

    /// <summary>S of a golden case.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="c">The case.</param>
    /// <param name="order">0 for the value, 1 for a gradient, 2 for a second derivative.</param>
    /// <param name="input">The number of the datum of the derivative.</param>
    /// <param name="element">The entry of it.</param>
    internal static double SensitivityOf(LossEntry entry, GoldenCase c, int order, int input, int element) =>
        Known.GetOrAdd((entry.Name, c.Id, order, input, element), _ => Of(entry, c).Of(order, entry.Data[input].Position, element));

    internal static Sensitivity Of(LossEntry entry, GoldenCase c) => Of(entry, c.Inputs.Select(i => i.Value).ToArray(), entry.HyperOf(c), c.Columns);

    /// <summary>The formula of a loss at one sample.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="sample">Each datum.</param>
    /// <param name="hyper">The hyper-parameters.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="precision">The bits; null for the usual ones.</param>
    /// <param name="rounds">Whether the operations of the declaration are rounded too, see <see cref="RoundedOperations"/>.</param>
    internal static Sensitivity Of(LossEntry entry, double[][] sample, object[] hyper, int columns, int? precision = null, bool rounds = false)
    {
        LossModel model = LossModels.Of(entry);
        var at = new double[model.Parameters.Count][];
        for (int i = 0; i < entry.Data.Count; i++)
        {
            at[entry.Data[i].Position] = sample[i];
        }

        for (int i = 0; i < hyper.Length; i++)
        {
            at[entry.Hyper[i].Position] = hyper[i] is Row row ? row.Values.ToArray() : [Convert.ToDouble(hyper[i], CultureInfo.InvariantCulture)];
        }

        Argument[] arguments = at.Select((values, p) => new Argument(model.Parameters[p].Type, values)).ToArray();
        (Tape tape, IReadOnlyList<bool> additional) = rounds ? RoundedOperations.In(model.Tape, arguments.Length) : (model.Tape, []);
        return new Sensitivity(
            tape,
            [.. arguments, .. additional.Select(isRow => new Argument(isRow ? ParameterType.Row : ParameterType.Double, [.. Enumerable.Repeat(1.0, isRow ? columns : 1)]))],
            columns,
            entry.Differences.Select(d => (entry.Data[d.First].Position, entry.Data[d.Second].Position)).ToArray(),
            precision);
    }
}
