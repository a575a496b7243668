using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>Plans the kernels of a loss from its joint tape.</summary>
internal static class KernelPlanner
{
    private const int VectorRegisters = 32;
    private const int LargestUnroll = 4;

    /// <summary>Kernels with second derivatives, and those of doubles, are unrolled less: text and build time grow with it.</summary>
    private const int ModestUnroll = 2;

    /// <summary>A longer body is not worth a second, unrolled text.</summary>
    private const int LongestWideBody = 1500;

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
        bool isLong = steps.Count > LongestWideBody;
        bool hasCalls = steps.Any(s => s.Kind == StepKind.Compute && nodes[s.Index].Op == MachineOp.Call);
        int largest = hessians.Length > 0 || element == Element.Double ? ModestUnroll : LargestUnroll;
        return new KernelPlan
        {
            Element = element,
            Nodes = nodes,
            Loss = loss,
            Gradients = gradients,
            Hessians = hessians,
            Steps = steps,
            LiveValues = live,
            Unroll = hasCalls || isLong ? 1 : ChooseUnroll(nodes, steps, live, gradients.Length, element, largest),
            IsNarrowOnly = hasCalls || isLong,
        };
    }

    private static int Multiply(MachineBuilder machine, Scaled value) =>
        value.Coefficient == 1 ? value.Node
        : value.Coefficient == -1 ? machine.Unary(MachineOp.Negate, value.Node)
        : machine.Mul(machine.Constant(value.Coefficient), value.Node);

    /// <summary>The largest unrolling whose values, uniforms and tables fit the registers: an operand on the stack costs more than it saves.</summary>
    private static int ChooseUnroll(MachineNode[] nodes, List<Step> steps, int live, int inputs, Element element, int largest)
    {
        var uniforms = new HashSet<int>();
        var tables = new HashSet<long>();
        foreach (Step step in steps)
        {
            if (step.Kind != StepKind.Compute)
            {
                continue;
            }

            MachineNode node = nodes[step.Index];
            foreach (int operand in node.Operands)
            {
                if (nodes[operand].Op == MachineOp.Uniform)
                {
                    uniforms.Add(operand);
                }
            }

            if (node.Op == MachineOp.Lookup)
            {
                tables.Add(node.Payload);
            }
        }

        // The accumulator, a factor per gradient, two constants in flight; a table of doubles takes two registers.
        int standing = uniforms.Count + (tables.Count * (element == Element.Double ? 2 : 1)) + 1 + inputs + 2;
        // The copies run two statements apart, so their peaks do not meet: two values less for every further copy.
        int unroll = largest;
        while (unroll > 1 && standing + (unroll * live) - (2 * (unroll - 1)) > VectorRegisters)
        {
            unroll--;
        }

        return unroll;
    }

    /// <summary>Tries a few orders of the results and keeps the one with the fewest live values.</summary>
    private static (List<Step> Steps, int Live) BestOrder(MachineNode[] nodes, int[][] operands, int loss, Scaled[] gradients, int[] hessians)
    {
        int[] need = RegisterNeed(nodes, operands);
        var lossSteps = new[] { (loss, StepKind.Accumulate, 0) };
        var gradientSteps = gradients.Select((g, k) => (g.Node, StepKind.StoreGradient, k)).ToArray();
        var hessianSteps = hessians.Select((h, k) => (h, StepKind.StoreHessian, k)).ToArray();
        List<Step>? best = null;
        int bestLive = int.MaxValue;
        foreach (var results in new[]
        {
            lossSteps.Concat(gradientSteps).Concat(hessianSteps),
            gradientSteps.Concat(lossSteps).Concat(hessianSteps),
            lossSteps.Concat(Enumerable.Reverse(gradientSteps)).Concat(hessianSteps),
        })
        {
            foreach (bool heavyFirst in new[] { true, false })
            {
                List<Step> steps = Order(operands, results.ToArray(), need, heavyFirst);
                int live = MaximumLive(nodes, operands, steps, loss, gradients, hessians);
                if (live < bestLive)
                {
                    (best, bestLive) = (steps, live);
                }
            }
        }

        return (best!, bestLive);
    }

    /// <summary>Sethi and Ullman's count of registers a value needs, with sharing ignored: it decides which operand goes first.</summary>
    private static int[] RegisterNeed(MachineNode[] nodes, int[][] operands)
    {
        var need = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            int[] needs = Array.ConvertAll(operands[i], o => need[o]);
            Array.Sort(needs);
            need[i] = nodes[i].Op is MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask ? 0 : 1;
            for (int k = 0; k < needs.Length; k++)
            {
                need[i] = Math.Max(need[i], needs[needs.Length - 1 - k] + k);
            }
        }

        return need;
    }

    private static List<Step> Order(int[][] operandsOf, (int Node, StepKind Kind, int Index)[] results, int[] need, bool heavyFirst)
    {
        var steps = new List<Step>();
        var done = new bool[operandsOf.Length];
        foreach ((int node, StepKind kind, int index) in results)
        {
            Visit(node);
            if (kind == StepKind.Accumulate)
            {
                steps.Add(new Step(StepKind.Accumulate, 0));
                steps.Add(new Step(StepKind.StoreLoss, 0));
            }
            else
            {
                steps.Add(new Step(kind, index));
            }
        }

        return steps;

        // An explicit stack: a declaration may be thousands of operations deep.
        void Visit(int root)
        {
            var stack = new Stack<(int Node, bool Ready)>();
            stack.Push((root, false));
            while (stack.Count > 0)
            {
                (int node, bool ready) = stack.Pop();
                if (done[node])
                {
                    continue;
                }

                if (ready)
                {
                    done[node] = true;
                    steps.Add(new Step(StepKind.Compute, node));
                    continue;
                }

                stack.Push((node, true));

                // What is pushed last is computed first.
                int[] operands = operandsOf[node];
                if (heavyFirst && operands.Length > 1)
                {
                    operands = (int[])operands.Clone();
                    Array.Sort(Array.ConvertAll(operands, o => need[o]), operands);
                }
                else if (operands.Length > 1)
                {
                    operands = (int[])operands.Clone();
                    Array.Reverse(operands);
                }

                foreach (int operand in operands)
                {
                    if (!done[operand])
                    {
                        stack.Push((operand, false));
                    }
                }
            }
        }
    }

    private static int MaximumLive(MachineNode[] nodes, int[][] operands, List<Step> steps, int loss, Scaled[] gradients, int[] hessians)
    {
        var lastUse = new int[nodes.Length];
        for (int k = 0; k < steps.Count; k++)
        {
            Step step = steps[k];
            switch (step.Kind)
            {
                case StepKind.Compute:
                    foreach (int operand in operands[step.Index])
                    {
                        lastUse[operand] = k;
                    }

                    break;
                case StepKind.StoreGradient:
                    lastUse[gradients[step.Index].Node] = k;
                    break;
                case StepKind.StoreHessian:
                    lastUse[hessians[step.Index]] = k;
                    break;
                default:
                    lastUse[loss] = k;
                    break;
            }
        }

        int live = 0, maximum = 0;
        var ends = new int[steps.Count + 1];
        for (int k = 0; k < steps.Count; k++)
        {
            if (steps[k].Kind == StepKind.Compute && HoldsVector(nodes[steps[k].Index].Op))
            {
                live++;
                ends[lastUse[steps[k].Index]]++;
            }

            maximum = Math.Max(maximum, live);
            live -= ends[k];
        }

        return maximum;
    }

    /// <summary>Literals are memory operands, uniforms are counted once per loop and masks have registers of their own.</summary>
    private static bool HoldsVector(MachineOp op) =>
        op is not (MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask or MachineOp.InputMask or MachineOp.Less or MachineOp.LessOrEqual
            or MachineOp.Equal or MachineOp.Unordered or MachineOp.And or MachineOp.Or or MachineOp.Not);
}
