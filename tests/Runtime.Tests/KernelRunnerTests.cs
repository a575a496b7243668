using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>Blocks, threads, sums and weights.</summary>
public static unsafe class KernelRunnerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(-1)]
    public static void Every_number_of_threads_gives_the_same_bits(int threads)
    {
        var random = new Random(7);
        double[] data = [.. Enumerable.Range(0, (7 * KernelRunner.BlockLength) + 12345).Select(_ => Math.Exp(random.NextDouble() * 40) * (random.Next(2) - 0.5))];
        fixed (double* d = data)
        {
            foreach (int count in (int[])[0, 1, KernelRunner.BlockLength, KernelRunner.BlockLength + 1, 2 * KernelRunner.BlockLength, data.Length])
            {
                double expected = KernelRunner.Sum(&Kernel, d, count, null);
                for (int repeat = 0; repeat < 5; repeat++)
                {
                    double actual = KernelRunner.Sum(&Kernel, d, count, new ParallelOptions { MaxDegreeOfParallelism = threads });
                    Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
                }
            }
        }
    }

    [Fact]
    public static void Blocks_cover_everything_once_in_order()
    {
        const int Count = (3 * KernelRunner.BlockLength) + 5;
        var seen = new byte[Count];
        fixed (byte* s = seen)
        {
            Assert.Equal(Count, KernelRunner.Sum(&Mark, s, Count, null));
            Assert.All(seen, static times => Assert.Equal(1, times));
            Assert.Equal(Count, KernelRunner.Sum(&Mark, s, Count, new ParallelOptions()));
            Assert.All(seen, static times => Assert.Equal(2, times));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public static void Cancellation_is_honoured(int threads)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() => KernelRunner.Sum(&Nothing, null, 10, options));
        Assert.ThrowsAny<OperationCanceledException>(() => KernelRunner.Sum(&Nothing, null, 10 * KernelRunner.BlockLength, options));

        using var source = new CancellationTokenSource();
        options.CancellationToken = source.Token;
        s_source = source;
        Assert.ThrowsAny<OperationCanceledException>(() => KernelRunner.Sum(&Cancel, null, 10000 * (nint)KernelRunner.BlockLength, options));
    }

    [Fact]
    public static void One_thread_allocates_nothing()
    {
        var data = new double[(2 * KernelRunner.BlockLength) + 3];
        var weight = new float[1003];
        fixed (double* d = data)
        {
            Run(d, data, weight);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(d, data, weight);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }

        static void Run(double* d, double[] data, float[] weight)
        {
            KernelRunner.Sum(&Kernel, d, data.Length, null);
            KernelRunner.Sum(&Kernel, d, 10, null);
            KernelRunner.SumWeights(weight);
            KernelRunner.SumWeights(data);
            KernelChecks.SameLength<double>(data, data.Length, "data");
            KernelChecks.LongEnough<double>(data, 1, "data");
            KernelChecks.NoOverlap<double, float>(data, weight, "data", "weight", false);
            KernelChecks.InRange(1, 0, 2, true, true, "value");
            KernelChecks.ValidateRange<float>(weight, 0, 1, false, false, "weight");
        }
    }

    [Fact]
    public static void Flush_moves_lanes_to_totals()
    {
        float* singles = stackalloc float[16];
        double* doubles = stackalloc double[8], totals = stackalloc double[16];
        double sum = 0;
        for (int i = 0; i < 16; i++)
        {
            singles[i] = 1 << i;
            totals[i] = 0.5;
        }

        for (int i = 0; i < 8; i++)
        {
            doubles[i] = 0.25;
        }

        KernelRunner.FlushLanes(singles, totals);
        KernelRunner.FlushLanes(doubles, totals);
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal((1 << i) + 0.5 + (i < 8 ? 0.25 : 0), totals[i]);
            Assert.Equal(0, singles[i]);
            Assert.Equal(0, doubles[i / 2]);
            sum += totals[i];
        }

        Assert.Equal(sum, KernelRunner.Total(totals));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(48)]
    [InlineData(63)]
    [InlineData(64)]
    public static void Losses_are_added_in_pairs_before_they_are_doubles(int count)
    {
        var random = new Random(count);
        float* losses = stackalloc float[KernelRunner.PairedLength];
        double* totals = stackalloc double[16];
        for (int i = 0; i < KernelRunner.PairedLength; i++)
        {
            losses[i] = i < count ? (float)Math.Exp(random.NextDouble() * 30) : float.NaN;
        }

        var expected = new double[16];
        for (int i = 0; i < 16; i++)
        {
            totals[i] = 1.0 / (i + 3);
            expected[i] = totals[i] + ((At(i) + At(i + 16)) + (At(i + 32) + At(i + 48)));
        }

        KernelRunner.AddPaired(losses, count, totals);
        Assert.Equal(expected, new ReadOnlySpan<double>(totals, 16).ToArray());

        float At(int i) => i < count ? losses[i] : 0;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    [InlineData(4099)]
    public static void Weights_are_added_in_sixteen_lanes(int count)
    {
        var random = new Random(count);
        double[] doubles = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(random.NextDouble() * 30))];
        float[] singles = [.. doubles.Select(static x => (float)x)];
        Assert.Equal(Lanes(doubles), KernelRunner.SumWeights(doubles));
        Assert.Equal(Lanes([.. singles.Select(static x => (double)x)]), KernelRunner.SumWeights(singles));

        static double Lanes(double[] values)
        {
            double[] totals = new double[16];
            for (int i = 0; i < values.Length; i++)
            {
                totals[i % 16] += values[i];
            }

            for (int half = 8; half > 0; half /= 2)
            {
                for (int i = 0; i < half; i++)
                {
                    totals[i] += totals[i + half];
                }
            }

            return totals[0];
        }
    }

    [Theory]
    [InlineData(-1.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e-40)]
    public static void A_bad_weight_is_named(double bad)
    {
        foreach (int index in (int[])[0, 3, 17, 31, 63, 64, 68])
        {
            var doubles = new double[69];
            doubles[index] = bad;
            doubles[68] = bad;
            float[] singles = [.. doubles.Select(static x => (float)x)];
            Check(Assert.Throws<ArgumentOutOfRangeException>(() => KernelRunner.SumWeights(doubles)), index, bad.ToString(CultureInfo.InvariantCulture));
            Check(Assert.Throws<ArgumentOutOfRangeException>(() => KernelRunner.SumWeights(singles)), index, ((float)bad).ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(0, KernelRunner.SumWeights([-0.0, 0.0]));

        static void Check(ArgumentOutOfRangeException exception, int index, string value)
        {
            Assert.Equal("weight", exception.ParamName);
            Assert.Contains($"Weight {index} is {value};", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public static void Switches_tell_their_state() => Assert.True(State<On>() && !State<Off>());


    private static CancellationTokenSource? s_source;

    private static bool State<S>()
        where S : ISwitch
        => S.IsOn;

    private static double Kernel(void* arguments, nint start, nint end)
    {
        double sum = 0;
        for (nint i = start; i < end; i++)
        {
            sum += ((double*)arguments)[i];
        }

        return sum;
    }

    private static double Mark(void* arguments, nint start, nint end)
    {
        Assert.Equal(0, start % KernelRunner.BlockLength);
        for (nint i = start; i < end; i++)
        {
            ((byte*)arguments)[i]++;
        }

        return end - start;
    }

    private static double Nothing(void* arguments, nint start, nint end) => 0;

    private static double Cancel(void* arguments, nint start, nint end)
    {
        s_source!.Cancel();
        return 0;
    }
}
