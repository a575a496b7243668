using System;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>What the checks accept, and what they say when they do not.</summary>
public static class KernelChecksTests
{
    [Fact]
    public static void Lengths()
    {
        KernelChecks.SameLength<float>(new float[3], 3, "target");
        KernelChecks.LongEnough<float>(new float[4], 3, "gradient");
        Names("target", "must be 3, but it is 4", () => KernelChecks.SameLength<float>(new float[4], 3, "target"));
        Names("target", "must be 3, but it is 2", () => KernelChecks.SameLength<float>(new float[2], 3, "target"));
        Names("gradient", "at least 3, but it is 2", () => KernelChecks.LongEnough<float>(new float[2], 3, "gradient"));
    }

    [Theory]
    [InlineData(0, 4, 4, 4, false)]
    [InlineData(4, 4, 0, 4, false)]
    [InlineData(0, 4, 3, 4, true)]
    [InlineData(3, 4, 0, 4, true)]
    [InlineData(2, 1, 0, 8, true)]
    [InlineData(0, 8, 2, 1, true)]
    [InlineData(2, 0, 0, 8, false)]
    [InlineData(0, 8, 2, 0, false)]
    public static void Overlap(int output, int outputLength, int input, int inputLength, bool throws)
    {
        double[] memory = new double[16];
        foreach (bool sameStartAllowed in (bool[])[false, true])
        {
            if (throws)
            {
                Names("gradient", "'prediction'", () => KernelChecks.NoOverlap<double, double>(memory.AsSpan(output, outputLength), memory.AsSpan(input, inputLength), "gradient", "prediction", sameStartAllowed));
            }
            else
            {
                KernelChecks.NoOverlap<double, double>(memory.AsSpan(output, outputLength), memory.AsSpan(input, inputLength), "gradient", "prediction", sameStartAllowed);
            }
        }
    }

    [Fact]
    public static void Same_start()
    {
        double[] memory = new double[8];
        KernelChecks.NoOverlap<double, double>(memory, memory.AsSpan(0, 4), "gradient", "prediction", true);
        KernelChecks.NoOverlap<double, double>(memory.AsSpan(0, 4), memory, "gradient", "prediction", true);
        Names("gradient", "'prediction'", () => KernelChecks.NoOverlap<double, double>(memory, memory, "gradient", "prediction", false));
        Names("gradient", "'label'", () => KernelChecks.NoOverlap<double, int>(memory, System.Runtime.InteropServices.MemoryMarshal.Cast<double, int>(memory), "gradient", "label", true));
        KernelChecks.NoOverlap<double, double>([], [], "gradient", "prediction", false);
    }

    [Theory]
    [InlineData(0, false, false, true)]
    [InlineData(0, true, false, false)]
    [InlineData(1, false, false, true)]
    [InlineData(1, false, true, false)]
    [InlineData(0.5, true, true, true)]
    [InlineData(-0.1, false, false, false)]
    [InlineData(1.1, false, false, false)]
    [InlineData(double.NaN, false, false, false)]
    public static void Ranges(double value, bool minExclusive, bool maxExclusive, bool inside)
    {
        float[] singles = [0.5f, 0.5f, 0.5f, (float)value];
        if (inside)
        {
            Assert.Equal(value, KernelChecks.InRange(value, 0, 1, minExclusive, maxExclusive, "scale"));
            KernelChecks.ValidateRange<float>(singles, 0, 1, minExclusive, maxExclusive, "target");
            return;
        }

        string interval = (minExclusive ? "(" : "[") + "0, 1" + (maxExclusive ? ")" : "]");
        Names("scale", interval, () => KernelChecks.InRange(value, 0, 1, minExclusive, maxExclusive, "scale"));
        Names("target", "Row 3 has the value", () => KernelChecks.ValidateRange<float>(singles, 0, 1, minExclusive, maxExclusive, "target"));
        Names("target", interval, () => KernelChecks.ValidateRange<float>(singles, 0, 1, minExclusive, maxExclusive, "target"));
        Names("target", "Row 1 has the value", () => KernelChecks.ValidateRange<float>(singles, 0, 1, minExclusive, maxExclusive, "target", columns: 2));
    }

    [Fact]
    public static void Bounds_are_rounded_to_the_element_type_and_stay_finite()
    {
        KernelChecks.ValidateRange<float>([0.1f], 0, 0.1, false, false, "target");
        KernelChecks.ValidateRange<float>([float.MaxValue], 0, double.MaxValue, false, false, "target");
        KernelChecks.ValidateRange<float>([float.PositiveInfinity], 0, double.PositiveInfinity, false, false, "target");
        Names("target", "Infinity", () => KernelChecks.ValidateRange<float>([float.PositiveInfinity], 0, double.MaxValue, false, false, "target"));
        KernelChecks.ValidateRange<double>([0.25], 0, 1, true, true, "target");
    }

    private static void Names(string parameter, string text, Action action)
    {
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Equal(parameter, exception.ParamName);
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }
}
