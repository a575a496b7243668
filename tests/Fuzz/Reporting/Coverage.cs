using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Fuzz.Grammar;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;

namespace LossGen.Fuzz.Reporting;

/// <summary>In how many declarations each primitive, each row of the table of derivatives and each rewrite rule was met.</summary>
internal sealed class Coverage
{
    /// <summary>What is met in fewer declarations is told first.</summary>
    public const int Few = 100;

    /// <summary>What declarations cannot lead to, and why.</summary>
    private static readonly Dictionary<string, string> Unreachable = new()
    {
        ["op True"] = "conditions of constants are decided by the compiler of C#",
        ["rule sum-of-one-column"] = "a row of zeros cannot be written, and differentiation sums such a row itself",
        ["op False"] = "conditions of constants are decided by the compiler of C#",
    };

    private readonly Dictionary<string, int> _counts = Everything().ToDictionary(k => k, _ => 0);

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public int Declarations { get; private set; }

    /// <summary>Counts a declaration.</summary>
    /// <param name="model">What was bound.</param>
    /// <param name="rules">The rules that fired.</param>
    public void Add(LossModel model, IEnumerable<string> rules)
    {
        Declarations++;
        Func<Node, Interval> declared = Facts.Declared(model.Parameters);
        Tape tape = Rewriter.Run(model.Tape, RuleSet.BeforeDerivatives, declared).Tape;
        var met = new HashSet<string>(rules.Select(r => "rule " + r));
        met.UnionWith(model.Tape.Nodes.Concat(tape.Nodes).Select(n => "op " + n.Op));

        var t = new TapeBuilder();
        t.Copy(tape);
        bool[] varies = ReverseMode.Varying(t, p => model.Parameters[p].Role == ParameterRole.Input);
        for (int i = 0; i < t.Count; i++)
        {
            Partial?[] row = DerivativeRules.Row(t[i].Op);
            for (int k = 0; k < row.Length; k++)
            {
                if (row[k] is not null && varies[t[i].Operand(k)])
                {
                    met.Add($"derivative {t[i].Op} {k}");
                }
            }
        }

        foreach (string name in met.Where(_counts.ContainsKey))
        {
            _counts[name]++;
        }
    }

    public void Add(string name, int count) => _counts[name] = _counts.GetValueOrDefault(name) + count;

    public void AddDeclarations(int count) => Declarations += count;

    public IEnumerable<string> Report()
    {
        KeyValuePair<string, int>[] few = [.. _counts.Where(c => c.Value < Few).OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)];
        yield return string.Create(CultureInfo.InvariantCulture, $"{Declarations} declarations; of {_counts.Count} primitives, derivatives and rules {few.Length} were met in fewer than {Few}");
        foreach ((string name, int count) in few)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{count,8} {name}{(Unreachable.TryGetValue(name, out string? why) ? ": " + why : "")}");
        }

        yield return "and the others:";
        foreach (KeyValuePair<string, int>[] line in _counts.Where(c => c.Value >= Few).OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Chunk(6))
        {
            yield return "         " + string.Join(", ", line.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
        }
    }

    private static IEnumerable<string> Everything()
    {
        foreach (OpRow row in OpTable.All.Where(r => !r.IsEvaluation))
        {
            yield return "op " + row.Op;
            Partial?[] partials = DerivativeRules.Row(row.Op);
            for (int k = 0; k < partials.Length; k++)
            {
                if (partials[k] is not null && DerivativeRules.Order(row.Op) >= 2)
                {
                    yield return $"derivative {row.Op} {k}";
                }
            }
        }

        foreach (RewriteRule rule in (IEnumerable<RewriteRule>)[.. RuleSet.AllRules, .. RuleSet.CodedRules])
        {
            yield return "rule " + rule.Name;
        }
    }
}
