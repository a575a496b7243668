using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Short rows with a lane for each: tile[column·<see cref="KernelRows.SlotLength"/> + row].</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class KernelTiles
{
    /// <summary>The columns of the longest rows that are worth it.</summary>
    public const int MostColumns = 16;

    private const int Quad = 4;
    private const int Lanes = 16;

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
        if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns >= Quad)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                // The last four columns may have been among the last but one: they are brought twice.
                for (nint c = 0; c < columns; c += Quad)
                {
                    nint at = c <= columns - Quad ? c : columns - Quad;
                    float* p = (float*)source + (r * columns) + at;
                    Quads q = Transpose(Gather(p, columns), Gather(p + columns, columns), Gather(p + (2 * columns), columns), Gather(p + (3 * columns), columns));
                    float* to = (float*)tile + (at * KernelRows.SlotLength) + r;
                    q.A.Store(to);
                    q.B.Store(to + KernelRows.SlotLength);
                    q.C.Store(to + (2 * KernelRows.SlotLength));
                    q.D.Store(to + (3 * KernelRows.SlotLength));
                }
            }
        }

        for (; r < rows; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                tile[(c * KernelRows.SlotLength) + r] = source[(r * columns) + c];
            }
        }

        for (; r % Lanes != 0; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                tile[(c * KernelRows.SlotLength) + r] = default;
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
        if (VectorWidth.Is512 && typeof(T) == typeof(float) && columns >= Quad)
        {
            for (; r <= rows - Lanes; r += Lanes)
            {
                for (nint c = 0; c < columns; c += Quad)
                {
                    nint at = c <= columns - Quad ? c : columns - Quad;
                    float* from = (float*)tile + (at * KernelRows.SlotLength) + r;
                    Quads q = Transpose(
                        Vector512.Load(from),
                        Vector512.Load(from + KernelRows.SlotLength),
                        Vector512.Load(from + (2 * KernelRows.SlotLength)),
                        Vector512.Load(from + (3 * KernelRows.SlotLength)));
                    float* p = (float*)destination + (r * columns) + at;
                    Scatter(q.A, p, columns);
                    Scatter(q.B, p + columns, columns);
                    Scatter(q.C, p + (2 * columns), columns);
                    Scatter(q.D, p + (3 * columns), columns);
                }
            }
        }

        for (; r < rows; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                destination[(r * columns) + c] = tile[(c * KernelRows.SlotLength) + r];
            }
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
        Avx512F.ExtractVector128(v, 0).Store(p);
        Avx512F.ExtractVector128(v, 1).Store(p + (4 * columns));
        Avx512F.ExtractVector128(v, 2).Store(p + (8 * columns));
        Avx512F.ExtractVector128(v, 3).Store(p + (12 * columns));
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
