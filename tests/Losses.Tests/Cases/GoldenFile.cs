using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace LossGen.Losses.Tests.Cases;

/// <summary>One case of a golden file: one sample. Inputs and derivatives are arrays, row after row; a number is an array of one.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Inputs">The data by name.</param>
/// <param name="Columns">The columns of its rows; 1 where it has none.</param>
/// <param name="Params">The hyper-parameters by name, without those that the case does without; a bool is 0 or 1.</param>
/// <param name="Loss">The value.</param>
/// <param name="Gradients">The gradient by input.</param>
/// <param name="Hessians">The second derivative by input; empty where the file has none.</param>
/// <param name="Kinks">The inputs whose gradient is one of several.</param>
/// <param name="CurvatureKinks">The inputs whose second derivative is one of several.</param>
public sealed record GoldenCase(
    string Id,
    IReadOnlyList<KeyValuePair<string, double[]>> Inputs,
    int Columns,
    IReadOnlyDictionary<string, double[]> Params,
    double Loss,
    IReadOnlyDictionary<string, double[]> Gradients,
    IReadOnlyDictionary<string, double[]> Hessians,
    IReadOnlySet<string> Kinks,
    IReadOnlySet<string> CurvatureKinks)
{
    public double[][] Data => Inputs.Select(i => i.Value).ToArray();

    public override string ToString() => $"{Id}({string.Join(", ", Inputs.Concat(Params).Select(i => $"{i.Key}={Text(i.Value)}"))})";

    private static string Text(double[] values) => values.Length == 1 ? $"{values[0]:R}" : $"[{string.Join(", ", values.Select(v => v.ToString("R")))}]";
}

/// <summary>A golden file of a loss.</summary>
public sealed record GoldenFile(string Name, IReadOnlyList<string> Differentiable, IReadOnlyList<GoldenCase> Cases)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    public static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json"))).RootElement;

    /// <summary>The names of all files whose cases are single samples.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.json")
        .Select(f => Path.GetFileNameWithoutExtension(f))
        .Where(n => Read(n) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("shape", out JsonElement shape) && shape.GetString() != "batch")
        .Order(StringComparer.Ordinal);

    public static GoldenFile Load(string name)
    {
        JsonElement root = Read(name);
        return new GoldenFile(
            name,
            root.GetProperty("differentiable").EnumerateArray().Select(e => e.GetString()!).ToArray(),
            root.GetProperty("cases").EnumerateArray().Select(ReadCase).ToArray());
    }

    /// <summary>A number, or the name of one that JSON lacks.</summary>
    public static double Number(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => e.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            string other => throw new FormatException(other),
            null => throw new FormatException(),
        },
        _ => e.GetDouble(),
    };

    /// <summary>The numbers of an array or a matrix, row after row; a number alone is an array of one.</summary>
    public static double[] Numbers(JsonElement e) => e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Numbers).ToArray() : [Number(e)];

    public static IReadOnlyDictionary<string, double[]> Map(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement e)
            ? e.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => Numbers(p.Value))
            : new Dictionary<string, double[]>();

    /// <summary>The length of the innermost arrays; 1 where there are none.</summary>
    public static int Columns(JsonElement inputs) => inputs.EnumerateObject().Max(p => Columns(p.Value, 1));

    private static int Columns(JsonElement e, int inner) => e.ValueKind == JsonValueKind.Array ? Columns(e[0], e.GetArrayLength()) : inner;

    private static GoldenCase ReadCase(JsonElement e)
    {
        JsonElement inputs = e.GetProperty("inputs");
        return new(
            e.GetProperty("id").GetString()!,
            inputs.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Numbers(p.Value))).ToArray(),
            Columns(inputs),
            Map(e, "params"),
            Number(e.GetProperty("loss")),
            Map(e, "grads"),
            Map(e, "hess"),
            Keys(e, "subgrad"),
            Keys(e, "subhess"));
    }

    private static HashSet<string> Keys(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement e) ? e.EnumerateObject().Select(p => p.Name).ToHashSet() : [];
}
