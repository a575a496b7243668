using System;

namespace LossGen;

public static partial class LossMath
{
    // 1/(2n+3)!, the series of sinh after x.
    private static ReadOnlySpan<double> SinhSeries =>
    [
        1 / 6.0, 1 / 120.0, 1 / 5040.0, 1 / 362880.0, 1 / 39916800.0, 1 / 6227020800.0, 1 / 1307674368000.0, 1 / 355687428096000.0,
    ];

    // From here on e^(−2x) is less than half an ulp of 1; and e^x stays finite up to the second limit.
    private const double LargeHyperbolic = 20;
    private const double HugeHyperbolic = 709;

    /// <summary>The sine. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Finite, in radians; NaN at the infinities.</param>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>The cosine. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Finite, in radians; NaN at the infinities.</param>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>The tangent. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Finite, in radians; NaN at the infinities.</param>
    public static double Tan(double x) => Math.Tan(x);

    /// <summary>The inverse of the sine, −π/2 … π/2. The platform's C library; 1 ulp.</summary>
    /// <param name="x">−1 … 1; otherwise NaN.</param>
    public static double Asin(double x) => Math.Asin(x);

    /// <summary>The inverse of the cosine, 0 … π. The platform's C library; 1 ulp.</summary>
    /// <param name="x">−1 … 1; otherwise NaN.</param>
    public static double Acos(double x) => Math.Acos(x);

    /// <summary>The inverse of the tangent, −π/2 … π/2. The platform's C library; 1 ulp.</summary>
    /// <param name="x">Any number.</param>
    public static double Atan(double x) => Math.Atan(x);

    /// <summary>The hyperbolic sine (e^x − e^(−x))/2; 2 ulp.</summary>
    /// <param name="x">Any number; ±∞ at the infinities.</param>
    public static double Sinh(double x)
    {
        double length = Math.Abs(x);
        if (length < 1)
        {
            double square = x * x;
            return Math.FusedMultiplyAdd(x * square, Polynomial(SinhSeries, square), x);
        }

        if (length > LargeHyperbolic)
        {
            return Math.CopySign(HalfExp(length), x);
        }

        double half = 0.5 * Math.Exp(length);
        return Math.CopySign(half - (0.25 / half), x);
    }

    /// <summary>The hyperbolic cosine (e^x + e^(−x))/2; 2 ulp.</summary>
    /// <param name="x">Any number; ∞ at both infinities.</param>
    public static double Cosh(double x)
    {
        x = Math.Abs(x);
        if (x > LargeHyperbolic)
        {
            return HalfExp(x);
        }

        double half = 0.5 * Math.Exp(x);
        return half + (0.25 / half);
    }

    // e^x/2, which is finite a little longer than e^x.
    private static double HalfExp(double x)
    {
        if (x <= HugeHyperbolic)
        {
            return 0.5 * Math.Exp(x);
        }

        double root = Math.Exp(0.5 * x);
        return 0.5 * root * root;
    }
}
