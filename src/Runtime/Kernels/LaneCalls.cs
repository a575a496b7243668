using System.Runtime.CompilerServices;

namespace LossGen.Kernels;

/// <summary>Applies scalar functions to lanes in memory, in order: the same bits at every width.</summary>
internal static unsafe class LaneCalls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Apply<T>(delegate*<double, double> function, T* a, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            Write(a + i, function(Read(a + i)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Apply<T>(delegate*<double, double, double> function, T* a, T* b, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            Write(a + i, function(Read(a + i), Read(b + i)));
        }
    }

    // Through pointers: a cast by way of object would allocate in unoptimised code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Read<T>(T* source)
        where T : unmanaged
        => typeof(T) == typeof(float) ? *(float*)source : *(double*)source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T>(T* destination, double value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            *(float*)destination = (float)value;
        }
        else
        {
            *(double*)destination = value;
        }
    }
}
