using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LossGen.Losses.Tests.Cases;

/// <summary>A declaration under test, and which golden file tells what it should give.</summary>
/// <param name="Golden">The name of the golden file.</param>
/// <param name="Declaration">The declared method. Its data are the inputs of the file, in the same order.</param>
/// <param name="Difference">The numbers of two data that count as one, their difference; −1 where there are none.</param>
/// <param name="Renamed">Hyper-parameters that the file names otherwise: their names here, by the name there; null for one that this loss has not.</param>
public sealed record LossEntry(string Golden, MethodInfo Declaration, (int First, int Second) Difference, IReadOnlyDictionary<string, string?> Renamed)
{
    private GoldenFile? _file;

    public GoldenFile File => _file ??= GoldenFile.Load(Golden);

    public string Name => Declaration.Name;

    /// <summary>The full name of the class that the generator makes of the declaration.</summary>
    public string ClassName => Declaration.DeclaringType!.Namespace + "." + Declaration.Name + "Loss";

    /// <summary>That class.</summary>
    public Type Class => Declaration.DeclaringType!.Assembly.GetType(ClassName)
        ?? throw new InvalidOperationException($"The generator made no class {ClassName}.");

    public IReadOnlyList<ParameterInfo> Data => Declaration.GetParameters().Where(p => !IsHyper(p)).ToArray();

    public IReadOnlyList<ParameterInfo> Hyper => Declaration.GetParameters().Where(IsHyper).ToArray();

    /// <summary>The numbers of the data that are differentiated.</summary>
    public IReadOnlyList<int> Differentiated =>
        Enumerable.Range(0, Data.Count).Where(i => Data[i].ParameterType == typeof(double) && Data[i].GetCustomAttribute<TargetAttribute>() is null).ToArray();

    /// <summary>The hyper-parameters of a case, in the order of the constructor.</summary>
    public object[] HyperOf(GoldenCase c) => HyperOf(c.Params);

    public object[] HyperOf(IReadOnlyDictionary<string, double> golden)
    {
        var values = Hyper.ToDictionary(p => p.Name!, p => p.DefaultValue!);
        foreach ((string name, double value) in golden)
        {
            if (Renamed.GetValueOrDefault(name, name) is string own)
            {
                Type type = Hyper.Single(p => p.Name == own).ParameterType;
                values[own] = type == typeof(bool) ? value != 0 : value;
            }
        }

        return Hyper.Select(p => values[p.Name!]).ToArray();
    }

    /// <summary>The declared method, run as plain C#.</summary>
    public double Run(IReadOnlyList<double> data, object[] hyper)
    {
        var arguments = new object[Data.Count + hyper.Length];
        for (int i = 0; i < Data.Count; i++)
        {
            arguments[Data[i].Position] = Data[i].ParameterType == typeof(bool) ? data[i] != 0 : data[i];
        }

        for (int i = 0; i < hyper.Length; i++)
        {
            arguments[Hyper[i].Position] = hyper[i];
        }

        return (double)Declaration.Invoke(null, arguments)!;
    }

    public override string ToString() => Golden;

    private static bool IsHyper(ParameterInfo p) => p.HasDefaultValue || p.GetCustomAttribute<HyperAttribute>() is not null;
}
