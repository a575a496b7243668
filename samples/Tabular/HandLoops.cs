using System;

namespace LossGen.Samples.Tabular;

/// <summary>
/// The rivals: the scalar loops a careful user writes without the generator, with the gradient derived by hand, in stable form and with one
/// exponential a sample. Value and gradient of the mean in one pass, like the generated kernels.
/// </summary>
internal static class HandLoops
{
    public static double Logistic(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, Span<double> gradient)
    {
        double sum = 0, scale = 1.0 / scores.Length;
        for (int i = 0; i < scores.Length; i++)
        {
            double x = scores[i], y = labels[i];
            double e = Math.Exp(-Math.Abs(x)), r = 1 / (1 + e);
            double p = x >= 0 ? r : e * r;
            sum += Math.Max(x, 0) - x * y + Math.Log(1 + e);
            gradient[i] = scale * (p - y);
        }

        return sum;
    }

    public static double Focal(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, Span<double> gradient, double alpha)
    {
        // gamma = 2
        double sum = 0, scale = 1.0 / scores.Length;
        for (int i = 0; i < scores.Length; i++)
        {
            double x = scores[i], y = labels[i];
            double e = Math.Exp(-Math.Abs(x)), r = 1 / (1 + e);
            double p = x >= 0 ? r : e * r, q = x >= 0 ? e * r : r;
            double entropy = Math.Max(x, 0) - x * y + Math.Log(1 + e);
            double miss = p * (1 - y) + q * y, weight = alpha * y + (1 - alpha) * (1 - y);
            sum += weight * miss * miss * entropy;
            gradient[i] = scale * weight * (miss * miss * (p - y) + 2 * miss * entropy * p * q * (1 - 2 * y));
        }

        return sum;
    }

    public static double MissedCancer(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, Span<double> gradient, double missCost)
    {
        double sum = 0, scale = 1.0 / scores.Length;
        for (int i = 0; i < scores.Length; i++)
        {
            double x = scores[i], y = labels[i];
            double e = Math.Exp(-Math.Abs(x)), r = 1 / (1 + e), log = Math.Log(1 + e);
            double p = x >= 0 ? r : e * r, q = x >= 0 ? e * r : r;
            double miss = Math.Max(-x, 0) + log, alarm = Math.Max(x, 0) + log;
            sum += y * missCost * miss * miss + (1 - y) * alarm;
            gradient[i] = scale * ((1 - y) * p - 2 * y * missCost * miss * q);
        }

        return sum;
    }
}
