using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>All widths agree bit for bit, and the scalar one is right.</summary>
public static class LanesTests
{
    private static readonly float[][] Singles = LanesPatterns.Operands<float>();
    private static readonly double[][] Doubles = LanesPatterns.Operands<double>();
    private static readonly Dictionary<string, float[]> ExpectedSingles = LanesOperations.Run<SingleLane, float, float>(Singles);
    private static readonly Dictionary<string, double[]> ExpectedDoubles = LanesOperations.Run<DoubleLane, double, double>(Doubles);

    internal static bool Has512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.VL.IsSupported;

    internal static bool Has256 => Avx2.IsSupported && Fma.IsSupported;

    [Fact]
    public static void Singles_512() => Agree(Has512, Singles, ExpectedSingles, LanesOperations.Run<Lanes512<float>, Vector512<float>, float>);

    [Fact]
    public static void Singles_256() => Agree(Has256, Singles, ExpectedSingles, LanesOperations.Run<Lanes256<float>, Vector256<float>, float>);

    [Fact]
    public static void Singles_128() => Agree(true, Singles, ExpectedSingles, LanesOperations.Run<Lanes128<float>, Vector128<float>, float>);

    [Fact]
    public static void Doubles_512() => Agree(Has512, Doubles, ExpectedDoubles, LanesOperations.Run<Lanes512<double>, Vector512<double>, double>);

    [Fact]
    public static void Doubles_256() => Agree(Has256, Doubles, ExpectedDoubles, LanesOperations.Run<Lanes256<double>, Vector256<double>, double>);

    [Fact]
    public static void Doubles_128() => Agree(true, Doubles, ExpectedDoubles, LanesOperations.Run<Lanes128<double>, Vector128<double>, double>);

    [Fact]
    public static void Special_operations_are_right_for_singles() => Right<SingleLane, float>(Singles, ExpectedSingles);

    [Fact]
    public static void Special_operations_are_right_for_doubles() => Right<DoubleLane, double>(Doubles, ExpectedDoubles);

    [Fact]
    public static void Fused_operations_round_once()
    {
        const float Single = 1 + (1f / 4096);
        const double Double = 1 + (1.0 / 134217728);
        Assert.Equal(1f / 16777216, SingleLane.MultiplyAdd(Single, Single, -(1 + (1f / 2048))));
        Assert.Equal(1.0 / 18014398509481984, DoubleLane.MultiplyAdd(Double, Double, -(1 + (1.0 / 67108864))));
        Assert.Equal(1f / 16777216, Lanes128<float>.MultiplyAdd(Vector128.Create(Single), Vector128.Create(Single), Vector128.Create(-(1 + (1f / 2048))))[0]);
        Assert.Equal(1.0 / 18014398509481984, Lanes128<double>.MultiplyAdd(Vector128.Create(Double), Vector128.Create(Double), Vector128.Create(-(1 + (1.0 / 67108864))))[0]);
    }

    [Fact]
    public static void Fused_singles_equal_the_exact_sum()
    {
        // The sum of an exact product and a number, rounded to odd in double, rounds right to float.
        float[] actual = ExpectedSingles["MultiplyAdd"];
        for (int i = 0; i < actual.Length; i++)
        {
            double product = (double)Singles[0][i] * Singles[1][i], addend = Singles[2][i], sum = product + addend;
            if (double.IsFinite(sum))
            {
                double back = sum - product, error = (product - (sum - back)) + (addend - back);
                if (error != 0 && (BitConverter.DoubleToInt64Bits(sum) & 1) == 0)
                {
                    sum = error > 0 ? double.BitIncrement(sum) : double.BitDecrement(sum);
                }
            }

            Same("MultiplyAdd", i, (float)sum, actual[i]);
        }
    }

    private static void Agree<T>(bool supported, T[][] operands, Dictionary<string, T[]> expected, Func<T[][], Dictionary<string, T[]>> run)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!supported)
        {
            return;
        }

        Dictionary<string, T[]> actual = run(operands);
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, T[] values) in expected)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (LanesOperations.Bits(values[i]) != LanesOperations.Bits(actual[name][i]) && (name.EndsWith("mask", StringComparison.Ordinal) || !T.IsNaN(values[i]) || !T.IsNaN(actual[name][i])))
                {
                    Assert.Fail($"{name}({operands[0][i]:R}, {operands[1][i]:R}, {operands[2][i]:R}): {values[i]:R} expected, {actual[name][i]:R} found");
                }
            }
        }
    }

    private static void Right<L, T>(T[][] operands, Dictionary<string, T[]> results)
        where L : ILanes<T, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] a = operands[0], b = operands[1], table = LanesOperations.Table<T>();
        for (int i = 0; i < a.Length; i++)
        {
            Same("Max", i, a[i] > b[i] ? a[i] : b[i], results["Max"][i]);
            Same("Round", i, T.Round(a[i], MidpointRounding.ToEven), results["Round"][i]);
            Same("Scale", i, Scale(a[i], b[i]), results["Scale"][i]);
            Same("Lookup", i, table[1 + (int)(LanesOperations.Bits(a[i]) & 15)], results["Lookup"][i]);
            T exponent = results["GetExponent"][i], mantissa = results["GetMantissa"][i];
            if (T.IsNaN(a[i]))
            {
                Assert.True(T.IsNaN(exponent) && T.IsNaN(mantissa));
            }
            else if (a[i] == T.Zero || T.IsInfinity(a[i]))
            {
                Assert.Equal(a[i] == T.Zero ? T.NegativeInfinity : T.PositiveInfinity, exponent);
                Same("GetMantissa", i, a[i] == T.NegativeInfinity ? T.NaN : T.CopySign(T.One, a[i]), mantissa);
            }
            else
            {
                Assert.Equal(T.CreateChecked(T.ILogB(a[i])), exponent);
                if (T.IsNegative(a[i]))
                {
                    Assert.True(T.IsNaN(mantissa));
                }
                else
                {
                    Assert.InRange(mantissa, T.CreateChecked(0.75), T.BitDecrement(T.CreateChecked(1.5)));
                    int k = T.ILogB(a[i]) + (mantissa < T.One ? 1 : 0);
                    Same("GetMantissa", i, a[i], Scale(mantissa, T.CreateChecked(k)));
                }
            }
        }
    }

    // Exact integers: significand and exponent, rounded once to the grid of the result.
    private static T Scale<T>(T a, T n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        if (LanesOperations.Bits(T.Abs(a)) >= LanesOperations.Bits(T.Abs(T.NaN)) && T.IsInfinity(n))
        {
            return T.IsPositive(n) ? n : T.Zero;
        }

        if (T.IsNaN(a) || T.IsNaN(n) || (a == T.Zero && n == T.PositiveInfinity) || (T.IsInfinity(a) && n == T.NegativeInfinity))
        {
            return T.NaN;
        }

        if (a == T.Zero || T.IsInfinity(a))
        {
            return a;
        }

        int digits = typeof(T) == typeof(float) ? 24 : 53, bottom = typeof(T) == typeof(float) ? -149 : -1074;
        int k = int.CreateSaturating(T.Clamp(T.Floor(n), T.CreateChecked(-5000), T.CreateChecked(5000)));
        ulong bits = LanesOperations.Bits(T.Abs(a)), fraction = bits & ((1UL << (digits - 1)) - 1);
        int field = (int)(bits >> (digits - 1)), exponent = Math.Max(field, 1) - 1 + bottom + k;
        BigInteger significand = field == 0 ? fraction : fraction | (1UL << (digits - 1));
        int drop = bottom - exponent;
        if (drop > 0)
        {
            BigInteger half = BigInteger.One << (drop - 1), rest = significand & ((BigInteger.One << drop) - 1);
            significand >>= drop;
            significand += rest > half || (rest == half && !significand.IsEven) ? 1 : 0;
            exponent = bottom;
        }

        // Both factors are exact now, and overflow is the only thing left to happen.
        T result = T.CreateChecked((ulong)significand);
        for (int step; exponent != 0; exponent -= step)
        {
            step = Math.Clamp(exponent, -100, 100);
            result *= T.CreateChecked(Math.ScaleB(1, step));
        }

        return T.CopySign(result, a);
    }

    private static void Same<T>(string name, int index, T expected, T actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (LanesOperations.Bits(expected) != LanesOperations.Bits(actual) && !(T.IsNaN(expected) && T.IsNaN(actual)))
        {
            Assert.Fail($"{name} of pattern {index}: {expected:R} expected, {actual:R} found");
        }
    }
}
