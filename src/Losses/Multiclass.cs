using System;
using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of a choice among several classes, of which a label tells the true one. A row holds one score or probability per class.</summary>
public static partial class Multiclass
{
    /// <summary>Cross-entropy of logits, with label smoothing.</summary>
    /// <remarks>
    /// <c>−(1 − ε) ln p_y − ε/C·Σⱼ ln pⱼ</c> with <c>p = softmax(x)</c>. PyTorch <c>CrossEntropyLoss</c>;
    /// smoothing by C. Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="labelSmoothing">How much of the true class's probability is spread evenly over all classes.</param>
    [Loss]
    public static double CrossEntropy(Row logits, [Target(IgnoreLabel = -100)] int label, [Range(0, 1)] double labelSmoothing = 0.0)
    {
        Row logs = LogSoftmax(logits);
        return labelSmoothing > 0 ? -(1 - labelSmoothing) * logs[label] - labelSmoothing * Mean(logs) : -logs[label];
    }

    /// <summary>Cross-entropy of logits with a weight for each class.</summary>
    /// <remarks>
    /// <c>−(1 − ε) ln p_y − ε/C·Σⱼ wⱼ/w_y·ln pⱼ</c>, of which a sample counts <c>w_y</c>: the mean divides by the sum of the weights.
    /// PyTorch <c>CrossEntropyLoss</c> with <c>weight</c>. A sample whose class has the weight 0 counts for nothing, also with smoothing.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="classWeights">What a sample of each class counts.</param>
    /// <param name="labelSmoothing">How much of the true class's probability is spread evenly over all classes.</param>
    [Loss]
    public static double WeightedCrossEntropy(
        Row logits, [Target(IgnoreLabel = -100)] int label, [Hyper, Range(0, double.MaxValue)] Row classWeights, [Range(0, 1)] double labelSmoothing = 0.0)
    {
        Row logs = LogSoftmax(logits);
        double loss = labelSmoothing > 0
            ? -(1 - labelSmoothing) * logs[label] - labelSmoothing * Mean(classWeights * logs) / classWeights[label]
            : -logs[label];
        return Weighted(loss, classWeights[label]);
    }

    /// <summary>Negative log-likelihood of the true class. Where there are logits, <see cref="CrossEntropy"/> takes them directly.</summary>
    /// <remarks><c>−x_y</c>. PyTorch <c>NLLLoss</c>.</remarks>
    /// <param name="logProbabilities">The logarithms of the predicted probabilities of the classes.</param>
    /// <param name="label">The true class.</param>
    [Loss]
    public static double Nll(Row logProbabilities, [Target(IgnoreLabel = -100)] int label) => -logProbabilities[label];

    /// <summary>Negative log-likelihood of the true class with a weight for each class.</summary>
    /// <remarks><c>−x_y</c>, of which a sample counts <c>w_y</c>: the mean divides by the sum of the weights. PyTorch <c>NLLLoss</c> with <c>weight</c>.</remarks>
    /// <param name="logProbabilities">The logarithms of the predicted probabilities of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="classWeights">What a sample of each class counts.</param>
    [Loss]
    public static double WeightedNll(Row logProbabilities, [Target(IgnoreLabel = -100)] int label, [Hyper, Range(0, double.MaxValue)] Row classWeights)
        => Weighted(-logProbabilities[label], classWeights[label]);

    /// <summary>Cross-entropy of logits plus a penalty that keeps the logits from drifting.</summary>
    /// <remarks>
    /// <c>−ln p_y + λ·ln²(Σⱼ e^(xⱼ))</c> with <c>p = softmax(x)</c>. A. Chowdhery et al., PaLM: Scaling Language Modeling with Pathways, 2022;
    /// Liger <c>lse_square_scale</c>.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="penalty">What the penalty counts, λ.</param>
    [Loss]
    public static double ZLossCrossEntropy(Row logits, [Target(IgnoreLabel = -100)] int label, [Range(0, double.MaxValue)] double penalty = 1e-4)
        => -LogSoftmax(logits)[label] + penalty * Square(LogSumExp(logits));

    /// <summary>The focal loss of logits: cross-entropy that plays down what is right already.</summary>
    /// <remarks>
    /// <c>−(1 − p_y)^γ ln p_y</c> with <c>p = softmax(x)</c>, written with the log-odds <c>o = ln((1 − p_y)/p_y)</c> as <c>softplus(o)·e^(−γ·softplus(−o))</c>.
    /// T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017; Keras <c>CategoricalFocalCrossentropy</c> multiplies it by α.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 is the cross-entropy.</param>
    [Loss]
    public static double SoftmaxFocal(Row logits, [Target(IgnoreLabel = -100)] int label, [Range(0, double.MaxValue)] double gamma = 2.0)
    {
        double odds = LogOddsAgainst(logits, label);
        return Exp(-gamma * Softplus(-odds)) * Softplus(odds);
    }

    /// <summary>Cross-entropy of logits plus the reverse cross-entropy, which tolerates wrong labels.</summary>
    /// <remarks>
    /// <c>−α ln p_y + βA(1 − p_y)</c> with <c>p = softmax(x)</c>, written with the log-odds <c>o = ln((1 − p_y)/p_y)</c>, of which <c>1 − p_y</c> is the sigmoid.
    /// Y. Wang et al., Symmetric Cross Entropy for Robust Learning with Noisy Labels, 2019; its A is 4, other code has 6 or 7.
    /// </remarks>
    /// <param name="logits">The logits of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="alpha">What the cross-entropy counts.</param>
    /// <param name="beta">What the reverse cross-entropy counts.</param>
    /// <param name="cut">−ln 0 of the reverse cross-entropy, A.</param>
    [Loss]
    public static double SymmetricCrossEntropy(
        Row logits,
        [Target(IgnoreLabel = -100)] int label,
        [Range(0, double.MaxValue)] double alpha = 0.1,
        [Range(0, double.MaxValue)] double beta = 1.0,
        [Range(0, double.MaxValue)] double cut = 4.0)
    {
        double odds = LogOddsAgainst(logits, label);
        return alpha * Softplus(odds) + beta * cut * Sigmoid(odds);
    }

    /// <summary>Cross-entropy of cosines with an angle added to that of the true class.</summary>
    /// <remarks>
    /// <c>−ln softmax(s·c′)_y</c> with <c>c′_y = cos(θ + m)</c>, <c>θ = arccos c_y</c>, and c elsewhere; beyond <c>θ = π − m</c>, <c>c′_y = c_y − m·sin m</c>.
    /// J. Deng et al., ArcFace: Additive Angular Margin Loss for Deep Face Recognition, 2018.
    /// The cosine of the sum is written as <c>c·cos m − √(1 − c²)·sin m</c>; its slope is infinite at c = 1.
    /// </remarks>
    /// <param name="cosines">The cosines of the angles between a feature and the centres of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="margin">The added angle m.</param>
    /// <param name="scale">The scale s of the logits, positive.</param>
    [Loss]
    public static double ArcFace(
        [Range(-1, 1)] Row cosines,
        [Target(IgnoreLabel = -100)] int label,
        [Range(0, Math.PI)] double margin = 0.5,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double scale = 64.0)
    {
        double c = cosines[label];
        double moved = c >= -Cos(margin) ? c * Cos(margin) - Sqrt((1 - c) * (1 + c)) * Sin(margin) : c - margin * Sin(margin);
        return -LogSoftmax(scale * cosines.With(label, moved))[label];
    }

    /// <summary>Cross-entropy of cosines with a margin taken from that of the true class.</summary>
    /// <remarks><c>−ln softmax(s·(c − m·1_y))_y</c>. H. Wang et al., CosFace: Large Margin Cosine Loss for Deep Face Recognition, 2018.</remarks>
    /// <param name="cosines">The cosines of the angles between a feature and the centres of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="margin">By how much the true cosine must be greater than the others.</param>
    /// <param name="scale">The scale s of the logits, positive.</param>
    [Loss]
    public static double CosFace(
        [Range(-1, 1)] Row cosines,
        [Target(IgnoreLabel = -100)] int label,
        double margin = 0.35,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double scale = 64.0)
        => -LogSoftmax(scale * (cosines - margin * OneHot(label)))[label];

    /// <summary>The hinge of each wrong class against the true one, averaged over all classes.</summary>
    /// <remarks>
    /// <c>Σ_(j≠y) max(0, m − x_y + xⱼ)^p/C</c>, derivative 0 on the edge; C counts the true class too. PyTorch <c>MultiMarginLoss</c>;
    /// J. Weston and C. Watkins, Support Vector Machines for Multi-Class Pattern Recognition, 1999.
    /// </remarks>
    /// <param name="scores">The scores of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="margin">By how much the true score must be greater than the others.</param>
    /// <param name="power">The power p, 1 or 2.</param>
    [Loss]
    public static double MultiMargin(Row scores, [Target] int label, double margin = 1.0, [Range(1, 2)] int power = 1)
    {
        Row excess = Relu(scores - scores[label] + margin);
        return (power == 2 ? SumExcept(Square(excess), label) : SumExcept(excess, label)) / scores.Length;
    }

    /// <summary>The hinge of each wrong class against the true one, averaged over all classes and multiplied by the weight of the true class.</summary>
    /// <remarks><c>w_y·Σ_(j≠y) max(0, m − x_y + xⱼ)^p/C</c>, derivative 0 on the edge. PyTorch <c>MultiMarginLoss</c> with <c>weight</c>: the mean divides by the number of samples.</remarks>
    /// <param name="scores">The scores of the classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="classWeights">The factor of the loss for each true class.</param>
    /// <param name="margin">By how much the true score must be greater than the others.</param>
    /// <param name="power">The power p, 1 or 2.</param>
    [Loss]
    public static double WeightedMultiMargin(
        Row scores, [Target] int label, [Hyper, Range(0, double.MaxValue)] Row classWeights, double margin = 1.0, [Range(1, 2)] int power = 1)
        => classWeights[label] * MultiMargin(scores, label, margin, power);

    /// <summary>The hinge of the worst wrong class against the true one.</summary>
    /// <remarks>
    /// <c>max_j(xⱼ + 1_(j≠y)) − x_y</c>; scores that tie share the derivative evenly, the true one among them.
    /// K. Crammer and Y. Singer, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, 2001; optax <c>multiclass_hinge_loss</c>.
    /// </remarks>
    /// <param name="scores">The scores of the classes.</param>
    /// <param name="label">The true class.</param>
    [Loss]
    public static double CrammerSinger(Row scores, [Target] int label) => Max((scores - scores[label] + 1).With(label, 0));

    // ln((1 − p)/p) of the label's probability: the others' exponentials are never added to its own, so that no digit of 1 − p is lost.
    [LossFunction]
    private static double LogOddsAgainst(Row logits, int label) => LogSumExp((logits - logits[label]).With(label, double.NegativeInfinity));
}
