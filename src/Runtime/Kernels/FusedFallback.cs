using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>a·b + c with one rounding where processors lack the instruction; faster than a library call per lane.</summary>
internal static class FusedFallback
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
        => Vector128.Narrow(
            ToOdd(Vector128.WidenLower(a) * Vector128.WidenLower(b), Vector128.WidenLower(c)),
            ToOdd(Vector128.WidenUpper(a) * Vector128.WidenUpper(b), Vector128.WidenUpper(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c)
        => Vector128.Create(Math.FusedMultiplyAdd(a[0], b[0], c[0]), Math.FusedMultiplyAdd(a[1], b[1], c[1]));

    // The product of floats is exact in double. A sum that is rounded to an odd last bit, of the two neighbours where it is inexact,
    // is never taken for a tie afterwards: the rounding to float is that of the exact sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ToOdd(Vector128<double> product, Vector128<double> addend)
    {
        Vector128<double> sum = product + addend, rest = sum - product;
        Vector128<double> error = (product - (sum - rest)) + (addend - rest);
        Vector128<long> away = Vector128.LessThan((error ^ sum).AsInt64(), Vector128<long>.Zero);
        Vector128<long> odd = (sum.AsInt64() + away) | Vector128<long>.One;

        // False for infinite sums and NaN, whose error is NaN.
        Vector128<double> inexact = Vector128.GreaterThan(Vector128.Abs(error), Vector128<double>.Zero);
        return Vector128.ConditionalSelect(inexact, odd.AsDouble(), sum);
    }
}
