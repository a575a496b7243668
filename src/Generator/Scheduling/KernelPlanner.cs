using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>Plans the kernels of a loss from its joint tape.</summary>
internal static class KernelPlanner
{
    /// <summary>Kernels with second derivatives, and those of doubles, are unrolled less where they are longer: text and build time grow with it.</summary>
    private const int ModestUnroll = 2;

    /// <summary>The most loads and operations of such a kernel that is unrolled as others are.</summary>
    private const int ShortBody = 40;

    /// <summary>The most conditions on hyper-parameters that are tried both ways.</summary>
    private const int MostConditions = 4;

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
        bool isNarrowOnly = steps.Count > Ordering.LongestWideBody || steps.Any(s => s.Kind == StepKind.Compute && nodes[s.Index].Op == MachineOp.Call);
        int[] results = [loss, .. gradients.Select(g => g.Node), .. hessians];
        int[] order = steps.Where(s => s.Kind != StepKind.StoreLoss).Select(s => s.Kind switch
        {
            StepKind.Compute => s.Index,
            StepKind.Accumulate => ~0,
            StepKind.StoreGradient => ~(1 + s.Index),
            _ => ~(1 + gradients.Length + s.Index),
        }).ToArray();
        return new KernelPlan
        {
            Element = element,
            Nodes = nodes,
            Loss = loss,
            Gradients = gradients,
            Hessians = hessians,
            Steps = steps,
            LiveValues = live,
            Unroll = isNarrowOnly ? 1 : Unroll(nodes, operands, order, results, 1 + gradients.Length, element, hessians.Length > 0),
            IsNarrowOnly = isNarrowOnly,
        };
    }

    /// <summary>
    /// How many vectors run in lockstep. A side of a choice by hyper-parameters that is not taken is never compiled, so what counts is the lightest way the choices can turn out;
    /// the others are measured to gain as well, operands on the stack and all.
    /// </summary>
    private static int Unroll(MachineNode[] nodes, int[][] operands, int[] order, int[] results, int held, Element element, bool isSecond)
    {
        int[] conditions = order.Where(c => c >= 0 && IsChoice(nodes, c)).Select(c => (int)nodes[nodes[c].A].Payload).Distinct().Take(MostConditions).ToArray();
        int operations = order.Count(c => c >= 0 && !Ordering.IsStanding(nodes[c].Op));
        int largest = (isSecond || element == Element.Double) && operations > ShortBody ? ModestUnroll : Ordering.LargestUnroll;
        int unroll = Enumerable.Range(0, 1 << conditions.Length).Max(way =>
        {
            int[][] taken = operands.Select((o, n) => IsChoice(nodes, n) && Array.IndexOf(conditions, (int)nodes[nodes[n].A].Payload) is >= 0 and var k ? [(way >> k & 1) != 0 ? nodes[n].B : nodes[n].C] : o).ToArray();
            bool[] needed = Ordering.Needed(taken, results);
            int[] left = order.Where(c => c < 0 || needed[c]).ToArray();
            return Ordering.Unroll(nodes, left.Where(c => c >= 0), Ordering.MaximumLive(nodes, taken, left, results), held, element, largest);
        });

        // Floats are added four vectors at a time: three would have to ask where they stand, which costs more than a few operands on the stack. One alone does not fill the processor.
        unroll = element == Element.Double ? unroll : unroll == 3 ? (isSecond ? 2 : 4) : Math.Max(2, unroll);
        while (unroll > 1 && unroll * operations > Ordering.MostNames)
        {
            unroll = unroll == 3 ? 2 : unroll / 2;
        }

        return unroll;
    }

    private static bool IsChoice(MachineNode[] nodes, int node) => nodes[node].Op == MachineOp.Select && nodes[nodes[node].A].Op == MachineOp.UniformMask;

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
