using System;

namespace LossGen;

// Shorthand. The generator expands each by the very expression written here, so every body is one expression of primitives.
public static partial class LossMath
{
    /// <summary>max(x, 0).</summary>
    /// <param name="x">Any number.</param>
    public static double Relu(double x) => Max(x, 0);

    /// <summary>x limited to [<paramref name="lo"/>, <paramref name="hi"/>]; its derivative is 0 where it is limited. <see cref="ClampThrough(double, double, double)"/> lets the derivative through.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="lo">The lower limit.</param>
    /// <param name="hi">The upper limit, not less than <paramref name="lo"/>.</param>
    public static double Clamp(double x, double lo, double hi) => Min(Max(x, lo), hi);

    /// <summary>2^x.</summary>
    /// <param name="x">Any number.</param>
    public static double Exp2(double x) => Pow(2, x);

    /// <summary>The logarithm to base 2.</summary>
    /// <param name="x">Positive; −∞ at 0, NaN below.</param>
    public static double Log2(double x) => Log(x) / Log(2);

    /// <summary>The logarithm to base 10.</summary>
    /// <param name="x">Positive; −∞ at 0, NaN below.</param>
    public static double Log10(double x) => Log(x) / Log(10);

    /// <summary>ln σ(x), the logarithm of <see cref="Sigmoid(double)"/>.</summary>
    /// <param name="x">Any number; −∞ at −∞, 0 at ∞.</param>
    public static double LogSigmoid(double x) => -Softplus(-x);

    /// <summary>ln(p/(1 − p)), the inverse of <see cref="Sigmoid(double)"/>.</summary>
    /// <param name="p">0 … 1; −∞ at 0, ∞ at 1, otherwise NaN.</param>
    public static double Logit(double p) => Log(p) - Log1p(-p);

    /// <summary>ln(e^a + e^b) without overflow.</summary>
    /// <param name="a">Any number.</param>
    /// <param name="b">Any number; NaN where it is infinite and equal to a.</param>
    public static double LogAddExp(double a, double b) => Max(a, b) + Log1p(Exp(-Abs(a - b)));

    /// <summary>The density of the standard normal distribution, e^(−z²/2)/√(2π).</summary>
    /// <param name="z">Any number; 0 at both infinities.</param>
    public static double NormalDensity(double z) => Exp(-0.5 * Square(z)) / Sqrt(2 * Math.PI);

    /// <summary>The distribution function of the standard normal distribution, Φ(z).</summary>
    /// <param name="z">Any number; 0 at −∞, 1 at ∞.</param>
    public static double NormalCdf(double z) => 0.5 * Erfc(-z / Sqrt(2));
}
