using System;
using System.Numerics;

namespace LossGen.Bench;

/// <summary>
/// Rival 1: one scalar loop that yields value and gradient together, in stable form, with one exponential where one is enough, and without a branch
/// on the data where a minimum or a maximum does. Of <see cref="float"/> and <see cref="double"/>; the sum is kept in double, as the kernels do.
/// Every method returns the sum of the losses and writes the gradient times <c>scale</c>.
/// </summary>
internal static class ScalarRivals
{
    public static double Mse<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        T factor = scale + scale;
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - y[i];
            sum += double.CreateTruncating(d * d);
            g[i] = factor * d;
        }

        return sum;
    }

    public static double Mae<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - y[i];
            sum += double.CreateTruncating(T.Abs(d));
            g[i] = scale * Sign(d);
        }

        return sum;
    }

    /// <summary>δ = 1. With c the residual clamped to ±1 the loss is c·(d − c/2) and its slope c: no branch to mispredict.</summary>
    public static double Huber<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - y[i];
            T c = T.Min(T.Max(d, -T.One), T.One);
            sum += double.CreateTruncating(c * (d - (T.CreateTruncating(0.5) * c)));
            g[i] = scale * c;
        }

        return sum;
    }

    /// <summary>τ = 0.9.</summary>
    public static double Quantile<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T u = y[i] - x[i];
            sum += double.CreateTruncating(T.Max(T.CreateTruncating(0.9) * u, T.CreateTruncating(-0.1) * u));
            g[i] = -scale * (T.CreateTruncating(0.4) + (T.CreateTruncating(0.5) * Sign(u)));
        }

        return sum;
    }

    public static double Hinge<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T m = T.Max(T.One - (x[i] * y[i]), T.Zero);
            sum += double.CreateTruncating(m);
            g[i] = -scale * y[i] * Sign(m);
        }

        return sum;
    }

    public static double Exponential<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T e = T.Exp(-x[i] * y[i]);
            sum += double.CreateTruncating(e);
            g[i] = -scale * y[i] * e;
        }

        return sum;
    }

    /// <summary>The prediction is the logarithm of the rate.</summary>
    public static double PoissonNll<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T e = T.Exp(x[i]);
            sum += double.CreateTruncating(e - (x[i] * y[i]));
            g[i] = scale * (e - y[i]);
        }

        return sum;
    }

    /// <summary>|d| + ln(1 + e^(−2|d|)) − ln 2; the slope tanh d from the same exponential.</summary>
    public static double LogCosh<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        T ln2 = T.Log(T.CreateTruncating(2));
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - y[i], size = T.Abs(d);
            T e = T.Exp(T.CreateTruncating(-2) * size);
            sum += double.CreateTruncating(size + T.Log(T.One + e) - ln2);
            g[i] = scale * T.CopySign((T.One - e) / (T.One + e), d);
        }

        return sum;
    }

    /// <summary>Of probabilities; logarithms are at least −100.</summary>
    public static double Bce<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T p = x[i], q = T.One - p, t = y[i];
            T logP = T.Max(T.Log(p), T.CreateTruncating(-100)), logQ = T.Max(T.Log(q), T.CreateTruncating(-100));
            sum += double.CreateTruncating(-((t * (logP - logQ)) + logQ));
            g[i] = scale * (p - t) / (p * q);
        }

        return sum;
    }

    public static double BceWithLogits<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T v = x[i], t = y[i];
            T e = T.Exp(-T.Abs(v));
            T p = Numerator(v, e) / (T.One + e);
            sum += double.CreateTruncating(T.Max(v, T.Zero) - (v * t) + T.Log(T.One + e));
            g[i] = scale * (p - t);
        }

        return sum;
    }

    /// <summary>γ = 2, α = ¼, labels 0 and 1.</summary>
    public static double SigmoidFocal<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> g, T scale)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            T v = x[i], t = y[i];
            T e = T.Exp(-T.Abs(v)), r = T.One / (T.One + e);
            T p = Numerator(v, e) * r;
            T entropy = T.Max(v, T.Zero) - (v * t) + T.Log(T.One + e);
            T side = T.One - t - t, miss = (p * side) + t, weight = T.CreateTruncating(0.75) - (T.CreateTruncating(0.5) * t);
            sum += double.CreateTruncating(weight * miss * miss * entropy);
            g[i] = scale * weight * ((miss * miss * (p - t)) + ((miss + miss) * entropy * side * (e * r * r)));
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

    /// <summary>1 where v is not negative, otherwise e: without a branch, for the sign of a logit is not predictable.</summary>
    private static T Numerator<T>(T v, T e)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T half = T.CreateTruncating(0.5), one = half + T.CopySign(half, v);
        return one + ((T.One - one) * e);
    }

    /// <summary>The sign without a branch: a number of ordinary size becomes huge and is cut back.</summary>
    private static T Sign<T>(T u)
        where T : struct, IBinaryFloatingPointIeee754<T> => T.Min(T.Max(u * T.CreateTruncating(1e30), -T.One), T.One);
}
