using System;
using System.Linq;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>Numbers stored in 16 bits: what is read and written is what the platform's conversions give, one by one.</summary>
public unsafe class KernelHalvesTests
{
    [Fact]
    public void Every_half_is_widened_exactly()
    {
        Half[] all = [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        var wide = new float[all.Length];
        fixed (Half* from = all)
        fixed (float* to = wide)
        {
            KernelHalves.Widen(from, all.Length, to);
        }

        Assert.All(all.Zip(wide), p => Assert.True(float.IsNaN(p.Second) ? Half.IsNaN(p.First) : BitConverter.SingleToInt32Bits((float)p.First) == BitConverter.SingleToInt32Bits(p.Second), $"{p.First} became {p.Second}"));
    }

    [Fact]
    public void Numbers_are_rounded_to_nearest_even()
    {
        var random = new Random(5);
        float[] halves = [.. Enumerable.Range(0, 1 << 15).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)).Where(float.IsFinite)];

        // Each half, the numbers half-way to its neighbours, and those next to these; and bits at random.
        float[] values =
        [
            .. halves.Zip(halves.Skip(1), (a, b) => (a + b) / 2).SelectMany(m => new[] { m, MathF.BitDecrement(m), MathF.BitIncrement(m), -m }),
            .. halves, 65519.996f, 65520, 65535, 65536, 1e9f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -0f, float.Epsilon, 2.98e-8f, 2.9802322e-8f,
            .. Enumerable.Range(0, 200_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))),
        ];
        foreach (int shift in new[] { 0, 1, 5 })
        {
            var narrow = new Half[values.Length - shift];
            fixed (float* from = values)
            fixed (Half* to = narrow)
            {
                KernelHalves.Narrow(from + shift, narrow.Length, to);
            }

            for (int i = 0; i < narrow.Length; i++)
            {
                Half expected = (Half)values[i + shift];
                Assert.True(
                    Half.IsNaN(expected) ? Half.IsNaN(narrow[i]) : BitConverter.HalfToUInt16Bits(expected) == BitConverter.HalfToUInt16Bits(narrow[i]),
                    $"{values[i + shift]:R} became {narrow[i]}, not {expected}");
            }
        }
    }

    [Theory]
    [InlineData(0, -1.0)]
    [InlineData(1535, double.NaN)]
    [InlineData(1536, double.PositiveInfinity)]
    [InlineData(1999, -0.001)]
    public void A_bad_weight_is_named(int index, double bad)
    {
        Half[] weight = [.. Enumerable.Repeat((Half)0.5, 2000)];
        Assert.Equal(1000, KernelEntry.SumWeights(weight, 2000));
        weight[index] = (Half)bad;
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => KernelEntry.SumWeights(weight, 2000));
        Assert.Equal("weight", e.ParamName);
        Assert.Contains($"Weight {index} ", e.Message, StringComparison.Ordinal);
    }
}
