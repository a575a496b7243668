using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>
/// An output that is too large for the cache. Its blocks are computed in a buffer and written past the cache one block later, in whole lines and bit by bit while the next block
/// is computed: writing to memory and computing then take the time of one of them.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct KernelStream<T>
    where T : unmanaged
{
    private const int Line = 64;

    private T* _buffer;
    private T* _other;
    private nint _carried;
    private nint _foreign;

    /// <summary>What is to be written next, aligned to a line.</summary>
    public T* Source;

    /// <summary>Where to, aligned to a line.</summary>
    public T* Target;

    /// <summary>How many elements are left of the block before; whole lines.</summary>
    public nint Left;

    private static int Lanes => Line / sizeof(T);

    /// <summary>Where the elements of the present block go.</summary>
    public readonly T* Block => _buffer + _carried;

    /// <summary>Whether an address lies on a whole element, so that lines can be made of elements.</summary>
    public static bool CanServe(T* output) => (nuint)output % (nuint)sizeof(T) == 0;

    /// <summary>The elements of memory that blocks of up to <paramref name="elements"/> elements need.</summary>
    public static nint MemoryFor(nint elements) => 2 * BufferLength(elements);

    /// <summary>Begins an output.</summary>
    /// <param name="output">Its first element.</param>
    /// <param name="memory">Memory aligned to lines.</param>
    /// <param name="elements">The most elements of a block.</param>
    public static KernelStream<T> Begin(T* output, T* memory, nint elements)
    {
        // What lies in front of the output in its first line belongs to somebody else.
        nint foreign = (nint)((nuint)output % Line) / sizeof(T);
        return new KernelStream<T> { _buffer = memory, _other = memory + BufferLength(elements), _carried = foreign, _foreign = foreign, Target = output - foreign };
    }

    /// <summary>The block is computed: what is left of the one before is written, then this one is what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End(nint elements)
    {
        Drain();
        nint total = _carried + elements, whole = total / Lanes * Lanes;
        Source = _buffer;
        Left = whole;
        if (_foreign > 0 && whole > 0)
        {
            Copy(_foreign, Lanes);
            _foreign = 0;
            Advance();
        }

        // The beginning of a line waits for the rest of it.
        _carried = total - whole;
        new Span<T>(_buffer + whole, (int)_carried).CopyTo(new Span<T>(_other, (int)_carried));
        T* filled = _buffer;
        _buffer = _other;
        _other = filled;
    }

    /// <summary>Everything is computed: writes all that is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish()
    {
        Drain();
        Source = _buffer;
        Copy(_foreign, _carried);
    }

    private static nint BufferLength(nint elements) => (elements + (2 * Lanes)) / Lanes * Lanes;

    private void Drain()
    {
        for (; Left > 0; Advance())
        {
            Vector512.LoadAligned((byte*)Source).StoreAlignedNonTemporal((byte*)Target);
        }
    }

    private void Advance()
    {
        Source += Lanes;
        Target += Lanes;
        Left -= Lanes;
    }

    private readonly void Copy(nint from, nint to) => new Span<T>(Source + from, (int)(to - from)).CopyTo(new Span<T>(Target + from, (int)(to - from)));
}
