using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime;
using System.Threading;

namespace LossGen.Bench;

/// <summary>One process of the race: times every contender turn by turn and prints a line for each.</summary>
internal static class RaceChild
{
    public const string Verb = "race-child";

    private const double RoundMilliseconds = 1;

    public static readonly string[] Contenders = ["generated", "scalar", "tensor", "blocked"];

    public static int Run(Options options)
    {
        foreach (string name in options.List("losses", "Mse"))
        {
            foreach (int size in options.Numbers("sizes", 65536))
            {
                var work = new Workload(LossCase.Find(name), size);
                work.Check();
                Measure(name, size, options.Number("rounds", 40), [work.Generated, work.Scalar, work.Tensor, work.TensorBlocked]);
            }
        }

        return 0;
    }

    private static void Measure(string name, int size, int rounds, Func<double>[] contenders)
    {
        Settle(contenders);
        int[] repeats = contenders.Select(c => Math.Max(1, (int)(RoundMilliseconds * 1e6 / Time(c, 2)))).ToArray();
        double[][] times = contenders.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int k = 0; k < contenders.Length; k++)
            {
                int turn = (k + round) % contenders.Length;
                contenders[turn]();
                times[turn][round] = Time(contenders[turn], repeats[turn]) / size;
            }
        }

        for (int k = 0; k < contenders.Length; k++)
        {
            Array.Sort(times[k]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {size} {Contenders[k]} {times[k][0]:R} {times[k][rounds / 2]:R}"));
        }
    }

    /// <summary>Runs until nothing new has been compiled for a while: code starts unoptimised and is replaced in the background.</summary>
    private static void Settle(Func<double>[] contenders)
    {
        int quiet = 0;
        long compiled = -1;
        for (int round = 0; round < 60 && (round < 12 || quiet < 4); round++)
        {
            foreach (Func<double> contender in contenders)
            {
                for (int k = 0; k < 5; k++)
                {
                    contender();
                }
            }

            Thread.Sleep(30);
            long now = JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }
    }

    /// <summary>Nanoseconds of one call.</summary>
    private static double Time(Func<double> contender, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int k = 0; k < repeats; k++)
        {
            contender();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
    }
}
