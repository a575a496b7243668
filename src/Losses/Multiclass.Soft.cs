using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

// Targets that are rows: a probability, or a yes or no, for each class.
public static partial class Multiclass
{
    /// <summary>Cross-entropy of logits with target probabilities.</summary>
    /// <remarks><c>−Σⱼ t′ⱼ ln pⱼ</c> with <c>p = softmax(x)</c> and <c>t′ = (1 − ε)t + ε/C</c>. PyTorch <c>CrossEntropyLoss</c> with probabilities.</remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="target">The true probabilities of the classes.</param>
    /// <param name="labelSmoothing">How much of the target is spread evenly over all classes.</param>
    [Loss]
    public static double SoftCrossEntropy(Row logits, [Target, Range(0, double.MaxValue)] Row target, [Range(0, 1)] double labelSmoothing = 0.0)
        => -Dot((1 - labelSmoothing) * target + labelSmoothing / logits.Length, LogSoftmax(logits));

    /// <summary>Cross-entropy of logits with target probabilities and a weight for each class.</summary>
    /// <remarks>
    /// <c>−Σⱼ wⱼt′ⱼ ln pⱼ</c> with <c>p = softmax(x)</c> and <c>t′ = (1 − ε)t + ε/C</c>. PyTorch <c>CrossEntropyLoss</c> with probabilities and <c>weight</c>:
    /// unlike with labels, the mean divides by the number of samples.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="target">The true probabilities of the classes.</param>
    /// <param name="classWeights">The factor of each class's term.</param>
    /// <param name="labelSmoothing">How much of the target is spread evenly over all classes.</param>
    [Loss]
    public static double WeightedSoftCrossEntropy(
        Row logits, [Target, Range(0, double.MaxValue)] Row target, [Hyper, Range(0, double.MaxValue)] Row classWeights, [Range(0, 1)] double labelSmoothing = 0.0)
        => -Dot(classWeights * ((1 - labelSmoothing) * target + labelSmoothing / logits.Length), LogSoftmax(logits));

    /// <summary>Cross-entropy of probabilities with target probabilities. Where there are logits, <see cref="SoftCrossEntropy"/> keeps all their digits.</summary>
    /// <remarks><c>−Σⱼ tⱼ ln pⱼ</c>; a term whose target is 0 is 0. Keras <c>CategoricalCrossentropy</c> divides p by its sum and clips it first.</remarks>
    /// <param name="probabilities">The predicted probabilities of the classes.</param>
    /// <param name="target">The true probabilities of the classes.</param>
    [Loss]
    public static double ProbabilityCrossEntropy([Range(0, 1)] Row probabilities, [Target, Range(0, 1)] Row target) => -Sum(XLogY(target, probabilities));

    /// <summary>Binary cross-entropy of each class's logit, averaged over the classes: for samples that belong to several classes.</summary>
    /// <remarks><c>Σⱼ (softplus(xⱼ) − tⱼxⱼ)/C</c>. PyTorch <c>MultiLabelSoftMarginLoss</c>.</remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="target">1 for each class that the sample belongs to, 0 for the others, or a probability.</param>
    [Loss]
    public static double MultilabelSoftMargin(Row logits, [Target, Range(0, 1)] Row target) => Mean(SoftplusResidual(logits, target));

    /// <summary>Binary cross-entropy of each class's logit with a weight for each class, averaged over the classes.</summary>
    /// <remarks><c>Σⱼ wⱼ(softplus(xⱼ) − tⱼxⱼ)/C</c>. PyTorch <c>MultiLabelSoftMarginLoss</c> with <c>weight</c>, by whose sum nothing is divided.</remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="target">1 for each class that the sample belongs to, 0 for the others, or a probability.</param>
    /// <param name="classWeights">The factor of each class's term.</param>
    [Loss]
    public static double WeightedMultilabelSoftMargin(Row logits, [Target, Range(0, 1)] Row target, [Hyper, Range(0, double.MaxValue)] Row classWeights)
        => Mean(classWeights * SoftplusResidual(logits, target));

    /// <summary>The hinge of the worst wrong class against the true one, for a target of ones and zeros.</summary>
    /// <remarks>
    /// <c>max(0, max_j (1 − tⱼ)xⱼ − Σⱼ tⱼxⱼ + 1)</c>, derivative 0 on the edge; scores that tie share it evenly. The inner maximum includes the 0 of the true class.
    /// Keras <c>CategoricalHinge</c>.
    /// </remarks>
    /// <param name="scores">The scores of the classes.</param>
    /// <param name="target">1 for the true class, 0 for the others.</param>
    [Loss]
    public static double CategoricalHinge(Row scores, [Target, Range(0, 1)] Row target) => Max(0, Max((1 - target) * scores) - Dot(target, scores) + 1);
}
