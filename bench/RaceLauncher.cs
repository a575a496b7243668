using System;
using System.Globalization;
using System.Linq;

namespace LossGen.Bench;

/// <summary>The race of elementwise losses: generated kernels against a scalar loop and TensorPrimitives.</summary>
internal static class RaceLauncher
{
    /// <summary>What is aimed at: how many times faster than the scalar loop, and than the better of the two compositions.</summary>
    private static readonly (string Loss, double Scalar, double Tensor)[] Targets =
    [
        ("BceWithLogits", 5, 2),
        ("Mse", 0, 2),
        ("Huber", 0, 2),
    ];

    public static int Run(Options options)
    {
        string[] losses = options.List("losses", string.Join(",", LossCase.All.Select(c => c.Name))).Select(name => LossCase.Find(name).Name).ToArray();
        int[] sizes = options.Numbers("sizes", 65536);
        int launches = options.Number("launches", 8);
        Launches results = Launches.Of(
            launches,
            [
                RaceChild.Verb,
                "--losses", string.Join(",", losses),
                "--sizes", string.Join(",", sizes),
                "--rounds", options.Number("rounds", 40).ToString(CultureInfo.InvariantCulture),
            ]);

        Console.WriteLine($"Value and gradient of float batches, one thread, ns per element: median over {launches} processes of each process's least (and median) round.");
        Console.WriteLine($"{Launches.Platform} 'tensor' is TensorPrimitives over whole arrays, 'blocked' in blocks of 2048.");
        Console.WriteLine();
        Console.WriteLine("| loss | elements | generated | scalar loop | tensor | blocked | scalar / generated | best tensor / generated |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (string loss in losses)
        {
            foreach (int size in sizes)
            {
                string work = RaceChild.Work(loss, size);
                (double scalar, double tensor) = Ratios(results, work);
                Console.WriteLine($"| {loss} | {size} | {string.Join(" | ", RaceChild.Contenders.Select(c => results.Cell(work, c)))} | {scalar:0.0} | {tensor:0.0} |");
            }
        }

        Console.WriteLine();
        foreach ((string loss, double scalar, double tensor) in Targets.Where(t => losses.Contains(t.Loss)))
        {
            foreach (int size in sizes)
            {
                (double toScalar, double toTensor) = Ratios(results, RaceChild.Work(loss, size));
                if (scalar > 0)
                {
                    Judge($"{loss} at {size}: {scalar}× the scalar loop", toScalar, scalar);
                }

                Judge($"{loss} at {size}: {tensor}× the better composition", toTensor, tensor);
            }
        }

        return 0;
    }

    private static (double Scalar, double Tensor) Ratios(Launches results, string work)
    {
        double generated = results.Least(work, "generated");
        return (results.Least(work, "scalar") / generated, Math.Min(results.Least(work, "tensor"), results.Least(work, "blocked")) / generated);
    }

    private static void Judge(string target, double got, double wanted) =>
        Console.WriteLine($"{(got >= wanted ? "holds " : "MISSED")} {target}: {got:0.0}×");
}
