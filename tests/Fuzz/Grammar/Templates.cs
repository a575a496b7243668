using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Fuzz.Grammar;

/// <summary>
/// Declarations grown around what the compiler looks for: the pattern of a rule or the definition of a primitive with random expressions for its letters. They are read from the tables,
/// so that a new rule is met without a change here.
/// </summary>
internal static class Templates
{
    /// <summary>The name and what it is instantiated from.</summary>
    public static IReadOnlyList<(string Name, Pattern Pattern, string Domain, Guard Guard)> All { get; } =
    [
        .. RuleSet.AllRules.Where(r => !Compared.Contains(r.Name)).Select(r => (r.Name, r.Pattern, r.Domain, r.Guard)),
        .. RuleSet.AllRules.Where(r => Rare.Contains(r.Name)).Select(r => (r.Name, r.Pattern, r.Domain, r.Guard)),
        .. OpTable.All.Where(r => r.Definition is not null && r.Form == Form.Map).Select(r => ("definition-" + r.Op, Pattern.Parse(r.Definition!), Named(r), Guard.None)),
        .. Extra.Select(e => (e.Name, Pattern.Parse(e.Text), "", Guard.None)),
    ];

    /// <summary>Rules of which most instances are rewritten before they are met: they are grown twice as often.</summary>
    private static IReadOnlyList<string> Rare => ["difference-of-logs-far-apart", "factor-of-softmax-over-others", "difference-of-roots-of-sum", "quotient-of-zero"];

    /// <summary>Rules that look for two computed numbers that are equal, of which a declaration is warned: derivatives bring them.</summary>
    private static IReadOnlyList<string> Compared => ["slopes-of-maximum", "middle-of-two-slopes"];

    /// <summary>Templates of which C# can write no instance, and why.</summary>
    public static IReadOnlyDictionary<string, string> Ungrown { get; } = new Dictionary<string, string>
    {
    };

    /// <summary>What rules look for that are no patterns, and what a pattern's own spelling is rewritten from.</summary>
    private static IReadOnlyList<(string Name, string Text)> Extra =>
    [
        ("log-probability", "gather(x, i) - logSumExp(x)"),
        ("log-probability", "0.9 * gather(x, i) - logSumExp(x)"),
        ("log-probability", "a * gather(x, i) - a * logSumExp(x)"),
        ("complement-of-probability", "1 - exp(logProbability(x, i))"),
        ("complement-of-probability", "1 - gather(softmaxEntry(x, logSumExp(x)), i)"),
        ("softmax-variance", "sum(w * softmaxEntry(x, logSumExp(x)))"),
        ("softmax-residual", "sum(softmaxEntry(x, logSumExp(x)) * sum(y) - y)"),
        ("unit-variance", "norm(x)"),
        ("complement-of-sigmoid-times", "x / y - sigmoid(z) * x / y"),
        ("slopes-of-maximum", "max(x, y)"),
        ("middle-of-two-slopes", "max(z * x, (z - 1) * x)"),
        ("softmax-difference", "sum(square(softmaxEntry(x, logSumExp(x)) - softmaxEntry(y, logSumExp(y))))"),
    ];

    /// <summary>An instance of a template; null where C# cannot write it.</summary>
    public static Expr? Grow(Grower g, int index)
    {
        var (_, pattern, domain, guard) = All[index];
        return new Instance(g, pattern, domain, guard).Make();
    }

    private static string Named(OpRow row)
    {
        string[] parts = row.Domain.Split(',', StringSplitOptions.TrimEntries);
        return string.Join(", ", parts.Take(row.Arity).Select((p, i) => $"{"xyz"[i]}: {p}"));
    }

    private sealed class Instance
    {
        private readonly Grower _grower;
        private readonly Pattern _pattern;
        private readonly Guard _guard;
        private readonly Dictionary<char, Domain> _domains = [];
        private readonly Dictionary<char, Kind> _kinds = [];
        private readonly Dictionary<char, Expr> _letters = [];

        public Instance(Grower g, Pattern pattern, string domains, Guard guard)
        {
            (_grower, _pattern, _guard) = (g, pattern, guard);
            foreach (string part in domains.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                _domains[part[0]] = Vocabulary.Parse(part[2..], 1)[0];
            }

            Classify(pattern, inside: false);

            // A rule of numbers holds entry by entry, but a condition is of numbers only.
            if (!_kinds.ContainsValue(Kind.Vector) && g.HasRows && g.Random.Next(4) == 0 && !HasComparison(pattern))
            {
                foreach (char letter in _kinds.Keys.Where(l => _kinds[l] == Kind.Real && (g.Random.Next(3) > 0 || l == 'x') && !l.IsConstant() && !guard.SingleLetters.Concat(guard.FixedLetters).Contains(l)).ToArray())
                {
                    _kinds[letter] = Kind.Vector;
                }
            }
        }

        public Expr? Make()
        {
            if (_kinds.Values.Any(k => k is Kind.Vector or Kind.Index))
            {
                _grower.HasRows = true;
            }

            Expr? e = Build(_pattern);
            return e?.Kind switch
            {
                Kind.Real => e,
                Kind.Vector => Call(_grower.Random.Next(5) switch { 0 => "Mean", 1 => "LogSumExp", 2 => "Norm", 3 => "SquaredNorm", _ => "Sum" }, e),
                Kind.Truth => Call("?:", e, _grower.Real(3, Domain.Usual), _grower.Real(3, Domain.Usual)),
                _ => null,
            };
        }

        private static bool HasComparison(Pattern p) => p.Op is OpCode.Less or OpCode.LessOrEqual or OpCode.Equal || p.Arguments.Any(HasComparison);

        /// <summary>What stands under a sum is a row; what picks a column an index; what a choice is by a truth.</summary>
        private void Classify(Pattern p, bool inside)
        {
            if (p.IsLetter)
            {
                bool single = _guard.SingleLetters.Concat(_guard.FixedLetters).Contains(p.Letter);
                Kind kind = inside && !single && !p.IsConstantLetter ? Kind.Vector : Kind.Real;
                _kinds[p.Letter] = _kinds.TryGetValue(p.Letter, out Kind known) && known != Kind.Real ? known : kind;
            }

            Form form = OpTable.Row(p.Op).Form;
            for (int k = 0; k < p.Arguments.Count; k++)
            {
                Pattern argument = p.Arguments[k];
                bool picks = k == 1 && (p.Op is OpCode.Gather or OpCode.LogProbability || (p.Op == OpCode.Equal && p.Arguments[0].Op == OpCode.Column));
                bool decides = p.Op is OpCode.And or OpCode.Or or OpCode.Not || (p.Op == OpCode.Select && k == 0);
                if (argument.IsLetter && (picks || decides))
                {
                    // Of the conditions that differ from column to column C# can only say that it is a certain one.
                    _kinds[argument.Letter] = picks || inside ? Kind.Index : Kind.Truth;
                }
                else
                {
                    // An entry of a softmax is of a row.
                    Classify(argument, inside || form is Form.Reduction or Form.Gather || (p.Op is OpCode.SoftmaxEntry or OpCode.UnitEntry && k == 0));
                }
            }
        }

        private Expr Letter(Pattern p)
        {
            char letter = p.Letter;
            if (_letters.TryGetValue(letter, out Expr? known))
            {
                return known;
            }

            Domain domain = _domains.GetValueOrDefault(letter, Domain.Usual);
            bool asksForSign = _guard.Text.Contains(letter, StringComparison.Ordinal) && _guard.Text.IndexOfAny(['<', '>', '=']) >= 0;
            Kind kind = _kinds[letter];
            int size = _grower.Random.Next(1, 6);
            return _letters[letter] = p.IsConstantLetter ? _grower.Literal(domain)
                : _guard.FixedLetters.Contains(letter) ? (_grower.Random.Next(3) == 0 && kind == Kind.Real ? _grower.Literal(domain) : _grower.Ranged(kind, domain, false, Role.Hyper))
                : kind is Kind.Real or Kind.Vector && (asksForSign ? _grower.Random.Next(3) > 0 : _grower.Random.Next(4) == 0) ? _grower.Ranged(kind, domain, true)
                : _grower.Grow(kind, size, domain);
        }

        private Expr? Build(Pattern p)
        {
            if (p.IsLetter)
            {
                return Letter(p);
            }

            if (p.IsNumber)
            {
                return Expr.Constant(p.Number, Grower.Points);
            }

            switch (p.Op)
            {
                case OpCode.Columns:
                    return Call("Length", _grower.Leaf(Kind.Vector, Domain.Usual, true));
                case OpCode.Select when p.Arguments[0].Op == OpCode.Equal && p.Arguments[0].Arguments[0].Op == OpCode.Column:
                    return AtColumn(p, p.Arguments[0].Arguments[1]);
                case OpCode.Select when p.Arguments[0].IsLetter && _kinds[p.Arguments[0].Letter] == Kind.Index:
                    return AtColumn(p, p.Arguments[0]);
                case OpCode.SoftmaxEntry when p.Arguments[1].IsLetter:
                    return EntryOf(p);
                case OpCode.SoftmaxEntry when p.Arguments[0].IsLetter && p.Arguments[1].Op == OpCode.LogSumExp && p.Arguments[1].Arguments[0].Letter == p.Arguments[0].Letter && _grower.Random.Next(4) > 0:
                    return Build(p.Arguments[0]) is { } row ? Call("Softmax", row) : null;
                case OpCode.LogProbability:
                    return Build(p.Arguments[0]) is { } logits && Build(p.Arguments[1]) is { } label && Call("LogSoftmax", logits) is { } all ? Call("[]", all, label) : null;
                case OpCode.Square when _grower.Random.Next(3) == 0:
                    return Build(p.Arguments[0]) is { } factor ? Call("*", factor, factor) : null;
            }

            var operands = new Expr[p.Arguments.Count];
            for (int k = 0; k < operands.Length; k++)
            {
                if (Build(p.Arguments[k]) is not { } operand)
                {
                    return null;
                }

                operands[k] = operand;
            }

            return p.Op == OpCode.SoftmaxEntry ? Call("-", operands) is { } logarithm ? Call("Exp", logarithm) : null : Call(Name(p.Op), operands);
        }

        /// <summary>A row with another number in one column.</summary>
        private Expr? AtColumn(Pattern p, Pattern column)
        {
            if (Build(column) is not { } index || Build(p.Arguments[1]) is not { } there || Build(p.Arguments[2]) is not { } elsewhere)
            {
                return null;
            }

            return elsewhere.Kind == Kind.Vector ? (there.Kind == Kind.Vector ? Call("[]", there, index) : there) is { } number ? Call("With", elsewhere, index, number) : null
                : elsewhere.Kind == Kind.Real && there.Kind == Kind.Vector && Call("[]", there, index) is { } entry ? Call("OneHotWith", index, entry, there)
                : null;
        }

        /// <summary>A probability whose normaliser is a letter: it is that of a row of its own.</summary>
        private Expr? EntryOf(Pattern p)
        {
            Expr row = _grower.Vector(_grower.Random.Next(1, 5), Domain.Usual);
            Pattern entry = p.Arguments[0], sum = p.Arguments[1];
            _letters.TryAdd(entry.Letter, row);
            if (Call("LogSumExp", _letters[entry.Letter]) is not { } normaliser)
            {
                return null;
            }

            _letters.TryAdd(sum.Letter, normaliser);
            return Call("-", _letters[entry.Letter], _letters[sum.Letter]) is { } logarithm ? Call("Exp", logarithm) : null;
        }

        private static Expr? Call(string name, params Expr[] operands) =>
            Vocabulary.Find(name, [.. operands.Select(o => o.Kind)]) is { } production ? Expr.Of(production, operands) : null;

        private static string Name(OpCode op) => op switch
        {
            OpCode.Add => "+",
            OpCode.Subtract or OpCode.Negate => "-",
            OpCode.Multiply => "*",
            OpCode.Divide => "/",
            OpCode.UnitEntry => "/",
            OpCode.Less => "<",
            OpCode.LessOrEqual => "<=",
            OpCode.Equal => "==",
            OpCode.And => "&&",
            OpCode.Or => "||",
            OpCode.Not => "!",
            OpCode.Select => "?:",
            OpCode.Gather => "[]",
            OpCode.RowMax => "Max",
            OpCode.RowMin => "Min",
            _ => op.ToString(),
        };
    }

    private static bool IsConstant(this char letter) => letter is 'c' or 'k';
}
