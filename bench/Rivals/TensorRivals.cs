using System;
using System.Numerics.Tensors;

namespace LossGen.Bench;

/// <summary>
/// Rival 2: the vectorised library of the platform, composed. Each call is one pass over its arrays, so the fewest calls that give value and
/// gradient are sought; buffers are preallocated, and a result is written into the gradient or over an operand wherever that saves memory.
/// <c>a</c>, <c>b</c> and <c>c</c> are scratch.
/// </summary>
internal static class TensorRivals
{
    public static double Mse(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(x, y, g);
        double sum = TensorPrimitives.SumOfSquares<float>(g);
        TensorPrimitives.Multiply(g, 2 * scale, g);
        return sum;
    }

    public static double Huber(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(x, y, a);
        TensorPrimitives.Clamp(a, -1f, 1f, g);
        double sum = TensorPrimitives.Dot<float>(a, g) - 0.5 * TensorPrimitives.SumOfSquares<float>(g);
        TensorPrimitives.Multiply(g, scale, g);
        return sum;
    }

    /// <summary>softplus(x) = max(x, 0) + ln(1 + e^(−|x|)).</summary>
    public static double BceWithLogits(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Sigmoid(x, g);
        TensorPrimitives.Subtract(g, y, g);
        TensorPrimitives.Multiply(g, scale, g);
        Softplus(x, a, b);
        return (double)TensorPrimitives.Sum<float>(a) - TensorPrimitives.Dot(x, y);
    }

    public static double LogCosh(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(x, y, a);
        TensorPrimitives.Tanh<float>(a, g);
        TensorPrimitives.Multiply(g, scale, g);
        TensorPrimitives.Cosh<float>(a, a);
        TensorPrimitives.Log<float>(a, a);
        return TensorPrimitives.Sum<float>(a);
    }

    /// <summary>γ = 2, α = ¼, labels 0 and 1: a is the probability, b the cross-entropy, c the probability of the wrong answer.</summary>
    public static double SigmoidFocal(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        Softplus(x, b, c);
        TensorPrimitives.Multiply(x, y, c);
        TensorPrimitives.Subtract<float>(b, c, b);
        TensorPrimitives.Sigmoid(x, a);
        TensorPrimitives.Multiply(a, y, c);
        TensorPrimitives.Multiply(c, -2f, c);
        TensorPrimitives.Add<float>(c, a, c);
        TensorPrimitives.Add(c, y, c);

        TensorPrimitives.Subtract(1f, a, g);
        TensorPrimitives.Multiply<float>(g, a, g);
        TensorPrimitives.Multiply<float>(g, b, g);
        TensorPrimitives.Multiply(g, 2f, g);
        TensorPrimitives.Subtract<float>(a, y, a);
        TensorPrimitives.Multiply<float>(a, c, a);

        TensorPrimitives.Multiply<float>(b, c, b);
        TensorPrimitives.Multiply<float>(b, c, b);
        double sum = 0.75 * TensorPrimitives.Sum<float>(b) - 0.5 * TensorPrimitives.Dot(b, y);

        TensorPrimitives.Multiply(y, -2f, b);
        TensorPrimitives.Add(b, 1f, b);
        TensorPrimitives.Multiply<float>(g, b, g);
        TensorPrimitives.Add<float>(g, a, g);
        TensorPrimitives.Multiply<float>(g, c, g);
        TensorPrimitives.Multiply(y, -0.5f * scale, b);
        TensorPrimitives.Add(b, 0.75f * scale, b);
        TensorPrimitives.Multiply<float>(g, b, g);
        return sum;
    }

    public static double PoissonNll(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Exp(x, g);
        double sum = (double)TensorPrimitives.Sum<float>(g) - TensorPrimitives.Dot(x, y);
        TensorPrimitives.Subtract(g, y, g);
        TensorPrimitives.Multiply(g, scale, g);
        return sum;
    }

    /// <summary>τ = 0.9. The slope is −0.4 − 0.5·sign(u) with u = y − x; the loss is 0.4·u + 0.5·|u|.</summary>
    public static double Quantile(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(y, x, a);
        double sum = 0.4 * TensorPrimitives.Sum<float>(a) + 0.5 * TensorPrimitives.SumOfMagnitudes<float>(a);
        TensorPrimitives.Multiply(a, -1e30f, g);
        TensorPrimitives.Clamp(g, -0.5f * scale, 0.5f * scale, g);
        TensorPrimitives.Subtract(g, 0.4f * scale, g);
        return sum;
    }

    public static double Mae(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(x, y, a);
        double sum = TensorPrimitives.SumOfMagnitudes<float>(a);
        TensorPrimitives.Multiply(a, 1e30f, g);
        TensorPrimitives.Clamp(g, -scale, scale, g);
        return sum;
    }

    public static double Hinge(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Multiply(x, y, a);
        TensorPrimitives.Subtract(1f, a, a);
        TensorPrimitives.Max(a, 0f, a);
        double sum = TensorPrimitives.Sum<float>(a);
        TensorPrimitives.Multiply(a, -1e30f, g);
        TensorPrimitives.Max(g, -scale, g);
        TensorPrimitives.Multiply(g, y, g);
        return sum;
    }

    public static double Exponential(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Multiply(x, y, a);
        TensorPrimitives.Negate<float>(a, a);
        TensorPrimitives.Exp<float>(a, a);
        double sum = TensorPrimitives.Sum<float>(a);
        TensorPrimitives.Multiply(a, y, g);
        TensorPrimitives.Multiply(g, -scale, g);
        return sum;
    }

    /// <summary>Of probabilities inside (0, 1).</summary>
    public static double Bce(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale, Span<float> a, Span<float> b, Span<float> c)
    {
        TensorPrimitives.Subtract(1f, x, a);
        TensorPrimitives.Log<float>(a, b);
        TensorPrimitives.Log(x, c);
        TensorPrimitives.Subtract<float>(c, b, c);
        double sum = -((double)TensorPrimitives.Dot(c, y) + TensorPrimitives.Sum<float>(b));
        TensorPrimitives.Multiply(a, x, a);
        TensorPrimitives.Subtract(x, y, g);
        TensorPrimitives.Divide<float>(g, a, g);
        TensorPrimitives.Multiply(g, scale, g);
        return sum;
    }

    /// <summary>Softmax cross-entropy row by row, so that a row stays in the cache. SoftMax itself overflows where logits are large, and does not return the sum that the loss needs.</summary>
    public static double CrossEntropy(ReadOnlySpan<float> x, ReadOnlySpan<int> label, int columns, Span<float> g, float scale)
    {
        double sum = 0;
        for (int r = 0; r < label.Length; r++)
        {
            ReadOnlySpan<float> row = x.Slice(r * columns, columns);
            Span<float> slopes = g.Slice(r * columns, columns);
            float peak = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, peak, slopes);
            TensorPrimitives.Exp<float>(slopes, slopes);
            float total = TensorPrimitives.Sum<float>(slopes);
            TensorPrimitives.Multiply(slopes, scale / total, slopes);
            slopes[label[r]] -= scale;
            sum += peak + MathF.Log(total) - row[label[r]];
        }

        return sum;
    }

    private static void Softplus(ReadOnlySpan<float> x, Span<float> result, Span<float> scratch)
    {
        TensorPrimitives.Abs(x, result);
        TensorPrimitives.Negate<float>(result, result);
        TensorPrimitives.Exp<float>(result, result);
        TensorPrimitives.LogP1<float>(result, result);
        TensorPrimitives.Max(x, 0f, scratch);
        TensorPrimitives.Add<float>(result, scratch, result);
    }
}
