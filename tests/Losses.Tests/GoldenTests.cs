using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>The generated kernels against the golden files.</summary>
public class GoldenTests
{
    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Kernels_in_double(string name) => Check<double>(name, Tolerance.Double);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Kernels_in_float(string name) => Check<float>(name, LossTable.Find(name).HasColumns ? Tolerance.SingleRows : Tolerance.Single);

    private static void Check<T>(string name, Tolerance tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        var comparison = new Comparison(entry, tolerance);
        foreach (GoldenCase c in entry.Cases)
        {
            var kernels = new LossKernels<T>(entry, entry.HyperOf(c));
            comparison.Add(c, kernels.Run(kernels.Batch([c.Data], c.Columns)));
        }

        comparison.AssertNone();
    }
}
