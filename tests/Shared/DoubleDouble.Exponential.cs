using System;
using System.Linq;

namespace LossGen.Tests;

// Of every series the first terms are sums of two doubles and the rest, which is at most 2⁻²⁴ of them, is one.
internal readonly partial record struct DoubleDouble
{
    private const int Terms = 28;
    private const int WideTerms = 9;

    // Below it logarithms are series; above it Newton's method loses at most these seven bits.
    private const double SmallLogarithm = 1.0 / 64;

    public static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private static readonly DoubleDouble[] InverseFactorials = MakeInverseFactorials();

    private static readonly DoubleDouble[] InverseOdds = [.. Enumerable.Range(0, 12).Select(i => (DoubleDouble)1 / ((2 * i) + 1))];

    public static DoubleDouble Exp(DoubleDouble x)
    {
        int n = (int)Math.Round(x.High / Ln2.High);
        return Scale(Taylor(x - (Ln2 * n), 0), n);
    }

    public static DoubleDouble Expm1(DoubleDouble x) => Math.Abs(x.High) < 0.5 ? Taylor(x, 1) : Exp(x) - 1;

    /// <summary>e^x − 1 − x.</summary>
    public static DoubleDouble ExpExcess(DoubleDouble x) => Math.Abs(x.High) < 0.5 ? Taylor(x, 2) : Exp(x) - 1 - x;

    public static DoubleDouble Log(DoubleDouble x)
    {
        int k = Math.ILogB(x.High);
        DoubleDouble m = Scale(x, -k);
        if (m.High > 1.4)
        {
            m = Scale(m, -1);
            k++;
        }

        DoubleDouble ln = m - 1;
        if (Math.Abs(ln.High) < SmallLogarithm)
        {
            ln = Log1p(ln);
        }
        else
        {
            // One step of Newton's method doubles the digits of the platform's logarithm.
            double start = Math.Log(m.High);
            ln = (m * Exp(-start)) - 1 + start;
        }

        return k == 0 ? ln : (Ln2 * k) + ln;
    }

    public static DoubleDouble Log1p(DoubleDouble x)
    {
        if (Math.Abs(x.High) >= SmallLogarithm)
        {
            return Log(x + 1);
        }

        DoubleDouble s = x / (x + 2);
        return Scale(s + AreaTail(s), 1);
    }

    /// <summary>ln(1 + x) − x.</summary>
    public static DoubleDouble LogExcess(DoubleDouble x)
    {
        if (Math.Abs(x.High) >= SmallLogarithm)
        {
            return Log1p(x) - x;
        }

        DoubleDouble s = x / (x + 2);
        return Scale(AreaTail(s), 1) - (x * s);
    }

    public static DoubleDouble Sinh(DoubleDouble x)
    {
        DoubleDouble e = Expm1(Abs(x));
        DoubleDouble value = Scale(e + (e / (e + 1)), -1);
        return x.High < 0 ? -value : value;
    }

    public static DoubleDouble Cosh(DoubleDouble x)
    {
        DoubleDouble e = Exp(Abs(x));
        return Scale(e + (1 / e), -1);
    }

    /// <summary>x to the power of y for a positive x.</summary>
    public static DoubleDouble Pow(DoubleDouble x, DoubleDouble y) => Exp(Log(x) * y);

    /// <summary>artanh(s) − s for small s.</summary>
    private static DoubleDouble AreaTail(DoubleDouble s)
    {
        DoubleDouble square = s * s;
        double rest = 0;
        for (int i = InverseOdds.Length - 1; i >= 3; i--)
        {
            rest = Math.FusedMultiplyAdd(rest, square.High, InverseOdds[i].High);
        }

        return s * square * (InverseOdds[1] + (square * (InverseOdds[2] + (square * rest))));
    }

    /// <summary>Σ x^i/i! from <paramref name="first"/> on, |x| at most 1/2.</summary>
    private static DoubleDouble Taylor(DoubleDouble x, int first)
    {
        double rest = 0;
        for (int i = Terms - 1; i >= WideTerms; i--)
        {
            rest = Math.FusedMultiplyAdd(rest, x.High, InverseFactorials[i].High);
        }

        DoubleDouble sum = rest;
        for (int i = WideTerms - 1; i >= first; i--)
        {
            sum = (sum * x) + InverseFactorials[i];
        }

        return first switch { 0 => sum, 1 => sum * x, _ => sum * x * x };
    }

    private static DoubleDouble[] MakeInverseFactorials()
    {
        var table = new DoubleDouble[Terms];
        table[0] = 1;
        for (int i = 1; i < Terms; i++)
        {
            table[i] = table[i - 1] / i;
        }

        return table;
    }
}
