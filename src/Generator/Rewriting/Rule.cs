using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>When a rule may be applied.</summary>
[Flags]
internal enum Phase : byte
{
    /// <summary>
    /// On the user's expression. Rules here lead to named functions, whose derivatives have stable forms of their own, and to one spelling
    /// of every kink. A rule that changes what the derivative is at a singular point must be here and nowhere else.
    /// </summary>
    BeforeDerivatives = 1,

    /// <summary>On value and derivatives together: forms that are good to evaluate and bad to differentiate.</summary>
    AfterDerivatives = 2,

    /// <summary>When nothing of the above applies any more: forms in which no other rule would recognise what it looks for.</summary>
    Last = 4,

    Always = BeforeDerivatives | AfterDerivatives,
}

/// <summary>What the two sides of a rule have in common.</summary>
internal enum Soundness : byte
{
    /// <summary>The same bits.</summary>
    Exact,

    /// <summary>The same real function; roundings may differ.</summary>
    RealEqual,

    /// <summary>The same real function, and the replacement keeps digits or avoids an overflow somewhere.</summary>
    Stabilising,
}

/// <summary>What replaces a node by itself or by some of its parts.</summary>
/// <param name="name">What is shown when it fires.</param>
/// <param name="phase">When it may fire.</param>
/// <param name="soundness">What it promises.</param>
internal abstract class RewriteRule(string name, Phase phase, Soundness soundness)
{
    public string Name { get; } = name;

    public Phase Phase { get; } = phase;

    public Soundness Soundness { get; } = soundness;

    /// <summary>The operations a node may have for this rule to be tried on it.</summary>
    public abstract IReadOnlyList<OpCode> Roots { get; }
}

/// <summary>A rewrite rule as one line of data. See <see cref="Pattern"/> for how expressions are written.</summary>
internal sealed class Rule : RewriteRule
{
    /// <param name="name">What is shown when it fires.</param>
    /// <param name="phase">When it may fire.</param>
    /// <param name="soundness">What it promises.</param>
    /// <param name="pattern">What is replaced: at the root of a sum or product, some of its parts.</param>
    /// <param name="replacement">What takes its place; its grouping is kept.</param>
    /// <param name="guard">What must be provable, see <see cref="Rewriting.Guard"/>.</param>
    /// <param name="domain">From where tests draw the letters: <c>x: 0.1..3, t: 0..1</c>; −3..3 for those not named.</param>
    public Rule(string name, Phase phase, Soundness soundness, string pattern, string replacement, string guard = "", string domain = "")
        : base(name, phase, soundness)
    {
        Domain = domain;
        Pattern = Pattern.Parse(pattern);
        Replacement = Pattern.Parse(replacement);
        Guard = Guard.Parse(guard);
        Shape = Shape.Of(Pattern);
        Text = pattern + " → " + replacement;
    }

    public Pattern Pattern { get; }

    public Pattern Replacement { get; }

    public Guard Guard { get; }

    public string Domain { get; }

    public string Text { get; }

    public Shape Shape { get; }

    public override IReadOnlyList<OpCode> Roots => Shape.Kind switch
    {
        ShapeKind.Sum when Shape.Elements.Length == 1 => [OpCode.Negate],
        ShapeKind.Sum => [OpCode.Add, OpCode.Subtract],
        ShapeKind.Product => [OpCode.Multiply, OpCode.Divide, OpCode.Square, OpCode.Reciprocal],
        _ => [Shape.Op],
    };
}

/// <summary>
/// Makes what takes the place of a node, of which <paramref name="view"/> shows the parts, or −1 where the rule does not fit. What it makes need not be in
/// normal form; <paramref name="normal"/> brings a node to it.
/// </summary>
internal delegate int Recognition(TapeBuilder tape, Func<int, int> normal, View view);

/// <summary>A rule about sums that a pattern cannot say, such as that one operand is an entry of another.</summary>
internal sealed class CodedRule(string name, Phase phase, Soundness soundness, Recognition recognise) : RewriteRule(name, phase, soundness)
{
    public override IReadOnlyList<OpCode> Roots => [OpCode.Add, OpCode.Subtract];

    public int Recognise(TapeBuilder tape, Func<int, int> normal, View view) => recognise(tape, normal, view);
}
