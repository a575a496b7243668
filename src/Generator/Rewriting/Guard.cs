using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// What must be provable before a rule fires: comparisons of expressions in the rule's letters, separated by commas (all must hold),
/// <c>fixed(x)</c> (the same for every sample) and <c>varies(x)</c> (not so).
/// </summary>
internal sealed class Guard
{
    public static readonly Guard None = new([]);

    private readonly List<Condition> _conditions;

    private Guard(List<Condition> conditions) => _conditions = conditions;

    /// <summary>The letters said to be <c>fixed</c>.</summary>
    public IEnumerable<char> FixedLetters
    {
        get
        {
            foreach (Condition c in _conditions)
            {
                if (c.Kind == ConditionKind.Fixed && c.Subject.IsLetter)
                {
                    yield return c.Subject.Letter;
                }
            }
        }
    }

    public static Guard Parse(string text)
    {
        if (text.Length == 0)
        {
            return None;
        }

        var conditions = new List<Condition>();
        foreach (string part in text.Split(','))
        {
            string condition = part.Trim();
            conditions.Add(
                condition.StartsWith("fixed(", StringComparison.Ordinal) ? new(ConditionKind.Fixed, Pattern.Parse(condition.Substring("fixed".Length)))
                : condition.StartsWith("varies(", StringComparison.Ordinal) ? new(ConditionKind.Varies, Pattern.Parse(condition.Substring("varies".Length)))
                : new(ConditionKind.Comparison, Pattern.Parse(condition)));
        }

        return new(conditions);
    }

    public bool Holds(TapeBuilder tape, Facts facts, int[] bindings)
    {
        foreach (Condition condition in _conditions)
        {
            bool holds = condition.Kind == ConditionKind.Comparison
                ? Provable(condition.Subject, tape, facts, bindings)
                : tape[condition.Subject.Build(tape, bindings)].Axes == Axes.None == (condition.Kind == ConditionKind.Fixed);
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Provable(Pattern comparison, TapeBuilder tape, Facts facts, int[] bindings)
    {
        bool negated = comparison.Op == OpCode.Not;
        Pattern inner = negated ? comparison.Arguments[0] : comparison;
        Interval left = facts.Of(inner.Arguments[0].Build(tape, bindings));
        Interval right = facts.Of(inner.Arguments[1].Build(tape, bindings));
        return inner.Op switch
        {
            OpCode.Less => left.IsBelow(right),
            OpCode.LessOrEqual => left.High <= right.Low,
            OpCode.Equal when negated => left.IsBelow(right) || right.IsBelow(left),
            OpCode.Equal => left.Low == left.High && left == right,
            _ => throw new InvalidOperationException("A guard is a comparison."),
        };
    }

    private enum ConditionKind : byte
    {
        Comparison,
        Fixed,
        Varies,
    }

    private readonly record struct Condition(ConditionKind Kind, Pattern Subject);
}
