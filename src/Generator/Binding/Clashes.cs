using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Support;

namespace LossGen.Generator.Binding;

/// <summary>
/// Names that more than one loss would generate. Nearly always there is none, so a step that depends on the list is cached
/// although the list is made from all losses.
/// </summary>
internal static class Clashes
{
    public static EquatableArray<string> Find(IEnumerable<LossModel> models) =>
        new(models.SelectMany(Keys).GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).OrderBy(k => k, StringComparer.Ordinal));

    public static bool Contains(EquatableArray<string> clashes, LossModel model) => clashes.Count > 0 && Keys(model).Any(k => clashes.Contains(k, StringComparer.Ordinal));

    public static IEnumerable<Finding> Explain(IEnumerable<BoundLoss> losses) =>
        from loss in losses
        where loss.Model is not null
        group loss by TypeKey(loss.Model!) into same
        where same.Count() > 1
        from loss in same
        let other = same.First(l => l != loss)
        select new Finding(
            Descriptors.TypeGeneratedTwice,
            loss.Identifier,
            new EquatableArray<string>(new[] { loss.Model!.DeclaringMethod, other.Model!.DeclaringMethod, loss.Model.TypeName }));

    // A hint name that differs from another only in case is refused by the compiler.
    private static IEnumerable<string> Keys(LossModel model) => new[] { TypeKey(model), "file " + model.HintName.ToUpperInvariant() };

    private static string TypeKey(LossModel model) => "type " + model.Namespace + "." + model.TypeName;
}
