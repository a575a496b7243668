using System;

namespace LossGen.Samples.Tabular;

/// <summary>score = x·w. The loss decides what a score means.</summary>
internal sealed class LinearModel(int columns)
{
    public double[] Weights { get; } = new double[columns];

    public void Score(Rows rows, Span<double> scores)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            scores[i] = Dot(rows.Row(i), Weights);
        }
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
