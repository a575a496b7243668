using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>Mutants of the rewrite rules: the replacement changed in one place, a condition of the guard dropped or made weak or strict. All are made as text.</summary>
internal static class RuleMutants
{
    private static readonly Change SignFlipped = new("sign flipped", (p, _, text) => p.IsNumber && p.Number == 0 || p.Op == OpCode.Negate || IsTruth(p) ? null : $"-({text})");

    private static readonly Change[] Changes =
    [
        SignFlipped,
        new("minus dropped", (p, x, _) => p.Op == OpCode.Negate ? x[0] : null),
        new("branches swapped", (p, x, _) => p.Op == OpCode.Select ? $"select({x[0]}, {x[2]}, {x[1]})" : null),
        new("first addend dropped", (p, x, _) => p.Op == OpCode.Add ? x[1] : p.Op == OpCode.Subtract ? $"-({x[1]})" : null),
        new("second addend dropped", (p, x, _) => p.Op is OpCode.Add or OpCode.Subtract ? x[0] : null),
        new("first factor dropped", (p, x, _) => p.Op == OpCode.Multiply ? x[1] : p.Op == OpCode.Divide && p.Arguments[0] is not { IsNumber: true, Number: 1 } ? $"1 / ({x[1]})" : null),
        new("second factor dropped", (p, x, _) => p.Op is OpCode.Multiply or OpCode.Divide ? x[0] : null),
        new("constant doubled", (p, _, _) => p.IsNumber && p.Number != 0 && !double.IsInfinity(p.Number) ? Number(2 * p.Number) : null),
        new("zero made one", (p, _, _) => p.IsNumber && p.Number == 0 ? "1" : null),
        new("comparison made weak or strict", (p, x, _) => p.Op == OpCode.Less ? $"{x[0]} <= {x[1]}" : p.Op == OpCode.LessOrEqual ? $"{x[0]} < {x[1]}" : null),
    ];

    public static IEnumerable<Mutant> All() => RuleSet.AllRules.SelectMany(rule => OfReplacement(rule).Concat(OfGuard(rule)));

    private static IEnumerable<Mutant> OfReplacement(Rule rule)
    {
        int places = 0;
        string original = Print(rule.Replacement, ref places, -1, null, blind: false);
        for (int place = 0; place < places; place++)
        {
            foreach (Change change in Changes)
            {
                int at = 0;
                string text = Print(rule.Replacement, ref at, place, change, blind: false);
                if (text != original)
                {
                    yield return Mutant(rule, $"{change.Name}: {text}", text, rule.Guard.Text);
                }
            }
        }
    }

    private static IEnumerable<Mutant> OfGuard(Rule rule)
    {
        string[] conditions = rule.Guard.Text.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        int at = 0;
        string replacement = Print(rule.Replacement, ref at, -1, null, blind: false);
        foreach (string condition in conditions)
        {
            yield return Mutant(rule, $"guard {condition} dropped", replacement, string.Join(", ", conditions.Where(c => c != condition)));
            string other = condition.Contains('=') ? condition.Replace("=", "", StringComparison.Ordinal) : condition.Replace("<", "<=", StringComparison.Ordinal).Replace(">", ">=", StringComparison.Ordinal);
            if (other != condition && !condition.Contains('!'))
            {
                yield return Mutant(rule, $"guard {condition} made {other}", replacement, string.Join(", ", conditions.Select(c => c == condition ? other : c)));
            }
        }
    }

    private static Mutant Mutant(Rule rule, string change, string replacement, string guard)
    {
        int at = 0;
        string pattern = Print(rule.Pattern, ref at, -1, null, blind: false);
        var mutated = new Rule(rule.Name, rule.Phase, rule.Soundness, pattern, replacement, guard, rule.Domain);
        return new("RewriteRules", rule.Name, change, () => RuleChecks.Of(mutated));
    }

    /// <summary>A pattern as text, changed in one place. <paramref name="blind"/> tells whether the sign of the place does not matter to what it is used for.</summary>
    private static string Print(Pattern p, ref int counter, int place, Change? change, bool blind)
    {
        bool here = counter++ == place;
        string[] x = new string[p.Arguments.Count];
        for (int k = 0; k < x.Length; k++)
        {
            bool blindBelow = IgnoresSign(p, k) || (blind && p.Op is OpCode.Multiply or OpCode.Divide or OpCode.Negate or OpCode.Direction or OpCode.Sin);
            x[k] = Print(p.Arguments[k], ref counter, place, change, blindBelow);
        }

        string text = p.IsLetter ? p.Letter.ToString()
            : p.IsNumber ? Number(p.Number)
            : x.Length == 0 ? p.Op.ToString().ToLowerInvariant()
            : $"{char.ToLowerInvariant(p.Op.ToString()[0])}{p.Op.ToString()[1..]}({string.Join(", ", x)})";
        return here && !(blind && change == SignFlipped) ? change!.Apply(p, x, text) ?? text : text;
    }

    private static bool IgnoresSign(Pattern p, int operand) =>
        p.Op is OpCode.Square or OpCode.Abs or OpCode.Cosh or OpCode.LogCosh or OpCode.LogisticDensity or OpCode.Hypot or OpCode.HypotExcess or OpCode.Gaussian or OpCode.Norm || (p.Op == OpCode.Direction && operand == 1)
        || (p.Op == OpCode.Equal && p.Arguments[1 - operand] is { IsNumber: true, Number: 0 });

    private static bool IsTruth(Pattern p) => OpTable.Row(p.Op).Kind == ValueKind.Truth || p is { IsLetter: true, Letter: 'p' };

    private static string Number(double value) => double.IsInfinity(value) ? value > 0 ? "infinity" : "-infinity" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A way to change a place, given what it is, the texts of its operands and its own; null where it does not apply.</summary>
    private sealed record Change(string Name, Func<Pattern, string[], string, string?> Apply);
}
