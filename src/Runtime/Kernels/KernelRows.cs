using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>What generated kernels of losses with rows, labels and tables share: their checks, their blocks, and the values there is one of per row.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class KernelRows
{
    /// <summary>The most rows of a block: the length of a slot.</summary>
    public const int SlotLength = 128;

    /// <summary>Elements of a cache line, at most.</summary>
    public const int Line = 16;

    /// <summary>The most columns a window spans.</summary>
    public const int WindowLength = 64;

    /// <summary>The elements of a block's rows that should stay in the first-level caches.</summary>
    private const int BlockElements = 4096;

    /// <summary>The elements of a task of such rows.</summary>
    private const int LongTask = 1 << 19;

    /// <summary>Outputs beyond this do not stay in the second-level cache until they are used.</summary>
    private const long StreamedBytes = 8 << 20;

    /// <summary>Up to here a <see cref="float"/> tells a column from the next.</summary>
    private const int MostColumns = 1 << 24;

    /// <summary>The rows of a block; they depend on the shape alone.</summary>
    public static nint BlockRows(nint columns) => Math.Clamp(BlockElements / columns, 1, SlotLength);

    /// <summary>The rows that one thread takes at a time. Rows that are a block each are written one row late, so there are more of them: the last of a task waits for nobody.</summary>
    public static int TaskRows(int columns)
    {
        int rows = Math.Max(1, (columns > BlockElements ? LongTask : KernelRunner.BlockLength) / columns);
        return rows < SlotLength ? rows : rows / SlotLength * SlotLength;
    }

    /// <summary>The first address from here on where a cache line begins.</summary>
    public static T* Aligned<T>(T* memory)
        where T : unmanaged
        => (T*)(((nuint)memory + 63) & ~(nuint)63);

    /// <summary>Whether outputs are too large to be worth keeping in the cache, so that they are written past it.</summary>
    public static bool Streams(long elements, int size) => elements * size > StreamedBytes;

    /// <summary>Orders what was written past the cache before what comes after it.</summary>
    public static void EndStreams(bool streams)
    {
        if (streams && Sse.IsSupported)
        {
            Sse.StoreFence();
        }
    }

    /// <summary>The number of rows of a matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is not positive or beyond 2^24.</exception>
    /// <exception cref="ArgumentException">The length is not a multiple of it.</exception>
    public static int Rows(int length, int columns, string name)
    {
        if (columns is <= 0 or > MostColumns)
        {
            throw new ArgumentOutOfRangeException(nameof(columns), columns, "The number of columns is positive and at most 2^24.");
        }

        return length % columns == 0 ? length / columns : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The length {length} is not a multiple of the {columns} columns."), name);
    }

    /// <summary>Whether an input has one row per sample.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void SameRows(int length, int count, int columns, string name)
    {
        if (length != (long)count * columns)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The length must be {(long)count * columns}, {count} rows of {columns} columns, but it is {length}."), name);
        }
    }

    /// <summary>Whether a hyper-parameter has an entry per column.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void SameColumns(int length, int columns, string name)
    {
        if (length != columns)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The loss was made with {length} entries of '{name}', but there are {columns} columns."), nameof(columns));
        }
    }

    /// <summary>Whether there is a column of a number that the declaration names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not.</exception>
    public static void HasColumn(int columns, int last)
    {
        if (columns <= last)
        {
            throw new ArgumentOutOfRangeException(nameof(columns), columns, string.Create(CultureInfo.InvariantCulture, $"The loss reads column {last}, so there must be at least {last + 1} columns."));
        }
    }

    /// <summary>Whether a table has a row of a number that the declaration names.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void HasRow(int rows, int last, string name)
    {
        if (rows <= last)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The loss reads row {last}, but there are {rows} rows."), name);
        }
    }

    /// <summary>Copies of a hyper-parameter that is a row, in both element types.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An entry lies outside the interval or is NaN.</exception>
    public static double[] CopyOf(ReadOnlySpan<double> row, double min, double max, bool minExclusive, bool maxExclusive, string name, out float[] single)
    {
        KernelChecks.ValidateRange(row, min, max, minExclusive, maxExclusive, name);
        single = new float[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            single[i] = (float)row[i];
        }

        return row.ToArray();
    }

    /// <summary>Whether all labels are in [0, <paramref name="bound"/>) or the one to ignore.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither; the message names row and value.</exception>
    public static void CheckLabels(ReadOnlySpan<int> labels, int bound, long ignored, string name)
    {
        int i = 0;
        if (VectorWidth.Is512 && bound > 0)
        {
            // As unsigned numbers the negative ones are beyond every bound.
            Vector512<uint> limit = Vector512.Create((uint)bound);
            Vector512<int> skip = Vector512.Create(ignored is >= int.MinValue and <= int.MaxValue ? (int)ignored : 0);
            for (; i <= labels.Length - 16; i += 16)
            {
                Vector512<int> label = Vector512.Create(labels[i..]);
                if (!Vector512.LessThanAll(Vector512.AndNot(label, Vector512.Equals(label, skip)).AsUInt32(), limit))
                {
                    break;
                }
            }
        }
        else if (Vector.IsHardwareAccelerated && bound > 0)
        {
            var limit = new Vector<uint>((uint)bound);
            var skip = new Vector<int>(ignored is >= int.MinValue and <= int.MaxValue ? (int)ignored : 0);
            for (; i <= labels.Length - Vector<int>.Count; i += Vector<int>.Count)
            {
                var label = new Vector<int>(labels[i..]);
                if (!Vector.LessThanAll(Vector.AsVectorUInt32(Vector.AndNot(label, Vector.Equals(label, skip))), limit))
                {
                    break;
                }
            }
        }

        for (; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)bound && labels[i] != ignored)
            {
                ThrowLabel(labels[i], i, bound, name);
            }
        }
    }

    /// <summary>The number of samples whose label is to be ignored.</summary>
    public static int CountIgnored(ReadOnlySpan<int> labels, int ignored) => labels.Count(ignored);

    [DoesNotReturn]
    private static void ThrowLabel(int label, int row, int bound, string name)
        => throw new ArgumentOutOfRangeException(name, label, string.Create(CultureInfo.InvariantCulture, $"Row {row} has the label {label}, which is outside [0, {bound})."));
}
