using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>Plans the kernels of a loss from its joint tape.</summary>
internal static class KernelPlanner
{
    /// <summary>Kernels with second derivatives, and those of doubles, are unrolled less: text and build time grow with it.</summary>
    private const int ModestUnroll = 2;

    /// <summary>
    /// Plans the two kernels of an element type: without and with second derivatives. Both are cut from one program, so that a gradient has the
    /// same bits whichever computes it.
    /// </summary>
    /// <param name="tape">The joint tape; its roots are the loss, the gradients and, behind them, the second derivatives.</param>
    /// <param name="nan">What is known of NaN on that tape.</param>
    /// <param name="inputs">The number of differentiated inputs.</param>
    /// <param name="element">The element type.</param>
    public static KernelPlan[] Plan(Tape tape, NanPropagation nan, int inputs, Element element)
    {
        int loss = tape.Roots[0];
        var lowering = new TapeLowering(tape, loss, nan, element);
        int lossNode = lowering.Lower(loss);
        Scaled[] derivatives = tape.Roots.Skip(1).Select(root => lowering.LowerDerivative(root, loss)).ToArray();
        Scaled[] gradients = derivatives.Take(inputs).ToArray();

        // A Hessian is stored as it is; only gradients have a factor to fold a coefficient into.
        int[] roots = [lossNode, .. gradients.Select(g => g.Node), .. derivatives.Skip(inputs).Select(h => Multiply(lowering.Machine, h))];
        MachineNode[] nodes = Fusion.Run(lowering.Machine, roots);
        gradients = gradients.Select((g, k) => g with { Node = roots[1 + k] }).ToArray();
        int[][] operands = nodes.Select(n => n.Operands.ToArray()).ToArray();
        return [Cut(nodes, operands, roots[0], gradients, [], element), Cut(nodes, operands, roots[0], gradients, roots.Skip(1 + inputs).ToArray(), element)];
    }

    private static KernelPlan Cut(MachineNode[] nodes, int[][] operands, int loss, Scaled[] gradients, int[] hessians, Element element)
    {
        (List<Step> steps, int live) = BestOrder(nodes, operands, loss, gradients, hessians);
        bool isLong = steps.Count > Ordering.LongestWideBody;
        bool hasCalls = steps.Any(s => s.Kind == StepKind.Compute && nodes[s.Index].Op == MachineOp.Call);
        int largest = hessians.Length > 0 || element == Element.Double ? ModestUnroll : Ordering.LargestUnroll;

        // Floats are added four vectors at a time: three would have to ask where they stand, which costs more than a few operands on the stack.
        int unroll = hasCalls || isLong ? 1 : Ordering.Unroll(nodes, steps.Where(s => s.Kind == StepKind.Compute).Select(s => s.Index), live, 1 + gradients.Length, element, largest);
        return new KernelPlan
        {
            Element = element,
            Nodes = nodes,
            Loss = loss,
            Gradients = gradients,
            Hessians = hessians,
            Steps = steps,
            LiveValues = live,
            Unroll = unroll == 3 ? 4 : unroll,
            IsNarrowOnly = hasCalls || isLong,
        };
    }

    private static int Multiply(MachineBuilder machine, Scaled value) =>
        value.Coefficient == 1 ? value.Node
        : value.Coefficient == -1 ? machine.Unary(MachineOp.Negate, value.Node)
        : machine.Mul(machine.Constant(value.Coefficient), value.Node);

    /// <summary>Tries a few orders of the results and keeps the one with the fewest live values.</summary>
    private static (List<Step> Steps, int Live) BestOrder(MachineNode[] nodes, int[][] operands, int loss, Scaled[] gradients, int[] hessians)
    {
        var results = new List<(int Node, Step[] Steps)> { (loss, [new Step(StepKind.Accumulate, 0), new Step(StepKind.StoreLoss, 0)]) };
        results.AddRange(gradients.Select((g, k) => (g.Node, new[] { new Step(StepKind.StoreGradient, k) })));
        results.AddRange(hessians.Select((h, k) => (h, new[] { new Step(StepKind.StoreHessian, k) })));
        int[] loss0 = [0], slopes = Enumerable.Range(1, gradients.Length).ToArray(), curvatures = Enumerable.Range(1 + gradients.Length, hessians.Length).ToArray();
        Ordering.Order best = Ordering.Best(
            nodes,
            operands,
            results.Select(r => r.Node).ToArray(),
            [[.. loss0, .. slopes, .. curvatures], [.. slopes, .. loss0, .. curvatures], [.. loss0, .. Enumerable.Reverse(slopes), .. curvatures]]);
        return (Ordering.LoadsFirst(nodes, best.Steps, _ => true).SelectMany(s => s >= 0 ? [new Step(StepKind.Compute, s)] : results[~s].Steps).ToList(), best.Live);
    }
}
