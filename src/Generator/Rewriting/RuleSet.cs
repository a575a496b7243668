using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>Rules in the order in which they are tried, indexed by the operation at their root.</summary>
internal sealed class RuleSet
{
    private static readonly RewriteRule[] None = [];
    private readonly RewriteRule[][] _byRoot = new RewriteRule[OpTable.All.Count][];

    /// <param name="rules">The rules.</param>
    /// <param name="next">What is applied to what these leave.</param>
    public RuleSet(IEnumerable<RewriteRule> rules, RuleSet? next = null)
    {
        Next = next;
        var lists = new List<RewriteRule>?[OpTable.All.Count];
        foreach (RewriteRule rule in rules)
        {
            foreach (OpCode root in rule.Roots)
            {
                (lists[(int)root] ??= []).Add(rule);
            }
        }

        for (int i = 0; i < lists.Length; i++)
        {
            _byRoot[i] = lists[i]?.ToArray() ?? None;
        }
    }

    /// <summary>Every rule written as a pattern.</summary>
    public static IReadOnlyList<Rule> AllRules { get; } =
    [
        .. StabilityRules.All,
        .. ChoiceRules.All,
        .. AlgebraRules.All,
        .. RowRules.All,
        .. DerivativeSideRules.All,
        .. LastRules.All,
    ];

    /// <summary>Every rule that a pattern cannot say.</summary>
    public static IReadOnlyList<CodedRule> CodedRules { get; } = [.. EntryRules.All, .. PeakRules.All, .. ComplementRules.All];

    /// <summary>For the user's expression, before it is differentiated.</summary>
    public static RuleSet BeforeDerivatives { get; } = Of(Phase.BeforeDerivatives);

    /// <summary>For the value and its derivatives on one tape.</summary>
    public static RuleSet AfterDerivatives { get; } = Of(Phase.AfterDerivatives, Of(Phase.Last));

    public RuleSet? Next { get; }

    public IReadOnlyList<RewriteRule> For(OpCode root) => _byRoot[(int)root];

    private static RuleSet Of(Phase phase, RuleSet? next = null)
    {
        var rules = new List<RewriteRule>();
        foreach (RewriteRule rule in (IEnumerable<RewriteRule>)[.. CodedRules, .. AllRules])
        {
            if ((rule.Phase & phase) != 0)
            {
                rules.Add(rule);
            }
        }

        return new(rules, next);
    }
}
