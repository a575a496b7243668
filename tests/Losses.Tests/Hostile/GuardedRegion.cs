using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>
/// A few pages between two that nothing may touch: reading or writing them ends the process. Where that cannot be had (the constants below are Linux's) the
/// pages around are canaries, which show what has been written there, but not what has been read.
/// </summary>
public sealed unsafe class GuardedRegion : IDisposable
{
    private const byte Canary = 0xA5;
    private const int NoAccess = 0, ReadWrite = 3, PrivateAnonymous = 0x22;

    private static readonly int Page = Environment.SystemPageSize;

    private readonly byte* _first;
    private readonly int _bytes;

    public GuardedRegion(int pages)
    {
        _bytes = pages * Page;
        if (!IsGuarded)
        {
            _first = (byte*)NativeMemory.AlignedAlloc((nuint)(_bytes + (2 * Page)), (nuint)Page) + Page;
            Margins(fill: true);
            return;
        }

        nint address = Map(0, (nuint)(_bytes + (2 * Page)), NoAccess, PrivateAnonymous, -1, 0);
        if (address == -1 || Protect(address + Page, (nuint)_bytes, ReadWrite) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        _first = (byte*)address + Page;
    }

    /// <summary>Whether the pages around cannot be touched.</summary>
    public static bool IsGuarded => OperatingSystem.IsLinux();

    /// <summary>Bytes that begin right behind the forbidden page before, or end right at the one behind.</summary>
    public byte* Place(int bytes, bool atEnd)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _bytes);
        return atEnd ? _first + _bytes - bytes : _first;
    }

    /// <summary>Whether the canaries live, where there are such.</summary>
    public bool IsIntact() => IsGuarded || Margins(fill: false);

    public void Dispose()
    {
        if (IsGuarded)
        {
            _ = Unmap((nint)_first - Page, (nuint)(_bytes + (2 * Page)));
        }
        else
        {
            NativeMemory.AlignedFree(_first - Page);
        }
    }

    private bool Margins(bool fill)
    {
        Span<byte> before = new(_first - Page, Page), behind = new(_first + _bytes, Page);
        if (fill)
        {
            before.Fill(Canary);
            behind.Fill(Canary);
        }

        return !before.ContainsAnyExcept(Canary) && !behind.ContainsAnyExcept(Canary);
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static extern int Protect(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static extern int Unmap(nint address, nuint length);
}
