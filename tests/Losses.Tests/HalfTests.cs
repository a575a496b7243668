using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Hostile;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>Numbers stored in 16 bits: the results are those of the kernels for <see cref="float"/> on the same numbers, rounded once.</summary>
public class HalfTests
{
    /// <summary>Samples, with columns where there are rows: less than a piece, several pieces, and rows that are a piece each.</summary>
    private static readonly (int Count, int Columns)[] Numbers = [(1, 1), (7, 1), (33, 1), (1536, 1), (3200, 1)], Rows = [(1, 4), (37, 5), (400, 16), (23, 129), (3, 5000)];

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void Results_are_those_of_float_rounded(string name)
    {
        LossEntry entry = HostileLosses.Find(name);
        foreach ((int count, int columns) in entry.HasColumns ? Rows : Numbers)
        {
            (LossKernels<Half> halves, double[][][] samples) = HostileLosses.Make<Half>(entry, count, columns);
            (LossKernels<float> floats, _) = HostileLosses.Make<float>(entry, count, columns);
            Batch narrow = halves.Batch(samples, columns);
            Batch wide = narrow with { Data = narrow.Data.Select(d => d is Half[] h ? h.Select(v => (float)v).ToArray() : d).ToArray() };
            foreach (bool isWeighted in new[] { false, true })
            {
                Half[]? weight = isWeighted ? HostileCall<Half>.Factors(count) : null;
                Results<Half> actual = halves.Run(narrow, weight);
                Results<float> expected = floats.Run(wide, weight?.Select(v => (float)v).ToArray());
                string what = $"{name}, {count} of {columns}";
                Same(what + ", losses", [expected.Losses], [actual.Losses]);
                Same(what + ", gradients", expected.Gradients, actual.Gradients);
                Same(what + ", backward", expected.Backward, actual.Backward);
                Same(what + ", gradients beside second derivatives", expected.Newton, actual.Newton);
                Same(what + ", second derivatives", expected.Hessians, actual.Hessians);
                Assert.Equal((expected.Sum.Count, expected.Sum.Weight), (actual.Sum.Count, actual.Sum.Weight));
                double size = 1 + expected.Losses.Sum(l => Math.Abs((double)l));
                Assert.True(expected.Sum.Sum.Equals(actual.Sum.Sum) || Math.Abs(expected.Sum.Sum - actual.Sum.Sum) <= 1e-12 * size, $"{what}: {expected.Sum.Sum:R}, not {actual.Sum.Sum:R}");
            }
        }
    }

    /// <summary>The same bits for any number of threads, over several tasks.</summary>
    [Theory]
    [InlineData("mse", 120_000, 1)]
    [InlineData("cross_entropy", 1300, 200)]
    public void Threads_change_nothing(string name, int count, int columns)
    {
        LossEntry entry = LossTable.Find(name);
        (LossKernels<Half> one, double[][][] samples) = HostileLosses.Make<Half>(entry, count, columns);
        LossKernels<Half> several = new(entry, entry.HasColumns ? RowSamples.Hyper(entry, columns) : entry.HyperOf(entry.Cases[0])) { Parallel = new ParallelOptions { MaxDegreeOfParallelism = 3 } };
        Batch batch = one.Batch(samples, columns);
        Results<Half> expected = one.Run(batch), actual = several.Run(batch);
        Assert.Equal(expected.Sum, actual.Sum);
        Assert.True(HostileCall<Half>.Same(expected.Losses, actual.Losses));
        Assert.True(HostileCall<Half>.Same(expected.Gradients[0], actual.Gradients[0]));
        Assert.True(HostileCall<Half>.Same(expected.Hessians[0], actual.Hessians[0]));
    }

    private static void Same(string what, IReadOnlyList<float[]> expected, IReadOnlyList<Half[]> actual)
    {
        for (int k = 0; k < expected.Count; k++)
        {
            Assert.True(HostileCall<Half>.Same(expected[k].Select(v => (Half)v).ToArray(), actual[k]), what);
        }
    }
}
