using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses that teach a language model from preferences and rewards. Inputs are rewards or log-probabilities of whole answers or of tokens.</summary>
public static class Preference
{
    /// <summary>Negative log-likelihood that the chosen answer is preferred: the loss of a reward model.</summary>
    /// <remarks><c>softplus(−(c − r − m))</c>. R. A. Bradley and M. E. Terry, Rank Analysis of Incomplete Block Designs, 1952. TRL <c>RewardTrainer</c>.</remarks>
    /// <param name="chosen">The reward of the chosen answer.</param>
    /// <param name="rejected">The reward of the rejected answer.</param>
    /// <param name="margin">By how much the chosen reward should be higher.</param>
    [Loss]
    public static double BradleyTerry(double chosen, double rejected, double margin = 0.0) => Softplus(margin - (chosen - rejected));

    /// <summary>Direct preference optimisation.</summary>
    /// <remarks>
    /// <c>(1 − ε)·softplus(−z) + ε·softplus(z)</c> with <c>z = β((c − c₀) − (r − r₀))</c>.
    /// R. Rafailov et al., Direct Preference Optimization, 2023. TRL <c>sigmoid</c>; with ε it is conservative DPO.
    /// </remarks>
    /// <param name="chosen">The log-probability of the chosen answer.</param>
    /// <param name="rejected">The log-probability of the rejected answer.</param>
    /// <param name="referenceChosen">The log-probability of the chosen answer by the reference model.</param>
    /// <param name="referenceRejected">The log-probability of the rejected answer by the reference model.</param>
    /// <param name="beta">How closely the model is held to the reference, positive; larger is closer.</param>
    /// <param name="labelSmoothing">The probability that a preference was noted the wrong way round.</param>
    [Loss]
    public static double Dpo(
        double chosen,
        double rejected,
        [Target] double referenceChosen,
        [Target] double referenceRejected,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 0.1,
        [Range(0, 1)] double labelSmoothing = 0.0)
    {
        double z = beta * (chosen - referenceChosen - (rejected - referenceRejected));
        return (1 - labelSmoothing) * Softplus(-z) + labelSmoothing * Softplus(z);
    }

    /// <summary>Identity preference optimisation: a squared error that does not push sure preferences to infinity.</summary>
    /// <remarks>
    /// <c>((c − c₀) − (r − r₀) − 1/(2β))²</c>. M. G. Azar et al., A General Theoretical Paradigm to Understand Learning from Human Preferences, 2023.
    /// TRL <c>ipo</c> divides the log-probabilities by the lengths; the paper does not.
    /// </remarks>
    /// <param name="chosen">The log-probability of the chosen answer.</param>
    /// <param name="rejected">The log-probability of the rejected answer.</param>
    /// <param name="referenceChosen">The log-probability of the chosen answer by the reference model.</param>
    /// <param name="referenceRejected">The log-probability of the rejected answer by the reference model.</param>
    /// <param name="beta">How closely the model is held to the reference, positive; larger is closer.</param>
    [Loss]
    public static double Ipo(
        double chosen,
        double rejected,
        [Target] double referenceChosen,
        [Target] double referenceRejected,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 0.1)
        => Square(chosen - referenceChosen - (rejected - referenceRejected) - 0.5 / beta);

    /// <summary>Simple preference optimisation: no reference model.</summary>
    /// <remarks><c>softplus(γ − β(c − r))</c>. Y. Meng et al., SimPO: Simple Preference Optimization with a Reference-Free Reward, 2024.</remarks>
    /// <param name="chosen">The log-probability of the chosen answer per token.</param>
    /// <param name="rejected">The log-probability of the rejected answer per token.</param>
    /// <param name="beta">The scale of the reward, positive.</param>
    /// <param name="gamma">By how much the chosen reward should be higher.</param>
    [Loss]
    public static double SimPo(
        double chosen, double rejected, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 2.0, double gamma = 0.5)
        => Softplus(gamma - beta * (chosen - rejected));

    /// <summary>Kahneman–Tversky optimisation: from answers that are good or bad each by itself.</summary>
    /// <remarks>
    /// <c>w₁·σ(β(k − r))</c> for a desirable answer, <c>w₀·σ(β(r − k))</c> for an undesirable one.
    /// K. Ethayarajh et al., KTO: Model Alignment as Prospect Theoretic Optimization, 2024.
    /// </remarks>
    /// <param name="reward">The log-ratio of the answer's probabilities by the model and by the reference.</param>
    /// <param name="divergence">The reference point: the estimated Kullback–Leibler divergence of the model from the reference, not differentiated.</param>
    /// <param name="isDesirable">Whether the answer is a good one.</param>
    /// <param name="beta">How closely the model is held to the reference, positive; larger is closer.</param>
    /// <param name="desirableWeight">What a good answer counts.</param>
    /// <param name="undesirableWeight">What a bad answer counts.</param>
    [Loss]
    public static double Kto(
        double reward,
        [Target] double divergence,
        [Target] bool isDesirable,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 0.1,
        [Range(0, double.MaxValue)] double desirableWeight = 1.0,
        [Range(0, double.MaxValue)] double undesirableWeight = 1.0)
        => isDesirable
            ? desirableWeight * Sigmoid(beta * (divergence - reward))
            : undesirableWeight * Sigmoid(beta * (reward - divergence));

    /// <summary>The odds-ratio term of ORPO, which is added to the negative log-likelihood of the chosen answer.</summary>
    /// <remarks>
    /// <c>β·softplus(logit(r) − logit(c))</c> with <c>logit(x) = x − ln(1 − eˣ)</c>. J. Hong et al., ORPO: Monolithic Preference Optimization without Reference Model, 2024.
    /// Near a chosen log-probability of 0 it is written as <c>β·ln(1 + (e^(−c) − 1)·e^(logit(r)))</c>, whose second derivative does not cancel,
    /// and near a rejected one of 0 too as <c>β·ln(1 + (e^(−c) − 1)/(e^(−r) − 1))</c>: there the two logits are large and nearly the same. The second
    /// derivative changes its sign at <c>e^(−r) = 2</c>: around it, it is <c>β·(ln(1 + (e^(−r) − 2)·e^c) − c − ln(e^(−r) − 1))</c>.
    /// </remarks>
    /// <param name="chosen">The log-probability of the chosen answer per token, negative.</param>
    /// <param name="rejected">The log-probability of the rejected answer per token, negative.</param>
    /// <param name="beta">What the term counts, positive.</param>
    [Loss]
    public static double OrpoOdds(
        [Range(double.MinValue, 0)] double chosen,
        [Range(double.MinValue, 0, MaximumIsExclusive = true)] double rejected,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 0.1)
    {
        double odds = LogOdds(rejected);
        double ratio = rejected > -1 ? Expm1(-chosen) / Expm1(-rejected) : ScaledExp(Expm1(-chosen), odds);
        double turned = Log1p((Expm1(-rejected) - 1) * Exp(chosen)) - chosen - Log(Expm1(-rejected));
        return beta * (chosen < -0.5 && rejected > -2 ? turned : chosen > -1 ? Log1p(ratio) : Softplus(odds - LogOdds(chosen)));
    }

    /// <summary>The loss of one token in group relative policy optimisation: a clipped policy gradient with a penalty for leaving the reference.</summary>
    /// <remarks>
    /// <c>−min(ρA, clip(ρ, 1 − ε₁, 1 + ε₂)A) + β(e^δ − δ − 1)</c> with <c>ρ = e^(l − l₀)</c> and <c>δ = l₁ − l</c>.
    /// Z. Shao et al., DeepSeekMath, 2024; J. Schulman, Approximating KL Divergence, 2020. Averages over tokens, answers and groups are the caller's.
    /// The minimum is written by the sign of A, where only one of the two bounds can bind.
    /// </remarks>
    /// <param name="logProbability">The log-probability of the token.</param>
    /// <param name="oldLogProbability">The log-probability by the model that sampled it.</param>
    /// <param name="referenceLogProbability">The log-probability by the reference model.</param>
    /// <param name="advantage">How much better than its group the answer was.</param>
    /// <param name="clipLow">How far below 1 the ratio of probabilities may fall before it stops mattering.</param>
    /// <param name="clipHigh">How far above 1 it may rise.</param>
    /// <param name="beta">What leaving the reference costs; TRL has 0.</param>
    [Loss]
    public static double GrpoToken(
        double logProbability,
        [Target] double oldLogProbability,
        [Target] double referenceLogProbability,
        [Target] double advantage,
        [Range(0, 1)] double clipLow = 0.2,
        [Range(0, double.MaxValue)] double clipHigh = 0.2,
        [Range(0, double.MaxValue)] double beta = 0.04)
    {
        double ratio = Exp(logProbability - oldLogProbability);
        double drift = referenceLogProbability - logProbability;
        // From 64 on the exponential alone has all the digits, and β may bring it back into range.
        double penalty = drift < 64 ? beta * ExpExcess(drift) : ScaledExp(beta, drift) - beta * (1 + drift);
        return penalty - advantage * (advantage > 0 ? Min(ratio, 1 + clipHigh) : Max(ratio, 1 - clipLow));
    }

    [LossFunction]
    private static double LogOdds(double logProbability) => logProbability - Log1mExp(logProbability);
}
