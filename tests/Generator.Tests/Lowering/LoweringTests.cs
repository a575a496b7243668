using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>That every primitive has a row, that rows share their work, and that the tables hold what their names say.</summary>
public class LoweringTests
{
    [Fact]
    public void Every_primitive_is_a_leaf_or_has_a_row()
    {
        foreach (OpCode op in Enum.GetValues<OpCode>())
        {
            Assert.Equal(OpTable.Row(op).Form is Form.Map or Form.RowMap, Lowerings.Has(op));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Lowerings.Lower(new MachineBuilder(Element.Single), OpCode.Data, 0));
    }

    [Theory]
    [InlineData(nameof(Element.Single))]
    [InlineData(nameof(Element.Double))]
    public void The_logistic_family_shares_one_exponential_and_one_division(string name)
    {
        Element element = Enum.Parse<Element>(name);
        var b = new MachineBuilder(element);
        int x = b.Leaf(MachineOp.Input, 0), t = b.Leaf(MachineOp.Input, 1), negated = b.Unary(MachineOp.Negate, x);
        Lowerings.Lower(b, OpCode.Softplus, x);
        Lowerings.Lower(b, OpCode.Sigmoid, x);
        Lowerings.Lower(b, OpCode.Sigmoid, negated);
        Lowerings.Lower(b, OpCode.Softplus, negated);
        Lowerings.Lower(b, OpCode.SigmoidResidual, x, t);
        Lowerings.Lower(b, OpCode.SoftplusResidual, x, t);
        Lowerings.Lower(b, OpCode.LogisticDensity, x);
        AssertCounts(b, scales: 1, divisions: 1);
        Assert.Equal(3, b.Freeze().Count(node => node.Op == MachineOp.Lookup));
    }

    [Theory]
    [InlineData(nameof(Element.Single))]
    [InlineData(nameof(Element.Double))]
    public void Other_families_share_too(string name)
    {
        Element element = Enum.Parse<Element>(name);
        var b = new MachineBuilder(element);
        int x = b.Leaf(MachineOp.Input, 0);
        Lowerings.Lower(b, OpCode.Tanh, x);
        Lowerings.Lower(b, OpCode.LogCosh, x);
        AssertCounts(b, scales: 1, divisions: 1);

        b = new MachineBuilder(element);
        x = b.Leaf(MachineOp.Input, 0);
        int y = b.Leaf(MachineOp.Input, 1);
        Lowerings.Lower(b, OpCode.Exp, x);
        Lowerings.Lower(b, OpCode.ScaledExp, y, x);
        AssertCounts(b, scales: 2, divisions: 0);
        Assert.Single(b.Freeze(), node => node.Op == MachineOp.Lookup);

        b = new MachineBuilder(element);
        x = b.Leaf(MachineOp.Input, 0);
        y = b.Leaf(MachineOp.Uniform, 0);
        Lowerings.Lower(b, OpCode.Hypot, x, y);
        Lowerings.Lower(b, OpCode.HypotExcess, x, y);
        Lowerings.Lower(b, OpCode.Direction, x, y);
        Assert.Single(b.Freeze(), node => node.Op == MachineOp.Sqrt);
    }

    [Fact]
    public void A_known_sign_saves_clamps()
    {
        var b = new MachineBuilder(Element.Single);
        int x = b.Leaf(MachineOp.Input, 0);
        Lowerings.Lower(b, OpCode.Exp, b.Unary(MachineOp.NegateAbs, x));
        Assert.Equal((1, 0), Clamps(b));

        b = new MachineBuilder(Element.Single);
        x = b.Leaf(MachineOp.Input, 0);
        Lowerings.Lower(b, OpCode.Exp, b.Mul(b.Constant(-0.5), b.Mul(x, x)));
        Assert.Equal((1, 0), Clamps(b));

        b = new MachineBuilder(Element.Single);
        x = b.Leaf(MachineOp.Input, 0);
        Lowerings.Lower(b, OpCode.Exp, b.Unary(MachineOp.Abs, x));
        Assert.Equal((0, 1), Clamps(b));

        b = new MachineBuilder(Element.Single);
        x = b.Leaf(MachineOp.Input, 0);
        Lowerings.Lower(b, OpCode.Exp, x);
        Assert.Equal((1, 1), Clamps(b));
    }

    [Fact]
    public void An_extremum_with_a_value_known_per_call_is_one_operation()
    {
        foreach (OpCode op in new[] { OpCode.Max, OpCode.Min })
        {
            foreach (bool uniformFirst in new[] { false, true })
            {
                var b = new MachineBuilder(Element.Single);
                int x = b.Leaf(MachineOp.Input, 0), u = b.Leaf(MachineOp.Uniform, 0), before = b.Count;
                int result = uniformFirst ? Lowerings.Lower(b, op, u, x) : Lowerings.Lower(b, op, x, u);
                Assert.Equal(before + 1, b.Count);
                Assert.Equal((u, x), (b[result].A, b[result].B));
            }
        }
    }

    [Fact]
    public void Library_functions_are_calls()
    {
        var b = new MachineBuilder(Element.Single);
        int x = b.Leaf(MachineOp.Input, 0), y = b.Leaf(MachineOp.Input, 1);
        MachineNode node = b[Lowerings.Lower(b, OpCode.Pow, x, y)];
        Assert.Equal(new MachineNode(MachineOp.Call, x, y, -1, (int)OpCode.Pow), node);
        Assert.Equal(-1, b[Lowerings.Lower(b, OpCode.Erf, x)].B);
        Assert.Equal(0.25f, new LoweringProgram<float>(OpCode.Pow, (_, v, w) => Math.Pow(v, w)).Run(0.5f, 2));
    }

    [Theory]
    [InlineData(nameof(OpCode.Exp), 12, 15)]
    [InlineData(nameof(OpCode.Expm1), 19, 22)]
    [InlineData(nameof(OpCode.ScaledExp), 13, 16)]
    [InlineData(nameof(OpCode.ExpExcess), 22, 27)]
    [InlineData(nameof(OpCode.Gaussian), 23, 26)]
    [InlineData(nameof(OpCode.Log), 18, 23)]
    [InlineData(nameof(OpCode.Log1p), 23, 28)]
    [InlineData(nameof(OpCode.LogExcess), 29, 34)]
    [InlineData(nameof(OpCode.Log1mExp), 41, 49)]
    [InlineData(nameof(OpCode.XLogY), 23, 28)]
    [InlineData(nameof(OpCode.XLog1pY), 28, 33)]
    [InlineData(nameof(OpCode.Sigmoid), 17, 20)]
    [InlineData(nameof(OpCode.LogisticDensity), 17, 20)]
    [InlineData(nameof(OpCode.SigmoidResidual), 18, 21)]
    [InlineData(nameof(OpCode.Softplus), 25, 32)]
    [InlineData(nameof(OpCode.SoftplusResidual), 26, 33)]
    [InlineData(nameof(OpCode.Tanh), 27, 30)]
    [InlineData(nameof(OpCode.LogCosh), 40, 53)]
    [InlineData(nameof(OpCode.Hypot), 13, 13)]
    [InlineData(nameof(OpCode.Direction), 17, 17)]
    [InlineData(nameof(OpCode.HypotExcess), 18, 18)]
    [InlineData(nameof(OpCode.AbsSlope), 4, 4)]
    public void Programs_do_not_grow(string name, int single, int wide)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        // Every operation more is time in every kernel that uses the function.
        Assert.Equal((single, wide), (new LoweringProgram<float>(op).Operations, new LoweringProgram<double>(op).Operations));
    }

    [Theory]
    [InlineData(nameof(Element.Single))]
    [InlineData(nameof(Element.Double))]
    public void Tables_hold_what_their_names_say(string name)
    {
        Element element = Enum.Parse<Element>(name);
        string? failure = LoweringTables.Check(element, table => LookupTables.Values(table, element));
        Assert.True(failure is null, failure);
    }

    private static (int Lower, int Upper) Clamps(MachineBuilder b)
    {
        IReadOnlyList<MachineNode> nodes = b.Freeze();
        return (nodes.Count(node => node.Op == MachineOp.Max), nodes.Count(node => node.Op == MachineOp.Min));
    }

    private static void AssertCounts(MachineBuilder b, int scales, int divisions)
    {
        MachineNode[] nodes = b.Freeze();
        Assert.Equal(scales, nodes.Count(node => node.Op == MachineOp.Scale));
        Assert.Equal(divisions, nodes.Count(node => node.Op == MachineOp.Divide));
    }
}
