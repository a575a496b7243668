using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Measures the primitives, and writes what was found.</summary>
internal sealed class VectorReport(Sweeps sweeps, Action<string> progress)
{
    private readonly List<Row> _rows = [];
    private readonly List<string> _failures = [];
    private readonly Worst _reference = new();
    private string _referenceOf = "";

    private sealed record Row(string Name, bool IsGoal, double Bound, Worst Single, Worst Double, bool HasPairs)
    {
        public bool IsMet => Single.Error <= Bound && Double.Error <= Bound;
    }

    public void Measure(Func<string, bool> wants)
    {
        foreach (Primitive p in Primitives.OfOne.Where(p => wants(p.Name)))
        {
            progress(p.Name);
            _failures.AddRange(SpecialValues.Failures(p));
            Worst check = sweeps.Check(p);
            _referenceOf = check.Error > _reference.Error ? p.Name : _referenceOf;
            _reference.Add(check);
            string limit = double.IsInfinity(p.Limit) ? "" : FormattableString.Invariant($", \\|x\\| ≤ {p.Limit:0.#E0}").Replace("E", "e");
            Add(new(Text(p.Op) + limit, p.IsGoal, p.Bound, sweeps.Singles(p), sweeps.Doubles(p), false));
            if (!double.IsInfinity(p.Limit))
            {
                Add(new($"{Text(p.Op)} beyond", p.IsGoal, p.BoundBeyond, sweeps.Beyond(p, single: true), sweeps.Beyond(p, single: false), false));
            }
        }

        foreach (PairPrimitive p in Primitives.OfTwo.Where(p => wants(p.Name)))
        {
            progress(p.Name);
            Add(new(Text(p.Op), p.IsGoal, p.Bound, sweeps.SinglePairs(p), sweeps.DoublePairs(p), true));
        }
    }

    public void Write(TextWriter to)
    {
        to.WriteLine($"{_rows.Count(r => r.IsMet)} of {_rows.Count} bounds are met{(_rows.All(r => r.IsMet) ? "." : ": " + string.Join(", ", _rows.Where(r => !r.IsMet).Select(r => r.Name)) + " are not.")}");
        to.WriteLine();
        to.WriteLine("| function | bound | `float`: worst | at | of | `double`: worst | at | of | |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (Row r in _rows)
        {
            string bound = r.IsGoal ? Ulps(r.Bound) : $"({Ulps(r.Bound)})";
            to.WriteLine(FormattableString.Invariant(
                $"| {r.Name} | {bound} | {Ulps(r.Single.Error)} | {At(r.Single, r.HasPairs)} | {Many(r.Single.Count)} | {Ulps(r.Double.Error)} | {At(r.Double, r.HasPairs)} | {Many(r.Double.Count)} | {(r.IsMet ? "met" : "**MISSED**")} |"));
        }

        to.WriteLine();
        to.WriteLine("Special values (NaN, ±∞, ±0, the largest number, the smallest normal and both ends of the subnormal ones, in both types): "
            + (_failures.Count == 0 ? "all as the library's functions have them." : "**these differ**"));
        foreach (string failure in _failures)
        {
            to.WriteLine($"* `{failure}`");
        }

        if (_reference.Count > 0)
        {
            to.WriteLine();
            to.WriteLine(FormattableString.Invariant(
                $"The references for `double` were compared with arithmetic of 300 bits and more at {_reference.Count} points: they err by at most {_reference.Error:0.0E0} ulp ({_referenceOf})."));
        }
    }

    private void Add(Row row)
    {
        _rows.Add(row);
        progress(FormattableString.Invariant($"  {row.Name}: {row.Single.Error:0.0000} of {row.Single.Count}, {row.Double.Error:0.0000} of {row.Double.Count}"));
    }

    private static string Text(OpCode op) => $"`{op}`";

    private static string Ulps(double error) => double.IsInfinity(error) ? "∞" : error.ToString(error < 100 ? "0.0##" : "0.0E0", CultureInfo.InvariantCulture);

    private static string At(Worst worst, bool hasPairs) => hasPairs ? $"{Number(worst.X)}, {Number(worst.Y)}" : Number(worst.X);

    private static string Number(double x) => ((float)x == x ? ((float)x).ToString("R", CultureInfo.InvariantCulture) : x.ToString("R", CultureInfo.InvariantCulture)).Replace("E", "e");

    /// <summary>A number of points: exact while it is short.</summary>
    private static string Many(long count) => count == 1L << 32 ? "2³²" : count < 100_000 ? count.ToString(CultureInfo.InvariantCulture) : count.ToString("0.00E0", CultureInfo.InvariantCulture).Replace("E", "e");
}
