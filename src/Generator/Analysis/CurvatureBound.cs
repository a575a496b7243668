using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>
/// Recognises losses whose matrix of second derivatives is a sum of k·D(diag p − p pᵀ)D with k ≥ 0, p a softmax and D diagonal: affine functions of the
/// input plus non-negative multiples of LogSumExp of functions that are affine in each entry. By Gershgorin's theorem diag p − p pᵀ lies below
/// 2·diag(p(1 − p)), so twice the exact diagonal bounds the whole matrix.
/// </summary>
internal static class CurvatureBound
{
    /// <summary>What the exact diagonal is multiplied by.</summary>
    public const double Factor = 2;

    /// <summary>Whether the bound holds for the differentiated row <paramref name="parameter"/>.</summary>
    /// <param name="tape">The joint tape; its first root is the loss.</param>
    /// <param name="facts">What is known of its nodes.</param>
    /// <param name="parameter">The only differentiated parameter.</param>
    public static bool Holds(Tape tape, Facts facts, int parameter) =>
        ConvexityRules.Walk(tape, parameter, (n, x, y, z) => Of(facts, n, x, y, z)) == Convexity.Convex;

    /// <summary>Linear is affine, in a column only in the column's own entry; convex and concave are that plus or minus non-negative multiples of LogSumExp.</summary>
    private static Convexity? Of(Facts facts, Node n, Convexity? x, Convexity? y, Convexity? z) => n.Op switch
    {
        OpCode.Add => ConvexityRules.Join(x, y),
        OpCode.Subtract => ConvexityRules.Join(x, ConvexityRules.Turned(y)),
        OpCode.Negate => ConvexityRules.Turned(x),
        OpCode.Multiply when x is null => ConvexityRules.Times(y, facts.Of(n.A)),
        OpCode.Multiply when y is null => ConvexityRules.Times(x, facts.Of(n.B)),
        OpCode.Divide when y is null => ConvexityRules.Times(x, facts.Of(n.B)),
        OpCode.Select when x is null => ConvexityRules.Join(y, z),
        OpCode.Sum => x,
        OpCode.Gather when x == Convexity.Linear => x,
        OpCode.LogSumExp when x == Convexity.Linear => Convexity.Convex,
        OpCode.LogProbability when x == Convexity.Linear => Convexity.Concave,
        _ => Convexity.Unknown,
    };
}
