using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Accuracy.Losses;

/// <summary>Samples of a loss that are computed in one call.</summary>
/// <param name="Hyper">The hyper-parameters, rounded to the element type.</param>
/// <param name="IsDefault">Whether they are the defaults.</param>
/// <param name="Columns">The columns of rows.</param>
/// <param name="Data">Of each sample, each datum.</param>
internal sealed record Samples(object[] Hyper, bool IsDefault, int Columns, double[][][] Data)
{
    private const int MostHypers = 6;

    // One short row, and one longer than two vectors.
    private static readonly int[] RowLengths = [3, 10, 37];

    /// <summary>All samples of a loss for one element type.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="count">About how many are drawn, beside the golden ones.</param>
    /// <param name="single">Whether numbers are floats.</param>
    public static IReadOnlyList<Samples> Of(LossEntry entry, int count, bool single) => [.. Golden(entry, single), .. entry.HasColumns ? Rows(entry, count, single) : Numbers(entry, count, single)];

    private static IEnumerable<Samples> Golden(LossEntry entry, bool single)
    {
        if (entry.Golden is null)
        {
            yield break;
        }

        foreach (IGrouping<string, GoldenCase> group in entry.Cases.Where(IsOrdinary).GroupBy(c => Text(entry.HyperOf(c)) + c.Columns + TableOf(entry, c)))
        {
            GoldenCase first = group.First();
            yield return new(Rounded(entry.HyperOf(first), single), false, first.Columns, group.Select(c => c.Data).ToArray());
        }
    }

    private static IEnumerable<Samples> Numbers(LossEntry entry, int count, bool single)
    {
        IReadOnlyList<object[]> hypers = Hypers(entry, single);
        for (int h = 0; h < hypers.Count; h++)
        {
            // Half of them at the defaults.
            int part = hypers.Count == 1 ? count : h == 0 ? count / 2 : count / 2 / (hypers.Count - 1);
            var draw = new Draw(entry, hypers[h], single, h + (single ? 100 : 200));
            yield return new(hypers[h], h == 0, 1, Enumerable.Range(0, part).Select(_ => draw.Sample()).ToArray());
        }
    }

    private static IEnumerable<Samples> Rows(LossEntry entry, int count, bool single)
    {
        foreach (int columns in RowLengths.Select(c => Math.Max(c, RowSamples.LeastColumns(entry))).Distinct())
        {
            object[] hyper = Rounded(RowSamples.Hyper(entry, columns), single);

            // As they are, and larger: logits that leave one probability near 1 and others near 0.
            foreach (double scale in new[] { 1.0, 8 })
            {
                double[][][] data = RowSamples.Make(entry, Math.Max(2, count / (6 * columns)), columns);
                yield return new(hyper, true, columns, scale == 1 ? data : Scaled(entry, data, scale));
            }
        }
    }

    private static IReadOnlyList<object[]> Hypers(LossEntry entry, bool single)
    {
        var hypers = new List<object[]> { Rounded(entry.Hyper.Select(p => p.DefaultValue!).ToArray(), single) };
        if (entry.Golden is not null && entry.Hyper.Count > 0)
        {
            hypers.AddRange(entry.Cases.Select(c => Rounded(entry.HyperOf(c), single)).DistinctBy(Text).Where(h => Text(h) != Text(hypers[0])).Take(MostHypers - 1));
        }

        return hypers;
    }

    private static double[][][] Scaled(LossEntry entry, double[][][] data, double scale) =>
        data.Select(sample => sample.Select((datum, i) => IsFree(entry.Data[i]) ? datum.Select(v => v * scale).ToArray() : datum).ToArray()).ToArray();

    private static bool IsFree(ParameterInfo p) =>
        p.ParameterType == typeof(Row) && p.GetCustomAttribute<TargetAttribute>() is null && p.GetCustomAttribute<System.ComponentModel.DataAnnotations.RangeAttribute>() is null;

    private static bool IsOrdinary(GoldenCase c) => c.Inputs.All(i => i.Value.All(double.IsFinite));

    private static string TableOf(LossEntry entry, GoldenCase c) =>
        string.Join(",", Enumerable.Range(0, entry.Data.Count).Where(i => entry.Data[i].ParameterType == typeof(Table)).SelectMany(i => c.Data[i]));

    private static object[] Rounded(object[] hyper, bool single) => hyper.Select(h => h switch
    {
        double number when single => (double)(float)number,
        Row row when single => new Row(row.Values.ToArray().Select(v => (double)(float)v).ToArray()),
        _ => h,
    }).ToArray();

    private static string Text(object[] hyper) => string.Join(";", hyper.Select(h => h is Row row ? string.Join(",", row.Values.ToArray()) : FormattableString.Invariant($"{h}")));
}
