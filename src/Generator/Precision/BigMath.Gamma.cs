using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal static partial class BigMath
{
    /// <summary><c>log |Γ(x)|</c>; +∞ at zero and at the negative integers.</summary>
    public static BigFloat LogGamma(BigFloat x)
    {
        if (!x.IsFinite)
        {
            return x.IsNaN ? x : BigFloat.PositiveInfinity;
        }

        if (x.Sign <= 0 && x.IsInteger)
        {
            return BigFloat.PositiveInfinity;
        }

        return x == BigFloat.One || x == 2 ? BigFloat.Zero : Refine(x, LogGammaOnce);
    }

    /// <summary>ψ(x), the derivative of <c>log Γ</c>; −∞ at zero (the limit from above), NaN at negative integers.</summary>
    public static BigFloat Digamma(BigFloat x) =>
        IsPolygammaLimit(x, BigFloat.NegativeInfinity, BigFloat.PositiveInfinity, out BigFloat limit)
            ? limit
            : Refine(x, DigammaOnce);

    /// <summary>ψ′(x); +∞ at zero and at the negative integers.</summary>
    public static BigFloat Trigamma(BigFloat x)
    {
        if (x.IsFinite && x.Sign < 0 && x.IsInteger)
        {
            return BigFloat.PositiveInfinity;
        }

        return IsPolygammaLimit(x, BigFloat.PositiveInfinity, BigFloat.Zero, out BigFloat limit)
            ? limit
            : Refine(x, TrigammaOnce);
    }

    /// <summary>ψ″(x); −∞ at zero (the limit from above), NaN at negative integers.</summary>
    public static BigFloat Tetragamma(BigFloat x) =>
        IsPolygammaLimit(x, BigFloat.NegativeInfinity, BigFloat.Zero, out BigFloat limit)
            ? limit
            : Refine(x, TetragammaOnce);

    private static bool IsPolygammaLimit(BigFloat x, BigFloat atZero, BigFloat atInfinity, out BigFloat limit)
    {
        limit = x.IsZero ? atZero : x.IsPositiveInfinity ? atInfinity : BigFloat.NaN;
        return !x.IsFinite || (x.Sign <= 0 && x.IsInteger);
    }

    /// <summary>
    /// Evaluates with guard bits, and again with more of them where the result comes out so near a zero of the
    /// function that cancellation has used them up.
    /// </summary>
    private static BigFloat Refine(BigFloat x, Func<BigFloat, BigFloat> function)
    {
        const int Slack = 24;
        int precision = BigFloat.Precision;

        // On the positive side, values that are small because x is large (like ψ″) carry no cancellation.
        long natural = x.Sign > 0 ? -3 * Math.Max(0, x.Exponent) : 0;
        int guard = 2 * Slack;
        while (true)
        {
            BigFloat result;
            using (BigFloat.WithPrecision(precision + guard))
            {
                result = function(x);
            }

            long lost = result.IsZero ? precision : natural - result.Exponent;
            if (!result.IsFinite || lost + Slack <= guard)
            {
                return result.RoundedTo(precision);
            }

            guard = (int)lost + (2 * Slack);
        }
    }

    private static BigFloat LogGammaOnce(BigFloat x)
    {
        if (x.Sign < 0)
        {
            SinCosPi(x, out BigFloat sin, out _);
            return Log(Pi / BigFloat.Abs(sin)) - LogGammaOnce(BigFloat.One - x);
        }

        Workspace w = Workspace.For(BigFloat.Precision);
        BigFloat y = x;
        BigFloat product = BigFloat.One;
        for (int shift = ShiftCount(x, w); shift > 0; shift--)
        {
            product *= y;
            y += BigFloat.One;
        }

        // (y - 1/2) log y - y + log(2π)/2 + Σ B_2k / (2k (2k-1) y^(2k-1))
        BigFloat halfLogTwoPi = BigFloat.ScaleB(Log(BigFloat.ScaleB(Pi, 1)), -1);
        BigFloat tail = y * StirlingTail(y, w, static k => 2 * k * ((2 * k) - 1), divide: true);
        return ((y - 0.5) * Log(y)) - y + halfLogTwoPi + tail - Log(product);
    }

    private static BigFloat DigammaOnce(BigFloat x)
    {
        if (x.Sign < 0)
        {
            SinCosPi(x, out BigFloat sin, out BigFloat cos);
            return DigammaOnce(BigFloat.One - x) - (Pi * cos / sin);
        }

        Workspace w = Workspace.For(BigFloat.Precision);
        BigFloat y = x;
        BigFloat sum = BigFloat.Zero;
        for (int shift = ShiftCount(x, w); shift > 0; shift--)
        {
            sum += BigFloat.One / y;
            y += BigFloat.One;
        }

        BigFloat tail = StirlingTail(y, w, static k => 2 * k, divide: true);
        return Log(y) - BigFloat.ScaleB(BigFloat.One / y, -1) - tail - sum;
    }

    private static BigFloat TrigammaOnce(BigFloat x)
    {
        if (x.Sign < 0)
        {
            SinCosPi(x, out BigFloat sin, out _);
            BigFloat ratio = Pi / sin;
            return (ratio * ratio) - TrigammaOnce(BigFloat.One - x);
        }

        Workspace w = Workspace.For(BigFloat.Precision);
        BigFloat y = x;
        BigFloat sum = BigFloat.Zero;
        for (int shift = ShiftCount(x, w); shift > 0; shift--)
        {
            BigFloat inverse = BigFloat.One / y;
            sum += inverse * inverse;
            y += BigFloat.One;
        }

        // 1/y (1 + 1/(2y) + Σ B_2k / y^2k)
        BigFloat reciprocal = BigFloat.One / y;
        BigFloat tail = StirlingTail(y, w, static _ => 1, divide: false);
        return sum + (reciprocal * (BigFloat.One + BigFloat.ScaleB(reciprocal, -1) + tail));
    }

    private static BigFloat TetragammaOnce(BigFloat x)
    {
        if (x.Sign < 0)
        {
            SinCosPi(x, out BigFloat sin, out BigFloat cos);
            BigFloat ratio = Pi / sin;
            return TetragammaOnce(BigFloat.One - x) - BigFloat.ScaleB(ratio * ratio * ratio * cos, 1);
        }

        Workspace w = Workspace.For(BigFloat.Precision);
        BigFloat y = x;
        BigFloat sum = BigFloat.Zero;
        for (int shift = ShiftCount(x, w); shift > 0; shift--)
        {
            BigFloat inverse = BigFloat.One / y;
            sum += inverse * inverse * inverse;
            y += BigFloat.One;
        }

        // -1/y² (1 + 1/y + Σ (2k+1) B_2k / y^2k)
        BigFloat reciprocal = BigFloat.One / y;
        BigFloat tail = StirlingTail(y, w, static k => (2 * k) + 1, divide: false);
        BigFloat head = reciprocal * reciprocal * (BigFloat.One + reciprocal + tail);
        return -BigFloat.ScaleB(sum, 1) - head;
    }

    /// <summary>How many steps of the recurrence bring x to where Stirling's series is good enough.</summary>
    private static int ShiftCount(BigFloat x, Workspace w) =>
        x >= w.StirlingStart ? 0 : w.StirlingStart - (int)BigFloat.Floor(x).ToDouble();

    /// <summary>
    /// <c>Σ c(k) B_2k / y^2k</c> (or with division by c), from <c>B_2k = ±2 ζ(2k) (2k)! / (2π)^2k</c>: the factors
    /// <c>(2k)! / (2πy)^2k</c> only shrink, where Bernoulli numbers themselves would need ever more bits.
    /// </summary>
    private static BigFloat StirlingTail(BigFloat y, Workspace w, Func<int, long> coefficient, bool divide)
    {
        BigFloat circle = BigFloat.ScaleB(w.Float(w.Pi), 1) * y;
        BigInteger inverseSquare = w.Fix(BigFloat.One / (circle * circle));
        BigInteger[] zeta = w.Zeta;
        BigInteger power = w.Unit;
        BigInteger sum = BigInteger.Zero;
        for (int k = 1; k < zeta.Length; k++)
        {
            power = w.Multiply(power, inverseSquare * (2L * k * ((2 * k) - 1)));
            if (power.IsZero)
            {
                break;
            }

            BigInteger term = w.Multiply(power, zeta[k]);
            term = divide ? term / coefficient(k) : term * coefficient(k);
            sum += (k & 1) != 0 ? term : -term;
        }

        return BigFloat.ScaleB(w.Float(sum), 1);
    }

    /// <summary>sin πx and cos πx up to a common sign, which cancels in every use.</summary>
    private static void SinCosPi(BigFloat x, out BigFloat sin, out BigFloat cos)
    {
        BigFloat angle = Pi * (x - BigFloat.Round(x));
        sin = Sin(angle);
        cos = Cos(angle);
    }
}
