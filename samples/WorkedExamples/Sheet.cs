using System;
using System.Globalization;
using System.Linq;

namespace LossGen.Samples.WorkedExamples;

/// <summary>The table of results: what is expected, what the kernels say, and whether they agree, to more digits than are shown.</summary>
internal sealed class Sheet
{
    private const double Tolerance = 1e-9;

    public int Wrong { get; private set; }

    public int Lines { get; private set; }

    public static void PrintHead() => Print("id", "what", "expected", "got", "ok");

    /// <summary>Compares numbers, one by one.</summary>
    public void Check(string id, string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> got)
    {
        bool agree = expected.Length == got.Length;
        for (int k = 0; agree && k < expected.Length; k++)
        {
            agree = Math.Abs(expected[k] - got[k]) <= Tolerance * Math.Max(1, Math.Abs(expected[k]));
        }

        Lines++;
        Wrong += agree ? 0 : 1;
        Print(id, what, Text(expected), Text(got), agree ? "yes" : "NO");
    }

    public void Check(string id, string what, double expected, double got) => Check(id, what, [expected], [got]);

    private static string Text(ReadOnlySpan<double> values) =>
        string.Join(", ", values.ToArray().Select(v => (Math.Abs(v) < 5e-7 ? 0 : v).ToString("0.######", CultureInfo.InvariantCulture)));

    private static void Print(string id, string what, string expected, string got, string ok) =>
        Console.WriteLine($"{id,-20} {what,-37} {expected,-30} {got,-30} {ok}");
}
