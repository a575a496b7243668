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
    private static readonly (string File, JsonElement Case)[] Entries = new[] { "reduction_elementwise", "reduction_cross_entropy", "reduction_kl_div" }
        .SelectMany(f => GoldenFile.Read(f).GetProperty("cases").EnumerateArray().Select(e => (f, e)))
        .ToArray();

    public static TheoryData<string> Cases => new(Entries.Select(e => Id(e.Case)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_double(string id) => Check<double>(id, 1e-13);

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_float(string id) => Check<float>(id, 2e-6);

    private static void Check<T>(string id, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (string file, JsonElement e) = Entries.Single(c => Id(c.Case) == id);
        JsonElement inputs = e.GetProperty("inputs");
        JsonElement parameters = e.GetProperty("params");
        LossEntry entry = Loss(file, parameters);
        double[] prediction = GoldenFile.Numbers(inputs.GetProperty("pred"));
        double[] target = GoldenFile.Numbers(inputs.GetProperty("target"));
        T[]? weight = inputs.TryGetProperty("weight", out JsonElement w) ? GoldenFile.Numbers(w).Select(T.CreateChecked).ToArray() : null;

        var kernels = new LossKernels<T>(entry, entry.HyperOf(parameters.EnumerateObject()
            .Where(p => p.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) && p.Name != "ignore_index")
            .ToDictionary(p => p.Name, p => GoldenFile.Numbers(p.Value))));
        int count = inputs.GetProperty("pred").GetArrayLength();
        int columns = prediction.Length / count;
        Batch batch = kernels.Batch(prediction.Chunk(columns).Zip(target.Chunk(target.Length / count), (p, t) => new[] { p, t }).ToArray(), columns);
        (Reduction reduction, double divisor, Func<LossSum, double> result) = Rule(file, parameters.GetProperty("reduction").GetString()!, columns);
        T[][] gradients = kernels.NewOutputs(batch);
        LossSum both = kernels.ForwardBackward(batch, LossKernels<T>.AsMemory(gradients), weight, reduction);

        double expected = GoldenFile.Number(e.GetProperty("loss"));
        Assert.Equal(kernels.Forward(batch, weight), both);
        Assert.Equal(count - (file == "reduction_cross_entropy" ? target.Count(t => t == -100) : 0), both.Count);
        Close("loss", expected, result(both), Math.Abs(expected));
        double[] expectedGradients = GoldenFile.Numbers(e.GetProperty("grads").GetProperty("pred"));
        for (int i = 0; i < expectedGradients.Length; i++)
        {
            Close($"gradient {i}", expectedGradients[i], double.CreateChecked(gradients[0][i]) / divisor, expectedGradients.Max(Math.Abs));
        }

        void Close(string what, double wanted, double actual, double scale) =>
            Assert.True(Math.Abs(actual - wanted) <= tolerance * scale, $"{id} {what}: expected {wanted:R}, got {actual:R}");
    }

    private static LossEntry Loss(string file, JsonElement parameters) => file switch
    {
        "reduction_elementwise" => LossTable.Find(parameters.GetProperty("base").GetString()!),
        "reduction_cross_entropy" => LossTable.Find(parameters.GetProperty("weight").ValueKind == JsonValueKind.Null ? "cross_entropy" : "cross_entropy with class weights"),
        _ => LossTable.Find(nameof(Distribution.KlDivergence)),
    };

    /// <summary>What a name means: the reduction of the gradient, what that is divided by besides, and the reduced loss.</summary>
    private static (Reduction Reduction, double Divisor, Func<LossSum, double> Result) Rule(string file, string name, int columns) => (file, name) switch
    {
        // Σ loss, or Σ w·loss.
        (_, "sum") or ("reduction_elementwise", "weighted_sum") => (Reduction.Sum, 1, s => s.Sum),

        // That by Σ w. With class weights w is that of the label, and ignored samples have none, as in PyTorch.
        ("reduction_elementwise" or "reduction_cross_entropy", "mean") or ("reduction_elementwise", "weighted_mean") => (Reduction.Mean, 1, s => s.Mean),

        // That by the number of samples, as PyTorch and Keras do with weights of samples.
        ("reduction_elementwise", "weighted_mean_n") or ("reduction_kl_div", "batchmean") => (Reduction.MeanPerSample, 1, s => s.MeanPerSample),

        // That by the number of elements: PyTorch's mean of a divergence.
        ("reduction_kl_div", "mean") => (Reduction.MeanPerSample, columns, s => s.MeanPerSample / columns),
        _ => throw new InvalidOperationException(name),
    };

    private static string Id(JsonElement e) => e.GetProperty("id").GetString()!;
}
