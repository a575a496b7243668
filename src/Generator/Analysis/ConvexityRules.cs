using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>
/// Convexity by composition (disciplined convex programming): a convex function that rises in an operand is convex of a convex operand, and so on. It serves rows,
/// whose matrix of second derivatives is never formed.
/// </summary>
internal static class ConvexityRules
{
    /// <summary>How a primitive bends, and whether it rises, in all operands that are not fixed.</summary>
    private readonly record struct Behaviour(Convexity Bend, Monotonicity Slope);

    /// <summary>How root 0 of a tape bends in a parameter, everything else fixed.</summary>
    public static Convexity Of(Tape tape, Facts facts, int parameter) =>
        Walk(tape, parameter, (n, x, y, z) => Of(facts, n, x, y, z)) ?? Convexity.Linear;

    /// <summary>
    /// What is known of root 0, by a rule for each node that is told what is known of its operands: null of what does not depend on the parameter, of which there is nothing
    /// to be asked.
    /// </summary>
    public static Convexity? Walk(Tape tape, int parameter, Func<Node, Convexity?, Convexity?, Convexity?, Convexity?> rule)
    {
        int root = tape.Roots[0];
        bool[] live = tape.Reachable(root);
        var known = new Convexity?[root + 1];
        for (int i = 0; i <= root; i++)
        {
            Node n = tape[i];
            Convexity? Operand(int k) => k < tape.Arity(i) ? known[n.Operand(k)] : null;
            known[i] = !live[i] ? Convexity.Unknown
                : n.Op is OpCode.Data or OpCode.TableEntry && n.Payload == parameter ? Convexity.Linear
                : Operand(0) is null && Operand(1) is null && Operand(2) is null ? null
                : rule(n, Operand(0), Operand(1), Operand(2));
        }

        return known[root];
    }

    private static Convexity? Of(Facts facts, Node n, Convexity? x, Convexity? y, Convexity? z)
    {
        bool isUnary = OpTable.Row(n.Op).Arity == 1;
        switch (n.Op)
        {
            case OpCode.Add:
                return Join(x, y);
            case OpCode.Subtract:
                return Join(x, Turned(y));
            case OpCode.Negate:
                return Turned(x);
            case OpCode.Multiply when x is null:
                return Times(y, facts.Of(n.A));
            case OpCode.Multiply when y is null:
                return Times(x, facts.Of(n.B));
            case OpCode.Divide when y is null:
                return Times(x, facts.Of(n.B));
            case OpCode.Select when x is null:
                return Join(y, z);
            case OpCode.Sum or OpCode.Gather or OpCode.Literal:
                return x;
            case OpCode.LogProbability:
                return x == Convexity.Linear ? Convexity.Concave : Convexity.Unknown;
            case OpCode.SoftplusResidual when y is null:
                return x == Convexity.Linear ? Convexity.Convex : Convexity.Unknown;
            case OpCode.HypotExcess or OpCode.Hypot when x is null || y is null:
                return (x ?? y) == Convexity.Linear && (n.Op == OpCode.Hypot || y is null) ? Convexity.Convex : Convexity.Unknown;
            case OpCode.Max or OpCode.LogSumExp or OpCode.RowMax:
                return Above(x, Convexity.Convex, Monotonicity.NonDecreasing) is var a && isUnary ? a : Join(a, Above(y, Convexity.Convex, Monotonicity.NonDecreasing));
            case OpCode.Min or OpCode.RowMin:
                return Above(x, Convexity.Concave, Monotonicity.NonDecreasing) is var b && isUnary ? b : Join(b, Above(y, Convexity.Concave, Monotonicity.NonDecreasing));
            default:
                return isUnary && Known(n.Op, facts.Of(n.A)) is { } f ? Above(x, f.Bend, f.Slope) : Convexity.Unknown;
        }
    }

    /// <summary>Functions of one operand, on an interval.</summary>
    private static Behaviour? Known(OpCode op, Interval x) => op switch
    {
        OpCode.Exp or OpCode.Expm1 or OpCode.Softplus => new(Convexity.Convex, Monotonicity.NonDecreasing),
        OpCode.Square or OpCode.Abs or OpCode.LogCosh or OpCode.ExpExcess or OpCode.Norm => new(Convexity.Convex, op != OpCode.ExpExcess || x.Low >= 0 || x.High <= 0 ? Side(x) : Monotonicity.Unknown),
        OpCode.Log or OpCode.Log1p or OpCode.Sqrt => new(Convexity.Concave, Monotonicity.NonDecreasing),
        OpCode.LogExcess => new(Convexity.Concave, Monotonicity.Unknown),
        OpCode.Reciprocal when x.IsPositive => new(Convexity.Convex, Monotonicity.NonIncreasing),
        OpCode.LogGamma when x.IsPositive => new(Convexity.Convex, Monotonicity.Unknown),
        _ => null,
    };

    /// <summary>An even function that is least at 0 rises on one side of it and falls on the other.</summary>
    private static Monotonicity Side(Interval x) => x.Low >= 0 ? Monotonicity.NonDecreasing : x.High <= 0 ? Monotonicity.NonIncreasing : Monotonicity.Unknown;

    /// <summary>A function that bends and rises in a certain way, of an operand that bends in some way.</summary>
    private static Convexity? Above(Convexity? operand, Convexity bend, Monotonicity slope) =>
        operand is null ? null
        : operand == Convexity.Linear
            || (operand == bend && slope == Monotonicity.NonDecreasing)
            || (operand != Convexity.Unknown && operand != bend && slope == Monotonicity.NonIncreasing) ? bend
        : Convexity.Unknown;

    /// <summary>Of a sum.</summary>
    public static Convexity? Join(Convexity? x, Convexity? y) =>
        x is null || x == Convexity.Linear ? y ?? x
        : y is null || y == Convexity.Linear || x == y ? x
        : Convexity.Unknown;

    /// <summary>Of the opposite.</summary>
    public static Convexity? Turned(Convexity? x) => x switch { Convexity.Convex => Convexity.Concave, Convexity.Concave => Convexity.Convex, _ => x };

    /// <summary>Of a multiple.</summary>
    public static Convexity? Times(Convexity? x, Interval factor) =>
        x == Convexity.Linear || factor.Low >= 0 ? x : factor.High <= 0 ? Turned(x) : Convexity.Unknown;
}
