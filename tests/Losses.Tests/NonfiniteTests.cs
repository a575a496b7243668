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
        .Where(e => LossTable.All.Any(l => l.Golden == e.GetProperty("loss_name").GetString()))
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
        double[] data = e.GetProperty("inputs").EnumerateObject().Select(p => GoldenFile.Number(p.Value)).ToArray();
        var kernels = new LossKernels<T>(entry, entry.HyperOf(GoldenFile.Map(e, "params")));
        Single<T> sample = kernels.Single(data);
        if (IsOutsideOfDomain(entry, data))
        {
            return;
        }

        JsonElement expected = e.GetProperty("expected");
        Same(text, GoldenFile.Number(expected.GetProperty("loss")), double.CreateChecked(sample.Loss), tolerance);
        Same(text + " gradient", GoldenFile.Number(expected.GetProperty("grad_pred")), double.CreateChecked(sample.Gradients[0]), tolerance);
        Same(text + " gradient with second derivative", GoldenFile.Number(expected.GetProperty("grad_pred")), double.CreateChecked(sample.Newton[0]), tolerance);
    }

    /// <summary>Outside of a declared range the numbers are unspecified; that nothing was thrown is all there is to see.</summary>
    private static bool IsOutsideOfDomain(LossEntry entry, IReadOnlyList<double> data) => entry.Golden == "bce" && data[0] > 1;

    private static string Text(JsonElement inputs) => string.Join(", ", inputs.EnumerateObject().Select(p => p.Name + " = " + p.Value));

    private static void Same(string what, double expected, double actual, double tolerance)
    {
        bool same = expected.Equals(actual) || expected == actual || System.Math.Abs(actual - expected) <= tolerance * System.Math.Abs(expected);
        Assert.True(same, $"{what}: expected {expected:R}, got {actual:R}");
    }
}
