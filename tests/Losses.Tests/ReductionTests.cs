using System;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>Whole batches: which sum a name means, and what it is divided by.</summary>
public class ReductionTests
{
    private static readonly JsonElement[] Entries = GoldenFile.Read("reduction_elementwise").GetProperty("cases").EnumerateArray().ToArray();

    public static TheoryData<string> Cases => new(Entries.Select(e => e.GetProperty("id").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_double(string id) => Check<double>(id, 1e-13);

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_float(string id) => Check<float>(id, 2e-6);

    private static void Check<T>(string id, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JsonElement e = Entries.Single(c => c.GetProperty("id").GetString() == id);
        JsonElement inputs = e.GetProperty("inputs");
        LossEntry entry = LossTable.Find(e.GetProperty("params").GetProperty("base").GetString()!);
        double[] prediction = GoldenFile.Numbers(inputs.GetProperty("pred"));
        double[] target = GoldenFile.Numbers(inputs.GetProperty("target"));
        T[]? weight = inputs.TryGetProperty("weight", out JsonElement w) ? GoldenFile.Numbers(w).Select(T.CreateChecked).ToArray() : null;

        // sum: Σ loss; weighted_sum: Σ w·loss; weighted_mean: that by Σ w; weighted_mean_n: that by the number of samples, as PyTorch and Keras do.
        (Reduction reduction, Func<LossSum, double> result) = e.GetProperty("params").GetProperty("reduction").GetString() switch
        {
            "sum" or "weighted_sum" => (Reduction.Sum, (Func<LossSum, double>)(s => s.Sum)),
            "mean" or "weighted_mean" => (Reduction.Mean, s => s.Mean),
            "weighted_mean_n" => (Reduction.MeanPerSample, s => s.MeanPerSample),
            string other => throw new InvalidOperationException(other),
            null => throw new InvalidOperationException(),
        };

        var kernels = new LossKernels<T>(entry, entry.HyperOf(e.GetProperty("params").EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(p => p.Name, p => p.Value.GetDouble())));
        Array[] data = kernels.Columns(prediction.Zip(target, (p, t) => new[] { p, t }).ToArray());
        T[][] gradients = kernels.NewOutputs(prediction.Length);
        LossSum both = kernels.ForwardBackward(data, LossKernels<T>.AsMemory(gradients), weight, reduction);

        double expected = GoldenFile.Number(e.GetProperty("loss"));
        Assert.Equal(kernels.Forward(data, weight), both);
        Assert.Equal(prediction.Length, both.Count);
        Close("loss", expected, result(both), Math.Abs(expected));
        double[] expectedGradients = GoldenFile.Numbers(e.GetProperty("grads").GetProperty("pred"));
        for (int i = 0; i < expectedGradients.Length; i++)
        {
            Close($"gradient {i}", expectedGradients[i], double.CreateChecked(gradients[0][i]), expectedGradients.Max(Math.Abs));
        }

        void Close(string what, double wanted, double actual, double scale) =>
            Assert.True(Math.Abs(actual - wanted) <= tolerance * scale, $"{id} {what}: expected {wanted:R}, got {actual:R}");
    }
}
