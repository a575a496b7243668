using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;

namespace LossGen.Kernels;

/// <summary>
/// What generated kernels share: blocks, threads and sums. The order of every addition is bound to the index, so that results depend neither on the
/// number of threads nor on the width of vectors.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class KernelRunner
{
    /// <summary>The elements of a block; a multiple of <see cref="FlushLength"/> and of every unrolled step.</summary>
    public const int BlockLength = 49152;

    /// <summary>The elements after which lanes are added to their totals in <see cref="double"/>; divisible by 64 and by 48, the steps of four and three vectors.</summary>
    public const int FlushLength = 384;

    /// <summary>The losses in <see cref="float"/> that are added in pairs before they go to their totals in <see cref="double"/>: each is rounded twice, however different they are.</summary>
    public const int PairedLength = 64;

    /// <summary>Runs a kernel over [0, <paramref name="count"/>) block by block and adds its partial sums in block order.</summary>
    /// <param name="kernel">Given the arguments, the first element and the one after the last, it returns their sum.</param>
    /// <param name="arguments">Whatever the kernel needs; valid until this returns.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="parallel">Null is one thread.</param>
    /// <param name="blockLength">The elements of a block.</param>
    /// <returns>The sum; 0 without elements.</returns>
    /// <exception cref="OperationCanceledException">The token of <paramref name="parallel"/> was cancelled.</exception>
    public static double Sum(delegate*<void*, nint, nint, double> kernel, void* arguments, nint count, ParallelOptions? parallel, int blockLength = BlockLength)
    {
        parallel?.CancellationToken.ThrowIfCancellationRequested();
        if (count <= blockLength)
        {
            return count > 0 ? kernel(arguments, 0, count) : 0;
        }

        if (parallel is not null && parallel.MaxDegreeOfParallelism != 1)
        {
            return SumParallel(kernel, arguments, count, parallel, blockLength);
        }

        double sum = kernel(arguments, 0, blockLength);
        for (nint start = blockLength; start < count; start += blockLength)
        {
            parallel?.CancellationToken.ThrowIfCancellationRequested();
            sum += kernel(arguments, start, Math.Min(start + blockLength, count));
        }

        return sum;
    }

    /// <summary>
    /// How many bytes the caller's stack ends beyond a cache line. The just-in-time compiler places the vectors that a method keeps on the stack at lines counted from there, as if it
    /// were one itself; where it is not, each of them lies across two lines.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int BeyondLine()
    {
        Vector512<byte> local = default;
        return (int)((nuint)(&local) % 64);
    }

    /// <summary>Memory on the stack that nothing uses would not be taken.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization | MethodImplOptions.NoInlining)]
    public static void Keep(void* memory)
    {
    }

    /// <summary>Adds up to <see cref="PairedLength"/> losses to 16 totals: those 16 apart in pairs, the pairs in pairs, and these in <see cref="double"/>.</summary>
    /// <param name="losses">Room for <see cref="PairedLength"/> elements.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="totals">16 elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddPaired(float* losses, nint count, double* totals)
    {
        if (count == 0)
        {
            return;
        }

        if (count < PairedLength)
        {
            new Span<float>(losses + count, PairedLength - (int)count).Clear();
        }

        if (VectorWidth.Is256)
        {
            for (int i = 0; i < 16; i += 8)
            {
                Vector256<float> eight = (Vector256.Load(losses + i) + Vector256.Load(losses + i + 16)) + (Vector256.Load(losses + i + 32) + Vector256.Load(losses + i + 48));
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(eight);
                (Vector256.Load(totals + i) + low).Store(totals + i);
                (Vector256.Load(totals + i + 4) + high).Store(totals + i + 4);
            }

            return;
        }

        for (int i = 0; i < 16; i += 4)
        {
            Vector128<float> four = (Vector128.Load(losses + i) + Vector128.Load(losses + i + 16)) + (Vector128.Load(losses + i + 32) + Vector128.Load(losses + i + 48));
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(four);
            (Vector128.Load(totals + i) + low).Store(totals + i);
            (Vector128.Load(totals + i + 2) + high).Store(totals + i + 2);
        }
    }

    /// <summary>Adds each of 16 lanes to its total and clears it.</summary>
    /// <param name="lanes">16 elements.</param>
    /// <param name="totals">16 elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FlushLanes(float* lanes, double* totals)
    {
        for (int i = 0; i < 16; i += 4)
        {
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.Load(lanes + i));
            (Vector128.Load(totals + i) + low).Store(totals + i);
            (Vector128.Load(totals + i + 2) + high).Store(totals + i + 2);
            Vector128<float>.Zero.Store(lanes + i);
        }
    }

    /// <summary>Adds each of 8 lanes to its total and clears it.</summary>
    /// <param name="lanes">8 elements.</param>
    /// <param name="totals">At least 8 elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FlushLanes(double* lanes, double* totals)
    {
        for (int i = 0; i < 8; i += 2)
        {
            (Vector128.Load(totals + i) + Vector128.Load(lanes + i)).Store(totals + i);
            Vector128<double>.Zero.Store(lanes + i);
        }
    }

    /// <summary>The sum of 16 totals: the halves are added until one number is left.</summary>
    /// <param name="totals">16 elements; kernels with 8 lanes leave the upper ones zero.</param>
    public static double Total(double* totals)
    {
        double a = (totals[0] + totals[8]) + (totals[4] + totals[12]), b = (totals[1] + totals[9]) + (totals[5] + totals[13]);
        double c = (totals[2] + totals[10]) + (totals[6] + totals[14]), d = (totals[3] + totals[11]) + (totals[7] + totals[15]);
        return (a + c) + (b + d);
    }

    /// <summary>Checks weights and adds them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, NaN or infinite.</exception>
    public static double SumWeights(ReadOnlySpan<float> weight)
    {
        fixed (float* w = weight)
        {
            Vector256<double> a = default, b = default, c = default, d = default;
            Vector256<float> valid = Vector256<float>.AllBitsSet;
            nint i = 0, end = weight.Length & ~15;
            for (; i < end; i += 16)
            {
                Vector256<float> first = Vector256.Load(w + i), second = Vector256.Load(w + i + 8);
                valid &= Valid(first) & Valid(second);
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(first);
                a += low;
                b += high;
                (low, high) = Vector256.Widen(second);
                c += low;
                d += high;
            }

            double* totals = stackalloc double[16];
            Store(totals, a, b, c, d);
            bool allValid = valid.AsInt32() == Vector256<int>.AllBitsSet;
            for (; i < weight.Length; i++)
            {
                allValid &= w[i] >= 0 & w[i] <= float.MaxValue;
                totals[i & 15] += w[i];
            }

            return allValid ? Total(totals) : ThrowWeight(weight);
        }
    }

    /// <summary>Checks weights and adds them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, NaN or infinite.</exception>
    public static double SumWeights(ReadOnlySpan<double> weight)
    {
        fixed (double* w = weight)
        {
            Vector256<double> a = default, b = default, c = default, d = default;
            Vector256<double> valid = Vector256<double>.AllBitsSet;
            nint i = 0, end = weight.Length & ~15;
            for (; i < end; i += 16)
            {
                Vector256<double> v0 = Vector256.Load(w + i), v1 = Vector256.Load(w + i + 4), v2 = Vector256.Load(w + i + 8), v3 = Vector256.Load(w + i + 12);
                valid &= Valid(v0) & Valid(v1) & Valid(v2) & Valid(v3);
                a += v0;
                b += v1;
                c += v2;
                d += v3;
            }

            double* totals = stackalloc double[16];
            Store(totals, a, b, c, d);
            bool allValid = valid.AsInt64() == Vector256<long>.AllBitsSet;
            for (; i < weight.Length; i++)
            {
                allValid &= w[i] >= 0 & w[i] <= double.MaxValue;
                totals[i & 15] += w[i];
            }

            return allValid ? Total(totals) : ThrowWeight(weight);
        }
    }

    // Apart, so that the closure exists only when there are threads. The partials are added in block order: the same bits as one thread.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double SumParallel(delegate*<void*, nint, nint, double> kernel, void* arguments, nint count, ParallelOptions parallel, int blockLength)
    {
        var partials = new double[checked((int)((count + blockLength - 1) / blockLength))];
        Parallel.For(0, partials.Length, parallel, block =>
        {
            nint start = (nint)block * blockLength;
            partials[block] = kernel(arguments, start, Math.Min(start + blockLength, count));
        });

        double sum = partials[0];
        for (int i = 1; i < partials.Length; i++)
        {
            sum += partials[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Valid(Vector256<float> weight)
        => Vector256.LessThanOrEqual(Vector256<float>.Zero, weight) & Vector256.LessThanOrEqual(weight, Vector256.Create(float.MaxValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Valid(Vector256<double> weight)
        => Vector256.LessThanOrEqual(Vector256<double>.Zero, weight) & Vector256.LessThanOrEqual(weight, Vector256.Create(double.MaxValue));

    private static void Store(double* totals, Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d)
    {
        a.Store(totals);
        b.Store(totals + 4);
        c.Store(totals + 8);
        d.Store(totals + 12);
    }

    [DoesNotReturn]
    internal static double ThrowWeight<T>(ReadOnlySpan<T> weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int index = 0;
        while (T.IsFinite(weight[index]) && weight[index] >= T.Zero)
        {
            index++;
        }

        throw new ArgumentOutOfRangeException(nameof(weight), weight[index], string.Create(CultureInfo.InvariantCulture, $"Weight {index} is {weight[index]}; weights are finite and not negative."));
    }
}
