using System;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Tests;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>What the tolerances rest on: the evaluator of tapes and S.</summary>
public class TapeEvaluatorTests
{
    [Fact]
    public void Every_primitive_can_be_run()
    {
        foreach (OpRow row in OpTable.All)
        {
            if (row.Form is not (Form.Map or Form.RowMap) || row.IsEvaluation)
            {
                continue;
            }

            var t = new TapeBuilder();
            int x = t.Leaf(OpCode.Data, 0, Axes.Sample);
            int y = row.Arity > 1 ? t.Leaf(OpCode.Data, 1, Axes.Sample) : -1;
            int z = row.Arity > 2 ? t.Leaf(OpCode.Data, 2, Axes.Sample) : -1;
            Tape tape = t.Freeze(t.Make(row.Op, x, y, z));
            BigFloat value = TapeEvaluator.Run(tape, [-0.5, 0.25, 0.75])[tape.Roots[0]];
            Assert.True(value.IsFinite || row.Op is OpCode.Sqrt or OpCode.Pow or OpCode.Log, row.Op.ToString());
        }
    }

    [Fact]
    public void Huge_operands_do_not_overflow()
    {
        foreach ((OpCode op, double x, double expected) in new[]
        {
            (OpCode.Softplus, 1e30, 1e30), (OpCode.Softplus, -1e30, 0), (OpCode.Tanh, 1e30, 1), (OpCode.Tanh, -1e30, -1), (OpCode.LogisticDensity, 1e30, 0),
            (OpCode.Sigmoid, -1e30, 0), (OpCode.Sigmoid, 1e30, 1), (OpCode.LogCosh, 1e30, 1e30),
        })
        {
            var t = new TapeBuilder();
            Tape tape = t.Freeze(t.Make(op, t.Leaf(OpCode.Data, 0, Axes.Sample)));
            Assert.Equal(expected, TapeEvaluator.Run(tape, [x])[tape.Roots[0]].ToDouble());
        }
    }

    [Fact]
    public void Sensitivity_of_a_product()
    {
        // x·y: |x·y| from either factor.
        var t = new TapeBuilder();
        Tape tape = t.Freeze(t.Mul(t.Leaf(OpCode.Data, 0, Axes.Sample), t.Leaf(OpCode.Data, 1, Axes.Sample)));
        var s = Of(tape, [3, 5]);
        Assert.Equal(15, s.Value(0));
        Assert.Equal(5, s.Value(1));
        Assert.Equal(0, s.Value(2), 1e-40);
        Assert.Equal(30, s.Of(0), 1e-12);

        // The gradient y moves with y alone.
        Assert.Equal(5, s.Of(1), 1e-12);
    }

    [Fact]
    public void Sensitivity_counts_a_difference_once()
    {
        // (x − y)²: as a function of d = 10⁻⁶ it is 2d², as one of x and y a million times that.
        var t = new TapeBuilder();
        Tape tape = t.Freeze(t.Make(OpCode.Square, t.Sub(t.Leaf(OpCode.Data, 0, Axes.Sample), t.Leaf(OpCode.Data, 1, Axes.Sample))));
        Assert.Equal(2, Of(tape, [1048576.0 + 1, 1048576.0], (0, 1)).Of(0), 1e-12);
        Assert.Equal(2 * (2097152.0 + 1), Of(tape, [1048576.0 + 1, 1048576.0]).Of(0), 1e-6);
    }

    [Fact]
    public void Sensitivity_counts_the_largest_gamma_term()
    {
        // lnΓ(x + 2) − lnΓ(x) − ln(x(x + 1)) is 0, but each term is not.
        var t = new TapeBuilder();
        int x = t.Leaf(OpCode.Data, 0, Axes.Sample);
        int product = t.Mul(x, t.Add(x, t.One));
        int above = t.Make(OpCode.LogGamma, t.Add(x, t.Constant(2)));
        Tape tape = t.Freeze(t.Sub(t.Sub(above, t.Make(OpCode.LogGamma, x)), t.Make(OpCode.Log, product)));
        var s = Of(tape, [30]);
        Assert.Equal(BigMath.LogGamma(32).ToDouble(), s.Of(0), 1e-9);
        Assert.Equal(BigMath.Digamma(32).ToDouble(), s.Of(1), 1e-9);
    }

    private static Sensitivity Of(Tape tape, double[] numbers, params (int, int)[] differences) =>
        new(tape, numbers.Select(n => new Argument(ParameterType.Double, [n])).ToArray(), 1, differences);
}
