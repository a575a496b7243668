using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Rules about a row and the entry of it that an index picks. An entry is taken from the leaves when it is made, so whose entry it is
/// must be found out by making it again.
/// </summary>
internal static class EntryRules
{
    public static IReadOnlyList<CodedRule> All { get; } =
    [
        new("log-probability", Always, Stabilising, LogProbability),
        new("complement-of-probability", Always, Stabilising, Complement),
    ];

    /// <summary>
    /// With u the entry i of x: <c>k·u − k·logSumExp(x)</c> is k·logProbability(x, i), and <c>(1 − e)·u − logSumExp(x)</c>, of which the index takes a part,
    /// is (1 − e)·logProbability(x, i) − e·logSumExp(x).
    /// </summary>
    private static int LogProbability(TapeBuilder t, Func<int, int> normal, View view)
    {
        for (int p = 0; p < view.Parts.Count; p++)
        {
            List<Part> coefficient = Products.Factors(t, view.Parts[p].Node, out int sign);
            sign *= view.Parts[p].Weight;
            int at = coefficient.FindIndex(f => f.Weight == 1 && t.Is(f.Node, OpCode.LogSumExp));
            if (at < 0)
            {
                continue;
            }

            int sum = coefficient[at].Node;
            coefficient.RemoveAt(at);
            foreach (int index in Indices(t, t[sum].A))
            {
                int entry = normal(t.Gather(t[sum].A, index));
                int probability = t.Make(OpCode.LogProbability, t[sum].A, index);
                if (coefficient.Count == 0 && TakeTerms(t, view, p, entry, -sign) is { } taken)
                {
                    return Products.Replace(t, view, taken, new Part(probability, -sign));
                }

                List<Part> entryFactors = Products.Factors(t, entry, out int entrySign);
                for (int q = 0; q < view.Parts.Count; q++)
                {
                    List<Part>? factor = Products.Without(Products.Factors(t, view.Parts[q].Node, out int otherSign), entryFactors);
                    if (q == p || factor is null || otherSign * entrySign * view.Parts[q].Weight != -sign)
                    {
                        continue;
                    }

                    int rest = coefficient.Count == 0 && factor.Count == 1 && factor[0].Weight == 1 ? OneMinus(t, factor[0].Node) : -1;
                    if (Products.IsSame(factor, coefficient))
                    {
                        return Products.Replace(t, view, Products.Two(view, p, q), new Part(Products.Build(t, factor, probability), -sign));
                    }

                    if (rest >= 0)
                    {
                        return Products.Replace(t, view, Products.Two(view, p, q), new Part(Products.Build(t, factor, probability), -sign), new Part(t.Mul(rest, sum), sign));
                    }
                }
            }
        }

        return -1;
    }

    /// <summary>1 − p at the entry i is the sum of the other probabilities.</summary>
    private static int Complement(TapeBuilder t, Func<int, int> normal, View view)
    {
        for (int p = 0; p < view.Parts.Count; p++)
        {
            (Node entry, int sign) = (t[view.Parts[p].Node], view.Parts[p].Weight);
            int one = entry.Op != OpCode.SoftmaxEntry || !t.Is(entry.B, OpCode.LogSumExp) || t.HasColumns(entry.A) ? -1
                : view.Parts.FindIndex(part => t.IsConstant(part.Node, out double value) && value * part.Weight == -sign);
            if (one < 0)
            {
                continue;
            }

            int row = t[entry.B].A;
            foreach (int index in Indices(t, row))
            {
                if (normal(t.Gather(row, index)) == entry.A)
                {
                    int others = t.Sum(t.Select(t.IsAt(index), t.Zero, t.Make(OpCode.SoftmaxEntry, row, entry.B)));
                    return Products.Replace(t, view, Products.Two(view, p, one), new Part(others, -sign));
                }
            }
        }

        return -1;
    }

    /// <summary>The indices by which an entry of the row's leaves is picked anywhere.</summary>
    private static List<int> Indices(TapeBuilder t, int row)
    {
        var cone = new bool[row + 1];
        cone[row] = true;
        for (int i = row; i >= 0; i--)
        {
            for (int k = 0; cone[i] && k < OpTable.Row(t[i].Op).Arity; k++)
            {
                cone[t[i].Operand(k)] = true;
            }
        }

        var indices = new List<int>();
        for (int i = 0; i < t.Count; i++)
        {
            if (t.Is(i, OpCode.Gather) && t[i].A <= row && cone[t[i].A] && !indices.Contains(t[i].B))
            {
                indices.Add(t[i].B);
            }
        }

        return indices;
    }

    /// <summary>The parts of the view that make up an entry with a sign, and part <paramref name="also"/>; null where some are missing.</summary>
    private static bool[]? TakeTerms(TapeBuilder t, View view, int also, int entry, int sign)
    {
        var taken = new bool[view.Parts.Count];
        taken[also] = true;
        foreach (Part term in Views.Terms(t, entry))
        {
            int p = 0;
            while (p < taken.Length && (taken[p] || view.Parts[p].Node != term.Node || view.Parts[p].Weight != sign * term.Weight))
            {
                p++;
            }

            if (p == taken.Length)
            {
                return null;
            }

            taken[p] = true;
        }

        return taken;
    }

    /// <summary>One minus a factor, if that is simple: of 1 − e, or of a constant from which it can be had without rounding; −1 otherwise.</summary>
    private static int OneMinus(TapeBuilder t, int factor) =>
        t.Is(factor, OpCode.Subtract) && t.IsConstant(t[factor].A, 1) ? t[factor].B
        : t.IsConstant(factor, out double value) && value is > 0 and < 1 && 1 - (1 - value) == value ? t.Constant(1 - value)
        : -1;
}
