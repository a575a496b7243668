using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Checking;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Running;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args[0] == "show") { Console.WriteLine(Garden.Grow(int.Parse(args[1])).Text("F")); return 0; }
        int seed = int.Parse(args[0]), count = int.Parse(args[1]), size = int.Parse(args[2]);
        var found = new List<Finding>();
        for (int s = seed; s < seed + count; s += size)
        {
            var t1 = Environment.CpuUsage.TotalTime;
            Declaration[] all = [.. Enumerable.Range(s, size).Select(Garden.Grow)];
            using var batch = new Batch(all, Environment.GetEnvironmentVariable("FUZZ_WHOLE") is not null); if (Environment.GetEnvironmentVariable("FUZZ_DUMP") is {} dir) foreach (var t in batch.Trees) System.IO.File.WriteAllText(System.IO.Path.Combine(dir, System.IO.Path.GetFileName(t.FilePath) + ".cs"), t.ToString());
            var t2 = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < size; i++)
            {
                if (Environment.GetEnvironmentVariable("FUZZ_TRACE") is not null) Console.WriteLine($"{s + i}");
                foreach (Finding f in Checker.Check(batch, i)) { found.Add(f); Console.WriteLine(f); }
            }
            var t3 = Environment.CpuUsage.TotalTime;
            Console.WriteLine($"{s}: batch {(t2 - t1).TotalMilliseconds / size:0.0} ms, check {(t3 - t2).TotalMilliseconds / size:0.0} ms {batch.IsLoaded} lines {batch.Sizes.Sum(x => x.Item2) / size}");
        }
        foreach (var g in found.GroupBy(f => f.Kind).OrderByDescending(g => g.Count())) Console.WriteLine($"{g.Count(),6} {g.Key}");
        foreach (var t in Checker.Points) Console.WriteLine($"{t.Key} {t.Value}");
        foreach (var t in Clock.Spent) Console.WriteLine($"{t.Key} {t.Value.TotalMilliseconds / count:0.0} ms");
        return 0;
    }
}
