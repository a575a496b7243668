using System;
using System.Linq;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>An unevaluated sum of two doubles: about 104 bits, enough to judge results of 53.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    private const int Terms = 28;

    public static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private static readonly DoubleDouble[] InverseFactorials = MakeInverseFactorials();

    private static readonly DoubleDouble[] InverseOdds = [.. Enumerable.Range(0, 35).Select(i => (DoubleDouble)1 / ((2 * i) + 1))];

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double s, double e) = TwoSum(a.High, b.High);
        (double t, double f) = TwoSum(a.Low, b.Low);
        (s, e) = QuickTwoSum(s, e + t);
        (s, e) = QuickTwoSum(s, e + f);
        return new(s, e);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double p = a.High * b.High;
        double e = Math.FusedMultiplyAdd(a.High, b.High, -p) + (a.High * b.Low) + (a.Low * b.High);
        (p, e) = QuickTwoSum(p, e);
        return new(p, e);
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double q1 = a.High / b.High;
        DoubleDouble r = a - (b * q1);
        double q2 = r.High / b.High;
        r -= b * q2;
        return ((DoubleDouble)q1) + q2 + (r.High / b.High);
    }

    public static DoubleDouble Abs(DoubleDouble a) => a.High < 0 ? -a : a;

    public static DoubleDouble Scale(DoubleDouble a, int exponent) => new(Math.ScaleB(a.High, exponent), Math.ScaleB(a.Low, exponent));

    public static DoubleDouble Sqrt(DoubleDouble a)
    {
        if (a.High == 0)
        {
            return 0;
        }

        double s = Math.Sqrt(a.High);
        return (DoubleDouble)s + ((a - ((DoubleDouble)s * s)) / (2 * s));
    }

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

        // One step of Newton's method doubles the digits of the platform's logarithm.
        DoubleDouble ln = m - 1;
        if (Math.Abs(ln.High) < 0.4)
        {
            ln = Log1p(ln);
        }
        else
        {
            double start = Math.Log(m.High);
            ln = (m * Exp(-start)) - 1 + start;
        }

        return (Ln2 * k) + ln;
    }

    public static DoubleDouble Log1p(DoubleDouble x)
    {
        if (Math.Abs(x.High) >= 0.4)
        {
            return Log(x + 1);
        }

        DoubleDouble s = x / (x + 2);
        return Scale(s + AreaTail(s), 1);
    }

    /// <summary>ln(1 + x) − x.</summary>
    public static DoubleDouble LogExcess(DoubleDouble x)
    {
        if (Math.Abs(x.High) >= 0.4)
        {
            return Log1p(x) - x;
        }

        DoubleDouble s = x / (x + 2);
        return Scale(AreaTail(s), 1) - (x * s);
    }

    /// <summary>artanh(s) − s.</summary>
    private static DoubleDouble AreaTail(DoubleDouble s)
    {
        DoubleDouble square = s * s, power = s, sum = 0;
        double negligible = Math.Abs(s.High) * 1e-34;
        for (int i = 1; i < InverseOdds.Length && Math.Abs(power.High) > negligible; i++)
        {
            power *= square;
            sum += power * InverseOdds[i];
        }

        return sum;
    }

    /// <summary>Σ x^i/i! from <paramref name="first"/> on.</summary>
    private static DoubleDouble Taylor(DoubleDouble x, int first)
    {
        DoubleDouble sum = InverseFactorials[Terms - 1];
        for (int i = Terms - 2; i >= first; i--)
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

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double s = a + b, v = s - a;
        return (s, (a - (s - v)) + (b - v));
    }

    private static (double Sum, double Error) QuickTwoSum(double a, double b)
    {
        double s = a + b;
        return (s, double.IsFinite(s) ? b - (s - a) : 0);
    }
}
