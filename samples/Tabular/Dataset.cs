using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LossGen.Samples.Tabular;

/// <summary>Standardised rows with a trailing column of ones, and one 0/1 label per row.</summary>
/// <param name="Columns">Columns of a row, the constant one included.</param>
/// <param name="Features">Row after row.</param>
/// <param name="Labels">1 where the tumour is malignant.</param>
internal sealed record Rows(int Columns, double[] Features, double[] Labels)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<double> Row(int index) => Features.AsSpan(index * Columns, Columns);
}

/// <summary>The Wisconsin breast cancer data, split into rows to learn from and rows held out.</summary>
internal sealed record Dataset(Rows Training, Rows HeldOut)
{
    private const int Seed = 20;

    public static Dataset Read(string path, double heldOutShare)
    {
        double[][] table = File.ReadLines(path)
            .Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        new Random(Seed).Shuffle(table);
        int heldOut = (int)(table.Length * heldOutShare);
        double[][] training = table[heldOut..];
        (double Mean, double Deviation)[] scales = Enumerable.Range(0, table[0].Length - 1).Select(k => Scale(training, k)).ToArray();
        return new Dataset(Standardise(training, scales), Standardise(table[..heldOut], scales));
    }

    /// <summary>Mean and deviation of the training rows only: nothing of the held-out rows leaks into the model.</summary>
    private static (double Mean, double Deviation) Scale(IReadOnlyCollection<double[]> rows, int column)
    {
        double mean = rows.Average(r => r[column]);
        double variance = rows.Average(r => (r[column] - mean) * (r[column] - mean));
        return (mean, Math.Sqrt(variance));
    }

    private static Rows Standardise(IReadOnlyList<double[]> rows, (double Mean, double Deviation)[] scales)
    {
        int columns = scales.Length + 1;
        var features = new double[rows.Count * columns];
        var labels = new double[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int k = 0; k < scales.Length; k++)
            {
                features[i * columns + k] = (rows[i][k] - scales[k].Mean) / scales[k].Deviation;
            }

            features[i * columns + scales.Length] = 1;
            labels[i] = 1 - rows[i][scales.Length]; // the file says 1 for benign
        }

        return new Rows(columns, features, labels);
    }
}
