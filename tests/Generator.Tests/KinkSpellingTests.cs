using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Support;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>
/// However a function with a kink is spelt, its value and derivatives at the kink are the same. Letters as in <see cref="RewritingSpellingTests"/>: x, y and z are differentiated.
/// </summary>
public class KinkSpellingTests
{
    private static readonly EquatableArray<ParameterModel> Parameters = new(
        [.. Enumerable.Range(0, 26).Select(k => new ParameterModel(((char)('a' + k)).ToString(), Role((char)('a' + k)), k == 'p' - 'a' ? ParameterType.Bool : ParameterType.Double, "double", null, Range((char)('a' + k)), ""))]);

    private static readonly Family[] Families =
    [
        new("ramp", [new(0, 0, 0, [0, 0], [0, 0]), new(2, 0, 2, [1, 0], [0, 0]), new(-2, 0, 0, [0, 0], [0, 0])],
            ["max(x, 0)", "select(x > 0, x, 0)", "select(x >= 0, x, 0)", "select(x < 0, 0, x)", "select(x <= 0, 0, x)", "(x + abs(x)) / 2", "0.5 * (x + abs(x))", "-min(-x, 0)", "x * select(x > 0, 1, 0)",
                "x * select(x >= 0, 1, 0)", "select(x < 0, 0, 1) * x", "0.5 * x + 0.5 * abs(x)"]),
        new("magnitude", [new(0, 0, 0, [0, 0], [0, 0]), new(-2, 0, 2, [-1, 0], [0, 0])],
            ["abs(x)", "max(x, -x)", "-min(x, -x)", "select(x > 0, x, -x)", "select(x >= 0, x, -x)", "select(x < 0, -x, x)", "sqrt(x * x)", "sqrt(square(x))", "pow(pow(x, 2), 0.5)", "max(x, 0) + max(-x, 0)",
                "max(x, 0) - min(x, 0)", "x * sign(x)"]),
        new("distance", [new(1, 1, 0, [0, 0], [0, 0]), new(1, 3, 2, [-1, 1], [0, 0])],
            ["abs(x - y)", "abs(y - x)", "max(x - y, y - x)", "select(x > y, x - y, y - x)", "select(x <= y, y - x, x - y)", "sqrt(square(x - y))"]),
        new("larger", [new(1, 1, 1, [0.5, 0.5], [0, 0]), new(1, 3, 3, [0, 1], [0, 0])],
            ["max(x, y)", "select(x > y, x, y)", "select(x >= y, x, y)", "select(x < y, y, x)", "0.5 * (x + y + abs(x - y))", "(x + y + abs(y - x)) / 2"]),
        new("smaller", [new(1, 1, 1, [0.5, 0.5], [0, 0]), new(1, 3, 1, [1, 0], [0, 0])],
            ["min(x, y)", "select(x < y, x, y)", "select(x >= y, y, x)", "0.5 * (x + y - abs(x - y))"]),
        new("hinge", [new(1, 1, 0, [0, 0], [0, 0]), new(-1, 1, 2, [-1, 1], [0, 0])],
            ["max(0, 1 - x * y)", "select(x * y < 1, 1 - x * y, 0)", "select(x * y >= 1, 0, 1 - x * y)", "select(1 - x * y > 0, 1 - x * y, 0)", "-min(0, x * y - 1)", "(1 - x * y) * select(x * y < 1, 1, 0)",
                "0.5 * (1 - x * y + abs(1 - x * y))"]),
        new("squared hinge", [new(1, 1, 0, [0, 0], [0, 0]), new(-1, 1, 4, [-4, 4], [2, 2])],
            ["square(max(0, 1 - x * y))", "select(x * y < 1, square(1 - x * y), 0)", "select(x * y <= 1, square(1 - x * y), 0)", "select(x * y >= 1, 0, square(x * y - 1))", "pow(max(1 - x * y, 0), 2)",
                "square(min(x * y - 1, 0))", "max(0, 1 - x * y) * max(0, 1 - x * y)"]),
        new("clamp", [new(1, 0, 1, [0, 0], [0, 0]), new(-1, 0, -1, [0, 0], [0, 0]), new(0.5, 0, 0.5, [1, 0], [0, 0])],
            ["min(max(x, -1), 1)", "max(min(x, 1), -1)", "select(x < -1, -1, select(x > 1, 1, x))", "select(x > 1, 1, select(x < -1, -1, x))", "select(x >= 1, 1, max(x, -1))", "select(x > -1, min(x, 1), -1)"]),
        new("sign", [new(0, 0, 0, [0, 0], [0, 0]), new(-2, 0, -1, [0, 0], [0, 0])],
            ["sign(x)", "select(x > 0, 1, select(x < 0, -1, 0))", "select(x < 0, -1, select(x > 0, 1, 0))", "select(x == 0, 0, select(x > 0, 1, -1))", "select(x == 0, 0, select(x < 0, -1, 1))"]),

        // a is 2.
        new("parabola with tails", [new(3, 1, 2, [2, -2], [0, 0]), new(-1, 1, 2, [-2, 2], [0, 0]), new(2, 1, 0.5, [1, -1], [1, 1]), new(9, 1, 14, [2, -2], [0, 0])],
            ["select(abs(x - y) < a, 0.5 * square(x - y), a * (abs(x - y) - 0.5 * a))", "select(abs(x - y) <= a, square(x - y) / 2, a * (abs(x - y) - a / 2))",
                "select(abs(x - y) > a, a * abs(x - y) - 0.5 * square(a), 0.5 * square(x - y))", "select(abs(x - y) >= a, a * abs(x - y) - 0.5 * a * a, 0.5 * (x - y) * (x - y))"]),
        new("dead zone", [new(3, 1, 0, [0, 0], [0, 0]), new(-1, 1, 0, [0, 0], [0, 0]), new(5, 1, 2, [1, -1], [0, 0])],
            ["max(abs(x - y) - a, 0)", "select(abs(x - y) < a, 0, abs(x - y) - a)", "select(abs(x - y) > a, abs(x - y) - a, 0)", "(abs(x - y) - a) * select(abs(x - y) > a, 1, 0)"]),

        // t is ¼.
        new("two slopes", [new(1, 1, 0, [-0.25, 0.25], [0, 0]), new(3, 1, 0.5, [0.25, -0.25], [0, 0]), new(-1, 1, 1.5, [-0.75, 0.75], [0, 0])],
            ["max(t * (x - y), (t - 1) * (x - y))", "select(x - y < 0, (t - 1) * (x - y), t * (x - y))", "select(x - y >= 0, t * (x - y), (t - 1) * (x - y))", "select(x - y > 0, t * (x - y), -((1 - t) * (x - y)))"]),
    ];

    public static TheoryData<string> Names => new(Families.Select(f => f.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_spelling_has_the_same_derivatives_at_the_kink(string name)
    {
        Family family = Families.Single(f => f.Name == name);
        foreach (string spelling in family.Spellings)
        {
            foreach (Point p in family.Points)
            {
                AssertAt(p, spelling);
            }
        }
    }

    /// <summary>What is opted out keeps the kinks of its text, and no rule changes it or what comes of it.</summary>
    [Theory]
    [InlineData("select(x > 0, x, 0)", 0, 0, 0)]
    [InlineData("select(x >= 0, x, 0)", 0, 1, 0)]
    [InlineData("0.5 * (x + abs(x))", 0, 0.5, 0)]
    [InlineData("x * select(x >= 0, 1, 0)", 0, 1, 0)]
    [InlineData("select(x < 0, -x, x)", 0, 1, 0)]
    [InlineData("square(abs(x) + 1)", 1, 0, 0)]
    public void A_literal_keeps_the_kinks_of_its_text(string text, double value, double slope, double curvature) => AssertAt(new(0, 0, value, [slope, 0], [curvature, 0]), $"literal({text})", mayFire: false);

    [Theory]
    [InlineData("log(1 + exp(x))")]
    [InlineData("-(t * log(sigmoid(x)) + (1 - t) * log(1 - sigmoid(x)))")]
    [InlineData("log(exp(x) + exp(y))")]
    [InlineData("sqrt(1 + square(x - y)) - 1")]
    [InlineData("select(x > 0, x * log(x), exp(x) - 1)")]
    [InlineData("pow(1 + square(x), 1.5) / x * exp(y)")]
    [InlineData("1 / (1 + exp(x * y)) - square(x) / (1 + square(x))")]
    public void Nothing_of_a_literal_is_rewritten(string text)
    {
        Tape literal = Derive($"literal({text})", out List<string> rules), plain = Derive(text, out _);
        Assert.Empty(rules);
        using var precision = BigFloat.WithPrecision(400);
        BigFloat[] at = [.. Enumerable.Range(0, 26).Select(k => (BigFloat)(0.25 + (k / 64.0)))];
        BigFloat[] expected = TapeEvaluator.Run(plain, at), actual = TapeEvaluator.Run(literal, at);
        Assert.All(Enumerable.Range(0, plain.Roots.Count), k => Assert.True(RewritingOracle.Agree(expected[plain.Roots[k]], actual[literal.Roots[k]])));

        // And as a factor among what is rewritten: inside it everything stays.
        Tape factor = Derive($"literal({text}) * log(1 + exp(x))", out rules);
        Assert.Contains("softplus", rules);
        Assert.Contains(RewritingSpellingTests.Canonical(RewritingSpellingTests.Build($"literal({text})")), RewritingSpellingTests.Canonical(factor));
    }

    /// <summary>A branch that is not taken stays closed although it is opted out of rewriting.</summary>
    [Fact]
    public void A_literal_keeps_its_guards() => AssertAt(new(-1, 0, 0, [0, 0], [0, 0]), "literal(select(x > 0, log(x) * sqrt(x), 0))", mayFire: false);

    private static void AssertAt(Point p, string text, bool mayFire = true)
    {
        Tape tape = Derive(text, out List<string> rules);

        // A choice between two constants may become another one with the same bits.
        Assert.True(mayFire || rules.TrueForAll(r => RuleSet.AllRules.Any(rule => rule.Name == r && rule.Soundness == Soundness.Exact)), string.Join(" ", rules));
        BigFloat[] at = [.. Enumerable.Range(0, 26).Select(_ => BigFloat.Zero)];
        (at['x' - 'a'], at['y' - 'a'], at[0], at['t' - 'a']) = (p.X, p.Y, 2, 0.25);
        BigFloat[] values = TapeEvaluator.Run(tape, at);
        double[] actual = [.. tape.Roots.Select(r => values[r].ToDouble())];

        // The loss, by x, y and z, and twice by each.
        double[] expected = [p.Value, .. p.Slopes, 0, .. p.Curvatures, 0];
        Assert.True(expected.SequenceEqual(actual.Select(v => v + 0.0)), $"{text} at ({p.X}, {p.Y}): {string.Join(", ", actual)} instead of {string.Join(", ", expected)} by {string.Join(" ", rules)}");
    }

    internal static Tape Derive(string text, out List<string> rules) =>
        LossCompiler.Derive(RowText.Model("sum(x)") with { Parameters = Parameters, Tape = RewritingSpellingTests.Build(text) }, out rules);

    private static RangeModel? Range(char letter)
    {
        Interval range = RewritingSpellingTests.Range(new Node(OpCode.Data, -1, -1, -1, letter - 'a', Axes.Sample));
        return range == Interval.All ? null : new(BitConverter.DoubleToInt64Bits(range.Low), BitConverter.DoubleToInt64Bits(range.High), range.LowIsOpen, range.HighIsOpen);
    }

    private static ParameterRole Role(char letter) => letter is 'x' or 'y' or 'z' ? ParameterRole.Input : letter is 'a' or 'b' ? ParameterRole.Hyper : ParameterRole.Target;

    private sealed record Family(string Name, Point[] Points, string[] Spellings);

    private sealed record Point(double X, double Y, double Value, double[] Slopes, double[] Curvatures);
}
