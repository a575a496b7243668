using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

/// <summary>
/// Elementary and special functions of <see cref="BigFloat"/>, within a few units in the last place of the
/// precision in force. Kernels work in fixed point with guard bits; small arguments take series in the argument
/// itself, so that nothing cancels.
/// </summary>
internal static partial class BigMath
{
    private const int ExpCoarse = 1;
    private const int ExpFine = 2;
    private const int TableBits = 8;

    // Beyond this binary exponent of the argument the exponential leaves the exponent range.
    private const int ExpArgumentLimit = 41;

    /// <summary><c>e^x</c>.</summary>
    public static BigFloat Exp(BigFloat x)
    {
        if (!x.IsFinite)
        {
            return x.IsNegativeInfinity ? BigFloat.Zero : x;
        }

        int precision = BigFloat.Precision;
        long exponent = x.Exponent;
        if (exponent > ExpArgumentLimit)
        {
            return x.Sign > 0 ? BigFloat.PositiveInfinity : BigFloat.Zero;
        }

        if (exponent < -precision - 2)
        {
            return BigFloat.One + x;
        }

        Workspace w = Workspace.For(precision);
        BigInteger r;
        long n = 0;
        if (exponent < -1)
        {
            r = w.Fix(x);
        }
        else
        {
            n = (long)Math.Round((double)x * 1.4426950408889634);
            Workspace wide = Workspace.WithBits(w.Bits + (int)exponent + 2);
            r = (wide.Fix(x) - (n * wide.Ln2)) >> (wide.Bits - w.Bits);
        }

        return BigFloat.Rounded(ExpFixed(r, w), n - w.Bits, precision);
    }

    /// <summary><c>e^x - 1</c>, accurate near zero.</summary>
    public static BigFloat Expm1(BigFloat x)
    {
        if (!x.IsFinite || x.Exponent >= -8)
        {
            int precision = BigFloat.Precision;
            using (BigFloat.WithPrecision(precision + 16))
            {
                return (Exp(x) - BigFloat.One).RoundedTo(precision);
            }
        }

        // x (1 + x/2! + x²/3! + ...)
        Workspace w = Workspace.For(BigFloat.Precision);
        BigInteger t = w.Fix(x);
        BigInteger sum = w.Unit;
        BigInteger term = w.Unit;
        for (int k = 2; !Negligible(term); k++)
        {
            term = w.Multiply(term, t) / k;
            sum += term;
        }

        return x * w.Float(sum);
    }

    /// <summary>The natural logarithm; −∞ at zero and NaN below.</summary>
    public static BigFloat Log(BigFloat x)
    {
        if (x.Sign <= 0 || !x.IsFinite)
        {
            return x.IsZero ? BigFloat.NegativeInfinity : x.IsPositiveInfinity ? x : BigFloat.NaN;
        }

        long exponent = x.Exponent;
        if (exponent is 0 or -1)
        {
            BigFloat distance = x - BigFloat.One;
            if (distance.Exponent < -TableBits)
            {
                return LogNearOne(distance);
            }
        }

        int precision = BigFloat.Precision;
        Workspace w = Workspace.For(precision);
        BigInteger log = LogFixed(w.Fix(BigFloat.ScaleB(x, -exponent)), w) + (exponent * w.Ln2);
        return BigFloat.Rounded(log, -w.Bits, precision);
    }

    /// <summary><c>log(1 + x)</c>, accurate near zero.</summary>
    public static BigFloat Log1p(BigFloat x)
    {
        if (x.IsFinite && x.Exponent < -TableBits)
        {
            return LogNearOne(x);
        }

        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            return Log(BigFloat.One + x).RoundedTo(precision);
        }
    }

    /// <summary><c>x^y</c> with the special cases of <see cref="Math.Pow"/>, save that zero has no sign.</summary>
    public static BigFloat Pow(BigFloat x, BigFloat y)
    {
        if (y.IsZero || x == BigFloat.One)
        {
            return BigFloat.One;
        }

        if (x.IsNaN || y.IsNaN)
        {
            return BigFloat.NaN;
        }

        BigFloat magnitude = BigFloat.Abs(x);
        if (y.IsInfinity)
        {
            return magnitude == BigFloat.One ? BigFloat.One
                : magnitude > BigFloat.One == y.IsPositiveInfinity ? BigFloat.PositiveInfinity : BigFloat.Zero;
        }

        bool negative = x.Sign < 0 && y.IsOddInteger;
        if (x.IsZero || x.IsInfinity)
        {
            bool vanishes = x.IsZero == y.Sign > 0;
            return vanishes ? BigFloat.Zero : negative ? BigFloat.NegativeInfinity : BigFloat.PositiveInfinity;
        }

        if (x.Sign < 0 && !y.IsInteger)
        {
            return BigFloat.NaN;
        }

        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard + ExpArgumentLimit))
        {
            BigFloat power = y.IsInteger && y.Exponent < 8
                ? IntegerPower(magnitude, (int)y.ToDouble())
                : Exp(y * Log(magnitude));
            return (negative ? -power : power).RoundedTo(precision);
        }
    }

    /// <summary>The square root.</summary>
    public static BigFloat Sqrt(BigFloat x) => BigFloat.Sqrt(x);

    private static BigFloat IntegerPower(BigFloat x, int n)
    {
        BigFloat result = BigFloat.One;
        BigFloat square = x;
        for (uint rest = (uint)Math.Abs(n); rest != 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
            {
                result *= square;
            }

            // The last square is not used, and could leave the exponent range for nothing.
            if (rest > 1)
            {
                square *= square;
            }
        }

        return n < 0 ? BigFloat.One / result : result;
    }

    /// <summary>A term so small that the following ones cannot matter; floors of negative terms stop at −1.</summary>
    private static bool Negligible(BigInteger term) => term.IsZero || term.IsOne || term == BigInteger.MinusOne;

    /// <summary><c>e^r</c> for |r| below one: two table steps of eight bits each, then Taylor.</summary>
    private static BigInteger ExpFixed(BigInteger r, Workspace w)
    {
        int coarseShift = w.Bits - TableBits;
        int fineShift = coarseShift - TableBits;
        int coarse = (int)(r >> coarseShift);
        r -= (BigInteger)coarse << coarseShift;
        int fine = (int)(r >> fineShift);
        r -= (BigInteger)fine << fineShift;

        BigInteger sum = w.Unit + r;
        BigInteger term = r;
        for (int k = 2; !term.IsZero; k++)
        {
            term = w.Multiply(term, r) / k;
            sum += term;
        }

        if (coarse != 0)
        {
            BigInteger[] table = w.Table(ExpCoarse, 2 << TableBits);
            int index = coarse + (1 << TableBits);
            if (table[index].IsZero)
            {
                table[index] = ExpRational(coarse, TableBits, w);
            }

            sum = w.Multiply(sum, table[index]);
        }

        if (fine != 0)
        {
            BigInteger[] table = w.Table(ExpFine, 1 << TableBits);
            if (table[fine].IsZero)
            {
                table[fine] = ExpRational(fine, 2 * TableBits, w);
            }

            sum = w.Multiply(sum, table[fine]);
        }

        return sum;
    }

    /// <summary><c>exp(numerator / 2^shift)</c>.</summary>
    private static BigInteger ExpRational(int numerator, int shift, Workspace w)
    {
        BigInteger term = w.Unit;
        BigInteger sum = w.Unit;
        for (int k = 1; !Negligible(term); k++)
        {
            term = ((term * numerator) >> shift) / k;
            sum += term;
        }

        return sum;
    }

    /// <summary><c>log m</c> for m in [1, 2): two table steps of eight bits each, then the series of atanh.</summary>
    private static BigInteger LogFixed(BigInteger m, Workspace w)
    {
        int coarse = (int)((m - w.Unit) >> (w.Bits - TableBits));
        BigInteger log = BigInteger.Zero;
        if (coarse != 0)
        {
            log += LogRational(coarse, TableBits, w);
            m = (m << TableBits) / ((1 << TableBits) + coarse);
        }

        int fine = (int)((m - w.Unit) >> (w.Bits - (2 * TableBits)));
        if (fine > 0)
        {
            log += LogRational(fine, 2 * TableBits, w);
            m = (m << (2 * TableBits)) / ((1 << (2 * TableBits)) + fine);
        }

        BigInteger z = w.Divide(m - w.Unit, m + w.Unit);
        return log + (w.Multiply(z, ArcSeries(w.Multiply(z, z), w)) << 1);
    }

    /// <summary><c>log(1 + numerator / 2^shift)</c>, from a table.</summary>
    private static BigInteger LogRational(int numerator, int shift, Workspace w)
    {
        BigInteger[] table = w.Table(16 + shift, 1 << TableBits);
        if (table[numerator].IsZero)
        {
            long denominator = (2L << shift) + numerator;
            BigInteger power = (w.Unit * numerator) / denominator;
            BigInteger sum = power;
            for (int k = 3; !power.IsZero; k += 2)
            {
                power = power * ((long)numerator * numerator) / (denominator * denominator);
                sum += power / k;
            }

            table[numerator] = sum << 1;
        }

        return table[numerator];
    }

    /// <summary><c>log(1 + d)</c> for |d| below 2^-8 as <c>2 atanh(d / (2 + d))</c>, accurate relative to d.</summary>
    private static BigFloat LogNearOne(BigFloat d)
    {
        int precision = BigFloat.Precision;
        Workspace w = Workspace.For(precision);
        using (BigFloat.WithPrecision(w.Bits))
        {
            BigFloat z = d / (d + 2);
            BigInteger series = ArcSeries(w.Fix(z * z), w);
            return BigFloat.ScaleB(z * w.Float(series), 1).RoundedTo(precision);
        }
    }

    /// <summary><c>1 + u/3 + u²/5 + ...</c>: atanh(z)/z of u = z², and atan(z)/z of u = −z².</summary>
    private static BigInteger ArcSeries(BigInteger u, Workspace w)
    {
        BigInteger sum = w.Unit;
        BigInteger power = w.Unit;
        for (int k = 3; ; k += 2)
        {
            power = w.Multiply(power, u);
            if (Negligible(power))
            {
                return sum;
            }

            sum += power / k;
        }
    }
}
