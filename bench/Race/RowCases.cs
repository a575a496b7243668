using System.Collections.Generic;
using LossGen.Losses;

namespace LossGen.Bench;

/// <summary>The losses of rows and their rivals.</summary>
internal static class RowCases
{
    public static unsafe IReadOnlyList<RaceCase> All { get; } =
    [
        new(
            "CrossEntropy",
            RaceCase.Forward,
            DataKind.Logits,
            [new(RaceCase.Generated, d => CrossEntropyLoss.Default.Forward(d.Input(0), d.Labels.Span, d.Columns).Mean)],
            kernels => d => kernels.CrossEntropyForward(d.InputAt(0), d.Labels.Pointer, d.Rows, d.Columns)),
        new(
            "CrossEntropy",
            RaceCase.ForwardBackward,
            DataKind.Logits,
            [
                new(RaceCase.Generated, d => CrossEntropyLoss.Default.ForwardBackward(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0)).Mean),
                new(RaceCase.Scalar, d => ScalarRivals.CrossEntropy(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0), 1f / d.Rows) / d.Rows),
                new(RaceCase.Tensor, d => TensorRivals.CrossEntropy(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0), 1f / d.Rows) / d.Rows),
            ],
            kernels => d => kernels.CrossEntropy(d.InputAt(0), d.Labels.Pointer, d.GradientAt(0), d.Rows, d.Columns)),
        new(
            "KlDivergence",
            RaceCase.ForwardBackward,
            DataKind.Distributions,
            [new(RaceCase.Generated, d => KlDivergenceLoss.Default.ForwardBackward(d.Input(0), d.Input(1), d.Columns, d.Gradient(0)).Mean)],
            kernels => d => kernels.KlDivergence(d.InputAt(0), d.InputAt(1), d.GradientAt(0), d.Rows, d.Columns)),
        new(
            "CosineEmbedding",
            RaceCase.ForwardBackward,
            DataKind.Pairs,
            [new(RaceCase.Generated, d => CosineEmbeddingLoss.Default.ForwardBackward(d.Input(0), d.Input(1), d.Signs.Span, d.Columns, d.Gradient(0), d.Gradient(1)).Mean)],
            kernels => d => kernels.CosineEmbedding(d.InputAt(0), d.InputAt(1), d.Signs.Pointer, d.GradientAt(0), d.GradientAt(1), d.Rows, d.Columns)),
        new(
            "TripletMargin",
            RaceCase.ForwardBackward,
            DataKind.Triplets,
            [new(RaceCase.Generated, d => TripletMarginLoss.Default.ForwardBackward(d.Input(0), d.Input(1), d.Input(2), d.Columns, d.Gradient(0), d.Gradient(1), d.Gradient(2)).Mean)],
            kernels => d => kernels.TripletMargin(d.InputAt(0), d.InputAt(1), d.InputAt(2), d.GradientAt(0), d.GradientAt(1), d.GradientAt(2), d.Rows, d.Columns)),
    ];
}
