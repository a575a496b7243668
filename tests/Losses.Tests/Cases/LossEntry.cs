using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests.Cases;

/// <summary>A declaration under test, and which golden file tells what it should give.</summary>
/// <param name="Golden">The name of the golden file; null where none has single samples of it. Cases with class weights are those of the declaration that has such weights.</param>
/// <param name="Declaration">The declared method. Its data are the inputs of the file: those of equal names, the others in the same order.</param>
/// <param name="Differences">The numbers of data of which only the difference counts: it belongs to the first of the two, the second does not count.</param>
/// <param name="Renamed">Hyper-parameters that the file names otherwise: their names here, by the name there; null for one that this loss has not.</param>
public sealed record LossEntry(string? Golden, MethodInfo Declaration, IReadOnlyList<(int First, int Second)> Differences, IReadOnlyDictionary<string, string?> Renamed)
{
    private GoldenFile? _file;
    private IReadOnlyList<GoldenCase>? _cases;

    public GoldenFile File => _file ??= GoldenFile.Load(Golden ?? throw new InvalidOperationException($"{Name} has no golden file."));

    /// <summary>The cases of the file that this declaration should give, their inputs in the order of <see cref="Data"/>.</summary>
    public IReadOnlyList<GoldenCase> Cases => _cases ??= File.Cases
        .Where(c => c.Params.Any(p => p.Value.Length > 1) == HasClassWeights)
        .Select(c => c with { Inputs = Ordered(c.Inputs) })
        .ToArray();

    public string Name => (Golden ?? Declaration.Name) + (HasClassWeights ? " with class weights" : "");

    /// <summary>The full name of the class that the generator makes of the declaration.</summary>
    public string ClassName => Declaration.DeclaringType!.Namespace + "." + Declaration.Name + "Loss";

    /// <summary>That class.</summary>
    public Type Class => Declaration.DeclaringType!.Assembly.GetType(ClassName)
        ?? throw new InvalidOperationException($"The generator made no class {ClassName}.");

    public IReadOnlyList<ParameterInfo> Data { get; } = Declaration.GetParameters().Where(p => !IsHyper(p)).ToArray();

    public IReadOnlyList<ParameterInfo> Hyper { get; } = Declaration.GetParameters().Where(IsHyper).ToArray();

    /// <summary>The numbers of the data that are differentiated.</summary>
    public IReadOnlyList<int> Differentiated =>
        Enumerable.Range(0, Data.Count)
            .Where(i => Data[i].ParameterType != typeof(int) && Data[i].ParameterType != typeof(bool) && Data[i].GetCustomAttribute<TargetAttribute>() is null)
            .ToArray();

    /// <summary>Whether its data have columns.</summary>
    public bool HasColumns => Data.Any(p => HasColumnsOf(p.ParameterType));

    /// <summary>Whether the declaration says what a sample counts.</summary>
    public bool IsWeighted => LossModels.Of(this).Tape.Roots.Count > 1;

    private bool HasClassWeights => Hyper.Any(p => p.ParameterType == typeof(Row));

    public static bool HasColumnsOf(Type type) => type == typeof(Row) || type == typeof(Table);

    /// <summary>The hyper-parameters of a case, in the order of the constructor.</summary>
    public object[] HyperOf(GoldenCase c) => HyperOf(c.Params);

    public object[] HyperOf(IReadOnlyDictionary<string, double[]> golden)
    {
        var values = Hyper.Where(p => p.HasDefaultValue).ToDictionary(p => p.Name!, p => p.DefaultValue!);
        foreach ((string name, double[] value) in golden)
        {
            if (Renamed.GetValueOrDefault(name, name) is string own)
            {
                values[own] = Argument(Hyper.Single(p => p.Name == own).ParameterType, value, value.Length);
            }
        }

        return Hyper.Select(p => values[p.Name!]).ToArray();
    }

    /// <summary>The declared method, run as plain C#.</summary>
    public double Run(IReadOnlyList<double[]> data, int columns, object[] hyper)
    {
        var arguments = new object[Data.Count + hyper.Length];
        for (int i = 0; i < Data.Count; i++)
        {
            arguments[Data[i].Position] = Argument(Data[i].ParameterType, data[i], columns);
        }

        for (int i = 0; i < hyper.Length; i++)
        {
            arguments[Hyper[i].Position] = hyper[i];
        }

        return (double)Declaration.Invoke(null, arguments)!;
    }

    public override string ToString() => Name;

    private static object Argument(Type type, double[] values, int columns) =>
        type == typeof(Row) ? new Row(values)
        : type == typeof(Table) ? new Table(columns, values)
        : type == typeof(bool) ? values[0] != 0
        : type == typeof(int) ? (object)(int)values[0]
        : values[0];

    private KeyValuePair<string, double[]>[] Ordered(IReadOnlyList<KeyValuePair<string, double[]>> inputs)
    {
        var others = new Queue<KeyValuePair<string, double[]>>(inputs.Where(i => Data.All(p => p.Name != i.Key)));
        return Data.Select(p => inputs.Any(i => i.Key == p.Name) ? inputs.Single(i => i.Key == p.Name) : others.Dequeue()).ToArray();
    }

    private static bool IsHyper(ParameterInfo p) => p.HasDefaultValue || p.GetCustomAttribute<HyperAttribute>() is not null;
}
