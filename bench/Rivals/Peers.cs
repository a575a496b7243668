using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LossGen.Bench;

/// <summary>PyTorch and scikit-learn, where a Python that has them is on the PATH: they get the data as files and are timed by themselves.</summary>
internal static class Peers
{
    public const string PyTorch = "PyTorch";
    public const string ScikitLearn = "scikit-learn";
    private const string Python = "python3";
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Rivals", "peers.py");

    /// <summary>What they call a loss at a shape.</summary>
    public static string Work(string loss, int rows, int columns) => $"{loss}@{rows}x{columns}";

    /// <summary>Times value and gradient on one thread. Without results where there is no Python or neither library.</summary>
    /// <param name="launches">How many processes.</param>
    /// <param name="works">The losses and their shapes.</param>
    public static Launches? Run(int launches, IEnumerable<(string Loss, int Rows, int Columns)> works)
    {
        IEnumerable<string> found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(folder => Path.Combine(folder, Python)).Where(File.Exists);
        if (found.FirstOrDefault(HasAny) is not { } python)
        {
            return null;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("lossgen-peers");
        try
        {
            foreach ((string loss, int rows, int columns) in works)
            {
                Write(folder.FullName, loss, rows, columns);
            }

            return Launches.Of(launches, python, [Script, folder.FullName]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether a Python has one of them.</summary>
    private static bool HasAny(string python)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import importlib.util as u, sys; sys.exit(not any(map(u.find_spec, ('torch', 'sklearn'))))"]))!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>The data that the race of this loss has, and the mean loss that comes out.</summary>
    private static void Write(string folder, string loss, int rows, int columns)
    {
        RaceCase @case = RaceCase.All.First(c => c.Loss == loss && c.Pass == RaceCase.ForwardBackward);
        using var data = new RaceData(@case.Kind, rows, columns);
        string file = Path.Combine(folder, Work(loss, rows, columns));
        File.WriteAllBytes(file + ".x", MemoryMarshal.AsBytes(data.Input(0)));
        File.WriteAllBytes(file + ".y", columns > 1 ? MemoryMarshal.AsBytes(data.Labels.Span) : MemoryMarshal.AsBytes(data.Input(1)));
        File.WriteAllText(file + ".mean", @case.Runners.First(r => r.Name == RaceCase.Generated).Pass(data).ToString("R", CultureInfo.InvariantCulture));
    }
}
