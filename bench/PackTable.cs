using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace LossGen.Bench;

/// <summary>
/// Prints the losses of the pack as the README shows them, from the compiled classes and the documentation of their declarations, so that the
/// table cannot name a loss or a default value that does not exist.
/// </summary>
internal static class PackTable
{
    private static readonly Assembly Pack = typeof(Losses.MseLoss).Assembly;

    /// <summary>The generated classes of the pack.</summary>
    public static IReadOnlyList<Type> Types() => Declarations().Select(TypeOf).ToArray();

    public static int Run()
    {
        Dictionary<string, XElement> documentation = XDocument.Load(Path.ChangeExtension(Pack.Location, ".xml"))
            .Descendants("member")
            .GroupBy(m => m.Attribute("name")!.Value.Split('(')[0])
            .ToDictionary(overloads => overloads.Key, overloads => overloads.First());
        foreach (IGrouping<Type, MethodInfo> family in Declarations().GroupBy(m => m.DeclaringType!))
        {
            Console.WriteLine($"**{FirstSentence(Markdown(documentation["T:" + family.Key.FullName].Element("summary")!))}**");
            Console.WriteLine();
            Console.WriteLine("| class | loss of one sample | hyper-parameters |");
            Console.WriteLine("|---|---|---|");
            foreach (MethodInfo declaration in family)
            {
                XElement remarks = documentation[$"M:{family.Key.FullName}.{declaration.Name}"].Element("remarks")!;
                Console.WriteLine($"| `{TypeOf(declaration).Name}` | {FirstSentence(Markdown(remarks))} | {Hypers(TypeOf(declaration))} |");
            }

            Console.WriteLine();
        }

        return 0;
    }

    private static IEnumerable<MethodInfo> Declarations() =>
        Pack.GetExportedTypes()
            .OrderBy(t => t.Name == "Regression" ? 0 : 1)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.IsDefined(typeof(LossAttribute))).OrderBy(m => m.MetadataToken));

    private static Type TypeOf(MethodInfo declaration)
    {
        string name = declaration.GetCustomAttribute<LossAttribute>()!.TypeName
            ?? (declaration.Name.EndsWith("Loss", StringComparison.Ordinal) ? declaration.Name : declaration.Name + "Loss");
        return Pack.GetType($"{declaration.DeclaringType!.Namespace}.{name}", throwOnError: true)!;
    }

    private static string Hypers(Type type) =>
        string.Join(", ", type.GetConstructors().Single().GetParameters().Select(p => p.HasDefaultValue ? $"`{p.Name} = {Text(p.DefaultValue)}`" : $"`{p.Name}`"));

    private static string Text(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => d.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace('E', 'e'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };

    /// <summary>The text of a documentation element with its code in backticks.</summary>
    private static string Markdown(XElement element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "c" } code => "`" + code.Value.Replace("|", "\\|", StringComparison.Ordinal) + "`",
                XElement { Name.LocalName: "see" } see => "`" + see.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1] + "`",
                XText plain => plain.Value,
                _ => string.Empty,
            });
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Up to the first full stop or semicolon that is not inside code.</summary>
    private static string FirstSentence(string text)
    {
        bool code = false;
        for (int i = 0; i < text.Length; i++)
        {
            code ^= text[i] == '`';
            if (!code && (text[i] == ';' || (text[i] == '.' && (i + 1 == text.Length || text[i + 1] == ' '))))
            {
                return text[..i];
            }
        }

        return text;
    }
}
