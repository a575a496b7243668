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
        double[] x = GoldenFile.Numbers(inputs.GetProperty(prediction));
        double[] t = target is null ? [0.0] : GoldenFile.Numbers(inputs.GetProperty(target));
        int n = Math.Max(x.Length, t.Length);
        LossEntry entry = LossTable.Find(golden);
        double[][] samples = Enumerable.Range(0, n)
            .Select(i => new[] { x[i % x.Length], t[i % t.Length] }[..entry.Data.Count])
            .ToArray();
        var hyper = new Dictionary<string, double[]>();
        if (parameter is not null)
        {
            hyper[parameter] = [inputs.GetProperty(parameter).GetDouble()];
        }

        var kernels = new LossKernels<double>(entry, entry.HyperOf(hyper));
        Batch data = kernels.Batch(samples);
        LossSum sum = kernels.Forward(data);
        var each = new double[n];
        kernels.ForwardEach(data, each);
        foreach (JsonProperty expected in Examples[id].GetProperty("expected").EnumerateObject())
        {
            double[] wanted = GoldenFile.Numbers(expected.Value);
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
        Close(expected.GetProperty("sum_dropped").GetDouble(), half.Forward(half.Batch(samples)).Sum);
        var full = Kernels("gaussian_nll", ("full", 1));
        Close(expected.GetProperty("sum_full").GetDouble(), full.Forward(full.Batch(samples.Select(s => new[] { s[0], s[1], 1.0 }).ToArray())).Sum);
    }

    [Fact]
    public void Derivative_of_the_squared_error_of_a_sigmoid_has_the_right_sign()
    {
        // z = W·x + b at W = 0.5, b = 0.25, x = 2.
        JsonElement example = Examples["s1-sigmoid-mse"];
        LossKernels<double> kernels = Kernels("sigmoid_mse");
        Results<double> sample = kernels.Run(kernels.Batch([[1.25, 1]]));
        Close(example.GetProperty("expected").GetProperty("loss").GetDouble(), sample.Losses[0]);
        Close(example.GetProperty("grads").GetProperty("W").GetDouble(), sample.Gradients[0][0] * 2);
        Close(example.GetProperty("grads").GetProperty("b").GetDouble(), sample.Gradients[0][0]);
    }

    [Fact]
    public void Slopes_of_the_absolute_error()
    {
        double[] wanted = GoldenFile.Numbers(Examples["s2-mae-slope"].GetProperty("expected").GetProperty("slopes"));
        Close(wanted, Gradients("mae", Reduction.Sum, [[0.5, 1], [1.5, 1], [1, 1]]));
    }

    [Fact]
    public void Linear_regression_by_hand()
    {
        // Predictions 0 + 1·x for y = 1 + 2·x, x = 1…5.
        JsonElement example = Examples["s3-linear"];
        double[][] samples = [[1, 3], [2, 5], [3, 7], [4, 9], [5, 11]];
        var mse = Kernels("mse");
        Batch data = mse.Batch(samples);
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
        Close(example.GetProperty("expected").GetProperty("J").GetDouble(), bce.Forward(bce.Batch(samples)).Mean);
        double[] g = Gradients("bce_with_logits", Reduction.Mean, samples);
        Close(GoldenFile.Numbers(example.GetProperty("grads").GetProperty("theta")), [g[0] + g[2], g[1] + g[2]]);
    }

    [Fact]
    public void Kullback_Leibler_divergence_with_its_three_reductions()
    {
        JsonElement expected = Examples["s4-kl"].GetProperty("expected");
        var kl = Kernels("kl_div");
        LossSum sum = kl.Forward(kl.Batch([[Math.Log(0.25), 0.5], [Math.Log(0.25), 0.25], [Math.Log(0.5), 0.25]]));
        Close(expected.GetProperty("sum").GetDouble(), sum.Sum);
        Close(expected.GetProperty("batchmean").GetDouble(), sum.Sum / 1);
        Close(expected.GetProperty("mean").GetDouble(), sum.Mean);
    }

    [Fact]
    public void Hinge_gradient_is_zero_at_the_margin()
    {
        JsonElement example = Examples["s4-hinge"];
        Close(
            GoldenFile.Numbers(example.GetProperty("grads").GetProperty("outputs_mean_lossgen")),
            Gradients("hinge", Reduction.Mean, [[0.5, 1], [-2, -1], [1, 1], [0.25, -1]]));
    }

    [Theory]
    [InlineData("s4-ce-0")]
    [InlineData("s4-ce-1")]
    [InlineData("s4-ce-2")]
    public void Cross_entropy_of_logits(string id)
    {
        JsonElement inputs = Examples[id].GetProperty("inputs");
        LossSum sum = RowSum("cross_entropy", [], GoldenFile.Numbers(inputs.GetProperty("logits")), GoldenFile.Numbers(inputs.GetProperty("label")));
        Close(Examples[id].GetProperty("expected").GetProperty("loss").GetDouble(), sum.Mean);
    }

    [Fact]
    public void Negative_log_likelihood_takes_logarithms()
    {
        JsonElement expected = Examples["s4-nll"].GetProperty("expected");
        var logits = new Row(GoldenFile.Numbers(Examples["s4-nll"].GetProperty("inputs").GetProperty("logits")));
        Close(expected.GetProperty("loss_on_log_softmax").GetDouble(), RowSum("nll", [], LossMath.LogSoftmax(logits).Values.ToArray(), [0]).Sum);
        Close(expected.GetProperty("if_fed_probabilities").GetDouble(), RowSum("nll", [], LossMath.Softmax(logits).Values.ToArray(), [0]).Sum);
    }

    [Fact]
    public void Divergence_of_a_row_is_the_sum_of_its_terms()
    {
        JsonElement inputs = Examples["s4-kl"].GetProperty("inputs");
        double[] logs = GoldenFile.Numbers(inputs.GetProperty("pred_prob")).Select(p => Math.Log(p)).ToArray();
        LossSum sum = RowSum(nameof(Distribution.KlDivergence), [], logs, GoldenFile.Numbers(inputs.GetProperty("target")));
        Close(Examples["s4-kl"].GetProperty("expected").GetProperty("batchmean").GetDouble(), sum.MeanPerSample);
    }

    [Fact]
    public void Triplets_with_and_without_squares()
    {
        Close(
            Examples["s0-triplet"].GetProperty("expected").GetProperty("loss").GetDouble(),
            RowSum("triplet_squared", [("alpha", 2)], [0, 0], [1, 0], [0, 1.5]).Sum);
        JsonElement expected = Examples["s3-triplet"].GetProperty("expected");
        Close(expected.GetProperty("loss").GetDouble(), RowSum("triplet_margin", [("margin", 2), ("eps", 0)], [0, 0], [3, 4], [6, 8]).Sum);
        Close(expected.GetProperty("with_alpha_6").GetDouble(), RowSum("triplet_margin", [("margin", 6), ("eps", 0)], [0, 0], [3, 4], [6, 8]).Sum);
    }

    [Fact]
    public void Centres_have_the_gradient_of_their_samples()
    {
        JsonElement example = Examples["s3-center"], inputs = example.GetProperty("inputs");
        double[] centers = GoldenFile.Numbers(inputs.GetProperty("centers"));
        var kernels = Kernels("center_loss");
        Batch batch = kernels.Batch(
            GoldenFile.Numbers(inputs.GetProperty("x")).Chunk(2).Zip(GoldenFile.Numbers(inputs.GetProperty("y")), (x, y) => new[] { x, [y], centers }).ToArray(),
            columns: 2);
        Results<double> results = kernels.Run(batch);
        Close(example.GetProperty("expected").GetProperty("loss").GetDouble(), results.Sum.Sum);
        Close(GoldenFile.Numbers(example.GetProperty("grads").GetProperty("x")), results.Gradients[0]);
        Close(GoldenFile.Numbers(example.GetProperty("grads").GetProperty("centers")), results.Gradients[1]);
    }

    /// <summary>The loss of one sample, of which the first datum is a row.</summary>
    private static LossSum RowSum(string name, (string Name, double Value)[] hyper, params double[][] data)
    {
        LossKernels<double> kernels = Kernels(name, hyper);
        return kernels.Forward(kernels.Batch([data], data[0].Length));
    }

    private static LossKernels<double> Kernels(string golden, params (string Name, double Value)[] hyper)
    {
        LossEntry entry = LossTable.Find(golden);
        return new LossKernels<double>(entry, entry.HyperOf(hyper.ToDictionary(h => h.Name, h => new[] { h.Value })));
    }

    private static double[] Gradients(string golden, Reduction reduction, double[][] samples)
    {
        LossKernels<double> kernels = Kernels(golden);
        Batch batch = kernels.Batch(samples);
        double[][] gradients = kernels.NewOutputs(batch);
        kernels.ForwardBackward(batch, LossKernels<double>.AsMemory(gradients), null, reduction);
        return gradients[0];
    }

    private static void Close(double expected, double actual) => Close([expected], [actual]);

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-12 * Math.Max(1, Math.Abs(p.First))));
    }
}
