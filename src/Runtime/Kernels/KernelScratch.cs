using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>Memory in which a kernel leaves the values of a block of rows from one loop to the next: one piece per thread, kept for the next call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class KernelScratch
{
    private const int Line = 64;

    [ThreadStatic]
    private static Piece? _piece;

    [ThreadStatic]
    private static Piece? _wide;

    /// <summary>The distance from one scratch row to the next: whole lines, and one more, so that rows of many columns do not meet in the cache.</summary>
    public static nint Stride(nint columns) => ((columns + 15) & ~(nint)15) + 16;

    /// <summary>At least <paramref name="count"/> elements, aligned to cache lines; valid on this thread until it asks again.</summary>
    public static T* Rent<T>(nint count)
        where T : unmanaged =>
        (T*)Rent(ref _piece, (nuint)count * (nuint)sizeof(T));

    /// <summary>The same beside what a kernel rents: for what is widened before a kernel sees it.</summary>
    public static float* RentPiece(nint count) => (float*)Rent(ref _wide, (nuint)count * sizeof(float));

    private static nint Rent(ref Piece? piece, nuint bytes)
    {
        if (piece is null || piece.Bytes < bytes)
        {
            piece = new Piece(bytes);
        }

        return piece.Address;
    }

    /// <summary>Freed with the thread.</summary>
    private sealed class Piece
    {
        public Piece(nuint bytes) => (Address, Bytes) = ((nint)NativeMemory.AlignedAlloc(bytes, Line), bytes);

        ~Piece() => NativeMemory.AlignedFree((void*)Address);

        public nint Address { get; }

        public nuint Bytes { get; }
    }
}
