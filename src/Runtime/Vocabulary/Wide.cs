using System;

namespace LossGen;

/// <summary>
/// An unevaluated sum of two doubles, about 104 bits. The vocabulary computes in it wherever a result of one rounding is wanted.
/// Exact as long as nothing overflows or falls below 2⁻⁹⁶⁰; callers treat such arguments beforehand.
/// </summary>
internal readonly struct Wide
{
    /// <summary>The sum rounded to a double.</summary>
    public readonly double Hi;

    /// <summary>What the rounding left.</summary>
    public readonly double Lo;

    private Wide(double hi, double lo)
    {
        Hi = hi;
        Lo = lo;
    }

    public static readonly Wide Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    // 1/3! … 1/7!
    private static readonly Wide[] InverseFactorials = [(Wide)1 / 6, (Wide)1 / 24, (Wide)1 / 120, (Wide)1 / 720, (Wide)1 / 5040];

    // 1/8! … 1/14!: so small a part of the exponential that one double carries it.
    private static ReadOnlySpan<double> InverseFactorialTail =>
        [1 / 40320.0, 1 / 362880.0, 1 / 3628800.0, 1 / 39916800.0, 1 / 479001600.0, 1 / 6227020800.0, 1 / 87178291200.0];

    public static implicit operator Wide(double value) => new(value, 0);

    /// <summary>a + b, exactly.</summary>
    public static Wide Sum(double a, double b)
    {
        double sum = a + b;
        double rest = sum - a;
        return new Wide(sum, (a - (sum - rest)) + (b - rest));
    }

    /// <summary>a·b, exactly.</summary>
    public static Wide Product(double a, double b)
    {
        double product = a * b;
        return new Wide(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    public static Wide operator -(Wide a) => new(-a.Hi, -a.Lo);

    public static Wide operator +(Wide a, Wide b)
    {
        // Both halves are added exactly, so that cancellation of the high halves costs nothing.
        Wide hi = Sum(a.Hi, b.Hi), lo = Sum(a.Lo, b.Lo);
        Wide sum = Renormalize(hi.Hi, hi.Lo + lo.Hi);
        return Renormalize(sum.Hi, sum.Lo + lo.Lo);
    }

    public static Wide operator -(Wide a, Wide b) => a + -b;

    public static Wide operator *(Wide a, Wide b)
    {
        Wide p = Product(a.Hi, b.Hi);
        return Renormalize(p.Hi, p.Lo + Math.FusedMultiplyAdd(a.Hi, b.Lo, a.Lo * b.Hi));
    }

    public static Wide operator /(Wide a, Wide b)
    {
        double first = a.Hi / b.Hi;
        Wide rest = a - (b * first);
        double second = rest.Hi / b.Hi;
        rest -= b * second;
        return Renormalize(first, second) + (rest.Hi / b.Hi);
    }

    public static Wide Sqrt(Wide a)
    {
        double root = Math.Sqrt(a.Hi);
        return root == 0 ? 0 : Renormalize(root, (a - Product(root, root)).Hi / (2 * root));
    }

    /// <summary>Multiplies by 2^<paramref name="exponent"/> (−900 … 900).</summary>
    public Wide Scaled(int exponent)
    {
        double factor = Math.ScaleB(1, exponent);
        return new Wide(Hi * factor, Lo * factor);
    }

    /// <summary>e^x = 2^exponent · (1 + excess) with |excess| below 0.42, for |x| up to some thousands.</summary>
    public static Wide Exp(Wide x, out int exponent)
    {
        exponent = (int)Math.Round(x.Hi * 1.4426950408889634);
        return ReducedExpm1(x - (Ln2 * exponent));
    }

    /// <summary>e^x, |x| ≤ 600.</summary>
    public static Wide Exp(Wide x)
    {
        Wide excess = Exp(x, out int exponent);
        return (1 + excess).Scaled(exponent);
    }

    /// <summary>e^x − 1, |x| ≤ 600.</summary>
    public static Wide Expm1(Wide x)
    {
        Wide excess = Exp(x, out int exponent);
        return exponent == 0 ? excess : (1 + excess).Scaled(exponent) - 1;
    }

    /// <summary>ln x of a positive double.</summary>
    public static Wide Log(double x)
    {
        int exponent = Math.ILogB(x);
        return LogScaled(Math.ScaleB(x, -exponent), exponent);
    }

    /// <summary>ln x of a positive x.</summary>
    public static Wide Log(Wide x)
    {
        int exponent = Math.ILogB(x.Hi);
        double factor = Math.ScaleB(1, -exponent / 2), rest = Math.ScaleB(1, -exponent - (-exponent / 2));
        return LogScaled(new Wide(x.Hi * factor * rest, x.Lo * factor * rest), exponent);
    }

    /// <summary>ln(1 + x), x &gt; −1.</summary>
    public static Wide Log1p(Wide x) => x.Hi is > -0.29 and < 0.41 ? ReducedLog1p(x) : Log(1 + x);

    private static Wide LogScaled(Wide mantissa, int exponent)
    {
        if (mantissa.Hi > 1.4)
        {
            mantissa = mantissa.Scaled(-1);
            exponent++;
        }

        return (Ln2 * exponent) + ReducedLog1p(mantissa - 1);
    }

    // e^x − 1 by Taylor's series of x/16, then (1 + e)² − 1 = e·(2 + e) four times; keeps the relative accuracy of small arguments.
    private static Wide ReducedExpm1(Wide x)
    {
        x = x.Scaled(-4);
        Wide series = LossMath.Polynomial(InverseFactorialTail, x.Hi);
        for (int n = InverseFactorials.Length - 1; n >= 0; n--)
        {
            series = InverseFactorials[n] + (x * series);
        }

        Wide e = x + (x * x * (0.5 + (x * series)));
        for (int n = 0; n < 4; n++)
        {
            e *= 2 + e;
        }

        return e;
    }

    // One step of Newton's method from the platform's logarithm: with 1 + d = (1 + x)·e^(−y), ln(1 + x) = y + ln(1 + d), and d is about 2⁻⁵³.
    private static Wide ReducedLog1p(Wide x)
    {
        double y = Math.Log(1 + x.Hi);
        Wide decay = ReducedExpm1(-y);
        Wide d = (x + decay) + (x * decay);
        return (y + d) - (0.5 * d.Hi * d.Hi);
    }

    // The sum of two doubles whose first is the larger.
    private static Wide Renormalize(double hi, double lo)
    {
        double sum = hi + lo;
        return new Wide(sum, lo - (sum - hi));
    }
}
