using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>The examples of well-known articles, with the values they should have had.</summary>
public class WorkedExampleTests
{
    private static readonly Dictionary<string, JsonElement> Examples =
        GoldenFile.Read("worked_examples").EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString()!);

    /// <summary>Examples that are one batch of a loss: the prediction, the target and a hyper-parameter by their names there.</summary>
    [Theory]
    [InlineData("s0-zero-one", "zero_one", "f", "y")]
    [InlineData("s0-zero-one-T", "zero_one_threshold", "f", "y", "T")]
    [InlineData("s0-hinge", "hinge", "f", "y")]
    [InlineData("s0-exp", "exponential", "f", "y")]
    [InlineData("s0-mae", "mae", "yhat", "y")]
    [InlineData("s0-mse", "mse", "yhat", "y")]
    [InlineData("s0-ce", "bce", "p", "y")]
    [InlineData("s0-focal", "focal_prob", "pt", null, "gamma")]
    [InlineData("s3-focal-gamma0", "focal_prob", "p", null, "gamma")]
    [InlineData("s2-huber", "huber", "a", null, "delta")]
    [InlineData("s4-mse", "mse", "pred", "target")]
    [InlineData("s4-mae", "mae", "pred", "target")]
    [InlineData("s4-smoothl1", "smooth_l1", "pred", "target")]
    [InlineData("s4-smoothl1", "huber", "pred", "target")]
    [InlineData("s4-bce", "bce", "p", "y")]
    [InlineData("s4-bcewithlogits", "bce_with_logits", "x", "y")]
    [InlineData("s4-hinge", "hinge", "outputs", "targets")]
    public void Values(string id, string golden, string prediction, string? target, string? parameter = null)
    {
        JsonElement inputs = Examples[id].GetProperty("inputs");
        double[] x = Numbers(inputs.GetProperty(prediction));
        double[] t = target is null ? [0.0] : Numbers(inputs.GetProperty(target));
        int n = Math.Max(x.Length, t.Length);
        LossEntry entry = LossTable.Find(golden);
        double[][] samples = Enumerable.Range(0, n)
            .Select(i => new[] { x[i % x.Length], t[i % t.Length] }[..entry.Data.Count])
            .ToArray();
        var hyper = new Dictionary<string, double>();
        if (parameter is not null)
        {
            hyper[parameter] = inputs.GetProperty(parameter).GetDouble();
        }

        var kernels = new LossKernels<double>(entry, entry.HyperOf(hyper));
        Array[] data = kernels.Columns(samples);
        LossSum sum = kernels.Forward(data);
        var each = new double[n];
        kernels.ForwardEach(data, each);
        foreach (JsonProperty expected in Examples[id].GetProperty("expected").EnumerateObject())
        {
            double[] wanted = Numbers(expected.Value);
            double[] actual = expected.Name switch
            {
                "per_sample" => each,
                "mean" => [sum.Mean],
                "sum" or "loss" => [sum.Sum],
                _ => throw new InvalidOperationException(expected.Name),
            };
            Close(wanted, actual);
        }
    }

    [Fact]
    public void Gaussian_log_likelihood_with_and_without_its_constant()
    {
        JsonElement expected = Examples["s0-gauss-nll"].GetProperty("expected");
        double[][] samples = [[0.5, 1], [3, 2]];
        var half = Kernels("half_mse");
        Close(expected.GetProperty("sum_dropped").GetDouble(), half.Forward(half.Columns(samples)).Sum);
        var full = Kernels("gaussian_nll", ("full", 1));
        Close(expected.GetProperty("sum_full").GetDouble(), full.Forward(full.Columns(samples.Select(s => new[] { s[0], s[1], 1.0 }).ToArray())).Sum);
    }

    [Fact]
    public void Derivative_of_the_squared_error_of_a_sigmoid_has_the_right_sign()
    {
        // z = W·x + b at W = 0.5, b = 0.25, x = 2.
        JsonElement example = Examples["s1-sigmoid-mse"];
        Single<double> sample = Kernels("sigmoid_mse").Single([1.25, 1]);
        Close(example.GetProperty("expected").GetProperty("loss").GetDouble(), sample.Loss);
        Close(example.GetProperty("grads").GetProperty("W").GetDouble(), sample.Gradients[0] * 2);
        Close(example.GetProperty("grads").GetProperty("b").GetDouble(), sample.Gradients[0]);
    }

    [Fact]
    public void Slopes_of_the_absolute_error()
    {
        double[] wanted = Numbers(Examples["s2-mae-slope"].GetProperty("expected").GetProperty("slopes"));
        Close(wanted, Gradients("mae", Reduction.Sum, [[0.5, 1], [1.5, 1], [1, 1]]));
    }

    [Fact]
    public void Linear_regression_by_hand()
    {
        // Predictions 0 + 1·x for y = 1 + 2·x, x = 1…5.
        JsonElement example = Examples["s3-linear"];
        double[][] samples = [[1, 3], [2, 5], [3, 7], [4, 9], [5, 11]];
        var mse = Kernels("mse");
        Array[] data = mse.Columns(samples);
        Close(example.GetProperty("expected").GetProperty("J").GetDouble(), mse.Forward(data).Mean);
        double[] gradient = Gradients("mse", Reduction.Mean, samples);
        Close(example.GetProperty("grads").GetProperty("theta0").GetDouble(), gradient.Sum());
        Close(example.GetProperty("grads").GetProperty("theta1").GetDouble(), gradient.Select((g, i) => g * (i + 1)).Sum());
    }

    [Fact]
    public void Logistic_regression_by_hand()
    {
        JsonElement example = Examples["s3-logistic"];
        double[][] samples = [[0, 0], [0, 1], [0, 1]];
        var bce = Kernels("bce_with_logits");
        Close(example.GetProperty("expected").GetProperty("J").GetDouble(), bce.Forward(bce.Columns(samples)).Mean);
        double[] g = Gradients("bce_with_logits", Reduction.Mean, samples);
        Close(Numbers(example.GetProperty("grads").GetProperty("theta")), [g[0] + g[2], g[1] + g[2]]);
    }

    [Fact]
    public void Kullback_Leibler_divergence_with_its_three_reductions()
    {
        JsonElement example = Examples["s4-kl"], expected = example.GetProperty("expected");
        double[] target = Numbers(example.GetProperty("inputs").GetProperty("target"));
        double[] logs = Numbers(example.GetProperty("inputs").GetProperty("pred_prob")).Select(q => Math.Log(q)).ToArray();

        // Entry by entry, and as a row; the same row twice has the same mean.
        Close(expected.GetProperty("mean").GetDouble(), KlDivLoss.Default.Forward(logs, target).Mean);
        Close(expected.GetProperty("sum").GetDouble(), KlDivergenceLoss.Default.Forward(logs, target, target.Length).Sum);
        Close(expected.GetProperty("batchmean").GetDouble(), KlDivergenceLoss.Default.Forward([.. logs, .. logs], [.. target, .. target], target.Length).Mean);
    }

    [Theory]
    [InlineData("s4-ce-0")]
    [InlineData("s4-ce-1")]
    [InlineData("s4-ce-2")]
    public void Cross_entropy_of_logits(string id)
    {
        (double[] logits, int label) = Scores(id);
        Close(Examples[id].GetProperty("expected").GetProperty("loss").GetDouble(), CrossEntropyLoss.Default.Forward(logits, [label], logits.Length).Mean);
    }

    [Fact]
    public void Negative_log_likelihood_takes_logarithms()
    {
        JsonElement expected = Examples["s4-nll"].GetProperty("expected");
        (double[] logits, int label) = Scores("s4-nll");
        double sum = logits.Sum(x => Math.Exp(x));
        double[] logs = logits.Select(x => x - Math.Log(sum)).ToArray(), probabilities = logits.Select(x => Math.Exp(x) / sum).ToArray();
        Close(expected.GetProperty("loss_on_log_softmax").GetDouble(), NllLoss.Default.Forward(logs, [label], logs.Length).Mean);
        Close(expected.GetProperty("if_fed_probabilities").GetDouble(), NllLoss.Default.Forward(probabilities, [label], logs.Length).Mean);
    }

    [Fact]
    public void Triplets_with_squared_distances_and_with_distances()
    {
        JsonElement inputs = Examples["s0-triplet"].GetProperty("inputs"), expected = Examples["s0-triplet"].GetProperty("expected");
        double squared = new TripletSquaredLoss(inputs.GetProperty("alpha").GetDouble()).Forward(Point(inputs, "a"), Point(inputs, "p"), Point(inputs, "n"), 2).Sum;
        Close(expected.GetProperty("loss").GetDouble(), squared);

        inputs = Examples["s3-triplet"].GetProperty("inputs");
        expected = Examples["s3-triplet"].GetProperty("expected");
        double Loss(double margin) => new TripletMarginLoss(margin, epsilon: 0).Forward(Point(inputs, "a"), Point(inputs, "p"), Point(inputs, "n"), 2).Sum;
        Close(expected.GetProperty("loss").GetDouble(), Loss(inputs.GetProperty("alpha").GetDouble()));
        Close(expected.GetProperty("with_alpha_6").GetDouble(), Loss(6));
    }

    [Fact]
    public void Centre_loss_with_both_gradients()
    {
        JsonElement example = Examples["s3-center"], inputs = example.GetProperty("inputs"), gradients = example.GetProperty("grads");
        double[] features = Flat(inputs.GetProperty("x")), centers = Flat(inputs.GetProperty("centers"));
        int[] labels = Numbers(inputs.GetProperty("y")).Select(y => (int)y).ToArray();
        double[] byFeatures = new double[features.Length], byCenters = new double[centers.Length];
        LossSum sum = CenterLoss.Default.ForwardBackward(features, labels, centers, 2, byFeatures, byCenters, reduction: Reduction.Sum);
        Close(example.GetProperty("expected").GetProperty("loss").GetDouble(), sum.Sum);
        Close(Flat(gradients.GetProperty("x")), byFeatures);
        Close(Flat(gradients.GetProperty("centers")), byCenters);
    }

    [Fact]
    public void Hinge_gradient_is_zero_at_the_margin()
    {
        JsonElement example = Examples["s4-hinge"];
        Close(
            Numbers(example.GetProperty("grads").GetProperty("outputs_mean_lossgen")),
            Gradients("hinge", Reduction.Mean, [[0.5, 1], [-2, -1], [1, 1], [0.25, -1]]));
    }

    private static (double[] Logits, int Label) Scores(string id)
    {
        JsonElement inputs = Examples[id].GetProperty("inputs");
        return (Numbers(inputs.GetProperty("logits")), inputs.GetProperty("label").GetInt32());
    }

    private static double[] Point(JsonElement inputs, string name) => Numbers(inputs.GetProperty(name));

    private static double[] Flat(JsonElement rows) => rows.EnumerateArray().SelectMany(Numbers).ToArray();

    private static LossKernels<double> Kernels(string golden, params (string Name, double Value)[] hyper)
    {
        LossEntry entry = LossTable.Find(golden);
        return new LossKernels<double>(entry, entry.HyperOf(hyper.ToDictionary(h => h.Name, h => h.Value)));
    }

    private static double[] Gradients(string golden, Reduction reduction, double[][] samples)
    {
        LossKernels<double> kernels = Kernels(golden);
        double[][] gradients = kernels.NewOutputs(samples.Length);
        kernels.ForwardBackward(kernels.Columns(samples), LossKernels<double>.AsMemory(gradients), null, reduction);
        return gradients[0];
    }

    private static double[] Numbers(JsonElement e) => e.ValueKind == JsonValueKind.Array ? GoldenFile.Numbers(e) : [GoldenFile.Number(e)];

    private static void Close(double expected, double actual) => Close([expected], [actual]);

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-12 * Math.Max(1, Math.Abs(p.First))));
    }
}
