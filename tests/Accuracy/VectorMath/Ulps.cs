using System;
using System.Runtime.Intrinsics;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Tests;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Errors in units of the last place of what is right. Below the normal numbers the unit is that of the subnormal ones; ∞ counts as the power of two after the largest number.</summary>
internal static class Ulps
{
    private const double SingleEnd = 3.402823669209385e38;
    private const int ExactLimit = 4000;

    /// <summary>Of doubles, by sums of two doubles.</summary>
    public static double OfDouble(double actual, DoubleDouble expected, double size)
    {
        if (double.IsNaN(expected.High) || double.IsNaN(actual))
        {
            return double.IsNaN(expected.High) && double.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        return Math.Abs(actual - expected.High - expected.Low) / Math.ScaleB(1, Math.Max(Math.ILogB(size), -1022) - 52);
    }

    /// <summary>Of floats against doubles, where the sums of two doubles would be too slow.</summary>
    public static double OfSingle(float actual, double expected, double size)
    {
        if (double.IsNaN(expected) || float.IsNaN(actual))
        {
            return double.IsNaN(expected) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        expected = Math.Clamp(expected, -SingleEnd, SingleEnd);
        double error = Math.Abs(Math.Clamp(actual, -SingleEnd, SingleEnd) - expected);
        return error / Math.ScaleB(1, Math.Max(size == 0 ? -126 : Math.ILogB(Math.Clamp(size, -SingleEnd, SingleEnd)), -126) - 23);
    }

    /// <summary>The largest of many, whose number is a multiple of 8.</summary>
    public static double OfSingles(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> size)
    {
        Vector512<double> end = Vector512.Create(SingleEnd), worst = Vector512.Create(-1.0);
        Vector512<long> least = Vector512.Create((1023L - 126) << 52), exponents = Vector512.Create(0x7FFL << 52), inverse = Vector512.Create((2046L + 23) << 52);
        for (int i = 0; i < actual.Length; i += 8)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(actual.Slice(i, 8)));
            Vector512<double> a = Vector512.Create(low, high), e = Vector512.Create(expected.Slice(i, 8)), s = Vector512.Create(size.Slice(i, 8));
            Vector512<double> isA = Vector512.Equals(a, a), isE = Vector512.Equals(e, e);
            a = Vector512.Min(Vector512.Max(a, -end), end);
            e = Vector512.Min(Vector512.Max(e, -end), end);
            s = Vector512.Min(Vector512.Abs(s), end);
            Vector512<double> unit = (inverse - Vector512.Max(s.AsInt64() & exponents, least)).AsDouble();
            Vector512<double> error = Vector512.Abs(a - e) * unit;
            error = Vector512.ConditionalSelect(isA & isE, error, Vector512.ConditionalSelect(isA ^ isE, Vector512.Create(double.PositiveInfinity), Vector512<double>.Zero));
            worst = Vector512.Max(worst, error);
        }

        double largest = -1;
        for (int i = 0; i < 8; i++)
        {
            largest = Math.Max(largest, worst[i]);
        }

        return largest;
    }

    /// <summary>Bits for definitions that take 1 from a small number or e^−x from 1.</summary>
    public static BigFloat.PrecisionScope Enough(double x)
    {
        int exponent = x == 0 || !double.IsFinite(x) ? 0 : Math.ILogB(x);
        return BigFloat.WithPrecision(Math.Min(ExactLimit, 300 + (3 * Math.Abs(exponent)) + (exponent < 11 ? 3 * (int)Math.Abs(x) : 0)));
    }

    /// <summary>By arithmetic of as many bits as it takes.</summary>
    public static double Exact(OpCode op, double x, double y, double actual, bool single, double? sizeOf = null)
    {
        using var scope = Enough(x);
        BigFloat expected = TapeEvaluator.Apply(op, x, y, default);
        if (expected.IsNaN || double.IsNaN(actual))
        {
            return expected.IsNaN && double.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        (int least, int greatest, int digits) = single ? (-126, 128, 23) : (-1022, 1024, 52);
        BigFloat end = BigFloat.ScaleB(BigFloat.One, greatest);
        expected = BigFloat.Max(-end, BigFloat.Min(end, expected));
        BigFloat got = double.IsInfinity(actual) ? (actual > 0 ? end : -end) : actual;
        double size = sizeOf ?? expected.ToDouble();
        int power = size == 0 ? least : double.IsInfinity(size) ? greatest : Math.Max(Math.ILogB(size), least);
        return BigFloat.ScaleB(BigFloat.Abs(got - expected), digits - power).ToDouble();
    }
}
