using System;
using System.Buffers;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>Memory at an address that no array has.</summary>
public sealed unsafe class ForeignMemory<T>(byte* address, int length) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => new(address, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(address + (elementIndex * sizeof(T)));

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
