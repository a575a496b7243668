using System;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Tests;

/// <summary>Every row of the table of derivatives against central differences of what the primitive means, with hundreds of bits.</summary>
public class DerivativeTableTests
{
    public static TheoryData<string> Names => new(OpTable.All.Where(r => r.Arity > 0 && !r.IsEvaluation).Select(r => r.Op.ToString()));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_is_the_derivative(string name)
    {
        var op = Enum.Parse<OpCode>(name);
        Assert.Empty(DerivativeRules.Row(op).Select((entry, operand) => DerivativeChecks.Of(op, operand, entry)).OfType<string>());
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
}
