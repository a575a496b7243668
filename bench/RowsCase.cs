using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Losses;

namespace LossGen.Bench;

/// <summary>The mean loss; the gradient of it into the data's gradients.</summary>
internal unsafe delegate double RowsPass(RowsData data);

/// <summary>What the arrays of a row loss hold.</summary>
internal enum RowsKind
{
    /// <summary>Logits and labels.</summary>
    Logits,

    /// <summary>Logarithms of probabilities, and probabilities.</summary>
    Distributions,

    /// <summary>Two vectors, and +1 or −1.</summary>
    Pairs,

    /// <summary>Three vectors.</summary>
    Triplets,
}

/// <summary>One pass of a row loss and its rivals, of which some have none; <paramref name="Native"/> is the C++ one.</summary>
internal sealed record RowsCase(string Loss, string Pass, RowsKind Kind, RowsPass Generated, Func<NativeKernels, RowsPass> Native, RowsPass? Scalar = null, RowsPass? Tensor = null)
{
    /// <summary>Rows and columns.</summary>
    private static readonly (int Rows, int Columns)[] Shapes = [(65536, 10), (8192, 128), (4096, 1000), (512, 32000)];

    public static IReadOnlyList<RowsCase> All { get; } = Make();

    /// <summary>The shapes that are raced where none are asked for.</summary>
    public IEnumerable<(int Rows, int Columns)> DefaultShapes => Kind == RowsKind.Logits ? Shapes : Shapes[1..3];

    /// <summary>The passes of a loss.</summary>
    public static IEnumerable<RowsCase> Find(string loss)
    {
        RowsCase[] found = All.Where(c => string.Equals(c.Loss, loss, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length > 0 ? found : throw new ArgumentException($"No row loss '{loss}'; there are {string.Join(", ", All.Select(c => c.Loss).Distinct())}.");
    }

    private static unsafe RowsCase[] Make()
    {
        CrossEntropyLoss entropy = CrossEntropyLoss.Default;
        KlDivergenceLoss divergence = KlDivergenceLoss.Default;
        CosineEmbeddingLoss cosine = CosineEmbeddingLoss.Default;
        TripletMarginLoss triplet = TripletMarginLoss.Default;
        return
        [
            new(
                "CrossEntropy",
                "Forward",
                RowsKind.Logits,
                d => entropy.Forward(d.Input(0), d.Labels.Span, d.Columns).Mean,
                native => d => native.CrossEntropyForward(d.InputAt(0), d.Labels.Pointer, d.Rows, d.Columns)),
            new(
                "CrossEntropy",
                "ForwardBackward",
                RowsKind.Logits,
                d => entropy.ForwardBackward(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0)).Mean,
                native => d => native.CrossEntropy(d.InputAt(0), d.Labels.Pointer, d.GradientAt(0), d.Rows, d.Columns),
                d => ScalarRivals.CrossEntropy(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0), 1f / d.Rows) / d.Rows,
                d => TensorRivals.CrossEntropy(d.Input(0), d.Labels.Span, d.Columns, d.Gradient(0), 1f / d.Rows) / d.Rows),
            new(
                "KlDivergence",
                "ForwardBackward",
                RowsKind.Distributions,
                d => divergence.ForwardBackward(d.Input(0), d.Input(1), d.Columns, d.Gradient(0)).Mean,
                native => d => native.KlDivergence(d.InputAt(0), d.InputAt(1), d.GradientAt(0), d.Rows, d.Columns)),
            new(
                "CosineEmbedding",
                "ForwardBackward",
                RowsKind.Pairs,
                d => cosine.ForwardBackward(d.Input(0), d.Input(1), d.Signs.Span, d.Columns, d.Gradient(0), d.Gradient(1)).Mean,
                native => d => native.CosineEmbedding(d.InputAt(0), d.InputAt(1), d.Signs.Pointer, d.GradientAt(0), d.GradientAt(1), d.Rows, d.Columns)),
            new(
                "TripletMargin",
                "ForwardBackward",
                RowsKind.Triplets,
                d => triplet.ForwardBackward(d.Input(0), d.Input(1), d.Input(2), d.Columns, d.Gradient(0), d.Gradient(1), d.Gradient(2)).Mean,
                native => d => native.TripletMargin(d.InputAt(0), d.InputAt(1), d.InputAt(2), d.GradientAt(0), d.GradientAt(1), d.GradientAt(2), d.Rows, d.Columns)),
        ];
    }
}
