using System;

namespace LossGen;

public static partial class LossMath
{
    /// <summary>x².</summary>
    /// <param name="x">Any number.</param>
    public static double Square(double x) => x * x;

    /// <summary>1/x.</summary>
    /// <param name="x">Any number but 0, where it is infinite with the sign of the zero.</param>
    public static double Reciprocal(double x) => 1 / x;

    /// <summary>√x.</summary>
    /// <param name="x">Not negative; otherwise NaN.</param>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>x to the power of y. The platform's C library; 1 ulp. Unlike <see cref="Math.Pow"/> it is NaN when either operand is NaN.</summary>
    /// <param name="x">The base; where it is negative, y must be an integer, otherwise NaN.</param>
    /// <param name="y">The exponent; where it is 0 the power is 1.</param>
    public static double Pow(double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Math.Pow(x, y);

    /// <summary>|x|. Its derivative at 0 is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Abs(double x) => Math.Abs(x);

    /// <summary>The derivative of |x|: −1, 0 or 1. The same as <see cref="Sign(double)"/>; the generator uses it for what it may differentiate as |x|.</summary>
    /// <param name="x">Any number.</param>
    public static double AbsSlope(double x) => Sign(x);

    /// <summary>The sign: −1, 0 or 1. Its derivative is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    /// <summary>The greater of two numbers. At a tie each has half of the derivative.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number.</param>
    public static double Max(double x, double y) => Math.Max(x, y);

    /// <summary>The lesser of two numbers. At a tie each has half of the derivative.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number.</param>
    public static double Min(double x, double y) => Math.Min(x, y);

    /// <summary>The greatest integer that is not greater than x. Its derivative is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Floor(double x) => Math.Floor(x);

    /// <summary>The least integer that is not less than x. Its derivative is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Ceiling(double x) => Math.Ceiling(x);

    /// <summary>The nearest integer, of two equally near ones the even one. Its derivative is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Round(double x) => Math.Round(x, MidpointRounding.ToEven);

    /// <summary>The integer part, rounded towards 0. Its derivative is 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Truncate(double x) => Math.Truncate(x);

    /// <summary>√(x² + y²), without overflow of the squares.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number.</param>
    public static double Hypot(double x, double y)
    {
        if (IsDegenerate(x, y))
        {
            return double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Math.Abs(x) + Math.Abs(y);
        }

        return Math.ScaleB(ScaledHypot(x, y, out int exponent).Hi, exponent);
    }

    /// <summary>The cosine of the angle of the vector (x, y): x/√(x² + y²), 0 at the origin.</summary>
    /// <param name="x">Any number. ±1 where it alone is infinite, NaN where both are.</param>
    /// <param name="y">Any number.</param>
    public static double Direction(double x, double y)
    {
        if (IsDegenerate(x, y))
        {
            return double.IsInfinity(x) && double.IsFinite(y) ? Math.Sign(x)
                : double.IsFinite(x) && double.IsInfinity(y) ? 0 * x
                : x == 0 && y == 0 ? 0
                : double.NaN;
        }

        return x == 0 ? x : Math.ScaleB((Mantissa(x, out int power) / ScaledHypot(x, y, out int exponent)).Hi, power - exponent);
    }

    /// <summary>√(x² + y²) − |y| without cancellation: |x|·(|x| / (√(x² + y²) + |y|)).</summary>
    /// <param name="x">Any number. The limit is ∞ where it alone is infinite and 0 where y alone is; NaN where both are.</param>
    /// <param name="y">Any number.</param>
    public static double HypotExcess(double x, double y)
    {
        if (IsDegenerate(x, y))
        {
            return double.IsInfinity(x) && double.IsFinite(y) ? Math.Abs(x)
                : double.IsFinite(x) && double.IsInfinity(y) ? 0
                : x == 0 && y == 0 ? 0
                : double.NaN;
        }

        if (x == 0)
        {
            return 0;
        }

        // x²/(√(x² + y²) + |y|), the three exponents apart: the square may be out of range although the result is not.
        Wide sum = ScaledHypot(x, y, out int exponent) + Math.ScaleB(Math.Abs(y), -exponent);
        double mantissa = Mantissa(x, out int power);
        return Math.ScaleB((Wide.Product(mantissa, mantissa) / sum).Hi, (2 * power) - exponent);
    }

    private static bool IsDegenerate(double x, double y) => !double.IsFinite(x) || !double.IsFinite(y) || (x == 0 && y == 0);

    /// <summary>√(x² + y²) is the result, which lies in [1, 3), times 2^exponent.</summary>
    private static Wide ScaledHypot(double x, double y, out int exponent)
    {
        exponent = Math.ILogB(Math.Max(Math.Abs(x), Math.Abs(y)));
        x = Math.ScaleB(x, -exponent);
        y = Math.ScaleB(y, -exponent);
        return Wide.Sqrt(Wide.Product(x, x) + Wide.Product(y, y));
    }

    /// <summary>x is the result, of magnitude 1 … 2, times 2^exponent; x is finite and not 0.</summary>
    private static double Mantissa(double x, out int exponent)
    {
        exponent = Math.ILogB(x);
        return Math.ScaleB(x, -exponent);
    }
}
