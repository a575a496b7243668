using System.Collections.Generic;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>What a step of a loop body does.</summary>
internal enum StepKind : byte
{
    /// <summary>Computes machine node <c>Index</c>.</summary>
    Compute,

    /// <summary>Adds the loss (times the weight) to the accumulator.</summary>
    Accumulate,

    /// <summary>Stores the loss.</summary>
    StoreLoss,

    /// <summary>Stores the gradient of input <c>Index</c>, times its factor.</summary>
    StoreGradient,

    /// <summary>Stores the second derivative of input <c>Index</c>.</summary>
    StoreHessian,
}

/// <summary>A statement of a loop body, in the order it is printed.</summary>
internal readonly record struct Step(StepKind Kind, int Index);

/// <summary>A derivative as the kernel stores it: <c>Coefficient</c> · machine node <c>Node</c>; the coefficient is folded into the reduction's factor.</summary>
internal readonly record struct Scaled(int Node, double Coefficient);

/// <summary>One kernel of one element type: straight-line machine code over the values of a sample, and the order to print it in.</summary>
internal sealed class KernelPlan
{
    /// <summary>Up to here a loop over three arrays was measured to wait for the memory.</summary>
    private const int MostStreamedOperations = 16;

    public required Element Element { get; init; }

    public required MachineNode[] Nodes { get; init; }

    public required int Loss { get; init; }

    public required IReadOnlyList<Scaled> Gradients { get; init; }

    /// <summary>Empty in the kernel without second derivatives.</summary>
    public required IReadOnlyList<int> Hessians { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The largest number of vectors alive at once for one sample vector.</summary>
    public required int LiveValues { get; init; }

    /// <summary>How many sample vectors the widest loop works on at once.</summary>
    public required int Unroll { get; init; }

    /// <summary>Whether there is no unrolled loop: the body calls library functions, around which every vector would be spilled, or is very long.</summary>
    public required bool IsNarrowOnly { get; init; }

    /// <summary>
    /// Whether large outputs may be written past the cache: where the memory is what a loop waits for. Others were measured to take up to three times as long with such writes,
    /// depending on where the arrays begin.
    /// </summary>
    public bool Streams => !IsNarrowOnly && OperationCount <= MostStreamedOperations;

    /// <summary>How many machine operations a sample vector takes.</summary>
    public int OperationCount
    {
        get
        {
            int count = 0;
            foreach (Step step in Steps)
            {
                count += step.Kind == StepKind.Compute && Nodes[step.Index].Op is not (MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask or MachineOp.Input or MachineOp.InputMask) ? 1 : 0;
            }

            return count;
        }
    }
}
