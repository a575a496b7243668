using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Four floats or two doubles on any processor.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; the branches on it are decided when the code is compiled.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Lanes128<T> : ILanes<Vector128<T>, T>
    where T : unmanaged
{
    // Scale: numbers are brought near 1 by 2^±Shift, and exponents beyond ±Limit change nothing any more.
    private static Vector128<T> Limit => Constant(220, 1600);

    private static Vector128<T> ShiftUp => Constant(64, 512);

    private static Vector128<T> PowerUp => Constant(1.8446744073709552e19f, 1.3407807929942597e154);

    private static Vector128<T> PowerDown => Constant(5.421010862427522e-20f, 7.458340731200207e-155);

    private static Vector128<T> MinNormal => Constant(1.1754944E-38f, 2.2250738585072014E-308);

    private static Vector128<T> Infinity => Constant(float.PositiveInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public static int Count => Vector128<T>.Count;

    /// <inheritdoc/>
    public static Vector128<T> Indices => Vector128<T>.Indices;

    private static Vector128<T> SignBit => Constant(-0f, -0.0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Create(T value) => Vector128.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CreateMask(bool value) => value ? Vector128<T>.AllBitsSet : Vector128<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Reread(Vector128<T> mask) => mask;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadPartial(T* source, int count)
    {
        if (typeof(T) == typeof(double))
        {
            return Vector128.CreateScalar(*source);
        }

        float* s = (float*)source;
        return Vector128.Create(s[0], count > 1 ? s[1] : 0, count > 2 ? s[2] : 0, 0).As<float, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadInt32(int* source, int count)
    {
        if (typeof(T) == typeof(double))
        {
            return Vector128.Create((double)source[0], count > 1 ? source[1] : 0).As<double, T>();
        }

        Vector128<int> values = count >= 4
            ? Vector128.Load(source)
            : Vector128.Create(source[0], count > 1 ? source[1] : 0, count > 2 ? source[2] : 0, 0);
        return Vector128.ConvertToSingle(values).As<float, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadBool(bool* source, int count)
    {
        byte* s = (byte*)source;
        if (typeof(T) == typeof(double))
        {
            return Vector128.GreaterThan(Vector128.Create((long)s[0], count > 1 ? s[1] : 0), Vector128<long>.Zero).As<long, T>();
        }

        Vector128<int> values = Vector128.Create(s[0], count > 1 ? s[1] : 0, count > 2 ? s[2] : 0, count > 3 ? s[3] : 0);
        return Vector128.GreaterThan(values, Vector128<int>.Zero).As<int, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector128<T> value, T* destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            destination[i] = value.GetElement(i);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FirstLanes(int count)
    {
        return typeof(T) == typeof(float)
            ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>()
            : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> a) => Vector128.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c)
    {
        if (Fma.IsSupported || AdvSimd.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
                : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
        }

        return typeof(T) == typeof(float)
            ? FusedFallback.MultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : FusedFallback.MultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAddNegated(Vector128<T> a, Vector128<T> b, Vector128<T> c) => MultiplyAdd(Negate(a), b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplySubtract(Vector128<T> a, Vector128<T> b, Vector128<T> c) => MultiplyAdd(a, b, Negate(c));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b)
    {
        if (Sse2.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Sse.Max(a.AsSingle(), b.AsSingle()).As<float, T>()
                : Sse2.Max(a.AsDouble(), b.AsDouble()).As<double, T>();
        }

        return Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> a, Vector128<T> b)
    {
        if (Sse2.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Sse.Min(a.AsSingle(), b.AsSingle()).As<float, T>()
                : Sse2.Min(a.AsDouble(), b.AsDouble()).As<double, T>();
        }

        return Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> a) => Vector128.AndNot(a, SignBit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Negate(Vector128<T> a) => a ^ SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> NegateAbs(Vector128<T> a) => a | SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CopySign(Vector128<T> a, Vector128<T> b) => Vector128.AndNot(a, SignBit) | (b & SignBit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Floor(Vector128<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector128.Floor(a.AsSingle()).As<float, T>()
            : Vector128.Floor(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Ceiling(Vector128<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector128.Ceiling(a.AsSingle()).As<float, T>()
            : Vector128.Ceiling(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Round(Vector128<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector128.Round(a.AsSingle()).As<float, T>()
            : Vector128.Round(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Truncate(Vector128<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector128.Truncate(a.AsSingle()).As<float, T>()
            : Vector128.Truncate(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Less(Vector128<T> a, Vector128<T> b) => Vector128.LessThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessOrEqual(Vector128<T> a, Vector128<T> b) => Vector128.LessThanOrEqual(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Equal(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Unordered(Vector128<T> a, Vector128<T> b) => ~(Vector128.Equals(a, a) & Vector128.Equals(b, b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Not(Vector128<T> a) => ~a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> whenSet, Vector128<T> otherwise)
        => Vector128.ConditionalSelect(mask, whenSet, otherwise);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> SelectNegative(Vector128<T> a, Vector128<T> whenNegative, Vector128<T> otherwise)
    {
        if (Sse41.IsSupported)
        {
            // The blend looks at nothing but the sign bit.
            return typeof(T) == typeof(float)
                ? Sse41.BlendVariable(otherwise.AsSingle(), whenNegative.AsSingle(), a.AsSingle()).As<float, T>()
                : Sse41.BlendVariable(otherwise.AsDouble(), whenNegative.AsDouble(), a.AsDouble()).As<double, T>();
        }

        Vector128<T> negative = typeof(T) == typeof(float)
            ? Vector128.LessThan(a.AsInt32(), Vector128<int>.Zero).As<int, T>()
            : Vector128.LessThan(a.AsInt64(), Vector128<long>.Zero).As<long, T>();
        return Vector128.ConditionalSelect(negative, whenNegative, otherwise);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Scale(Vector128<T> a, Vector128<T> n)
    {
        Vector128<T> k = Floor(n);
        if (Vector128.LessThanOrEqualAll(Abs(n), Constant(126, 1022)))
        {
            // 2^k is a normal number: one multiplication, one rounding.
            return a * PowerOfTwo(k);
        }

        // With the number in [2^-85, 2^64) (double: [2^-562, 2^512)) the first step, by half the exponent, is inexact only where the result is 0 anyway.
        Vector128<T> small = Less(Abs(a), Constant(1, 1));
        Vector128<T> near = a * Select(small, PowerUp, PowerDown);
        k = Max(Negate(Limit), Min(Limit, k + Select(small, Negate(ShiftUp), ShiftUp)));
        Vector128<T> half = Floor(k * Constant(0.5f, 0.5));

        // An infinite n hides a quiet NaN, as AVX-512 has it.
        Vector128<T> infinite = LessOrEqual(Infinity, Abs(n)), quiet = typeof(T) == typeof(float)
            ? Vector128.GreaterThan(Abs(a).AsInt32(), Vector128.Create(0x7FBFFFFF)).As<int, T>()
            : Vector128.GreaterThan(Abs(a).AsInt64(), Vector128.Create(0x7FF7FFFFFFFFFFFFL)).As<long, T>();
        near = Select(infinite & quiet, Constant(1, 1), near);

        // An infinite n stands for the factor 0 or infinity itself; Max keeps NaN.
        Vector128<T> last = Select(Less(Abs(n), Infinity), PowerOfTwo(k - half), Max(Vector128<T>.Zero, n));
        return near * PowerOfTwo(half) * last;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GetExponent(Vector128<T> a)
    {
        Vector128<T> size = Abs(a), tiny = Less(size, MinNormal);
        Vector128<T> bits = ShiftBitsRight(size * Select(tiny, PowerUp, Constant(1, 1)), typeof(T) == typeof(float) ? 23 : 52);

        // Or-ed into 2^23 or 2^52 the biased exponent becomes a number.
        Vector128<T> biased = bits | Constant(8388608f, 4503599627370496.0);
        Vector128<T> exponent = biased - Select(tiny, Constant(8388608f + 127 + 64, 4503599627370496.0 + 1023 + 512), Constant(8388608f + 127, 4503599627370496.0 + 1023));
        exponent = Select(Equal(size, Vector128<T>.Zero), Negate(Infinity), exponent);
        return Select(Less(size, Infinity), exponent, size);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GetMantissa(Vector128<T> a)
    {
        Vector128<T> normal = a * Select(Less(a, MinNormal), PowerUp, Constant(1, 1));

        // Mantissas from 1.5 on get the exponent −1; zeros and infinity have the mantissa bits of 1, and −0 keeps its sign.
        Vector128<T> mantissa;
        if (typeof(T) == typeof(float))
        {
            Vector128<int> bits = (normal.AsInt32() & Vector128.Create(0x7FFFFF)) | Vector128.Create(0x3F800000);
            mantissa = (bits - ((bits & Vector128.Create(0x400000)) << 1)).As<int, T>();
        }
        else
        {
            Vector128<long> bits = (normal.AsInt64() & Vector128.Create(0xFFFFFFFFFFFFFL)) | Vector128.Create(0x3FF0000000000000L);
            mantissa = (bits - ((bits & Vector128.Create(0x8000000000000L)) << 1)).As<long, T>();
        }

        return Select(LessOrEqual(Vector128<T>.Zero, a), mantissa | (a & SignBit), Constant(float.NaN, double.NaN));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Lookup(Vector128<T> a, ref readonly T table)
    {
        ref T start = ref Unsafe.AsRef(in table);
        if (typeof(T) == typeof(float))
        {
            Vector128<int> index = a.AsInt32() & Vector128.Create(15);
            ref float entries = ref Unsafe.As<T, float>(ref start);
            return Vector128.Create(
                Unsafe.Add(ref entries, index[0]),
                Unsafe.Add(ref entries, index[1]),
                Unsafe.Add(ref entries, index[2]),
                Unsafe.Add(ref entries, index[3])).As<float, T>();
        }

        Vector128<long> place = a.AsInt64() & Vector128.Create(15L);
        ref double values = ref Unsafe.As<T, double>(ref start);
        return Vector128.Create(Unsafe.Add(ref values, (nint)place[0]), Unsafe.Add(ref values, (nint)place[1])).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ShiftBitsRight(Vector128<T> a, int count)
    {
        return typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Call(delegate*<double, double> function, Vector128<T> a)
    {
        Vector128<T> lanes = a;
        LaneCalls.Apply(function, (T*)&lanes, Count);
        return lanes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Call(delegate*<double, double, double> function, Vector128<T> a, Vector128<T> b)
    {
        Vector128<T> lanes = a, second = b;
        LaneCalls.Apply(function, (T*)&lanes, (T*)&second, Count);
        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Constant(float single, double number)
        => typeof(T) == typeof(float) ? Vector128.Create(single).As<float, T>() : Vector128.Create(number).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> PowerOfTwo(Vector128<T> k)
    {
        // Added to 1.5·2^23 or 1.5·2^52 an integer appears in the low bits, which are then moved to the exponent.
        return typeof(T) == typeof(float)
            ? ((k.AsSingle() + Vector128.Create(12582912f + 127)).AsInt32() << 23).As<int, T>()
            : ((k.AsDouble() + Vector128.Create(6755399441055744.0 + 1023)).AsInt64() << 52).As<long, T>();
    }
}
