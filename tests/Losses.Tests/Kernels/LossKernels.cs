using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Losses.Tests.Kernels;

/// <summary>Data as the kernels take them.</summary>
/// <param name="Data">One array per parameter, of the element type, bool or int.</param>
/// <param name="Count">The samples.</param>
/// <param name="Columns">The columns of their rows; 1 where there are none.</param>
public sealed record Batch(Array[] Data, int Count, int Columns);

/// <summary>All that the kernels make of a batch. Derivatives are one array per differentiated datum.</summary>
/// <param name="Losses">The unweighted losses.</param>
/// <param name="Sum">The reduced loss, the same from all kernels.</param>
/// <param name="Gradients">The gradients of the weighted sum.</param>
/// <param name="Backward">The gradients of the samples, each times its weight alone.</param>
/// <param name="Newton">The gradients beside second derivatives. They may differ in the last bit, where two products are one operation less.</param>
/// <param name="Hessians">The second derivatives.</param>
public sealed record Results<T>(T[] Losses, LossSum Sum, T[][] Gradients, T[][] Backward, T[][] Newton, T[][] Hessians)
    where T : IFloatingPointIeee754<T>
{
    public bool IsFinite => Losses.All(T.IsFinite) && Gradients.Concat(Newton).Concat(Hessians).All(o => o.All(T.IsFinite));
}

/// <summary>The kernels of one generated class for one element type, for arrays of data that are known at run time only.</summary>
public sealed class LossKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double Untouched = -123.25;
    private const int Beyond = 9;

    private readonly object _loss;
    private readonly KernelMethod _forward;
    private readonly KernelMethod _forwardEach;
    private readonly KernelMethod _forwardBackward;
    private readonly KernelMethod _backward;
    private readonly KernelMethod _gradientHessian;
    private readonly string[] _data;
    private readonly string[] _gradients;
    private readonly string[] _hessians;

    public LossKernels(LossEntry entry, object[] hyper)
    {
        Entry = entry;
        Type type = entry.Class;
        _loss = KernelMethod.Make(type, hyper);
        _forward = KernelMethod.Of(type, "Forward", typeof(T));
        _forwardEach = KernelMethod.Of(type, "ForwardEach", typeof(T));
        _forwardBackward = KernelMethod.Of(type, "ForwardBackward", typeof(T));
        _backward = KernelMethod.Of(type, "Backward", typeof(T));
        _gradientHessian = KernelMethod.Of(type, "GradientHessian", typeof(T));
        _data = entry.Data.Select(p => p.Name!).ToArray();
        string[] names = entry.Differentiated.Select(i => _data[i]).ToArray();
        _gradients = names.Length == 1 ? ["gradient"] : names.Select(n => n + "Gradient").ToArray();
        _hessians = names.Length == 1 ? ["hessian"] : names.Select(n => n + "Hessian").ToArray();
    }

    public LossEntry Entry { get; }

    /// <summary>The parameters of the gradients, in the order of <see cref="LossEntry.Differentiated"/>.</summary>
    public IReadOnlyList<string> GradientNames => _gradients;

    /// <summary>The parameters of the second derivatives, in the same order.</summary>
    public IReadOnlyList<string> HessianNames => _hessians;

    /// <summary>Passed to all kernels.</summary>
    public ParallelOptions? Parallel { get; init; }

    /// <summary>Samples, of each of which every datum is an array, as the kernels take them. All have the table of the first.</summary>
    public Batch Batch(IReadOnlyList<double[][]> samples, int columns = 1) => new(
        Entry.Data.Select((p, i) => Column(p.ParameterType, (p.ParameterType == typeof(Table) ? samples.Take(1) : samples).SelectMany(s => s[i]))).ToArray(),
        samples.Count,
        columns);

    /// <summary>Samples of which every datum is a number.</summary>
    public Batch Batch(IReadOnlyList<double[]> samples) => Batch(samples.Select(s => s.Select(v => new[] { v }).ToArray()).ToArray());

    public LossSum Forward(Batch batch, T[]? weight = null) =>
        (LossSum)_forward.Call(_loss, Arguments(batch, ("weight", Memory(weight))))!;

    public void ForwardEach(Batch batch, Memory<T> losses) => _forwardEach.Call(_loss, Arguments(batch, ("losses", losses)));

    public LossSum ForwardBackward(Batch batch, Memory<T>[] gradients, T[]? weight = null, Reduction reduction = Reduction.Sum) =>
        (LossSum)_forwardBackward.Call(_loss, Arguments(batch, [.. Named(_gradients, gradients), ("weight", Memory(weight)), ("reduction", reduction)]))!;

    public void Backward(Batch batch, T[] upstream, Memory<T>[] gradients) =>
        _backward.Call(_loss, Arguments(batch, [("upstream", Memory(upstream)), .. Named(_gradients, gradients)]));

    public LossSum GradientHessian(Batch batch, Memory<T>[] gradients, Memory<T>[] hessians, T[]? weight = null, double floor = 0) =>
        (LossSum)_gradientHessian.Call(
            _loss,
            Arguments(batch, [.. Named(_gradients, gradients), .. Named(_hessians, hessians), ("weight", Memory(weight)), ("floor", floor)]))!;

    /// <summary>The checking pass over a batch.</summary>
    public void Validate(Batch batch) =>
        KernelMethod.Of(Entry.Class, "Validate", typeof(T)).Call(_loss, Arguments(batch).Where(a => a.Key != "parallel").ToDictionary(a => a.Key, a => a.Value));

    /// <summary>Calls a kernel by name; arguments given by name count before those of the batch.</summary>
    public object? Call(string kernel, Batch batch, params (string Name, object? Value)[] arguments) => KernelMethod.Of(Entry.Class, kernel, typeof(T)).Call(_loss, Arguments(batch, arguments));

    /// <summary>Such a call, to be made again and again.</summary>
    public Func<object?> Bind(string kernel, Batch batch, params (string Name, object? Value)[] arguments) => KernelMethod.Of(Entry.Class, kernel, typeof(T)).Bind(_loss, Arguments(batch, arguments));

    /// <summary>Runs every kernel on a golden sample alone.</summary>
    public Results<T> Run(GoldenCase c) => Run(Batch([c.Data], c.Columns));

    /// <summary>Runs every kernel. Outputs are longer than they need be; what is beyond must stay as it was.</summary>
    public Results<T> Run(Batch batch, T[]? weight = null)
    {
        T[] losses = Long(batch.Count);
        ForwardEach(batch, losses);
        T[][] gradients = LongOutputs(batch), backward = LongOutputs(batch), newton = LongOutputs(batch), hessians = LongOutputs(batch);
        LossSum sum = Forward(batch, weight);
        Assert.Equal(sum, ForwardBackward(batch, AsMemory(gradients), weight));
        Assert.Equal(sum, GradientHessian(batch, AsMemory(newton), AsMemory(hessians), weight));
        Backward(batch, weight ?? Enumerable.Repeat(T.One, batch.Count).ToArray(), AsMemory(backward));
        return new(Needed(losses, batch.Count), sum, Outputs(gradients), Outputs(backward), Outputs(newton), Outputs(hessians));

        T[][] Outputs(T[][] outputs) => outputs.Zip(Entry.Differentiated, (o, i) => Needed(o, batch.Data[i].Length)).ToArray();
    }

    /// <summary>One array per differentiated datum, as long as it.</summary>
    public T[][] NewOutputs(Batch batch) => Entry.Differentiated.Select(i => new T[batch.Data[i].Length]).ToArray();

    public static Memory<T>[] AsMemory(T[][] arrays) => arrays.Select(a => a.AsMemory()).ToArray();

    private T[][] LongOutputs(Batch batch) => Entry.Differentiated.Select(i => Long(batch.Data[i].Length)).ToArray();

    private static T[] Long(int length) => Enumerable.Repeat(T.CreateChecked(Untouched), length + Beyond).ToArray();

    private static T[] Needed(T[] output, int length)
    {
        Assert.All(output[length..], v => Assert.Equal(T.CreateChecked(Untouched), v));
        return output[..length];
    }

    private static Array Column(Type type, IEnumerable<double> values) =>
        type == typeof(bool) ? values.Select(v => v != 0).ToArray()
        : type == typeof(int) ? values.Select(v => (int)v).ToArray()
        : values.Select(T.CreateChecked).ToArray();

    private static IEnumerable<(string, object?)> Named(string[] names, Memory<T>[] outputs) => names.Zip(outputs, (n, o) => (n, (object?)o));

    private static object? Memory(T[]? array) => array is null ? null : array.AsMemory();

    private Dictionary<string, object?> Arguments(Batch batch, params (string Name, object? Value)[] others)
    {
        var arguments = others.ToDictionary(o => o.Name, o => o.Value);
        for (int i = 0; i < batch.Data.Length; i++)
        {
            arguments.TryAdd(_data[i], batch.Data[i] switch
            {
                T[] reals => reals.AsMemory(),
                bool[] truths => truths.AsMemory(),
                int[] integers => integers.AsMemory(),
                _ => throw new InvalidOperationException(),
            });
        }

        arguments.TryAdd("parallel", Parallel);
        if (Entry.HasColumns)
        {
            arguments.TryAdd("columns", batch.Columns);
        }

        return arguments;
    }
}
