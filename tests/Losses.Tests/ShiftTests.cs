using System;
using System.Linq;

namespace LossGen.Losses.Tests;

/// <summary>Exponentials of a row are shifted by their maximum, or not, without a sum of products of them leaving the range or small ones losing digits.</summary>
public class ShiftTests
{
    /// <summary>With equal logits the sum of fifth powers of probabilities is C⁻⁴, at the borders of every kind of shift and in rows of every kind.</summary>
    [Theory]
    [InlineData(-1e30)]
    [InlineData(-256)]
    [InlineData(-1e-3)]
    [InlineData(-0.0)]
    [InlineData(0)]
    [InlineData(19.75)]
    [InlineData(20)]
    [InlineData(20.25)]
    [InlineData(160)]
    [InlineData(161)]
    [InlineData(255.5)]
    [InlineData(2048)]
    [InlineData(1e30)]
    public void Powers_of_probabilities_stay_in_range(double logit)
    {
        foreach (int columns in new[] { 2, 16, 17, 1000, 5000 })
        {
            double expected = Math.Pow(columns, -4);
            double[] row = Enumerable.Repeat(logit, columns).ToArray();
            Assert.Equal(1, ConcentrationLoss.Default.Forward(row, columns).Sum / expected, 1e-14);
            Assert.Equal(1, ConcentrationLoss.Default.Forward(Array.ConvertAll(row, x => (float)x), columns).Sum / expected, 4e-6);
            double[] gradient = new double[columns];
            ConcentrationLoss.Default.ForwardBackward(row, columns, gradient);
            Assert.All(gradient, g => Assert.True(Math.Abs(g) <= 1e-14 * expected));
        }
    }

    /// <summary>Rows of a block that need no shift have the same bits beside rows that do.</summary>
    [Fact]
    public void Neighbours_do_not_matter()
    {
        const int Columns = 100, Count = 40;
        var random = new Random(5);
        float[] logits = Enumerable.Range(0, Columns * Count).Select(_ => (float)((random.NextDouble() * 8) - 4)).ToArray();
        int[] label = Enumerable.Range(0, Count).Select(_ => random.Next(Columns)).ToArray();
        float[] alone = new float[logits.Length], together = new float[logits.Length];
        CrossEntropyLoss.Default.ForwardBackward(logits, label, Columns, alone, reduction: Reduction.Sum);
        float[] mixed = (float[])logits.Clone();
        for (int i = 0; i < Columns; i++)
        {
            mixed[(7 * Columns) + i] -= 50;
            mixed[(30 * Columns) + i] += 3e5f;
        }

        CrossEntropyLoss.Default.ForwardBackward(mixed, label, Columns, together, reduction: Reduction.Sum);
        for (int r = 0; r < Count; r++)
        {
            if (r is not (7 or 30))
            {
                Assert.True(alone.AsSpan(r * Columns, Columns).SequenceEqual(together.AsSpan(r * Columns, Columns)), $"row {r}");
            }
        }
    }

    /// <summary>A probability far below the maximum keeps its digits at the upper border of what is not shifted.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-20)]
    public void Small_probabilities_keep_their_digits(float peak)
    {
        foreach (int columns in new[] { 3, 40 })
        {
            float[] logits = Enumerable.Repeat(peak - 86, columns).ToArray();
            logits[1] = peak;
            float[] gradient = new float[columns];
            CrossEntropyLoss.Default.ForwardBackward(logits, [1], columns, gradient);
            Assert.Equal(1, gradient[0] / Math.Exp(-86), 5e-7);
            Assert.Equal(1, gradient[1] / (-(columns - 1) * Math.Exp(-86)), 5e-7);
        }
    }
}
