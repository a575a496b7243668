using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of how well a predicted region covers the true one: masks, one entry per pixel, and boxes.</summary>
public static class Overlap
{
    /// <summary>1 less Dice's coefficient of two masks.</summary>
    /// <remarks>
    /// <c>1 − (2Σpt + s₁)/(Σp + Σt + s₂)</c>, or with squares <c>Σp² + Σt²</c> below; the difference is formed term by term, as <c>Σ(p(1 − t) + t(1 − p))</c> or <c>Σ(p − t)²</c>.
    /// F. Milletari, N. Navab and S.-A. Ahmadi, V-Net, 2016. The defaults are MONAI's <c>DiceLoss</c>; Keras has 0 and 10⁻⁷.
    /// </remarks>
    /// <param name="prediction">The predicted probability of each pixel.</param>
    /// <param name="target">The true mask: 1, 0 or between.</param>
    /// <param name="smoothNumerator">s₁; with both positive an empty mask predicted as such costs about nothing.</param>
    /// <param name="smoothDenominator">s₂.</param>
    /// <param name="squared">Whether the sums in the denominator are of squares.</param>
    [Loss]
    public static double Dice(
        [Range(0, 1)] Row prediction,
        [Target, Range(0, 1)] Row target,
        [Range(0, double.MaxValue)] double smoothNumerator = 1e-5,
        [Range(0, double.MaxValue)] double smoothDenominator = 1e-5,
        bool squared = false)
    {
        double difference = squared ? SquaredDistance(prediction, target) : Mismatch(prediction, target);
        double size = squared ? SquaredNorm(prediction) + SquaredNorm(target) : Sum(prediction + target);
        double overlap = (2 * Dot(prediction, target) + smoothNumerator) / (size + smoothDenominator);
        return Forms.Told((difference + smoothDenominator - smoothNumerator) / (size + smoothDenominator), -overlap);
    }

    /// <summary>The logarithm of the hyperbolic cosine of the Dice loss, which is smooth at 0.</summary>
    /// <remarks>
    /// <c>ln cosh(1 − (2Σpt + s)/(Σp + Σt + s))</c>, the inner difference formed term by term. S. Jadon, A survey of loss functions for semantic segmentation, 2020.
    /// </remarks>
    /// <param name="prediction">The predicted probability of each pixel.</param>
    /// <param name="target">The true mask: 1, 0 or between.</param>
    /// <param name="smooth">What is added above and below, s.</param>
    [Loss]
    public static double LogCoshDice([Range(0, 1)] Row prediction, [Target, Range(0, 1)] Row target, [Range(0, double.MaxValue)] double smooth = 1.0)
        => LogCosh(Mismatch(prediction, target) / (Sum(prediction + target) + smooth));

    /// <summary>1 less Jaccard's index of two masks, the area of their intersection over that of their union.</summary>
    /// <remarks>
    /// <c>1 − (Σpt + s)/(Σp + Σt − Σpt + s)</c>, the difference formed term by term. MONAI <c>DiceLoss</c> with <c>jaccard</c>; segmentation-models <c>JaccardLoss</c> has s = 0.
    /// </remarks>
    /// <param name="prediction">The predicted probability of each pixel.</param>
    /// <param name="target">The true mask: 1, 0 or between.</param>
    /// <param name="smooth">What is added above and below, s.</param>
    [Loss]
    public static double Jaccard([Range(0, 1)] Row prediction, [Target, Range(0, 1)] Row target, [Range(0, double.MaxValue)] double smooth = 1e-5)
    {
        double union = Sum(prediction + target * (1 - prediction)) + smooth;
        return Forms.Told(Mismatch(prediction, target) / union, -((Dot(prediction, target) + smooth) / union));
    }

    /// <summary>The focal Tversky loss of two masks: pixels wrongly taken and wrongly left out have their own price.</summary>
    /// <remarks>
    /// <c>(1 − (TP + s)/(TP + α·FP + β·FN + s))^γ</c> with <c>TP = Σpt</c>, <c>FP = Σp(1 − t)</c>, <c>FN = Σ(1 − p)t</c>; below γ = 1 the slope at 0 is infinite.
    /// S. S. M. Salehi, D. Erdogmus and A. Gholipour, Tversky Loss Function for Image Segmentation, 2017; the power by N. Abraham and N. M. Khan, A Novel Focal Tversky Loss Function, 2018.
    /// </remarks>
    /// <param name="prediction">The predicted probability of each pixel.</param>
    /// <param name="target">The true mask: 1, 0 or between.</param>
    /// <param name="alpha">What a pixel wrongly taken counts.</param>
    /// <param name="beta">What a pixel wrongly left out counts.</param>
    /// <param name="smooth">What is added above and below, s.</param>
    /// <param name="gamma">The power, positive; 1 is the Tversky loss.</param>
    [Loss]
    public static double Tversky(
        [Range(0, 1)] Row prediction,
        [Target, Range(0, 1)] Row target,
        [Range(0, double.MaxValue)] double alpha = 0.5,
        [Range(0, double.MaxValue)] double beta = 0.5,
        [Range(0, double.MaxValue)] double smooth = 1e-5,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double gamma = 1.0)
    {
        double wrong = alpha * Dot(prediction, 1 - target) + beta * Dot(1 - prediction, target);
        return Pow(wrong / (Dot(prediction, target) + wrong + smooth), gamma);
    }

    /// <summary>1 less Matthews' correlation coefficient of two masks, which minds the pixels that are rightly left out too.</summary>
    /// <remarks>
    /// <c>1 − (TP·TN − FP·FN)/√((TP + FP)(TP + FN)(TN + FP)(TN + FN))</c>, each count being a sum such as <c>TP = Σpt + ε</c>; for a positive correlation the difference is formed without cancellation.
    /// K. Abhishek and G. Hamarneh, Matthews Correlation Coefficient Loss for Deep Convolutional Networks, 2021; segmentation-models <c>MCCLoss</c>.
    /// </remarks>
    /// <param name="prediction">The predicted probability of each pixel.</param>
    /// <param name="target">The true mask: 1, 0 or between.</param>
    /// <param name="epsilon">What is added to each of the four counts, positive.</param>
    [Loss]
    public static double Mcc(
        [Range(0, 1)] Row prediction, [Target, Range(0, 1)] Row target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-5)
    {
        double tp = Dot(prediction, target) + epsilon;
        double fp = Dot(prediction, 1 - target) + epsilon;
        double fn = Dot(1 - prediction, target) + epsilon;
        double tn = Dot(1 - prediction, 1 - target) + epsilon;
        double norm = Sqrt((tp + fp) * (tp + fn)) * Sqrt((tn + fp) * (tn + fn));
        double covariance = tp * tn - fp * fn;
        // norm² − covariance²: what remains of it has no term with a minus.
        double rest = 4 * (tp * tn) * (fp * fn) + (tp * tn + fp * fn) * (tp + tn) * (fp + fn) + (tp * fn + fp * tn) * (tp * fp + fn * tn);
        return Forms.Told(covariance > 0 ? rest / (norm * (norm + covariance)) : 1 - covariance / norm, -(covariance / norm));
    }

    /// <summary>1 less the generalised intersection over union of two boxes, which falls with their distance also where they do not touch.</summary>
    /// <remarks>
    /// <c>1 − I/U + (H − U)/H</c> with I the area of the intersection, U of the union, H of the least box around both. Edges that tie share the derivative; boxes that only touch have that of an empty intersection.
    /// H. Rezatofighi et al., Generalized Intersection over Union, 2019. torchvision <c>generalized_box_iou_loss</c> adds 10⁻⁷ to U and H; here two boxes without area give NaN.
    /// </remarks>
    /// <param name="prediction">The predicted box: four columns x₁, y₁, x₂, y₂ with x₁ ≤ x₂ and y₁ ≤ y₂.</param>
    /// <param name="target">The true box, likewise.</param>
    [Loss]
    public static double GeneralizedBoxIou(Row prediction, [Target] Row target)
    {
        double predictedWidth = prediction[2] - prediction[0], predictedHeight = prediction[3] - prediction[1];
        double trueWidth = target[2] - target[0], trueHeight = target[3] - target[1];
        double hullWidth = Max(prediction[2], target[2]) - Min(prediction[0], target[0]);
        double hullHeight = Max(prediction[3], target[3]) - Min(prediction[1], target[1]);
        double sharedWidth = Min(prediction[2], target[2]) - Max(prediction[0], target[0]);
        double sharedHeight = Min(prediction[3], target[3]) - Max(prediction[1], target[1]);
        double intersection = Relu(sharedWidth) * Relu(sharedHeight);
        double union = predictedWidth * predictedHeight + trueWidth * trueHeight - intersection;
        double hull = hullWidth * hullHeight;

        // What the hull has beside the boxes: where they overlap, two corners; edge by edge, so that what cancels does so exactly.
        double corners = Beyond(prediction, target, 0) * Beyond(target, prediction, 1) + Beyond(target, prediction, 0) * Beyond(prediction, target, 1);
        double beside = sharedWidth > 0 && sharedHeight > 0 ? corners / hull : Forms.Told((hull - union) / hull, -(union / hull));
        return Forms.Told((union - intersection) / union, -(intersection / union)) + beside;
    }

    // By how much the hull of two boxes is longer than the box, along an axis.
    [LossFunction]
    private static double Beyond(Row box, Row other, int axis) => Excess(box[axis + 2], other[axis + 2]) + Excess(-box[axis], -other[axis]);

    // max(own, other) − own, whose derivative at the tie is the mean of both sides; a difference of derivatives would leave a rest.
    [LossFunction]
    private static double Excess(double own, double other) => own < other ? other - own : own > other ? 0 : 0.5 * (other - own);

    [LossFunction]
    private static double Mismatch(Row prediction, Row target) => Sum(prediction * (1 - target) + target * (1 - prediction));
}
