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
    public static Convexity Of(Tape tape, Facts facts, int parameter)
    {
        int root = tape.Roots[0];
        bool[] live = tape.Reachable(root);
        var known = new Convexity?[tape.Count];
        for (int i = 0; i <= root; i++)
        {
            known[i] = live[i] ? Of(tape, facts, known, i, parameter) : Convexity.Unknown;
        }

        // Not to depend on the parameter at all is to be linear in it.
        return known[root] ?? Convexity.Linear;
    }

    /// <summary>Null for what does not depend on the parameter.</summary>
    private static Convexity? Of(Tape tape, Facts facts, Convexity?[] known, int id, int parameter)
    {
        Node n = tape[id];
        if (n.Op is OpCode.Data or OpCode.TableEntry && n.Payload == parameter)
        {
            return Convexity.Linear;
        }

        bool depends = false;
        for (int k = 0; k < tape.Arity(id); k++)
        {
            depends |= known[n.Operand(k)] is not null;
        }

        if (!depends)
        {
            return null;
        }

        Convexity? x = known[n.A], y = tape.Arity(id) > 1 ? known[n.B] : null, z = tape.Arity(id) > 2 ? known[n.C] : null;
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
                return Above(x, Convexity.Convex, Monotonicity.NonDecreasing) is var a && tape.Arity(id) == 1 ? a : Join(a, Above(y, Convexity.Convex, Monotonicity.NonDecreasing));
            case OpCode.Min or OpCode.RowMin:
                return Above(x, Convexity.Concave, Monotonicity.NonDecreasing) is var b && tape.Arity(id) == 1 ? b : Join(b, Above(y, Convexity.Concave, Monotonicity.NonDecreasing));
            default:
                return tape.Arity(id) == 1 && Known(n.Op, facts.Of(n.A)) is { } f ? Above(x, f.Bend, f.Slope) : Convexity.Unknown;
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

    private static Convexity? Join(Convexity? x, Convexity? y) =>
        x is null || x == Convexity.Linear ? y ?? x
        : y is null || y == Convexity.Linear || x == y ? x
        : Convexity.Unknown;

    private static Convexity? Turned(Convexity? x) => x switch { Convexity.Convex => Convexity.Concave, Convexity.Concave => Convexity.Convex, _ => x };

    private static Convexity? Times(Convexity? x, Interval factor) =>
        x == Convexity.Linear || factor.Low >= 0 ? x : factor.High <= 0 ? Turned(x) : Convexity.Unknown;
}
