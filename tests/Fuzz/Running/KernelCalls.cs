using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Grammar;

namespace LossGen.Fuzz.Running;

/// <summary>What the kernels of an element type made of some samples, as doubles. What was not run is null.</summary>
internal sealed record Outcome(double[]? Losses, LossSum? Forward, LossSum? Sum, LossSum? NewtonSum, double[][]? Gradients, double[][]? NewtonGradients, double[][]? Hessians);

/// <summary>Calls the kernels of a declaration.</summary>
internal sealed class KernelCalls(Batch batch, int index, Type element)
{
    private readonly Declaration _declaration = batch.Declarations[index];
    private readonly Func<object[], object[], int, int, object[]> _run = batch.Kernels(index, element);
    private readonly Entries _entries = batch.Scopes[index].For(element);

    public bool IsFloat => element == typeof(float);

    /// <summary>Runs samples.</summary>
    /// <param name="points">The point of each sample.</param>
    /// <param name="change">Puts another value in the place of a parameter's in one sample; null for none.</param>
    public Outcome Run(int[] points, Func<int, Parameter, object, object>? change = null)
    {
        object[] data = [.. _declaration.Data.Select(p => Column(p, points, change ?? ((_, _, v) => v)))];
        object[] hyper = [.. _declaration.Hyper.Select(p => p.Values[0] is Row row ? row.Values.ToArray() : p.Values[0])];
        object[] results = _run(data, hyper, _declaration.Columns, points.Length);
        int inputs = (results.Length - 4) / 3;
        double[][] Outputs(int group) => [.. Enumerable.Range(0, inputs).Select(i => Doubles(results[4 + (group * inputs) + i]))];
        bool first = _entries.HasFlag(Entries.ForwardBackward), second = _entries.HasFlag(Entries.GradientHessian);
        return new(
            _entries.HasFlag(Entries.ForwardEach) ? Doubles(results[0]) : null,
            _entries.HasFlag(Entries.Forward) ? (LossSum)results[1] : null,
            first ? (LossSum)results[2] : null,
            second ? (LossSum)results[3] : null,
            first ? Outputs(0) : null,
            second ? Outputs(1) : null,
            second ? Outputs(2) : null);
    }

    private Array Column(Parameter p, int[] points, Func<int, Parameter, object, object> change)
    {
        object[] values = [.. points.Select((point, i) => change(i, p, p.Values[point]))];
        return p.Kind switch
        {
            Kind.Truth => values.Cast<bool>().ToArray(),
            Kind.Index => values.Cast<int>().ToArray(),
            Kind.Table => Elements(Enumerable.Range(0, ((Table)values[0]).Rows).SelectMany(r => ((Table)values[0])[r].Values.ToArray())),
            Kind.Vector => Elements(values.SelectMany(v => ((Row)v).Values.ToArray())),
            _ => Elements(values.Cast<double>()),
        };
    }

    private Array Elements(IEnumerable<double> values) => IsFloat ? values.Select(v => (float)v).ToArray() : values.ToArray();

    private static double[] Doubles(object array) => array is float[] floats ? Array.ConvertAll(floats, v => (double)v) : (double[])array;
}
