using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Reflection;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>What a call does wrong is told by the name of the argument, before anything is written: every kernel of every loss.</summary>
public class ArgumentErrorTests
{
    /// <summary>More than a vector, and not a whole number of them.</summary>
    private const int Count = 21;

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Lengths_differ(string name)
    {
        Check<Half>();
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (HostileCall<T> call in Calls<T>(name))
            {
                // The number of samples is that of the first row, or else of the first datum: if that is wrong by whole samples, another argument does not fit.
                IReadOnlyList<ParameterInfo> data = call.Kernels.Entry.Data;
                string first = (data.FirstOrDefault(p => p.ParameterType == typeof(Row)) ?? data.First(p => p.ParameterType != typeof(Table))).Name!;
                foreach (Part part in call.Parts)
                {
                    bool isTable = data.Any(p => p.Name == part.Name && p.ParameterType == typeof(Table));
                    foreach (int length in part.IsOutput ? [1, part.Length - 1] : isTable ? [part.Length - 1, part.Length + 1] : new[] { part.Length - 1, part.Length + 1, part.Length + HostileLosses.Few(call.Kernels.Entry), 1 })
                    {
                        bool whole = part.Name == first && length % HostileLosses.Few(call.Kernels.Entry) == 0;
                        if (whole && call.Parts.Count(p => !p.IsOutput) == 1)
                        {
                            // The only input is as long as it says.
                            continue;
                        }

                        Outcome<T> outcome = Board.Run(call, lengths: new Dictionary<string, int> { [part.Name] = length });
                        Refused(call, $"{part.Name} of {length}", outcome, whole ? call.Parts.Select(p => p.Name).Where(n => n != first) : [part.Name]);
                    }
                }

                foreach (Part part in call.Parts.Where(p => p.Name is "losses" or "upstream"))
                {
                    Refused(call, $"{part.Name} of nothing", Board.Run(call, lengths: new Dictionary<string, int> { [part.Name] = 0 }), [part.Name]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Columns_or_options_are_none(string name)
    {
        Check<Half>();
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (HostileCall<T> call in Calls<T>(name))
            {
                List<(string Name, object Value)> wrong = [];
                if (call.Kernels.Entry.HasColumns)
                {
                    wrong.AddRange(new[] { 0, -1, (1 << 24) + 1, int.MinValue, int.MaxValue }.Select(c => ("columns", (object)c)));
                }

                if (call.Kernel == "ForwardBackward")
                {
                    wrong.AddRange([("reduction", (Reduction)(-1)), ("reduction", (Reduction)3)]);
                }

                if (call.Kernel == "GradientHessian")
                {
                    wrong.AddRange([("floor", -1.0), ("floor", double.NaN), ("floor", double.PositiveInfinity), ("curvature", (Curvature)(-1)), ("curvature", (Curvature)2)]);
                }

                foreach ((string option, object value) in wrong)
                {
                    HostileCall<T> other = call with { Options = [.. call.Options.Where(o => o.Name != option), (option, value)] };
                    Refused(call, $"{option} {value}", Board.Run(other), [option]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(HostileLosses.Labelled), MemberType = typeof(HostileLosses))]
    public void A_label_outside(string name)
    {
        Check<Half>();
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (HostileCall<T> call in Calls<T>(name))
            {
                LossEntry entry = call.Kernels.Entry;
                foreach (ParameterInfo label in HostileLosses.Labels(entry))
                {
                    Part part = call.Parts.Single(p => p.Name == label.Name);
                    int rows = entry.Data.Any(p => p.ParameterType == typeof(Table)) ? call.Parts.First(p => entry.Data.Any(d => d.Name == p.Name && d.ParameterType == typeof(Table))).Length / call.Batch.Columns : call.Batch.Columns;
                    foreach (int bad in new[] { -1, rows, -99, -101, int.MinValue, int.MaxValue }.Where(b => b != HostileLosses.Ignored(label)))
                    {
                        foreach (int row in new[] { 0, 15, 16, Count - 1 })
                        {
                            var labels = (int[])part.Values!.Clone();
                            labels[row] = bad;
                            Outcome<T> outcome = Board.Run(call with { Parts = call.Parts.Select(p => p == part ? p with { Values = labels } : p).ToArray() });
                            Refused(call, $"label {bad} of row {row}", outcome, [label.Name!]);
                            Assert.IsType<ArgumentOutOfRangeException>(outcome.Error);
                            Assert.Contains($"Row {row} ", outcome.Error.Message, StringComparison.Ordinal);
                            Assert.Contains(bad.ToString(CultureInfo.InvariantCulture), outcome.Error.Message, StringComparison.Ordinal);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void A_negative_NaN_or_infinite_weight(string name)
    {
        Check<Half>();
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (HostileCall<T> call in Calls<T>(name).Where(c => c.IsWeighted))
            {
                foreach (T bad in new[] { -T.One, -T.Epsilon, T.NaN, T.PositiveInfinity, T.NegativeInfinity })
                {
                    // The second row is one to ignore, where there are such.
                    foreach (int index in new[] { 0, 1, 16, Count - 1 })
                    {
                        T[] weight = HostileCall<T>.Factors(Count);
                        weight[index] = bad;
                        Outcome<T> outcome = Board.Run(call with { Parts = call.Parts.Select(p => p.Name == "weight" ? p with { Values = weight } : p).ToArray() });
                        Refused(call, $"weight {bad} at {index}", outcome, ["weight"]);
                        Assert.IsType<ArgumentOutOfRangeException>(outcome.Error);
                        Assert.Contains(index.ToString(CultureInfo.InvariantCulture), outcome.Error.Message, StringComparison.Ordinal);
                    }
                }
            }
        }
    }

    private static IEnumerable<HostileCall<T>> Calls<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = HostileLosses.Find(name);
        int columns = HostileLosses.Few(entry);
        (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, Count, columns);
        return HostileCall<T>.All(kernels, kernels.Batch(samples, columns));
    }

    private static void Refused<T>(HostileCall<T> call, string what, Outcome<T> outcome, IEnumerable<string> names)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.True(outcome.Error is not null, $"{call}: {what} is accepted.");
        Assert.True(names.Contains(outcome.Error.ParamName), $"{call}: {what} is refused for {outcome.Error.ParamName}: {outcome.Error.Message}");
        Assert.True(outcome.IsClean, $"{call}: {what} is refused after something has been written.");
    }
}
