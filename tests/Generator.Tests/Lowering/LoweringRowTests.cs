using System;
using System.Globalization;
using System.Numerics;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Precision;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>The operations that row functions are evaluated with, against what they mean.</summary>
public class LoweringRowTests
{
    private const int Points = 4000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(40)]
    [InlineData(255)]
    [InlineData(300)]
    [InlineData(2047)]
    [InlineData(1e4)]
    [InlineData(1e30)]
    public void Shifted_exponentials_lose_no_digit(double size)
    {
        Check<float>(size, 24, 1.0);
        Check<double>(size, 53, 0.9);
    }

    [Fact]
    public void Infinite_maxima_are_not_subtracted()
    {
        foreach (double peak in new[] { double.PositiveInfinity, double.NegativeInfinity, double.NaN })
        {
            Assert.Equal(0, new LoweringProgram<double>(OpCode.ShiftBase).At(peak));
            Assert.Equal(0, new LoweringProgram<float>(OpCode.ShiftExponent).At(peak));
        }

        Assert.Equal(0, new LoweringProgram<float>(OpCode.ShiftedExp).At(double.NegativeInfinity, 369));
        Assert.Equal(0, new LoweringProgram<double>(OpCode.ShiftedExp).At(double.NegativeInfinity, -2900));
        Assert.True(double.IsNaN(new LoweringProgram<float>(OpCode.ShiftedExp).At(double.NaN, 3)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, 1)]
    [InlineData(1.9, 1)]
    [InlineData(1e30, 1.5777218104420236E-30)]
    [InlineData(1e-30, 1.2676506002282294E+30)]
    public void Scales_are_powers_of_two_that_bring_the_largest_near_one(double x, double expected)
    {
        Assert.Equal(expected, new LoweringProgram<float>(OpCode.InverseScale).At(x));
        Assert.Equal(expected, new LoweringProgram<double>(OpCode.InverseScale).At(x));
    }

    [Fact]
    public void Scales_of_subnormal_numbers_are_finite()
    {
        Assert.Equal(Math.ScaleB(1, 126), new LoweringProgram<float>(OpCode.InverseScale).At(float.Epsilon));
        Assert.Equal(Math.ScaleB(1, 1022), new LoweringProgram<double>(OpCode.InverseScale).At(double.Epsilon));
    }

    /// <summary>Entries below a maximum of about the given size: the shift, its exponent and the exponential together are e^x, divided by an exact power of two and e^base.</summary>
    private static void Check<T>(double size, int digits, double ulps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var precision = BigFloat.WithPrecision(200);
        var random = new Random(7);
        LoweringProgram<T> shift = new(OpCode.ShiftBase), exponent = new(OpCode.ShiftExponent), exp = new(OpCode.ShiftedExp), log = new(OpCode.UnshiftedLog);
        for (int point = 0; point < Points; point++)
        {
            double peak = double.CreateChecked(T.CreateChecked(((random.NextDouble() * 2) - 1) * size));
            double below = random.NextDouble() * random.NextDouble() * (digits == 24 ? 80 : 600);
            double x = double.CreateChecked(T.CreateChecked(peak - below));
            double b = shift.At(peak), k = exponent.At(peak);
            double difference = double.CreateChecked(T.CreateChecked(x) - T.CreateChecked(b));
            BigFloat expected = BigFloat.ScaleB(BigMath.Exp((BigFloat)x - (BigFloat)b), -(int)k);
            double actual = exp.At(difference, k);
            double error = (double)(BigFloat.Abs((BigFloat)actual - expected) / BigFloat.Abs(expected)) * Math.ScaleB(1, digits);
            Assert.True(error <= 2 * ulps || (double)expected < Math.ScaleB(1, digits == 24 ? -120 : -1000), string.Create(CultureInfo.InvariantCulture, $"e^{x:R} below {peak:R}: {actual:R}, {error} units"));

            BigFloat logarithm = BigMath.Log((BigFloat)1.75) + (BigFloat)b + ((BigFloat)k * BigMath.Ln2);
            double unshifted = log.At(1.75, b, k);
            Assert.True(Math.Abs((double)((BigFloat)unshifted - logarithm)) <= Math.ScaleB(Math.Abs(b) + (Math.Abs(k) * 0.7) + 1, 1 - digits), string.Create(CultureInfo.InvariantCulture, $"ln 1.75 + {b:R} + {k:R} ln 2 = {unshifted:R}"));
        }
    }
}
