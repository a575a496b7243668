using System;

namespace LossGen;

/// <summary>
/// The vocabulary in which losses are written. Every function has a real body, so a declaration runs as plain C#; in a kernel the generator
/// replaces it by vector code and differentiates it.
/// </summary>
/// <remarks>
/// A <see cref="double"/> means a real number here. NaN always propagates; outside its real domain a function is NaN; at infinities and at the
/// ends of the domain it has its limit. Errors are stated in units in the last place (ulp) of the result; where none is stated
/// the result is the exact value rounded once, up to a thousandth of an ulp (a quarter where it is subnormal). Of the functions that end in the platform's C library (<see cref="Exp(double)"/>,
/// <see cref="Log(double)"/>, <see cref="Pow(double, double)"/> and the trigonometric ones) the bits may differ between operating systems.
/// </remarks>
public static partial class LossMath
{
    // From here on e^(−x) is less than half an ulp of 1.
    private const double NegligibleTail = 40;

    /// <summary>x, a constant to every derivative.</summary>
    /// <param name="x">Any number.</param>
    public static double Detach(double x) => x;

    /// <summary>x limited to [<paramref name="lo"/>, <paramref name="hi"/>] in the value, while its derivative in x is 1 everywhere, also where it is limited.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="lo">The lower limit.</param>
    /// <param name="hi">The upper limit, not less than <paramref name="lo"/>.</param>
    public static double ClampThrough(double x, double lo, double hi) => Math.Min(Math.Max(x, lo), hi);

    /// <summary>x itself: a wall to the generator's rewriting, which treats what stands inside and what stands outside apart.</summary>
    /// <param name="x">Any number.</param>
    public static double Literal(double x) => x;

    /// <summary>Σ coefficients[n]·xⁿ by Horner's rule.</summary>
    internal static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = coefficients[^1];
        for (int n = coefficients.Length - 2; n >= 0; n--)
        {
            sum = Math.FusedMultiplyAdd(sum, x, coefficients[n]);
        }

        return sum;
    }
}
