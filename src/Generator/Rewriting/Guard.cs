using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// What must be provable before a rule fires: comparisons of expressions in the rule's letters, separated by commas (all must hold),
/// <c>fixed(x)</c> (the same for every sample), <c>varies(x)</c> (not so), <c>single(x)</c> (the same in every column), <c>tame(x)</c> (not itself an exponential),
/// <c>finite(x)</c> (see <see cref="Finiteness"/>), <c>read(x)</c> (NaN in its data is NaN in the loss, see <see cref="Facts.IsRead"/>) and <c>broad(x + y)</c> (x varies along the columns
/// where y does).
/// </summary>
internal sealed class Guard
{
    public static readonly Guard None = new("", []);

    private readonly List<Condition> _conditions;

    private Guard(string text, List<Condition> conditions) => (Text, _conditions) = (text, conditions);

    /// <summary>What it was parsed from.</summary>
    public string Text { get; }

    /// <summary>The letters said to be <c>fixed</c>.</summary>
    public IEnumerable<char> FixedLetters => Letters(ConditionKind.Fixed);

    /// <summary>The letters said to be <c>single</c>.</summary>
    public IEnumerable<char> SingleLetters => Letters(ConditionKind.Single);

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
            int bracket = condition.IndexOf('(');
            ConditionKind kind = (bracket < 0 ? "" : condition.Substring(0, bracket)) switch
            {
                "fixed" => ConditionKind.Fixed,
                "varies" => ConditionKind.Varies,
                "single" => ConditionKind.Single,
                "tame" => ConditionKind.Tame,
                "finite" => ConditionKind.Finite,
                "read" => ConditionKind.Read,
                "broad" => ConditionKind.Broad,
                _ => ConditionKind.Comparison,
            };
            conditions.Add(new(kind, Pattern.Parse(kind == ConditionKind.Comparison ? condition : condition.Substring(bracket))));
        }

        return new(text, conditions);
    }

    public bool Holds(TapeBuilder tape, Facts facts, int[] bindings)
    {
        foreach (Condition condition in _conditions)
        {
            bool holds = condition.Kind switch
            {
                ConditionKind.Comparison => Provable(condition.Subject, tape, facts, bindings),
                ConditionKind.Broad => IsBroad(condition.Subject, tape, bindings),
                ConditionKind.Read => facts.IsRead(condition.Subject.Build(tape, bindings)),
                ConditionKind.Finite => Finiteness.IsCertain(tape, facts, condition.Subject.Build(tape, bindings)),
                _ => HasKind(condition.Kind, tape[condition.Subject.Build(tape, bindings)]),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private IEnumerable<char> Letters(ConditionKind kind)
    {
        foreach (Condition c in _conditions)
        {
            if (c.Kind == kind && c.Subject.IsLetter)
            {
                yield return c.Subject.Letter;
            }
        }
    }

    private static bool HasKind(ConditionKind kind, Node node) => kind switch
    {
        ConditionKind.Fixed => node.Axes == Axes.None,
        ConditionKind.Varies => node.Axes != Axes.None,
        ConditionKind.Single => (node.Axes & Axes.Column) == 0,
        _ => node.Op is not (OpCode.Exp or OpCode.ScaledExp),
    };

    private static bool IsBroad(Pattern both, TapeBuilder tape, int[] bindings) =>
        tape.HasColumns(both.Arguments[0].Build(tape, bindings)) || !tape.HasColumns(both.Arguments[1].Build(tape, bindings));

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
        Single,
        Tame,
        Finite,
        Read,
        Broad,
    }

    private readonly record struct Condition(ConditionKind Kind, Pattern Subject);
}
