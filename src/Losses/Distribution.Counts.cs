using System;
using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

public static partial class Distribution
{
    /// <summary>Negative log-likelihood of a Poisson distribution: for counts.</summary>
    /// <remarks>
    /// <c>eˣ − t·x</c> for the logarithm of the rate, <c>x − t·ln(x + ε)</c> for the rate itself. If full, Stirling's approximation of <c>ln t!</c>,
    /// <c>t·ln t − t + ½ ln 2πt</c>, is added where t exceeds 1. PyTorch <c>PoissonNLLLoss</c>.
    /// </remarks>
    /// <param name="prediction">The logarithm of the predicted rate, or the rate.</param>
    /// <param name="target">The count, not negative.</param>
    /// <param name="logInput">Whether the prediction is a logarithm.</param>
    /// <param name="full">Whether the term that depends on the target only is added.</param>
    /// <param name="epsilon">What is added to a rate before its logarithm is taken; positive.</param>
    [Loss]
    public static double PoissonNll(
        double prediction,
        [Target, Range(0, double.MaxValue)] double target,
        bool logInput = true,
        bool full = false,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-8)
    {
        double loss = logInput ? Exp(prediction) - target * prediction : prediction - XLogY(target, prediction + epsilon);
        double log = Log(target), stirling = 0.5 * (log + Log(2 * Math.PI));
        // Near the rate that is the count, the terms of a logarithm add up to t·(e^δ − 1 − δ) with a small δ.
        return !(full && target > 1) ? loss
            : logInput ? Forms.Told(target * ExpExcess(prediction - log) + stirling, loss)
            : loss + (target * log - target + stirling);
    }

    /// <summary>Negative log-likelihood of a gamma distribution, of which the logarithm of the mean is predicted, without constants: for positive numbers with errors in proportion.</summary>
    /// <remarks><c>x + t·e^(−x)</c>. XGBoost <c>reg:gamma</c>, LightGBM <c>gamma</c>, scikit-learn <c>HalfGammaLoss</c>.</remarks>
    /// <param name="prediction">The logarithm of the predicted mean.</param>
    /// <param name="target">The true number, positive.</param>
    [Loss]
    public static double GammaNll(double prediction, [Target, Range(0, double.MaxValue)] double target)
        => prediction + ScaledExp(target, -prediction);

    /// <summary>Negative log-likelihood of a Tweedie distribution, of which the logarithm of the mean is predicted, without constants: for claims, which are often 0.</summary>
    /// <remarks>
    /// <c>t·e^((1−ρ)x)/(ρ − 1) + e^((2−ρ)x)/(2 − ρ)</c>. M. C. K. Tweedie, An Index Which Distinguishes between Some Important Exponential Families, 1984.
    /// XGBoost <c>reg:tweedie</c>, LightGBM <c>tweedie</c>.
    /// </remarks>
    /// <param name="prediction">The logarithm of the predicted mean.</param>
    /// <param name="target">The true number, not negative.</param>
    /// <param name="rho">The power of the variance, between 1 (Poisson) and 2 (gamma).</param>
    [Loss]
    public static double TweedieNll(
        double prediction,
        [Target, Range(0, double.MaxValue)] double target,
        [Range(1, 2, MinimumIsExclusive = true, MaximumIsExclusive = true)] double rho = 1.5)
        => ScaledExp(target, (1 - rho) * prediction) / (rho - 1) + Exp((2 - rho) * prediction) / (2 - rho);

    /// <summary>Negative log-likelihood of a negative binomial distribution: for counts that vary more than Poisson's.</summary>
    /// <remarks>
    /// With <c>r = 1/α</c>: <c>lnΓ(k + 1) + lnΓ(r) − lnΓ(k + r) − r·ln(r/(r + μ)) − k·ln(μ/(r + μ))</c>; the variance is <c>μ + αμ²</c> (NB2).
    /// A. C. Cameron and P. K. Trivedi, Regression Analysis of Count Data, 1998.
    /// </remarks>
    /// <param name="mean">The predicted mean, positive.</param>
    /// <param name="dispersion">The predicted dispersion α, positive.</param>
    /// <param name="target">The count, not negative.</param>
    [Loss]
    public static double NegativeBinomialNll(
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double mean,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double dispersion,
        [Target, Range(0, double.MaxValue)] double target)
    {
        double r = 1 / dispersion;
        // Of the terms by the mean each has one sign: what is k·ln((1 + αμ)/αμ) and r·ln(1 + αμ) elsewhere cancels in parts.
        return LogGamma(target + 1) + LogGamma(r) - LogGamma(target + r)
            + r * Log1p(dispersion * mean) + (target > 0 ? target * Softplus(-Log(dispersion * mean)) : 0);
    }

    /// <summary>Negative log-likelihood of a Poisson distribution with additional zeros.</summary>
    /// <remarks>
    /// <c>−ln(π + (1 − π)e^(−λ))</c> where the count is 0, <c>−ln(1 − π) + λ − k·ln λ + lnΓ(k + 1)</c> elsewhere.
    /// D. Lambert, Zero-Inflated Poisson Regression, 1992. The first is written in three ways, each where it loses no digit.
    /// </remarks>
    /// <param name="rate">The predicted rate λ of the Poisson distribution, positive.</param>
    /// <param name="zeroProbability">The predicted probability π of an additional zero, from 0 and less than 1.</param>
    /// <param name="target">The count, not negative.</param>
    [Loss]
    public static double ZeroInflatedPoissonNll(
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double rate,
        [Range(0, 1, MaximumIsExclusive = true)] double zeroProbability,
        [Target, Range(0, double.MaxValue)] double target)
        => target == 0
            ? ZeroCountNll(rate, zeroProbability)
            : rate - XLogY(target, rate) + LogGamma(target + 1) - Log1p(-zeroProbability);

    // −ln(π + (1 − π)e^(−λ)): of small rates, of rates that outweigh the additional zeros, and where those outweigh the rate.
    [LossFunction]
    private static double ZeroCountNll(double rate, double zeroProbability)
        => rate < 1 ? SmallRateNll(rate, zeroProbability, -Log1p((1 - zeroProbability) * Expm1(-rate)))
            : ScaledExp(zeroProbability, rate) < 1 ? rate - Log1p(ScaledExp(zeroProbability, rate) - zeroProbability)
            : -Log(zeroProbability + (1 - zeroProbability) * Exp(-rate));

    // Where there are few additional zeros, the second derivative is what they bend, and not the difference of two slopes of 1.
    [LossFunction]
    private static double SmallRateNll(double rate, double zeroProbability, double value)
        => zeroProbability < 0.5 ? Forms.Told(value, rate - Log1p(zeroProbability * Expm1(rate))) : value;
}
