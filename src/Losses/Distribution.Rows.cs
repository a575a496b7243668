using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

// Distances between two whole distributions, a row each.
public static partial class Distribution
{
    /// <summary>Kullback–Leibler divergence of predicted log-probabilities from target probabilities. <see cref="KlDiv"/> is one term of it.</summary>
    /// <remarks><c>Σⱼ tⱼ(ln tⱼ − xⱼ)</c>, a term whose target is 0 being 0; with logarithms as targets <c>Σⱼ e^(tⱼ)(tⱼ − xⱼ)</c>. PyTorch <c>KLDivLoss</c> with reduction <c>batchmean</c>.</remarks>
    /// <param name="logProbabilities">The logarithms of the predicted probabilities.</param>
    /// <param name="target">The true probabilities, or their logarithms.</param>
    /// <param name="logTarget">Whether the targets are logarithms.</param>
    [Loss]
    public static double KlDivergence(Row logProbabilities, [Target] Row target, bool logTarget = false)
        => logTarget ? Sum(ScaledExp(target - logProbabilities, target)) : Sum(XLogY(target, target) - target * logProbabilities);

    /// <summary>Kullback–Leibler divergence of the probabilities that logits stand for from target probabilities: the cross-entropy less its minimum.</summary>
    /// <remarks><c>Σⱼ tⱼ(ln tⱼ − ln pⱼ)</c> with <c>p = softmax(x)</c>.</remarks>
    /// <param name="logits">The logits of the outcomes.</param>
    /// <param name="target">The true probabilities.</param>
    [Loss]
    public static double KlDivergenceWithLogits(Row logits, [Target, Range(0, double.MaxValue)] Row target) => Sum(XLogY(target, target) - target * LogSoftmax(logits));

    /// <summary>Kullback–Leibler divergence of positive numbers that need not sum to 1.</summary>
    /// <remarks><c>Σⱼ (tⱼ(ln tⱼ − xⱼ) + e^(xⱼ) − tⱼ)</c>, <c>e^(xⱼ)</c> where the target is 0. optax <c>generalized_kl_divergence</c>; Poisson's deviance is twice it.</remarks>
    /// <param name="logPrediction">The logarithms of the predicted numbers.</param>
    /// <param name="target">The true numbers, not negative.</param>
    [Loss]
    public static double GeneralizedKl(Row logPrediction, [Target, Range(0, double.MaxValue)] Row target)
        => Sum(XLogY(target, target) - target * logPrediction + (Exp(logPrediction) - target));

    /// <summary>The squared Hellinger distance of two distributions.</summary>
    /// <remarks><c>½Σⱼ (√pⱼ − √tⱼ)²</c>. Where a predicted probability is 0 and the true one is not, its slope is infinite.</remarks>
    /// <param name="probabilities">The predicted probabilities.</param>
    /// <param name="target">The true probabilities.</param>
    [Loss]
    public static double SquaredHellinger([Range(0, double.MaxValue)] Row probabilities, [Target, Range(0, double.MaxValue)] Row target)
        => Forms.Told(0.5 * SquaredDistance(Sqrt(probabilities), Sqrt(target)), 0.5 * Sum(probabilities) - Dot(Sqrt(probabilities), Sqrt(target)));

    /// <summary>The total variation of two distributions: the greatest difference of the probabilities that they give to any event.</summary>
    /// <remarks><c>½Σⱼ |pⱼ − qⱼ|</c>, derivative 0 where they are equal. Liger <c>TVDLoss</c>, whose derivative there is −½.</remarks>
    /// <param name="first">Probabilities.</param>
    /// <param name="second">Other ones.</param>
    [Loss]
    public static double TotalVariation(Row first, Row second) => 0.5 * Sum(Abs(first - second));
}
