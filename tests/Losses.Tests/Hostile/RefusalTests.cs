using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Reflection;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>What a loss cannot do, or finds out only when asked: shared rows of another length, a curvature that is not bounded, data outside of their ranges.</summary>
public class RefusalTests
{
    private const int Count = 21;

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void A_shared_row_that_is_not_as_long_as_the_others(string name)
    {
        Check<Half>();
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            LossEntry entry = HostileLosses.Find(name);
            foreach (string shared in entry.Hyper.Where(p => p.ParameterType == typeof(Row)).Select(p => p.Name!))
            {
                const int Columns = 8;
                foreach (int other in new[] { Columns - 1, Columns + 1, 1, 2 * Columns })
                {
                    (LossKernels<T> sound, double[][][] samples) = HostileLosses.Make<T>(entry, Count, Columns);
                    var kernels = new LossKernels<T>(entry, RowSamples.Hyper(entry, other));
                    foreach (HostileCall<T> call in HostileCall<T>.All(kernels, sound.Batch(samples, Columns)))
                    {
                        Outcome<T> outcome = Board.Run(call);
                        Assert.True(outcome.Error is not null && outcome.IsClean, $"{call}: {shared} of {other} is accepted, or refused after something has been written.");
                        Assert.Contains(shared, outcome.Error.Message, StringComparison.Ordinal);
                    }
                }
            }
        }
    }

    /// <summary>A bound of the curvature is twice the diagonal, or it is refused before anything is written.</summary>
    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void A_bound_of_the_curvature(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            LossEntry entry = HostileLosses.Find(name);
            (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, Count, HostileLosses.Few(entry));
            Batch batch = kernels.Batch(samples, HostileLosses.Few(entry));
            foreach (HostileCall<T> exact in HostileCall<T>.All(kernels, batch).Where(c => c.Kernel == "GradientHessian" && !c.IsWeighted))
            {
                HostileCall<T> bound = exact with { Options = [.. exact.Options, ("curvature", Curvature.Bound)] };
                Dictionary<string, T[]> outputs = exact.Parts.Where(p => p.IsOutput).ToDictionary(p => p.Name, p => Enumerable.Repeat(T.CreateChecked(7), p.Length).ToArray());
                object? Place(Part p) => p.Values switch { null => outputs[p.Name].AsMemory(), bool[] truths => truths.AsMemory(), int[] integers => integers.AsMemory(), _ => ((T[])p.Values).AsMemory() };
                try
                {
                    bound.Invoke(p => Place(p)!);
                }
                catch (NotSupportedException)
                {
                    Assert.True(outputs.Values.All(o => o.All(v => v == T.CreateChecked(7))), $"{bound} is refused after something has been written.");
                    continue;
                }

                Outcome<T> diagonal = Board.Run(exact);
                foreach ((string output, T[] values) in outputs)
                {
                    T factor = kernels.HessianNames.Contains(output) ? T.CreateChecked(2) : T.One;
                    Assert.True(HostileCall<T>.Same(diagonal.Outputs[output].Select(v => factor * v).ToArray(), values), $"{bound}: {output}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Data_outside_of_their_ranges_are_found_by_Validate(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            LossEntry entry = HostileLosses.Find(name);
            int columns = HostileLosses.Few(entry);
            (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, Count, columns);
            Batch batch = kernels.Batch(samples, columns);
            for (int k = 0; k < batch.Data.Length; k++)
            {
                if (entry.Data[k].GetCustomAttribute<RangeAttribute>() is not { } range || batch.Data[k] is not T[] values)
                {
                    continue;
                }

                // A finite end that no number of the type reaches still keeps infinity out.
                double low = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), high = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
                foreach (T bad in new[] { T.BitDecrement(T.CreateSaturating(low)), T.BitIncrement(T.CreateSaturating(high)), T.NaN })
                {
                    foreach (int at in new[] { 0, values.Length / 2, values.Length - 1 })
                    {
                        var broken = (T[])values.Clone();
                        broken[at] = bad;
                        Batch other = batch with { Data = batch.Data.Select((d, i) => i == k ? broken : d).ToArray() };
                        var error = Record.Exception(() => kernels.Validate(other)) as ArgumentOutOfRangeException;
                        Assert.True(error is not null, $"{name}: {bad} as {entry.Data[k].Name} passes.");
                        Assert.Equal(entry.Data[k].Name, error.ParamName);
                        Assert.Contains((at / (values.Length / batch.Count)).ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
                    }
                }
            }
        }
    }
}
