using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Fuzz.Checking;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Reporting;
using LossGen.Fuzz.Running;

namespace LossGen.Fuzz;

/// <summary>Tries random declarations and tells what is wrong and what was met.</summary>
internal static class Program
{
    // A process ends after so many declarations: what was loaded is never given back entirely.
    private const int PerProcess = 5000;

    private const string Count = "count\t";

    // What starts this program is its own executable, or dotnet with the assembly's path.
    private static readonly string[] Host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Program).Assembly.Location] : [];

    private static int Main(string[] arguments)
    {
        if (Options.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(Options.Usage);
            return 2;
        }

        IEnumerable<Declaration> declarations = options.File is { } file ? Saved.Read(file) : Enumerable.Range(options.Seed, options.Count).Select(Garden.Grow);
        if (options.Shows)
        {
            foreach (Declaration d in declarations)
            {
                Console.WriteLine($"# {d.Seed} {d.Topic}\n{d.Text("F")}");
            }

            return 0;
        }

        return options.IsChild || options.File is not null || options.Count <= PerProcess ? Alone(options, declarations) : Together(options);
    }

    private static int Alone(Options options, IEnumerable<Declaration> declarations)
    {
        var campaign = new Campaign(f => Console.WriteLine(f + "\n"), options.File is not null ? Depth.Whole : options.Depth, options.Shrinks);
        var watch = Stopwatch.StartNew();
        campaign.Run(declarations);
        if (options.IsChild)
        {
            foreach ((string name, int count) in campaign.Coverage.Counts.Concat(Checker.Points).Append(new("declarations", campaign.Coverage.Declarations)).Append(new("findings", campaign.Findings)))
            {
                Console.WriteLine($"{Count}{name}\t{count}");
            }
        }
        else
        {
            Summarise(campaign.Coverage, Checker.Points, campaign.Findings);
            double each = campaign.Coverage.Declarations;
            Console.WriteLine($"{watch.Elapsed.TotalMilliseconds / each:0.0} ms each, {Environment.CpuUsage.TotalTime.TotalMilliseconds / each:0.0} ms of processor time, of which {string.Join(", ", Clock.Spent.Select(t => $"{t.Key} {t.Value.TotalMilliseconds / each:0.0} ms"))}");
        }

        return campaign.Findings > 0 ? 1 : 0;
    }

    /// <summary>Runs itself, a part at a time.</summary>
    private static int Together(Options options)
    {
        var coverage = new Coverage();
        var points = new Dictionary<string, int>();
        int findings = 0, crashes = 0, parts = (options.Count + PerProcess - 1) / PerProcess;
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = options.Processes }, part =>
        {
            int first = options.Seed + (part * PerProcess), count = Math.Min(PerProcess, options.Seed + options.Count - first);
            string[] arguments = [.. Host, "--child", "--seed", Text(first), "--count", Text(count), "--shrink", Text(options.Shrinks), "--depth", options.Depth.ToString()];
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
            while (child.StandardOutput.ReadLine() is { } line)
            {
                lock (coverage)
                {
                    string[] words = line.Split('\t');
                    if (!line.StartsWith(Count, StringComparison.Ordinal))
                    {
                        Console.WriteLine(line);
                        continue;
                    }

                    int n = int.Parse(words[2], CultureInfo.InvariantCulture);
                    switch (words[1])
                    {
                        case "declarations":
                            coverage.AddDeclarations(n);
                            break;
                        case "findings":
                            findings += n;
                            break;
                        case string name when coverage.Counts.ContainsKey(name):
                            coverage.Add(name, n);
                            break;
                        default:
                            points[words[1]] = points.GetValueOrDefault(words[1]) + n;
                            break;
                    }
                }
            }

            child.WaitForExit();
            if (child.ExitCode > 1)
            {
                lock (coverage)
                {
                    crashes++;
                    Console.WriteLine($"The process of seeds {first} to {first + count - 1} ended with {child.ExitCode}.\n");
                }
            }
        });
        Summarise(coverage, points, findings);
        return findings + crashes > 0 ? 1 : 0;
    }

    private static void Summarise(Coverage coverage, IReadOnlyDictionary<string, int> points, int findings)
    {
        foreach (string line in coverage.Report())
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"points: {string.Join(", ", points.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value}"))}");
        Console.WriteLine($"{findings} findings");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
