using System;
using System.Linq;
using System.Numerics;
using LossGen.Kernels;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Hostile;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Widths;

/// <summary>
/// A batch in one call or in two, cut where a block ends: the same bits of single losses, of gradients of the sum and of second derivatives, and a sum that differs by
/// one unit in the last place at most.
/// </summary>
public class SplitTests
{
    private const int Columns = 257;
    private const int Rest = 19;

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void In_two_calls(string name)
    {
        Check<float>(HostileLosses.Find(name));
        Check<double>(HostileLosses.Find(name));
    }

    private static void Check<T>(LossEntry entry)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = entry.HasColumns ? Columns : 1;
        int first = entry.HasColumns ? KernelRows.TaskRows(columns) : KernelRunner.BlockLength;
        (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, first + Rest, columns);
        Batch whole = kernels.Batch(samples, columns);
        T[] weight = HostileCall<T>.Factors(whole.Count);
        Results<T> together = kernels.Run(whole, weight), head = kernels.Run(Part(0, first), weight[..first]), tail = kernels.Run(Part(first, Rest), weight[first..]);

        Same([together.Losses], [head.Losses], [tail.Losses], "losses");
        Same(together.Gradients, head.Gradients, tail.Gradients, "gradients");
        Same(together.Backward, head.Backward, tail.Backward, "backward");
        Same(together.Newton, head.Newton, tail.Newton, "gradients beside second derivatives");
        Same(together.Hessians, head.Hessians, tail.Hessians, "second derivatives");
        LossSum sum = head.Sum + tail.Sum;
        Assert.Equal((together.Sum.Count, together.Sum.Weight), (sum.Count, sum.Weight));
        Assert.True(Math.Abs(sum.Sum - together.Sum.Sum) <= Math.BitIncrement(Math.Abs(together.Sum.Sum)) - Math.Abs(together.Sum.Sum) || (double.IsNaN(sum.Sum) && double.IsNaN(together.Sum.Sum)) || sum.Sum.Equals(together.Sum.Sum), $"{entry.Name}: {together.Sum.Sum:R} in one call, {sum.Sum:R} in two");

        Batch Part(int from, int count) => new(
            whole.Data.Select((d, k) => entry.Data[k].ParameterType == typeof(Table) ? d : Slice(d, from * (d.Length / whole.Count), count * (d.Length / whole.Count))).ToArray(),
            count,
            columns);

        void Same(T[][] all, T[][] before, T[][] after, string what)
        {
            for (int k = 0; k < all.Length; k++)
            {
                // The gradient of a table belongs to all samples together.
                bool isTable = what != "losses" && entry.Data[entry.Differentiated[k]].ParameterType == typeof(Table);
                Assert.True(isTable || HostileCall<T>.Same(all[k], [.. before[k], .. after[k]]), $"{entry.Name} of {typeof(T).Name}: {what} differ");
            }
        }
    }

    private static Array Slice(Array values, int from, int count)
    {
        Array part = Array.CreateInstance(values.GetType().GetElementType()!, count);
        Array.Copy(values, from, part, 0, count);
        return part;
    }
}
