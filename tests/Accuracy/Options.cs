using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Accuracy;

/// <summary>What the command line asks for.</summary>
/// <param name="IsQuick">Far fewer points: a glance, not a report.</param>
/// <param name="Threads">How many threads at once.</param>
/// <param name="Share">One in so many of the points that are drawn is; those that are counted through, the floats of functions of one operand, are all taken.</param>
/// <param name="Only">The names of functions and classes to measure; empty for all.</param>
/// <param name="Output">The file; null for the console.</param>
internal sealed record Options(bool IsQuick, int Threads, int Share, IReadOnlyList<string> Only, string? Output)
{
    public const string Usage = """
        dotnet run -c Release --project tests/Accuracy -- [--quick] [--threads N] [--share N] [--only name,…] [--output FILE]

        Measures how far the kernels are from the real functions and writes docs/accuracy.md. With --quick or --only it prints what it finds instead; with --share it draws one in N points.
        """;

    public static Options? Parse(string[] arguments)
    {
        var options = new Options(false, Environment.ProcessorCount, 1, [], null);
        for (int i = 0; i < arguments.Length; i++)
        {
            bool hasValue = i + 1 < arguments.Length;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { IsQuick = true };
                    break;
                case "--threads" when hasValue && int.TryParse(arguments[i + 1], out int threads) && threads > 0:
                    options = options with { Threads = threads };
                    i++;
                    break;
                case "--share" when hasValue && int.TryParse(arguments[i + 1], out int share) && share > 0:
                    options = options with { Share = share };
                    i++;
                    break;
                case "--only" when hasValue:
                    options = options with { Only = arguments[++i].Split(',') };
                    break;
                case "--output" when hasValue:
                    options = options with { Output = arguments[++i] };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name);
}
