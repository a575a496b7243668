using System;

namespace LossGen.Generator.Precision;

/// <summary>
/// A number as the sum of two doubles: about 106 bits in the range of a double, many times faster than <see cref="BigFloat"/>.
/// Results whose low part would be subnormal lose bits; results out of range are infinite or NaN.
/// </summary>
internal readonly struct DoubleDouble(double high, double low = 0)
{
    public static readonly DoubleDouble One = new(1);
    public static readonly DoubleDouble Pi = new(3.141592653589793, 1.2246467991473532e-16);
    public static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private static readonly double Ln2Rest = 5.707708438416212e-34;

    // π/2 in four parts: the first three have low bits to spare, so that their products with a number of turns are exact.
    private static readonly double[] HalfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

    /// <summary>The nearest double.</summary>
    public double High { get; } = high;

    /// <summary>What is left, at most half a unit in the last place of the high part.</summary>
    public double Low { get; } = low;

    public bool IsNaN => double.IsNaN(High);

    public bool IsZero => High == 0;

    public static implicit operator DoubleDouble(double value) => new(value);

    public static DoubleDouble From(BigFloat value)
    {
        double high = value.ToDouble();
        return double.IsInfinity(high) || double.IsNaN(high) ? new DoubleDouble(high) : new DoubleDouble(high, (value - high).ToDouble());
    }

    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        double sum = x.High + y.High;
        if (double.IsInfinity(sum) || double.IsNaN(sum))
        {
            return sum;
        }

        double error = Error(x.High, y.High, sum);
        double low = x.Low + y.Low;
        double lowError = Error(x.Low, y.Low, low);
        DoubleDouble first = Normal(sum, error + low);
        return Normal(first.High, first.Low + lowError);
    }

    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + -y;

    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        double product = x.High * y.High;
        return double.IsInfinity(product) || double.IsNaN(product) || product == 0
            ? product
            : Normal(product, ProductError(x.High, y.High, product) + ((x.High * y.Low) + (x.Low * y.High)));
    }

    public static DoubleDouble operator /(DoubleDouble x, DoubleDouble y)
    {
        double quotient = x.High / y.High;
        if (double.IsInfinity(quotient) || double.IsNaN(quotient) || quotient == 0 || double.IsInfinity(y.High))
        {
            return quotient;
        }

        DoubleDouble rest = x - (y * quotient);
        double second = rest.High / y.High;
        double third = (rest - (y * second)).High / y.High;
        return Normal(quotient, second) + third;
    }

    public static bool operator <(DoubleDouble x, DoubleDouble y) => x.High < y.High || (x.High == y.High && x.Low < y.Low);

    public static bool operator >(DoubleDouble x, DoubleDouble y) => y < x;

    public static DoubleDouble Abs(DoubleDouble x) => x.High < 0 ? -x : x;

    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        double root = Math.Sqrt(x.High);
        return !(root > 0) || double.IsInfinity(root) ? root : Normal(root, (x - (new DoubleDouble(root) * root)).High / (2 * root));
    }

    /// <summary>The largest integer not above the value.</summary>
    public static DoubleDouble Floor(DoubleDouble x)
    {
        double high = Math.Floor(x.High);
        return high == x.High ? Normal(high, Math.Floor(x.Low)) : high;
    }

    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 700))
        {
            return double.IsNaN(x.High) ? x : x.High > 0 ? (x.High > 710 ? double.PositiveInfinity : double.NaN) : x.High < -746 ? 0 : double.NaN;
        }

        double turns = Math.Round(x.High / Ln2.High);
        DoubleDouble small = Expm1Reduced(x - (Ln2 * turns) - (turns * Ln2Rest));
        double scale = Math.Pow(2, turns);
        DoubleDouble result = small + One;
        return new(result.High * scale, result.Low * scale);
    }

    /// <summary><c>e^x − 1</c>, exact near 0 too.</summary>
    public static DoubleDouble Expm1(DoubleDouble x) => Math.Abs(x.High) < 0.34 ? Expm1Reduced(x) : Exp(x) - One;

    public static DoubleDouble Log(DoubleDouble x)
    {
        if (!(x.High > 0) || double.IsInfinity(x.High))
        {
            return Math.Log(x.High);
        }

        double first = Math.Log(x.High);
        if (Math.Abs(first) > 690)
        {
            return double.NaN;
        }

        // ln x = y + ln(x·e^−y), of which the second is about 1e-16.
        return first + NearLog((x * Exp(-first)) - One);
    }

    /// <summary><c>ln(1 + x)</c>, exact near 0 too.</summary>
    public static DoubleDouble Log1p(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 0.25))
        {
            return Log(One + x);
        }

        double first = Math.Abs(x.High) < 1e-5 ? x.High - (x.High * x.High / 2) : Math.Log(1 + x.High);
        DoubleDouble e = Expm1(first);
        return first + NearLog((x - e) / (One + e));
    }

    public static DoubleDouble Sin(DoubleDouble x)
    {
        SinCos(x, out DoubleDouble sin, out _);
        return sin;
    }

    public static DoubleDouble Cos(DoubleDouble x)
    {
        SinCos(x, out _, out DoubleDouble cos);
        return cos;
    }

    public static DoubleDouble Atan(DoubleDouble x)
    {
        double first = Math.Atan(x.High);
        if (double.IsNaN(first) || first == 0 || Math.Abs(x.High) > 1e100)
        {
            return Math.Abs(x.High) > 1e100 ? (x.High > 0 ? Pi * 0.5 : Pi * -0.5) - (One / x) : first;
        }

        // atan x = y + atan((x·cos y − sin y)/(cos y + x·sin y)), of which the second is about 1e-16.
        SinCos(first, out DoubleDouble sin, out DoubleDouble cos);
        return first + (((x * cos) - sin) / (cos + (x * sin)));
    }

    public override string ToString() => High.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary><c>e^x − 1</c> for |x| up to 0.35: a series in x/512, doubled nine times.</summary>
    private static DoubleDouble Expm1Reduced(DoubleDouble x)
    {
        var r = new DoubleDouble(x.High / 512, x.Low / 512);
        DoubleDouble term = r, sum = r;
        for (int k = 2; k <= 10; k++)
        {
            term = term * r / k;
            sum += term;
        }

        for (int k = 0; k < 9; k++)
        {
            // (1 + s)² − 1
            sum = new DoubleDouble(2 * sum.High, 2 * sum.Low) + (sum * sum);
        }

        return sum;
    }

    private static DoubleDouble NearLog(DoubleDouble z) => z - (z * z * 0.5) + (z * z * z / 3);

    private static void SinCos(DoubleDouble x, out DoubleDouble sin, out DoubleDouble cos)
    {
        if (!(Math.Abs(x.High) < 1e5))
        {
            sin = cos = double.NaN;
            return;
        }

        double turns = Math.Round(x.High / HalfPi[0]);
        DoubleDouble r = x;
        foreach (double part in HalfPi)
        {
            r -= part * turns;
        }

        DoubleDouble square = r * r;
        DoubleDouble s = r, c = One, sinTerm = r, cosTerm = One;
        for (int k = 1; k <= 15; k++)
        {
            cosTerm = cosTerm * square / -((2.0 * k) * ((2 * k) - 1));
            sinTerm = sinTerm * square / -((2.0 * k) * ((2 * k) + 1));
            c += cosTerm;
            s += sinTerm;
        }

        (sin, cos) = ((long)turns & 3) switch
        {
            0 => (s, c),
            1 => (c, -s),
            2 => (-s, -c),
            _ => (-c, s),
        };
    }

    private static DoubleDouble Normal(double high, double low)
    {
        double sum = high + low;
        return new(sum, Error(high, low, sum));
    }

    /// <summary>What rounding took from a sum.</summary>
    private static double Error(double x, double y, double sum)
    {
        double back = sum - x;
        return (x - (sum - back)) + (y - back);
    }

    /// <summary>What rounding took from a product, by splitting: the platform's fused operation is not in netstandard2.0.</summary>
    private static double ProductError(double x, double y, double product)
    {
        const double Splitter = 134217729;
        if (Math.Abs(x) > 1e290 || Math.Abs(y) > 1e290)
        {
            return double.NaN;
        }

        double xs = Splitter * x, ys = Splitter * y;
        double xHigh = xs - (xs - x), yHigh = ys - (ys - y);
        double xLow = x - xHigh, yLow = y - yHigh;
        return (((xHigh * yHigh) - product) + (xHigh * yLow) + (xLow * yHigh)) + (xLow * yLow);
    }
}
