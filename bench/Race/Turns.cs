using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime;
using System.Threading;

namespace LossGen.Bench;

/// <summary>Someone who does the work of a race.</summary>
internal readonly record struct Contender(string Name, Func<double> Call);

/// <summary>Times contenders turn by turn within one process.</summary>
internal static class Turns
{
    private const double RoundMilliseconds = 1;

    /// <summary>Prints a line per contender: the work, the contender, and the nanoseconds per element of its least and its median round. Names have no spaces.</summary>
    public static void Measure(string work, int elements, int rounds, IReadOnlyList<Contender> contenders)
    {
        int[] repeats = contenders.Select(c => Math.Max(1, (int)(RoundMilliseconds * 1e6 / Time(c, 2)))).ToArray();
        double[][] times = contenders.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int k = 0; k < contenders.Count; k++)
            {
                int turn = (k + round) % contenders.Count;
                contenders[turn].Call();
                times[turn][round] = Time(contenders[turn], repeats[turn]) / elements;
            }
        }

        for (int k = 0; k < contenders.Count; k++)
        {
            Array.Sort(times[k]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work} {contenders[k].Name} {times[k][0]:R} {times[k][rounds / 2]:R}"));
        }
    }

    /// <summary>Runs until nothing new has been compiled for a while: code starts unoptimised and is replaced in the background.</summary>
    public static void Settle(IReadOnlyList<Contender> contenders)
    {
        int quiet = 0;
        long compiled = -1;
        for (int round = 0; round < 60 && (round < 12 || quiet < 4); round++)
        {
            foreach (Contender contender in contenders)
            {
                long start = Stopwatch.GetTimestamp();
                for (int k = 0; k < 5 && Stopwatch.GetElapsedTime(start).TotalMilliseconds < 20; k++)
                {
                    contender.Call();
                }
            }

            Thread.Sleep(30);
            long now = JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }
    }

    /// <summary>Nanoseconds of one call.</summary>
    private static double Time(Contender contender, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int k = 0; k < repeats; k++)
        {
            contender.Call();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
    }
}
