using System.Linq;
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
        Assert.Equal([MachineOp.Input, MachineOp.Input, MachineOp.MultiplyAdd], Joined(b, b.Add(b.Mul(x, y), x)));
    }

    [Fact]
    public void A_product_whose_rounding_error_is_taken_stays_rounded()
    {
        (MachineBuilder b, int x, int y) = Start();
        int product = b.Mul(x, y);
        int rest = b.Fms(x, y, product);
        MachineOp[] joined = Joined(b, b.Add(b.Add(product, x), rest));
        Assert.Equal([MachineOp.Input, MachineOp.Input, MachineOp.Multiply, MachineOp.MultiplySubtract, MachineOp.Add, MachineOp.Add], joined);
    }

    private static (MachineBuilder Builder, int X, int Y) Start()
    {
        var b = new MachineBuilder(Element.Single);
        return (b, b.Leaf(MachineOp.Input, 0), b.Leaf(MachineOp.Input, 1));
    }

    private static MachineOp[] Joined(MachineBuilder b, int root) => Fusion.Run(b, [root]).Where(n => n.Op != MachineOp.Constant).Select(n => n.Op).ToArray();
}
