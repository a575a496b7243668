using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace LossGen.Kernels;

/// <summary>One float on any processor: the width of one, with the bits of the vectors.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct SingleLane : ILanes<float, float>
{
    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static float Indices => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Create(float value) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CreateMask(bool value) => BitConverter.Int32BitsToSingle(value ? -1 : 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Reread(float mask) => mask;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadPartial(float* source, int count) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadInt32(int* source, int count) => *source;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadBool(bool* source, int count) => CreateMask(*(byte*)source != 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* destination) => *destination = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float value, float* destination, int count) => *destination = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FirstLanes(int count) => CreateMask(count > 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAddNegated(float a, float b, float c) => MathF.FusedMultiplyAdd(-a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplySubtract(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, -c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => a > b ? a : b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => a < b ? a : b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float a) => MathF.Abs(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Negate(float a) => -a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float NegateAbs(float a) => -MathF.Abs(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CopySign(float a, float b) => MathF.CopySign(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float a) => MathF.Floor(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceiling(float a) => MathF.Ceiling(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(float a) => MathF.Round(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Truncate(float a) => MathF.Truncate(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Less(float a, float b) => CreateMask(a < b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LessOrEqual(float a, float b) => CreateMask(a <= b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Equal(float a, float b) => CreateMask(a == b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unordered(float a, float b) => CreateMask(float.IsNaN(a) | float.IsNaN(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float And(float a, float b) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float a, float b) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) | BitConverter.SingleToInt32Bits(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Not(float a) => BitConverter.Int32BitsToSingle(~BitConverter.SingleToInt32Bits(a));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float mask, float whenSet, float otherwise) => BitConverter.SingleToInt32Bits(mask) < 0 ? whenSet : otherwise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SelectNegative(float a, float whenNegative, float otherwise) => BitConverter.SingleToInt32Bits(a) < 0 ? whenNegative : otherwise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(float a, float n)
    {
        if (float.Abs(n) <= 126)
        {
            // 2^k is a normal number: one multiplication, one rounding.
            return a * PowerOfTwo(MathF.Floor(n));
        }

        // An infinite n hides a quiet NaN, as AVX-512 has it.
        if (float.IsInfinity(n) && (BitConverter.SingleToInt32Bits(a) & int.MaxValue) > 0x7FBFFFFF)
        {
            a = 1;
        }

        // The product with any of these powers is exact in double; the conversion rounds.
        double power = float.IsFinite(n) ? BitConverter.Int64BitsToDouble((long)(Math.Floor(Math.Clamp(n, -400f, 400f)) + 1023) << 52) : Max(0, n);
        return (float)(a * power);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GetExponent(float a)
    {
        float size = MathF.Abs(a);
        if (!(size < float.PositiveInfinity))
        {
            return size;
        }

        if (size == 0)
        {
            return float.NegativeInfinity;
        }

        bool tiny = size < 1.1754944E-38f;
        return (BitConverter.SingleToInt32Bits(size * (tiny ? 1.8446744073709552e19f : 1)) >> 23) - (tiny ? 127 + 64 : 127);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GetMantissa(float a)
    {
        if (!(a >= 0))
        {
            return float.NaN;
        }

        // Mantissas from 1.5 on get the exponent −1; zeros and infinity have the mantissa bits of 1, and −0 keeps its sign.
        int bits = (BitConverter.SingleToInt32Bits(a < 1.1754944E-38f ? a * 1.8446744073709552e19f : a) & 0x7FFFFF) | 0x3F800000;
        return MathF.CopySign(BitConverter.Int32BitsToSingle(bits - ((bits & 0x400000) << 1)), a);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lookup(float a, ref readonly float table) => Unsafe.Add(ref Unsafe.AsRef(in table), (nint)(BitConverter.SingleToInt32Bits(a) & 15));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftBitsRight(float a, int count) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) >>> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Call(delegate*<double, double> function, float a) => (float)function(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Call(delegate*<double, double, double> function, float a, float b) => (float)function(a, b);

    // Added to 1.5·2^23 an integer appears in the low bits, which are then moved to the exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PowerOfTwo(float k) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(k + (12582912f + 127)) << 23);
}
