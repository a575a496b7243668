using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Gradients and second derivatives of losses of rows against central differences with hundreds of bits. For the letters see <see cref="RowText"/>.</summary>
public class DerivativeRowTests
{
    private const int Bits = 400;

    private static readonly BigFloat Step = BigFloat.ScaleB(BigFloat.One, -90);

    /// <summary>About 1e−40.</summary>
    private static readonly BigFloat Tolerance = BigFloat.ScaleB(BigFloat.One, -133);

    private const string ProbabilityX = "softmaxEntry(x, logSumExp(x))";
    private const string ProbabilityY = "softmaxEntry(y, logSumExp(y))";
    private const string UnitX = "unitEntry(x, norm(x))";

    public static TheoryData<string> Losses => new(
    [
        // Softmax and a label.
        "logSumExp(x) - gather(x, i)",
        "-logProbability(x, i)",
        "-gather(x - logSumExp(x), i)",
        "logSumExp(x / a) - gather(x / a, i)",
        "logSumExp(x * s) - gather(x * s, i)",
        "logSumExp(x) - 0.75 * gather(x, i) - 0.25 * sum(x) / n",
        "-sum(t * (x - logSumExp(x)))",
        "-sum(w * t * (x / s - logSumExp(x / s)))",
        $"-(pow(1 - gather({ProbabilityX}, i), 2) * logProbability(x, i))",
        $"pow(1 - gather({ProbabilityX}, i), a + 2)",
        $"(1 - pow(gather({ProbabilityX}, i), a)) / a",
        "-logProbability(x, i) + s * square(logSumExp(x))",
        "-gather(w, i) * logProbability(x, i)",
        "-logProbability(select(j == i, x - a, x) * 2, i)",
        "softplus(s * (logSumExp(select(j == i, -1e30, x)) - gather(x, i)))",
        "-log(gather(t * exp(x), i) / sum(t * exp(x)))",

        // Distributions.
        $"-sum({ProbabilityX} * (x - logSumExp(x)))",
        $"sum({ProbabilityX} * ((x - logSumExp(x)) - (y - logSumExp(y))))",
        $"sum(square({ProbabilityX} - t))",
        $"1 - square(sum({ProbabilityX} * {ProbabilityY}))",
        "sum(exp(x) * y) / sum(exp(x))",

        // Directions and distances.
        $"1 - sum({UnitX} * unitEntry(y, norm(y)))",
        "1 - sum(x * y) / (norm(x) * norm(y))",
        $"sum(square({UnitX} - unitEntry(y, norm(y))))",
        $"square(sum({UnitX} * t) - s)",
        "norm(x)",
        "norm(x - y)",
        "norm(x - y) * norm(y) + square(norm(z))",
        "max(norm(x - y) - norm(x - z) + a, 0)",
        "softplus(norm(x - y) - norm(x - z) + s)",
        "square(max(4 * a - norm(x - y), 0))",
        "sum(square(x - y)) * 0.5",
        "sqrt(sum(square(x)) + square(s))",

        // Opted out of rewriting.
        "literal(logSumExp(x)) - gather(x, i)",
        "literal(log(sum(exp(x)))) - gather(x, i)",
        "literal(norm(x - y) * s) + sum(literal(x * exp(y)) * t)",
        "sum(literal(square(x - literal(sum(x) / n)))) / n",

        // Statistics of rows.
        "sum(square(x - sum(x) / n)) / n",
        "sum(t * square(x - sum(w * x) / sum(w)))",
        "sum(pow(square(x - sum(x) / n) + 1, 1.5)) / sqrt(1 + sum(square(x - sum(x) / n)))",
        "sum(x)",
        "square(sum(x)) * s",
        "sum(x) * sum(y)",
        "sum(x * s)",
        "sum(sigmoid(x) * sum(y) * j)",
        "rowMax(x)",
        "square(rowMax(x * t)) + rowMin(x + y)",
        "rowMax(select(j == i, -1e30, x)) - gather(x, i)",
        "softplus(rowMax(x) - rowMin(x))",
        "sum(max(x - gather(x, i) + 1, 0))",
        "sum(select(j == i, 0, square(max(x - gather(x, i) + a, 0)))) / n",
        "sum(softplus(select(j == i, -x, x)))",
        "gather(x, i) * gather(x, l) + square(gather(x * y, 0))",
        "sum(select(j == i, gather(y, l), x) * x)",
        "select(s < gather(x, i), norm(x), sum(x * y))",

        // Overlap.
        "1 - (2 * sum(sigmoid(x) * t) + 1) / (sum(sigmoid(x)) + sum(t) + 1)",
        "1 - 2 * sum(sigmoid(x) * t) / (sum(square(sigmoid(x))) + sum(square(t)))",
        "logCosh(1 - sum(sigmoid(x) * t) / (sum(sigmoid(x) + t - sigmoid(x) * t) + s * s))",

        // Tables.
        "0.5 * sum(square(x - u))",
        "0.5 * square(norm(x - u))",
        "norm(x - u)",
        "sum(u * v) + sum(x * exp(u)) * norm(v)",
        "softplus(sum(square(x - u)) - sum(square(x - v)))",
        "sum(square(u * v)) + square(sum(u))",
        "sum(u * q * x) + square(gather(u, i) * gather(v, l) * gather(q, i))",
        "square(norm(x - u) * norm(x - q))",
        "1 - sum(unitEntry(x, norm(x)) * unitEntry(u, norm(u)))",
    ]);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Derivatives_are_those_of_the_loss(string text)
    {
        LossModel model = RowText.Model(text);
        var t = new TapeBuilder();
        int root = RowText.Build(t, text);
        int[] slots = [.. DerivativeSlot.Of(model).Select(s => s.Leaf(t))];
        int[] gradients = ReverseMode.Differentiate(t, root, slots, IsInput);
        int[] second = [.. slots.Select((s, k) => t.HasColumns(s) ? DiagonalMode.Differentiate(t, gradients[k], s, IsInput) : ReverseMode.Differentiate(t, gradients[k], [s], IsInput)[0])];
        Check(model, t.Freeze([root, .. gradients, .. second]));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Derivatives_keep_their_value_through_all_rewriting(string text)
    {
        LossModel model = RowText.Model(text);
        Check(model, LossCompiler.Derive(model, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Derivatives_of_random_expressions(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 30; round++)
        {
            Tape tape = RewritingRowTests.RandomTape(random);
            var t = new TapeBuilder();
            int[] map = t.Copy(tape);
            LossModel model = RowText.Model("sum(x)") with { Tape = t.Freeze(t.Sum(map[tape.Roots[0]])) };
            Check(model, LossCompiler.Derive(model, out _));
        }
    }

    [Fact]
    public void Ties_of_an_extreme_share_evenly()
    {
        using var precision = BigFloat.WithPrecision(Bits);
        Tape tape = LossCompiler.Derive(RowText.Model("square(rowMax(x)) + sum(y)"), out _);
        BigFloat[][][] point = RowText.Point(new Random(1), 4, sameRow: false);
        point[0] = [[1, 3, 3, 3]];
        TapeValue[] values = TapeEvaluator.Run(tape, RowText.Values(point), 4);
        foreach ((int column, BigFloat share) in new[] { (0, BigFloat.Zero), (1, BigFloat.One / 3), (2, BigFloat.One / 3), (3, BigFloat.One / 3) })
        {
            Assert.True(Close(6 * share, values[tape.Roots[1]][column]));
            Assert.True(Close(2 * share * share, values[tape.Roots[1 + DerivativeSlot.Of(RowText.Model("sum(x)")).Count]][column]));
        }
    }

    /// <summary>What is detached is like another parameter of the same value.</summary>
    [Fact]
    public void Detached_rows_are_constant()
    {
        using var precision = BigFloat.WithPrecision(Bits);
        BigFloat[][][] point = RowText.Point(new Random(1), 3, sameRow: false);
        point[1] = point[0];
        Tape detached = LossCompiler.Derive(RowText.Model("sum(detach(x) * x) + sum(x * square(x) * detach(norm(x)))"), out _);
        Tape apart = LossCompiler.Derive(RowText.Model("sum(y * x) + sum(x * square(x) * norm(y))"), out _);
        TapeValue[] actual = TapeEvaluator.Run(detached, RowText.Values(point), 3), expected = TapeEvaluator.Run(apart, RowText.Values(point), 3);
        foreach (int root in new[] { 0, 1, 1 + ((detached.Roots.Count - 1) / 2) })
        {
            Assert.All(Enumerable.Range(0, 3), column => Assert.True(Close(expected[apart.Roots[root]][column], actual[detached.Roots[root]][column])));
        }
    }

    [Theory]
    [InlineData("norm(x)")]
    [InlineData("norm(x - y)")]
    [InlineData("1 - sum(unitEntry(x, norm(x)) * unitEntry(y, norm(y)))")]
    public void Derivatives_of_a_zero_length_are_zero(string text)
    {
        using var precision = BigFloat.WithPrecision(Bits);
        Tape tape = LossCompiler.Derive(RowText.Model(text), out _);
        BigFloat[][][] point = RowText.Point(new Random(1), 3, sameRow: false);
        point[0] = point[1] = [[0, 0, 0]];
        TapeValue[] values = TapeEvaluator.Run(tape, RowText.Values(point), 3);
        Assert.All(tape.Roots.Skip(1), r => Assert.True(values[r][0].IsZero));
    }

    [Fact]
    public void A_weight_is_rewritten_and_not_differentiated()
    {
        LossModel model = RowText.Model("sum(square(x - u))", "gather(w, i) * log(1 + gather(v, i)) / sum(w)");
        Assert.Equal(
            [(0, -1), (1, -1), (2, -1), (3, -1), (11, 9), (12, -1)],
            DerivativeSlot.Of(model).Select(s => (s.Parameter, (int)(s.Index?.Payload ?? -1))));
        Tape tape = LossCompiler.Derive(model, out List<string> rules);
        Assert.Equal(1 + 6 + 6 + 1, tape.Roots.Count);
        Assert.Contains("log1p", rules);
        Assert.Contains(OpCode.Gather, Enumerable.Range(0, tape.Count).Where(i => tape.Reachable(tape.Roots[13])[i]).Select(i => tape[i].Op));
        Check(model, tape);
    }

    [Fact]
    public void What_the_loss_does_not_read_has_the_gradient_zero()
    {
        LossModel model = RowText.Model("sum(x)");
        Tape tape = LossCompiler.Derive(model, out _);
        int slots = DerivativeSlot.Of(model).Count;
        Assert.Equal(6, slots);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], tape.Roots.Skip(1).Select(r => tape[r].Value));
    }

    [Fact]
    public void Rows_of_a_table_are_slots_by_their_index()
    {
        var slots = DerivativeSlot.Of(RowText.Model("sum(v * q) + norm(u - v)"));
        Assert.Equal([(11, 10), (12, 9), (11, 9)], slots.Where(s => s.Index is not null).OrderBy(s => s.Parameter == 12 ? 1 : s.Index!.Value.Payload == 10 ? 0 : 2).Select(s => (s.Parameter, (int)s.Index!.Value.Payload)));
        Assert.Equal(slots.Select(s => s.Parameter).Order(), slots.Select(s => s.Parameter));
    }

    private static bool IsInput(int parameter) => RowText.Parameters[parameter].Role == ParameterRole.Input;

    private static bool Close(BigFloat expected, BigFloat actual) => BigFloat.Abs(expected - actual) <= Tolerance * (BigFloat.Abs(expected) + BigFloat.One);

    private static void Check(LossModel model, Tape tape)
    {
        using var precision = BigFloat.WithPrecision(Bits);
        IReadOnlyList<DerivativeSlot> slots = DerivativeSlot.Of(model);
        var random = new Random(7);
        foreach (int columns in new[] { 1, 2, 3, 7 })
        {
            foreach (bool sameRow in new[] { false, true })
            {
                BigFloat[][][] point = RowText.Point(random, columns, sameRow);
                TapeValue[] values = TapeEvaluator.Run(tape, RowText.Values(point), columns);
                BigFloat loss = Loss(model, point, columns);
                if (!loss.IsFinite)
                {
                    // A random expression outside of its domain.
                    continue;
                }

                Assert.True(Close(loss, values[tape.Roots[0]][0]), $"the loss is {values[tape.Roots[0]][0].ToString(20)} instead of {loss.ToString(20)}");
                for (int p = 0; p < point.Length; p++)
                {
                    for (int row = 0; IsInput(p) && row < point[p].Length; row++)
                    {
                        for (int column = 0; column < point[p][row].Length; column++)
                        {
                            (BigFloat first, BigFloat second) = Differences(model, point, columns, loss, p, row, column);
                            (BigFloat gradient, BigFloat curvature) = (BigFloat.Zero, BigFloat.Zero);
                            for (int k = 0; k < slots.Count; k++)
                            {
                                if (slots[k].Parameter == p && (slots[k].Index is not Node index || point[(int)index.Payload][0][0] == row))
                                {
                                    gradient += values[tape.Roots[1 + k]][column];
                                    curvature += values[tape.Roots[1 + slots.Count + k]][column];
                                }
                            }

                            string where = $"{model.Parameters[p].Name}[{row}, {column}] of {columns}";
                            Assert.True(Close(first, gradient), $"∂/∂{where} is {gradient.ToString(20)} instead of {first.ToString(20)}");
                            Assert.True(Close(second, curvature), $"∂²/∂{where}² is {curvature.ToString(20)} instead of {second.ToString(20)}");
                        }
                    }
                }
            }
        }
    }

    private static (BigFloat First, BigFloat Second) Differences(LossModel model, BigFloat[][][] point, int columns, BigFloat here, int p, int row, int column)
    {
        BigFloat x = point[p][row][column];
        point[p][row][column] = x + Step;
        BigFloat up = Loss(model, point, columns);
        point[p][row][column] = x - Step;
        BigFloat down = Loss(model, point, columns);
        point[p][row][column] = x;
        return ((up - down) / (2 * Step), (up - here - here + down) / (Step * Step));
    }

    private static BigFloat Loss(LossModel model, BigFloat[][][] point, int columns) => TapeEvaluator.Run(model.Tape, RowText.Values(point), columns)[model.Tape.Roots[0]][0];
}
