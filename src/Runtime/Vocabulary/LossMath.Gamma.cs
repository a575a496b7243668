using System;

namespace LossGen;

public static partial class LossMath
{
    // Where the asymptotic series (Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.11 f.) take over.
    private const double LargeGamma = 10;
    private const double LargePolygamma = 12;

    // ½·ln(2π) − ½
    private const double StirlingConstant = 0.4189385332046727;

    /// <summary>The logarithm of the gamma function; 2 ulp, also next to its zeros at 1 and 2.</summary>
    /// <param name="x">Positive; ∞ at 0 and at ∞, NaN below 0.</param>
    public static double LogGamma(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            return x >= 0 ? double.PositiveInfinity : double.NaN;
        }

        if (x >= LargeGamma)
        {
            double inverse = 1 / x;
            double rest = Math.FusedMultiplyAdd(Polynomial(StirlingSeries, inverse * inverse), inverse, StirlingConstant);
            return Math.FusedMultiplyAdd(x - 0.5, Math.Log(x) - 1, rest);
        }

        if (x >= 2.75)
        {
            // Γ(x) = (x−1)(x−2)…Γ(x−n); both logarithms are positive.
            double product = 1;
            do
            {
                x -= 1;
                product *= x;
            }
            while (x >= 2.75);
            return Math.Log(product) + LogGammaNearTwo(x);
        }

        // Below 3/4, Γ(x) = Γ(x+1)/x; the sum x + 1 is never formed.
        return x < 0.25 ? LogGammaNearOne(x) - Math.Log(x)
            : x < 0.75 ? LogGammaBetween(x - 0.5) - Math.Log(x)
            : x < 1.25 ? LogGammaNearOne(x - 1)
            : x < 1.75 ? LogGammaBetween(x - 1.5)
            : LogGammaNearTwo(x);
    }

    /// <summary>ψ(x), the derivative of <see cref="LogGamma(double)"/>; 2 ulp, also next to its zero at 1.4616.</summary>
    /// <param name="x">Positive; −∞ at 0, ∞ at ∞, NaN below 0.</param>
    public static double Digamma(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            return x > 0 ? x : x == 0 ? double.NegativeInfinity : double.NaN;
        }

        if (x >= LargeGamma)
        {
            double inverse = 1 / x;
            return Math.Log(x) - inverse * Math.FusedMultiplyAdd(Polynomial(DigammaAsymptotic, inverse * inverse), inverse, 0.5);
        }

        if (x < 1)
        {
            // ψ(x) = ψ(x+1) − 1/x
            return DigammaNearRoot(x - (DigammaRoot - 1), x - 0.625) - (1 / x);
        }

        Wide sum = 0;
        while (x > 2.25)
        {
            x -= 1;
            sum = AddLarger(sum, 1 / x);
        }

        return (sum + DigammaNearRoot(x - DigammaRoot, x - 1.625)).Hi;
    }

    /// <summary>ψ₁(x), the derivative of <see cref="Digamma(double)"/>; 2 ulp.</summary>
    /// <param name="x">Positive; ∞ at 0, 0 at ∞, NaN below 0.</param>
    public static double Trigamma(double x)
    {
        if (!(x >= SmallPolygamma))
        {
            return x >= 0 ? 1 / x / x : double.NaN;
        }

        int shift = x < LargePolygamma ? (int)Math.Ceiling(LargePolygamma - x) : 0;
        double inverse = 1 / (x + shift), square = inverse * inverse;
        double rest = square * Math.FusedMultiplyAdd(Polynomial(TrigammaAsymptotic, square), inverse, 0.5);
        if (shift == 0)
        {
            return inverse + rest;
        }

        // ψ₁(x) = 1/x² + ψ₁(x+1), from the smallest term to the largest.
        Wide sum = Wide.Sum(inverse, rest);
        for (int n = shift - 1; n > 0; n--)
        {
            double argument = x + n;
            sum = AddLarger(sum, 1 / (argument * argument));
        }

        return (1 / Wide.Product(x, x) + sum).Hi;
    }

    /// <summary>ψ₂(x), the derivative of <see cref="Trigamma(double)"/> and the third of lnΓ; 2 ulp.</summary>
    /// <param name="x">Positive; −∞ at 0 (∞ at −0), 0 at ∞, NaN below 0.</param>
    public static double Tetragamma(double x)
    {
        if (!(x >= SmallPolygamma))
        {
            return x >= 0 ? -2 / x / x / x : double.NaN;
        }

        int shift = x < LargePolygamma ? (int)Math.Ceiling(LargePolygamma - x) : 0;
        double shifted = x + shift;
        if (shifted > HugePolygamma)
        {
            return -1 / shifted / shifted;
        }

        double inverse = 1 / shifted, square = inverse * inverse;
        double rest = inverse * square * Math.FusedMultiplyAdd(Polynomial(TetragammaAsymptotic, square), inverse, 1);
        Wide sum = (1 / Wide.Product(shifted, shifted)) + rest;
        if (shift == 0)
        {
            return -sum.Hi;
        }

        // ψ₂(x) = −2/x³ + ψ₂(x+1), from the smallest term to the largest.
        for (int n = shift - 1; n > 0; n--)
        {
            double argument = x + n;
            sum = AddLarger(sum, 2 / (argument * argument * argument));
        }

        return -(2 / (Wide.Product(x, x) * x) + sum).Hi;
    }

    // Below it only the pole counts.
    private const double SmallPolygamma = 1e-60;

    // Above it ψ₂ is −1/x², and the square may overflow.
    private const double HugePolygamma = 1e60;

    private static Wide AddLarger(Wide sum, double term)
    {
        Wide high = Wide.Sum(term, sum.Hi);
        return Wide.Sum(high.Hi, high.Lo + sum.Lo);
    }

    private static double LogGammaNearOne(double z)
        => Math.FusedMultiplyAdd(z, LogGammaAtOne[0], z * SeriesTail(LogGammaAtOne, LogGammaAtOneLow, z));

    private static double LogGammaBetween(double t) => LogGammaMiddle[0] + SeriesTail(LogGammaMiddle, LogGammaMiddleLow, t);

    private static double LogGammaNearTwo(double x)
    {
        double z = x - 2;
        return Math.FusedMultiplyAdd(z, LogGammaAtTwo[0], z * SeriesTail(LogGammaAtTwo, LogGammaAtTwoLow, x - 2.25));
    }

    // ψ as the product of the distance from its zero, exact but for the zero's low part, and a series.
    private static double DigammaNearRoot(double distance, double t)
    {
        distance -= DigammaRootLow;
        return Math.FusedMultiplyAdd(distance, DigammaSeries[0], distance * SeriesTail(DigammaSeries, DigammaSeriesLow, t));
    }
}
