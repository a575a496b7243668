using System;

namespace LossGen.Generator.Precision;

/// <summary>The logarithm of Γ and its derivatives for positive arguments: the recurrence up to where Stirling's series reaches full precision.</summary>
internal static class DoubleDoubleGamma
{
    private const double StirlingStart = 26;

    /// <summary>The Bernoulli numbers B₂, B₄, … as numerator and denominator.</summary>
    private static readonly (double Numerator, double Denominator)[] Bernoulli =
    [
        (1, 6), (-1, 30), (1, 42), (-1, 30), (5, 66), (-691, 2730), (7, 6), (-3617, 510), (43867, 798), (-174611, 330),
        (854513, 138), (-236364091, 2730), (8553103, 6), (-23749461029, 870), (8615841276005, 14322),
    ];

    public static DoubleDouble LogGamma(DoubleDouble x)
    {
        DoubleDouble product = 1, y = Shift(x, step => product *= step);
        DoubleDouble tail = y * Tail(y, null, k => 2 * k * ((2 * k) - 1.0));
        return ((y - 0.5) * DoubleDouble.Log(y)) - y + (DoubleDouble.Log(DoubleDouble.Pi * 2) * 0.5) + tail - DoubleDouble.Log(product);
    }

    public static DoubleDouble Digamma(DoubleDouble x)
    {
        DoubleDouble sum = 0, y = Shift(x, step => sum += DoubleDouble.One / step);
        return DoubleDouble.Log(y) - (DoubleDouble.One / y * 0.5) - Tail(y, null, k => 2 * k) - sum;
    }

    public static DoubleDouble Trigamma(DoubleDouble x)
    {
        DoubleDouble sum = 0, y = Shift(x, step => sum += DoubleDouble.One / (step * step));
        DoubleDouble inverse = DoubleDouble.One / y;
        return sum + (inverse * (DoubleDouble.One + (inverse * 0.5) + Tail(y, null, _ => 1)));
    }

    public static DoubleDouble Tetragamma(DoubleDouble x)
    {
        DoubleDouble sum = 0, y = Shift(x, step => sum += DoubleDouble.One / (step * step * step));
        DoubleDouble inverse = DoubleDouble.One / y;
        return -((sum * 2) + (inverse * inverse * (DoubleDouble.One + inverse + Tail(y, k => (2 * k) + 1, null))));
    }

    private static DoubleDouble Shift(DoubleDouble x, Action<DoubleDouble> step)
    {
        while (x.High < StirlingStart)
        {
            step(x);
            x += 1;
        }

        return x;
    }

    /// <summary>Σ B₂ₖ/y²ᵏ, each term times one number or over another.</summary>
    private static DoubleDouble Tail(DoubleDouble y, Func<int, double>? times, Func<int, double>? over)
    {
        DoubleDouble inverse = DoubleDouble.One / (y * y), power = 1, sum = 0;
        for (int k = 1; k <= Bernoulli.Length; k++)
        {
            power *= inverse;
            DoubleDouble term = power * Bernoulli[k - 1].Numerator / Bernoulli[k - 1].Denominator;
            sum += over is not null ? term / over(k) : term * times!(k);
        }

        return sum;
    }
}
