using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Losses;

namespace LossGen.Bench;

/// <summary>Sum of the losses; the gradient of the mean into <paramref name="g"/>.</summary>
internal delegate double GeneratedPass(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g);

/// <summary>Sum of the losses; the gradient times <paramref name="scale"/> into <paramref name="g"/>.</summary>
internal delegate double ScalarPass(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale);

/// <summary>The same with scratch.</summary>
internal delegate double TensorPass(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c);

/// <summary>What the targets of a loss are.</summary>
internal enum TargetKind
{
    Real,
    Label,
    Count,
}

/// <summary>A loss and its rivals.</summary>
internal sealed record LossCase(string Name, TargetKind Targets, GeneratedPass Generated, ScalarPass Scalar, TensorPass Tensor)
{
    public static IReadOnlyList<LossCase> All { get; } = Make();

    public static LossCase Find(string name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"No loss '{name}'; there are {string.Join(", ", All.Select(c => c.Name))}.");

    private static LossCase[] Make()
    {
        var huber = new HuberLoss(delta: 1);
        var focal = new SigmoidFocalLoss(gamma: 2, alpha: 0.25);
        var quantile = new QuantileLoss(tau: 0.9);
        var charbonnier = new CharbonnierLoss(epsilon: 1e-3);
        return
        [
            new("Mse", TargetKind.Real, (x, y, g) => MseLoss.Default.ForwardBackward(x, y, g).Sum, ScalarRivals.Mse, TensorRivals.Mse),
            new("Huber", TargetKind.Real, (x, y, g) => huber.ForwardBackward(x, y, g).Sum, ScalarRivals.Huber, TensorRivals.Huber),
            new("BceWithLogits", TargetKind.Label, (x, y, g) => BceWithLogitsLoss.Default.ForwardBackward(x, y, g).Sum, ScalarRivals.BceWithLogits, TensorRivals.BceWithLogits),
            new("LogCosh", TargetKind.Real, (x, y, g) => LogCoshLoss.Default.ForwardBackward(x, y, g).Sum, ScalarRivals.LogCosh, TensorRivals.LogCosh),
            new("SigmoidFocal", TargetKind.Label, (x, y, g) => focal.ForwardBackward(x, y, g).Sum, ScalarRivals.SigmoidFocal, TensorRivals.SigmoidFocal),
            new("PoissonNll", TargetKind.Count, (x, y, g) => PoissonNllLoss.Default.ForwardBackward(x, y, g).Sum, ScalarRivals.PoissonNll, TensorRivals.PoissonNll),
            new("Quantile", TargetKind.Real, (x, y, g) => quantile.ForwardBackward(x, y, g).Sum, ScalarRivals.Quantile, TensorRivals.Quantile),
            new("Charbonnier", TargetKind.Real, (x, y, g) => charbonnier.ForwardBackward(x, y, g).Sum, ScalarRivals.Charbonnier, TensorRivals.Charbonnier),
        ];
    }
}
