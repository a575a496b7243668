using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Support;

namespace LossGen.Generator.Rewriting;

/// <summary>What <see cref="Rewriter.Run"/> yields.</summary>
/// <param name="Tape">The rewritten tape, without dead nodes, its roots in the order given.</param>
/// <param name="Fired">The name of the rule of every step, in order.</param>
/// <param name="Effort">How many steps matching took.</param>
internal sealed record Rewritten(Tape Tape, EquatableArray<string> Fired, long Effort);

/// <summary>
/// Applies rules bottom-up: each node is made again from rewritten operands, then rules are applied to it until none fits.
/// What stands inside <see cref="OpCode.Literal"/> is copied as it is.
/// </summary>
internal sealed class Rewriter
{
    /// <summary>How deep replacements may call for further replacements; beyond it they are left as they are.</summary>
    private const int MaxDepth = 120;

    private const int Unknown = -1;

    private readonly TapeBuilder _tape = new();
    private readonly List<int> _normal = [];
    private readonly List<string> _fired = [];
    private readonly RuleSet _rules;
    private readonly Matcher _matcher;
    private readonly int _maxSteps;
    private int _depth;

    private Rewriter(RuleSet rules, Func<Node, Interval> leaf, Func<int, bool>? isRead, int maxSteps)
    {
        (_rules, _maxSteps) = (rules, maxSteps);
        _matcher = new Matcher(_tape, new Facts(i => _tape[i], leaf, isRead));
    }

    /// <param name="tape">The tape; all roots are rewritten.</param>
    /// <param name="rules">The rules, usually <see cref="RuleSet.BeforeDerivatives"/> or <see cref="RuleSet.AfterDerivatives"/>.</param>
    /// <param name="leaf">Where parameters lie, see <see cref="Facts.Declared"/>; null where nothing is known.</param>
    /// <param name="isRead">Which parameters the loss reads whatever branch is taken; null where it reads all.</param>
    public static Rewritten Run(Tape tape, RuleSet rules, Func<Node, Interval>? leaf = null, Func<int, bool>? isRead = null)
    {
        var rewriter = new Rewriter(rules, leaf ?? Facts.Unknown, isRead, StepLimit(tape));
        int[] roots = rewriter.Rewrite(tape);
        Tape result = Compact(rewriter._tape, roots);
        if (rules.Next is not null)
        {
            Rewritten last = Run(result, rules.Next, leaf, isRead);
            return new(last.Tape, new EquatableArray<string>([.. rewriter._fired, .. last.Fired]), rewriter._matcher.TotalEffort + last.Effort);
        }

        return new(result, new EquatableArray<string>(rewriter._fired), rewriter._matcher.TotalEffort);
    }

    /// <summary>More steps than this are never taken, whatever the rules.</summary>
    public static int StepLimit(Tape tape) => 200 + (20 * tape.Count);

    private int[] Rewrite(Tape tape)
    {
        // A node may be needed both as it is, inside a Literal, and rewritten, outside: sharing does not carry the mark across.
        var open = new bool[tape.Count];
        var closed = new bool[tape.Count];
        foreach (int root in tape.Roots)
        {
            open[root] = true;
        }

        for (int i = tape.Count - 1; i >= 0; i--)
        {
            for (int k = 0; k < tape.Arity(i); k++)
            {
                int operand = tape[i].Operand(k);
                closed[operand] |= closed[i] || (open[i] && tape[i].Op == OpCode.Literal);
                open[operand] |= open[i] && tape[i].Op != OpCode.Literal;
            }
        }

        var rewritten = new int[tape.Count];
        var verbatim = new int[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            if (closed[i])
            {
                verbatim[i] = _tape.Copy(tape[i], verbatim);
            }

            if (open[i])
            {
                rewritten[i] = tape[i].Op == OpCode.Literal ? _tape.Copy(tape[i], verbatim) : Normal(_tape.Copy(tape[i], rewritten));
            }
        }

        var roots = new int[tape.Roots.Count];
        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] = rewritten[tape.Roots[i]];
        }

        return roots;
    }

    /// <summary>The number of the node to which no rule applies any more.</summary>
    private int Normal(int id)
    {
        while (_normal.Count < _tape.Count)
        {
            _normal.Add(Unknown);
        }

        if (_normal[id] != Unknown)
        {
            return _normal[id];
        }

        // A replacement that contains the very node it replaces meets this mark, and stops.
        _normal[id] = id;
        if (_depth == MaxDepth)
        {
            return id;
        }

        _depth++;
        int result = NormalOperands(id);
        result = result != id ? Normal(result) : Replace(id);
        _depth--;
        _normal[id] = result;
        return result;
    }

    private int NormalOperands(int id)
    {
        Node node = _tape[id];
        int arity = OpTable.Row(node.Op).Arity;
        if (arity == 0 || node.Op == OpCode.Literal)
        {
            return id;
        }

        int a = Normal(node.A);
        int b = arity > 1 ? Normal(node.B) : -1;
        int c = arity > 2 ? Normal(node.C) : -1;
        return a == node.A && b == node.B && c == node.C ? id : _tape.Make(node.Op, a, b, c);
    }

    private int Replace(int id)
    {
        OpCode op = _tape[id].Op;
        IReadOnlyList<RewriteRule> rules = _rules.For(op);
        if (rules.Count == 0 || _fired.Count >= _maxSteps)
        {
            return id;
        }

        View? view = _matcher.ViewOf(id);
        foreach (RewriteRule each in rules)
        {
            if (each is CodedRule coded)
            {
                int recognised = coded.Recognise(_tape, Normal, view!);
                if (recognised >= 0)
                {
                    _fired.Add(coded.Name);
                    return Normal(recognised);
                }

                continue;
            }

            var rule = (Rule)each;
            if (!_matcher.Match(rule, id, view))
            {
                continue;
            }

            // The matcher is used again while the replacement is made.
            int[] bindings = (int[])_matcher.Bindings.Clone();
            (int[] left, int turned) = (_matcher.Left, _matcher.Turned);
            _fired.Add(rule.Name);
            int replacement = rule.Replacement.Build(bindings, _tape.Constant, (o, a, b, c) => Normal(Pattern.Make(_tape, o, a, b, c)));
            return Normal(
                view is null ? replacement
                : view.IsSum ? WithTerms(replacement, view.Parts, left, turned)
                : WithFactors(replacement, view.Parts, left, turned));
        }

        return id;
    }

    /// <summary>The sum in its order, with the replacement where the first of the replaced terms stood.</summary>
    private int WithTerms(int replacement, List<Part> parts, int[] left, int sign)
    {
        int sum = -1;
        bool placed = false;
        for (int p = 0; p < left.Length; p++)
        {
            if (left[p] != 0)
            {
                sum = Normal(Matcher.AddTerm(_tape, sum, parts[p].Node, left[p]));
            }
            else if (!placed)
            {
                sum = Normal(Matcher.AddTerm(_tape, sum, replacement, sign));
                placed = true;
            }
        }

        return placed ? sum : Normal(Matcher.AddTerm(_tape, sum, replacement, sign));
    }

    /// <summary>The product in its order, with the replacement where the first of the replaced factors stood; divisors are multiplied first.</summary>
    private int WithFactors(int replacement, List<Part> parts, int[] left, int sign)
    {
        int above = -1;
        int below = -1;
        bool placed = false;
        for (int p = 0; p < left.Length; p++)
        {
            if (!placed && left[p] != parts[p].Weight)
            {
                above = above < 0 ? replacement : Normal(_tape.Mul(above, replacement));
                placed = true;
            }

            if (left[p] > 0)
            {
                above = Normal(Matcher.MultiplyFactor(_tape, above, parts[p].Node, left[p]));
            }
            else if (left[p] < 0)
            {
                below = Normal(Matcher.MultiplyFactor(_tape, below, parts[p].Node, -left[p]));
            }
        }

        above = placed ? above : above < 0 ? replacement : Normal(_tape.Mul(above, replacement));
        int product = below < 0 ? above : Normal(_tape.Div(above, below));
        return sign < 0 ? _tape.Neg(product) : product;
    }

    private static Tape Compact(TapeBuilder tape, int[] roots)
    {
        Tape full = tape.Freeze(roots);
        bool[] live = full.Reachable(roots);
        var compact = new TapeBuilder();
        var map = new int[full.Count];
        for (int i = 0; i < map.Length; i++)
        {
            if (live[i])
            {
                map[i] = compact.Copy(full[i], map);
            }
        }

        var mapped = new int[roots.Length];
        for (int i = 0; i < roots.Length; i++)
        {
            mapped[i] = map[roots[i]];
        }

        return compact.Freeze(mapped);
    }
}
