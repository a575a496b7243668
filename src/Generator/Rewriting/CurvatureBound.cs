using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Recognises losses whose matrix of second derivatives is a sum of k·D(diag p − p pᵀ)D with k ≥ 0, p a softmax and D diagonal: affine functions of the
/// input plus non-negative multiples of LogSumExp of functions that are affine in each entry. By Gershgorin's theorem diag p − p pᵀ lies below
/// 2·diag(p(1 − p)), so twice the exact diagonal bounds the whole matrix.
/// </summary>
internal static class CurvatureBound
{
    /// <summary>What the exact diagonal is multiplied by.</summary>
    public const double Factor = 2;

    /// <summary>How a value depends on the input.</summary>
    private enum Kind : byte
    {
        /// <summary>Not at all.</summary>
        Fixed,

        /// <summary>Affine; in a column only on the column's own entry.</summary>
        Affine,

        /// <summary>Affine plus non-negative multiples of LogSumExp.</summary>
        Convex,

        /// <summary>Affine minus non-negative multiples of LogSumExp.</summary>
        Concave,
        Other,
    }

    /// <summary>Whether the bound holds for the differentiated row <paramref name="parameter"/>.</summary>
    /// <param name="tape">The joint tape; its first root is the loss.</param>
    /// <param name="facts">What is known of its nodes.</param>
    /// <param name="parameter">The only differentiated parameter.</param>
    public static bool Holds(Tape tape, Facts facts, int parameter)
    {
        int loss = tape.Roots[0];
        bool[] live = tape.Reachable(loss);
        var kinds = new Kind[tape.Count];
        for (int i = 0; i <= loss; i++)
        {
            kinds[i] = live[i] ? Of(tape, facts, kinds, i, parameter) : Kind.Other;
        }

        return kinds[loss] == Kind.Convex;
    }

    private static Kind Of(Tape tape, Facts facts, Kind[] kinds, int id, int parameter)
    {
        Node n = tape[id];
        if (n.Op == OpCode.Data && n.Payload == parameter)
        {
            return Kind.Affine;
        }

        Kind x = tape.Arity(id) > 0 ? kinds[n.A] : Kind.Fixed, y = tape.Arity(id) > 1 ? kinds[n.B] : Kind.Fixed, z = tape.Arity(id) > 2 ? kinds[n.C] : Kind.Fixed;
        if (x == Kind.Fixed && y == Kind.Fixed && z == Kind.Fixed)
        {
            return Kind.Fixed;
        }

        return n.Op switch
        {
            OpCode.Add => Join(x, y),
            OpCode.Subtract => Join(x, Opposite(y)),
            OpCode.Negate => Opposite(x),
            OpCode.Multiply when x == Kind.Fixed => Times(y, facts.Of(n.A)),
            OpCode.Multiply when y == Kind.Fixed => Times(x, facts.Of(n.B)),
            OpCode.Divide when y == Kind.Fixed => Times(x, facts.Of(n.B)),
            OpCode.Select when x == Kind.Fixed => Join(y, z),
            OpCode.Sum => x,
            OpCode.Gather when x is Kind.Fixed or Kind.Affine => x,
            OpCode.LogSumExp when x == Kind.Affine => Kind.Convex,
            OpCode.LogProbability when x == Kind.Affine => Kind.Concave,
            _ => Kind.Other,
        };
    }

    private static Kind Join(Kind x, Kind y) =>
        x == Kind.Other || y == Kind.Other ? Kind.Other
        : x <= Kind.Affine ? (Kind)Math.Max((byte)x, (byte)y)
        : y <= Kind.Affine || x == y ? x
        : Kind.Other;

    private static Kind Opposite(Kind x) => x switch { Kind.Convex => Kind.Concave, Kind.Concave => Kind.Convex, _ => x };

    private static Kind Times(Kind x, Interval factor) =>
        x <= Kind.Affine ? x
        : factor.Low >= 0 ? x
        : factor.High <= 0 ? Opposite(x)
        : Kind.Other;
}
