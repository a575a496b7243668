using System;

namespace LossGen;

public static partial class LossMath
{
    // Σ xⁿ/(n+3)! and Σ (−x)ⁿ/(n+3), the series of ExpExcess and LogExcess after x²/2.
    private static ReadOnlySpan<double> ExpExcessSeries => [1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0];

    private static ReadOnlySpan<double> LogExcessSeries => [1 / 3.0, -1 / 4.0, 1 / 5.0, -1 / 6.0, 1 / 7.0, -1 / 8.0];

    // Where the series serve.
    private const double SmallExcess = 1 / 1024.0;

    // Up to the first the bell curve is 1, from the second on 0.
    private const double SmallestBell = 1e-9;
    private const double LargestBell = 40;

    /// <summary>e^x. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Any number.</param>
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>e^x − 1 without cancellation near 0.</summary>
    /// <param name="x">Any number; −1 at −∞.</param>
    public static double Expm1(double x)
    {
        if (Math.Abs(x) < 1e-18)
        {
            return x;
        }

        // Beyond these limits, and for NaN, the 1 or the exponential is lost in the rounding.
        return x < -NegligibleTail ? -1 : x <= NegligibleTail ? Wide.Expm1(x).Hi : Math.Exp(x);
    }

    /// <summary>x·e^y, 0 where x is 0. It overflows and underflows only where the product does.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number.</param>
    public static double ScaledExp(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        if (x == 0)
        {
            return x;
        }

        if (double.IsInfinity(x))
        {
            return double.IsNegativeInfinity(y) ? double.NaN : x;
        }

        // No finite x brings the product back into range beyond 1500.
        Wide excess = Wide.Exp(Math.Clamp(y, -3000, 3000), out int power);
        Wide product = (1 + excess) * Mantissa(x, out int exponent);
        return Math.ScaleB(product.Hi, exponent + power);
    }

    /// <summary>e^x − 1 − x without cancellation near 0.</summary>
    /// <param name="x">Any number; ∞ at both infinities.</param>
    public static double ExpExcess(double x)
    {
        if (Math.Abs(x) < SmallExcess)
        {
            return ExcessOf(x, x * Polynomial(ExpExcessSeries, x));
        }

        return x < -NegligibleTail ? -1 - x : x <= NegligibleTail + 10 ? (Wide.Expm1(x) - x).Hi : Math.Exp(x);
    }

    /// <summary>e^(−½(x/s)²), the bell curve of height 1, in which the rounding of the quotient is not magnified by the exponent.</summary>
    /// <param name="x">Any number; 0 at the infinities.</param>
    /// <param name="s">The scale, its sign does not matter; at 0 the result is 0, NaN where x is 0 too.</param>
    public static double Gaussian(double x, double s)
    {
        double ratio = Math.Abs(x / s);
        if (!(ratio is > SmallestBell and < LargestBell))
        {
            return ratio <= SmallestBell ? 1 : ratio >= LargestBell ? 0 : double.NaN;
        }

        // Both near 1, so that no low half is lost.
        int exponent = Math.ILogB(s);
        Wide quotient = (Wide)Math.ScaleB(x, -exponent) / Math.ScaleB(s, -exponent);
        Wide excess = Wide.Exp(-0.5 * (quotient * quotient), out int power);
        return Math.ScaleB((1 + excess).Hi, power);
    }

    /// <summary>ln x. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Positive; −∞ at 0, NaN below.</param>
    public static double Log(double x) => Math.Log(x);

    /// <summary>ln(1 + x) without loss near 0.</summary>
    /// <param name="x">Greater than −1; −∞ at −1, NaN below.</param>
    public static double Log1p(double x)
    {
        if (Math.Abs(x) < 1e-18)
        {
            return x;
        }

        return x > -1 && x < double.PositiveInfinity ? Wide.Log1p(x).Hi : x == -1 ? double.NegativeInfinity : x < -1 ? double.NaN : x;
    }

    /// <summary>ln(1 + x) − x, never positive, without cancellation near 0.</summary>
    /// <param name="x">Greater than −1; −∞ at −1 and at ∞, NaN below −1.</param>
    public static double LogExcess(double x)
    {
        if (Math.Abs(x) < SmallExcess)
        {
            return -ExcessOf(x, -x * Polynomial(LogExcessSeries, x));
        }

        return x > -1 && x < double.PositiveInfinity ? (Wide.Log1p(x) - x).Hi : x < -1 ? double.NaN : x == -1 ? x / 0 : -x;
    }

    /// <summary>ln(1 − e^x) without loss near 0 or far from it.</summary>
    /// <param name="x">Negative; −∞ at 0, NaN above; 0 at −∞.</param>
    public static double Log1mExp(double x)
    {
        // Where to change the form: M. Mächler, Accurately Computing log(1 − exp(−|a|)).
        return x > -0.6931471805599453
            ? x < 0 ? LogOfMinusExpm1(x) : x == 0 ? double.NegativeInfinity : double.NaN
            : x >= -NegligibleTail ? Wide.Log1p(-Wide.Exp(x)).Hi : -Math.Exp(x);

        // expm1(x) is x, and its low half would be subnormal.
        static double LogOfMinusExpm1(double x) => x > -1e-270 ? Wide.Log(-x).Hi : Wide.Log(-Wide.Expm1(x)).Hi;
    }

    /// <summary>x·ln y, 0 where x is 0 and y is not NaN.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Positive; at 0 the logarithm is −∞, below it is NaN.</param>
    public static double XLogY(double x, double y)
    {
        if (x == 0)
        {
            return double.IsNaN(y) ? y : 0;
        }

        return y > 0 && y < double.PositiveInfinity ? Times(x, Wide.Log(y)) : x * Math.Log(y);
    }

    /// <summary>x·ln(1 + y), 0 where x is 0 and y is not NaN.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Greater than −1; at −1 the logarithm is −∞, below it is NaN.</param>
    public static double XLog1pY(double x, double y)
    {
        if (x == 0)
        {
            return double.IsNaN(y) ? y : 0;
        }

        return Math.Abs(y) >= 1e-18 && y > -1 && y < double.PositiveInfinity ? Times(x, Wide.Log1p(y)) : x * Log1p(y);
    }

    // x²·(1/2 + rest), the square exact; where its error would be subnormal one product is rounded once.
    private static double ExcessOf(double x, double rest)
        => Math.Abs(x) < 1e-120 ? 0.5 * x * x : (Wide.Product(x, x) * Wide.Sum(0.5, rest)).Hi;

    // The exponent of x apart, so that the low half of a tiny product is not lost. x is not 0.
    private static double Times(double x, Wide y)
        => double.IsFinite(x) ? Math.ScaleB((y * Mantissa(x, out int exponent)).Hi, exponent) : x * y.Hi;
}
