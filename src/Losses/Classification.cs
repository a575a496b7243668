using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of a yes-or-no answer given as a probability or as a logit.</summary>
public static class Classification
{
    /// <summary>Binary cross-entropy of a probability. Where there is a logit, <see cref="BceWithLogits"/> keeps all its digits.</summary>
    /// <remarks>
    /// <c>−(t·max(ln p, −100) + (1 − t)·max(ln(1 − p), −100))</c>, as PyTorch <c>BCELoss</c>; the derivative is that of this formula, 0 where a logarithm is cut at −100.
    /// A term whose factor is 0 is 0.
    /// </remarks>
    /// <param name="prediction">The predicted probability of yes.</param>
    /// <param name="target">The true probability of yes: 1, 0 or between.</param>
    [Loss]
    public static double Bce([Range(0, 1)] double prediction, [Target, Range(0, 1)] double target)
        => (target > 0 ? -target * Max(-100, Log(prediction)) : 0)
            + (target < 1 ? -(1 - target) * Max(-100, Log1p(-prediction)) : 0);

    /// <summary>Binary cross-entropy of a logit.</summary>
    /// <remarks>
    /// <c>(1 − t)·softplus(x) + w·t·softplus(−x)</c>. A term whose factor is 0 is 0, so that infinite logits give the limit.
    /// PyTorch <c>BCEWithLogitsLoss</c>, the logistic loss of XGBoost and LightGBM.
    /// </remarks>
    /// <param name="prediction">The logit of the predicted probability of yes.</param>
    /// <param name="target">The true probability of yes: 1, 0 or between.</param>
    /// <param name="positiveWeight">What a yes counts against a no; above 1 it trades precision for recall.</param>
    [Loss]
    public static double BceWithLogits(double prediction, [Target, Range(0, 1)] double target, [Range(0, double.MaxValue)] double positiveWeight = 1.0)
        => (target < 1 ? (1 - target) * Softplus(prediction) : 0)
            + (target > 0 ? positiveWeight * target * Softplus(-prediction) : 0);

    /// <summary>The focal loss of the probability given to the true class.</summary>
    /// <remarks>
    /// <c>−(1 − p)^γ ln p</c>; at 1 the derivatives are the limits. T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017.
    /// Where there is a logit, <see cref="SigmoidFocal"/> keeps all its digits.
    /// </remarks>
    /// <param name="prediction">The predicted probability of the class that is true.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 is the cross-entropy.</param>
    [Loss]
    public static double ProbabilityFocal([Range(0, 1)] double prediction, [Range(0, double.MaxValue)] double gamma = 2.0)
        => prediction < 1 ? -Pow(1 - prediction, gamma) * Log(prediction) : Pow(1 - prediction, gamma + 1);

    /// <summary>The focal loss of a logit.</summary>
    /// <remarks>
    /// <c>−α_t (1 − p_t)^γ ln p_t</c> with <c>p_t = σ(x)</c> for a yes and <c>σ(−x)</c> for a no. T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017.
    /// torchvision <c>sigmoid_focal_loss</c> has α = 0.25 by default; optax and MONAI have none.
    /// </remarks>
    /// <param name="prediction">The logit of the predicted probability of yes.</param>
    /// <param name="target">The label, 1 or 0; a soft one counts as the label it is nearer to, above 0.5 as 1.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 is the cross-entropy.</param>
    /// <param name="alpha">The factor of a yes, 1 − α being that of a no; negative for neither.</param>
    [Loss]
    public static double SigmoidFocal(
        double prediction, [Target] double target, [Range(0, double.MaxValue)] double gamma = 2.0, [Range(-1, 1)] double alpha = -1.0)
    {
        double z = target > 0.5 ? prediction : -prediction;
        double balance = alpha < 0 ? 1 : target > 0.5 ? alpha : 1 - alpha;
        return balance * Exp(-gamma * Softplus(z)) * Softplus(-z);
    }

    /// <summary>Half the squared error of the probability that a logit stands for: half the Brier score.</summary>
    /// <remarks><c>½(σ(x) − t)²</c>. G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, 1950; CatBoost <c>BrierScore</c> is twice it. Not convex: its gradient vanishes at confident errors.</remarks>
    /// <param name="prediction">The logit of the predicted probability of yes.</param>
    /// <param name="target">The true probability of yes: 1, 0 or between.</param>
    [Loss]
    public static double SigmoidMse(double prediction, [Target] double target) => 0.5 * Square(Abs(prediction) < 0.25 ? 0.5 * Tanh(0.5 * prediction) + (0.5 - target) : SigmoidResidual(prediction, target));

    /// <summary>1 where prediction and target differ, otherwise 0. Its derivative is 0: for evaluation.</summary>
    /// <remarks><c>p = t ? 0 : 1</c>. CatBoost <c>ZeroOneLoss</c>.</remarks>
    /// <param name="prediction">The predicted label.</param>
    /// <param name="target">The true label.</param>
    [Loss]
#pragma warning disable LG0209 // Equality is the definition of this loss.
    public static double ZeroOne(double prediction, [Target] double target) => prediction == target ? 0 : 1;
#pragma warning restore LG0209

    /// <summary>1 where the error reaches a threshold, otherwise 0. Its derivative is 0: for evaluation.</summary>
    /// <remarks><c>|t − p| ≥ T ? 1 : 0</c>. CatBoost <c>NumErrors</c> counts only what exceeds the threshold.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="threshold">The least error that counts, in the unit of the target.</param>
    [Loss]
    public static double ZeroOneThreshold(double prediction, [Target] double target, [Range(0, double.MaxValue)] double threshold = 0.5)
        => Abs(target - prediction) >= threshold ? 1 : 0;
}
