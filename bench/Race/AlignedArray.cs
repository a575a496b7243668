using System;
using System.Runtime.InteropServices;

namespace LossGen.Bench;

/// <summary>Numbers that start at a cache line, outside the garbage collector's heap: C# and C++ work on the same ones.</summary>
internal sealed unsafe class AlignedArray<T> : IDisposable
    where T : unmanaged
{
    private const int Page = 4096;
    private readonly void* _memory;
    private readonly int _length;

    /// <param name="length">How many numbers.</param>
    /// <param name="number">Arrays of different numbers start at different places of a page: stores that hit the page offset of a later load would be measured instead.</param>
    public AlignedArray(int length, int number)
    {
        nuint offset = (nuint)(64 * (1 + 17 * number));
        _memory = NativeMemory.AlignedAlloc(((nuint)length * (nuint)sizeof(T)) + offset, Page);
        _length = length;
        Pointer = (T*)((byte*)_memory + offset);
        Span.Clear();
    }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, _length);

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
