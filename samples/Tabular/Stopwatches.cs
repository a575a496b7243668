using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace LossGen.Samples.Tabular;

/// <summary>Times two ways of doing the same, turn by turn, so that both meet the same machine.</summary>
internal static class Stopwatches
{
    private const int Rounds = 25;

    /// <summary>The median nanoseconds of one call of each.</summary>
    public static (double First, double Second) Race(Action first, Action second)
    {
        int repeats = Math.Max(Repeats(first), Repeats(second));
        var times = new double[2, Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            times[0, round] = Time(first, repeats);
            times[1, round] = Time(second, repeats);
        }

        return (Median(times, 0), Median(times, 1));
    }

    /// <summary>Calls until the code is compiled in its final form, then finds how many calls take about two milliseconds.</summary>
    private static int Repeats(Action action)
    {
        for (int k = 0; k < 60; k++)
        {
            action();
            action();
            Thread.Sleep(4); // the compiler works beside us
        }

        return Math.Max(1, (int)(2e6 / Time(action, 3)));
    }

    private static double Time(Action action, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int k = 0; k < repeats; k++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
    }

    private static double Median(double[,] times, int row) =>
        Enumerable.Range(0, Rounds).Select(k => times[row, k]).Order().ElementAt(Rounds / 2);
}
