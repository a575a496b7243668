using System.Collections.Generic;

namespace LossGen.Bench;

/// <summary>One process of a race.</summary>
internal static class RaceChild
{
    public const string Verb = "race-child";

    public static int Run(Options options)
    {
        var settled = new HashSet<RaceCase>();
        foreach ((RaceCase @case, int rows, int columns) in RaceCase.Chosen(options))
        {
            using var work = new RaceWork(@case, rows, columns, options.Text("contenders")?.Split(','));
            work.Check();
            if (settled.Add(@case))
            {
                Turns.Settle(work.Contenders);
            }

            Turns.Measure(@case.Work(rows, columns), rows * columns, options.Number("rounds", 15), work.Contenders);
        }

        return 0;
    }
}
