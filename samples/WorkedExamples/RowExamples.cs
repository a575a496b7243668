using System;
using System.Linq;
using LossGen.Losses;

namespace LossGen.Samples.WorkedExamples;

/// <summary>Samples that are rows: scores of classes, distributions, points.</summary>
internal static class RowExamples
{
    public static void Run(Sheet sheet)
    {
        Triplets(sheet);
        Centers(sheet);
        CrossEntropy(sheet);
        LogLikelihood(sheet);
        Divergence(sheet);
    }

    /// <summary>The same points with squared distances and with distances: two losses.</summary>
    private static void Triplets(Sheet sheet)
    {
        double squared = new TripletSquaredLoss(margin: 2).Forward([0.0, 0], [1.0, 0], [0, 1.5], 2).Sum;
        sheet.Check("s0-triplet", "‖a−p‖² − ‖a−n‖² + α", 0.75, squared);

        double[] anchor = [0, 0], positive = [3, 4], negative = [6, 8];
        sheet.Check("s3-triplet", "‖a−p‖ − ‖a−n‖ + 2, cut at 0", 0, new TripletMarginLoss(margin: 2, epsilon: 0).Forward(anchor, positive, negative, 2).Sum);

        double[] byAnchor = new double[2], byPositive = new double[2], byNegative = new double[2];
        double loss = new TripletMarginLoss(margin: 6, epsilon: 0).ForwardBackward(anchor, positive, negative, 2, byAnchor, byPositive, byNegative).Sum;
        sheet.Check("s3-triplet", "‖a−p‖ − ‖a−n‖ + 6", 1, loss);
        sheet.Check("s3-triplet", "its gradients: unit vectors", [0, 0, 0.6, 0.8, -0.6, -0.8], [.. byAnchor, .. byPositive, .. byNegative]);
    }

    private static void Centers(Sheet sheet)
    {
        double[] features = [1, 2, 3, 0], centers = [0, 0, 1, 1], byFeatures = new double[4], byCenters = new double[4];
        double sum = CenterLoss.Default.ForwardBackward(features, [0, 1], centers, 2, byFeatures, byCenters, reduction: Reduction.Sum).Sum;
        sheet.Check("s3-center", "½ Σ ‖x − c_y‖²", 5, sum);
        sheet.Check("s3-center", "∂/∂x", [1, 2, 2, -1], byFeatures);
        sheet.Check("s3-center", "∂/∂c", [-1, -2, -2, 1], byCenters);
    }

    /// <summary>The loss takes logits, not probabilities.</summary>
    private static void CrossEntropy(Sheet sheet)
    {
        double[] logits = [1, 2, 3, 1, 2, 3, 1, 2, 3], losses = new double[3], gradient = new double[9];
        int[] labels = [0, 1, 2];
        CrossEntropyLoss.Default.ForwardEach(logits, labels, 3, losses);
        double[] expected = [2.40760596444438, 1.4076059644443804, 0.4076059644443803];
        foreach (int label in labels)
        {
            sheet.Check($"s4-ce-{label}", $"logits 1, 2, 3 and label {label}", expected[label], losses[label]);
        }

        double mean = CrossEntropyLoss.Default.ForwardBackward(logits, labels, 3, gradient).Mean;
        sheet.Check("s4-ce", "the mean of the three", expected.Average(), mean);
        double[] p = new[] { 1.0, 2, 3 }.Select(x => Math.Exp(x) / (Math.E + Math.Exp(2) + Math.Exp(3))).ToArray();
        sheet.Check("s4-ce", "its gradient for label 0, (p − 1_y)/3", [(p[0] - 1) / 3, p[1] / 3, p[2] / 3], gradient.AsSpan(0, 3));
    }

    private static void LogLikelihood(Sheet sheet)
    {
        double sum = Math.E + Math.Exp(2) + Math.Exp(3);
        double[] probabilities = [Math.E / sum, Math.Exp(2) / sum, Math.Exp(3) / sum];
        double[] logs = probabilities.Select(q => Math.Log(q)).ToArray();
        sheet.Check("s4-nll", "log-probabilities, as it should be", 2.40760596444438, NllLoss.Default.Forward(logs, [0], 3).Mean);
        sheet.Check("s4-nll", "fed probabilities: silently −p_y", -0.09003057317038046, NllLoss.Default.Forward(probabilities, [0], 3).Mean);
    }

    /// <summary>A divergence is the sum of a row; PyTorch's default divides it by the number of entries.</summary>
    private static void Divergence(Sheet sheet)
    {
        double[] target = [0.5, 0.25, 0.25], prediction = [0.25, 0.25, 0.5], logs = prediction.Select(q => Math.Log(q)).ToArray();
        LossSum row = KlDivergenceLoss.Default.Forward(logs, target, 3);
        sheet.Check("s4-kl", "Σ P ln(P/Q), the divergence", 0.17328679513998632, row.Sum);
        sheet.Check("s4-kl", "nn.KLDivLoss('batchmean')", 0.17328679513998632, row.Mean);
        sheet.Check("s4-kl", "nn.KLDivLoss()'s mean over entries", 0.05776226504666211, KlDivLoss.Default.Forward(logs, target).Mean);
        sheet.Check("s4-kl", "fed Q instead of ln Q: negative", -1.3522207708399179, KlDivergenceLoss.Default.Forward(prediction, target, 3).Sum);
        double[] logits = [Math.Log(1), Math.Log(1), Math.Log(2)];
        sheet.Check("s4-kl", "the same from logits", 0.17328679513998632, KlDivergenceWithLogitsLoss.Default.Forward(logits, target, 3).Sum);
    }
}
