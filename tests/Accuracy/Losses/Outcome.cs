using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Accuracy.Losses;

/// <summary>What somebody computed for some samples.</summary>
/// <param name="Source">Who.</param>
/// <param name="Values">The value of each sample.</param>
/// <param name="Gradients">Of each differentiated datum, of each sample, the entries; null where it has none.</param>
/// <param name="Hessians">The same of second derivatives.</param>
internal sealed record Outcome(string Source, double[] Values, double[]?[][] Gradients, double[]?[][] Hessians)
{
    public const string Ours = "LossGen";

    /// <summary>By the generated kernels.</summary>
    public static Outcome Of<T>(LossEntry entry, Samples samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernels = new LossKernels<T>(entry, samples.Hyper);
        bool isOneByOne = entry.IsWeighted || entry.Data.Any(p => p.ParameterType == typeof(Table));
        int slots = entry.Differentiated.Count;
        var values = new List<double>();
        var gradients = Enumerable.Range(0, slots).Select(_ => new List<double[]?>()).ToArray();
        var hessians = Enumerable.Range(0, slots).Select(_ => new List<double[]?>()).ToArray();
        foreach (double[][][] batch in isOneByOne ? samples.Data.Select(s => new[] { s }) : [samples.Data])
        {
            Results<T> results = kernels.Run(kernels.Batch(batch, samples.Columns));
            values.AddRange(isOneByOne ? [results.Sum.Sum] : results.Losses.Select(double.CreateChecked));
            for (int k = 0; k < slots; k++)
            {
                gradients[k].AddRange(Split(results.Gradients[k], batch.Length));
                hessians[k].AddRange(Split(results.Hessians[k], batch.Length));
            }
        }

        return new(Ours, values.ToArray(), gradients.Select(g => g.ToArray()).ToArray(), hessians.Select(h => h.ToArray()).ToArray());
    }

    private static IEnumerable<double[]> Split<T>(T[] results, int samples)
        where T : IFloatingPointIeee754<T> => results.Select(double.CreateChecked).Chunk(results.Length / samples);
}
