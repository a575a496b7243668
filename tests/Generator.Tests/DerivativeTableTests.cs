using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.HighPrecision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Every row of the table of derivatives against central differences of what the primitive means, with hundreds of bits.</summary>
public class DerivativeTableTests
{
    private const int Points = 40;
    private const int Bits = 420;

    /// <summary>Central differences err by the square of this, times a third derivative.</summary>
    private static readonly BigFloat Step = BigFloat.ScaleB(BigFloat.One, -150);

    private static readonly BigFloat Tolerance = BigFloat.ScaleB(BigFloat.One, -200);

    public static TheoryData<string> Functions =>
        new(OpTable.All.Where(r => r.Form is Form.Map or Form.RowMap && r.Kind == ValueKind.Real && r.Op != OpCode.Select && !r.IsEvaluation).Select(r => r.Op.ToString()));

    public static TheoryData<string> Reductions => new(OpTable.All.Where(r => r.Form is Form.Reduction or Form.Gather && !r.IsEvaluation).Select(r => r.Op.ToString()));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_row_is_the_derivative(string name)
    {
        using var precision = BigFloat.WithPrecision(Bits);
        var op = Enum.Parse<OpCode>(name);
        OpRow row = OpTable.Row(op);
        (double Low, double High)[] domain = row.Domain.Split(',').Select(Interval).ToArray();
        var random = new Random(20 + (int)op);
        for (int point = 0; point < Points; point++)
        {
            double[] x = domain.Select(d => d.Low + ((d.High - d.Low) * random.NextDouble())).ToArray();
            for (int k = 0; k < row.Arity; k++)
            {
                BigFloat expected = (Value(op, x, k, Step) - Value(op, x, k, -Step)) / (Step + Step);
                if (op is OpCode.Detach)
                {
                    expected = 0;
                }
                else if (op is OpCode.ClampThrough)
                {
                    expected = k == 0 ? 1 : 0;
                }

                // 2/√π stands in the table as a double.
                BigFloat tolerance = op is OpCode.Erf or OpCode.Erfc ? BigFloat.ScaleB(BigFloat.One, -53) : Tolerance;
                BigFloat actual = Row(op, k, x);
                Assert.True(
                    BigFloat.Abs(actual - expected) <= tolerance * (BigFloat.Abs(expected) + BigFloat.One),
                    $"∂{name}/∂{"xyz"[k]} at ({string.Join(", ", x.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}): expected {expected.ToString(20)}, the row gives {actual.ToString(20)}");
            }
        }
    }

    /// <summary>The row of a reduction is the derivative by an entry; an index has none.</summary>
    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_row_is_the_derivative_by_each_entry(string name)
    {
        using var precision = BigFloat.WithPrecision(Bits);
        var op = Enum.Parse<OpCode>(name);
        OpRow row = OpTable.Row(op);
        var random = new Random(20 + (int)op);
        (double low, double high) = Interval(row.Domain.Length > 0 ? row.Domain : "-3..3");
        Assert.All(DerivativeRules.Row(op).Skip(1), Assert.Null);
        for (int columns = 1; columns < 6; columns++)
        {
            var t = new TapeBuilder();
            int x = t.Leaf(OpCode.Data, 0, Axes.Sample | Axes.Column);
            int root = t.Make(op, x, row.Arity > 1 ? t.Leaf(OpCode.Label, 1, Axes.Sample) : -1);
            int derivative = DerivativeRules.Row(op)[0]!(t, new Operands(t, root, _ => true));
            Tape tape = t.Freeze(root, derivative);
            BigFloat[] at = [.. Enumerable.Range(0, columns).Select(_ => (BigFloat)(low + ((high - low) * random.NextDouble())))];
            TapeValue label = (BigFloat)random.Next(columns);
            TapeValue actual = TapeEvaluator.Run(tape, [at, label], columns)[derivative];
            for (int j = 0; j < columns; j++)
            {
                BigFloat Value(BigFloat by) => TapeEvaluator.Run(tape, [at.Select((v, k) => k == j ? v + by : v).ToArray(), label], columns)[root][0];
                BigFloat expected = (Value(Step) - Value(-Step)) / (Step + Step);
                Assert.True(BigFloat.Abs(actual[j] - expected) <= Tolerance * (BigFloat.Abs(expected) + BigFloat.One), $"∂{name}/∂x[{j}] of {columns}: expected {expected.ToString(20)}, the row gives {actual[j].ToString(20)}");
            }
        }
    }

    [Fact]
    public void What_only_serves_to_evaluate_is_not_differentiated() =>
        Assert.All(OpTable.All.Where(r => r.IsEvaluation), r => Assert.Throws<NotSupportedException>(() => DerivativeRules.Row(r.Op)));

    [Fact]
    public void No_table_lacks_a_primitive()
    {
        string[] vocabulary = typeof(LossMath).GetMethods().Select(m => m.Name).ToArray();
        foreach (OpCode op in Enum.GetValues<OpCode>())
        {
            OpRow row = OpTable.Row(op);
            Assert.True(row is not null, $"{op} has no row in OpTable");
            Assert.True(row.IsEvaluation != DerivativeRules.Has(op), $"{op} has no row in DerivativeRules");
            Assert.True(row.IsEvaluation || DerivativeRules.Row(op).Length == row.Arity, $"the row of {op} in DerivativeRules has not one entry per operand");
            Assert.True(row.Arity == 0 || row.Latex.Length > 0, $"{op} has no notation in OpTable");
            if (row.Arity == 0 || row.Form != Form.Map)
            {
                continue;
            }

            Assert.True(Lowers(op, row.Arity), $"{op} has no row in Lowerings");
            if (op > OpCode.Reciprocal || op == OpCode.Square)
            {
                Assert.True(vocabulary.Contains(op.ToString()), $"{op} has no method in LossMath");
            }
        }
    }

    private static bool Lowers(OpCode op, int arity)
    {
        foreach (Element element in Enum.GetValues<Element>())
        {
            var machine = new MachineBuilder(element);
            int[] operands = Enumerable.Range(0, 3).Select(k => machine.Leaf(MachineOp.Input, k)).ToArray();
            int mask = machine.Make(MachineOp.Less, operands[0], operands[1]);
            bool ofTruths = op is OpCode.And or OpCode.Or or OpCode.Not;
            int value = Lowerings.Lower(machine, op, op == OpCode.Select || ofTruths ? mask : operands[0], ofTruths ? mask : arity > 1 ? operands[1] : -1, arity > 2 ? operands[2] : -1);
            if (value < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static (double Low, double High) Interval(string text)
    {
        string[] ends = text.Split("..");
        return (double.Parse(ends[0], CultureInfo.InvariantCulture), double.Parse(ends[1], CultureInfo.InvariantCulture));
    }

    private static BigFloat Value(OpCode op, double[] x, int moved, BigFloat by)
    {
        var t = new TapeBuilder();
        int root = Node(t, op, x.Length);
        BigFloat[] leaves = x.Select((v, k) => k == moved ? (BigFloat)v + by : v).ToArray();
        return TapeEvaluator.Run(t.Freeze(root), leaves)[root];
    }

    private static BigFloat Row(OpCode op, int operand, double[] x)
    {
        if (DerivativeRules.Row(op)[operand] is not { } partial)
        {
            return BigFloat.Zero;
        }

        var t = new TapeBuilder();
        int root = Node(t, op, x.Length);
        if (DerivativeRules.Order(op) == 0)
        {
            // The end of the polygamma functions: there is no row to test, and the binder lets no declaration need it.
            Assert.Throws<NotSupportedException>(() => partial(t, new Operands(t, root, _ => true)));
            BigFloat h = Step;
            return (Value(op, x, operand, h) - Value(op, x, operand, -h)) / (h + h);
        }

        int derivative = partial(t, new Operands(t, root, _ => true));
        return TapeEvaluator.Run(t.Freeze(derivative), x.Select(v => (BigFloat)v).ToArray())[derivative];
    }

    private static int Node(TapeBuilder t, OpCode op, int arity)
    {
        int[] leaves = Enumerable.Range(0, arity).Select(k => t.Leaf(OpCode.Data, k, Axes.Sample)).ToArray();
        return t.Make(op, leaves[0], arity > 1 ? leaves[1] : -1, arity > 2 ? leaves[2] : -1);
    }
}
