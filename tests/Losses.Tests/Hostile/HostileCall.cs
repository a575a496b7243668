using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>One span of a call.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Element">What it holds.</param>
/// <param name="Values">What is read; null where it is written.</param>
/// <param name="Length">Its elements.</param>
public sealed record Part(string Name, Type Element, Array? Values, int Length)
{
    public bool IsOutput => Values is null;

    /// <summary>Bytes of an element.</summary>
    public int Size => Element == typeof(bool) ? 1 : Element == typeof(Half) ? 2 : Element == typeof(double) ? 8 : 4;

    /// <summary>What is read, as bytes.</summary>
    public ReadOnlySpan<byte> Content => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(Values!), Length * Size);

    /// <summary>Memory at an address as the kernel of this parameter takes it.</summary>
    public unsafe object At(byte* address, int length) =>
        Element == typeof(bool) ? new ForeignMemory<bool>(address, length).Memory
        : Element == typeof(int) ? new ForeignMemory<int>(address, length).Memory
        : Element == typeof(Half) ? new ForeignMemory<Half>(address, length).Memory
        : Element == typeof(float) ? new ForeignMemory<float>(address, length).Memory
        : new ForeignMemory<double>(address, length).Memory;
}

/// <summary>A call of one kernel: its spans, to be laid wherever a test wants them, and its options.</summary>
public sealed record HostileCall<T>(LossKernels<T> Kernels, string Kernel, Batch Batch, IReadOnlyList<Part> Parts, IReadOnlyList<(string Name, object? Value)> Options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What every sample weighs, 0 among it, or is multiplied by.</summary>
    public static T[] Factors(int count) => Enumerable.Range(1, count).Select(i => T.CreateChecked((i % 4) * 0.375)).ToArray();

    /// <summary>Every kernel with and without weights.</summary>
    public static IEnumerable<HostileCall<T>> All(LossKernels<T> kernels, Batch batch)
    {
        Part[] data = kernels.Entry.Data.Select((p, i) => new Part(p.Name!, Element(batch.Data[i]), batch.Data[i], batch.Data[i].Length)).ToArray();
        Part weight = new("weight", typeof(T), Factors(batch.Count), batch.Count);
        Part upstream = weight with { Name = "upstream" };
        Part losses = new("losses", typeof(T), null, batch.Count);
        Part[] gradients = Outputs(kernels.GradientNames), hessians = Outputs(kernels.HessianNames);
        yield return Call("Forward", []);
        yield return Call("Forward", [weight]);
        yield return Call("ForwardEach", [losses]);
        yield return Call("ForwardBackward", gradients, ("reduction", Reduction.Sum));
        yield return Call("ForwardBackward", [.. gradients, weight]);
        yield return Call("Backward", [upstream, .. gradients]);
        yield return Call("GradientHessian", [.. gradients, .. hessians]);
        yield return Call("GradientHessian", [.. gradients, .. hessians, weight], ("floor", 0.25));

        Part[] Outputs(IReadOnlyList<string> names) => names.Select((n, k) => new Part(n, typeof(T), null, batch.Data[kernels.Entry.Differentiated[k]].Length)).ToArray();

        HostileCall<T> Call(string kernel, Part[] others, params (string, object?)[] options) => new(kernels, kernel, batch, [.. data, .. others], options);
    }

    /// <summary>The same calls with each of several outputs alone.</summary>
    public static IEnumerable<HostileCall<T>> Partial(LossKernels<T> kernels, Batch batch) =>
        from call in All(kernels, batch)
        let outputs = call.Parts.Where(p => p.IsOutput).ToArray()
        where outputs.Length > 1
        from only in outputs
        select call with { Parts = call.Parts.Where(p => !p.IsOutput || p == only).ToArray() };

    public bool IsWeighted => Parts.Any(p => p.Name == "weight");

    /// <summary>Calls with spans that a test has laid.</summary>
    public object? Invoke(Func<Part, object> place) => Kernels.Call(Kernel, Batch, Arguments(place));

    /// <summary>The same call, again and again without the search for the method and its arguments.</summary>
    public Func<object?> Bind(Func<Part, object> place) => Kernels.Bind(Kernel, Batch, Arguments(place));

    public override string ToString() =>
        $"{Kernels.Entry.ClassName}.{Kernel}({string.Join(", ", Parts.Where(p => p.IsOutput).Select(p => p.Name))}) of {typeof(T).Name}, {Batch.Count} rows of {Batch.Columns}{(IsWeighted ? ", weighted" : string.Empty)}";

    /// <summary>Same bits, but a NaN is a NaN.</summary>
    public static bool Same(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
    {
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)))
        {
            return true;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]) || (!T.IsNaN(expected[i]) && T.IsNegative(expected[i]) != T.IsNegative(actual[i])))
            {
                return false;
            }
        }

        return expected.Length == actual.Length;
    }

    private (string, object?)[] Arguments(Func<Part, object> place) => [.. Parts.Select(p => (p.Name, (object?)place(p))), .. Options];

    private static Type Element(Array values) => values.GetType().GetElementType()!;
}
