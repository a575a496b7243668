using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Differences of a softmax's entries p and something that is nearly the same where p is near 1. That can be the case in one column only, and what the two
/// have not in common there is what they have in the others: entries that add up to zero need not be subtracted.
/// </summary>
internal static class PeakRules
{
    public static IReadOnlyList<CodedRule> All { get; } =
    [
        new("softmax-variance", AfterDerivatives, Stabilising, Variance),
        new("softmax-variance-in-choices", AfterDerivatives, RealEqual, VarianceInChoices),
        new("softmax-residual", AfterDerivatives, Stabilising, Residual),
        new("softmax-difference", AfterDerivatives, Stabilising, Difference),
    ];

    /// <summary>k·p − k·p², whatever k, as k·p·(1 − p).</summary>
    private static int Variance(TapeBuilder t, Func<int, int> normal, View view) =>
        Find(t, view, (entry, p, all, other) =>
            Products.Without(other, [.. all, new Part(entry, 1)]) is { Count: 0 } ? t.Mul(view.Parts[p].Node, t.Sub(t.One, entry)) : -1);

    /// <summary>Two choices by one condition, of which k·p stands in one and k·p² in the other: they are joined, so that they meet.</summary>
    private static int VarianceInChoices(TapeBuilder t, Func<int, int> normal, View view)
    {
        for (int p = 0; p < view.Parts.Count; p++)
        {
            for (int q = 0; q < view.Parts.Count; q++)
            {
                (Part first, Part second) = (view.Parts[p], view.Parts[q]);
                (Node x, Node y) = (t[first.Node], t[second.Node]);
                if (p == q || x.Op != OpCode.Select || y.Op != OpCode.Select || x.A != y.A || Math.Abs(first.Weight) != 1 || Math.Abs(second.Weight) != 1)
                {
                    continue;
                }

                int weight = first.Weight * second.Weight;
                if (Cancel(t, x.B, y.B, weight) || Cancel(t, x.C, y.C, weight))
                {
                    int joined = weight > 0
                        ? t.Select(x.A, t.Add(x.B, y.B), t.Add(x.C, y.C))
                        : t.Select(x.A, t.Sub(x.B, y.B), t.Sub(x.C, y.C));
                    return Products.Replace(t, view, Products.Two(view, p, q), new Part(joined, first.Weight));
                }
            }
        }

        return -1;
    }

    /// <summary>Whether one value is k·p² and the other, with its weight, −k·p.</summary>
    private static bool Cancel(TapeBuilder t, int square, int single, int weight)
    {
        List<Part> factors = Products.Factors(t, square, out int sign), other = Products.Factors(t, single, out int otherSign);
        return sign == -otherSign * weight
            && factors.Exists(f => f.Weight > 1 && IsSoftmax(t, f.Node) && Products.Without(factors, [.. other, new Part(f.Node, 1)]) is { Count: 0 });
    }

    /// <summary>k·p·Σy − k·y. These add up to zero.</summary>
    private static int Residual(TapeBuilder t, Func<int, int> normal, View view) =>
        Find(t, view, (entry, p, all, other) =>
        {
            List<Part> rest = Products.Without(all, [new(entry, 1)])!;
            foreach (Part total in rest)
            {
                if (total.Weight != 1 || !t.Is(total.Node, OpCode.Sum))
                {
                    continue;
                }

                int y = t[total.Node].A;
                List<Part> scale = Products.Without(rest, [total])!;
                if (Products.Without(other, [.. scale, .. Products.Factors(t, y, out int sign)]) is { Count: 0 } && sign > 0)
                {
                    return Signed(t, p, view, Products.Build(t, scale, BySumOfOthers(t, entry, total.Node, y)));
                }
            }

            return -1;
        });

    /// <summary>k·p − k·q of two softmaxes. These add up to zero.</summary>
    private static int Difference(TapeBuilder t, Func<int, int> normal, View view) =>
        Find(t, view, (entry, p, all, other) =>
        {
            List<Part> scale = Products.Without(all, [new(entry, 1)])!;
            foreach (Part factor in other)
            {
                if (factor.Weight == 1 && factor.Node != entry && IsSoftmax(t, factor.Node) && Products.Without(other, [.. scale, factor]) is { Count: 0 })
                {
                    return Signed(t, p, view, Products.Build(t, scale, BySumOfOthers(t, entry, t.One, factor.Node)));
                }
            }

            return -1;
        });

    /// <summary>
    /// Looks for two terms of opposite signs, one with a softmax's entry among its factors. <paramref name="join"/> takes the entry, the number of its term, the factors of both,
    /// and makes what takes their place, or −1.
    /// </summary>
    private static int Find(TapeBuilder t, View view, Func<int, int, List<Part>, List<Part>, int> join)
    {
        for (int p = 0; p < view.Parts.Count; p++)
        {
            List<Part> factors = Products.Factors(t, view.Parts[p].Node, out int sign);
            foreach (Part factor in factors)
            {
                if (factor.Weight < 1 || !IsSoftmax(t, factor.Node))
                {
                    continue;
                }

                for (int q = 0; q < view.Parts.Count; q++)
                {
                    List<Part> other = Products.Factors(t, view.Parts[q].Node, out int otherSign);
                    int joined = sign * view.Parts[p].Weight == -otherSign * view.Parts[q].Weight ? join(factor.Node, p, factors, other) : -1;
                    if (joined >= 0)
                    {
                        return Products.Replace(t, view, Products.Two(view, p, q), new Part(joined, view.Parts[p].Weight));
                    }
                }
            }
        }

        return -1;
    }

    /// <summary>Σy·p − y; for the peak, Σy − y less Σy·(1 − p), each a sum over the others.</summary>
    private static int BySumOfOthers(TapeBuilder t, int entry, int total, int y)
    {
        int x = t[entry].A;
        int isOther = t.Less(x, t.Make(OpCode.RowMax, x)), isPeak = t.Less(t.Constant(0.5), entry);
        int Others(int value) => t.Sum(t.Select(isOther, value, t.Zero));
        return t.Sub(t.Select(isPeak, Others(y), t.Mul(total, entry)), t.Select(isPeak, t.Mul(total, Others(entry)), y));
    }

    /// <summary>With the sign that the term itself has.</summary>
    private static int Signed(TapeBuilder t, int p, View view, int value)
    {
        Products.Factors(t, view.Parts[p].Node, out int sign);
        return sign < 0 ? t.Neg(value) : value;
    }

    private static bool IsSoftmax(TapeBuilder t, int id) =>
        t.Is(id, OpCode.SoftmaxEntry) && t.Is(t[id].B, OpCode.LogSumExp) && t[t[id].B].A == t[id].A && t.HasColumns(id);
}
