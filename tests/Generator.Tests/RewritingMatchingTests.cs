using System;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Tests;

public class RewritingMatchingTests
{
    /// <summary>One rule on one expression; the result keeps its order, so it is compared as it stands.</summary>
    [Theory]
    // Some of the terms, in any order and grouping. The rest stays in the tape's order (the builder orders the operands of one addition),
    // the replacement stands where the first taken term stood.
    [InlineData("exp(x) - 1", "expm1(x)", "y + exp(x) + z - 1 + w", "y + z + expm1(x) + w")]
    [InlineData("exp(x) - 1", "expm1(x)", "y - (1 - exp(x))", "y + expm1(x)")]
    [InlineData("exp(x) - 1", "expm1(x)", "(y + exp(x)) + (z - 1)", "y + expm1(x) + z")]
    [InlineData("exp(x) - 1", "expm1(x)", "-1 + (y + exp(x))", "expm1(x) + y")]
    // Every sign turned.
    [InlineData("exp(x) - 1", "expm1(x)", "1 - exp(x)", "-expm1(x)")]
    [InlineData("exp(x) - 1", "expm1(x)", "y + 1 - z - exp(x)", "y - expm1(x) - z")]
    // Not the pattern.
    [InlineData("exp(x) - 1", "expm1(x)", "exp(x) + 1", "exp(x) + 1")]
    [InlineData("exp(x) - 1", "expm1(x)", "2 * exp(x) - 1", "2 * exp(x) - 1")]
    [InlineData("softplus(x) - x", "softplus(-x)", "softplus(y) - x", "softplus(y) - x")]
    // Twice in one sum.
    [InlineData("softplus(x) - x", "softplus(-x)", "softplus(x) - y + softplus(y) - x", "softplus(-x) + softplus(-y)")]
    // A letter that stands for a sum which the view shows in pieces.
    [InlineData("softplus(x) - x", "softplus(-x)", "softplus(x + y) - x - y", "softplus(-(x + y))")]
    [InlineData("softplus(x) - x", "softplus(-x)", "z + softplus(x - y) - x + y", "z + softplus(y - x)")]
    [InlineData("softplus(x) - x", "softplus(-x)", "softplus(-x) + x", "softplus(x)")]
    [InlineData("softplus(x) - x", "softplus(-x)", "softplus(x - y) + (y - x)", "softplus(y - x)")]
    // Deeper ones match whole; the last letter takes all that is left.
    [InlineData("log(1 + x)", "log1p(x)", "log(x + 1 + y)", "log1p(x + y)")]
    [InlineData("log(1 + x)", "log1p(x)", "log(1 - x)", "log1p(-x)")]
    [InlineData("log(1 + exp(x))", "softplus(x)", "log(1 + exp(x) + y)", "log(1 + exp(x) + y)")]
    // Factors above and below the line.
    [InlineData("sigmoid(x) / sigmoid(-x)", "exp(x)", "y * sigmoid(x) / z / sigmoid(-x)", "y * exp(x) / z")]
    [InlineData("sigmoid(x) / sigmoid(-x)", "exp(x)", "sigmoid(-x) / (sigmoid(x) * z)", "exp(-x) / z")]
    [InlineData("sigmoid(x) * sigmoid(-x)", "logisticDensity(x)", "-sigmoid(-x) * (y * sigmoid(x))", "-(logisticDensity(-x) * y)")]
    [InlineData("sigmoid(x) * sigmoid(-x)", "logisticDensity(x)", "square(sigmoid(x)) * sigmoid(-x)", "logisticDensity(x) * sigmoid(x)")]
    [InlineData("1 / (1 + exp(x))", "sigmoid(-x)", "1 / square(1 + exp(x))", "square(sigmoid(-x))")]
    [InlineData("1 / (1 + exp(x))", "sigmoid(-x)", "y / (-1 - exp(x))", "-(sigmoid(-x) * y)")]
    [InlineData("0.5 * (x + abs(x))", "max(x, 0)", "(abs(y) + y) / 2", "max(y, 0)")]
    [InlineData("0.5 * (x + abs(x))", "max(x, 0)", "-0.5 * z * (abs(y) + y)", "-(max(y, 0) * z)")]
    [InlineData("0.5 * (x + abs(x))", "max(x, 0)", "0.25 * (abs(y) + y)", "0.25 * (abs(y) + y)")]
    [InlineData("x * log(x / y)", "xLogY(x, x / y)", "x * y * log(x * y / z)", "xLogY(x * y, x * y / z)")]
    [InlineData("square(x) / square(y)", "square(x / y)", "square(x * y) / (z * z)", "square(x * y / z)")]
    // Constants: by value, whatever the sign of the operation; c and k only them.
    [InlineData("x + c - c", "x", "(x + 0.75) + -0.75", "x")]
    [InlineData("max(x, c)", "c", "max(x, y)", "max(x, y)")]
    [InlineData("max(x, c)", "c", "max(x, 4)", "4")]
    // A letter that stands for zero drops out of a sum.
    [InlineData("select(a < b, b - a, 0)", "max(b - a, 0)", "select(0 < x, x, 0)", "max(x, 0)")]
    [InlineData("select(a < b, b - a, 0)", "max(b - a, 0)", "select(x < 0, -x, 0)", "max(-x, 0)")]
    [InlineData("select(a < b, b - a, 0)", "max(b - a, 0)", "select(x < 2, 2 - x, 0)", "max(2 - x, 0)")]
    // A lone minus is a visible one.
    [InlineData("logCosh(-x)", "logCosh(x)", "logCosh(x - y)", "logCosh(x - y)")]
    [InlineData("logCosh(-x)", "logCosh(x)", "logCosh(-3 * x)", "logCosh(-3 * x)")]
    [InlineData("-select(p, x, -y)", "select(p, -x, y)", "-select(x < y, x, -y)", "select(x < y, -x, y)")]
    public void OneRule(string pattern, string replacement, string text, string expected)
    {
        var rules = new RuleSet([new Rule("rule", Phase.Always, Soundness.RealEqual, pattern, replacement)]);
        string result = Text(Rewriter.Run(RewritingSpellingTests.Build(text), rules).Tape);
        Assert.Equal(Text(RewritingSpellingTests.Build(expected)), result);
    }

    [Theory]
    [InlineData("x + (y + z) + (x + y)")]
    [InlineData("x / y * z / (x * 3)")]
    [InlineData("1 + x * (y + 2) + (3 - z)")]
    public void WithoutAFiringTheTapeIsTheUsers(string text)
    {
        Tape tape = RewritingSpellingTests.Build(text);
        Rewritten result = Rewriter.Run(tape, RuleSet.BeforeDerivatives);
        Assert.Empty(result.Fired);
        Assert.Equal(tape, result.Tape);
    }

    [Fact]
    public void GuardDecidesBetweenTheWaysToMatch()
    {
        var rules = new RuleSet([new Rule("rule", Phase.Always, Soundness.RealEqual, "hypot(x, y) * y", "y", "y > 0")]);
        Tape tape = RewritingSpellingTests.Build("a * hypot(a, x) * x");
        Rewritten result = Rewriter.Run(tape, rules, RewritingSpellingTests.Range);
        Assert.Equal("Multiply(a, x)", RewritingSpellingTests.Canonical(result.Tape));
    }

    [Fact]
    public void FixedAndVaryingAreToldApart()
    {
        var rules = new RuleSet([new Rule("rule", Phase.Always, Soundness.RealEqual, "max(x, y)", "x", "fixed(y), varies(x)")]);
        Assert.Equal("x", RewritingSpellingTests.Canonical(Rewriter.Run(RewritingSpellingTests.Build("max(a, x)"), rules).Tape));
        Assert.Empty(Rewriter.Run(RewritingSpellingTests.Build("max(y, x)"), rules).Fired);
        Assert.Empty(Rewriter.Run(RewritingSpellingTests.Build("max(a, b)"), rules).Fired);
    }

    [Fact]
    public void RootsKeepTheirOrder()
    {
        Tape one = RewritingSpellingTests.Build("log(1 + exp(x))");
        var builder = new TapeBuilder();
        var map = new int[one.Count];
        for (int i = 0; i < one.Count; i++)
        {
            map[i] = builder.Copy(one[i], map);
        }

        int root = map[one.Roots[0]];
        int square = builder.Make(OpCode.Square, root);
        Rewritten result = Rewriter.Run(builder.Freeze(square, root, square), RuleSet.AfterDerivatives);
        Assert.Equal([OpCode.Square, OpCode.Softplus, OpCode.Square], result.Tape.Roots.Select(r => result.Tape[r].Op));
        Assert.Equal(3, result.Tape.Count);
    }

    [Fact]
    public void SharedWithALiteralIsRewrittenOutsideOnly()
    {
        Tape tape = RewritingSpellingTests.Build("literal(log(1 + x)) * log(1 + x)");
        Assert.Equal("Multiply(Literal(Log(Add(1, x))), Log1p(x))", RewritingSpellingTests.Canonical(Rewriter.Run(tape, RuleSet.BeforeDerivatives).Tape));
    }

    private static string Text(Tape tape)
    {
        var texts = new string[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            texts[i] = tape.Arity(i) == 0
                ? n.Op == OpCode.Constant ? n.Value.ToString("R") : ((char)('a' + n.Payload)).ToString()
                : $"{n.Op}({string.Join(", ", Enumerable.Range(0, tape.Arity(i)).Select(k => texts[n.Operand(k)]).OrderBy(t => OpTable.Row(n.Op).Commutative ? t : "", StringComparer.Ordinal))})";
        }

        return texts[tape.Roots[0]];
    }
}
