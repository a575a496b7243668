using System;
using System.IO;
using System.Linq;

namespace LossGen.Bench;

/// <summary>The machine that the figures come from.</summary>
internal static class Machine
{
    /// <summary>Processor and number of threads, as far as the system tells.</summary>
    public static string Describe()
    {
        const string Info = "/proc/cpuinfo";
        string? name = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
        return $"It ran on {Environment.ProcessorCount} threads of {name ?? "an unnamed processor"}.";
    }
}
