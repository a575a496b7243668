using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;

namespace LossGen.Kernels;

/// <summary>An array of a call whose numbers are stored in 16 bits, or of its indices, and where the kernel's arguments have the pointer to it.</summary>
/// <param name="memory">The array; null where it is not given or not wanted.</param>
/// <param name="width">The elements of a sample.</param>
/// <param name="size">The bytes of an element: 2 of a <see cref="Half"/>; others are passed on as they are.</param>
/// <param name="offset">The place of the pointer in the arguments, in bytes.</param>
/// <param name="isOutput">Whether it is written.</param>
/// <param name="whole">The elements of an array that belongs to all samples together; 0 for one that has a part for each.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct HalfStream(void* memory, nint width, int size, nint offset, bool isOutput, nint whole = 0)
{
    /// <summary>The array.</summary>
    public byte* Memory { get; } = (byte*)memory;

    /// <summary>The elements of a sample.</summary>
    public nint Width { get; } = width;

    /// <summary>The bytes of an element.</summary>
    public int Size { get; } = size;

    /// <summary>The place of the pointer in the arguments, in bytes.</summary>
    public nint Offset { get; } = offset;

    /// <summary>Whether it is written.</summary>
    public bool IsOutput { get; } = isOutput;

    /// <summary>The elements of an array that belongs to all samples together.</summary>
    public nint Whole { get; } = whole;

    /// <summary>Whether it is turned into <see cref="float"/> before the kernel sees it.</summary>
    public bool IsHalf => Size == sizeof(Half);
}

/// <summary>
/// Kernels over numbers that are stored in 16 bits: a piece at a time is widened into the cache, computed in <see cref="float"/> by the kernel there is, and narrowed,
/// rounding to nearest even. Memory sees half of the bytes, and the samples' results are those of the <see cref="float"/> kernel on the same numbers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class KernelHalves
{
    /// <summary>The elements of a piece, all arrays of a call of which fit into the first level of the cache; a multiple of <see cref="KernelRunner.FlushLength"/>.</summary>
    private const int Piece = 1536;

    /// <summary>Runs a kernel for <see cref="float"/> over arrays stored in 16 bits.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="arguments">Its arguments; pointers to the arrays of <paramref name="streams"/> are put in.</param>
    /// <param name="size">The bytes of the arguments.</param>
    /// <param name="streams">The arrays.</param>
    /// <param name="number">How many there are.</param>
    /// <param name="count">The samples.</param>
    /// <param name="columns">The columns of a row; 1 where there are none.</param>
    /// <param name="parallel">Null is one thread.</param>
    /// <param name="taskLength">The samples that one thread takes at a time.</param>
    public static double Sum(delegate*<void*, nint, nint, double> kernel, void* arguments, int size, HalfStream* streams, int number, nint count, nint columns, ParallelOptions? parallel, int taskLength)
    {
        if (count == 0)
        {
            return KernelRunner.Sum(kernel, arguments, 0, parallel);
        }

        var call = new Call(kernel, (byte*)arguments, size, streams, number, columns);
        nint wholes = 0;
        for (int k = 0; k < number; k++)
        {
            wholes += streams[k].Memory is null ? 0 : streams[k].Whole;
        }

        if (wholes == 0)
        {
            return KernelRunner.Sum(&Run, &call, count, parallel, taskLength);
        }

        float* memory = (float*)NativeMemory.Alloc((nuint)wholes, sizeof(float));
        try
        {
            WidenWholes(call, memory);
            double sum = KernelRunner.Sum(&Run, &call, count, parallel, taskLength);
            NarrowWholes(call, memory);
            return sum;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    /// <summary>Checks weights and adds them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, NaN or infinite.</exception>
    public static double SumWeights(ReadOnlySpan<Half> weight)
    {
        float* piece = stackalloc float[Piece];
        double sum = 0;
        fixed (Half* w = weight)
        {
            for (nint start = 0; start < weight.Length; start += Piece)
            {
                nint n = Math.Min(Piece, weight.Length - start);
                Widen(w + start, n, piece);
                for (nint i = 0; i < n; i++)
                {
                    if (!(piece[i] >= 0 && piece[i] <= float.MaxValue))
                    {
                        return KernelRunner.ThrowWeight(weight);
                    }

                    sum += piece[i];
                }
            }
        }

        return sum;
    }

    /// <summary>Numbers of 16 bits as <see cref="float"/>, exactly.</summary>
    public static void Widen(Half* from, nint count, float* to)
    {
        nint i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 32; i += 32)
            {
                Vector512<ushort> halves = Vector512.Load((ushort*)from + i);
                (Vector512<uint> low, Vector512<uint> high) = Vector512.Widen(halves);
                Wide(low).Store(to + i);
                Wide(high).Store(to + i + 16);
            }
        }

        for (; i <= count - 8; i += 8)
        {
            (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(Vector128.Load((ushort*)from + i));
            Wide(low).Store(to + i);
            Wide(high).Store(to + i + 4);
        }

        for (; i < count; i++)
        {
            to[i] = (float)from[i];
        }
    }

    /// <summary>Numbers of <see cref="float"/> in 16 bits, rounded to nearest even; what is too large becomes infinite.</summary>
    public static void Narrow(float* from, nint count, Half* to)
    {
        nint i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 32; i += 32)
            {
                Vector512.Narrow(Narrowed(Vector512.Load(from + i)), Narrowed(Vector512.Load(from + i + 16))).Store((ushort*)to + i);
            }
        }

        for (; i <= count - 8; i += 8)
        {
            Vector128.Narrow(Narrowed(Vector128.Load(from + i)), Narrowed(Vector128.Load(from + i + 4))).Store((ushort*)to + i);
        }

        for (; i < count; i++)
        {
            to[i] = (Half)from[i];
        }
    }

    private static double Run(void* given, nint from, nint to)
    {
        Call* call = (Call*)given;
        nint samples = Math.Max(1, Piece / call->Columns), elements = 0;
        for (int k = 0; k < call->Number; k++)
        {
            HalfStream stream = call->Streams[k];
            elements += stream.IsHalf && stream.Whole == 0 && stream.Memory is not null ? Stride(stream, samples) : 0;
        }

        float* memory = KernelScratch.RentPiece(elements);
        byte* arguments = stackalloc byte[call->Size];
        Unsafe.CopyBlock(arguments, call->Arguments, (uint)call->Size);
        double sum = 0;
        for (nint start = from; start < to; start += samples)
        {
            nint n = Math.Min(samples, to - start);
            float* next = memory;
            for (int k = 0; k < call->Number; k++)
            {
                HalfStream stream = call->Streams[k];
                if (stream.Memory is null || stream.Whole > 0)
                {
                    continue;
                }

                byte* here = stream.Memory + (start * stream.Width * stream.Size);
                *(void**)(arguments + stream.Offset) = stream.IsHalf ? next : here;
                if (stream.IsHalf && !stream.IsOutput)
                {
                    Widen((Half*)here, n * stream.Width, next);
                }

                next += stream.IsHalf ? Stride(stream, samples) : 0;
            }

            sum += call->Kernel(arguments, 0, n);
            for (int k = 0; k < call->Number; k++)
            {
                HalfStream stream = call->Streams[k];
                if (stream.IsOutput && stream.Memory is not null && stream.Whole == 0)
                {
                    Narrow(*(float**)(arguments + stream.Offset), n * stream.Width, (Half*)stream.Memory + (start * stream.Width));
                }
            }
        }

        return sum;
    }

    /// <summary>The room of an array's piece: whole cache lines, and one more, so that pieces do not meet in the cache.</summary>
    private static nint Stride(HalfStream stream, nint samples) => (((samples * stream.Width) + 15) & ~(nint)15) + 16;

    private static void WidenWholes(in Call call, float* memory)
    {
        for (int k = 0; k < call.Number; k++)
        {
            HalfStream stream = call.Streams[k];
            if (stream.Memory is null || stream.Whole == 0)
            {
                continue;
            }

            int first = First(call, k);
            *(float**)(call.Arguments + stream.Offset) = first == k ? memory : *(float**)(call.Arguments + call.Streams[first].Offset);
            if (first < k)
            {
                continue;
            }

            if (stream.IsOutput)
            {
                NativeMemory.Clear(memory, (nuint)stream.Whole * sizeof(float));
            }
            else
            {
                Widen((Half*)stream.Memory, stream.Whole, memory);
            }

            memory += stream.Whole;
        }
    }

    private static void NarrowWholes(in Call call, float* memory)
    {
        for (int k = 0; k < call.Number; k++)
        {
            HalfStream stream = call.Streams[k];
            if (stream.Memory is null || stream.Whole == 0 || First(call, k) < k)
            {
                continue;
            }

            if (stream.IsOutput)
            {
                Narrow(memory, stream.Whole, (Half*)stream.Memory);
            }

            memory += stream.Whole;
        }
    }

    /// <summary>The first of the arrays that are the same memory: derivatives by several rows of a table are added in one.</summary>
    private static int First(in Call call, int stream)
    {
        int first = 0;
        while (call.Streams[first].Memory != call.Streams[stream].Memory || call.Streams[first].Whole == 0)
        {
            first++;
        }

        return first;
    }

    // The exponent is moved into its place by a product, which turns subnormals into what they are too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Wide(Vector512<uint> halves)
    {
        Vector512<uint> magnitude = (halves & Vector512.Create(0x7FFFu)) << 13;
        Vector512<uint> special = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x0F800000u)) & Vector512.Create(0x7F800000u);
        Vector512<uint> number = (magnitude.AsSingle() * Vector512.Create(5.192296858534828e33f)).AsUInt32() | special;
        return (number | ((halves & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Wide(Vector128<uint> halves)
    {
        Vector128<uint> magnitude = (halves & Vector128.Create(0x7FFFu)) << 13;
        Vector128<uint> special = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(0x0F800000u)) & Vector128.Create(0x7F800000u);
        Vector128<uint> number = (magnitude.AsSingle() * Vector128.Create(5.192296858534828e33f)).AsUInt32() | special;
        return (number | ((halves & Vector128.Create(0x8000u)) << 16)).AsSingle();
    }

    // Adding ½ leaves a subnormal result in the low bits, rounded; others are rounded by an integer addition.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Narrowed(Vector512<float> value)
    {
        Vector512<uint> bits = value.AsUInt32(), magnitude = bits & Vector512.Create(0x7FFFFFFFu);
        Vector512<uint> bounded = Vector512.Min(magnitude, Vector512.Create(0x47800000u));
        Vector512<uint> normal = (bounded + Vector512.Create(0xC8000FFFu) + ((bounded >> 13) & Vector512<uint>.One)) >> 13;
        Vector512<uint> small = (magnitude.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0x3F000000u);
        Vector512<uint> number = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(0x38800000u)), small, normal);
        number = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(0x7F800000u)), Vector512.Create(0x7E00u), number);
        return number | ((bits >> 16) & Vector512.Create(0x8000u));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Narrowed(Vector128<float> value)
    {
        Vector128<uint> bits = value.AsUInt32(), magnitude = bits & Vector128.Create(0x7FFFFFFFu);
        Vector128<uint> bounded = Vector128.Min(magnitude, Vector128.Create(0x47800000u));
        Vector128<uint> normal = (bounded + Vector128.Create(0xC8000FFFu) + ((bounded >> 13) & Vector128<uint>.One)) >> 13;
        Vector128<uint> small = (magnitude.AsSingle() + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(0x3F000000u);
        Vector128<uint> number = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(0x38800000u)), small, normal);
        number = Vector128.ConditionalSelect(Vector128.GreaterThan(magnitude, Vector128.Create(0x7F800000u)), Vector128.Create(0x7E00u), number);
        return number | ((bits >> 16) & Vector128.Create(0x8000u));
    }

    /// <summary>What a thread needs to know.</summary>
    private readonly struct Call(delegate*<void*, nint, nint, double> kernel, byte* arguments, int size, HalfStream* streams, int number, nint columns)
    {
        public readonly delegate*<void*, nint, nint, double> Kernel = kernel;
        public readonly byte* Arguments = arguments;
        public readonly int Size = size;
        public readonly HalfStream* Streams = streams;
        public readonly int Number = number;
        public readonly nint Columns = columns;
    }
}
