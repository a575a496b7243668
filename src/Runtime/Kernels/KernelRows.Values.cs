using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>The values there is one of per row, in slots: how they are prepared, picked, summed and put back.</summary>
public static unsafe partial class KernelRows
{
    /// <summary>
    /// Gives lanes that belong to no row an ordinary value. Loops over rows compute whole vectors, and arithmetic with the subnormal numbers that uninitialised memory is full of
    /// takes a hundred times as long.
    /// </summary>
    /// <param name="slots">The first of the slots.</param>
    /// <param name="count">Their number.</param>
    /// <param name="rows">The rows of the first block.</param>
    public static void Calm<T>(T* slots, int count, nint rows)
        where T : unmanaged, INumber<T>
    {
        int idle = (int)(-rows & 15);
        for (int k = 0; k < count; k++)
        {
            new Span<T>(slots + (k * SlotLength) + rows, idle).Fill(T.One);
        }
    }

    /// <summary>Whether the value of any row is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsAnySet<T>(T* slot, nint rows)
        where T : unmanaged, INumber<T>
    {
        nint r = 0;
        Vector128<T> set = Vector128<T>.Zero;
        for (; r <= rows - Vector128<T>.Count; r += Vector128<T>.Count)
        {
            set |= ~Vector128.Equals(Vector128.Load(slot + r), Vector128<T>.Zero);
        }

        bool any = set.AsByte() != Vector128<byte>.Zero;
        for (; r < rows; r++)
        {
            any |= !T.IsZero(slot[r]);
        }

        return any;
    }

    /// <summary>Keeps what slots hold of the first row for the time when the next row is computed.</summary>
    public static void KeepRow<T>(T* slots, int count, int lane)
        where T : unmanaged
    {
        for (int k = 0; k < count; k++)
        {
            slots[(k * SlotLength) + lane] = slots[k * SlotLength];
        }
    }

    /// <summary>Fills the table that <see cref="Window"/> looks at: set bits but for the element in the middle.</summary>
    /// <param name="others">Room for twice <see cref="WindowLength"/>.</param>
    public static void FillWindow<T>(T* others)
        where T : unmanaged
    {
        new Span<byte>(others, 2 * WindowLength * sizeof(T)).Fill(byte.MaxValue);
        others[WindowLength] = default;
    }

    /// <summary>The mask of the columns that a label does not pick, from a column on. Without a branch: where a label lies cannot be foreseen.</summary>
    /// <param name="others">The table.</param>
    /// <param name="ahead">How far the label's column is ahead; anything where it is not among those that the window spans.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Window<T>(T* others, nint ahead)
        where T : unmanaged
    {
        nint start = WindowLength - ahead;
        return others + (start & ~(((start - 1) | ahead) >> 63));
    }

    /// <summary>Fills the factors of a block: the weights, or 1.</summary>
    /// <param name="slot">The factors.</param>
    /// <param name="weight">The weight of the block's first row; null for weights of 1.</param>
    /// <param name="rows">The rows of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factors<T>(T* slot, T* weight, nint rows)
        where T : unmanaged, INumber<T>
    {
        if (weight != null)
        {
            new ReadOnlySpan<T>(weight, (int)rows).CopyTo(new Span<T>(slot, (int)rows));
            return;
        }

        // To the end of the last vector: lanes without a row may hold anything.
        Vector128<T> one = Vector128.Create(T.One);
        for (nint r = 0; r < rows; r += Vector128<T>.Count)
        {
            one.Store(slot + r);
        }
    }

    /// <summary>Sets the factor of ignored rows to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Ignore<T>(T* slot, int* label, int ignored, nint rows)
        where T : unmanaged, INumber<T>
    {
        // Seldom any.
        if (new ReadOnlySpan<int>(label, (int)rows).Contains(ignored))
        {
            for (nint r = 0; r < rows; r++)
            {
                slot[r] = label[r] == ignored ? T.Zero : slot[r];
            }
        }
    }

    /// <summary>Multiplies factors by what the samples count; 0 stays 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weigh<T>(T* slot, T* counts, nint rows)
        where T : unmanaged, INumber<T>
    {
        for (nint r = 0; r < rows; r++)
        {
            slot[r] = T.IsZero(slot[r]) ? T.Zero : slot[r] * counts[r];
        }
    }

    /// <summary>The sum of the factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<T>(T* slot, nint rows)
        where T : unmanaged, INumber<T>
    {
        double sum = 0;
        for (nint r = 0; r < rows; r++)
        {
            sum += double.CreateTruncating(slot[r]);
        }

        return sum;
    }

    /// <summary>The sum of the losses, each times its factor; a row of factor 0 contributes 0 whatever its loss is. Both slots are readable to their ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(float* slot, float* losses, nint rows)
    {
        Clear(slot, rows);
        if (VectorWidth.Is512)
        {
            Vector512<double> low = Vector512<double>.Zero, high = Vector512<double>.Zero;
            for (nint r = 0; r < rows; r += 16)
            {
                low += Kept(Avx512F.ConvertToVector512Double(Vector256.Load(slot + r)), Avx512F.ConvertToVector512Double(Vector256.Load(losses + r)));
                high += Kept(Avx512F.ConvertToVector512Double(Vector256.Load(slot + r + 8)), Avx512F.ConvertToVector512Double(Vector256.Load(losses + r + 8)));
            }

            return Total(low, high);
        }

        Vector256<double> a = default, b = default, c = default, d = default;
        for (nint r = 0; r < rows; r += 16)
        {
            a += Kept(Widen(slot + r), Widen(losses + r));
            b += Kept(Widen(slot + r + 4), Widen(losses + r + 4));
            c += Kept(Widen(slot + r + 8), Widen(losses + r + 8));
            d += Kept(Widen(slot + r + 12), Widen(losses + r + 12));
        }

        return Total(a, b, c, d);
    }

    /// <summary>The sum of the losses, each times its factor; a row of factor 0 contributes 0 whatever its loss is. Both slots are readable to their ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(double* slot, double* losses, nint rows)
    {
        Clear(slot, rows);
        Vector256<double> a = default, b = default, c = default, d = default;
        for (nint r = 0; r < rows; r += 16)
        {
            a += Kept(Vector256.Load(slot + r), Vector256.Load(losses + r));
            b += Kept(Vector256.Load(slot + r + 4), Vector256.Load(losses + r + 4));
            c += Kept(Vector256.Load(slot + r + 8), Vector256.Load(losses + r + 8));
            d += Kept(Vector256.Load(slot + r + 12), Vector256.Load(losses + r + 12));
        }

        return Total(a, b, c, d);
    }

    /// <summary>Sums go over whole lines; what is not a row counts for nothing.</summary>
    private static void Clear<T>(T* slot, nint rows)
        where T : unmanaged
        => new Span<T>(slot + rows, (int)(-rows & 15)).Clear();

    /// <summary>Writes the losses of a block, 0 for rows that do not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<T>(T* slot, T* losses, T* destination, nint rows)
        where T : unmanaged, INumber<T>
    {
        for (nint r = 0; r < rows; r++)
        {
            destination[r] = T.IsZero(slot[r]) ? T.Zero : losses[r];
        }
    }

    /// <summary>Writes entries that a label picks.</summary>
    /// <param name="values">One per row.</param>
    /// <param name="output">The first row of the block in the output.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="label">The columns to write; null for the same one in all rows.</param>
    /// <param name="column">That one, or the label to ignore.</param>
    /// <param name="rows">The rows of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter<T>(T* values, T* output, nint columns, int* label, int column, nint rows)
        where T : unmanaged
    {
        if (label == null)
        {
            for (nint r = 0; r < rows; r++, output += columns)
            {
                output[column] = values[r];
            }

            return;
        }

        for (nint r = 0; r < rows; r++, output += columns)
        {
            int at = label[r];
            output[at == column ? 0 : at] = values[r];
        }
    }

    /// <summary>Takes the entries that a label picks.</summary>
    /// <param name="values">Receives one per row.</param>
    /// <param name="source">The first row of the block, or the only one.</param>
    /// <param name="stride">The columns; 0 where all samples share one row.</param>
    /// <param name="label">The columns to read; null for the same one in all rows.</param>
    /// <param name="column">That one, or the label to ignore.</param>
    /// <param name="rows">The rows of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather<T>(T* values, T* source, nint stride, int* label, int column, nint rows)
        where T : unmanaged
    {
        if (label == null)
        {
            for (nint r = 0; r < rows; r++, source += stride)
            {
                values[r] = source[column];
            }

            return;
        }

        for (nint r = 0; r < rows; r++, source += stride)
        {
            int at = label[r];
            values[r] = source[at == column ? 0 : at];
        }
    }

    /// <summary>The greatest of 16 (or, for doubles, 8) lanes, +0 for −0.</summary>
    public static T Peak<T>(T* lanes)
        where T : unmanaged, INumber<T>
    {
        T peak = lanes[0];
        for (int i = 1; i < 64 / sizeof(T); i++)
        {
            peak = lanes[i] > peak ? lanes[i] : peak;
        }

        return peak + T.Zero;
    }

    /// <summary>The sum of a few lanes, NaN if one is.</summary>
    public static T Poison<T>(T* lanes)
        where T : unmanaged, INumber<T>
    {
        T sum = lanes[0];
        for (int i = 1; i < 64 / sizeof(T); i++)
        {
            sum += lanes[i];
        }

        return sum;
    }

    /// <summary>The greatest lane, +0 for −0; no lane is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Peak(Vector512<float> lanes)
    {
        Vector256<float> v = Avx.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> w = Sse.Max(v.GetLower(), v.GetUpper());
        w = Sse.Max(w, Sse.MoveHighToLow(w, w));
        return Sse.MaxScalar(w, Sse3.MoveHighAndDuplicate(w)).ToScalar() + 0f;
    }

    /// <summary>The greatest lane, +0 for −0; no lane is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Peak(Vector512<double> lanes)
    {
        Vector256<double> v = Avx.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<double> w = Sse2.Max(v.GetLower(), v.GetUpper());
        return Sse2.MaxScalar(w, Sse2.UnpackHigh(w, w)).ToScalar() + 0.0;
    }

    /// <summary>The sum of lanes, NaN if one is.</summary>
    public static float Poison(Vector512<float> lanes) => Vector512.Sum(lanes);

    /// <summary>The sum of lanes, NaN if one is.</summary>
    public static double Poison(Vector512<double> lanes) => Vector512.Sum(lanes);

    /// <summary>The sum of 16 totals in the order of <see cref="KernelRunner.Total"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector512<double> low, Vector512<double> high)
    {
        Vector512<double> eight = low + high;
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + Sse2.UnpackHigh(two, two).ToScalar();
    }

    /// <summary>The sum of 16 totals in the order of <see cref="KernelRunner.Total"/>.</summary>
    private static double Total(Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d)
    {
        Vector256<double> four = (a + c) + (b + d);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Kept(Vector256<double> factor, Vector256<double> loss)
        => Vector256.AndNot(factor * loss, Vector256.Equals(factor, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Kept(Vector512<double> factor, Vector512<double> loss)
        => Avx512F.BlendVariable(factor * loss, Vector512<double>.Zero, Avx512F.CompareEqual(factor, Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(float* source)
    {
        if (Avx.IsSupported)
        {
            return Avx.ConvertToVector256Double(Vector128.Load(source));
        }

        (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.Load(source));
        return Vector256.Create(low, high);
    }
}
