using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>
/// Points that the golden files lack, where a formula changes its form or a careless one loses its digits. What is expected is the declared formula
/// and its differences in the arithmetic of 900 bits.
/// </summary>
public class HardPointTests
{
    public static TheoryData<string, double[]> Points => new()
    {
        { "smape", [1048576, 1] },
        { "smape", [1, 1048576] },
        { "smape", [-3, 5] },
        { "msle", [0, 1048576] },
        { "msle", [1048576, 0] },
        { "itakura_saito", [1048576, 1] },
        { "itakura_saito", [1, 1048576] },
        { "itakura_saito", [1.25, 1] },
        { "fair", [1048576, 0] },
        { "fair", [1.0009765625, 0] },
        { "fair", [0.9990234375, 0] },
        { "welsch", [6.5, 0] },
        { "welsch", [63.5, 0] },
        { "welsch", [64.5, 0] },
        { "geman_mcclure", [1048576, 0] },
        { "bce_with_logits", [30, 0.5] },
        { "bce_with_logits", [-80, 0.25] },
        { "sigmoid_focal", [60, 1] },
        { "sigmoid_focal", [-60, 1] },
        { "sigmoid_focal", [60, 0] },
        { "focal_prob", [0.99999904632568359375] },
        { "gaussian_crps", [0, 1, 8] },
        { "gaussian_crps", [0, 1, 0.0009765625] },
        { "negative_binomial_nll", [3, 0.0009765625, 5] },
        { "zero_inflated_poisson_nll", [80, 0, 0] },
        { "zero_inflated_poisson_nll", [0.0009765625, 0.5, 0] },
        { "zero_inflated_poisson_nll", [0.0009765625, 0.0009765625, 0] },
        { "zero_inflated_poisson_nll", [30, 0.0000000000000035527136788005009, 0] },
        { "zero_inflated_poisson_nll", [1.0009765625, 0.25, 0] },
        { "zero_inflated_poisson_nll", [30, 0.99609375, 0] },
        { "orpo_odds", [-60, -1] },
        { "orpo_odds", [-1, -60] },
        { "orpo_odds", [-60, -60] },
        { "orpo_odds", [-0.5, -0.00000095367431640625] },
        { "orpo_odds", [-1.0009765625, -0.5] },
        { "orpo_odds", [-0.9990234375, -0.5] },
        { "grpo_token", [-1, -1, 62.5, 1] },
        { "grpo_token", [-1, -1, 63.5, 1] },
        { "grpo_token", [-1, -1, -1, -0.5] },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void Kernels_agree_with_high_precision(string name, double[] data)
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase c = Exact(entry, data);
        Check<double>(entry, c, Tolerance.Double);
        Check<float>(entry, c, Tolerance.Single);
    }

    [Fact]
    public void Curvature_of_the_absolute_error_written_as_a_power_is_zero()
    {
        var kernels = new LossKernels<double>(LossTable.Find("lq"), [1.0]);
        Results<double> results = kernels.Run(kernels.Batch([[1.5, 1.5], [1.5, 1.0]]));
        Assert.All(results.Hessians, h => Assert.Equal([0.0, 0.0], h));
    }

    [Fact]
    public void A_rate_far_beyond_the_range_of_the_exponential_is_the_loss_of_a_zero()
    {
        var kernels = new LossKernels<double>(LossTable.Find("zero_inflated_poisson_nll"), []);
        Results<double> results = kernels.Run(kernels.Batch([[1000, 0, 0]]));
        Assert.Equal(1000, results.Losses[0]);
        Assert.Equal(1, results.Gradients[0][0]);
    }

    private static void Check<T>(LossEntry entry, GoldenCase c, Tolerance tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var comparison = new Comparison(entry, tolerance);
        comparison.Add(c, new LossKernels<T>(entry, entry.HyperOf(c)).Run(c));
        comparison.AssertNone();
    }

    /// <summary>The point as a case, its results computed.</summary>
    private static GoldenCase Exact(LossEntry entry, double[] data)
    {
        IReadOnlyList<KeyValuePair<string, double[]>> names = entry.Cases[0].Inputs;
        var c = new GoldenCase(
            $"{entry.Name} at {string.Join(", ", data)}",
            data.Select((x, i) => KeyValuePair.Create(names[i].Key, new[] { x })).ToArray(),
            1,
            new Dictionary<string, double[]>(),
            0,
            new Dictionary<string, double[]>(),
            new Dictionary<string, double[]>(),
            new HashSet<string>(),
            new HashSet<string>());
        Sensitivity exact = Tolerance.Of(entry, c);
        return c with
        {
            Loss = exact.Value(0),
            Gradients = entry.Differentiated.ToDictionary(i => names[i].Key, i => new[] { exact.Value(1, entry.Data[i].Position) }),
            Hessians = entry.Differentiated.ToDictionary(i => names[i].Key, i => new[] { exact.Value(2, entry.Data[i].Position) }),
        };
    }
}
