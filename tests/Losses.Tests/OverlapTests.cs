using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>Outputs in the memory of inputs: where a kernel accepts it, it gives the same bits; where it does not, it says so before it writes anything.</summary>
public class OverlapTests
{
    private const int Rows = 5;

    [Theory]
    [MemberData(nameof(LossTable.NumberNames), MemberType = typeof(LossTable))]
    public void Of_numbers(string name)
    {
        LossEntry entry = LossTable.Find(name);
        double[][][] samples = entry.Cases.Take(Rows).Select(c => c.Data).ToArray();
        Check<double>(entry, entry.HyperOf(entry.Cases[0]), samples, 1);
        Check<float>(entry, entry.HyperOf(entry.Cases[0]), samples, 1);
    }

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void Of_rows(string name)
    {
        LossEntry entry = LossTable.Find(name);

        // Several vectors in lockstep, and what is left of them.
        foreach (int columns in new[] { 4, 83 })
        {
            double[][][] samples = RowSamples.Make(entry, Rows, columns);
            Check<double>(entry, RowSamples.Hyper(entry, columns), samples, columns);
            Check<float>(entry, RowSamples.Hyper(entry, columns), samples, columns);
        }
    }

    private static void Check<T>(LossEntry entry, object[] hyper, double[][][] samples, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernels = new LossKernels<T>(entry, hyper);
        Batch batch = kernels.Batch(samples, columns);
        T[] factors = samples.Select((_, i) => T.CreateChecked(1 + (i % 3))).ToArray();
        foreach ((string kernel, string factor, IEnumerable<string> outputs) in new[]
        {
            ("ForwardBackward", "weight", kernels.GradientNames),
            ("Backward", "upstream", kernels.GradientNames),
            ("GradientHessian", "weight", kernels.GradientNames.Concat(kernels.HessianNames)),
        })
        {
            var inputs = entry.Data.Select((p, i) => (Name: p.Name!, Values: batch.Data[i] as T[])).Append((Name: factor, Values: factors)).Where(i => i.Values is not null).ToDictionary(i => i.Name, i => i.Values!);
            int[] lengths = outputs.Select((_, k) => batch.Data[entry.Differentiated[k % entry.Differentiated.Count]].Length).ToArray();
            var call = new KernelCall<T>(kernels, kernel, batch, inputs, outputs.Zip(lengths).ToArray());
            T[][] expected = call.Run(null, null, 0) ?? throw new InvalidOperationException($"{entry.Name} {kernel} refuses memory of its own.");
            foreach (string output in outputs)
            {
                foreach (string input in inputs.Keys)
                {
                    string place = $"{entry.Name}.{kernel} of {typeof(T).Name}: {output} over {input}";
                    T[][]? actual = call.Run(output, input, 0);
                    Assert.True(actual is null || actual.Zip(expected).All(p => p.First.AsSpan().SequenceEqual(p.Second)), place + " gives something else.");
                    Assert.True(call.Run(output, input, 1) is null, place + ", shifted, is accepted.");
                }

                foreach (string other in outputs.Where(o => o != output))
                {
                    Assert.True(call.Run(output, other, 0) is null, $"{entry.Name}.{kernel}: {output} over {other} is accepted.");
                }
            }
        }
    }

    /// <summary>A call whose outputs lie where one wants them.</summary>
    private sealed record KernelCall<T>(LossKernels<T> Kernels, string Kernel, Batch Batch, IReadOnlyDictionary<string, T[]> Inputs, (string Name, int Length)[] Outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The outputs, one of them in the memory of an input or of another output; null if the kernel refuses that and has written nothing.</summary>
        public T[][]? Run(string? output, string? over, int shift)
        {
            var memories = Inputs.ToDictionary(i => i.Key, i => i.Value.Concat(new T[1 + Outputs.Max(o => o.Length)]).ToArray());
            foreach ((string name, int length) in Outputs)
            {
                memories.Add(name, new T[length]);
            }

            var before = memories.ToDictionary(m => m.Key, m => (T[])m.Value.Clone());
            Dictionary<string, Memory<T>> places = Inputs.ToDictionary(i => i.Key, i => memories[i.Key].AsMemory(0, i.Value.Length));
            foreach ((string name, int length) in Outputs)
            {
                places.Add(name, name == output ? memories[over!].AsMemory(shift, length) : memories[name].AsMemory());
            }

            try
            {
                Kernels.Call(Kernel, Batch, places.Select(p => (p.Key, (object?)p.Value)).ToArray());
            }
            catch (Exception e) when ((e is TargetInvocationException ? e.InnerException : e) is ArgumentException)
            {
                Assert.All(memories, m => Assert.Equal(before[m.Key], m.Value));
                return null;
            }

            return Outputs.Select(o => places[o.Name].ToArray()).ToArray();
        }
    }
}
