using LossGen.Generator.Lowering;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Tests;

/// <summary>What is joined into one operation, and what must not be.</summary>
public class FusionTests
{
    [Fact]
    public void A_product_and_its_sum_are_one_operation()
    {
        (MachineBuilder b, int x, int y) = Start();
        Assert.Equal(MachineOp.MultiplyAdd, Joined(b, b.Add(b.Mul(x, y), x)));
    }

    [Fact]
    public void A_product_whose_rounding_error_is_taken_stays_rounded()
    {
        (MachineBuilder b, int x, int y) = Start();
        int product = b.Mul(x, y);
        Assert.Equal(MachineOp.Add, Joined(b, b.Add(product, x), b.Fms(x, y, product)));
    }

    private static (MachineBuilder Builder, int X, int Y) Start()
    {
        var b = new MachineBuilder(Element.Single);
        return (b, b.Leaf(MachineOp.Input, 0), b.Leaf(MachineOp.Input, 1));
    }

    /// <summary>What the first of the values is made by.</summary>
    private static MachineOp Joined(MachineBuilder b, params int[] roots)
    {
        MachineNode[] nodes = Fusion.Run(b, roots);
        return nodes[roots[0]].Op;
    }
}
