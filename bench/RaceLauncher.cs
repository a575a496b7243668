using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.Intrinsics;

namespace LossGen.Bench;

/// <summary>
/// Starts fresh processes one after another and reports medians over them: code layout, page placement and the optimiser's choices differ from
/// process to process, and one process would show only one draw.
/// </summary>
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
        string[] losses = options.List("losses", string.Join(",", LossCase.All.Select(c => c.Name)));
        int[] sizes = options.Numbers("sizes", 65536);
        int launches = options.Number("launches", 8);
        string[] arguments =
        [
            RaceChild.Verb,
            "--losses", string.Join(",", losses),
            "--sizes", string.Join(",", sizes),
            "--rounds", options.Number("rounds", 40).ToString(CultureInfo.InvariantCulture),
        ];

        var results = new Dictionary<(string Loss, int Size, string Contender), List<(double Least, double Median)>>();
        for (int launch = 1; launch <= launches; launch++)
        {
            Console.Error.Write($"\rlaunch {launch} of {launches} ");
            foreach (string line in Child(arguments))
            {
                string[] w = line.Split(' ');
                var key = (w[0], int.Parse(w[1], CultureInfo.InvariantCulture), w[2]);
                results.TryAdd(key, []);
                results[key].Add((double.Parse(w[3], CultureInfo.InvariantCulture), double.Parse(w[4], CultureInfo.InvariantCulture)));
            }
        }

        Console.Error.WriteLine();
        Console.WriteLine($"Value and gradient of float batches, one thread, ns per element: median over {launches} processes of each process's least (and median) round.");
        Console.WriteLine($"Vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits, .NET {Environment.Version}. 'tensor' is TensorPrimitives over whole arrays, 'blocked' in blocks of 2048.");
        Console.WriteLine();
        Console.WriteLine("| loss | elements | generated | scalar loop | tensor | blocked | scalar / generated | best tensor / generated |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (string loss in losses)
        {
            foreach (int size in sizes)
            {
                Print(results, loss, size);
            }
        }

        Console.WriteLine();
        foreach ((string loss, double scalar, double tensor) in Targets.Where(t => losses.Contains(t.Loss, StringComparer.OrdinalIgnoreCase)))
        {
            foreach (int size in sizes)
            {
                (double toScalar, double toTensor) = Ratios(results, loss, size);
                if (scalar > 0)
                {
                    Judge($"{loss} at {size}: {scalar}× the scalar loop", toScalar, scalar);
                }

                Judge($"{loss} at {size}: {tensor}× the better composition", toTensor, tensor);
            }
        }

        return 0;
    }

    private static IReadOnlyList<string> Child(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"A child ended with {child.ExitCode}.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private static double Least(Dictionary<(string, int, string), List<(double Least, double Median)>> results, string loss, int size, string contender) =>
        Median(results[(loss, size, contender)].Select(r => r.Least));

    private static (double Scalar, double Tensor) Ratios(Dictionary<(string, int, string), List<(double Least, double Median)>> results, string loss, int size)
    {
        double generated = Least(results, loss, size, "generated");
        return (
            Least(results, loss, size, "scalar") / generated,
            Math.Min(Least(results, loss, size, "tensor"), Least(results, loss, size, "blocked")) / generated);
    }

    private static void Print(Dictionary<(string, int, string), List<(double Least, double Median)>> results, string loss, int size)
    {
        IEnumerable<string> cells = RaceChild.Contenders.Select(c =>
            $"{Least(results, loss, size, c):0.000} ({Median(results[(loss, size, c)].Select(r => r.Median)):0.000})");
        (double scalar, double tensor) = Ratios(results, loss, size);
        Console.WriteLine($"| {loss} | {size} | {string.Join(" | ", cells)} | {scalar:0.0} | {tensor:0.0} |");
    }

    private static void Judge(string target, double got, double wanted) =>
        Console.WriteLine($"{(got >= wanted ? "holds " : "MISSED")} {target}: {got:0.0}×");
}
