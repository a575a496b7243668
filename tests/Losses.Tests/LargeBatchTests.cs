using System;
using System.Linq;
using System.Threading.Tasks;

namespace LossGen.Losses.Contracts;

/// <summary>
/// Outputs too large for the cache are written past it, a block or a row later than they are computed. Every entry must be what a small batch, which takes the short way, gives,
/// wherever in a cache line the memory begins, and nothing around it may be touched.
/// </summary>
public class LargeBatchTests
{
    private const int Margin = 40;
    private const float Untouched = 42;

    /// <summary>Blocks of several rows with and without whole lines, rows that are a block each, and one that is a little longer than a whole number of steps.</summary>
    [Theory]
    [InlineData(2400, 1000, 0)]
    [InlineData(2400, 1000, 5)]
    [InlineData(18000, 128, 3)]
    [InlineData(70, 32000, 0)]
    [InlineData(70, 32000, 7)]
    [InlineData(70, 32001, 15)]
    [InlineData(600, 4097, 9)]
    [InlineData(1100, 2100, 1)]
    public void Gradients_are_those_of_small_batches(int rows, int columns, int offset)
    {
        (float[] logits, int[] label) = Data(rows, columns);
        float[] expected = new float[rows * columns];
        for (int first = 0; first < rows; first += 40)
        {
            int count = Math.Min(40, rows - first);
            CrossEntropyLoss.Default.ForwardBackward(logits.AsSpan(first * columns, count * columns), label.AsSpan(first, count), columns, expected.AsSpan(first * columns, count * columns), reduction: Reduction.Sum);
        }

        float[] gradient = Filled(rows * columns, offset);
        LossSum one = CrossEntropyLoss.Default.ForwardBackward(logits, label, columns, gradient.AsSpan(Margin + offset, rows * columns), reduction: Reduction.Sum);
        AssertInside(expected, gradient, offset);

        gradient = Filled(rows * columns, offset);
        LossSum several = CrossEntropyLoss.Default.ForwardBackward(
            logits, label, columns, gradient.AsSpan(Margin + offset, rows * columns), reduction: Reduction.Sum, parallel: new ParallelOptions { MaxDegreeOfParallelism = 3 });
        AssertInside(expected, gradient, offset);
        Assert.Equal(one, several);

        gradient = Filled(rows * columns, offset);
        logits.CopyTo(gradient, Margin + offset);
        Span<float> both = gradient.AsSpan(Margin + offset, rows * columns);
        CrossEntropyLoss.Default.ForwardBackward(both, label, columns, both, reduction: Reduction.Sum);
        AssertInside(expected, gradient, offset);
    }

    [Theory]
    [InlineData(1300, 1000, 2, 2)]
    [InlineData(1300, 1000, 2, 9)]
    [InlineData(40, 32000, 3, 3)]
    [InlineData(40, 32000, 3, 8)]
    public void Second_derivatives_are_those_of_small_batches(int rows, int columns, int offset, int hessianOffset)
    {
        (float[] logits, int[] label) = Data(rows, columns);
        float[] expected = new float[rows * columns], expectedHessian = new float[rows * columns];
        for (int first = 0; first < rows; first += 20)
        {
            int count = Math.Min(20, rows - first), from = first * columns, length = count * columns;
            CrossEntropyLoss.Default.GradientHessian(logits.AsSpan(from, length), label.AsSpan(first, count), columns, expected.AsSpan(from, length), expectedHessian.AsSpan(from, length));
        }

        float[] gradient = Filled(rows * columns, offset), hessian = Filled(rows * columns, hessianOffset);
        CrossEntropyLoss.Default.GradientHessian(logits, label, columns, gradient.AsSpan(Margin + offset, rows * columns), hessian.AsSpan(Margin + hessianOffset, rows * columns));
        AssertInside(expected, gradient, offset);
        AssertInside(expectedHessian, hessian, hessianOffset);
    }

    [Theory]
    [InlineData(1300, 1000, 1)]
    [InlineData(40, 32000, 5)]
    public void Doubles_and_several_gradients_as_well(int rows, int columns, int offset)
    {
        var random = new Random(3);
        double[] anchor = Numbers(random, rows * columns), positive = Numbers(random, rows * columns), negative = Numbers(random, rows * columns);
        var expected = new double[3][];
        var gradients = new double[3][];
        for (int k = 0; k < 3; k++)
        {
            (expected[k], gradients[k]) = (new double[rows * columns], new double[(rows * columns) + offset + k]);
        }

        for (int first = 0; first < rows; first += 10)
        {
            int from = first * columns, length = 10 * columns;
            TripletMarginLoss.Default.ForwardBackward(
                anchor.AsSpan(from, length), positive.AsSpan(from, length), negative.AsSpan(from, length), columns,
                expected[0].AsSpan(from, length), expected[1].AsSpan(from, length), expected[2].AsSpan(from, length), reduction: Reduction.Sum);
        }

        TripletMarginLoss.Default.ForwardBackward(
            anchor, positive, negative, columns,
            gradients[0].AsSpan(offset), gradients[1].AsSpan(offset + 1), gradients[2].AsSpan(offset + 2), reduction: Reduction.Sum);
        for (int k = 0; k < 3; k++)
        {
            Assert.True(expected[k].AsSpan().SequenceEqual(gradients[k].AsSpan(offset + k)), $"gradient {k}");
        }
    }

    /// <summary>Of losses of elements, light ones and one that is not written past the cache, with every way to end; blocks of 49,152 are the short way.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    public void Elements_are_those_of_small_batches(int offset)
    {
        const int Count = (1 << 21) + 12345;
        var random = new Random(offset);
        float[] prediction = new float[Count], target = new float[Count], weight = new float[Count];
        for (int i = 0; i < Count; i++)
        {
            (prediction[i], target[i], weight[i]) = (random.NextSingle() * 4 - 2, random.NextSingle(), random.Next(3));
        }

        var quantile = new QuantileLoss(tau: 0.9);
        Check("mse", (from, length, gradient) => MseLoss.Default.ForwardBackward(prediction.AsSpan(from, length), target.AsSpan(from, length), gradient, reduction: Reduction.Sum));
        Check("mse, weighted", (from, length, gradient) => MseLoss.Default.ForwardBackward(prediction.AsSpan(from, length), target.AsSpan(from, length), gradient, weight.AsSpan(from, length), Reduction.Sum));
        Check("huber", (from, length, gradient) => HuberLoss.Default.ForwardBackward(prediction.AsSpan(from, length), target.AsSpan(from, length), gradient, reduction: Reduction.Sum));
        Check("quantile, threads", (from, length, gradient) => quantile.ForwardBackward(
            prediction.AsSpan(from, length), target.AsSpan(from, length), gradient, reduction: Reduction.Sum, parallel: new ParallelOptions { MaxDegreeOfParallelism = 3 }));
        Check("log-cosh", (from, length, gradient) => LogCoshLoss.Default.ForwardBackward(prediction.AsSpan(from, length), target.AsSpan(from, length), gradient, reduction: Reduction.Sum));
        Check("each", (from, length, losses) =>
        {
            MaeLoss.Default.ForwardEach(prediction.AsSpan(from, length), target.AsSpan(from, length), losses);
            return default;
        });
        Check("in place", (from, length, gradient) =>
        {
            prediction.AsSpan(from, length).CopyTo(gradient);
            return HingeLoss.Default.ForwardBackward(gradient, target.AsSpan(from, length), gradient, reduction: Reduction.Sum);
        });
        float[] apart = new float[Count];
        Check("second derivatives", (from, length, hessian) =>
        {
            HuberLoss.Default.GradientHessian(prediction.AsSpan(from, length), target.AsSpan(from, length), apart.AsSpan(from, length), hessian);
            return default;
        });

        void Check(string what, Run run)
        {
            float[] expected = new float[Count], memory = Filled(Count, offset);
            LossSum sum = default;
            for (int from = 0; from < Count; from += 49152)
            {
                int length = Math.Min(49152, Count - from);
                sum += run(from, length, expected.AsSpan(from, length));
            }

            LossSum whole = run(0, Count, memory.AsSpan(Margin + offset, Count));
            AssertInside(expected, memory, offset);
            Assert.True(sum == whole, $"{what}: {sum} and {whole}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Elements_in_double_as_well(int offset)
    {
        const int Count = (1 << 20) + 777;
        var random = new Random(5);
        double[] prediction = Numbers(random, Count), target = Numbers(random, Count);
        double[] expected = new double[Count], gradient = new double[Count + offset];
        double[] expectedHessian = new double[Count], hessian = new double[Count + offset];
        for (int from = 0; from < Count; from += 49152)
        {
            int length = Math.Min(49152, Count - from);
            SmoothL1Loss.Default.GradientHessian(prediction.AsSpan(from, length), target.AsSpan(from, length), expected.AsSpan(from, length), expectedHessian.AsSpan(from, length));
        }

        SmoothL1Loss.Default.GradientHessian(prediction, target, gradient.AsSpan(offset), hessian.AsSpan(offset));
        Assert.True(expected.AsSpan().SequenceEqual(gradient.AsSpan(offset)));
        Assert.True(expectedHessian.AsSpan().SequenceEqual(hessian.AsSpan(offset)));
        SmoothL1Loss.Default.ForwardBackward(prediction, target, gradient.AsSpan(offset), reduction: Reduction.Sum);
        Assert.True(expected.AsSpan().SequenceEqual(gradient.AsSpan(offset)));
    }

    private delegate LossSum Run(int from, int length, Span<float> output);

    private static double[] Numbers(Random random, int count) => Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 4) - 2).ToArray();

    private static (float[] Logits, int[] Label) Data(int rows, int columns)
    {
        var random = new Random(rows);
        return (Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() * 16) - 8)).ToArray(), Enumerable.Range(0, rows).Select(_ => random.Next(columns)).ToArray());
    }

    private static float[] Filled(int length, int offset)
    {
        var memory = new float[length + offset + (2 * Margin)];
        Array.Fill(memory, Untouched);
        return memory;
    }

    private static void AssertInside(float[] expected, float[] memory, int offset)
    {
        ReadOnlySpan<float> inside = memory.AsSpan(Margin + offset, expected.Length);
        int same = inside.CommonPrefixLength(expected);
        Assert.True(same == expected.Length, same == expected.Length ? string.Empty : $"entry {same} is {inside[same]}, not {expected[same]}");
        Assert.False(memory.AsSpan(0, Margin + offset).ContainsAnyExcept(Untouched));
        Assert.False(memory.AsSpan(Margin + offset + expected.Length).ContainsAnyExcept(Untouched));
    }
}
