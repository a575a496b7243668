using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.Intrinsics;

namespace LossGen.Bench;

/// <summary>
/// What fresh processes, started one after another, have measured: code layout, page placement and the optimiser's choices differ from process to
/// process, and one process would show only one draw.
/// </summary>
internal sealed class Launches
{
    private readonly Dictionary<(string Work, string Contender), List<(double Least, double Median)>> _results = [];
    private readonly HashSet<string> _notes = [];

    private Launches()
    {
    }

    /// <summary>The processor's vectors and the runtime, for the head of a report.</summary>
    public static string Platform => $"Vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits, .NET {Environment.Version}.";

    /// <summary>What the processes had to say beside times.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>Starts this program <paramref name="count"/> times.</summary>
    /// <param name="count">How often.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="setting">A variable of its environment, as in <c>NAME=value</c>.</param>
    public static Launches Of(int count, IReadOnlyCollection<string> arguments, string? setting = null) => Of(count, Environment.ProcessPath!, arguments, setting);

    /// <summary>Starts a program <paramref name="count"/> times. It prints a line per measurement, see <see cref="Turns.Measure"/>, and notes that begin with a number sign.</summary>
    public static Launches Of(int count, string program, IReadOnlyCollection<string> arguments, string? setting = null)
    {
        if (count < 1)
        {
            throw new ArgumentException($"{count} launches measure nothing; --launches is at least 1.");
        }

        var launches = new Launches();
        for (int launch = 1; launch <= count; launch++)
        {
            Console.Error.Write($"\rlaunch {launch} of {count} ");
            foreach (string line in Child(program, arguments, setting))
            {
                if (line[0] == '#')
                {
                    launches._notes.Add(line[1..].Trim());
                    continue;
                }

                string[] w = line.Split(' ');
                launches._results.TryAdd((w[0], w[1]), []);
                launches._results[(w[0], w[1])].Add((double.Parse(w[2], CultureInfo.InvariantCulture), double.Parse(w[3], CultureInfo.InvariantCulture)));
            }
        }

        Console.Error.WriteLine();
        return launches;
    }

    /// <summary>Whether the contender took part in the work.</summary>
    public bool Has(string work, string contender) => _results.ContainsKey((work, contender));

    /// <summary>The median over the processes of the contender's least round.</summary>
    public double Least(string work, string contender) => Median(_results[(work, contender)].Select(r => r.Least));

    /// <summary>How many times longer than <paramref name="contender"/> the other one took in the same process: over the processes.</summary>
    public (double Least, double Median, double Most) Ratio(string work, string other, string contender)
    {
        double[] ratios = _results[(work, other)].Zip(_results[(work, contender)], (o, c) => o.Least / c.Least).ToArray();
        return (ratios.Min(), Median(ratios), ratios.Max());
    }

    private static string[] Child(string program, IEnumerable<string> arguments, string? setting)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        if (setting?.Split('=') is [string name, string value])
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"{program} ended with {child.ExitCode}.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
