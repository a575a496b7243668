using System;
using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>What every generated entry point does before its kernel runs. Throws before anything is written.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelEntry
{
    /// <summary>The sum of the weights, after checking their number and each of them.</summary>
    public static double SumWeights(ReadOnlySpan<float> weight, int count)
    {
        KernelChecks.SameLength(weight, count, nameof(weight));
        return KernelRunner.SumWeights(weight);
    }

    /// <summary>The sum of the weights, after checking their number and each of them.</summary>
    public static double SumWeights(ReadOnlySpan<double> weight, int count)
    {
        KernelChecks.SameLength(weight, count, nameof(weight));
        return KernelRunner.SumWeights(weight);
    }

    /// <summary>The sum of the weights, after checking their number and each of them.</summary>
    public static double SumWeights(ReadOnlySpan<Half> weight, int count)
    {
        KernelChecks.SameLength(weight, count, nameof(weight));
        return KernelHalves.SumWeights(weight);
    }

    /// <summary>The factor of the gradient. Where all weights are 0 it does not matter: such samples are written as 0.</summary>
    public static double Scale(Reduction reduction, double totalWeight, int count) => reduction switch
    {
        Reduction.Mean => 1 / totalWeight,
        Reduction.MeanPerSample => 1.0 / count,
        Reduction.Sum => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "Not a reduction."),
    };

    /// <summary>The part of an output that is written.</summary>
    public static Span<T> Output<T>(Span<T> output, int count, string name)
    {
        KernelChecks.LongEnough<T>(output, count, name);
        return output[..count];
    }

    /// <summary>The lowest second derivative a kernel writes: the floor, or −∞ for none.</summary>
    public static double Floor(double floor) =>
        floor > 0 && double.IsFinite(floor) ? floor
        : floor == 0 ? double.NegativeInfinity
        : throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor of the Hessian is a finite number that is not negative.");

    /// <summary>What the exact second derivatives are multiplied by.</summary>
    /// <param name="curvature">Which curvature is asked for.</param>
    /// <param name="bound">The factor that makes the exact ones a bound.</param>
    public static double CurvatureFactor(Curvature curvature, double bound) => curvature switch
    {
        Curvature.Exact => 1,
        Curvature.Bound => bound,
        _ => throw new ArgumentOutOfRangeException(nameof(curvature), curvature, "Not a curvature."),
    };

    /// <summary>Of a loss without a known bound of its curvature only the exact one can be had.</summary>
    public static void ExactCurvature(Curvature curvature, string lossName)
    {
        if (curvature == Curvature.Bound)
        {
            throw new NotSupportedException($"No bound of the curvature of {lossName} is known; use {nameof(Curvature)}.{nameof(Curvature.Exact)}, with a floor where the Hessian must be positive.");
        }

        if (curvature != Curvature.Exact)
        {
            throw new ArgumentOutOfRangeException(nameof(curvature), curvature, "Not a curvature.");
        }
    }
}
