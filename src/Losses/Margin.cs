using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of a score whose sign is the answer; labels are +1 and −1.</summary>
public static class Margin
{
    /// <summary>The hinge loss of support vector machines.</summary>
    /// <remarks><c>max(0, m − y·f)</c>, derivative 0 at the margin. C. Cortes and V. Vapnik, Support-Vector Networks, 1995.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    /// <param name="margin">The score of the right sign from which nothing is paid.</param>
    [Loss]
    public static double Hinge(double prediction, [Target] double target, double margin = 1.0) => Max(0, margin - target * prediction);

    /// <summary>The square of the hinge loss.</summary>
    /// <remarks><c>max(0, 1 − y·f)²</c>. Keras <c>SquaredHinge</c>, scikit-learn <c>squared_hinge</c>.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double SquaredHinge(double prediction, [Target] double target) => Square(Max(0, 1 - target * prediction));

    /// <summary>The hinge loss with a parabola in its corner.</summary>
    /// <remarks>
    /// With <c>z = y·f</c>: 0 where z is at least 1, <c>(1 − z)²/(2s)</c> where it exceeds 1 − s, <c>1 − z − s/2</c> elsewhere.
    /// J. D. M. Rennie and N. Srebro, Loss Functions for Preference Levels, 2005. ML.NET <c>SmoothedHingeLoss</c>.
    /// </remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    /// <param name="smoothing">The width of the parabola, positive.</param>
    [Loss]
    public static double SmoothedHinge(
        double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double smoothing = 1.0)
    {
        double z = target * prediction;
        return z >= 1 ? 0
            : z > 1 - smoothing ? 0.5 * Square(1 - z) / smoothing
            : 1 - z - 0.5 * smoothing;
    }

    /// <summary>The squared hinge loss, linear for scores of the wrong sign beyond −1.</summary>
    /// <remarks>
    /// With <c>z = y·f</c>: 0 where z is at least 1, <c>(1 − z)²</c> where it is at least −1, <c>−4z</c> elsewhere.
    /// T. Zhang, Solving Large Scale Linear Prediction Problems Using Stochastic Gradient Descent Algorithms, 2004. scikit-learn <c>modified_huber</c>.
    /// </remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double ModifiedHuber(double prediction, [Target] double target)
    {
        double z = target * prediction;
        return z >= 1 ? 0
            : z >= -1 ? Square(1 - z)
            : -4 * z;
    }

    /// <summary>The exponential loss of AdaBoost.</summary>
    /// <remarks><c>e^(−β·y·f)</c>. Y. Freund and R. E. Schapire, A Decision-Theoretic Generalization of On-Line Learning, 1997. ML.NET <c>ExpLoss</c>.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    /// <param name="beta">The steepness, positive.</param>
    [Loss]
    public static double Exponential(
        double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double beta = 1.0)
        => Exp(-beta * target * prediction);

    /// <summary>The logistic loss with labels +1 and −1. With labels 1 and 0 it is <see cref="Classification.BceWithLogits"/>.</summary>
    /// <remarks><c>ln(1 + e^(−y·f))</c>, for scores of any size. LightGBM <c>binary</c>, ML.NET <c>LogLoss</c>.</remarks>
    /// <param name="prediction">The score: the logit of the predicted probability of +1.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double Logistic(double prediction, [Target] double target) => Softplus(-target * prediction);

    /// <summary>The logistic loss under PyTorch's name, see <see cref="Logistic"/>.</summary>
    /// <remarks><c>ln(1 + e^(−y·f))</c>, for scores of any size. PyTorch <c>SoftMarginLoss</c>.</remarks>
    /// <param name="prediction">The score: the logit of the predicted probability of +1.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double SoftMargin(double prediction, [Target] double target) => Logistic(prediction, target);

    /// <summary>The loss of the perceptron: what a score of the wrong sign amounts to.</summary>
    /// <remarks><c>max(0, −y·f)</c>, derivative 0 at a score of 0. F. Rosenblatt, The Perceptron, 1958.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double Perceptron(double prediction, [Target] double target) => Max(0, -target * prediction);

    /// <summary>The Savage loss: at most 1, so that outliers do not rule.</summary>
    /// <remarks><c>1/(1 + e^(y·f))²</c>. H. Masnadi-Shirazi and N. Vasconcelos, On the Design of Loss Functions for Classification, 2008.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double Savage(double prediction, [Target] double target) => Square(Sigmoid(-target * prediction));

    /// <summary>The tangent loss, which also charges scores that are too right.</summary>
    /// <remarks><c>(2·arctan(y·f) − 1)²</c>. H. Masnadi-Shirazi et al., On the Design of Robust Classifiers for Computer Vision, 2010.</remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double Tangent(double prediction, [Target] double target) => Square(2 * Atan(target * prediction) - 1);

    /// <summary>The sparsemax loss of two classes: a logistic loss that is exactly 0 from a margin on.</summary>
    /// <remarks>
    /// With <c>v = −y·f</c>: 0 where v is at most −1, v where it is at least 1, <c>(v + 1)²/4</c> between.
    /// A. F. T. Martins and R. F. Astudillo, From Softmax to Sparsemax, 2016. optax <c>sparsemax_loss</c>.
    /// </remarks>
    /// <param name="prediction">The score.</param>
    /// <param name="target">The label, +1 or −1.</param>
    [Loss]
    public static double BinarySparsemax(double prediction, [Target] double target)
    {
        double v = -target * prediction;
        return v <= -1 ? 0
            : v >= 1 ? v
            : 0.25 * Square(v + 1);
    }

    /// <summary>A distance for pairs that belong together, a hinge for pairs that do not.</summary>
    /// <remarks><c>x</c> where y is +1, <c>max(0, m − x)</c> where it is −1, derivative 0 at the margin. PyTorch <c>HingeEmbeddingLoss</c>, which adds both terms for other labels.</remarks>
    /// <param name="prediction">The distance of the pair.</param>
    /// <param name="target">The label: above 0 for a pair that belongs together.</param>
    /// <param name="margin">The distance from which a pair that does not belong together costs nothing.</param>
    [Loss]
    public static double HingeEmbedding(double prediction, [Target] double target, double margin = 1.0)
        => target > 0 ? prediction : Max(0, margin - prediction);
}
