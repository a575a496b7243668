using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace LossGen.Bench;

/// <summary>Prints the losses of the pack as the README shows them: read from the compiled classes, so that it cannot disagree with them.</summary>
internal static class PackTable
{
    public static int Run()
    {
        Console.WriteLine("| class | loss of one sample | hyper-parameters |");
        Console.WriteLine("|---|---|---|");
        foreach (Type type in Types())
        {
            var info = (LossInfo)type.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
            Console.WriteLine($"| `{type.Name}` | {Escape(info.Value.Text)} | {Hypers(type)} |");
        }

        return 0;
    }

    /// <summary>The generated classes of the pack.</summary>
    public static IReadOnlyList<Type> Types() =>
        typeof(Losses.MseLoss).Assembly.GetExportedTypes()
            .Where(t => t.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)?.PropertyType == typeof(LossInfo))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .ToArray();

    private static string Hypers(Type type) =>
        string.Join(", ", type.GetConstructors().Single().GetParameters().Select(p => p.HasDefaultValue ? $"`{p.Name} = {Text(p.DefaultValue)}`" : $"`{p.Name}`"));

    private static string Text(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
