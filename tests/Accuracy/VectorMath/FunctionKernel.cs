using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Accuracy.VectorMath;

/// <summary>The generated kernel of a primitive for one element type, with the arrays it reads and writes.</summary>
internal sealed class FunctionKernel<T>
    where T : unmanaged
{
    private readonly Func<object?> _call;

    public FunctionKernel(OpCode op, int count)
    {
        X = new T[count];
        Y = new T[count];
        Result = new T[count];
        Type type = Type.GetType($"{typeof(Functions).Namespace}.{op}Loss", throwOnError: true)!;
        var arguments = new Dictionary<string, object?> { ["x"] = X.AsMemory(), ["losses"] = Result.AsMemory() };
        if (op is OpCode.Trigamma or OpCode.Tetragamma)
        {
            T[] ones = new T[count];
            Array.Fill(ones, typeof(T) == typeof(float) ? (T)(object)1f : (T)(object)1.0);
            arguments["factor"] = ones.AsMemory();
        }
        else if (OpTable.Row(op).Arity == 2)
        {
            arguments["y"] = Y.AsMemory();
        }

        _call = KernelMethod.Of(type, "ForwardEach", typeof(T)).Bind(Activator.CreateInstance(type)!, arguments);
    }

    public T[] X { get; }

    /// <summary>The second operand, where there is one.</summary>
    public T[] Y { get; }

    public T[] Result { get; }

    public void Run() => _call();
}
