using System;
using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of a predicted distribution: negative log-likelihoods, scores and divergences.</summary>
public static partial class Distribution
{
    /// <summary>Negative log-likelihood of a Gaussian with predicted mean and variance.</summary>
    /// <remarks>
    /// <c>½(ln v + (μ − t)²/v)</c> with <c>v = max(variance, ε)</c>, and <c>½ ln 2π</c> more if full; below ε the gradient of the variance is that at ε.
    /// D. A. Nix and A. S. Weigend, Estimating the Mean and Variance of the Target Probability Distribution, 1994. PyTorch <c>GaussianNLLLoss</c>.
    /// </remarks>
    /// <param name="mean">The predicted mean.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="variance">The predicted variance, in the square of the unit; not negative.</param>
    /// <param name="full">Whether the constant ½ ln 2π is added.</param>
    /// <param name="epsilon">The least variance, positive.</param>
    [Loss]
    public static double GaussianNll(
        double mean,
        [Target] double target,
        [Range(0, double.MaxValue)] double variance,
        bool full = false,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-6)
    {
        double v = ClampThrough(variance, epsilon, double.PositiveInfinity);
        return 0.5 * (Log(v) + Square(mean - target) / v) + (full ? 0.5 * Log(2 * Math.PI) : 0);
    }

    /// <summary>Negative log-likelihood of a Gaussian with predicted mean and logarithm of the standard deviation, without its constant.</summary>
    /// <remarks><c>s + ½(μ − t)²·e^(−2s)</c>. CatBoost <c>RMSEWithUncertainty</c>.</remarks>
    /// <param name="mean">The predicted mean.</param>
    /// <param name="logSigma">The logarithm of the predicted standard deviation.</param>
    /// <param name="target">The true number, in the unit of the mean.</param>
    [Loss]
    public static double RmseWithUncertainty(double mean, double logSigma, [Target] double target)
        => logSigma + 0.5 * ScaledExp(Square(mean - target), -2 * logSigma);

    /// <summary>Negative log-likelihood of a Laplace distribution.</summary>
    /// <remarks><c>ln 2b + |t − μ|/b</c>, derivative 0 where location and target are equal.</remarks>
    /// <param name="location">The predicted median.</param>
    /// <param name="scale">The predicted scale: the mean absolute deviation, in the same unit; positive.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double LaplaceNll(double location, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double scale, [Target] double target)
        => Log(2 * scale) + Abs(location - target) / scale;

    /// <summary>The continuous ranked probability score of a Gaussian forecast, in the unit of the target; a sharp forecast that is right costs least.</summary>
    /// <remarks>
    /// <c>σ(z(2Φ(z) − 1) + 2φ(z) − 1/√π)</c> with <c>z = (t − μ)/σ</c>, written with <c>x = z/√2</c> as <c>(t − μ)·erf(x) + σ(√2·e^(−x²) − 1)/√π</c>,
    /// which is <c>|t − μ| − σ/√π</c> to 5900 binary places where |x| exceeds 64.
    /// T. Gneiting and A. E. Raftery, Strictly Proper Scoring Rules, Prediction, and Estimation, 2007.
    /// </remarks>
    /// <param name="mean">The predicted mean.</param>
    /// <param name="sigma">The predicted standard deviation, in the same unit; positive.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double GaussianCrps(double mean, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double sigma, [Target] double target)
    {
        double x = (target - mean) / sigma / Math.Sqrt(2);
        return Abs(x) < 64
            ? (target - mean) * Erf(x) + sigma * (Math.Sqrt(2) * Exp(-Square(x)) - 1) / Math.Sqrt(Math.PI)
            : Abs(target - mean) - sigma / Math.Sqrt(Math.PI);
    }

    /// <summary>Kullback–Leibler divergence of a diagonal Gaussian from the standard one: the regulariser of a variational autoencoder, per latent number.</summary>
    /// <remarks><c>½(μ² + e^v − 1 − v)</c> with v the logarithm of the variance. D. P. Kingma and M. Welling, Auto-Encoding Variational Bayes, 2013.</remarks>
    /// <param name="mean">The mean.</param>
    /// <param name="logVariance">The logarithm of the variance.</param>
    [Loss]
    public static double VaeKl(double mean, double logVariance) => 0.5 * (Square(mean) + ExpExcess(logVariance));

    /// <summary>One term of the Kullback–Leibler divergence of predicted log-probabilities from target probabilities; the divergence is the sum over the outcomes.</summary>
    /// <remarks>
    /// <c>t(ln t − x)</c>, 0 where t is not positive; with logarithms as targets <c>e^t(t − x)</c>. PyTorch <c>KLDivLoss</c>, whose default reduction divides by the number of entries.
    /// </remarks>
    /// <param name="prediction">The logarithm of the predicted probability.</param>
    /// <param name="target">The true probability, or its logarithm.</param>
    /// <param name="logTarget">Whether the target is a logarithm.</param>
    [Loss]
    public static double KlDiv(double prediction, [Target] double target, bool logTarget = false)
        => logTarget ? ScaledExp(target - prediction, target)
            : target > 0 ? target * (Log(target) - prediction)
            : 0;
}
