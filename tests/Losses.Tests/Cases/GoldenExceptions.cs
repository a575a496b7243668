using System;
using System.Linq;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Where a golden file tells of a peer's convention that is not the derivative of the declared formula, and where no two-sided derivative is.</summary>
internal static class GoldenExceptions
{
    // PyTorch's backward divides by max(p(1 − p), ε), and does so where its forward has cut the logarithm as well.
    private const double BceEpsilon = 1e-12;
    private const double BceFloor = -100;

    /// <summary>The gradient expected instead of that of the file; null where the file is right.</summary>
    public static double? Gradient(LossEntry entry, GoldenCase c)
    {
        if (entry.Golden != "bce")
        {
            return null;
        }

        double p = c.Inputs[0].Value[0];
        double t = c.Inputs[1].Value[0];
        double logP = Math.Log(p);
        double log1mP = LossMath.Log1p(-p);
        if (p * (1 - p) >= BceEpsilon && logP >= BceFloor && log1mP >= BceFloor)
        {
            return null;
        }

        double yes = t > 0 && logP > BceFloor ? -t / p : 0;
        double no = t < 1 && log1mP > BceFloor ? (1 - t) / (1 - p) : 0;
        return yes + no;
    }

    /// <summary>The size of what a result is the difference of, where no form of it is known that does not cancel; 0 elsewhere. It is added to S.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="c">The case.</param>
    /// <param name="order">0 for the value, 1 for a gradient.</param>
    /// <param name="input">The number of the datum of the derivative.</param>
    /// <param name="epsilon">The rounding of the element type.</param>
    public static double Cancelling(LossEntry entry, GoldenCase c, int order, int input, double epsilon) => (entry.Golden, order) switch
    {
        // By the anchor it is the difference of entries of two unit vectors.
        ("triplet_margin", 1) when input == 0 => 1,

        // The slopes of the hull and of the union, each over the area, which are the same where the one box holds the other.
        ("giou", 1) => 1 / Math.Abs(c.Inputs[0].Value[2] - c.Inputs[0].Value[0]),

        // Half the square of a chord, which is a rounding error between equal directions; and entries of unit vectors over the length.
        ("cosine_similarity", 0) => epsilon,
        ("cosine_similarity", 1) => 1 / Math.Max(c.Inputs[input].Value.Max(Math.Abs), c.Params["eps"][0]),
        _ => 0,
    };

    /// <summary>Whether a case stands at the end of the domain, at a jump, or where the derivative is not that of the value, so that no difference of both sides tells it.</summary>
    public static bool HasOneSide(LossEntry entry, GoldenCase c) => entry.Golden switch
    {
        // The probability 1: beyond it a power of a negative number.
        "focal_prob" => c.Inputs[0].Value[0] == 1,

        // 0 by definition, 200 beside it.
        "smape" => c.Inputs[0].Value[0] == 0 && c.Inputs[1].Value[0] == 0,
        "zero_one" => c.Inputs[0].Value[0] == c.Inputs[1].Value[0],
        "zero_one_threshold" => Math.Abs(c.Inputs[0].Value[0] - c.Inputs[1].Value[0]) == c.Params["T"][0],

        // The derivative passes through the clamp of the variance.
        "gaussian_nll" => c.Inputs[2].Value[0] < 1e-6,
        _ => false,
    };

    /// <summary>
    /// Whether a second derivative is that of a function of the length of a zero vector: the slope of the length is 0 there by convention, and so is what it is a factor of, though along each
    /// axis the length is |x| and the square of its slope 1.
    /// </summary>
    public static bool IsOfZeroVector(LossEntry entry, GoldenCase c, int input) =>
        entry.Golden == "cosine_embedding" && c.Inputs[input].Value.All(v => v == 0);
}
