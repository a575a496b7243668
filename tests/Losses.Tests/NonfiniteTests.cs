using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>NaN and infinite inputs; the limits hold too.</summary>
public class NonfiniteTests
{
    private static readonly JsonElement[] Entries = GoldenFile.Read("nonfinite_cases").EnumerateArray()
        .Where(e => LossTable.All.Any(l => l.Name == e.GetProperty("loss_name").GetString()))
        .ToArray();

    public static IEnumerable<object[]> Cases => Entries.Select((e, i) => new object[] { i, e.GetProperty("loss_name").GetString() + " " + Text(e.GetProperty("inputs")) });

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_double(int index, string text) => Check<double>(index, text, 1e-15);

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_float(int index, string text) => Check<float>(index, text, 1e-7);

    private static void Check<T>(int index, string text, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JsonElement e = Entries[index];
        LossEntry entry = LossTable.Find(e.GetProperty("loss_name").GetString()!);
        JsonElement inputs = e.GetProperty("inputs");
        double[][] data = inputs.EnumerateObject().Select(p => GoldenFile.Numbers(p.Value)).ToArray();
        var kernels = new LossKernels<T>(entry, entry.HyperOf(GoldenFile.Map(e, "params")));
        Results<T> sample = kernels.Run(kernels.Batch([data], GoldenFile.Columns(inputs)));
        if (IsOutsideOfDomain(entry, data))
        {
            return;
        }

        JsonElement expected = e.GetProperty("expected");
        Same(text, GoldenFile.Number(expected.GetProperty("loss")), double.CreateChecked(sample.Losses[0]), tolerance);
        double[] gradient = GoldenFile.Numbers(expected.GetProperty("grad_pred"));
        for (int i = 0; i < gradient.Length; i++)
        {
            Same($"{text} gradient[{i}]", gradient[i], double.CreateChecked(sample.Gradients[0][i]), tolerance);
            Same($"{text} gradient[{i}] with second derivative", gradient[i], double.CreateChecked(sample.Newton[0][i]), tolerance);
        }
    }

    /// <summary>Outside of a declared range the numbers are unspecified; that nothing was thrown is all there is to see.</summary>
    private static bool IsOutsideOfDomain(LossEntry entry, double[][] data) => entry.Golden == "bce" && data[0][0] > 1;

    private static string Text(JsonElement inputs) => string.Join(", ", inputs.EnumerateObject().Select(p => p.Name + " = " + p.Value));

    private static void Same(string what, double expected, double actual, double tolerance)
    {
        bool same = expected.Equals(actual) || expected == actual || System.Math.Abs(actual - expected) <= tolerance * System.Math.Abs(expected);
        Assert.True(same, $"{what}: expected {expected:R}, got {actual:R}");
    }
}
