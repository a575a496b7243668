using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Precision;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Accuracy.Losses;

/// <summary>Compares what was computed of a loss with the declared formula in the arithmetic of hundreds of bits.</summary>
internal sealed class LossSweep(LossEntry entry, bool single)
{
    private const int MostEntries = 12;
    private const int MostBits = 6000;

    private readonly Findings _findings = new(entry.Class.Name, single);
    private readonly double _unit = single ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);

    public Findings Findings => _findings;

    /// <summary>Adds samples, and what each source made of them.</summary>
    public void Add(Samples samples, IReadOnlyList<Outcome> outcomes)
    {
        for (int i = 0; i < samples.Data.Length; i++)
        {
            var point = new Point(this, samples, i);
            if (!point.IsInside)
            {
                _findings.Outside++;
                continue;
            }

            foreach (Outcome outcome in outcomes)
            {
                point.Compare(outcome.Source, 0, 0, 0, outcome.Values[i]);
                for (int k = 0; k < entry.Differentiated.Count; k++)
                {
                    int length = samples.Data[i][entry.Differentiated[k]].Length;
                    foreach (int e in length <= MostEntries ? Enumerable.Range(0, length) : Enumerable.Range(0, MostEntries).Select(n => (i + (n * (length / MostEntries))) % length))
                    {
                        Compare(outcome, outcome.Gradients[k][i], 1, k, e);
                        Compare(outcome, outcome.Hessians.Length == 0 ? null : outcome.Hessians[k][i], 2, k, e);
                    }
                }
            }

            void Compare(Outcome outcome, double[]? results, int order, int k, int e)
            {
                if (results is not null)
                {
                    point.Compare(outcome.Source, order, k, e, results[e]);
                }
            }
        }
    }

    /// <summary>One sample. Derivatives by number are made when they are asked for.</summary>
    private sealed class Point
    {
        private readonly LossSweep _sweep;
        private readonly Samples _samples;
        private readonly double[][] _shown;
        private readonly double[][] _data;
        private readonly int _bits;
        private readonly bool _rounds;
        private Sensitivity _exact;

        public Point(LossSweep sweep, Samples samples, int index)
        {
            (_sweep, _samples, _shown) = (sweep, samples, samples.Data[index]);
            _data = PackLosses.IsOfResidual(Entry) ? Residual(_shown) : _shown;
            _rounds = Bound.RoundsOperations(Entry);
            _bits = BitsFor(_data.Concat(samples.Hyper.OfType<double>().Select(h => new[] { h })));
            _exact = At(_bits);
        }

        public bool IsInside => _data.All(d => d.All(double.IsFinite)) && !_exact.Exact(0, First).IsNaN;

        private LossEntry Entry => _sweep.Entry;

        private int First => Entry.Data[Entry.Differentiated[0]].Position;

        public void Compare(string source, int order, int k, int entry, double actual)
        {
            int input = Entry.Differentiated[k];
            int parameter = Entry.Data[input].Position;
            if (order > 0 && _exact.IsKink(order, parameter, entry))
            {
                _sweep._findings.Kinks++;
                return;
            }

            _sweep._findings.Count++;
            string output = Findings.Output(order, Entry.Data[input].Name!);
            double worst = _sweep._findings[source, output]?.Ratio ?? -1;
            (double ratio, double ulps, BigFloat exact) = Ratio(order, parameter, entry, actual, worst);
            if (ratio > 1)
            {
                // An oracle that has lost its digits would accuse the kernel.
                Sensitivity before = _exact;
                _exact = At(Math.Min(MostBits, (2 * _bits) + 500));
                (ratio, ulps, exact) = Ratio(order, parameter, entry, actual, worst);
                _exact = before;
            }

            if (ratio > worst)
            {
                _sweep._findings.Set(source, output, new(ratio, ulps, actual, exact.ToDouble(), Text(entry)));
            }
        }

        /// <summary>Error over bound. S is dear and only lowers the quotient: it is computed only where that would be the largest yet.</summary>
        private (double Ratio, double Ulps, BigFloat Exact) Ratio(int order, int parameter, int entry, double actual, double worst)
        {
            BigFloat exact = _exact.Exact(order, parameter, entry);
            if (exact.IsNaN || double.IsNaN(actual))
            {
                return (exact.IsNaN ? 0 : double.PositiveInfinity, double.NaN, exact);
            }

            using var scope = BigFloat.WithPrecision(_bits);
            Bound bound = Bound.Of(Entry, _samples.Hyper, order);
            (BigFloat error, BigFloat ulp) = bound.Error(exact, actual, Math.Abs(exact.ToDouble()), _sweep.Single);
            double ratio = (error / (ulp * bound.Ulps)).ToDouble(), ulps = ratio * bound.Ulps;
            if (_rounds && order > 0 && ratio > worst)
            {
                double largest = Enumerable.Range(0, _samples.Columns).Select(j => Math.Abs(_exact.Exact(order, parameter, j).ToDouble())).Where(double.IsFinite).Max();
                (_, ulp) = bound.Error(exact, actual, largest, _sweep.Single);
                ratio = (error / (ulp * bound.Ulps)).ToDouble();
            }

            if (bound.Roundings > 0 && ratio > worst)
            {
                BigFloat allowed = (ulp * bound.Ulps) + (2 * bound.Roundings * _sweep._unit * (BigFloat)_exact.Of(order, parameter, entry));
                ratio = (error / allowed).ToDouble();
            }

            return (ratio, ulps, exact);
        }

        private double[][] Residual(double[][] sample) => [[_sweep.Single ? (float)sample[0][0] - (float)sample[1][0] : sample[0][0] - sample[1][0]], [0]];

        private Sensitivity At(int bits) => Tolerance.Of(Entry, _data, _samples.Hyper, _samples.Columns, bits, _rounds);

        /// <summary>Bits for squares of the smallest and largest numbers and for 1 less e^−x.</summary>
        private static int BitsFor(IEnumerable<double[]> values)
        {
            double[] all = values.SelectMany(v => v).Where(v => v != 0 && double.IsFinite(v)).ToArray();
            int exponent = all.Length == 0 ? 0 : all.Max(v => Math.Abs(Math.ILogB(v)));
            double size = all.Length == 0 ? 0 : all.Max(Math.Abs);
            return Math.Min(MostBits, 300 + (4 * exponent) + (int)(size < 1200 ? 3 * size : 0));
        }

        private string Text(int entry)
        {
            IEnumerable<string> data = Entry.Data.Select((p, i) => $"{p.Name} = {Number(_shown[i])}");
            IEnumerable<string> hyper = Entry.Hyper.Select((p, i) => $"{p.Name} = {(_samples.Hyper[i] is Row ? "…" : Convert.ToString(_samples.Hyper[i], CultureInfo.InvariantCulture))}");
            return string.Join(", ", data.Concat(_samples.IsDefault ? [] : hyper)) + (_shown.Any(d => d.Length > 1) ? $"; entry {entry}" : "");
        }

        private static string Number(double[] values) =>
            values.Length == 1 ? values[0].ToString("R", CultureInfo.InvariantCulture)
            : values.Length > 10 ? $"[{values.Length} numbers]"
            : $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
    }

    private LossEntry Entry => entry;

    private bool Single => single;
}
