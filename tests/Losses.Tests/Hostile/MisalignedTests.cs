using System;
using System.Linq;
using System.Runtime.InteropServices;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>Outputs so large that they are written past the cache, wherever in a line and even in an element they begin: memory that was cast from bytes need not be aligned.</summary>
public class MisalignedTests
{
    private const int Line = 64;

    /// <summary>Where gradient and second derivative begin: in whole elements, at two places in a line, and within an element.</summary>
    [Theory]
    [InlineData(1100, 2100, 0, 0)]
    [InlineData(1100, 2100, 16, 0)]
    [InlineData(1100, 2100, 0, 48)]
    [InlineData(1100, 2100, 2, 2)]
    [InlineData(1100, 2100, 2, 0)]
    [InlineData(1100, 2112, 4, 0)]
    [InlineData(2400, 1000, 16, 0)]
    [InlineData(2400, 1000, 2, 1)]
    public void Large_outputs(int rows, int columns, int gradientAt, int hessianAt)
    {
        var random = new Random(rows);
        float[] logits = Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() * 8) - 4)).ToArray();
        int[] label = Enumerable.Range(0, rows).Select(_ => random.Next(columns)).ToArray();
        float[] expected = new float[logits.Length], expectedHessian = new float[logits.Length];
        for (int first = 0; first < rows; first += 20)
        {
            int from = first * columns, count = Math.Min(20, rows - first), length = count * columns;
            CrossEntropyLoss.Default.GradientHessian(logits.AsSpan(from, length), label.AsSpan(first, count), columns, expected.AsSpan(from, length), expectedHessian.AsSpan(from, length));
        }

        Span<float> gradient = At(gradientAt, logits.Length), hessian = At(hessianAt, logits.Length);
        CrossEntropyLoss.Default.GradientHessian(logits, label, columns, gradient, hessian);
        Assert.True(gradient.SequenceEqual(expected) && hessian.SequenceEqual(expectedHessian));
        gradient.Clear();
        CrossEntropyLoss.Default.GradientHessian(logits, label, columns, gradient, default);
        Assert.True(gradient.SequenceEqual(expected));
        hessian.Clear();
        CrossEntropyLoss.Default.GradientHessian(logits, label, columns, default, hessian);
        Assert.True(hessian.SequenceEqual(expectedHessian));

        float[] sums = new float[logits.Length];
        CrossEntropyLoss.Default.ForwardBackward(logits, label, columns, sums, reduction: Reduction.Sum);
        gradient.Clear();
        CrossEntropyLoss.Default.ForwardBackward(logits, label, columns, gradient, reduction: Reduction.Sum);
        Assert.True(gradient.SequenceEqual(sums));
    }

    /// <summary>Elements that begin so many bytes behind the beginning of a line.</summary>
    private static unsafe Span<float> At(int bytes, int length)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>((length * sizeof(float)) + (2 * Line), pinned: true);
        int toLine = (int)(-(nint)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0) & (Line - 1));
        return MemoryMarshal.Cast<byte, float>(memory.AsSpan(toLine + bytes, length * sizeof(float)));
    }
}
