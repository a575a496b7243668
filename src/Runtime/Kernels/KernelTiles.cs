using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Short rows with a lane for each: tile[column·<see cref="Stride"/> + row].</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class KernelTiles
{
    /// <summary>The columns of the longest rows that are worth it.</summary>
    public const int MostColumns = 16;

    /// <summary>From one column to the next: a block's rows, and a line so that columns do not meet in the cache.</summary>
    public const int Stride = KernelRows.SlotLength + 16;

    /// <summary>From one tile to the next: whatever is no multiple of 4 KiB, at which a load is taken to need a store before it.</summary>
    public const int Length = (MostColumns * Stride) + 80;

    private const int Quad = 4;
    private const int Lanes = 16;

    private static ReadOnlySpan<float> SingleNumbers => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private static ReadOnlySpan<double> DoubleNumbers => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>The numbers of the columns: loading one into all lanes costs less than converting it.</summary>
    public static T* Numbers<T>()
        where T : unmanaged
        => typeof(T) == typeof(float)
            ? (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(SingleNumbers))
            : (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(DoubleNumbers));

    /// <summary>Brings a line to the nearest cache; nothing happens where there is no memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Brings rows into a tile.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="tile">Room for <see cref="KernelRows.SlotLength"/> rows.</param>
    /// <param name="rows">How many rows there are; the lanes of others in the last vector become 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load<T>(T* source, nint columns, T* tile, nint rows)
        where T : unmanaged
    {
        nint r = 0;
        if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns is 2 or 3)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                LoadFew((float*)source + (r * columns), columns, (float*)tile + r);
            }
        }
        else if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns >= Quad)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                nint c = 0;
                for (; c <= columns - (2 * Quad); c += 2 * Quad)
                {
                    float* p = (float*)source + (r * columns) + c, to = (float*)tile + (c * Stride) + r;
                    (Vector512<float> a, Vector512<float> a4) = GatherOcts(p, columns);
                    (Vector512<float> b, Vector512<float> b4) = GatherOcts(p + columns, columns);
                    (Vector512<float> d, Vector512<float> d4) = GatherOcts(p + (2 * columns), columns);
                    (Vector512<float> e, Vector512<float> e4) = GatherOcts(p + (3 * columns), columns);
                    Store(Transpose(a, b, d, e), to);
                    Store(Transpose(a4, b4, d4, e4), to + (Quad * Stride));
                }

                // The last four columns may have been among the ones before: they are brought twice.
                for (; c < columns; c += Quad)
                {
                    nint at = c <= columns - Quad ? c : columns - Quad;
                    float* p = (float*)source + (r * columns) + at;
                    Store(Transpose(Gather(p, columns), Gather(p + columns, columns), Gather(p + (2 * columns), columns), Gather(p + (3 * columns), columns)), (float*)tile + (at * Stride) + r);
                }
            }
        }

        for (; r < rows; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                tile[(c * Stride) + r] = source[(r * columns) + c];
            }
        }

        for (; r % Lanes != 0; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                tile[(c * Stride) + r] = default;
            }
        }
    }

    /// <summary>Takes the entries that a label picks; 0 where it picks none.</summary>
    /// <param name="source">The tile, or a row that all samples share.</param>
    /// <param name="isShared">Whether it is such a row.</param>
    /// <param name="values">Receives one per row.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="label">The columns to read; null for the same one in all rows.</param>
    /// <param name="column">That one.</param>
    /// <param name="rows">How many rows there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pick<O, V, T>(T* source, bool isShared, T* values, nint columns, int* label, int column, nint rows)
        where O : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
    {
        T* numbers = Numbers<T>();
        for (nint i = 0; i < rows; i += O.Count)
        {
            if (label == null)
            {
                O.Store(isShared ? O.Create(source[column]) : O.Load(source + (column * Stride) + i), values + i);
                continue;
            }

            V picked = O.Create(default), labels = O.LoadInt32(label + i, (int)Math.Min(rows - i, O.Count));
            for (nint c = 0; c < columns; c++)
            {
                V entry = isShared ? O.Create(source[c]) : O.Load(source + (c * Stride) + i);
                picked = O.Select(O.Equal(O.Create(numbers[c]), labels), entry, picked);
            }

            O.Store(picked, values + i);
        }
    }

    /// <summary>Replaces the entries that a label picks.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="values">One per row.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="label">The columns to replace; null for the same one in all rows.</param>
    /// <param name="column">That one.</param>
    /// <param name="rows">How many rows there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Replace<O, V, T>(T* tile, T* values, nint columns, int* label, int column, nint rows)
        where O : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
    {
        T* numbers = Numbers<T>();
        for (nint i = 0; i < rows; i += O.Count)
        {
            V value = O.Load(values + i);
            if (label == null)
            {
                O.Store(value, tile + (column * Stride) + i);
                continue;
            }

            V labels = O.LoadInt32(label + i, (int)Math.Min(rows - i, O.Count));
            for (nint c = 0; c < columns; c++)
            {
                T* at = tile + (c * Stride) + i;
                O.Store(O.Select(O.Equal(O.Create(numbers[c]), labels), value, O.Load(at)), at);
            }
        }
    }

    /// <summary>Brings a tile back to rows.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="destination">The first row.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">How many rows there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<T>(T* tile, T* destination, nint columns, nint rows)
        where T : unmanaged
    {
        nint r = 0;
        if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns is 2 or 3)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                StoreFew((float*)tile + r, (float*)destination + (r * columns), columns);
            }
        }
        else if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns >= Quad)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                nint c = 0;
                for (; c <= columns - (2 * Quad); c += 2 * Quad)
                {
                    float* from = (float*)tile + (c * Stride) + r, p = (float*)destination + (r * columns) + c;
                    Quads q = Load(from), s = Load(from + (Quad * Stride));
                    ScatterOcts(q.A, s.A, p, columns);
                    ScatterOcts(q.B, s.B, p + columns, columns);
                    ScatterOcts(q.C, s.C, p + (2 * columns), columns);
                    ScatterOcts(q.D, s.D, p + (3 * columns), columns);
                }

                for (; c < columns && c != columns - 2; c += Quad)
                {
                    nint at = c <= columns - Quad ? c : columns - Quad;
                    Quads q = Load((float*)tile + (at * Stride) + r);
                    float* p = (float*)destination + (r * columns) + at;
                    Scatter(q.A, p, columns);
                    Scatter(q.B, p + columns, columns);
                    Scatter(q.C, p + (2 * columns), columns);
                    Scatter(q.D, p + (3 * columns), columns);
                }

                if (c == columns - 2)
                {
                    float* from = (float*)tile + (c * Stride) + r, p = (float*)destination + (r * columns) + c;
                    Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + Stride);
                    ScatterPairs(Avx512F.UnpackLow(a, b), p, columns);
                    ScatterPairs(Avx512F.UnpackHigh(a, b), p + (2 * columns), columns);
                }
            }
        }

        for (; r < rows; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                destination[(r * columns) + c] = tile[(c * Stride) + r];
            }
        }
    }

    /// <summary>Sixteen rows of two or three columns: each column is picked from the two or three vectors that the rows fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFew(float* source, nint columns, float* tile)
    {
        Vector512<int> lane = Vector512<int>.Indices, first = lane * (int)columns;
        Vector512<float> a = Vector512.Load(source), b = Vector512.Load(source + Lanes), c = columns == 3 ? Vector512.Load(source + (2 * Lanes)) : default;
        for (int k = 0; k < (int)columns; k++)
        {
            // An index counts through two vectors; what lies in the third is picked in a second step.
            Vector512<int> at = first + Vector512.Create(k);
            Vector512<float> picked = Avx512F.PermuteVar16x32x2(a, at, b);
            if (columns == 3)
            {
                picked = Avx512F.PermuteVar16x32x2(picked, Vector512.ConditionalSelect(Vector512.LessThan(at, Vector512.Create(2 * Lanes)), lane, at - Vector512.Create(Lanes)), c);
            }

            picked.Store(tile + (k * Stride));
        }
    }

    /// <summary>The way back of <see cref="LoadFew"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFew(float* tile, float* destination, nint columns)
    {
        Vector512<int> lane = Vector512<int>.Indices;
        Vector512<float> a = Vector512.Load(tile), b = Vector512.Load(tile + Stride), c = columns == 3 ? Vector512.Load(tile + (2 * Stride)) : default;
        for (int k = 0; k < (int)columns; k++)
        {
            // Places of entries: the row is a third (171 / 512, exact below 256) or a half of it, the column what remains.
            Vector512<int> at = lane + Vector512.Create(k * Lanes);
            Vector512<int> row = columns == 3 ? (at * 171) >>> 9 : at >>> 1;
            Vector512<int> column = at - (row * (int)columns);
            Vector512<float> picked = Avx512F.PermuteVar16x32x2(a, row + (column * Lanes), b);
            if (columns == 3)
            {
                picked = Avx512F.PermuteVar16x32x2(picked, Vector512.ConditionalSelect(Vector512.LessThan(column, Vector512.Create(2)), lane, row + Vector512.Create(Lanes)), c);
            }

            picked.Store(destination + (k * Lanes));
        }
    }

    /// <summary>Four entries of every fourth row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(float* p, nint columns)
    {
        Vector512<float> v = Vector128.Load(p).ToVector256Unsafe().ToVector512Unsafe();
        v = Avx512F.InsertVector128(v, Vector128.Load(p + (4 * columns)), 1);
        v = Avx512F.InsertVector128(v, Vector128.Load(p + (8 * columns)), 2);
        return Avx512F.InsertVector128(v, Vector128.Load(p + (12 * columns)), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector512<float> v, float* p, nint columns)
    {
        Vector256<float> low = v.GetLower(), high = v.GetUpper();
        low.GetLower().Store(p);
        Avx.ExtractVector128(low, 1).Store(p + (4 * columns));
        high.GetLower().Store(p + (8 * columns));
        Avx.ExtractVector128(high, 1).Store(p + (12 * columns));
    }

    /// <summary>Eight entries of every fourth row: the first four of each, and the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second) GatherOcts(float* p, nint columns)
    {
        Vector512<double> a = Avx512F.InsertVector256(Vector256.Load((double*)p).ToVector512Unsafe(), Vector256.Load((double*)(p + (4 * columns))), 1);
        Vector512<double> b = Avx512F.InsertVector256(Vector256.Load((double*)(p + (8 * columns))).ToVector512Unsafe(), Vector256.Load((double*)(p + (12 * columns))), 1);
        return (Avx512F.PermuteVar8x64x2(a, Vector512.Create(0L, 1, 4, 5, 8, 9, 12, 13), b).AsSingle(), Avx512F.PermuteVar8x64x2(a, Vector512.Create(2L, 3, 6, 7, 10, 11, 14, 15), b).AsSingle());
    }

    /// <summary>The way back of <see cref="GatherOcts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterOcts(Vector512<float> first, Vector512<float> second, float* p, nint columns)
    {
        Vector512<double> a = Avx512F.PermuteVar8x64x2(first.AsDouble(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), second.AsDouble());
        Vector512<double> b = Avx512F.PermuteVar8x64x2(first.AsDouble(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), second.AsDouble());
        a.GetLower().Store((double*)p);
        a.GetUpper().Store((double*)(p + (4 * columns)));
        b.GetLower().Store((double*)(p + (8 * columns)));
        b.GetUpper().Store((double*)(p + (12 * columns)));
    }

    /// <summary>Four columns of a tile as rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quads Load(float* from) =>
        Transpose(Vector512.Load(from), Vector512.Load(from + Stride), Vector512.Load(from + (2 * Stride)), Vector512.Load(from + (3 * Stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Quads columns, float* to)
    {
        columns.A.Store(to);
        columns.B.Store(to + Stride);
        columns.C.Store(to + (2 * Stride));
        columns.D.Store(to + (3 * Stride));
    }

    /// <summary>Two entries each of two rows in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterPairs(Vector512<float> v, float* p, nint columns)
    {
        Vector256<double> low = v.GetLower().AsDouble(), high = v.GetUpper().AsDouble();
        StorePairs(low.GetLower(), p, columns);
        StorePairs(Avx.ExtractVector128(low, 1), p + (4 * columns), columns);
        StorePairs(high.GetLower(), p + (8 * columns), columns);
        StorePairs(Avx.ExtractVector128(high, 1), p + (12 * columns), columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs(Vector128<double> v, float* p, nint columns)
    {
        Sse2.StoreLow((double*)p, v);
        Sse2.StoreHigh((double*)(p + columns), v);
    }

    /// <summary>Four by four within each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quads Transpose(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), abHigh = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> cd = Avx512F.UnpackLow(c, d).AsDouble(), cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        return new Quads(
            Avx512F.UnpackLow(ab, cd).AsSingle(),
            Avx512F.UnpackHigh(ab, cd).AsSingle(),
            Avx512F.UnpackLow(abHigh, cdHigh).AsSingle(),
            Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle());
    }

    private readonly record struct Quads(Vector512<float> A, Vector512<float> B, Vector512<float> C, Vector512<float> D);
}
