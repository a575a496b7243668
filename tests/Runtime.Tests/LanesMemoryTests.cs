using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>Partial loads and stores touch exactly their elements, also beside memory that may not be touched.</summary>
public static unsafe partial class LanesMemoryTests
{
    private const int Guard = 24;

    [Fact]
    public static void Single_lanes() => AllWidths<float>(Memory<SingleLane, float, float>, Memory<Lanes128<float>, Vector128<float>, float>, Memory<Lanes256<float>, Vector256<float>, float>, Memory<Lanes512<float>, Vector512<float>, float>);

    [Fact]
    public static void Double_lanes() => AllWidths<double>(Memory<DoubleLane, double, double>, Memory<Lanes128<double>, Vector128<double>, double>, Memory<Lanes256<double>, Vector256<double>, double>, Memory<Lanes512<double>, Vector512<double>, double>);

    [Fact]
    public static void Nothing_is_touched_beyond_a_page()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int ReadWrite = 3, PrivateAnonymous = 0x22;
        nint size = Environment.SystemPageSize;
        byte* pages = Map(null, 2 * size, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)pages);
        try
        {
            Assert.Equal(0, Protect(pages + size, size, 0));
            AllWidths<float>(AtEnd<SingleLane, float, float>, AtEnd<Lanes128<float>, Vector128<float>, float>, AtEnd<Lanes256<float>, Vector256<float>, float>, AtEnd<Lanes512<float>, Vector512<float>, float>);
            AllWidths<double>(AtEnd<DoubleLane, double, double>, AtEnd<Lanes128<double>, Vector128<double>, double>, AtEnd<Lanes256<double>, Vector256<double>, double>, AtEnd<Lanes512<double>, Vector512<double>, double>);
        }
        finally
        {
            Unmap(pages, 2 * size);
        }

        void AtEnd<L, V, T>()
            where L : ILanes<V, T>
            where V : unmanaged
            where T : unmanaged
        {
            for (int count = 1; count <= L.Count; count++)
            {
                byte* end = pages + size;
                L.LoadInt32((int*)end - count, count);
                L.LoadBool((bool*)end - count, count);
                if (count < L.Count)
                {
                    T* border = (T*)end - count;
                    L.StorePartial(L.LoadPartial(border, count), border, count);
                }
            }
        }
    }

    [Fact]
    public static void Partial_loads_read_locals()
    {
        AllWidths<float>(Locals<SingleLane, float, float>, Locals<Lanes128<float>, Vector128<float>, float>, Locals<Lanes256<float>, Vector256<float>, float>, Locals<Lanes512<float>, Vector512<float>, float>);
        AllWidths<double>(Locals<DoubleLane, double, double>, Locals<Lanes128<double>, Vector128<double>, double>, Locals<Lanes256<double>, Vector256<double>, double>, Locals<Lanes512<double>, Vector512<double>, double>);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Locals<L, V, T>()
            where L : ILanes<V, T>
            where V : unmanaged
            where T : unmanaged
        {
            for (int count = 1; count < L.Count; count++)
            {
                // Optimised code keeps these in the frame, where a compiler may take the address for a known one.
                V ones = L.Create(LanesOperations.Convert<T>(1)), copy = L.Create(default);
                Vector128<byte> bools = Vector128<byte>.One;
                Vector512<int> integers = Vector512<int>.One;
                L.StorePartial(L.LoadPartial((T*)&ones, count), (T*)&copy, count);
                V fromIntegers = L.LoadInt32((int*)&integers, count), fromBools = L.And(L.LoadBool((bool*)&bools, count), ones);
                for (int i = 0; i < L.Count; i++)
                {
                    T expected = LanesOperations.Convert<T>(i < count ? 1 : 0);
                    Assert.Equal(expected, ((T*)&copy)[i]);
                    Assert.Equal(expected, ((T*)&fromIntegers)[i]);
                    Assert.Equal(expected, ((T*)&fromBools)[i]);
                }
            }
        }
    }

    private static void AllWidths<T>(Action one, Action narrow, Action medium, Action wide)
    {
        one();
        narrow();
        if (LanesTests.Has256)
        {
            medium();
        }

        if (LanesTests.Has512)
        {
            wide();
        }
    }

    private static void Memory<L, V, T>()
        where L : ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
    {
        T canary = LanesOperations.Convert<T>(-99);
        T* source = stackalloc T[Guard], destination = stackalloc T[Guard], lanes = stackalloc T[16];
        int* integers = stackalloc int[Guard];
        byte* bools = stackalloc byte[Guard];
        for (int i = 0; i < Guard; i++)
        {
            source[i] = LanesOperations.Convert<T>(i + 1);
            integers[i] = (i % 2 == 0 ? 1 : -1) * (16777217 + (i * 100000001));
            bools[i] = (byte)(i % 3);
        }

        for (int count = 1; count <= L.Count + 2; count++)
        {
            int used = Math.Min(count, L.Count);
            L.Store(L.FirstLanes(count), lanes);
            for (int i = 0; i < L.Count; i++)
            {
                Assert.Equal(i < count, LanesOperations.Bits(lanes[i]) == Ones<T>());
                Assert.Equal(i >= count, LanesOperations.Bits(lanes[i]) == 0);
            }

            L.Store(L.LoadInt32(integers + 1, count), lanes);
            for (int i = 0; i < L.Count; i++)
            {
                T expected = sizeof(T) == 4 ? LanesOperations.Convert<T>((float)integers[i + 1]) : LanesOperations.Convert<T>(integers[i + 1]);
                Assert.Equal(i < used ? expected : default, lanes[i]);
            }

            L.Store(L.LoadBool((bool*)bools + 1, count), lanes);
            for (int i = 0; i < L.Count; i++)
            {
                Assert.Equal(i < used && bools[i + 1] != 0 ? Ones<T>() : 0, LanesOperations.Bits(lanes[i]));
            }

            if (count >= L.Count)
            {
                continue;
            }

            L.Store(L.LoadPartial(source + 1, count), lanes);
            new Span<T>(destination, Guard).Fill(canary);
            L.StorePartial(L.Load(source + 1), destination + 1, count);
            for (int i = 0; i < Guard; i++)
            {
                Assert.Equal(i >= 1 && i <= count ? source[i] : canary, destination[i]);
            }

            for (int i = 0; i < L.Count; i++)
            {
                Assert.Equal(i < count ? source[i + 1] : default, lanes[i]);
            }
        }
    }

    private static ulong Ones<T>()
        where T : unmanaged
        => sizeof(T) == 4 ? uint.MaxValue : ulong.MaxValue;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nint length);
}
