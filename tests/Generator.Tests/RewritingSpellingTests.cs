using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Tests;

/// <summary>Spellings of one function, x and y data, t a probability, a and b positive hyper-parameters, p a truth value.</summary>
public class RewritingSpellingTests
{
    [Theory]
    [InlineData("max(x, 0)", "select(0 < x, x, 0)", "select(x > 0, x, 0)", "select(x >= 0, x, 0)", "select(x < 0, 0, x)", "select(x <= 0, 0, x)", "(x + abs(x)) / 2",
        "(abs(x) + x) * 0.5", "0.5 * x + 0.5 * abs(x)", "abs(x) / 2 + x / 2", "max(0, x)", "-min(-x, 0)", "-min(0, -x)", "x * select(x > 0, 1, 0)", "select(x >= 0, 1, 0) * x", "x * select(x <= 0, 0, 1)", "select(x < 0, 0, 1) * x",
        "0.5 * (x + abs(x))")]
    [InlineData("abs(x)", "select(x < 0, -x, x)", "select(x > 0, x, -x)", "select(x >= 0, x, -x)", "select(0 > x, -x, x)", "max(x, -x)", "max(-x, x)", "-min(x, -x)", "sqrt(x * x)",
        "sqrt(square(x))", "sqrt(pow(x, 2))", "pow(pow(x, 2), 0.5)", "pow(x * x, 0.5)", "abs(-x)", "max(x, 0) - min(0, x)", "max(0, -x) + max(x, 0)", "x * sign(x)")]
    [InlineData("abs(x - y)", "select(x > y, x - y, y - x)", "max(x - y, y - x)", "sqrt((x - y) * (x - y))")]
    [InlineData("abs(y - x)", "select(x < y, -(x - y), x - y)", "select(y >= x, y - x, x - y)")]
    [InlineData("max(x, y)", "select(x < y, y, x)", "select(x <= y, y, x)", "select(x > y, x, y)", "(x + y + abs(x - y)) / 2", "0.5 * (y + x + abs(y - x))")]
    [InlineData("min(x, y)", "select(x < y, x, y)", "select(x >= y, y, x)", "(x + y - abs(x - y)) / 2")]
    [InlineData("max(1 - x * y, 0)", "select(x * y < 1, 1 - x * y, 0)", "select(1 - x * y > 0, 1 - x * y, 0)", "select(1 <= x * y, 0, 1 - x * y)", "select(y * x >= 1, 0, 1 - y * x)",
        "-min(x * y - 1, 0)", "(1 - x * y) * select(x * y < 1, 1, 0)", "(1 - x * y) * select(1 <= x * y, 0, 1)", "0.5 * (1 - x * y + abs(1 - x * y))")]
    [InlineData("square(max(1 - x * y, 0))", "select(x * y < 1, square(1 - x * y), 0)", "select(x * y >= 1, 0, square(1 - x * y))", "select(1 - x * y > 0, square(1 - x * y), 0)",
        "select(1 - x * y < 0, 0, square(1 - x * y))", "select(x * y <= 1, square(x * y - 1), 0)", "max(1 - x * y, 0) * max(0, 1 - y * x)", "square(min(x * y - 1, 0))", "square(-min(x * y - 1, 0))")]
    [InlineData("min(max(x, -1), 1)", "max(min(x, 1), -1)", "select(x < -1, -1, select(x > 1, 1, x))", "select(x > 1, 1, select(x < -1, -1, x))", "select(x >= 1, 1, max(x, -1))", "select(x >= -1, min(x, 1), -1)",
        "select(x <= -1, -1, min(1, x))", "select(x > -1, select(x < 1, x, 1), -1)", "select(x <= 1, select(x >= -1, x, -1), 1)")]
    [InlineData("sign(x)", "select(x > 0, 1, select(x < 0, -1, 0))", "select(x < 0, -1, select(x > 0, 1, 0))", "select(x == 0, 0, select(x > 0, 1, -1))", "select(x == 0, 0, select(x < 0, -1, 1))", "x / abs(x)", "abs(x) / x")]
    [InlineData("select(abs(x - y) < a, 0.5 * square(x - y), a * (abs(x - y) - 0.5 * a))", "select(abs(x - y) <= a, (x - y) * (x - y) / 2, a * (abs(x - y) - a / 2))",
        "select(abs(x - y) > a, a * abs(x - y) - 0.5 * a * a, 0.5 * square(x - y))", "select(abs(x - y) >= a, a * (abs(x - y) - 0.5 * a), 0.5 * square(x - y))",
        "select(abs(x - y) < a, 0.5 * square(x - y), a * abs(x - y) - 0.5 * square(a))", "select(abs(x - y) <= a, 0.5 * square(x - y), a * abs(x - y) - a * a / 2)")]
    [InlineData("select(abs(x) < 1, 0.5 * square(x), abs(x) - 0.5)", "select(abs(x) <= 1, 0.5 * x * x, abs(x) - 0.5)", "select(abs(x) > 1, abs(x) - 0.5, x * x / 2)")]
    [InlineData("max(t * x, (t - 1) * x)", "max((t - 1) * x, t * x)", "select(x < 0, (t - 1) * x, t * x)", "select(x >= 0, t * x, (t - 1) * x)",
        "select(x < 0, (1 - t) * -x, t * x)", "select(x > 0, t * x, -((1 - t) * x))")]
    [InlineData("softplus(x)", "log(1 + exp(x))", "log(exp(x) + 1)", "log1p(exp(x))", "-log(sigmoid(-x))", "-log(1 - sigmoid(x))", "-log1p(-sigmoid(x))", "-log(1 / (1 + exp(x)))",
        "max(x, 0) + log1p(exp(-abs(x)))", "log(1 + exp(-abs(x))) + select(x > 0, x, 0)", "x + log(1 + exp(-x))", "-log(1 - 1 / (1 + exp(-x)))")]
    [InlineData("sigmoid(x)", "1 / (1 + exp(-x))", "1 / (exp(-x) + 1)", "exp(x) / (1 + exp(x))", "exp(x) / (exp(x) + 1)", "1 - 1 / (1 + exp(x))", "1 - sigmoid(-x)", "1 - exp(-x) / (1 + exp(-x))",
        "exp(-softplus(-x))", "pow(1 + exp(-x), -1)", "exp(-log(1 + exp(-x)))", "reciprocal(1 + exp(-x))")]
    [InlineData("logisticDensity(x)", "sigmoid(x) * (1 - sigmoid(x))", "sigmoid(x) * sigmoid(-x)", "exp(-x) / square(1 + exp(-x))", "exp(x) / ((1 + exp(x)) * (1 + exp(x)))",
        "sigmoid(x) - sigmoid(x) * sigmoid(x)", "(1 - sigmoid(x)) / (1 + exp(-x))")]
    [InlineData("softplusResidual(x, t)", "softplus(x) - t * x", "max(x, 0) - x * t + log(1 + exp(-abs(x)))", "-(t * log(sigmoid(x)) + (1 - t) * log(1 - sigmoid(x)))",
        "-t * log(sigmoid(x)) - (1 - t) * log(1 - sigmoid(x))", "(1 - t) * softplus(x) + t * softplus(-x)", "-t * log(1 / (1 + exp(-x))) - (1 - t) * log(1 - 1 / (1 + exp(-x)))",
        "x - x * t + log(1 + exp(-x))", "(1 - t) * x + softplus(-x)", "log(1 + exp(x)) - x * t")]
    [InlineData("sigmoidResidual(x, t)", "sigmoid(x) - t", "1 / (1 + exp(-x)) - t", "(1 - t) * sigmoid(x) - t * (1 - sigmoid(x))", "-(t - sigmoid(x))")]
    [InlineData("square(sigmoidResidual(x, t))", "square(t - sigmoid(x))", "pow(sigmoid(x) - t, 2)")]
    [InlineData("softplus(select(p, -x, x))", "-log(select(p, sigmoid(x), 1 - sigmoid(x)))", "select(p, -log(sigmoid(x)), -log(1 - sigmoid(x)))", "select(p, softplus(-x), softplus(x))")]
    [InlineData("exp(-(a * softplus(x))) * softplus(-x)", "-pow(1 - sigmoid(x), a) * log(sigmoid(x))", "-log(1 / (1 + exp(-x))) * pow(1 / (1 + exp(x)), a)")]
    [InlineData("square(a) * hypotExcess(x / a, 1)", "a * a * (sqrt(1 + square(x / a)) - 1)", "square(a) * (sqrt(1 + x * x / (a * a)) - 1)", "pow(a, 2) * (sqrt(square(x / a) + 1) - 1)",
        "square(a) * (pow(1 + pow(x / a, 2), 0.5) - 1)")]
    [InlineData("hypotExcess(x, a)", "sqrt(x * x + a * a) - a", "sqrt(square(a) + square(x)) - a")]
    [InlineData("logCosh(x)", "log(cosh(x))", "log((exp(x) + exp(-x)) / 2)", "abs(x) + log1p(exp(-2 * abs(x))) - log(2)", "x + softplus(-2 * x) - log(2)", "log(0.5 * (exp(-x) + exp(x)))",
        "softplus(x * 2) - x - log(2)", "log(exp(x) + exp(-x)) - log(2)")]
    [InlineData("expExcess(a * (x - y))", "exp(a * (x - y)) - a * (x - y) - 1", "exp(a * (x - y)) - 1 - a * (x - y)", "expm1(a * (x - y)) - a * (x - y)")]
    [InlineData("-logExcess(b)", "b - log(1 + b)", "b - log1p(b)")]
    [InlineData("-expm1(-square(x))", "1 - exp(-square(x))", "1 - exp(-x * x)", "-(exp(-(x * x)) - 1)")]
    [InlineData("log1p(square(x / a))", "log(1 + square(x / a))", "log(1 + x * x / (a * a))", "log(square(x) / square(a) + 1)")]
    [InlineData("square(direction(x, 1))", "x * x / (1 + x * x)", "square(x) / (square(x) + 1)", "square(x / hypot(x, 1))")]
    [InlineData("square(direction(x, a))", "x * x / (a * a + x * x)", "pow(x, 2) / (pow(x, 2) + pow(a, 2))")]
    [InlineData("tanh(x)", "(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "sinh(x) / cosh(x)", "(exp(2 * x) - 1) / (exp(2 * x) + 1)", "2 * sigmoid(2 * x) - 1")]
    [InlineData("xLogY(t, t / a)", "t * log(t / a)", "t * (log(t) - log(a))", "t * log(t) - t * log(a)", "-t * log(a / t)", "t * -log(a / t)")]
    [InlineData("log1p(a) - log1p(b)", "log(1 + a) - log(b + 1)", "log((1 + a) / (1 + b))", "log(1 + a) - log1p(b)")]
    public void AllSpellingsBecomeOne(params string[] spellings)
    {
        Rewritten[] results = [.. spellings.Select(s => Rewrite(s, RuleSet.BeforeDerivatives))];
        string[] texts = [.. results.Select(r => Canonical(r.Tape))];
        for (int i = 1; i < texts.Length; i++)
        {
            Assert.True(texts[0] == texts[i], $"{spellings[i]} became {texts[i]} instead of {texts[0]} by {string.Join(", ", results[i].Fired)}");
        }
    }

    [Theory]
    [InlineData("square(log1p(a) - log1p(b))", "square(log1p(abs(a - b) / (1 + min(a, b))))")]
    [InlineData("a / b - 1", "(a - b) / b")]
    [InlineData("1 - square(tanh(x))", "4 * logisticDensity(2 * x)")]
    [InlineData("pow(1 + square(x), a) - 1", "expm1(a * log1p(square(x)))")]
    [InlineData("b * (1 - pow(1 + square(x), a))", "-(b * expm1(a * log1p(square(x))))")]
    [InlineData("square(x) - square(y)", "(x - y) * (x + y)")]
    [InlineData("x * y * exp(-x)", "scaledExp(x * y, -x)")]
    [InlineData("a * exp(a)", "a * exp(a)")]
    [InlineData("sqrt(a) - sqrt(b)", "(a - b) / (sqrt(a) + sqrt(b))")]
    public void ValueForms(string text, string expected) =>
        Assert.Equal(Canonical(Rewrite(expected, new RuleSet(RuleSet.AllRules.Where(r => r.Name == "log1p-of-square"))).Tape), Canonical(Rewrite(text, RuleSet.AfterDerivatives).Tape));

    [Fact]
    public void EverySpellingFiresNamedRules() =>
        Assert.Equal(["complement-of-sigmoid", "log-sigmoid"], Rewrite("log(1 - sigmoid(x))", RuleSet.BeforeDerivatives).Fired);

    internal static Rewritten Rewrite(string text, RuleSet rules) => Rewriter.Run(Build(text), rules, Range);

    internal static Interval Range(Node leaf) => (char)('a' + leaf.Payload) switch
    {
        't' => new Interval(0, 1),
        'a' or 'b' => Interval.Positive,
        _ => Interval.All,
    };

    internal static Tape Build(string text)
    {
        var builder = new TapeBuilder();
        var bindings = Enumerable.Repeat(-1, 26).ToArray();
        Pattern pattern = Pattern.Parse(text);
        var letters = new Dictionary<char, ValueKind>();
        pattern.CollectLetters(letters);
        foreach ((char letter, ValueKind kind) in letters)
        {
            int index = Pattern.Index(letter);
            bindings[index] = kind == ValueKind.Truth ? builder.Leaf(OpCode.BoolData, index, Axes.Sample)
                : letter is 'a' or 'b' ? builder.Leaf(OpCode.Hyper, index, Axes.None)
                : builder.Leaf(OpCode.Data, index, Axes.Sample);
        }

        return builder.Freeze(pattern.Build(builder, bindings));
    }

    /// <summary>The tree of a tape's first root, operands of commutative operations sorted, so that the order of creation does not show.</summary>
    internal static string Canonical(Tape tape)
    {
        var texts = new string[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            int arity = tape.Arity(i);
            string[] operands = [.. Enumerable.Range(0, arity).Select(k => texts[n.Operand(k)])];
            if (OpTable.Row(n.Op).Commutative)
            {
                Array.Sort(operands, StringComparer.Ordinal);
            }

            texts[i] = arity > 0 ? $"{n.Op}({string.Join(", ", operands)})" : n.Op == OpCode.Constant ? n.Value.ToString("R") : ((char)('a' + n.Payload)).ToString();
        }

        return texts[tape.Roots[0]];
    }
}
