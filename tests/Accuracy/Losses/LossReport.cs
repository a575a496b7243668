using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Accuracy.Losses;

/// <summary>Measures the losses of the pack, and writes what was found.</summary>
/// <param name="Count">About how many samples are drawn of each.</param>
/// <param name="Threads">How many threads at once.</param>
internal sealed class LossReport(int count, int threads, Action<string> progress)
{
    private const string PyTorch = "PyTorch", ScikitLearn = "scikit-learn";

    private readonly Dictionary<(string Class, bool Single), Findings> _findings = [];
    private readonly List<(string Class, bool IsWild, double Error, int Length)> _sums = [];
    private Peers? _peers;

    public void Measure(Func<string, bool> wants)
    {
        LossEntry[] entries = PackLosses.All.Where(e => wants(e.Class.Name)).ToArray();
        Dictionary<LossEntry, IReadOnlyList<Samples>> singles = entries.ToDictionary(e => e, e => Samples.Of(e, count, single: true));
        progress("peers");
        _peers = Peers.Ask(singles.SelectMany(s => s.Value.Select(v => (s.Key, v))).ToArray());
        progress(_peers.IsThere ? _peers.Title : "no peers");
        Parallel.ForEach(entries, new ParallelOptions { MaxDegreeOfParallelism = threads }, entry =>
        {
            var single = new LossSweep(entry, single: true);
            foreach (Samples samples in singles[entry])
            {
                single.Add(samples, [Outcome.Of<float>(entry, samples), .. _peers.Of(samples)]);
            }

            var wide = new LossSweep(entry, single: false);
            foreach (Samples samples in Samples.Of(entry, count, single: false))
            {
                wide.Add(samples, [Outcome.Of<double>(entry, samples)]);
            }

            (string, bool, double, int)[] sums = entry.IsWeighted ? [] : new[] { false, true }.Select(wild => (entry.Class.Name, wild, SumSweep.Worst(entry, wild))).Select(s => (s.Name, s.wild, s.Item3.Error, s.Item3.Length)).ToArray();
            lock (_findings)
            {
                _findings[(entry.Class.Name, true)] = single.Findings;
                _findings[(entry.Class.Name, false)] = wide.Findings;
                _sums.AddRange(sums);
                progress($"{_findings.Count / 2} of {entries.Length}: {entry.Class.Name} {Ratio(single.Findings.Largest(Outcome.Ours, 0))} {Ratio(single.Findings.Largest(Outcome.Ours, 1))} {Ratio(single.Findings.Largest(Outcome.Ours, 2))}"
                    + $" | {Ratio(wide.Findings.Largest(Outcome.Ours, 0))} {Ratio(wide.Findings.Largest(Outcome.Ours, 1))} {Ratio(wide.Findings.Largest(Outcome.Ours, 2))}");
            }
        });
    }

    public void Write(TextWriter to)
    {
        Findings[] all = _findings.OrderBy(f => f.Key.Class, StringComparer.Ordinal).ThenBy(f => !f.Key.Single).Select(f => f.Value).ToArray();
        (Findings Findings, string Output, WorstRatio Worst)[] results = all.SelectMany(f => f.Outputs(Outcome.Ours).Select(o => (f, o, f[Outcome.Ours, o]!))).ToArray();
        var missed = results.Where(r => !(r.Worst.Ratio <= 1)).ToArray();
        to.WriteLine(FormattableString.Invariant(
            $"{results.Length - missed.Length} of {results.Length} results (value, every gradient and every second derivative of {all.Length / 2} losses in two types) are within their bound, at {all.Sum(f => f.Count)} comparisons. {all.Sum(f => f.Kinks)} derivatives on kinks and poles were left out, where a convention decides that tests hold the kernels to, and {all.Sum(f => f.Outside)} points outside of the domain of the formula."));
        to.WriteLine();
        to.WriteLine(_peers is { IsThere: true }
            ? $"Beside them {_peers.Title}, in `float` at the same points where they have the loss with the hyper-parameters; {string.Join(", ", _peers.Formulas)}: their formula in PyTorch, which lacks the function."
            : "No Python with PyTorch was found: the columns of peers are left out.");
        to.WriteLine();
        Table(to, all.Where(f => f.Single).ToArray(), _peers is { IsThere: true });
        to.WriteLine();
        to.WriteLine("In `double`:");
        to.WriteLine();
        Table(to, all.Where(f => !f.Single).ToArray(), false);
        WriteSums(to);
        to.WriteLine();
        to.WriteLine("### What misses");
        to.WriteLine();
        to.WriteLine(missed.Length == 0 ? "Nothing." : "The error in units of the bound and in units in the last place, and where.");
        to.WriteLine();
        List(to, missed);
        to.WriteLine();
        to.WriteLine("### Where the others err most");
        to.WriteLine();
        List(to, results.Where(r => r.Worst.Ratio <= 1).ToArray());
    }

    private void Table(TextWriter to, Findings[] findings, bool hasPeers)
    {
        to.WriteLine("| loss | value | gradient | second derivative |" + (hasPeers ? $" {PyTorch}: value | gradient | {ScikitLearn}: value | gradient |" : ""));
        to.WriteLine("|---|---|---|---|" + (hasPeers ? "---|---|---|---|" : ""));
        foreach (Findings f in findings)
        {
            to.Write($"| `{f.Class}` | {Marked(f.Largest(Outcome.Ours, 0))} | {Marked(f.Largest(Outcome.Ours, 1))} | {Marked(f.Largest(Outcome.Ours, 2))} |");
            to.WriteLine(hasPeers ? $" {Ratio(f.Largest(PyTorch, 0))} | {Ratio(f.Largest(PyTorch, 1))} | {Ratio(f.Largest(ScikitLearn, 0))} | {Ratio(f.Largest(ScikitLearn, 1))} |" : "");
        }
    }

    private void WriteSums(TextWriter to)
    {
        if (_sums.Count == 0)
        {
            return;
        }

        to.WriteLine();
        to.WriteLine("### Sums");
        to.WriteLine();
        to.WriteLine("`LossSum.Sum` of `float` batches of 1 to 100,003 samples (rows: to 5000) against the exact sum of the losses as `ForwardEach` gives them, in units in the last place of a `float`; the bound is 1. Losses with class weights are left out: their sum is of other terms.");
        to.WriteLine();
        foreach (bool isWild in new[] { false, true })
        {
            (string name, _, double error, int length) = _sums.Where(s => s.IsWild == isWild).OrderByDescending(s => s.Error).First();
            to.WriteLine(FormattableString.Invariant(
                $"* {(isWild ? "Samples as above, the losses of a batch of very different size" : "Ordinary samples")}: at most {error:0.000} (`{name}`, {length} samples); {_sums.Count(s => s.IsWild == isWild && s.Error <= 1)} of {_sums.Count(s => s.IsWild == isWild)} losses are within the bound{(error <= 1 ? "" : ": **MISSED**")}."));
        }
    }

    private static void List(TextWriter to, IEnumerable<(Findings Findings, string Output, WorstRatio Worst)> results)
    {
        foreach ((Findings f, string output, WorstRatio w) in results)
        {
            to.WriteLine(FormattableString.Invariant(
                $"* `{f.Class}` in `{(f.Single ? "float" : "double")}`, {output}: {Ratio(w.Ratio)} ({Ratio(w.Ulps)} ulp) at {w.At}: {w.Actual:R}, exactly {w.Exact:R}"));
        }
    }

    private static string Marked(double? ratio) => ratio is null or <= 1 ? Ratio(ratio) : $"**{Ratio(ratio)}**";

    private static string Ratio(double? ratio) => ratio switch
    {
        null => "",
        double.NaN => "NaN",
        double.PositiveInfinity => "∞",
        < 100 => ratio.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => ratio.Value.ToString("0.0E0", CultureInfo.InvariantCulture).Replace("E", "e"),
    };
}
