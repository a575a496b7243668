using System;
using LossGen.Generator.Precision;

namespace LossGen.Tests;

internal readonly partial record struct DoubleDouble
{
    private const int SineTerms = 14;
    private const int WideSineTerms = 5;

    public static readonly DoubleDouble HalfPi = new(1.5707963267948966, 6.123233995736766e-17);

    /// <summary>π/2 in parts of 33 bits, of which multiples by up to 2^20 are exact, and what is left of it.</summary>
    public static readonly double[] HalfPiParts = MakeHalfPiParts();

    /// <summary>Sine and cosine for |x| up to 10⁵.</summary>
    public static (DoubleDouble Sin, DoubleDouble Cos) SinCos(DoubleDouble x)
    {
        double k = Math.Round(x.High / HalfPi.High);
        DoubleDouble r = x - (k * HalfPiParts[0]);
        r -= k * HalfPiParts[1];
        r -= k * HalfPiParts[2];
        r -= k * HalfPiParts[3];
        DoubleDouble square = r * r;
        DoubleDouble sin = r + (r * square * Alternating(square, 3)), cos = 1 + (square * Alternating(square, 2));
        return ((int)k & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    public static DoubleDouble Tan(DoubleDouble x)
    {
        (DoubleDouble sin, DoubleDouble cos) = SinCos(x);
        return sin / cos;
    }

    public static DoubleDouble Atan(DoubleDouble x)
    {
        double length = Math.Abs(x.High);
        if (length is < 1e-100 or > 1e35)
        {
            return length < 1 ? x : x.High < 0 ? -HalfPi : HalfPi;
        }

        // One step of Newton's method doubles the digits.
        double start = Math.Atan(x.High);
        (DoubleDouble sin, DoubleDouble cos) = SinCos(start);
        return start + (((x * cos) - sin) / (cos + (x * sin)));
    }

    public static DoubleDouble Asin(DoubleDouble x) =>
        Math.Abs(x.High) <= 0.5 ? SmallAsin(x)
        : x.High < 0 ? -Asin(-x)
        : HalfPi - Acos(x);

    public static DoubleDouble Acos(DoubleDouble x) =>
        Math.Abs(x.High) <= 0.5 ? HalfPi - SmallAsin(x)
        : x.High < 0 ? Scale(HalfPi, 1) - Acos(-x)
        : Scale(SmallAsin(Sqrt(Scale(1 - x, -1))), 1);

    private static DoubleDouble SmallAsin(DoubleDouble x)
    {
        if (Math.Abs(x.High) < 1e-100)
        {
            return x;
        }

        double start = Math.Asin(x.High);
        (DoubleDouble sin, DoubleDouble cos) = SinCos(start);
        return start + ((x - sin) / cos);
    }

    /// <summary>−1/first! + square/(first + 2)! − …</summary>
    private static DoubleDouble Alternating(DoubleDouble square, int first)
    {
        double rest = 0;
        for (int i = SineTerms - 3; i >= WideSineTerms; i--)
        {
            rest = Coefficient(i).High + (rest * square.High);
        }

        DoubleDouble sum = rest;
        for (int i = WideSineTerms - 1; i >= 0; i--)
        {
            sum = (sum * square) + Coefficient(i);
        }

        return sum;

        DoubleDouble Coefficient(int i) => (i & 1) == 0 ? -InverseFactorials[first + (2 * i)] : InverseFactorials[first + (2 * i)];
    }

    private static double[] MakeHalfPiParts()
    {
        using var scope = BigFloat.WithPrecision(300);
        BigFloat rest = BigMath.HalfPi;
        var parts = new double[4];
        for (int i = 0; i < 3; i++)
        {
            int unit = 32 - Math.ILogB(rest.ToDouble());
            parts[i] = BigFloat.ScaleB(BigFloat.Floor(BigFloat.ScaleB(rest, unit)), -unit).ToDouble();
            rest -= parts[i];
        }

        parts[3] = rest.ToDouble();
        return parts;
    }
}
