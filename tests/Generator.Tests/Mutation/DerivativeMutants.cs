using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>
/// Mutants of the table of derivatives. The entry is built, and built again with one place changed; a place is a step of the walk over what the entry has made,
/// operands after their users, so that a node that is used twice is changed in one of its uses only.
/// </summary>
internal static class DerivativeMutants
{
    private static readonly Change SignFlipped = new("sign flipped", (t, n) => IsReal(t, n) && !t.IsConstant(n, 0) ? t.Neg(n) : n);

    private static readonly Change[] Changes =
    [
        SignFlipped,
        new("branches swapped", (t, n) => t.Is(n, OpCode.Select) ? t.Select(t[n].A, t[n].C, t[n].B) : n),
        new("first addend dropped", (t, n) => t.Is(n, OpCode.Add) ? t[n].B : t.Is(n, OpCode.Subtract) ? t.Neg(t[n].B) : n),
        new("second addend dropped", (t, n) => t.Is(n, OpCode.Add) || t.Is(n, OpCode.Subtract) ? t[n].A : n),
        new("first factor dropped", (t, n) => t.Is(n, OpCode.Multiply) ? t[n].B : t.Is(n, OpCode.Divide) ? t.Make(OpCode.Reciprocal, t[n].B) : n),
        new("second factor dropped", (t, n) => t.Is(n, OpCode.Multiply) || t.Is(n, OpCode.Divide) ? t[n].A : n),
        new("constant doubled", (t, n) => t.IsConstant(n, out double value) ? t.Constant(2 * value) : n),
        new("zero made one", (t, n) => t.IsConstant(n, 0) ? t.One : n),
        new("comparison made weak or strict", (t, n) => t.Is(n, OpCode.Less) ? t.Make(OpCode.LessOrEqual, t[n].A, t[n].B) : t.Is(n, OpCode.LessOrEqual) ? t.Less(t[n].A, t[n].B) : n),
        new("condition negated", (t, n) => !IsReal(t, n) ? t.Make(OpCode.Not, n) : n),
    ];

    public static IEnumerable<Mutant> All() =>
        from row in OpTable.All
        where row.Arity > 0 && !row.IsEvaluation
        from operand in Enumerable.Range(0, row.Arity)
        from mutant in OfEntry(row.Op, operand)
        select mutant;

    private static IEnumerable<Mutant> OfEntry(OpCode op, int operand)
    {
        string name = $"{op} ∂{"xyz"[operand]}";
        if (DerivativeRules.Row(op)[operand] is not { } entry)
        {
            yield return new("DerivativeRules", name, "zero made one", () => DerivativeChecks.Of(op, operand, (t, _) => t.One));
            yield break;
        }

        yield return new("DerivativeRules", name, "made zero", () => DerivativeChecks.Of(op, operand, null));
        foreach (bool alone in new[] { false, true })
        {
            (TapeBuilder t, Operands o) = Operands(op, operand, alone);
            if (DerivativeRules.Order(op) == 0 || (alone && SameEitherWay(op, operand, entry)))
            {
                continue;
            }

            int derivative = entry(t, o);
            int places = 0;
            Rebuild(t, derivative, o.R, ref places, -1, null, blind: false);
            for (int place = 0; place < places; place++)
            {
                foreach (Change change in Changes)
                {
                    int at = 0;
                    string where = "";
                    int mutated = Rebuild(
                        t,
                        derivative,
                        o.R,
                        ref at,
                        place,
                        (b, n, blind) =>
                        {
                            where = Describe(b, n);
                            return blind && change == SignFlipped ? n : change.Apply(b, n);
                        },
                        blind: false);
                    if (mutated == derivative)
                    {
                        continue;
                    }

                    int chosen = place;
                    yield return new("DerivativeRules", name, $"{change.Name} at {where} (place {place}{(alone ? ", other operand fixed" : "")})",
                        () => DerivativeChecks.Of(op, operand, (b, p) => Mutated(b, p, entry, chosen, change, alone, operand)));
                }
            }
        }
    }

    /// <summary>What the entry makes, changed in one place; as it is where the place belongs to the other case of operands that vary.</summary>
    private static int Mutated(TapeBuilder t, Operands o, Partial entry, int place, Change change, bool alone, int operand)
    {
        int derivative = entry(t, o);
        bool isAlone = OpTable.Row(t[o.R].Op).Arity > 1 && OpTable.Row(t[o.R].Op).Form is not (Form.Reduction or Form.Gather) && !o.BothVary;
        int at = 0;
        return alone == isAlone || SameEitherWay(t[o.R].Op, operand, entry) ? Rebuild(t, derivative, o.R, ref at, place, (b, n, _) => change.Apply(b, n), blind: false) : derivative;
    }

    /// <summary>Makes what is under a node again. <paramref name="blind"/> tells whether the sign of the node does not matter to what it is used for.</summary>
    private static int Rebuild(TapeBuilder t, int id, int root, ref int counter, int place, Func<TapeBuilder, int, bool, int>? change, bool blind)
    {
        bool here = counter++ == place;
        Node n = t[id];
        int arity = id <= root ? 0 : OpTable.Row(n.Op).Arity;
        Span<int> operands = [-1, -1, -1];
        for (int k = 0; k < arity; k++)
        {
            operands[k] = Rebuild(t, n.Operand(k), root, ref counter, place, change, IgnoresSign(t, n, k) || (blind && n.Op is OpCode.Multiply or OpCode.Divide or OpCode.Negate or OpCode.Direction));
        }

        int rebuilt = arity == 0 ? id : t.Make(n.Op, operands[0], operands[1], operands[2]);
        return here ? change!(t, rebuilt, blind) : rebuilt;
    }

    /// <summary>Whether an operation is even in an operand, or asks only if it is zero.</summary>
    private static bool IgnoresSign(TapeBuilder t, Node n, int operand) => n.Op switch
    {
        OpCode.Square or OpCode.Abs or OpCode.Hypot or OpCode.Cos or OpCode.Cosh or OpCode.LogCosh or OpCode.LogisticDensity => true,
        OpCode.Direction => operand == 1,
        OpCode.Equal => t.IsConstant(n.A, 0) || t.IsConstant(n.B, 0),
        OpCode.Select => operand == 0,
        _ => false,
    };

    /// <summary>Whether the entry does not ask if the other operand varies.</summary>
    private static bool SameEitherWay(OpCode op, int operand, Partial entry)
    {
        (TapeBuilder both, Operands ofBoth) = Operands(op, operand, false);
        (TapeBuilder alone, Operands ofAlone) = Operands(op, operand, true);
        return both.Freeze(entry(both, ofBoth)) == alone.Freeze(entry(alone, ofAlone));
    }

    private static (TapeBuilder Tape, Operands Operands) Operands(OpCode op, int operand, bool alone)
    {
        var t = new TapeBuilder();
        OpRow row = OpTable.Row(op);
        int root = row.Form is Form.Reduction or Form.Gather ? DerivativeChecks.ReductionNode(t, op) : DerivativeChecks.Node(t, op, row.Arity);
        return (t, new Operands(t, root, id => !alone || id == t[root].Operand(operand)));
    }

    private static bool IsReal(TapeBuilder t, int n) => OpTable.Row(t[n].Op).Kind == ValueKind.Real;

    private static string Describe(TapeBuilder t, int n) =>
        t.IsConstant(n, out double value) ? value.ToString("R", CultureInfo.InvariantCulture) : t[n].Op is OpCode.Data ? "xyz"[(int)t[n].Payload].ToString() : t[n].Op.ToString();

    /// <summary>A way to change a node; it gives the node itself back where it does not apply.</summary>
    private sealed record Change(string Name, Func<TapeBuilder, int, int> Apply);
}
