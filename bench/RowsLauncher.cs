using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LossGen.Bench;

/// <summary>The race of row losses: generated kernels against hand-written C++, and cross-entropy against a scalar loop and TensorPrimitives too.</summary>
internal static class RowsLauncher
{
    /// <summary>What is aimed at for cross-entropy with its gradient: the C++ kernel's time over the generated one's, by the number of columns.</summary>
    private static readonly (int Columns, double Ratio)[] Targets = [(10, 0.65), (128, 0.8), (1000, 0.8), (32000, 0.8)];

    public static int Run(Options options)
    {
        RowsCase[] cases = options.List("losses", string.Join(",", RowsCase.All.Select(c => c.Loss).Distinct())).SelectMany(RowsCase.Find).ToArray();
        (RowsCase Case, int Rows, int Columns)[] works = cases.SelectMany(c => options.Shapes("shapes", c.DefaultShapes).Select(s => (c, s.Rows, s.Columns))).ToArray();
        int launches = options.Number("launches", 8);
        string? compiler = NativeKernels.Build(out string reason);
        Console.WriteLine(compiler is null ? $"The C++ column is left out: {reason}." : $"The C++ kernels are built with {compiler}.");

        List<string> arguments = [RowsChild.Verb, "--losses", string.Join(",", cases.Select(c => c.Loss).Distinct()), "--rounds", options.Number("rounds", 15).ToString(CultureInfo.InvariantCulture)];
        if (options.Text("shapes") is { } shapes)
        {
            arguments.AddRange(["--shapes", shapes]);
        }

        Launches results = Launches.Of(launches, arguments);
        Console.WriteLine($"Float batches, one thread, ns per element: median over {launches} processes of each process's least (and median) round.");
        Console.WriteLine($"{Launches.Platform} Ratios are of the least rounds of one process: median over the processes (and the best of them).");
        Console.WriteLine();
        Console.WriteLine("| loss | pass | shape | generated | C++ | scalar loop | tensor | C++ / generated | scalar / generated | tensor / generated |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach ((RowsCase @case, int rows, int columns) in works)
        {
            string work = RowsChild.Work(@case, rows, columns);
            string[] rivals = ["native", "scalar", "tensor"];
            IEnumerable<string> times = rivals.Prepend("generated").Select(c => results.Has(work, c) ? results.Cell(work, c) : "–");
            IEnumerable<string> ratios = rivals.Select(c => results.Has(work, c) ? Ratio(results.Ratio(work, c, "generated")) : "–");
            Console.WriteLine($"| {@case.Loss} | {@case.Pass} | {rows} × {columns} | {string.Join(" | ", times)} | {string.Join(" | ", ratios)} |");
        }

        Console.WriteLine();
        foreach ((RowsCase @case, int rows, int columns) in works)
        {
            string work = RowsChild.Work(@case, rows, columns);
            double wanted = Targets.FirstOrDefault(t => t.Columns == columns).Ratio;
            if (@case is { Loss: "CrossEntropy", Pass: "ForwardBackward" } && wanted > 0 && results.Has(work, "native"))
            {
                (double median, double best) = results.Ratio(work, "native", "generated");
                string verdict = median >= wanted ? "MET   " : "MISSED";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} {@case.Loss} {@case.Pass} at {rows} × {columns}: {wanted:0.00} of the C++ kernel's speed: {median:0.00}, at best {best:0.00}"));
            }
        }

        return 0;
    }

    private static string Ratio((double Median, double Best) ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Best:0.00})");
}
