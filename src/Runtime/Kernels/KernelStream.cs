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

    // What is to be written next, where to, and how much of it there is: whole lines.
    private T* _source;
    private T* _target;
    private nint _left;

    private static int Lanes => Line / sizeof(T);

    /// <summary>Where the elements of the present block go.</summary>
    public readonly T* Block => _buffer + _carried;

    /// <summary>Whether an address lies on a whole element, so that lines can be made of elements.</summary>
    public static bool CanServe(T* output) => (nuint)output % (nuint)sizeof(T) == 0;

    /// <summary>How many elements lie in front of an address in its line.</summary>
    public static nint InFrontOf(T* address) => (nint)((nuint)address % Line) / sizeof(T);

    /// <summary>The elements of memory that blocks of up to <paramref name="elements"/> elements need.</summary>
    public static nint MemoryFor(nint elements) => 2 * BufferLength(elements);

    /// <summary>Begins an output.</summary>
    /// <param name="output">Its first element.</param>
    /// <param name="memory">Memory aligned to lines.</param>
    /// <param name="elements">The most elements of a block.</param>
    public static KernelStream<T> Begin(T* output, T* memory, nint elements)
    {
        // What lies in front of the output in its first line belongs to somebody else.
        nint foreign = InFrontOf(output);
        return new KernelStream<T> { _buffer = memory, _other = memory + BufferLength(elements), _carried = foreign, _foreign = foreign, _target = output - foreign };
    }

    /// <summary>Writes up to <paramref name="elements"/> elements of the block before; a multiple of a line's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Write(nint elements)
    {
        nint count = elements < _left ? elements : _left;
        byte* source = (byte*)_source, target = (byte*)_target, end = (byte*)(_source + count);
        for (; source < end; source += Line, target += Line)
        {
            Vector512.LoadAligned(source).StoreAlignedNonTemporal(target);
        }

        _source += count;
        _target += count;
        _left -= count;
    }

    /// <summary>The block is computed: what is left of the one before is written, then this one is what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End(nint elements)
    {
        Write(_left);
        nint total = _carried + elements, whole = total / Lanes * Lanes;
        _source = _buffer;
        _left = whole;
        if (_foreign > 0 && whole > 0)
        {
            Copy(_foreign, Lanes);
            _foreign = 0;
            _source += Lanes;
            _target += Lanes;
            _left -= Lanes;
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
        Write(_left);
        _source = _buffer;
        Copy(_foreign, _carried);
    }

    private static nint BufferLength(nint elements) => (elements + (2 * Lanes)) / Lanes * Lanes;

    private readonly void Copy(nint from, nint to) => new Span<T>(_source + from, (int)(to - from)).CopyTo(new Span<T>(_target + from, (int)(to - from)));
}
