using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Scheduling;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Rules of rows, those without a pattern among them. For the letters see <see cref="RowText"/>.</summary>
public class RewritingRowTests
{
    private const string P = "softmaxEntry(x, logSumExp(x))";

    [Theory]
    [InlineData("logSumExp(x)", "log(sum(exp(x)))", "log(sum(exp(x - rowMax(x)))) + rowMax(x)", "rowMax(x) + log(sum(exp(x - rowMax(x))))")]
    [InlineData("logSumExp(x) - log(n)", "log(sum(exp(x)) / n)")]
    [InlineData("-logProbability(x, i)", "logSumExp(x) - gather(x, i)", "-log(gather(exp(x), i) / sum(exp(x)))", "-log(gather(exp(x) / sum(exp(x)), i))", "log(sum(exp(x))) - gather(x, i)",
        "-gather(x - logSumExp(x), i)", "-gather(log(softmaxEntry(x, logSumExp(x))), i)", "log(sum(exp(x - rowMax(x)))) - (gather(x, i) - rowMax(x))", "-sum(select(j == i, x - logSumExp(x), 0))",
        "-log(gather(exp(x - rowMax(x)) / sum(exp(x - rowMax(x))), i))")]
    [InlineData("-logProbability(x / a, i)", "logSumExp(x / a) - gather(x / a, i)", "log(sum(exp(x / a))) - gather(x, i) / a")]
    [InlineData("-(s * logProbability(x / a, i))", "s * logSumExp(x / a) - s * gather(x, i) / a", "s * (logSumExp(x / a) - gather(x, i) / a)", "-s * gather(x / a - logSumExp(x / a), i)")]
    [InlineData("-(gather(w, i) * logProbability(x, i))", "gather(w, i) * logSumExp(x) - gather(w * x, i)", "gather(w * (logSumExp(x) - x), i)")]
    [InlineData("a - logProbability(select(j == i, x - a, x), i)", "logSumExp(select(j == i, x - a, x)) - gather(x, i) + a + a", "a + logSumExp(select(j == i, x - a, x)) - (gather(x, i) - a)")]
    [InlineData("a * logSumExp(x) - (1 - a) * logProbability(x, i) - a * sum(x) / n", "logSumExp(x) - (1 - a) * gather(x, i) - a * sum(x) / n", "log(sum(exp(x))) - a * sum(x) / n - gather(x, i) * (1 - a)")]
    [InlineData("0.25 * logSumExp(x) - 0.75 * logProbability(x, i) - 0.25 * sum(x)", "logSumExp(x) - 0.75 * gather(x, i) - 0.25 * sum(x)")]
    [InlineData("-(a * logProbability(x, i)) - (1 - a) * logProbability(x, l)", "logSumExp(x) - a * gather(x, i) - (1 - a) * gather(x, l)")]
    [InlineData("softmaxEntry(x, logSumExp(x))", "exp(x) / sum(exp(x))", "exp(x - rowMax(x)) / sum(exp(x - rowMax(x)))", "exp(x - logSumExp(x))", "exp(x - log(sum(exp(x))))")]
    [InlineData("x - logSumExp(x)", "log(exp(x) / sum(exp(x)))", "x - rowMax(x) - log(sum(exp(x - rowMax(x))))")]
    [InlineData("sum(select(j == i, 0, softmaxEntry(x, logSumExp(x))))", "1 - gather(softmaxEntry(x, logSumExp(x)), i)", "1 - exp(logProbability(x, i))", "1 - exp(gather(x, i)) / sum(exp(x))")]
    [InlineData("-expm1(a * logProbability(x, i)) / a", "(1 - pow(gather(softmaxEntry(x, logSumExp(x)), i), a)) / a", "(1 - exp(a * (gather(x, i) - logSumExp(x)))) / a")]
    [InlineData("norm(x - y)", "sqrt(sum(square(x - y)))", "sqrt(sum((x - y) * (x - y)))", "sqrt(sum(square(x)) + sum(square(y)) - 2 * sum(x * y))", "sqrt(square(norm(x - y)))", "sqrt(square(norm(x)) - 2 * sum(x * y) + square(norm(y)))")]
    [InlineData("sum(unitEntry(x, norm(x)) * unitEntry(y, norm(y)))", "sum(x * y) / (norm(x) * norm(y))", "sum(x * y) / norm(x) / norm(y)", "sum(x * y) / (sqrt(sum(square(x))) * sqrt(sum(square(y))))",
        "sum(x / norm(x) * (y / norm(y)))")]
    [InlineData("sum(square(x - sum(x) / n)) / n", "sum(square(x)) / n - square(sum(x) / n)", "(sum(square(x)) - square(sum(x)) / n) / n")]
    [InlineData("a * sum(x)", "sum(a * x)", "sum(x * a)", "sum(x / (1 / a))", "-sum(-a * x)")]
    public void AllSpellingsBecomeOne(params string[] spellings)
    {
        Rewritten[] results = [.. spellings.Select(s => Rewriter.Run(RowText.Build(s), RuleSet.BeforeDerivatives, Range))];
        string[] texts = [.. results.Select(r => RowText.Canonical(r.Tape, r.Tape.Roots[0]))];
        for (int i = 1; i < texts.Length; i++)
        {
            Assert.True(texts[0] == texts[i], $"{spellings[i]} became {texts[i]} instead of {texts[0]} by {string.Join(", ", results[i].Fired)}");
        }
    }

    [Theory]
    [InlineData("softmax-variance", P + " - square(" + P + ")", P + " * (1 - " + P + ")")]
    [InlineData("softmax-variance", "square(" + P + " / a) - " + P + " / a / a", "-(" + P + " / a / a * (1 - " + P + "))")]
    [InlineData("softmax-variance", "s * y * " + P + " + z - y * square(" + P + ") * s", "s * y * " + P + " * (1 - " + P + ") + z")]
    [InlineData("softmax-variance-in-choices", "select(s < 1, 0, a * square(" + P + ")) + z - select(s < 1, y, a * " + P + ")", "select(s < 1, -y, a * " + P + " * (" + P + " - 1)) + z")]
    [InlineData("softmax-variance-in-choices", "select(s < 1, a * " + P + ", y) - select(s < 1, a * square(" + P + "), x)", "select(s < 1, a * " + P + " * (1 - " + P + "), y - x)")]
    [InlineData("softmax-difference", "a * " + P + " - a * softmaxEntry(y, logSumExp(y))", "a * (" + P + " - softmaxEntry(y, logSumExp(y)))")]
    [InlineData("complement-of-sigmoid-times", "s - s * sigmoid(y)", "s * sigmoid(-y)")]
    [InlineData("complement-of-sigmoid-times", "z + sigmoid(y) / a * s - s / a", "z - s / a * sigmoid(-y)")]
    [InlineData("complement-of-sigmoid-times", "sigmoid(x) - sigmoid(x) * sigmoid(y)", "sigmoid(x) * sigmoid(-y)")]
    [InlineData("complement-of-sigmoid-times", "1 / columns - sigmoid(y) / columns", "sigmoid(-y) / columns")]
    [InlineData("unit-variance", "a - a * square(unitEntry(x, norm(x)))", "a * (1 - square(unitEntry(x, norm(x))))")]
    [InlineData("unit-variance", "square(unitEntry(x, norm(x))) / a * s + z - s / a", "z - s / a * (1 - square(unitEntry(x, norm(x))))")]
    [InlineData("softmax-residual", "t - sum(t) * " + P, "-(sum(t) * " + P + " - t)")]
    [InlineData("softmax-residual", "s * sum(w * t) * " + P + " / a - w * t / a * s", "s / a * (sum(w * t) * " + P + " - w * t)")]
    public void DifferencesThatMatterAtThePeakAreFound(string rule, string text, string meaning)
    {
        var alone = new RuleSet(RuleSet.CodedRules.Where(r => r.Name == rule));
        Rewritten result = Rewriter.Run(RowText.Build(text), alone);
        Assert.Equal([rule], result.Fired);
        using var precision = BigFloat.WithPrecision(300);
        var random = new Random(3);
        Tape expected = RowText.Build(meaning);
        for (int columns = 1; columns < 6; columns++)
        {
            TapeValue[] at = RowText.Values(RowText.Point(random, columns, sameRow: false));
            for (int j = 0; j < columns; j++)
            {
                Assert.True(RewritingOracle.Agree(TapeEvaluator.Run(expected, at, columns)[expected.Roots[0]][j], TapeEvaluator.Run(result.Tape, at, columns)[result.Tape.Roots[0]][j]));
            }
        }

        Rewritten full = Rewriter.Run(RowText.Build(text), RuleSet.AfterDerivatives);
        Assert.Contains(rule, full.Fired);
        Assert.Empty(Rewriter.Run(full.Tape, RuleSet.AfterDerivatives).Fired);
    }

    [Theory]
    // Not the entry of that row, or not the same factor.
    [InlineData("logSumExp(x) - gather(y, i)")]
    [InlineData("logSumExp(x) + gather(x, i)")]
    [InlineData("logSumExp(x / a) - gather(x, i)")]
    [InlineData("a * logSumExp(x) - s * gather(x, i)")]
    [InlineData("logSumExp(x) - s * gather(x, i)")]
    [InlineData("1 - softmaxEntry(gather(y, i), logSumExp(x))")]
    [InlineData("2 - gather(" + P + ", i)")]
    [InlineData("s * " + P + " - square(" + P + ")")]
    [InlineData("sum(t) * " + P + " - w")]
    [InlineData("a * " + P + " - s * softmaxEntry(y, logSumExp(y))")]
    [InlineData("sum(x / y)")]
    [InlineData("sum(x * y) / (norm(x) * norm(z))")]
    public void WhatOnlyLooksLikeItIsLeftAlone(string text)
    {
        Tape tape = RowText.Build(text);
        foreach (RuleSet set in new[] { RuleSet.BeforeDerivatives, RuleSet.AfterDerivatives })
        {
            Assert.Empty(Rewriter.Run(tape, set).Fired);
        }
    }

    /// <summary>
    /// Where one class is nearly certain, the loss and its derivatives are small differences of large terms as they are written. In the form in which they are evaluated
    /// they keep their digits, operation by operation in the precision of a double.
    /// </summary>
    [Theory]
    [InlineData("logSumExp(x) - gather(x, i)", 2)]
    [InlineData("logSumExp(x / a) - gather(x / a, i)", 2)]
    [InlineData("-sum(t * (x - logSumExp(x)))", 2)]
    [InlineData("-sum(w * t * (x / a - logSumExp(x / a)))", 2)]
    [InlineData("logSumExp(x) - (1 - e) * gather(x, i) - e * sum(x) / n", 2)]
    [InlineData("-(pow(1 - gather(" + P + ", i), a) * logProbability(x, i))", 2)]
    [InlineData("-(square(1 - gather(" + P + ", i)) * logProbability(x, i))", 2)]
    [InlineData("(1 - pow(gather(" + P + ", i), a)) / a", 2)]
    [InlineData("-sum(" + P + " * log(" + P + "))", 1)]
    [InlineData("sum(softmaxEntry(y, logSumExp(y)) * ((y - logSumExp(y)) - (x - logSumExp(x))))", 2)]
    [InlineData("1 - gather(" + P + ", i) - logProbability(x, i)", 2)]
    public void NoDigitsAreLostNearCertainty(string text, int orders)
    {
        // A hyper-parameter that is zero: label smoothing that is off.
        bool isOff = text.Contains("(1 - e)", StringComparison.Ordinal);
        LossModel model = RowText.Model(text.Replace("- e", "- a", StringComparison.Ordinal));
        Tape tape = RowExpansion.Run(LossCompiler.Derive(model, out List<string> rules));
        int second = 1 + DerivativeSlot.Of(model).Count;
        foreach (double[] logits in (double[][])[[25, -3, 1, 0.5], [40, 2, 1, 3], [-1, -2, 22, -3]])
        {
            int label = Array.IndexOf(logits, logits.Max());
            BigFloat[][][] point = RowText.Point(new Random(5), logits.Length, sameRow: false);
            point[0] = [[.. logits.Select(v => (BigFloat)v)]];
            point[1] = [[.. logits.Select((v, k) => (BigFloat)(v - (0.75 * k)))]];
            point[4] = [[.. logits.Select((_, k) => (BigFloat)(k == label ? 1 : 0))]];
            point[5] = [[isOff ? 0 : 1.5]];
            point[7] = [[label]];
            TapeValue[] exact = Run(600), rounded = Run(53);
            foreach (int root in new[] { 0, 1, second }.Take(1 + orders))
            {
                for (int j = 0; j < (root == 0 ? 1 : logits.Length); j++)
                {
                    BigFloat expected = exact[tape.Roots[root]][j], actual = rounded[tape.Roots[root]][j];
                    Assert.True(
                        BigFloat.Abs(actual - expected) <= 1e-12 * BigFloat.Abs(expected),
                        $"root {root}, column {j} of {string.Join(" ", logits)}: {actual.ToString(20)} instead of {expected.ToString(20)}, by {string.Join(" ", rules)}");
                }
            }

            TapeValue[] Run(int bits)
            {
                using var precision = BigFloat.WithPrecision(bits);
                return TapeEvaluator.Run(tape, RowText.Values(point), logits.Length);
            }
        }
    }

    /// <summary>Random expressions of rows keep their value, and every node lies where the facts say.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomExpressionsKeepTheirValue(int seed)
    {
        using var precision = BigFloat.WithPrecision(300);
        var random = new Random(seed);
        int fired = 0;
        for (int round = 0; round < 150; round++)
        {
            Tape tape = RandomTape(random);
            foreach (RuleSet set in new[] { RuleSet.BeforeDerivatives, RuleSet.AfterDerivatives })
            {
                Rewritten result = Rewriter.Run(tape, set, Range);
                fired += result.Fired.Count;
                Assert.True(result.Fired.Count < Rewriter.StepLimit(tape), string.Join(" ", result.Fired));
                int columns = 1 + random.Next(5);
                TapeValue[] at = RowText.Values(RowText.Point(random, columns, sameRow: false));
                Tape expanded = RowExpansion.Run(result.Tape);
                TapeValue[] before = TapeEvaluator.Run(tape, at, columns), after = TapeEvaluator.Run(result.Tape, at, columns), last = TapeEvaluator.Run(expanded, at, columns);
                for (int j = 0; j < columns; j++)
                {
                    (BigFloat x, BigFloat y, BigFloat z) = (before[tape.Roots[0]][j], after[result.Tape.Roots[0]][j], last[expanded.Roots[0]][j]);
                    Assert.True(
                        !x.IsFinite || BigFloat.Abs(x) > 1e30 || (RewritingOracle.Agree(x, y) && RewritingOracle.Agree(x, z)),
                        $"{RowText.Canonical(tape, tape.Roots[0])} = {x} became {RowText.Canonical(result.Tape, result.Tape.Roots[0])} = {y}, {z} in terms of sums and maxima, by {string.Join(" ", result.Fired)}");
                }

                Facts facts = Facts.Of(result.Tape, Range);
                for (int i = 0; i < result.Tape.Count; i++)
                {
                    Interval range = facts.Of(i);
                    BigFloat value = after[i][0];
                    bool spoken = OpTable.Row(result.Tape[i].Op).Kind == ValueKind.Real && value.IsFinite && BigFloat.Abs(value) < 100;
                    Assert.True(!spoken || (range.Low <= value && value <= range.High), $"{result.Tape[i].Op} = {value} is not in {range}");
                }
            }
        }

        Assert.True(fired > 20, $"only {fired} rules fired");
    }

    /// <summary>What <see cref="RowText.Point"/> draws from.</summary>
    private static Interval Range(Node leaf) => leaf.Payload switch
    {
        4 or 5 or 6 => new Interval(0, 2, LowIsOpen: true),
        _ => new Interval(-2, 2),
    };

    internal static Tape RandomTape(Random random)
    {
        var t = new TapeBuilder();
        List<int> rows = [.. "xxyt".Select(c => RowText.Leaf(t, c)), RowText.Build(t, "exp(x)"), RowText.Build(t, "square(x)"), RowText.Build(t, "x - y"), RowText.Build(t, P)];
        List<int> numbers = [RowText.Leaf(t, 's'), RowText.Leaf(t, 'a'), t.One, t.Constant(2), t.Columns, RowText.Build(t, "norm(x)"), RowText.Build(t, "logSumExp(x)"), RowText.Build(t, "gather(x, i)")];
        OpCode[] reductions = [OpCode.Sum, OpCode.Sum, OpCode.Sum, OpCode.LogSumExp, OpCode.Norm, OpCode.RowMax, OpCode.RowMin];
        OpCode[] unary = [OpCode.Exp, OpCode.Log, OpCode.Negate, OpCode.Square, OpCode.Sqrt, OpCode.Abs, OpCode.Reciprocal, OpCode.Sigmoid];
        OpCode[] binary = [OpCode.Add, OpCode.Subtract, OpCode.Subtract, OpCode.Multiply, OpCode.Multiply, OpCode.Divide, OpCode.Max];
        int label = RowText.Leaf(t, 'i');
        for (int i = 0; i < 14; i++)
        {
            List<int> pool = random.Next(2) == 0 ? rows : numbers;
            int a = pool[random.Next(pool.Count)], b = random.Next(3) == 0 ? numbers[random.Next(numbers.Count)] : pool[random.Next(pool.Count)];
            int made = random.Next(8) switch
            {
                0 => t.Make(reductions[random.Next(reductions.Length)], rows[random.Next(rows.Count)]),
                1 => t.Gather(rows[random.Next(rows.Count)], label),
                2 => t.Select(t.IsAt(label), random.Next(2) == 0 ? t.Zero : a, rows[random.Next(rows.Count)]),
                3 or 4 => t.IsConstant(a, out _) ? a : t.Make(unary[random.Next(unary.Length)], a),
                _ => t.IsConstant(a, out _) && t.IsConstant(b, out _) ? a : t.Make(binary[random.Next(binary.Length)], a, b),
            };
            (t.HasColumns(made) ? rows : numbers).Add(made);
        }

        return t.Freeze(random.Next(2) == 0 ? rows[^1] : numbers[^1]);
    }
}
