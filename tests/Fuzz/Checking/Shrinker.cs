using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Running;

namespace LossGen.Fuzz.Checking;

/// <summary>Makes a declaration smaller as long as the same is wrong with it: a part gives way to one of its operands, to a parameter or to a constant.</summary>
internal static class Shrinker
{
    private const int AtOnce = 24;

    public static Finding Shrink(Finding finding, Depth depth)
    {
        while (Smaller(finding, depth) is { } smaller)
        {
            finding = smaller;
        }

        return finding;
    }

    private static Finding? Smaller(Finding finding, Depth depth)
    {
        string text = finding.Declaration.Text("F");
        Declaration[] candidates = [.. Candidates(finding.Declaration).Where(c => c.Parameters.Any(p => p.IsInput) && Cost(c) < Cost(finding.Declaration)).DistinctBy(c => c.Text("F")).Where(c => c.Text("F") != text).OrderBy(Cost)];
        foreach (Declaration[] some in candidates.Chunk(AtOnce))
        {
            using var batch = new Batch(some, depth);
            for (int i = 0; i < some.Length; i++)
            {
                if (Checker.Check(batch, i).FirstOrDefault(f => f.Kind == finding.Kind) is { } same)
                {
                    return same;
                }
            }
        }

        return null;
    }

    /// <summary>Fewer operations, then fewer parameters, then less text.</summary>
    private static int Cost(Declaration d) => (1000 * (d.Loss.Size + (d.Weight?.Size ?? 0))) + (50 * d.Parameters.Count) + (d.Style is null ? 0 : 10);

    private static IEnumerable<Declaration> Candidates(Declaration d)
    {
        yield return d with { Style = null };
        if (d.Weight is not null)
        {
            yield return d with { Weight = null };
        }

        foreach (Expr smaller in Smaller(d.Loss))
        {
            yield return d with { Loss = smaller, Style = null };
            yield return d with { Loss = smaller };
        }
    }

    /// <summary>The expression with one of its parts made smaller.</summary>
    private static IEnumerable<Expr> Smaller(Expr e)
    {
        if (e.IsLeaf)
        {
            yield break;
        }

        foreach (Expr operand in e.Operands.Where(o => o.Kind == e.Kind))
        {
            yield return operand;
        }

        foreach (Expr leaf in Leaves(e))
        {
            yield return leaf;
        }

        for (int k = 0; k < e.Operands.Length; k++)
        {
            foreach (Expr smaller in Smaller(e.Operands[k]))
            {
                yield return e.With(k, smaller);
            }
        }
    }

    private static IEnumerable<Expr> Leaves(Expr e) =>
        e.Kind switch
        {
            Kind.Real => [Expr.Constant(1, Grower.Points), Expr.Constant(0.5, Grower.Points), .. e.Parameters.Where(p => p.Kind == Kind.Real).Select(Expr.Of)],
            Kind.Vector or Kind.Truth => e.Parameters.Where(p => p.Kind == e.Kind).Select(Expr.Of),
            _ => Array.Empty<Expr>(),
        };
}
