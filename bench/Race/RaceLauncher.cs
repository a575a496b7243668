using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LossGen.Bench;

/// <summary>A race over several processes, and its table.</summary>
internal static class RaceLauncher
{
    /// <summary>Everyone but the generated kernel, and what a column is called.</summary>
    private static readonly (string Name, string Title)[] Rivals =
    [
        (RaceCase.Cpp, "C++"),
        (RaceCase.Scalar, "scalar loop"),
        (RaceCase.Tensor, "TensorPrimitives"),
        (RaceCase.Blocked, "the same in blocks"),
        (RaceCase.Single, "float"),
        (RaceCase.OneThread, "one thread"),
    ];

    public static int Run(Options options)
    {
        int launches = options.Number("launches", 8);
        (RaceCase Case, int Rows, int Columns)[] works = RaceCase.Chosen(options).ToArray();
        string? compiler = NativeKernels.Build(out string reason);
        Launches results = Of(options, launches);
        Console.WriteLine(compiler is null ? $"The C++ kernels are left out: {reason}." : $"The C++ kernels are built with {compiler}.");
        Console.WriteLine($"{Launches.Platform} Nanoseconds per element: median over {launches} processes of each process's least round.");
        Console.WriteLine("In brackets how many times longer than the generated kernel it takes in the same process: least, median and most over the processes.");
        foreach (IGrouping<string, (RaceCase Case, int Rows, int Columns)> pass in works.GroupBy(w => w.Case.Pass))
        {
            (string Name, string Title)[] rivals = Rivals.Where(r => pass.Any(w => results.Has(w.Case.Work(w.Rows, w.Columns), r.Name))).ToArray();
            Console.WriteLine($"\n{pass.Key}\n");
            Console.WriteLine($"| loss | shape | generated | {string.Join(" | ", rivals.Select(r => r.Title))} |");
            Console.WriteLine($"|---|--:|--:|{string.Concat(rivals.Select(_ => "--:|"))}");
            foreach ((RaceCase @case, int rows, int columns) in pass)
            {
                string work = @case.Work(rows, columns);
                IEnumerable<string> cells = rivals.Select(r => results.Has(work, r.Name) ? Cell(results, work, r.Name) : "–");
                Console.WriteLine($"| {@case.Loss} | {Shape(rows, columns)} | {Time(results.Least(work, RaceCase.Generated))} | {string.Join(" | ", cells)} |");
            }
        }

        return 0;
    }

    /// <summary>Starts the processes.</summary>
    /// <param name="options">What is raced.</param>
    /// <param name="launches">How many processes.</param>
    /// <param name="setting">A variable of their environment, as in <c>NAME=value</c>.</param>
    public static Launches Of(Options options, int launches, string? setting = null) => Launches.Of(launches, [RaceChild.Verb, .. options.Only("losses", "passes", "shapes", "contenders", "rounds")], setting);

    public static string Shape(int rows, int columns) => columns > 1 ? $"{rows} × {columns}" : rows >= 1 << 20 ? $"{rows >> 20} Mi" : $"{rows >> 10} Ki";

    public static string Time(double nanoseconds) => nanoseconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Cell(Launches results, string work, string rival)
    {
        (double least, double median, double most) = results.Ratio(work, rival, RaceCase.Generated);
        return string.Create(CultureInfo.InvariantCulture, $"{results.Least(work, rival):0.000} ({least:0.00} {median:0.00} {most:0.00})");
    }
}
