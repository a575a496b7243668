using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Tests.Harness;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>
/// What is asked of a rewrite rule by itself. Each check takes the rule, so that it can be asked of one that is wrong on purpose too, and returns what is the
/// matter with it, or null.
/// </summary>
internal static class RuleChecks
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>What is assumed of a letter to see whether a rule fires there: nothing, or that it lies beyond one of the numbers at which functions change.</summary>
    private static readonly Interval[] Assumptions =
        [Interval.All, new(-1, Infinity), new(0, Infinity), new(1, Infinity), new(-Infinity, 0), new(-Infinity, 1), new(0, 1)];

    /// <summary>Rules that are meant to change a value at single points that their guards admit.</summary>
    private static readonly Dictionary<string, string> FalseAtPoints = new()
    {
        ["slope-squared"] = "the slope of |x| is 0 at 0 by convention, but f(|x|)″ = f″(|x|)·slope² is f″(0) there and not 0, as for f(|x|) = √(1 + |x|²)",
    };

    /// <summary>Operands that are small, large, and nearly the same; some lie where replacements change from one form to another.</summary>
    private static readonly double[] Sizes = [1e-12, 1e-6, 1.0000001e-6, 0.3, 1, 1.000001, 1.6, 3, 1e8, 1e18, 1.000001e18, 1.6e18, 1e150, 1.000001e150];

    /// <summary>
    /// Expressions that a rule must leave alone because its guard does not hold, where the real function would be the same: what is to stay fixed varies or the other
    /// way round, or only the sign of a zero or a single point differs. Letters as in <see cref="RewritingSpellingTests"/>, in sums as in <see cref="RowText"/>.
    /// </summary>
    private static readonly (string Rule, string Text)[] NotMeant =
    [
        ("clamp-of-choice-below", "select(x < 0, 0, min(x, abs(a - b)))"),
        ("clamp-turned", "max(min(x, abs(a - b)), 0)"),
        ("clamp-of-weak-choice-below", "select(x <= 0, 0, min(x, abs(a - b)))"),
        ("clamp-of-turned-choice-below", "select(0 < x, min(x, abs(a - b)), 0)"),
        ("clamp-of-weak-turned-choice-below", "select(0 <= x, min(x, abs(a - b)), 0)"),
        ("clamp-of-choice-above", "select(0 < x, 0, max(x, -abs(a - b)))"),
        ("clamp-of-weak-choice-above", "select(0 <= x, 0, max(x, -abs(a - b)))"),
        ("clamp-of-turned-choice-above", "select(x < 0, max(x, -abs(a - b)), 0)"),
        ("clamp-of-weak-turned-choice-above", "select(x <= 0, max(x, -abs(a - b)), 0)"),
        ("clamp-of-choice-below", "select(x < 0, 0, min(x, exp(y)))"),
        ("clamp-of-weak-choice-below", "select(x <= 0, 0, min(x, exp(y)))"),
        ("clamp-of-turned-choice-below", "select(0 < x, min(x, exp(y)), 0)"),
        ("clamp-of-weak-turned-choice-below", "select(0 <= x, min(x, exp(y)), 0)"),
        ("clamp-of-choice-above", "select(0 < x, 0, max(x, -exp(y)))"),
        ("clamp-of-weak-choice-above", "select(0 <= x, 0, max(x, -exp(y)))"),
        ("clamp-of-turned-choice-above", "select(x < 0, max(x, -exp(y)), 0)"),
        ("clamp-of-weak-turned-choice-above", "select(x <= 0, max(x, -exp(y)), 0)"),
        ("xlogx-ratio", "a * log(a / x)"),
        ("xlogx-ratio-turned", "a * log(x / a)"),
        ("xlogx-ratio-to-positive", "a * log(a / b)"),
        ("xlogx-ratio-of-positive", "a * log(b / a)"),
        ("xlogx-difference", "a * (log(a) - log(b))"),
        ("xlogy", "a * log(x)"),
        ("xlogy", "x * log(y)"),
        ("xlog1py", "a * log1p(x)"),
        ("xlog1py", "x * log1p(y)"),
        ("direction-of-square-and-number", "square(x) / (square(x) + exp(y))"),
        ("hypot-with-number", "sqrt(square(x) + exp(y))"),
        ("power-of-exp-log", "exp(y * log(x))"),
        ("log-of-power", "log(pow(x, y))"),
        ("power-of-exp-xlogy", "exp(xLogY(y, x))"),
        ("power-minus-one-of-log", "pow(a, b) - 1"),
        ("power-minus-one-of-log", "pow(sigmoid(x), y) - 1"),
        ("difference-of-logs", "log(x) - log(a)"),
        ("difference-of-logs", "log(a) - log(x)"),
        ("factor-out-of-sum-over-some", "sum(select(x < y, log(s) * x, 0))"),
        ("factor-out-of-sum-over-others", "sum(select(x < y, 0, log(s) * x))"),
        ("over-own-root", "t / sqrt(t)"),
        ("cancel-factor", "x / x"),
        ("cancel-factor", "t / t"),
        ("zero-times", "0 * t"),
        ("zero-times", "0 * a"),
        ("zero-times", "0 * tanh(a - b)"),
        ("zero-over", "0 / exp(x)"),
        ("zero-over", "0 / (a - b)"),
        ("zero-over", "0 / abs(a - b)"),
        ("scaled-exp", "x * exp(a)"),
        ("scaled-exp", "a * exp(x)"),
        ("scaled-exp", "exp(y) * exp(x)"),
        ("scaled-exp-factor", "a * scaledExp(y, x)"),
        ("scaled-exp-factor", "exp(x) * scaledExp(y, z)"),
        ("two-rates-of-choice", "select(x < 0, -(b * x), t * x)"),
        ("two-rates-of-choice", "select(x < 0, -(t * x), a * x)"),
        ("two-rates-of-weak-choice", "select(x <= 0, -(b * x), t * x)"),
        ("two-rates-of-weak-choice", "select(x <= 0, -(t * x), a * x)"),
        ("two-rates-turned", "select(0 < x, t * x, -(b * x))"),
        ("two-rates-turned", "select(0 < x, a * x, -(t * x))"),
        ("two-rates-turned-weakly", "select(0 <= x, t * x, -(b * x))"),
        ("two-rates-turned-weakly", "select(0 <= x, a * x, -(t * x))"),
        ("hypot-excess", "hypot(x, t) - t"),
        ("hypot-excess-of-number", "hypot(x, t) - t"),
    ];

    public static string? Of(Rule rule) => KeepsTheFunction(rule) ?? FiresOnItsOwnPattern(rule) ?? KeepsTheBits(rule) ?? FiresOnlyWhereItIsTrue(rule) ?? LeavesAlone(rule) ?? KeepsDigits(rule);

    /// <summary>
    /// Both sides are the same real function; every column is a point. At every fourth all letters are simple fractions: so they meet, and lie on the borders between the forms that a replacement chooses from.
    /// </summary>
    public static string? KeepsTheFunction(Rule rule, int points = 200, int bits = BigFloat.DefaultPrecision)
    {
        using var precision = BigFloat.WithPrecision(bits);
        var domain = new RewritingDomain(rule);
        var random = new Random(20_240_601);
        for (int i = 0, compared = 0; compared < points; i++)
        {
            int columns = domain.HasRows ? 1 + (i % 6) : 1;
            compared += columns;
            bool simple = i % 4 == 3 && !FalseAtPoints.ContainsKey(rule.Name);
            var letters = domain.Letters.Keys.ToDictionary(l => l, l => domain.Sample(l, random, columns, simple));
            BigFloat[][] sides = RewritingOracle.Real([rule.Pattern, rule.Replacement], letters, columns);
            (BigFloat[] pattern, BigFloat[] replacement) = (sides[0], sides[1]);
            for (int j = 0; j < columns; j++)
            {
                string Where() => string.Join(", ", letters.Select(l => $"{l.Key} = {l.Value[domain.IsRow(l.Key) ? j : 0]}")) + $", column {j} of {columns}";
                if (!pattern[j].IsFinite && !simple && !(domain.HasRows && columns == 1))
                {
                    return $"{rule.Text} is {pattern[j]} at {Where()}: outside of the pattern's domain";
                }

                if (!(simple && pattern[j].IsNaN) && !RewritingOracle.Agree(pattern[j], replacement[j]))
                {
                    return $"{rule.Text} at {Where()}: {pattern[j]} became {replacement[j]}";
                }
            }
        }

        return null;
    }

    public static string? FiresOnItsOwnPattern(Rule rule)
    {
        Tape tape = Example(rule, out Func<Node, Interval> leaf);
        return Fires(rule, tape, leaf) ? null : $"{rule.Name} does not fire on its own pattern";
    }

    /// <summary>The pattern of an Exact rule and its replacement give the same bits when every operation is that of the machine.</summary>
    public static string? KeepsTheBits(Rule rule)
    {
        if (rule.Soundness != Soundness.Exact)
        {
            return null;
        }

        var domain = new RewritingDomain(rule);
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            var letters = domain.Letters.Keys.ToDictionary(l => l, l => domain.Sample(l, random));
            double before = RewritingMachine.Real(rule.Pattern, letters), after = RewritingMachine.Real(rule.Replacement, letters);
            if (!before.Equals(after))
            {
                return $"{rule.Text}: {before} became {after}";
            }
        }

        return null;
    }

    /// <summary>
    /// Where less is known of a letter than the domain says and the rule fires all the same, the two sides must be the same there too: else the guard is too weak.
    /// At single points a rule may put a number where there was none.
    /// </summary>
    public static string? FiresOnlyWhereItIsTrue(Rule rule)
    {
        var domain = new RewritingDomain(rule);
        char[] free = [.. domain.Letters.Keys.Where(l => domain.Letters[l] == ValueKind.Real && !domain.IsIndex(l) && l is not ('c' or 'k'))];
        foreach (char[] letters in (IEnumerable<char[]>)[.. free.Select(l => new[] { l }), free])
        {
            foreach (Interval assumed in Assumptions)
            {
                Tape tape = Example(rule, out Func<Node, Interval> leaf);
                if (Fires(rule, tape, node => letters.Contains((char)('a' + node.Payload)) ? assumed : leaf(node)) && IsFalse(rule, domain, letters, assumed) is string difference)
                {
                    return $"{rule.Text} fires with {string.Join(", ", letters)} in {assumed}: {difference}";
                }
            }
        }

        return null;
    }

    /// <summary>Every other point has whole numbers: there powers of negative numbers exist, and functions have their zeros and poles.</summary>
    private static string? IsFalse(Rule rule, RewritingDomain domain, char[] letters, Interval assumed)
    {
        var random = new Random(5);
        double low = Math.Max(assumed.Low, -3), high = Math.Min(assumed.High, 3);
        for (int i = 0; i < 40; i++)
        {
            bool whole = i % 2 == 0 && !FalseAtPoints.ContainsKey(rule.Name);
            int columns = domain.HasRows ? 1 + (i / 2 % 4) : 1;
            double Draw(double from, double to) => whole && Math.Ceiling(from) <= Math.Floor(to)
                ? random.Next((int)Math.Ceiling(from), (int)Math.Floor(to) + 1)
                : from + ((to - from) * random.NextDouble());
            BigFloat Entry(char l) => l is 'c' or 'k' ? Constant(domain, l)
                : domain.Letters[l] == ValueKind.Truth ? random.Next(2)
                : letters.Contains(l) ? Draw(low, high) : Draw(domain.Range(l).Low, domain.Range(l).High);
            var at = domain.Letters.Keys.ToDictionary(l => l, l =>
                domain.IsIndex(l) ? (BigFloat)random.Next(columns) : domain.IsRow(l) ? Enumerable.Range(0, columns).Select(_ => Entry(l)).ToArray() : (TapeValue)Entry(l));
            BigFloat[][] sides = RewritingOracle.Real([rule.Pattern, rule.Replacement], at, columns);
            (BigFloat[] before, BigFloat[] after) = (sides[0], sides[1]);
            for (int j = 0; j < columns; j++)
            {
                if (before[j].IsFinite ? !RewritingOracle.Agree(before[j], after[j]) : !whole && before[j].IsNaN && !after[j].IsNaN)
                {
                    return $"at {string.Join(", ", at.Select(l => $"{l.Key} = {l.Value[domain.IsRow(l.Key) ? j : 0]}"))} {before[j]} became {after[j]}";
                }
            }
        }

        return null;
    }

    public static string? LeavesAlone(Rule rule) =>
        NotMeant.Where(n => n.Rule == rule.Name && Fires(rule, n.Text.StartsWith("sum", StringComparison.Ordinal) ? RowText.Build(n.Text) : RewritingSpellingTests.Build(n.Text), RewritingSpellingTests.Range)).Select(n => $"{rule.Name} fires on {n.Text}").FirstOrDefault();

    /// <summary>Where a replacement chooses between two forms of one function, each is accurate where it is chosen, in double and operation by operation.</summary>
    public static string? KeepsDigits(Rule rule)
    {
        var domain = new RewritingDomain(rule);
        if (!rule.Text.Split('→')[1].Contains("select", StringComparison.OrdinalIgnoreCase) || rule.Soundness != Soundness.Stabilising || domain.HasRows)
        {
            return null;
        }

        char[] letters = [.. domain.Letters.Keys];
        var builder = new TapeBuilder();
        Tape tape = builder.Freeze(rule.Replacement.Build(builder, [.. Enumerable.Range(0, 26).Select(k => builder.Leaf(OpCode.Data, k, Axes.Sample))]));
        foreach (double first in Sizes)
        {
            foreach (double second in letters.Length > 1 ? Sizes : [1])
            {
                var values = new double[26];
                (values[letters[0] - 'a'], values[letters[^1] - 'a']) = letters.Length > 1 ? (first, second) : (first, first);
                double actual = TapeInterpreter.Evaluate(tape, values)[0];
                using var precision = BigFloat.WithPrecision(2200);
                BigFloat expected = RewritingOracle.Real(rule.Pattern, letters.ToDictionary(l => l, l => (BigFloat)values[l - 'a']));
                if (expected.IsFinite && !(BigFloat.Abs((BigFloat)actual - expected) <= 1e-13 * BigFloat.Abs(expected)))
                {
                    return $"{rule.Text} at ({first:R}, {second:R}): {actual:R} instead of {expected.ToString(20)}";
                }
            }
        }

        return null;
    }

    /// <summary>The pattern itself as a tape: letters are parameters with the ranges of the domain.</summary>
    public static Tape Example(Rule rule, out Func<Node, Interval> leaf)
    {
        var domain = new RewritingDomain(rule);
        var builder = new TapeBuilder();
        var bindings = Enumerable.Repeat(-1, 26).ToArray();
        HashSet<char> constrained = [.. domain.Named];
        HashSet<char> fixedLetters = [.. rule.Guard.FixedLetters];
        foreach ((char letter, ValueKind kind) in domain.Letters)
        {
            int index = Pattern.Index(letter);
            bindings[index] = letter is 'c' or 'k' ? builder.Constant(Constant(domain, letter))
                : kind == ValueKind.Truth ? builder.Leaf(OpCode.BoolData, index, Axes.Sample)
                : domain.IsIndex(letter) ? builder.Leaf(OpCode.Label, index, Axes.Sample)
                : domain.IsRow(letter) ? builder.Leaf(OpCode.Data, index, Axes.Sample | Axes.Column)
                : fixedLetters.Contains(letter) ? builder.Leaf(OpCode.Hyper, index, Axes.None)
                : builder.Leaf(OpCode.Data, index, Axes.Sample);
        }

        leaf = node => constrained.Contains((char)('a' + node.Payload)) ? Range(domain, (char)('a' + node.Payload)) : Interval.All;
        return builder.Freeze(rule.Pattern.Build(builder, bindings));
    }

    private static double Constant(RewritingDomain domain, char letter) => domain.Sample(letter, new Random(letter));

    private static bool Fires(Rule rule, Tape tape, Func<Node, Interval> leaf) => Rewriter.Run(tape, new RuleSet([rule]), leaf).Fired.Contains(rule.Name);

    private static Interval Range(RewritingDomain domain, char letter)
    {
        (double low, double high) = domain.Range(letter);
        return new Interval(low, high);
    }
}
