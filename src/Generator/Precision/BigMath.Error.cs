using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal static partial class BigMath
{
    /// <summary>The error function.</summary>
    public static BigFloat Erf(BigFloat x)
    {
        if (x.IsNaN || x.IsZero)
        {
            return x;
        }

        if (x.Sign < 0)
        {
            return -Erf(-x);
        }

        int precision = BigFloat.Precision;
        if (x.Exponent < 0)
        {
            using (BigFloat.WithPrecision(precision + Workspace.Guard))
            {
                return ErfSeries(x).RoundedTo(precision);
            }
        }

        // The complement starts x²/ln 2 bits below one, so it needs that many fewer.
        double distance = Math.Min(x.ToDouble(), 1 << 15);
        int below = Math.Min((int)(distance * distance * 1.44), precision);
        BigFloat complement;
        using (BigFloat.WithPrecision(precision + Workspace.Guard - below))
        {
            complement = ErfcTrapezoid(x);
        }

        return BigFloat.One - complement;
    }

    /// <summary>The complementary error function, accurate relative to itself in its tail.</summary>
    public static BigFloat Erfc(BigFloat x)
    {
        if (x.IsNaN)
        {
            return x;
        }

        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            BigFloat erfc = x.Exponent < 0 ? BigFloat.One - ErfSeries(x)
                : x.Sign > 0 ? ErfcTrapezoid(x)
                : 2 - ErfcTrapezoid(-x);
            return erfc.RoundedTo(precision);
        }
    }

    /// <summary><c>2x/√π (1 - x²/(1!·3) + x⁴/(2!·5) - ...)</c> for |x| below one.</summary>
    private static BigFloat ErfSeries(BigFloat x)
    {
        Workspace w = Workspace.For(BigFloat.Precision);
        BigInteger t = w.Fix(BigFloat.Abs(x));
        BigInteger square = w.Multiply(t, t);
        BigInteger sum = w.Unit;
        BigInteger term = w.Unit;
        for (int k = 1; ; k++)
        {
            term = w.Multiply(term, square) / -k;
            if (Negligible(term))
            {
                return BigFloat.ScaleB(x * w.Float(sum) / BigFloat.Sqrt(w.Float(w.Pi)), 1);
            }

            sum += term / ((2 * k) + 1);
        }
    }

    /// <summary>
    /// erfc for x of at least one: the trapezoidal rule with step 1/q for <c>∫ exp(-t²)/(x² + t²) dt</c>. Its error
    /// is of the order <c>exp(-(πq)²)</c> relative to the result, once the residue of the pole at t = ix is taken
    /// off where the pole lies nearer than that.
    /// </summary>
    private static BigFloat ErfcTrapezoid(BigFloat x)
    {
        if (x.Exponent > ExpArgumentLimit)
        {
            return BigFloat.Zero;
        }

        // The square must be exact: its absolute error is the relative error of the exponential.
        BigFloat exactSquare = BigFloat.MultiplyExact(x, x);
        BigFloat gauss = Exp(-exactSquare);
        if (gauss.IsZero)
        {
            return gauss;
        }

        Workspace w = Workspace.For(BigFloat.Precision);
        BigInteger[] weights = w.Gauss;
        int q = w.GaussStepInverse;
        BigInteger inverse = w.Fix(BigFloat.One / (exactSquare * (q * q)));
        BigInteger denominator = w.Unit;
        BigInteger sum = w.Unit >> 1;
        for (int n = 1; n < weights.Length; n++)
        {
            // n² - (n-1)² = 2n - 1
            denominator += inverse * ((2 * n) - 1);

            // A weight that is short of leading bits makes as many trailing ones of the denominator idle.
            int kept = (int)BigFloat.BitLength(weights[n]);
            sum += (weights[n] << kept) / (denominator >> (w.Bits - kept));
        }

        BigFloat pi = w.Float(w.Pi);
        BigFloat erfc = BigFloat.ScaleB(gauss * w.Float(sum) / (x * pi * q), 1);
        if ((double)x < Math.PI * q)
        {
            BigFloat residue = 2 / Expm1(BigFloat.ScaleB(x * pi * q, 1));
            erfc -= residue;
        }

        return erfc;
    }
}
