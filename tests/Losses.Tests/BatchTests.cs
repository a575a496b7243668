using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>
/// Batches of every shape give for each sample the bits that the sample gives alone, and weigh as promised; on any number of threads.
/// Samples of numbers are the golden cases, so that what a sample gives alone is known to be right; samples of rows are drawn.
/// </summary>
public class BatchTests
{
    private const int Longest = 67;

    [Theory]
    [MemberData(nameof(LossTable.NumberNames), MemberType = typeof(LossTable))]
    public void Every_length(string name)
    {
        EveryLength<double>();
        EveryLength<float>();

        void EveryLength<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            (LossKernels<T> kernels, double[][][] samples) = Numbers<T>(name);
            SameAsAlone(kernels, samples, 1, Enumerable.Range(0, Longest + 1));
        }
    }

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Every_shape_in_double(string name) => EveryShape<double>(name);

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Every_shape_in_float(string name) => EveryShape<float>(name);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Weights_in_double(string name) => Weights<double>(name, 1e-14);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Weights_in_float(string name) => Weights<float>(name, 4e-7);

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Float_follows_double(string name)
    {
        // Of the greatest entry of the row, which is a sum of terms that may be greater; those of second derivatives more so.
        const double Slope = 4e-6, Curvature = 1e-4;
        LossEntry entry = LossTable.Find(name);
        foreach (int columns in new[] { 5, 37, 1000 })
        {
            double[][][] samples = RowSamples.Make(entry, 17, columns);
            var singles = new LossKernels<float>(entry, RowSamples.Hyper(entry, columns));
            var doubles = new LossKernels<double>(entry, RowSamples.Hyper(entry, columns));
            Results<float> single = singles.Run(singles.Batch(samples, columns));
            Results<double> exact = doubles.Run(doubles.Batch(samples, columns));
            Close("loss", exact.Losses, single.Losses, Slope);
            foreach ((Output<double> d, Output<float> f) in Outputs(exact).Zip(Outputs(single)))
            {
                for (int row = 0; row < d.Values.Length; row += columns)
                {
                    Close(d.Name, d.Values.AsSpan(row, columns), f.Values.AsSpan(row, columns), d.Set == nameof(exact.Hessians) ? Curvature : Slope);
                }
            }
        }

        void Close(string what, ReadOnlySpan<double> exact, ReadOnlySpan<float> single, double ofScale)
        {
            double scale = exact.ToArray().Max(Math.Abs);
            for (int i = 0; i < exact.Length; i++)
            {
                double error = Math.Abs(exact[i] - single[i]);
                Assert.True(error <= (1e-5 * Math.Abs(exact[i])) + (ofScale * scale), $"{name} {what}[{i}] of {exact.Length}: {exact[i]:R} in double, {single[i]:R} in float, beside {scale:R}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Same_bits_for_any_number_of_threads(string name)
    {
        const int Columns = 100, Rows = 1500;
        LossEntry entry = LossTable.Find(name);
        double[][][] few = RowSamples.Make(entry, 16, Columns, ignoring: true);
        double[][][] samples = Enumerable.Range(0, Rows).Select(i => few[i * 7 % few.Length]).ToArray();
        Threads<double>();
        Threads<float>();

        void Threads<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Results<T>? first = null;
            foreach (int threads in new[] { 1, 2, 3, 8 })
            {
                var kernels = new LossKernels<T>(entry, RowSamples.Hyper(entry, Columns)) { Parallel = threads == 1 ? null : new ParallelOptions { MaxDegreeOfParallelism = threads } };
                T[] weight = Enumerable.Range(0, Rows).Select(i => T.CreateChecked((i % 5) * 0.75)).ToArray();
                Results<T> results = kernels.Run(kernels.Batch(samples, Columns), weight);
                first ??= results;
                Assert.Equal(first.Sum, results.Sum);
                Same($"{name} losses, {threads} threads", first.Losses, results.Losses);
                foreach ((Output<T> expected, Output<T> actual) in Outputs(first).Zip(Outputs(results)))
                {
                    Same($"{name} {expected.Name}, {threads} threads", expected.Values, actual.Values);
                }
            }
        }
    }

    private static void EveryShape<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        int least = RowSamples.LeastColumns(entry);
        foreach (int columns in Enumerable.Range(least, Longest + 1 - least).Concat([128, 383, 384, 385, 1000]))
        {
            Shape(columns, [0, 1, 2, 3]);
        }

        // As many rows as there are lanes, and more than a block has.
        foreach (int columns in new[] { 4, 17 })
        {
            Shape(columns, [.. Enumerable.Range(0, 18), 63, 64, 65, 150]);
        }

        Shape(32000, [3]);

        void Shape(int columns, int[] lengths) =>
            SameAsAlone(new LossKernels<T>(entry, RowSamples.Hyper(entry, columns)), RowSamples.Make(entry, lengths.Max(), columns, ignoring: true), columns, lengths);
    }

    private static void SameAsAlone<T>(LossKernels<T> kernels, double[][][] samples, int columns, IEnumerable<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Results<T>[] alone = samples.Select(s => kernels.Run(kernels.Batch([s], columns))).ToArray();
        foreach (int n in lengths)
        {
            Results<T> together = kernels.Run(kernels.Batch(samples[..n], columns));
            string shape = $"{kernels.Entry.Name}, {n} rows of {columns}: ";
            Assert.Equal(alone[..n].Sum(a => a.Sum.Count), together.Sum.Count);
            Assert.Equal(alone[..n].Sum(a => a.Sum.Weight), together.Sum.Weight, 1e-9);
            Same(shape + "losses", alone[..n].Select(a => a.Losses[0]).ToArray(), together.Losses);
            Output<T>[] outputs = Outputs(together).ToArray();
            Output<T>[][] parts = alone[..n].Select(a => Outputs(a).ToArray()).ToArray();
            for (int k = 0; k < outputs.Length; k++)
            {
                if (!IsTable(kernels.Entry, outputs[k]))
                {
                    Same(shape + outputs[k].Name, parts.SelectMany(p => p[k].Values).ToArray(), outputs[k].Values);
                }

                // Gradients of the same samples, none of which counts more or less.
                if (outputs[k].Set == nameof(Results<T>.Backward) && !kernels.Entry.IsWeighted)
                {
                    Same(shape + "ForwardBackward", outputs[k].Values, together.Gradients[outputs[k].Number]);
                }
            }
        }
    }

    private static void Weights<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        int columns = entry.HasColumns ? 37 : 1;
        (LossKernels<T> kernels, double[][][] samples) = entry.HasColumns
            ? (new LossKernels<T>(entry, RowSamples.Hyper(entry, columns)), RowSamples.Make(entry, Longest, columns, ignoring: true))
            : Numbers<T>(name);
        Results<T>[] alone = samples.Select(s => kernels.Run(kernels.Batch([s], columns))).ToArray();

        // Samples with an infinite loss or derivative weigh 0 and must leave no trace.
        double[] weights = alone.Select((a, i) => a.IsFinite ? (i % 5) * 0.75 : 0).ToArray();
        T[] weight = weights.Select(T.CreateChecked).ToArray();
        Batch batch = kernels.Batch(samples, columns);
        Results<T> results = kernels.Run(batch, weight);

        double[] terms = alone.Select((a, i) => weights[i] == 0 ? 0 : weights[i] * a.Sum.Sum).ToArray();
        double[] counts = alone.Select((a, i) => weights[i] * a.Sum.Weight).ToArray();
        Assert.Equal(counts.Sum(), results.Sum.Weight, 10 * tolerance * counts.Sum());
        Assert.Equal(alone.Sum(a => a.Sum.Count), results.Sum.Count);
        Close("sum", terms.Sum(), results.Sum.Sum, terms.Sum(Math.Abs));
        Weighed(results, 1, a => Outputs(a));
        foreach ((Reduction reduction, double divisor) in new[] { (Reduction.Sum, 1.0), (Reduction.Mean, results.Sum.Weight), (Reduction.MeanPerSample, results.Sum.Count) })
        {
            T[][] gradients = kernels.NewOutputs(batch);
            Assert.Equal(results.Sum, kernels.ForwardBackward(batch, LossKernels<T>.AsMemory(gradients), weight, reduction));
            Weighed(results with { Gradients = gradients }, divisor, a => Outputs(a).Where(o => o.Set == nameof(a.Gradients)));
        }

        T[] none = new T[samples.Length];
        Results<T> empty = kernels.Run(batch, none);
        Assert.Equal(0, empty.Sum.Sum);
        Assert.Equal(double.NaN, empty.Sum.Mean);
        T[][] means = kernels.NewOutputs(batch);
        kernels.ForwardBackward(batch, LossKernels<T>.AsMemory(means), none, Reduction.Mean);
        foreach (T[] output in Outputs(empty).Select(o => o.Values).Concat(means))
        {
            Assert.True(output.All(T.IsZero), $"{name}: a sample without weight leaves a trace.");
        }

        void Weighed(Results<T> all, double divisor, Func<Results<T>, IEnumerable<Output<T>>> choose)
        {
            Output<T>[][] parts = alone.Select(a => choose(a).ToArray()).ToArray();
            foreach ((Output<T> output, int k) in choose(all).Select((o, k) => (o, k)))
            {
                int length = parts[0][k].Values.Length;
                double[] expected = new double[output.Values.Length], scale = new double[output.Values.Length];
                for (int i = 0; i < samples.Length; i++)
                {
                    for (int j = 0; j < length && weights[i] != 0; j++)
                    {
                        int at = IsTable(entry, output) ? j : (i * length) + j;
                        double term = weights[i] / divisor * double.CreateChecked(parts[i][k].Values[j]);
                        expected[at] += term;
                        scale[at] += Math.Abs(term);
                    }
                }

                for (int i = 0; i < expected.Length; i++)
                {
                    Close($"{output.Name}[{i}] by {divisor}", expected[i], double.CreateChecked(output.Values[i]), scale[i]);
                }
            }
        }

        void Close(string what, double expected, double actual, double scale) =>
            Assert.True(
                double.CreateChecked(T.CreateSaturating(expected)) == actual || Math.Abs(actual - expected) <= (tolerance * scale) + Smallest<T>(),
                $"{name} {what}: expected {expected:R}, got {actual:R}");
    }

    /// <summary>The golden cases of the hyper-parameters that most cases have, repeated to the longest length.</summary>
    private static (LossKernels<T> Kernels, double[][][] Samples) Numbers<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase[] cases = entry.Cases
            .GroupBy(c => string.Join(";", entry.HyperOf(c)))
            .MaxBy(g => g.Count())!
            .ToArray();
        return (new LossKernels<T>(entry, entry.HyperOf(cases[0])), Enumerable.Range(0, Longest).Select(i => cases[i % cases.Length].Data).ToArray());
    }

    /// <summary>One array of derivatives: by which kernel, and by which of the differentiated data.</summary>
    private sealed record Output<T>(string Set, int Number, T[] Values)
    {
        public string Name => $"{Set} {Number}";
    }

    private static IEnumerable<Output<T>> Outputs<T>(Results<T> results)
        where T : IFloatingPointIeee754<T> =>
        new[] { (nameof(results.Gradients), results.Gradients), (nameof(results.Backward), results.Backward), (nameof(results.Newton), results.Newton), (nameof(results.Hessians), results.Hessians) }
            .SelectMany(s => s.Item2.Select((values, k) => new Output<T>(s.Item1, k, values)));

    /// <summary>Whether an output belongs to all samples together.</summary>
    private static bool IsTable<T>(LossEntry entry, Output<T> output) => entry.Data[entry.Differentiated[output.Number]].ParameterType == typeof(Table);

    /// <summary>The same bits, but a NaN is a NaN.</summary>
    private static void Same<T>(string what, T[] expected, T[] actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        if (MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)))
        {
            return;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                expected[i].Equals(actual[i]) && (T.IsNaN(expected[i]) || T.IsNegative(expected[i]) == T.IsNegative(actual[i])),
                $"{what}, entry {i} of {expected.Length}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    private static double Smallest<T>() => typeof(T) == typeof(float) ? 1.2e-38 : 2.3e-308;
}
