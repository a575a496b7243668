using System;
using System.Linq;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Tests;

namespace LossGen.Accuracy.Losses;

/// <summary>What adding up the losses of a batch costs: the sum against that of the single losses, in units in the last place of a float.</summary>
internal static class SumSweep
{
    private static readonly int[] Lengths = [1, 17, 383, 385, 5000, 49_165, 100_003];

    /// <summary>The largest error; the unit is that of the sum of the magnitudes, which for a loss that is never negative is the sum.</summary>
    /// <param name="entry">The loss.</param>
    /// <param name="isWild">Whether the losses of a batch are of very different size; otherwise predictions and targets are of size 4.</param>
    public static (double Error, int Length) Worst(LossEntry entry, bool isWild)
    {
        int columns = Math.Max(10, RowSamples.LeastColumns(entry));
        object[] hyper = entry.HasColumns ? RowSamples.Hyper(entry, columns) : entry.Hyper.Select(p => p.DefaultValue!).ToArray();
        var kernels = new LossKernels<float>(entry, hyper);
        (double Error, int Length) worst = (0, 0);
        foreach (int length in Lengths.Where(n => !entry.HasColumns || n < 10_000))
        {
            var draw = new Draw(entry, hyper, single: true, length);
            double[][][] data = entry.HasColumns ? RowSamples.Make(entry, length, columns) : Enumerable.Range(0, length).Select(_ => isWild ? draw.Sample() : draw.Tame()).ToArray();
            Batch batch = kernels.Batch(data, columns);
            float[] losses = new float[length];
            kernels.ForwardEach(batch, losses);
            DoubleDouble sum = 0, size = 0;
            foreach (float loss in losses)
            {
                sum += (double)loss;
                size += Math.Abs((double)loss);
            }

            if (!double.IsFinite(size.High) || size.High is 0 or > float.MaxValue)
            {
                continue;
            }

            double error = Math.Abs(kernels.Forward(batch).Sum - sum.High - sum.Low) / Math.ScaleB(1, Math.Max(-126, Math.ILogB(size.High)) - 23);
            worst = error > worst.Error ? (error, length) : worst;
        }

        return worst;
    }
}
