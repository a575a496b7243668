using System.Linq;

namespace LossGen.Bench;

/// <summary>One process of the race of row losses.</summary>
internal static class RowsChild
{
    public const string Verb = "rows-child";

    public static int Run(Options options)
    {
        foreach (RowsCase @case in options.List("losses", "CrossEntropy").SelectMany(RowsCase.Find))
        {
            foreach ((int rows, int columns) in options.Shapes("shapes", @case.DefaultShapes))
            {
                using var work = new RowsWorkload(@case, rows, columns);
                work.Check();
                Turns.Measure(Work(@case, rows, columns), rows * columns, options.Number("rounds", 15), work.Contenders);
            }
        }

        return 0;
    }

    public static string Work(RowsCase @case, int rows, int columns) => $"{@case.Loss}.{@case.Pass}@{rows}x{columns}";
}
