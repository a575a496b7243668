using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Losses;
using LossGen.Losses.Tests;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Accuracy.Losses;

/// <summary>The declarations of the pack, as they are: not as tests call them.</summary>
internal static class PackLosses
{
    private static readonly (int, int)[] Residual = [(0, 1)];

    public static IReadOnlyList<LossEntry> All { get; } = typeof(Regression).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(Regression).Namespace && t.IsPublic)
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(m => m.GetCustomAttribute<LossAttribute>() is not null)
        .OrderBy(m => m.DeclaringType!.Name, StringComparer.Ordinal)
        .ThenBy(m => m.MetadataToken)
        .Select(Entry)
        .ToArray();

    /// <summary>Whether a loss is a function of the residual and hyper-parameters alone.</summary>
    public static bool IsOfResidual(LossEntry entry) =>
        (entry.Declaration.DeclaringType == typeof(Regression) && entry.Data.Count == 2 && entry.Differences.SequenceEqual(Residual)) || entry.Declaration.Name == nameof(Classification.ZeroOneThreshold);

    /// <summary>Whether the target is a count, a whole number.</summary>
    public static bool IsCount(LossEntry entry) =>
        entry.Declaration.Name is nameof(Distribution.PoissonNll) or nameof(Distribution.NegativeBinomialNll) or nameof(Distribution.ZeroInflatedPoissonNll);

    private static LossEntry Entry(MethodInfo declaration)
    {
        LossEntry? known = LossTable.All.Concat(LossTable.Rows).FirstOrDefault(e => e.Declaration == declaration)
            ?? LossTable.All.FirstOrDefault(e => e.Declaration.DeclaringType == typeof(BothInputs) && declaration.DeclaringType == typeof(Regression) && e.Declaration.Name == declaration.Name);

        // L1 is another name of the absolute error and has no file.
        return known is null
            ? new LossEntry(null, declaration, declaration.Name == nameof(Regression.L1) ? Residual : [], new Dictionary<string, string?>())
            : new LossEntry(known.Golden, declaration, known.Differences, known.Renamed);
    }
}
