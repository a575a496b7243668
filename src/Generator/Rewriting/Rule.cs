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

/// <summary>A rewrite rule as one line of data. See <see cref="Pattern"/> for how expressions are written.</summary>
internal sealed class Rule
{
    private readonly ulong _requiredOps;
    private readonly int _requiredParts;

    /// <param name="name">What is shown when it fires.</param>
    /// <param name="phase">When it may fire.</param>
    /// <param name="soundness">What it promises.</param>
    /// <param name="pattern">What is replaced: at the root of a sum or product, some of its parts.</param>
    /// <param name="replacement">What takes its place; its grouping is kept.</param>
    /// <param name="guard">What must be provable, see <see cref="Rewriting.Guard"/>.</param>
    /// <param name="domain">From where tests draw the letters: <c>x: 0.1..3, t: 0..1</c>; −3..3 for those not named.</param>
    public Rule(string name, Phase phase, Soundness soundness, string pattern, string replacement, string guard = "", string domain = "")
    {
        (Name, Phase, Soundness, Domain) = (name, phase, soundness, domain);
        Pattern = Pattern.Parse(pattern);
        Replacement = Pattern.Parse(replacement);
        Guard = Guard.Parse(guard);
        Shape = Shape.Of(Pattern);
        foreach (Element e in Shape.Elements)
        {
            _requiredOps |= e.Shape.Kind switch
            {
                ShapeKind.Call => Bit(e.Shape.Op),
                ShapeKind.Number => Bit(OpCode.Constant),
                ShapeKind.Product => ProductBit,
                ShapeKind.Sum => SumBit,
                _ => 0,
            };
            _requiredParts += e.Shape.Kind == ShapeKind.Letter ? 0 : 1;
        }

        Text = pattern + " → " + replacement;
    }

    public string Name { get; }

    public Phase Phase { get; }

    public Soundness Soundness { get; }

    public Pattern Pattern { get; }

    public Pattern Replacement { get; }

    public Guard Guard { get; }

    public string Domain { get; }

    public string Text { get; }

    public Shape Shape { get; }

    /// <summary>The operations a node may have for this rule to be tried on it.</summary>
    public IReadOnlyList<OpCode> Roots => Shape.Kind switch
    {
        ShapeKind.Sum => [OpCode.Add, OpCode.Subtract],
        ShapeKind.Product => [OpCode.Multiply, OpCode.Divide, OpCode.Square, OpCode.Reciprocal],
        _ => [Shape.Op],
    };

    private static ulong ProductBit => Bit(OpCode.Multiply);

    private static ulong SumBit => Bit(OpCode.Add);

    /// <summary>A quick look whether the parts of a view can hold what the pattern names.</summary>
    public bool MayMatch(RootView view) => (_requiredOps & ~view.Ops) == 0 && _requiredParts <= view.Parts;

    /// <summary>A bit for an operation; operations a view does not tell apart have the same, a clash only costs time.</summary>
    public static ulong Bit(OpCode op) =>
        Views.IsProduct(op) ? 1UL << (int)OpCode.Multiply
        : Views.IsSum(op) ? 1UL << (int)OpCode.Add
        : 1UL << ((int)op & 63);
}

/// <summary>The flat view of a node that is about to be matched, made once for all rules.</summary>
internal sealed class RootView
{
    public RootView(TapeBuilder tape, int node)
    {
        OpCode op = tape[node].Op;
        if (Views.IsSum(op))
        {
            Terms = Views.Terms(tape, node);
        }
        else if (Views.IsProduct(op))
        {
            Factors = Views.Factors(tape, node, out int sign);
            Sign = sign;
        }

        foreach (Part part in Terms ?? Factors ?? [])
        {
            Ops |= Rule.Bit(tape[part.Node].Op);
            Parts += Terms is null ? System.Math.Abs(part.Weight) : 1;
        }
    }

    public List<Part>? Terms { get; }

    public List<Part>? Factors { get; }

    public int Sign { get; }

    public ulong Ops { get; }

    public int Parts { get; }
}
