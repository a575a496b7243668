using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of embeddings: what belongs together should be near, what does not should be far.</summary>
public static class Similarity
{
    /// <summary>1 less the cosine of the angle between two vectors.</summary>
    /// <remarks>
    /// <c>1 − ab/(max(‖a‖, ε)·max(‖b‖, ε))</c>; below ε the divisor is constant, also to the derivative.
    /// PyTorch <c>CosineSimilarity</c>. Between long vectors it is written as <c>½‖a/‖a‖ − b/‖b‖‖²</c>, so that small angles lose no digits.
    /// </remarks>
    /// <param name="first">A vector.</param>
    /// <param name="second">Another one.</param>
    /// <param name="epsilon">The least length a vector is divided by, positive.</param>
    [Loss]
    public static double CosineDistance(Row first, Row second, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-8)
    {
        Row a = first / Max(Norm(first), epsilon);
        Row b = second / Max(Norm(second), epsilon);
        return Min(Norm(first), Norm(second)) > epsilon ? 1 - CosineSimilarity(first, second) : 1 - Dot(a, b);
    }

    /// <summary>1 less the cosine for a pair that belongs together, otherwise a hinge on the cosine.</summary>
    /// <remarks>
    /// With <c>c = ab/√((‖a‖² + ε)(‖b‖² + ε))</c>: <c>1 − c</c> for a positive target, otherwise <c>max(0, c − m)</c> with derivative 0 on the edge.
    /// PyTorch <c>CosineEmbeddingLoss</c>. With <c>u = a/√(‖a‖² + ε)</c>, and v of b, <c>1 − c = ½(‖u − v‖² + ε/(‖a‖² + ε) + ε/(‖b‖² + ε))</c>, which loses no digits at small angles.
    /// </remarks>
    /// <param name="first">A vector.</param>
    /// <param name="second">Another one.</param>
    /// <param name="target">Above 0 for a pair that belongs together.</param>
    /// <param name="margin">The cosine up to which a pair that does not belong together costs nothing.</param>
    /// <param name="epsilon">What is added to the squared lengths, positive.</param>
    [Loss]
    public static double CosineEmbedding(
        Row first,
        Row second,
        [Target] double target,
        [Range(-1, 1)] double margin = 0.0,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-12)
    {
        double floor = Sqrt(epsilon);
        double firstLength = Hypot(Norm(first), floor);
        double secondLength = Hypot(Norm(second), floor);
        Row a = first / firstLength;
        Row b = second / secondLength;
        return target > 0
            ? Forms.Told(0.5 * (SquaredDistance(a, b) + Square(floor / firstLength) + Square(floor / secondLength)), -Dot(a, b))
            : Max(0, Dot(a, b) - margin);
    }

    /// <summary>The squared distance of a pair that belongs together, otherwise a squared hinge on the distance.</summary>
    /// <remarks>
    /// <c>D²</c> with <c>D = ‖a − b‖</c> for a positive target, otherwise <c>max(0, m − D)²</c>; the derivative is 0 where the vectors are equal.
    /// R. Hadsell, S. Chopra and Y. LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006, with twice its value and 1 for a pair that belongs together.
    /// </remarks>
    /// <param name="first">A vector.</param>
    /// <param name="second">Another one.</param>
    /// <param name="target">Above 0 for a pair that belongs together.</param>
    /// <param name="margin">The distance from which a pair that does not belong together costs nothing.</param>
    [Loss]
    public static double Contrastive(Row first, Row second, [Target] double target, [Range(0, double.MaxValue)] double margin = 1.0)
        => target > 0 ? SquaredDistance(first, second) : Square(Relu(margin - Distance(first, second)));

    /// <summary>A hinge on how much nearer the positive is to the anchor than the negative.</summary>
    /// <remarks>
    /// <c>max(0, m + D(a, p) − D(a, n))</c> with <c>D(a, b) = ‖a − b + ε‖_p</c>, derivative 0 on the edge; with swap the negative's distance is the lesser of those to anchor and positive.
    /// PyTorch <c>TripletMarginLoss</c>; V. Balntas et al., Learning local feature descriptors with triplets and shallow convolutional neural networks, 2016.
    /// </remarks>
    /// <param name="anchor">A vector.</param>
    /// <param name="positive">One that belongs to it.</param>
    /// <param name="negative">One that does not.</param>
    /// <param name="margin">By how much the negative must be farther.</param>
    /// <param name="norm">The norm p of the distance: 1 adds absolute differences, 2 is Euclid's.</param>
    /// <param name="epsilon">What is added to each difference.</param>
    /// <param name="swap">Whether the negative must be far from the positive too.</param>
    [Loss]
    public static double TripletMargin(
        Row anchor, Row positive, Row negative, double margin = 1.0, [Range(1, 2)] int norm = 2, [Range(0, double.MaxValue)] double epsilon = 1e-6, bool swap = false)
    {
        double near = ShiftedDistance(anchor, positive, norm, epsilon);
        double far = ShiftedDistance(anchor, negative, norm, epsilon);
        return Max(0, margin + near - (swap ? Min(far, ShiftedDistance(positive, negative, norm, epsilon)) : far));
    }

    /// <summary>A hinge on how much nearer, in squared distances, the positive is to the anchor than the negative.</summary>
    /// <remarks>
    /// <c>max(0, ‖a − p‖² − ‖a − n‖² + m)</c>, derivative 0 on the edge.
    /// F. Schroff, D. Kalenichenko and J. Philbin, FaceNet: A Unified Embedding for Face Recognition and Clustering, 2015.
    /// </remarks>
    /// <param name="anchor">A vector.</param>
    /// <param name="positive">One that belongs to it.</param>
    /// <param name="negative">One that does not.</param>
    /// <param name="margin">By how much the negative must be farther, in the square of the unit.</param>
    [Loss]
    public static double TripletSquared(Row anchor, Row positive, Row negative, double margin = 0.2)
        => Max(0, SquaredDistance(anchor, positive) - SquaredDistance(anchor, negative) + margin);

    /// <summary>Half the squared distance of a vector from the centre of its class, which is learned too.</summary>
    /// <remarks><c>½‖x − c_y‖²</c>. Y. Wen et al., A Discriminative Feature Learning Approach for Deep Face Recognition, 2016, moves the centres by a rule of its own instead of the gradient.</remarks>
    /// <param name="features">A vector.</param>
    /// <param name="label">Its class.</param>
    /// <param name="centers">The centres, one row per class.</param>
    [Loss]
    public static double Center(Row features, [Target] int label, Table centers) => 0.5 * SquaredDistance(features, centers[label]);

    [LossFunction]
    private static double ShiftedDistance(Row a, Row b, int norm, double epsilon) => norm == 1 ? Sum(Abs(a - b + epsilon)) : Norm(a - b + epsilon);
}
