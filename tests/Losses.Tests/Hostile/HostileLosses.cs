using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>Every loss there is, and samples of it: those of the table, those that users declare, and the declarations of the pack that the table has in another form.</summary>
public static class HostileLosses
{
    /// <summary>The losses of the pack that share a golden file with another.</summary>
    private static readonly Dictionary<string, string> Twins = new() { [nameof(Regression.L1)] = "mae", [nameof(Margin.SoftMargin)] = "logistic_pm" };

    private static readonly Dictionary<string, LossEntry> Entries = LossTable.Rows.Concat(LossTable.All.Where(e => !e.HasColumns)).Concat(LossTable.Users).Concat(Pack()).ToDictionary(Id);

    /// <summary>For theories: all of them by the names of their classes.</summary>
    public static TheoryData<string> Names => new(Entries.Keys);

    /// <summary>For theories: those with labels.</summary>
    public static TheoryData<string> Labelled => new(Entries.Where(e => Labels(e.Value).Any()).Select(e => e.Key));

    /// <summary>For theories: those with a label to ignore.</summary>
    public static TheoryData<string> Ignoring => new(Entries.Where(e => Labels(e.Value).Any(p => Ignored(p) is not null)).Select(e => e.Key));

    public static IEnumerable<string> All => Entries.Keys;

    public static LossEntry Find(string name) => Entries[name];

    public static IEnumerable<ParameterInfo> Labels(LossEntry entry) => entry.Data.Where(p => p.ParameterType == typeof(int) && entry.HasColumns);

    /// <summary>The label whose samples count for nothing, if there is one.</summary>
    public static int? Ignored(ParameterInfo label) => label.GetCustomAttribute<TargetAttribute>() is { IgnoreLabel: not int.MinValue } target ? target.IgnoreLabel : null;

    /// <summary>Kernels, and samples for them: golden ones of numbers, drawn ones of rows.</summary>
    public static (LossKernels<T> Kernels, double[][][] Samples) Make<T>(LossEntry entry, int count, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (entry.HasColumns)
        {
            return (new LossKernels<T>(entry, RowSamples.Hyper(entry, columns)), RowSamples.Make(entry, count, columns, ignoring: true));
        }

        // Neighbours differ, and samples do not repeat with the vector.
        IReadOnlyList<GoldenCase> cases = entry.Cases;
        return (new LossKernels<T>(entry, entry.HyperOf(cases[0])), Enumerable.Range(0, count).Select(i => cases[((i * 7) + (i / 13)) % cases.Count].Data).ToArray());
    }

    /// <summary>Columns for a small batch: four, which every loss can do with, or none.</summary>
    public static int Few(LossEntry entry) => entry.HasColumns ? 4 : 1;

    private static string Id(LossEntry entry) => entry.ClassName["LossGen.Losses.".Length..];

    private static IEnumerable<LossEntry> Pack()
    {
        var known = LossTable.All.Concat(LossTable.Rows).Select(e => e.Declaration).ToHashSet();
        foreach (MethodInfo method in typeof(Regression).Assembly.GetTypes().Where(t => t.Namespace == typeof(Regression).Namespace)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.GetCustomAttribute<LossAttribute>() is not null && !known.Contains(m)))
        {
            LossEntry twin = Twins.TryGetValue(method.Name, out string? golden) ? LossTable.Find(golden) : LossTable.All.Single(e => e.Declaration.Name == method.Name);
            yield return new LossEntry(twin.Golden, method, twin.Differences, twin.Renamed);
        }
    }
}
