using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>
/// What is asked of an entry of the table of derivatives. Each check takes the entry, so that it can be asked of one that is wrong on purpose too,
/// and returns what is the matter with it, or null.
/// </summary>
internal static class DerivativeChecks
{
    private const int Points = 40;
    private const int Bits = 420;

    /// <summary>Central differences err by the square of this, times a third derivative.</summary>
    private static readonly BigFloat Step = BigFloat.ScaleB(BigFloat.One, -150);

    private static readonly BigFloat Tolerance = BigFloat.ScaleB(BigFloat.One, -200);

    /// <summary>The value at kinks, ties and the edges of a domain, which no difference quotient tells.</summary>
    private static readonly Convention[] Conventions =
    [
        new(OpCode.Max, 0, [1, 1], 0.5, 0),
        new(OpCode.Max, 1, [1, 1], 0.5, 0),
        new(OpCode.Min, 0, [1, 1], 0.5, 0),
        new(OpCode.Min, 1, [1, 1], 0.5, 0),
        new(OpCode.Abs, 0, [0], 0, 0),
        new(OpCode.Direction, 0, [0, 0], 0, null),
        new(OpCode.Direction, 1, [0, 0], 0, null),
        new(OpCode.HypotExcess, 1, [0, 0], 0, null),

        // Power zero is the constant 1, at base 0 too; there a power jumps from 1 to 0 where the exponent becomes positive.
        new(OpCode.Pow, 0, [0, 0], 0, 0),
        new(OpCode.Pow, 0, [0, 0.5], double.PositiveInfinity, double.PositiveInfinity),
        new(OpCode.Pow, 0, [0, 1], 1, 1),
        new(OpCode.Pow, 0, [0, 2], 0, 0),
        new(OpCode.Pow, 1, [0, 2], 0, 0),
        new(OpCode.Pow, 1, [0, 0.5], 0, 0),
        new(OpCode.Pow, 1, [0, 0], double.NegativeInfinity, double.NegativeInfinity),
        new(OpCode.XLogY, 1, [0, 0], 0, 0),
        new(OpCode.XLog1pY, 1, [0, -1], 0, 0),
        new(OpCode.UnitEntry, 0, [0, 0], 0, 0),
        new(OpCode.UnitEntry, 1, [0, 0], 0, 0),
    ];

    /// <summary>Checks the entry of one operand; null stands for zero.</summary>
    public static string? Of(OpCode op, int operand, Partial? entry)
    {
        using var precision = BigFloat.WithPrecision(Bits);
        OpRow row = OpTable.Row(op);
        if (row.Kind == ValueKind.Truth || row.Form == Form.Leaf || (operand > 0 && row.Form is Form.Reduction or Form.Gather) || (operand == 0 && op == OpCode.Select))
        {
            return entry is null ? null : $"a truth value or an index has a derivative: ∂{op}/∂{"xyz"[operand]}";
        }

        if (DerivativeRules.Order(op) == 0)
        {
            return RefusesToBuild(op, entry) ? null : $"{op} is the last of its kind, its derivative cannot be known";
        }

        return row.Form is Form.Reduction or Form.Gather
            ? IsDerivativeByEachEntry(op, entry) ?? SharesTies(op, entry)
            : IsDerivative(op, operand, entry) ?? FollowsConventions(op, operand, entry);
    }

    /// <summary>Against central differences of what the primitive means, with both operands varying and with this one alone.</summary>
    private static string? IsDerivative(OpCode op, int operand, Partial? entry)
    {
        (double Low, double High)[] domain = op == OpCode.Select ? [(0, 1), (-3, 3), (-3, 3)] : [.. OpTable.Row(op).Domain.Split(',').Select(Interval)];
        var random = new Random(20 + (int)op);
        for (int point = 0; point < Points; point++)
        {
            double[] x = [.. domain.Select(d => d.Low + ((d.High - d.Low) * random.NextDouble()))];
            x[0] = op == OpCode.Select ? point % 2 : x[0];
            BigFloat expected = op switch
            {
                OpCode.Detach => 0,
                OpCode.ClampThrough => operand == 0 ? 1 : 0,
                _ => (Value(op, x, operand, Step) - Value(op, x, operand, -Step)) / (Step + Step),
            };

            // 2/√π stands in the table as a double.
            BigFloat tolerance = op is OpCode.Erf or OpCode.Erfc ? BigFloat.ScaleB(BigFloat.One, -53) : Tolerance;
            foreach (bool alone in new[] { false, true })
            {
                BigFloat actual = Entry(op, operand, entry, x, alone);
                if (!(BigFloat.Abs(actual - expected) <= tolerance * (BigFloat.Abs(expected) + BigFloat.One)))
                {
                    return Message(op, operand, x, expected, actual);
                }
            }
        }

        return null;
    }

    private static string? FollowsConventions(OpCode op, int operand, Partial? entry)
    {
        foreach (Convention c in Conventions.Where(c => c.Op == op && c.Operand == operand))
        {
            foreach (bool alone in new[] { false, true })
            {
                BigFloat actual = Entry(op, operand, entry, c.At, alone);
                if ((alone ? c.Alone : c.BothVary) is double expected && !(actual == (BigFloat)expected))
                {
                    return Message(op, operand, c.At, expected, actual);
                }
            }
        }

        return null;
    }

    private static string? IsDerivativeByEachEntry(OpCode op, Partial? entry)
    {
        var random = new Random(20 + (int)op);
        OpRow row = OpTable.Row(op);
        (double low, double high) = Interval(row.Domain.Length > 0 ? row.Domain : "-3..3");
        for (int columns = 1; columns < 6; columns++)
        {
            (Tape tape, int root, int derivative) = Reduction(op, entry);
            BigFloat[] at = [.. Enumerable.Range(0, columns).Select(_ => (BigFloat)(low + ((high - low) * random.NextDouble())))];
            TapeValue label = (BigFloat)random.Next(columns);
            TapeValue actual = TapeEvaluator.Run(tape, [at, label], columns)[derivative];
            for (int j = 0; j < columns; j++)
            {
                BigFloat Value(BigFloat by) => TapeEvaluator.Run(tape, [at.Select((v, k) => k == j ? v + by : v).ToArray(), label], columns)[root][0];
                BigFloat expected = (Value(Step) - Value(-Step)) / (Step + Step);
                if (!(BigFloat.Abs(actual[j] - expected) <= Tolerance * (BigFloat.Abs(expected) + BigFloat.One)))
                {
                    return $"∂{op}/∂x[{j}] of {columns}: expected {expected.ToString(20)}, the row gives {actual[j].ToString(20)}";
                }
            }
        }

        return null;
    }

    /// <summary>Several entries that are the extreme get equal parts of its derivative.</summary>
    private static string? SharesTies(OpCode op, Partial? entry)
    {
        if (op is not (OpCode.RowMax or OpCode.RowMin))
        {
            return null;
        }

        int sign = op == OpCode.RowMax ? 1 : -1;
        (Tape tape, _, int derivative) = Reduction(op, entry);
        TapeValue actual = TapeEvaluator.Run(tape, [new BigFloat[] { sign, 3 * sign, 3 * sign, 2 * sign }, BigFloat.Zero], 4)[derivative];
        return Enumerable.Range(0, 4).All(j => actual[j] == (j is 1 or 2 ? (BigFloat)0.5 : BigFloat.Zero)) ? null : $"two ties of {op} have not a half each";
    }

    private static bool RefusesToBuild(OpCode op, Partial? entry)
    {
        try
        {
            var t = new TapeBuilder();
            int root = Node(t, op, 1);
            entry?.Invoke(t, new Operands(t, root, _ => true));
            return false;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }

    /// <summary>The tape of a reduction of a row; its second operand is a label.</summary>
    private static (Tape Tape, int Root, int Derivative) Reduction(OpCode op, Partial? entry)
    {
        var t = new TapeBuilder();
        int root = ReductionNode(t, op);
        int derivative = entry?.Invoke(t, new Operands(t, root, _ => true)) ?? t.Zero;
        return (t.Freeze(root, derivative), root, derivative);
    }

    internal static int ReductionNode(TapeBuilder t, OpCode op) =>
        t.Make(op, t.Leaf(OpCode.Data, 0, Axes.Sample | Axes.Column), OpTable.Row(op).Arity > 1 ? t.Leaf(OpCode.Label, 1, Axes.Sample) : -1);

    internal static int Node(TapeBuilder t, OpCode op, int arity)
    {
        int[] leaves = [.. Enumerable.Range(0, arity).Select(k => t.Leaf(OpCode.Data, k, Axes.Sample))];
        return t.Make(op, leaves[0], arity > 1 ? leaves[1] : -1, arity > 2 ? leaves[2] : -1);
    }

    private static BigFloat Entry(OpCode op, int operand, Partial? entry, double[] x, bool alone)
    {
        var t = new TapeBuilder();
        int root = Node(t, op, x.Length);
        int derivative = entry?.Invoke(t, new Operands(t, root, id => !alone || id == t[root].Operand(operand))) ?? t.Zero;
        return TapeEvaluator.Run(t.Freeze(derivative), [.. x.Select(v => (BigFloat)v)])[derivative];
    }

    private static BigFloat Value(OpCode op, double[] x, int moved, BigFloat by)
    {
        var t = new TapeBuilder();
        int root = Node(t, op, x.Length);
        BigFloat[] leaves = [.. x.Select((v, k) => k == moved ? (BigFloat)v + by : v)];
        return TapeEvaluator.Run(t.Freeze(root), leaves)[root];
    }

    private static (double Low, double High) Interval(string text)
    {
        string[] ends = text.Split("..");
        return (double.Parse(ends[0], CultureInfo.InvariantCulture), double.Parse(ends[1], CultureInfo.InvariantCulture));
    }

    private static string Message(OpCode op, int operand, double[] x, BigFloat expected, BigFloat actual) =>
        $"∂{op}/∂{"xyz"[operand]} at ({string.Join(", ", x.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}): expected {expected.ToString(20)}, the row gives {actual.ToString(20)}";

    /// <summary>The derivative at a point, when both operands vary and when only this one does; null where it does not matter.</summary>
    private sealed record Convention(OpCode Op, int Operand, double[] At, double? BothVary, double? Alone);
}
