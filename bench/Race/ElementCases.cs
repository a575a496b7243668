using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Losses;

namespace LossGen.Bench;

/// <summary>A generated kernel of value and gradient.</summary>
internal delegate LossSum GradientKernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, ReadOnlySpan<T> weight, Reduction reduction, ParallelOptions? parallel);

/// <summary>A generated kernel of the value.</summary>
internal delegate LossSum ValueKernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, ParallelOptions? parallel);

/// <summary>Returns the sum of the losses; their slopes times <paramref name="scale"/> into <paramref name="g"/>.</summary>
internal delegate double ScalarLoop<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale);

/// <summary>The same with scratch.</summary>
internal delegate double Composition(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c);

/// <summary>The losses of elements and their rivals.</summary>
internal static class ElementCases
{
    /// <summary>Elements of a block of the blocked composition: three scratch blocks and the data fit the first-level cache.</summary>
    private const int Block = 2048;

    private static readonly ParallelOptions Two = new() { MaxDegreeOfParallelism = 2 };

    public static IReadOnlyList<RaceCase> All { get; } = Make().ToArray();

    private static IEnumerable<RaceCase> Make()
    {
        var huber = new HuberLoss(delta: 1);
        var smooth = new SmoothL1Loss(beta: 1);
        var focal = new SigmoidFocalLoss(gamma: 2, alpha: 0.25);
        var quantile = new QuantileLoss(tau: 0.9);
        return
        [
            .. Passes("Mse", DataKind.Real, "mse", MseLoss.Default.Forward, MseLoss.Default.ForwardBackward, MseLoss.Default.ForwardBackward, MseLoss.Default.ForwardBackward, ScalarRivals.Mse, ScalarRivals.Mse, TensorRivals.Mse),
            .. Passes("Mae", DataKind.Real, "mae", MaeLoss.Default.Forward, MaeLoss.Default.ForwardBackward, MaeLoss.Default.ForwardBackward, MaeLoss.Default.ForwardBackward, ScalarRivals.Mae, ScalarRivals.Mae, TensorRivals.Mae),
            .. Passes("Huber", DataKind.Real, "huber", huber.Forward, huber.ForwardBackward, huber.ForwardBackward, huber.ForwardBackward, ScalarRivals.Huber, ScalarRivals.Huber, TensorRivals.Huber),
            .. Passes("SmoothL1", DataKind.Real, "huber", smooth.Forward, smooth.ForwardBackward, smooth.ForwardBackward, smooth.ForwardBackward, ScalarRivals.Huber, ScalarRivals.Huber, TensorRivals.Huber),
            .. Passes("Quantile", DataKind.Real, "quantile", quantile.Forward, quantile.ForwardBackward, quantile.ForwardBackward, quantile.ForwardBackward, ScalarRivals.Quantile, ScalarRivals.Quantile, TensorRivals.Quantile),
            .. Passes("Hinge", DataKind.Sign, "hinge", HingeLoss.Default.Forward, HingeLoss.Default.ForwardBackward, HingeLoss.Default.ForwardBackward, HingeLoss.Default.ForwardBackward, ScalarRivals.Hinge, ScalarRivals.Hinge, TensorRivals.Hinge),
            .. Passes("Exponential", DataKind.Sign, "exponential", ExponentialLoss.Default.Forward, ExponentialLoss.Default.ForwardBackward, ExponentialLoss.Default.ForwardBackward, ExponentialLoss.Default.ForwardBackward, ScalarRivals.Exponential, ScalarRivals.Exponential, TensorRivals.Exponential),
            .. Passes("PoissonNll", DataKind.Count, "poisson_nll", PoissonNllLoss.Default.Forward, PoissonNllLoss.Default.ForwardBackward, PoissonNllLoss.Default.ForwardBackward, PoissonNllLoss.Default.ForwardBackward, ScalarRivals.PoissonNll, ScalarRivals.PoissonNll, TensorRivals.PoissonNll),
            .. Passes("LogCosh", DataKind.Real, "log_cosh", LogCoshLoss.Default.Forward, LogCoshLoss.Default.ForwardBackward, LogCoshLoss.Default.ForwardBackward, LogCoshLoss.Default.ForwardBackward, ScalarRivals.LogCosh, ScalarRivals.LogCosh, TensorRivals.LogCosh),
            .. Passes("Bce", DataKind.Probability, "bce", BceLoss.Default.Forward, BceLoss.Default.ForwardBackward, BceLoss.Default.ForwardBackward, BceLoss.Default.ForwardBackward, ScalarRivals.Bce, ScalarRivals.Bce, TensorRivals.Bce),
            .. Passes("BceWithLogits", DataKind.Label, "bce_with_logits", BceWithLogitsLoss.Default.Forward, BceWithLogitsLoss.Default.ForwardBackward, BceWithLogitsLoss.Default.ForwardBackward, BceWithLogitsLoss.Default.ForwardBackward, ScalarRivals.BceWithLogits, ScalarRivals.BceWithLogits, TensorRivals.BceWithLogits),
            .. Passes("SigmoidFocal", DataKind.Label, "sigmoid_focal", focal.Forward, focal.ForwardBackward, focal.ForwardBackward, focal.ForwardBackward, ScalarRivals.SigmoidFocal, ScalarRivals.SigmoidFocal, TensorRivals.SigmoidFocal),
        ];
    }

    private static unsafe RaceCase[] Passes(
        string loss,
        DataKind kind,
        string native,
        ValueKernel<float> value,
        GradientKernel<float> gradient,
        GradientKernel<double> wide,
        GradientKernel<Half> half,
        ScalarLoop<float> scalar,
        ScalarLoop<double> wideScalar,
        Composition tensor)
    {
        Pass one = d => gradient(d.Input(0), d.Input(1), d.Gradient(0), default, Reduction.Mean, null).Mean;
        Pass blocks = d =>
        {
            double sum = 0;
            for (int from = 0; from < d.Rows; from += Block)
            {
                int length = Math.Min(Block, d.Rows - from);
                sum += tensor(d.Input(0).Slice(from, length), d.Input(1).Slice(from, length), d.Gradient(0).Slice(from, length), 1f / d.Rows, d.Scratch(0)[..length], d.Scratch(1)[..length], d.Scratch(2)[..length]);
            }

            return sum / d.Rows;
        };
        return
        [
            new(
                loss,
                RaceCase.ForwardBackward,
                kind,
                [
                    new(RaceCase.Generated, one),
                    new(RaceCase.Scalar, d => scalar(d.Input(0), d.Input(1), d.Gradient(0), 1f / d.Rows) / d.Rows),
                    new(RaceCase.Tensor, d => tensor(d.Input(0), d.Input(1), d.Gradient(0), 1f / d.Rows, d.Scratch(0), d.Scratch(1), d.Scratch(2)) / d.Rows),
                    new(RaceCase.Blocked, blocks),
                ],
                kernels => d => kernels.Elements(native)(d.InputAt(0), d.InputAt(1), d.GradientAt(0), d.Rows)),
            new(
                loss,
                RaceCase.Forward,
                kind,
                [new(RaceCase.Generated, d => value(d.Input(0), d.Input(1), default, null).Mean)],
                kernels => d => kernels.Elements(native)(d.InputAt(0), d.InputAt(1), null, d.Rows)),
            new(
                loss,
                RaceCase.Double,
                kind,
                [
                    new(RaceCase.Generated, d => wide(d.WideInput(0), d.WideInput(1), d.WideGradient(0), default, Reduction.Mean, null).Mean, Storage.Double),
                    new(RaceCase.Single, one),
                    new(RaceCase.Scalar, d => wideScalar(d.WideInput(0), d.WideInput(1), d.WideGradient(0), 1.0 / d.Rows) / d.Rows, Storage.Double),
                ]),
            new(
                loss,
                RaceCase.Half,
                kind,
                [
                    new(RaceCase.Generated, d => half(d.HalfInput(0), d.HalfInput(1), d.HalfGradient(0), default, Reduction.Sum, null).Mean, Storage.Half),
                    new(RaceCase.Single, d => gradient(d.Input(0), d.Input(1), d.Gradient(0), default, Reduction.Sum, null).Mean),
                ]),
            new(
                loss,
                RaceCase.TwoThreads,
                kind,
                [
                    new(RaceCase.Generated, d => gradient(d.Input(0), d.Input(1), d.Gradient(0), default, Reduction.Mean, Two).Mean),
                    new(RaceCase.OneThread, one),
                ]),
        ];
    }
}
