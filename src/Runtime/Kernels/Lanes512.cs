using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Sixteen floats or eight doubles with AVX-512 (its foundation, byte, doubleword and vector-length parts); only for processors that have it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>; the branches on it are decided when the code is compiled.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Lanes512<T> : ILanes<Vector512<T>, T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    public static Vector512<T> Indices => Vector512<T>.Indices;

    private static Vector512<T> SignBit => Constant(-0f, -0.0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Create(T value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CreateMask(bool value) => value ? Vector512<T>.AllBitsSet : Vector512<T>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Reread(Vector512<T> mask)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.CompareLessThan(mask.AsInt32(), Vector512<int>.Zero).As<int, T>()
            : Avx512F.CompareLessThan(mask.AsInt64(), Vector512<long>.Zero).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadPartial(T* source, int count)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.MaskLoad((float*)source + Opaque(count), FirstLanes(count).AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)source + Opaque(count), FirstLanes(count).AsDouble(), Vector512<double>.Zero).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadInt32(int* source, int count)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> values = count >= 16 ? Vector512.Load(source) : Avx512F.MaskLoad(source + Opaque(count), FirstLanes(count).AsInt32(), Vector512<int>.Zero);
            return Avx512F.ConvertToVector512Single(values).As<float, T>();
        }

        Vector256<int> half = count >= 8 ? Vector256.Load(source) : Avx2.MaskLoad(source, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)));
        return Avx512F.ConvertToVector512Double(half).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadBool(bool* source, int count)
    {
        Vector128<byte> bytes = count >= 16
            ? Vector128.Load((byte*)source)
            : Avx512BW.VL.MaskLoad((byte*)source + Opaque(count), Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)Math.Min(count, Count))), Vector128<byte>.Zero);
        return typeof(T) == typeof(float)
            ? Vector512.GreaterThan(Avx512F.ConvertToVector512Int32(bytes), Vector512<int>.Zero).As<int, T>()
            : Vector512.GreaterThan(Avx512F.ConvertToVector512Int64(bytes), Vector512<long>.Zero).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* destination) => value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector512<T> value, T* destination, int count)
    {
        if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)destination, FirstLanes(count).AsSingle(), value.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)destination, FirstLanes(count).AsDouble(), value.AsDouble());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FirstLanes(int count)
    {
        return typeof(T) == typeof(float)
            ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
            : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> a, Vector512<T> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> a, Vector512<T> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> a) => Vector512.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Avx512F.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAddNegated(Vector512<T> a, Vector512<T> b, Vector512<T> c)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplyAddNegated(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Avx512F.FusedMultiplyAddNegated(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplySubtract(Vector512<T> a, Vector512<T> b, Vector512<T> c)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplySubtract(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Avx512F.FusedMultiplySubtract(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> a, Vector512<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.Max(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx512F.Max(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> a, Vector512<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.Min(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx512F.Min(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> a) => Vector512.AndNot(a, SignBit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Negate(Vector512<T> a) => a ^ SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NegateAbs(Vector512<T> a) => a | SignBit;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CopySign(Vector512<T> a, Vector512<T> b)
        => Avx512F.TernaryLogic(SignBit.AsInt32(), b.AsInt32(), a.AsInt32(), 0xCA).As<int, T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Floor(Vector512<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector512.Floor(a.AsSingle()).As<float, T>()
            : Vector512.Floor(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Ceiling(Vector512<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector512.Ceiling(a.AsSingle()).As<float, T>()
            : Vector512.Ceiling(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Round(Vector512<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector512.Round(a.AsSingle()).As<float, T>()
            : Vector512.Round(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Truncate(Vector512<T> a)
    {
        return typeof(T) == typeof(float)
            ? Vector512.Truncate(a.AsSingle()).As<float, T>()
            : Vector512.Truncate(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Less(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessOrEqual(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Equal(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Unordered(Vector512<T> a, Vector512<T> b)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.CompareUnordered(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx512F.CompareUnordered(a.AsDouble(), b.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> And(Vector512<T> a, Vector512<T> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Or(Vector512<T> a, Vector512<T> b) => a | b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Not(Vector512<T> a) => ~a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select(Vector512<T> mask, Vector512<T> whenSet, Vector512<T> otherwise)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.BlendVariable(otherwise.AsSingle(), whenSet.AsSingle(), mask.AsSingle()).As<float, T>()
            : Avx512F.BlendVariable(otherwise.AsDouble(), whenSet.AsDouble(), mask.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SelectNegative(Vector512<T> a, Vector512<T> whenNegative, Vector512<T> otherwise)
    {
        // The blend looks at nothing but the sign bit.
        return typeof(T) == typeof(float)
            ? Avx512F.BlendVariable(otherwise.AsSingle(), whenNegative.AsSingle(), a.AsSingle()).As<float, T>()
            : Avx512F.BlendVariable(otherwise.AsDouble(), whenNegative.AsDouble(), a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> a, Vector512<T> n)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.Scale(a.AsSingle(), n.AsSingle()).As<float, T>()
            : Avx512F.Scale(a.AsDouble(), n.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GetExponent(Vector512<T> a)
    {
        return typeof(T) == typeof(float)
            ? Avx512F.GetExponent(a.AsSingle()).As<float, T>()
            : Avx512F.GetExponent(a.AsDouble()).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GetMantissa(Vector512<T> a)
    {
        // Interval [0.75, 1.5), NaN for negative numbers.
        const byte Control = 0b1011;
        return typeof(T) == typeof(float)
            ? Avx512F.GetMantissa(a.AsSingle(), Control).As<float, T>()
            : Avx512F.GetMantissa(a.AsDouble(), Control).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Lookup(Vector512<T> a, ref readonly T table)
    {
        if (typeof(T) == typeof(float))
        {
            return Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(in table).AsSingle(), a.AsInt32()).As<float, T>();
        }

        Vector512<double> low = Vector512.LoadUnsafe(in table).AsDouble(), high = Vector512.LoadUnsafe(in table, 8).AsDouble();
        return Avx512F.PermuteVar8x64x2(low, a.AsInt64(), high).As<double, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftBitsRight(Vector512<T> a, int count)
    {
        return typeof(T) == typeof(float) ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Call(delegate*<double, double> function, Vector512<T> a)
    {
        Vector512<T> lanes = a;
        LaneCalls.Apply(function, (T*)&lanes, Count);
        return lanes;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Call(delegate*<double, double, double> function, Vector512<T> a, Vector512<T> b)
    {
        Vector512<T> lanes = a, second = b;
        LaneCalls.Apply(function, (T*)&lanes, (T*)&second, Count);
        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Constant(float single, double number)
        => typeof(T) == typeof(float) ? Vector512.Create(single).As<float, T>() : Vector512.Create(number).As<double, T>();

    // Always 0, which the compiler does not know: .NET 10 reads from address 0 in place of the address of a local when that is an operand of a masked load.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Opaque(int count) => count >> 31;
}
