using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Eight floats or four doubles with AVX2 and FMA; only for processors that have both.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; the branches on it are decided when the code is compiled.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Lanes256<T> : ILanes<Vector256<T>, T>
    where T : unmanaged
{
    // Scale: numbers are brought near 1 by 2^±Shift, and exponents beyond ±Limit change nothing any more.
    private static Vector256<T> Limit => Constant(220, 1600);

    private static Vector256<T> ShiftUp => Constant(64, 512);

    private static Vector256<T> PowerUp => Constant(1.8446744073709552e19f, 1.3407807929942597e154);

    private static Vector256<T> PowerDown => Constant(5.421010862427522e-20f, 7.458340731200207e-155);

    private static Vector256<T> MinNormal => Constant(1.1754944E-38f, 2.2250738585072014E-308);

    private static Vector256<T> Infinity => Constant(float.PositiveInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public static int Count => Vector256<T>.Count;

    /// <inheritdoc/>
    public static Vector256<T> Indices => Vector256<T>.Indices;

    private static Vector256<T> SignBit => Constant(-0f, -0.0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Create(T value) => Vector256.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CreateMask(bool value) => value ? Vector256<T>.AllBitsSet : Vector256<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Reread(Vector256<T> mask) => mask;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadPartial(T* source, int count)
    {
        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)source, FirstLanes(count).AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)source, FirstLanes(count).AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadInt32(int* source, int count)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> values = count >= 8 ? Vector256.Load(source) : Avx2.MaskLoad(source, FirstLanes(count).AsInt32());
            return Avx.ConvertToVector256Single(values).As<float, T>();
        }

        Vector128<int> half = count >= 4 ? Vector128.Load(source) : Avx2.MaskLoad(source, Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)));
        return Avx.ConvertToVector256Double(half).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadBool(bool* source, int count)
    {
        ulong bytes = 0;
        if (count >= Count)
        {
            bytes = typeof(T) == typeof(float) ? Unsafe.ReadUnaligned<ulong>(source) : Unsafe.ReadUnaligned<uint>(source);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                bytes |= (ulong)((byte*)source)[i] << (8 * i);
            }
        }

        Vector128<byte> vector = Vector128.CreateScalar(bytes).AsByte();
        return typeof(T) == typeof(float)
            ? Vector256.GreaterThan(Avx2.ConvertToVector256Int32(vector), Vector256<int>.Zero).As<int, T>()
            : Vector256.GreaterThan(Avx2.ConvertToVector256Int64(vector), Vector256<long>.Zero).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector256<T> value, T* destination, int count)
    {
        if (typeof(T) == typeof(float))
        {
            Avx.MaskStore((float*)destination, FirstLanes(count).AsSingle(), value.AsSingle());
        }
        else
        {
            Avx.MaskStore((double*)destination, FirstLanes(count).AsDouble(), value.AsDouble());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FirstLanes(int count)
    {
        return typeof(T) == typeof(float)
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> a) => Vector256.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        return typeof(T) == typeof(float)
            ? Fma.MultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Fma.MultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAddNegated(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        return typeof(T) == typeof(float)
            ? Fma.MultiplyAddNegated(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Fma.MultiplyAddNegated(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplySubtract(Vector256<T> a, Vector256<T> b, Vector256<T> c)
    {
        return typeof(T) == typeof(float)
            ? Fma.MultiplySubtract(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Fma.MultiplySubtract(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> a, Vector256<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx.Max(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx.Max(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> a, Vector256<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx.Min(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx.Min(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> a) => Vector256.AndNot(a, SignBit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Negate(Vector256<T> a) => a ^ SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> NegateAbs(Vector256<T> a) => a | SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CopySign(Vector256<T> a, Vector256<T> b) => Vector256.AndNot(a, SignBit) | (b & SignBit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Floor(Vector256<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector256.Floor(a.AsSingle()).As<float, T>()
            : Vector256.Floor(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Ceiling(Vector256<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector256.Ceiling(a.AsSingle()).As<float, T>()
            : Vector256.Ceiling(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Round(Vector256<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector256.Round(a.AsSingle()).As<float, T>()
            : Vector256.Round(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Truncate(Vector256<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector256.Truncate(a.AsSingle()).As<float, T>()
            : Vector256.Truncate(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Less(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessOrEqual(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Equal(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Unordered(Vector256<T> a, Vector256<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx.CompareUnordered(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx.CompareUnordered(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> And(Vector256<T> a, Vector256<T> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Or(Vector256<T> a, Vector256<T> b) => a | b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Not(Vector256<T> a) => ~a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> whenSet, Vector256<T> otherwise)
    {
        return typeof(T) == typeof(float)
            ? Avx.BlendVariable(otherwise.AsSingle(), whenSet.AsSingle(), mask.AsSingle()).As<float, T>()
            : Avx.BlendVariable(otherwise.AsDouble(), whenSet.AsDouble(), mask.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> SelectNegative(Vector256<T> a, Vector256<T> whenNegative, Vector256<T> otherwise)
    {
        // The blend looks at nothing but the sign bit.
        return typeof(T) == typeof(float)
            ? Avx.BlendVariable(otherwise.AsSingle(), whenNegative.AsSingle(), a.AsSingle()).As<float, T>()
            : Avx.BlendVariable(otherwise.AsDouble(), whenNegative.AsDouble(), a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Scale(Vector256<T> a, Vector256<T> n)
    {
        Vector256<T> k = Floor(n);
        if (Vector256.LessThanOrEqualAll(Abs(n), Constant(126, 1022)))
        {
            // 2^k is a normal number: one multiplication, one rounding.
            return a * PowerOfTwo(k);
        }

        // With the number in [2^-85, 2^64) (double: [2^-562, 2^512)) the first step, by half the exponent, is inexact only where the result is 0 anyway.
        Vector256<T> small = Less(Abs(a), Constant(1, 1));
        Vector256<T> near = a * Select(small, PowerUp, PowerDown);
        k = Max(Negate(Limit), Min(Limit, k + Select(small, Negate(ShiftUp), ShiftUp)));
        Vector256<T> half = Floor(k * Constant(0.5f, 0.5));

        // An infinite n hides a quiet NaN, as AVX-512 has it.
        Vector256<T> infinite = LessOrEqual(Infinity, Abs(n)), quiet = typeof(T) == typeof(float)
            ? Vector256.GreaterThan(Abs(a).AsInt32(), Vector256.Create(0x7FBFFFFF)).As<int, T>()
            : Vector256.GreaterThan(Abs(a).AsInt64(), Vector256.Create(0x7FF7FFFFFFFFFFFFL)).As<long, T>();
        near = Select(infinite & quiet, Constant(1, 1), near);

        // An infinite n stands for the factor 0 or infinity itself; Max keeps NaN.
        Vector256<T> last = Select(Less(Abs(n), Infinity), PowerOfTwo(k - half), Max(Vector256<T>.Zero, n));
        return near * PowerOfTwo(half) * last;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GetExponent(Vector256<T> a)
    {
        Vector256<T> size = Abs(a), tiny = Less(size, MinNormal);
        Vector256<T> bits = ShiftBitsRight(size * Select(tiny, PowerUp, Constant(1, 1)), typeof(T) == typeof(float) ? 23 : 52);

        // Or-ed into 2^23 or 2^52 the biased exponent becomes a number.
        Vector256<T> biased = bits | Constant(8388608f, 4503599627370496.0);
        Vector256<T> exponent = biased - Select(tiny, Constant(8388608f + 127 + 64, 4503599627370496.0 + 1023 + 512), Constant(8388608f + 127, 4503599627370496.0 + 1023));
        exponent = Select(Equal(size, Vector256<T>.Zero), Negate(Infinity), exponent);
        return Select(Less(size, Infinity), exponent, size);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GetMantissa(Vector256<T> a)
    {
        Vector256<T> normal = a * Select(Less(a, MinNormal), PowerUp, Constant(1, 1));

        // Mantissas from 1.5 on get the exponent −1; zeros and infinity have the mantissa bits of 1, and −0 keeps its sign.
        Vector256<T> mantissa;
        if (typeof(T) == typeof(float))
        {
            Vector256<int> bits = (normal.AsInt32() & Vector256.Create(0x7FFFFF)) | Vector256.Create(0x3F800000);
            mantissa = (bits - ((bits & Vector256.Create(0x400000)) << 1)).As<int, T>();
        }
        else
        {
            Vector256<long> bits = (normal.AsInt64() & Vector256.Create(0xFFFFFFFFFFFFFL)) | Vector256.Create(0x3FF0000000000000L);
            mantissa = (bits - ((bits & Vector256.Create(0x8000000000000L)) << 1)).As<long, T>();
        }

        return Select(LessOrEqual(Vector256<T>.Zero, a), mantissa | (a & SignBit), Constant(float.NaN, double.NaN));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Lookup(Vector256<T> a, ref readonly T table)
    {
        if (typeof(T) == typeof(float))
        {
            // Two permutes by the low three bits; bit 3 moves to the sign, where the blend looks.
            Vector256<float> low = Vector256.LoadUnsafe(in table).AsSingle(), high = Vector256.LoadUnsafe(in table, 8).AsSingle();
            Vector256<int> index = a.AsInt32();
            return Avx.BlendVariable(Avx2.PermuteVar8x32(low, index), Avx2.PermuteVar8x32(high, index), (index << 28).AsSingle()).As<float, T>();
        }

        Vector256<long> entry = a.AsInt64() & Vector256.Create(15L);
        return Vector256.Create(Entry(in table, entry[0]), Entry(in table, entry[1]), Entry(in table, entry[2]), Entry(in table, entry[3])).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Entry(ref readonly T table, long index) => Unsafe.As<T, double>(ref Unsafe.Add(ref Unsafe.AsRef(in table), (nint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> ShiftBitsRight(Vector256<T> a, int count)
    {
        return typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Call(delegate*<double, double> function, Vector256<T> a)
    {
        Vector256<T> lanes = a;
        LaneCalls.Apply(function, (T*)&lanes, Count);
        return lanes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Call(delegate*<double, double, double> function, Vector256<T> a, Vector256<T> b)
    {
        Vector256<T> lanes = a, second = b;
        LaneCalls.Apply(function, (T*)&lanes, (T*)&second, Count);
        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Constant(float single, double number)
        => typeof(T) == typeof(float) ? Vector256.Create(single).As<float, T>() : Vector256.Create(number).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> PowerOfTwo(Vector256<T> k)
    {
        // Added to 1.5·2^23 or 1.5·2^52 an integer appears in the low bits, which are then moved to the exponent.
        return typeof(T) == typeof(float)
            ? ((k.AsSingle() + Vector256.Create(12582912f + 127)).AsInt32() << 23).As<int, T>()
            : ((k.AsDouble() + Vector256.Create(6755399441055744.0 + 1023)).AsInt64() << 52).As<long, T>();
    }
}
