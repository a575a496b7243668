using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Threading.Tasks;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Losses.Tests.Kernels;

/// <summary>What the kernels make of one sample.</summary>
/// <param name="Loss">The value.</param>
/// <param name="Gradients">The gradients of the kernels that yield no second derivative.</param>
/// <param name="Newton">The gradients of the kernel that yields both; they may differ in the last bit, where two products are one operation less.</param>
/// <param name="Hessians">The second derivatives.</param>
public sealed record Single<T>(T Loss, T[] Gradients, T[] Newton, T[] Hessians)
    where T : IFloatingPointIeee754<T>
{
    public bool IsFinite => T.IsFinite(Loss) && Gradients.Concat(Newton).Concat(Hessians).All(T.IsFinite);
}

/// <summary>The kernels of one generated class for one element type, for arrays of data that are known at run time only.</summary>
public sealed class LossKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
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
        ConstructorInfo constructor = type.GetConstructor(entry.Hyper.Select(p => p.ParameterType).ToArray())
            ?? throw new InvalidOperationException($"{type} has no constructor of its hyper-parameters.");
        _loss = constructor.Invoke(hyper);
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

    public int Outputs => _gradients.Length;

    /// <summary>Passed to the kernels that sum.</summary>
    public ParallelOptions? Parallel { get; init; }

    /// <summary>Data of the golden cases as the kernels take them: one array per parameter, of T, bool or int.</summary>
    public Array[] Columns(IReadOnlyList<double[]> samples) => Entry.Data.Select((p, i) => Column(p.ParameterType, samples.Select(s => s[i]))).ToArray();

    public LossSum Forward(Array[] data, T[]? weight = null) => (LossSum)_forward.Call(_loss, Arguments(data, ("weight", Memory(weight))))!;

    public void ForwardEach(Array[] data, Memory<T> losses) => _forwardEach.Call(_loss, Arguments(data, ("losses", losses)));

    public LossSum ForwardBackward(Array[] data, Memory<T>[] gradients, T[]? weight = null, Reduction reduction = Reduction.Sum) =>
        (LossSum)_forwardBackward.Call(_loss, Arguments(data, [.. Named(_gradients, gradients), ("weight", Memory(weight)), ("reduction", reduction), ("parallel", Parallel)]))!;

    public void Backward(Array[] data, T[] upstream, Memory<T>[] gradients) =>
        _backward.Call(_loss, Arguments(data, [("upstream", Memory(upstream)), .. Named(_gradients, gradients)]));

    public LossSum GradientHessian(Array[] data, Memory<T>[] gradients, Memory<T>[] hessians, T[]? weight = null, double floor = 0) =>
        (LossSum)_gradientHessian.Call(
            _loss,
            Arguments(data, [.. Named(_gradients, gradients), .. Named(_hessians, hessians), ("weight", Memory(weight)), ("floor", floor), ("parallel", Parallel)]))!;

    /// <summary>One sample, alone in its batch.</summary>
    public Single<T> Single(IReadOnlyList<double> sample)
    {
        Array[] data = Columns([sample.ToArray()]);
        var loss = new T[1];
        ForwardEach(data, loss);
        T[][] gradients = NewOutputs(1);
        Backward(data, [T.One], AsMemory(gradients));
        T[][] newton = NewOutputs(1);
        T[][] hessians = NewOutputs(1);
        GradientHessian(data, AsMemory(newton), AsMemory(hessians));
        return new Single<T>(loss[0], Firsts(gradients), Firsts(newton), Firsts(hessians));
    }

    public T[][] NewOutputs(int length) => Enumerable.Range(0, Outputs).Select(_ => new T[length]).ToArray();

    public static Memory<T>[] AsMemory(T[][] arrays) => arrays.Select(a => a.AsMemory()).ToArray();

    private static T[] Firsts(T[][] outputs) => outputs.Select(o => o[0]).ToArray();

    private static Array Column(Type type, IEnumerable<double> values) =>
        type == typeof(bool) ? values.Select(v => v != 0).ToArray()
        : type == typeof(int) ? values.Select(v => (int)v).ToArray()
        : values.Select(T.CreateChecked).ToArray();

    private static IEnumerable<(string, object?)> Named(string[] names, Memory<T>[] outputs) => names.Zip(outputs, (n, o) => (n, (object?)o));

    private static object? Memory(T[]? array) => array is null ? null : array.AsMemory();

    private Dictionary<string, object?> Arguments(Array[] data, params (string Name, object? Value)[] others)
    {
        var arguments = others.ToDictionary(o => o.Name, o => o.Value);
        for (int i = 0; i < data.Length; i++)
        {
            arguments[_data[i]] = data[i] switch
            {
                T[] reals => reals.AsMemory(),
                bool[] truths => truths.AsMemory(),
                int[] integers => integers.AsMemory(),
                _ => throw new InvalidOperationException(),
            };
        }

        return arguments;
    }
}
