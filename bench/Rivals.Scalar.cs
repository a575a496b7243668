using System;

namespace LossGen.Bench;

/// <summary>
/// Rival 1: one scalar loop over <see cref="MathF"/> that yields value and gradient together, in stable form, with one exponential where
/// one is enough, and without a branch on the data where a minimum or a maximum does. The sum is kept in double, as the kernels do.
/// Every method returns the sum of the losses and writes the gradient times <c>scale</c>.
/// </summary>
internal static class ScalarRivals
{
    public static double Mse(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        float factor = 2 * scale;
        for (int i = 0; i < x.Length; i++)
        {
            float d = x[i] - y[i];
            sum += d * d;
            g[i] = factor * d;
        }

        return sum;
    }

    /// <summary>δ = 1. With c the residual clamped to ±1 the loss is c·(d − c/2) and its slope c: no branch to mispredict.</summary>
    public static double Huber(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float d = x[i] - y[i];
            float c = MathF.Min(MathF.Max(d, -1), 1);
            sum += c * (d - 0.5f * c);
            g[i] = scale * c;
        }

        return sum;
    }

    public static double BceWithLogits(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float v = x[i], t = y[i];
            float e = MathF.Exp(-MathF.Abs(v));
            float p = Numerator(v, e) / (1 + e);
            sum += MathF.Max(v, 0) - v * t + MathF.Log(1 + e);
            g[i] = scale * (p - t);
        }

        return sum;
    }

    /// <summary>|d| + ln(1 + e^(−2|d|)) − ln 2; the slope tanh d from the same exponential.</summary>
    public static double LogCosh(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        const float Ln2 = 0.693147181f;
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float d = x[i] - y[i], size = MathF.Abs(d);
            float e = MathF.Exp(-2 * size);
            sum += size + MathF.Log(1 + e) - Ln2;
            g[i] = scale * MathF.CopySign((1 - e) / (1 + e), d);
        }

        return sum;
    }

    /// <summary>γ = 2, α = ¼, labels 0 and 1.</summary>
    public static double SigmoidFocal(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float v = x[i], t = y[i];
            float e = MathF.Exp(-MathF.Abs(v)), r = 1 / (1 + e);
            float p = Numerator(v, e) * r;
            float entropy = MathF.Max(v, 0) - v * t + MathF.Log(1 + e);
            float side = 1 - 2 * t, miss = p * side + t, weight = 0.75f - 0.5f * t;
            sum += weight * miss * miss * entropy;
            g[i] = scale * weight * (miss * miss * (p - t) + 2 * miss * entropy * side * (e * r * r));
        }

        return sum;
    }

    /// <summary>The prediction is the logarithm of the rate.</summary>
    public static double PoissonNll(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float e = MathF.Exp(x[i]);
            sum += e - x[i] * y[i];
            g[i] = scale * (e - y[i]);
        }

        return sum;
    }

    /// <summary>τ = 0.9.</summary>
    public static double Quantile(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float u = y[i] - x[i];
            sum += MathF.Max(0.9f * u, -0.1f * u);
            g[i] = -scale * (0.4f + 0.5f * Sign(u));
        }

        return sum;
    }

    /// <summary>√(d² + ε²), ε = 1/1000.</summary>
    public static double Charbonnier(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> g, float scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float d = x[i] - y[i];
            float root = MathF.Sqrt(d * d + 1e-6f);
            sum += root;
            g[i] = scale * (d / root);
        }

        return sum;
    }

    /// <summary>Softmax cross-entropy of rows: maximum, exponentials and their sum, and the gradient from the exponentials, which wait in it.</summary>
    public static double CrossEntropy(ReadOnlySpan<float> x, ReadOnlySpan<int> label, int columns, Span<float> g, float scale)
    {
        double sum = 0;
        for (int r = 0; r < label.Length; r++)
        {
            ReadOnlySpan<float> row = x.Slice(r * columns, columns);
            Span<float> slopes = g.Slice(r * columns, columns);
            float peak = row[0];
            for (int j = 1; j < row.Length; j++)
            {
                peak = MathF.Max(peak, row[j]);
            }

            float total = 0;
            for (int j = 0; j < row.Length; j++)
            {
                float e = MathF.Exp(row[j] - peak);
                total += e;
                slopes[j] = e;
            }

            float factor = scale / total;
            for (int j = 0; j < slopes.Length; j++)
            {
                slopes[j] *= factor;
            }

            slopes[label[r]] -= scale;
            sum += peak + MathF.Log(total) - row[label[r]];
        }

        return sum;
    }

    /// <summary>1 where v is not negative, otherwise e: by bits, for the sign of a logit is not predictable.</summary>
    private static float Numerator(float v, float e)
    {
        int negative = BitConverter.SingleToInt32Bits(v) >> 31;
        return BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(e) & negative) | (BitConverter.SingleToInt32Bits(1f) & ~negative));
    }

    /// <summary>The sign without a branch: a number of ordinary size becomes huge and is cut back.</summary>
    private static float Sign(float u) => MathF.Min(MathF.Max(u * 1e30f, -1), 1);
}
