using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>Differences k − k·f, whatever k is and however its factors are spread over the terms: the complement 1 − f is had without cancellation.</summary>
internal static class ComplementRules
{
    public static IReadOnlyList<CodedRule> All { get; } =
    [
        new("complement-of-sigmoid-times", Always, Stabilising, (t, normal, view) => Find(t, view, 1, n => n.Op == OpCode.Sigmoid, id => t.Make(OpCode.Sigmoid, t.Neg(t[id].A)))),
        new("unit-variance", AfterDerivatives, Stabilising, (t, normal, view) => Find(t, view, 2, n => IsUnit(t, n), id => ComplementOfSquare(t, id))),
    ];

    /// <summary>Looks for k, which is not 1, and −k·f^<paramref name="power"/> among the terms, and makes k times the complement of them.</summary>
    private static int Find(TapeBuilder t, View view, int power, Func<Node, bool> isFunction, Func<int, int> complement)
    {
        for (int p = 0; p < view.Parts.Count; p++)
        {
            List<Part> factors = Products.Factors(t, view.Parts[p].Node, out int sign);
            foreach (Part function in factors.FindAll(f => f.Weight == power && isFunction(t[f.Node])))
            {
                List<Part> factor = Products.Without(factors, [function])!;
                for (int q = 0; q < view.Parts.Count; q++)
                {
                    List<Part> other = Products.Factors(t, view.Parts[q].Node, out int otherSign);
                    bool isOne = t.IsConstant(view.Parts[q].Node, out double k) && Math.Abs(k) == 1;
                    if (p != q && !isOne && sign * view.Parts[p].Weight == -otherSign * view.Parts[q].Weight && Products.IsSame(factor, other))
                    {
                        return Products.Replace(t, view, Products.Two(view, p, q), new Part(Products.Build(t, other, complement(function.Node)), otherSign * view.Parts[q].Weight));
                    }
                }
            }
        }

        return -1;
    }

    private static bool IsUnit(TapeBuilder t, Node n) => n.Op == OpCode.UnitEntry && t.Is(n.B, OpCode.Norm) && t[n.B].A == n.A;

    /// <summary>1 − u² of an entry of a unit vector. One of which the square is clearly above a half is the only one of its size: there it is the sum of the other squares.</summary>
    private static int ComplementOfSquare(TapeBuilder t, int unit)
    {
        int square = t.Make(OpCode.Square, unit), isPeak = t.Less(t.Constant(0.75), square), size = t.Make(OpCode.Abs, t[unit].A);
        int others = t.Sum(t.Select(t.Less(size, t.Make(OpCode.RowMax, size)), square, t.Zero));
        return t.Sub(t.Select(isPeak, others, t.One), t.Select(isPeak, t.Zero, square));
    }
}
