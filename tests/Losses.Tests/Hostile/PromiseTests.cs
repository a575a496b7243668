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

/// <summary>What is promised of samples that do not count, of none at all and of outputs with room to spare: every kernel of every loss.</summary>
public class PromiseTests
{
    private const int Count = 37;

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void An_output_longer_than_needed(string name) => Both(new LongerOutputs(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void No_samples(string name) => Both(new NoSamples(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Ignoring), MemberType = typeof(HostileLosses))]
    public void An_ignored_row(string name) => Both(new IgnoredRows(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Weight_0(string name) => Both(new ZeroWeights(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void All_weights_0(string name) => Both(new AllZeroWeights(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Ignoring), MemberType = typeof(HostileLosses))]
    public void All_rows_ignored(string name) => Both(new AllIgnored(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void NaN_in_a_target(string name) => Both(new NaNTargets(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Allocation(string name) => Both(new Allocations(), name);

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void A_hyper_parameter_outside_its_Range(string name)
    {
        LossEntry entry = HostileLosses.Find(name);
        object[] sound = RowSamples.Hyper(entry, 4);
        for (int k = 0; k < entry.Hyper.Count; k++)
        {
            if (entry.Hyper[k].GetCustomAttribute<RangeAttribute>() is not { } range)
            {
                continue;
            }

            double low = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), high = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
            double[] outside = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, Math.BitDecrement(low), Math.BitIncrement(high), .. range.MinimumIsExclusive ? [low] : Array.Empty<double>(), .. range.MaximumIsExclusive ? [high] : Array.Empty<double>()];
            foreach (double bad in outside)
            {
                object[] hyper = (object[])sound.Clone();
                hyper[k] = entry.Hyper[k].ParameterType == typeof(Row) ? new Row([1, 1, bad, 1]) : entry.Hyper[k].ParameterType == typeof(double) ? bad : sound[k];
                if (hyper[k] != sound[k])
                {
                    Exception? error = Record.Exception(() => KernelMethod.Make(entry.Class, hyper));
                    Assert.True(error is ArgumentOutOfRangeException { ParamName: var p } && p == entry.Hyper[k].Name, $"{name}: {entry.Hyper[k].Name} = {bad:R} gives {error?.Message ?? "a loss"}.");
                }
            }
        }
    }

    private static void Both(Promise promise, string name)
    {
        promise.Check<Half>(HostileLosses.Find(name));
        promise.Check<float>(HostileLosses.Find(name));
        promise.Check<double>(HostileLosses.Find(name));
    }

    /// <summary>A promise for either type of element.</summary>
    private abstract class Promise
    {
        public void Check<T>(LossEntry entry)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // Tiles, and rows that take several vectors.
            foreach (int columns in entry.HasColumns ? new[] { 4, 37 } : [1])
            {
                (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, Count, columns);
                Keep(kernels, kernels.Batch(samples, columns));
            }
        }

        protected abstract void Keep<T>(LossKernels<T> kernels, Batch batch)
            where T : unmanaged, IFloatingPointIeee754<T>;

        /// <summary>The batch with numbers of some rows replaced; tables and labels stay.</summary>
        protected static Batch Poisoned<T>(LossEntry entry, Batch batch, Func<int, bool> rows, params T[] poison)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            batch with { Data = batch.Data.Select((d, k) => d is T[] values && entry.Data[k].ParameterType != typeof(Table) ? Replaced(values, values.Length / batch.Count, rows, poison) : d).ToArray() };

        protected static T[] Everything<T>() where T : unmanaged, IFloatingPointIeee754<T> => [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.CreateSaturating(1e300), T.CreateSaturating(-1e300)];

        /// <summary>Whether an output belongs to all samples together.</summary>
        protected static bool IsTable<T>(HostileCall<T> call, string output)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            int k = Math.Max(call.Kernels.GradientNames.ToList().IndexOf(output), call.Kernels.HessianNames.ToList().IndexOf(output));
            return k >= 0 && call.Kernels.Entry.Data[call.Kernels.Entry.Differentiated[k]].ParameterType == typeof(Table);
        }

        /// <summary>What an output holds of some samples.</summary>
        protected static T[] Of<T>(HostileCall<T> call, T[] output, Func<int, bool> rows)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            output.Where((_, i) => rows(i / (output.Length / call.Batch.Count))).ToArray();

        /// <summary>Samples that do not count leave zeros and no other trace, whatever they hold.</summary>
        protected static void NoTrace<T>(HostileCall<T> call, HostileCall<T> poisoned, Func<int, bool> rows)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Outcome<T> sound = Board.Run(call), actual = Board.Run(poisoned);
            Assert.True(actual.Error is null && Equals(sound.Sum, actual.Sum), $"{poisoned}: {sound.Sum} becomes {actual.Error?.Message ?? actual.Sum}.");
            foreach ((string output, T[] values) in actual.Outputs)
            {
                bool isTable = IsTable(call, output);
                Assert.True(isTable || Of(call, values, rows).All(T.IsZero), $"{poisoned}: {output} of a sample that does not count is not 0.");
                Assert.True(
                    isTable ? HostileCall<T>.Same(sound.Outputs[output], values) : HostileCall<T>.Same(Of(call, sound.Outputs[output], Others), Of(call, values, Others)),
                    $"{poisoned}: {output} of other samples changes.");
            }

            bool Others(int row) => !rows(row);
        }

        private static T[] Replaced<T>(T[] values, int columns, Func<int, bool> rows, T[] poison) => values.Select((v, i) => rows(i / columns) ? poison[((i / columns) + (i % columns)) % poison.Length] : v).ToArray();
    }

    private sealed class LongerOutputs : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            foreach (HostileCall<T> call in HostileCall<T>.All(kernels, batch))
            {
                Outcome<T> expected = Board.Run(call);
                foreach (byte canary in new[] { Board.NotANumber, Board.Number })
                {
                    foreach (int more in new[] { 0, 1, 9, 31 })
                    {
                        Outcome<T> longer = Board.Run(call, canary, lengths: call.Parts.Where(p => p.IsOutput).ToDictionary(p => p.Name, p => p.Length + more));
                        Assert.True(longer.IsExactly(expected), $"{call}: outputs longer by {more} change something.");
                    }
                }
            }
        }
    }

    private sealed class NoSamples : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            Batch empty = new(batch.Data.Select((d, k) => kernels.Entry.Data[k].ParameterType == typeof(Table) ? d : Array.CreateInstance(d.GetType().GetElementType()!, 0)).ToArray(), 0, batch.Columns);
            foreach (HostileCall<T> call in HostileCall<T>.All(kernels, empty))
            {
                // Nothing may be written, not even the gradient of a table.
                HostileCall<T> silent = call with { Parts = call.Parts.Select(p => p.IsOutput ? p with { Length = 0 } : p).ToArray() };
                Outcome<T> outcome = Board.Run(silent, lengths: call.Parts.Where(p => p.IsOutput).ToDictionary(p => p.Name, p => p.Length + 7));
                Assert.True(outcome.Error is null && outcome.IsClean, $"{call}: {outcome.Error?.Message ?? "something has been written"}.");
                Assert.True(outcome.Sum is null || outcome.Sum.Equals(new LossSum(0, 0, 0)), $"{call}: {outcome.Sum}");
                Assert.True(outcome.Sum is null || double.IsNaN(((LossSum)outcome.Sum).Mean));
            }
        }
    }

    private sealed class IgnoredRows : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            int k = kernels.Entry.Data.ToList().FindIndex(p => p.ParameterType == typeof(int));
            int ignored = HostileLosses.Ignored(kernels.Entry.Data[k])!.Value;
            var labels = (int[])batch.Data[k];
            bool IsIgnored(int row) => labels[row] == ignored;
            Assert.Contains(ignored, labels);
            foreach ((HostileCall<T> call, HostileCall<T> poisoned) in HostileCall<T>.All(kernels, batch).Zip(HostileCall<T>.All(kernels, Poisoned(kernels.Entry, batch, IsIgnored, Everything<T>()))))
            {
                NoTrace(call, poisoned, IsIgnored);
                Assert.True(Board.Run(poisoned).Sum is not LossSum sum || sum.Count == labels.Count(l => l != ignored), $"{call} counts ignored rows.");
            }
        }
    }

    private sealed class ZeroWeights : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            T[] factors = HostileCall<T>.Factors(batch.Count);
            bool IsZero(int row) => T.IsZero(factors[row]);
            foreach ((HostileCall<T> call, HostileCall<T> poisoned) in HostileCall<T>.All(kernels, batch).Zip(HostileCall<T>.All(kernels, Poisoned(kernels.Entry, batch, IsZero, Everything<T>()))))
            {
                if (call.IsWeighted || call.Kernel == "Backward")
                {
                    NoTrace(call, poisoned, IsZero);
                }
            }
        }
    }

    private sealed class AllZeroWeights : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            foreach (HostileCall<T> call in HostileCall<T>.All(kernels, Poisoned(kernels.Entry, batch, i => i % 3 == 1, Everything<T>())))
            {
                if (call.IsWeighted || call.Kernel == "Backward")
                {
                    Zero(call with { Parts = call.Parts.Select(p => p.Name is "weight" or "upstream" ? p with { Values = new T[batch.Count] } : p).ToArray() });
                }
            }
        }

        internal static void Zero<T>(HostileCall<T> call)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Outcome<T> outcome = Board.Run(call);
            Assert.Null(outcome.Error);
            Assert.True(outcome.Outputs.Values.All(o => o.All(T.IsZero)), $"{call}: samples that do not count leave a trace.");
            Assert.True(outcome.Sum is not LossSum sum || (sum.Sum == 0 && sum.Weight == 0 && double.IsNaN(sum.Mean)), $"{call}: {outcome.Sum}");
        }
    }

    private sealed class AllIgnored : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            Array[] data = batch.Data.Select((d, k) => HostileLosses.Ignored(kernels.Entry.Data[k]) is { } ignored ? Enumerable.Repeat(ignored, d.Length).ToArray() : d).ToArray();
            foreach (HostileCall<T> call in HostileCall<T>.All(kernels, Poisoned(kernels.Entry, batch with { Data = data }, i => i % 3 == 1, Everything<T>())))
            {
                AllZeroWeights.Zero(call);
                Assert.True(Board.Run(call).Sum is not LossSum { Count: not 0 }, $"{call} counts ignored rows.");
            }
        }
    }

    private sealed class NaNTargets : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            const int Row = 18;
            for (int k = 0; k < batch.Data.Length; k++)
            {
                if (batch.Data[k] is not T[] values || kernels.Entry.Data[k].GetCustomAttribute<TargetAttribute>() is null)
                {
                    continue;
                }

                var broken = (T[])values.Clone();
                broken[(Row * (values.Length / batch.Count)) + ((values.Length / batch.Count) - 1)] = T.NaN;
                Batch poisoned = batch with { Data = batch.Data.Select((d, i) => i == k ? broken : d).ToArray() };
                Outcome<T> each = Board.Run(HostileCall<T>.All(kernels, poisoned).Single(c => c.Kernel == "ForwardEach"));
                bool isNaN = T.IsNaN(each.Outputs["losses"][Row]);
                Assert.True(isNaN || kernels.Entry.HasColumns, $"{kernels.Entry.ClassName}: the loss of NaN as {kernels.Entry.Data[k].Name} is {each.Outputs["losses"][Row]}.");
                foreach ((HostileCall<T> call, HostileCall<T> with) in HostileCall<T>.All(kernels, batch).Zip(HostileCall<T>.All(kernels, poisoned)))
                {
                    if (call.IsWeighted || call.Parts.All(p => !p.IsOutput))
                    {
                        continue;
                    }

                    Outcome<T> sound = Board.Run(call), actual = Board.Run(with);
                    foreach ((string output, T[] found) in actual.Outputs)
                    {
                        bool counts = call.Kernel != "Backward" || !T.IsZero(HostileCall<T>.Factors(batch.Count)[Row]);
                        Assert.True(!isNaN || !counts || IsTable(call, output) || Of(call, found, i => i == Row).All(T.IsNaN), $"{with}: {output} beside a loss that is NaN is not.");
                        Assert.True(IsTable(call, output) || HostileCall<T>.Same(Of(call, sound.Outputs[output], i => i != Row), Of(call, found, i => i != Row)), $"{with}: NaN reaches a neighbour.");
                    }
                }
            }
        }
    }

    private sealed class Allocations : Promise
    {
        protected override void Keep<T>(LossKernels<T> kernels, Batch batch)
        {
            const int Calls = 3;
            foreach (HostileCall<T> call in HostileCall<T>.All(kernels, batch))
            {
                Func<object?> again = call.Bind(p => p.Values switch
                {
                    null => new T[p.Length].AsMemory(),
                    bool[] truths => truths.AsMemory(),
                    int[] integers => integers.AsMemory(),
                    _ => ((T[])p.Values).AsMemory(),
                });
                again();
                again();
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < Calls; i++)
                {
                    again();
                }

                // The result is boxed, as it is returned as an object here.
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before, boxes = call.Kernel is "ForwardEach" or "Backward" ? 0 : Calls * Box();
                Assert.True(allocated == boxes, $"{call} allocates {(allocated - boxes) / Calls} bytes.");
            }
        }

        private static long Box()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            object box = default(LossSum);
            GC.KeepAlive(box);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
