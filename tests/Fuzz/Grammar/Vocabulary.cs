using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;

namespace LossGen.Fuzz.Grammar;

/// <summary>
/// Everything an expression can be made of. Functions are found by reflection: a primitive or a composite that is added to <c>LossMath</c> is tried without more ado,
/// on the domain that its row of <see cref="OpTable"/> states.
/// </summary>
internal static class Vocabulary
{
    /// <summary>The functions declarations share, which are inlined.</summary>
    public const string Functions = """
            [LossFunction] internal static double Blend(double a, double b, double share = 0.25) { double rest = 1 - share; return rest * a + share * b; }
            [LossFunction] internal static double Tilt(double x) { if (x < 0) { x = x / 4; } return x * x; }
            [LossFunction] internal static Row Centred(Row x) => x - Mean(x);

        """;

    /// <summary>Domains of functions that are no primitives, where the usual one does not do.</summary>
    private static readonly Dictionary<string, string> Domains = new()
    {
        ["Log2"] = "0.01..20",
        ["Log10"] = "0.01..20",
        ["Log/2"] = "0.01..20, 1.5..9",
        ["LogP1"] = "-0.9..10",
        ["Logit"] = "0.01..0.99",
        ["Clamp"] = "-3..3, -1..-0.5, 0.5..1",
        ["LogSumExp"] = "-9..9",
        ["Softmax"] = "-9..9",
        ["LogSoftmax"] = "-9..9",
    };

    /// <summary>Functions of Math and double that are composites; the others are named by <see cref="OpTable"/>.</summary>
    private static readonly string[] PlatformComposites = ["Clamp", "Log2", "Log10", "Log", "Exp2", "Exp10", "ExpM1", "LogP1", "FusedMultiplyAdd", "Lerp"];

    public static IReadOnlyList<Production> All { get; } = [.. Operators.All, .. OfLossMath(), .. OfPlatform()];

    private static readonly ILookup<string, Production> ByName = All.ToLookup(p => p.Name);

    private static readonly ILookup<Kind, Production> ByResult = All.ToLookup(p => p.Result);

    /// <summary>The productions that yield a kind.</summary>
    public static IEnumerable<Production> Yielding(Kind kind) => ByResult[kind];

    /// <summary>A production by its name and the kinds of its operands; null where there is none.</summary>
    public static Production? Find(string name, params Kind[] operands) => ByName[name].FirstOrDefault(p => p.Operands.SequenceEqual(operands));

    /// <summary>Intervals as <see cref="OpTable"/> states them.</summary>
    public static Domain[] Parse(string text, int count)
    {
        var domains = new Domain[count];
        Array.Fill(domains, Domain.Usual);
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (int i = 0; i < Math.Min(count, parts.Length); i++)
        {
            string[] sides = parts[i].Split("..");
            domains[i] = new(double.Parse(sides[0], CultureInfo.InvariantCulture), double.Parse(sides[1], CultureInfo.InvariantCulture));
        }

        return domains;
    }

    private static IEnumerable<Production> OfLossMath()
    {
        foreach (MethodInfo method in typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            // Weighted ends a declaration; OneHot alone has no length.
            if (method.Name is not ("Weighted" or "OneHot") && Make(method, "") is { } production)
            {
                yield return production;
            }
        }
    }

    private static IEnumerable<Production> OfPlatform()
    {
        HashSet<string> names = [.. PlatformComposites, .. OpTable.All.SelectMany(r => r.Platform.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach (Type home in new[] { typeof(Math), typeof(double) })
        {
            foreach (MethodInfo method in home.GetMethods(BindingFlags.Public | BindingFlags.Static))
            {
                // Round also takes digits and a mode.
                if (names.Contains(method.Name) && method.GetParameters().All(p => p.ParameterType == typeof(double))
                    && Make(method, home == typeof(Math) ? "Math." : "double.") is { } production)
                {
                    yield return production with { Weight = 0.25 };
                }
            }
        }
    }

    private static Production? Make(MethodInfo method, string prefix)
    {
        Kind?[] operands = [.. method.GetParameters().Select(p => KindOf(p.ParameterType))];
        if (KindOf(method.ReturnType) is not { } result || operands.Any(o => o is null) || operands.Length == 0)
        {
            return null;
        }

        OpRow? row = OpTable.All.FirstOrDefault(r => r.Form == Form.Map && r.Arity == operands.Length && (r.Op.ToString() == method.Name || r.Platform.Split(' ').Contains(method.Name)));
        bool reduces = result == Kind.Real && operands.Contains(Kind.Vector);
        string domain = row?.Domain ?? (Domains.TryGetValue(method.Name + "/" + operands.Length, out string? own) || Domains.TryGetValue(method.Name, out own) ? own : "");
        string text = $"{prefix}{method.Name}({string.Join(", ", Enumerable.Range(0, operands.Length).Select(i => $"{{{i}}}"))})";
        return new Production(
            prefix + method.Name,
            result,
            [.. operands.Select(o => o!.Value)],
            text,
            x => method.Invoke(null, x)!,
            Parse(domain, operands.Length),
            reduces ? 4 : row?.Cost >= 200 ? 0.3 : 1,
            row is null || DerivativeRules.Order(row.Op) >= 2);
    }

    private static Kind? KindOf(Type type) =>
        type == typeof(double) ? Kind.Real
        : type == typeof(Row) ? Kind.Vector
        : type == typeof(int) ? Kind.Index
        : null;
}
