using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Samples of losses of rows with any number of columns, drawn from the ranges that the declarations state. Every number is a float.</summary>
public static class RowSamples
{
    private const int TableRows = 5;

    /// <summary>The fewest columns a loss can do with.</summary>
    public static int LeastColumns(LossEntry entry) => IsOfBoxes(entry) ? 4 : 1;

    /// <summary>The hyper-parameters: the defaults, and positive class weights.</summary>
    public static object[] Hyper(LossEntry entry, int columns)
    {
        var random = new Random(columns);
        return entry.Hyper.Select(p => p.ParameterType == typeof(Row) ? new Row(Uniform(random, columns, 0.25, 2)) : p.DefaultValue!).ToArray();
    }

    /// <summary>Samples, of each of which every datum is an array. All have the same table.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="columns">The columns of their rows.</param>
    /// <param name="ignoring">Whether some of the labels are to be ignored, where the loss knows such a label.</param>
    public static double[][][] Make(LossEntry entry, int count, int columns, bool ignoring = false)
    {
        var random = new Random((31 * columns) + count);
        double[] table = Uniform(random, TableRows * columns, -1, 1);
        double[][][] samples = Enumerable.Range(0, count).Select(_ => entry.Data.Select(p => Datum(entry, p, columns, table, random)).ToArray()).ToArray();
        for (int k = 0; k < entry.Data.Count; k++)
        {
            if (ignoring && entry.Data[k].GetCustomAttribute<TargetAttribute>() is { IgnoreLabel: not int.MinValue } target)
            {
                for (int i = 1; i < count; i += 3)
                {
                    samples[i][k] = [target.IgnoreLabel];
                }
            }
        }

        return samples;
    }

    private static double[] Datum(LossEntry entry, ParameterInfo p, int columns, double[] table, Random random)
    {
        if (p.ParameterType == typeof(Table))
        {
            return table;
        }

        if (p.ParameterType == typeof(int))
        {
            return [random.Next(entry.Data.Any(d => d.ParameterType == typeof(Table)) ? TableRows : columns)];
        }

        if (p.ParameterType == typeof(double))
        {
            return [random.Next(2) == 0 ? 1 : -1];
        }

        if (IsOfBoxes(entry))
        {
            double[] box = Uniform(random, columns, 0, 4);
            (box[2], box[3]) = (box[2] + box[0] + 0.5, box[3] + box[1] + 0.5);
            return box.Select(v => (double)(float)v).ToArray();
        }

        if (p.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            double low = Math.Max(-1, Bound(range.Minimum)), high = Math.Min(2, Bound(range.Maximum)), edge = (high - low) / 64;
            return Uniform(random, columns, low + edge, high - edge);
        }

        // A target of probabilities that may also be logarithms; vectors at distances of about 1; logits.
        double size = entry.Declaration.DeclaringType == typeof(Similarity) ? 1 / Math.Sqrt(columns) : 4;
        return Uniform(random, columns, p.GetCustomAttribute<TargetAttribute>() is null ? -size : 1.0 / 64, p.GetCustomAttribute<TargetAttribute>() is null ? size : 1);
    }

    private static bool IsOfBoxes(LossEntry entry) => entry.Declaration.Name == nameof(Overlap.GeneralizedBoxIou);

    private static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static double[] Uniform(Random random, int count, double low, double high) =>
        Enumerable.Range(0, count).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble()))).ToArray();
}
