using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Bench;

/// <summary>What the machine gives at most: bytes a nanosecond from where the data lie, and multiply-adds a nanosecond.</summary>
internal static unsafe class Roofline
{
    public const string Verb = "roofline-child";

    /// <summary>The contender of a work of <see cref="Moves"/>: it reads two arrays and writes one, as a loss of elements with its gradient does.</summary>
    public const string Copy = "copy";

    /// <summary>The contender of <see cref="MultiplyAdds"/>.</summary>
    public const string Fma = "fma";

    private const int Rounds = 25;

    /// <summary>The work that shows how fast so many elements are moved.</summary>
    public static string Moves(int elements) => $"moves@{elements}";

    /// <summary>The work that shows how fast vectors are multiplied and added, per vector operation.</summary>
    public static string MultiplyAdds => "fma@1";

    public static int Run(Options options)
    {
        foreach (int count in options.Text("sizes")!.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture)))
        {
            using AlignedArray<float> a = new(count, 0), b = new(count, 1), c = new(count, 2);
            bool streams = count * 12L > 20 << 20;
            Turns.Measure(Moves(count), count, Rounds, [new(Copy, () => Add(a.Pointer, b.Pointer, c.Pointer, count, streams))]);
        }

        const int Operations = 1 << 16;
        Turns.Measure(MultiplyAdds, Operations, Rounds, [new(Fma, () => Multiply(Operations))]);
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Add(float* a, float* b, float* c, nint count, bool streams)
    {
        for (nint i = 0; i + 64 <= count; i += 64)
        {
            Vector512<float> x = Vector512.Load(a + i) + Vector512.Load(b + i), y = Vector512.Load(a + i + 16) + Vector512.Load(b + i + 16);
            Vector512<float> z = Vector512.Load(a + i + 32) + Vector512.Load(b + i + 32), w = Vector512.Load(a + i + 48) + Vector512.Load(b + i + 48);
            if (streams)
            {
                x.StoreAlignedNonTemporal(c + i);
                y.StoreAlignedNonTemporal(c + i + 16);
                z.StoreAlignedNonTemporal(c + i + 32);
                w.StoreAlignedNonTemporal(c + i + 48);
            }
            else
            {
                x.Store(c + i);
                y.Store(c + i + 16);
                z.Store(c + i + 32);
                w.Store(c + i + 48);
            }
        }

        return c[0];
    }

    /// <summary>Sixteen independent chains: no operation waits for another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Multiply(int operations)
    {
        Vector512<float> m = Vector512.Create(0.999f), a = Vector512.Create(0.001f);
        Vector512<float> v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m, v8 = m, v9 = m, v10 = m, v11 = m, v12 = m, v13 = m, v14 = m, v15 = m;
        for (int k = 0; k < operations; k += 16)
        {
            v0 = Vector512.FusedMultiplyAdd(v0, m, a);
            v1 = Vector512.FusedMultiplyAdd(v1, m, a);
            v2 = Vector512.FusedMultiplyAdd(v2, m, a);
            v3 = Vector512.FusedMultiplyAdd(v3, m, a);
            v4 = Vector512.FusedMultiplyAdd(v4, m, a);
            v5 = Vector512.FusedMultiplyAdd(v5, m, a);
            v6 = Vector512.FusedMultiplyAdd(v6, m, a);
            v7 = Vector512.FusedMultiplyAdd(v7, m, a);
            v8 = Vector512.FusedMultiplyAdd(v8, m, a);
            v9 = Vector512.FusedMultiplyAdd(v9, m, a);
            v10 = Vector512.FusedMultiplyAdd(v10, m, a);
            v11 = Vector512.FusedMultiplyAdd(v11, m, a);
            v12 = Vector512.FusedMultiplyAdd(v12, m, a);
            v13 = Vector512.FusedMultiplyAdd(v13, m, a);
            v14 = Vector512.FusedMultiplyAdd(v14, m, a);
            v15 = Vector512.FusedMultiplyAdd(v15, m, a);
        }

        return Vector512.Sum(v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11 + v12 + v13 + v14 + v15);
    }
}
