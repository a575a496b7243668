using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace LossGen.Kernels;

/// <summary>One double on any processor: the width of one, with the bits of the vectors.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct DoubleLane : ILanes<double, double>
{
    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static double Indices => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Create(double value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CreateMask(bool value) => BitConverter.Int64BitsToDouble(value ? -1 : 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Reread(double mask) => mask;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Load(double* source) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LoadPartial(double* source, int count) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LoadInt32(int* source, int count) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LoadBool(bool* source, int count) => CreateMask(*(byte*)source != 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double value, double* destination) => *destination = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(double value, double* destination, int count) => *destination = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double FirstLanes(int count) => CreateMask(count > 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Add(double a, double b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Subtract(double a, double b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Multiply(double a, double b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Divide(double a, double b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(double a) => Math.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplyAddNegated(double a, double b, double c) => Math.FusedMultiplyAdd(-a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplySubtract(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, -c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double a, double b) => a > b ? a : b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double a, double b) => a < b ? a : b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs(double a) => Math.Abs(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Negate(double a) => -a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double NegateAbs(double a) => -Math.Abs(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CopySign(double a, double b) => Math.CopySign(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor(double a) => Math.Floor(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceiling(double a) => Math.Ceiling(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Round(double a) => Math.Round(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Truncate(double a) => Math.Truncate(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Less(double a, double b) => CreateMask(a < b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LessOrEqual(double a, double b) => CreateMask(a <= b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Equal(double a, double b) => CreateMask(a == b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Unordered(double a, double b) => CreateMask(double.IsNaN(a) | double.IsNaN(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double And(double a, double b) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) & BitConverter.DoubleToInt64Bits(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Or(double a, double b) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) | BitConverter.DoubleToInt64Bits(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Not(double a) => BitConverter.Int64BitsToDouble(~BitConverter.DoubleToInt64Bits(a));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Select(double mask, double whenSet, double otherwise) => BitConverter.DoubleToInt64Bits(mask) < 0 ? whenSet : otherwise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SelectNegative(double a, double whenNegative, double otherwise) => BitConverter.DoubleToInt64Bits(a) < 0 ? whenNegative : otherwise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Scale(double a, double n)
    {
        double k = Math.Floor(n);
        if (double.Abs(n) <= 1022)
        {
            // 2^k is a normal number: one multiplication, one rounding.
            return a * PowerOfTwo(k);
        }

        // An infinite n hides a quiet NaN, as AVX-512 has it.
        if (double.IsInfinity(n) && (BitConverter.DoubleToInt64Bits(a) & long.MaxValue) > 0x7FF7FFFFFFFFFFFF)
        {
            a = 1;
        }

        // With the number in [2^-562, 2^512) the first step, by half the exponent, is inexact only where the result is 0 anyway.
        bool small = double.Abs(a) < 1;
        double near = a * PowerOfTwo(small ? 512 : -512);
        k = Max(-1600, Min(1600, k + (small ? -512 : 512)));
        double half = Math.Floor(k * 0.5);

        // An infinite n stands for the factor 0 or infinity itself; Max keeps NaN.
        double last = double.IsFinite(n) ? PowerOfTwo(k - half) : Max(0, n);
        return near * PowerOfTwo(half) * last;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double GetExponent(double a)
    {
        double size = Math.Abs(a);
        if (!(size < double.PositiveInfinity))
        {
            return size;
        }

        if (size == 0)
        {
            return double.NegativeInfinity;
        }

        bool tiny = size < 2.2250738585072014E-308;
        return (BitConverter.DoubleToInt64Bits(size * (tiny ? 1.3407807929942597e154 : 1)) >> 52) - (tiny ? 1023 + 512 : 1023);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double GetMantissa(double a)
    {
        if (!(a >= 0))
        {
            return double.NaN;
        }

        // Mantissas from 1.5 on get the exponent −1; zeros and infinity have the mantissa bits of 1, and −0 keeps its sign.
        long bits = (BitConverter.DoubleToInt64Bits(a < 2.2250738585072014E-308 ? a * 1.3407807929942597e154 : a) & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000;
        return Math.CopySign(BitConverter.Int64BitsToDouble(bits - ((bits & 0x8000000000000) << 1)), a);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Lookup(double a, ref readonly double table) => Unsafe.Add(ref Unsafe.AsRef(in table), (nint)(BitConverter.DoubleToInt64Bits(a) & 15));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ShiftBitsRight(double a, int count) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) >>> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Call(delegate*<double, double> function, double a) => function(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Call(delegate*<double, double, double> function, double a, double b) => function(a, b);

    // Added to 1.5·2^52 an integer appears in the low bits, which are then moved to the exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(double k) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(k + (6755399441055744.0 + 1023)) << 52);
}
