using System;

namespace LossGen;

public static partial class LossMath
{
    /// <summary>The logistic function σ(x) = 1/(1 + e^(−x)).</summary>
    /// <param name="x">Any number; 0 at −∞, 1 at ∞.</param>
    public static double Sigmoid(double x)
        => x < -NegligibleTail ? Math.Exp(x)
            : x < 0 ? LogisticTail(-x).Hi
            : x <= NegligibleTail ? (1 - LogisticTail(x)).Hi
            : double.IsNaN(x) ? x : 1;

    /// <summary>σ(x)·σ(−x), the density of the logistic distribution and the derivative of <see cref="Sigmoid(double)"/>.</summary>
    /// <param name="x">Any number; 0 at both infinities.</param>
    public static double LogisticDensity(double x)
    {
        x = Math.Abs(x);
        if (!(x <= NegligibleTail))
        {
            return Math.Exp(-x);
        }

        Wide tail = LogisticTail(x);
        return (tail * (1 - tail)).Hi;
    }

    /// <summary>σ(x) − y, the derivative of the logistic loss; no digit is lost when y is 0 or 1.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number; a probability as a rule.</param>
    public static double SigmoidResidual(double x, double y)
    {
        if (double.IsNaN(x) || !double.IsFinite(y))
        {
            return double.IsNaN(x) ? x : -y;
        }

        // σ(x) − y = (1 − y) − σ(−x): the part that is near 1 is never formed.
        double length = Math.Abs(x);
        Wide near = x < 0 ? -y : Wide.Sum(1, -y);
        Wide tail = length <= 600 ? LogisticTail(length) : Math.Exp(-length);
        return (x < 0 ? near + tail : near - tail).Hi;
    }

    /// <summary>ln(1 + e^x).</summary>
    /// <param name="x">Any number; 0 at −∞.</param>
    public static double Softplus(double x)
        => x < -NegligibleTail ? Math.Exp(x) : x <= NegligibleTail ? (Math.Max(x, 0) + Wide.Log1p(Wide.Exp(-Math.Abs(x)))).Hi : x;

    /// <summary>ln(1 + e^x) − y·x, the logistic loss of the logit x; no digit is lost when y is 0 or 1.</summary>
    /// <param name="x">Any number.</param>
    /// <param name="y">Any number; a probability as a rule.</param>
    public static double SoftplusResidual(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        // max(x, 0) − y·x + ln(1 + e^(−|x|)), of which the first two have the factor x.
        Wide slope = x > 0 ? Wide.Sum(1, -y) : -y;
        double length = Math.Abs(x), linear = slope.Hi == 0 ? 0 : slope.Hi * x;
        if (!double.IsFinite(linear))
        {
            return linear;
        }

        Wide rest = length <= NegligibleTail ? Wide.Log1p(Wide.Exp(-length)) : length <= 600 ? Wide.Exp(-length) : Math.Exp(-length);
        // A product this small has no room for a low half, and beside it nothing but the rest counts.
        Wide main = Math.Abs(linear) < 1e-270 ? linear : slope * x;
        return (main + rest).Hi;
    }

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="x">Any number; ±1 at the infinities.</param>
    public static double Tanh(double x)
    {
        double length = Math.Abs(x);
        if (!(length >= 3e-9))
        {
            return x;
        }

        if (length > NegligibleTail / 2)
        {
            return Math.CopySign(1, x);
        }

        Wide growth = Wide.Expm1(2 * length);
        return Math.CopySign((growth / (growth + 2)).Hi, x);
    }

    /// <summary>ln cosh x, without cancellation near 0 and without overflow.</summary>
    /// <param name="x">Any number; ∞ at both infinities.</param>
    public static double LogCosh(double x)
    {
        x = Math.Abs(x);
        if (x < 3e-9)
        {
            return 0.5 * x * x;
        }

        if (x < 1)
        {
            // cosh x − 1 = 2 sinh²(x/2) = g²/(2·(1 + g)) with g = e^x − 1.
            Wide growth = Wide.Expm1(x);
            return Wide.Log1p(growth * growth / (2 + (2 * growth))).Hi;
        }

        return x <= NegligibleTail ? ((x - Wide.Ln2) + Wide.Log1p(Wide.Exp(-2 * x))).Hi : x - Wide.Ln2.Hi;
    }

    /// <summary>σ(−x) for 0 ≤ x ≤ 600.</summary>
    private static Wide LogisticTail(double x)
    {
        Wide e = Wide.Exp(-x);
        return e / (1 + e);
    }
}
