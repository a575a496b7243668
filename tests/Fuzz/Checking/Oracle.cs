using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Grammar;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>
/// What a declaration is worth at its points: the tape as it was bound, before any rewriting and without any symbolic derivative. How much of it rounding may cost is found by moving every value
/// on the way a little, up or down at random.
/// </summary>
internal sealed class Oracle
{
    private const int Draws = 2;
    private const int Entries = 6;
    private const int Precision = 256;

    // Roundings of this size, to first order.
    private const double Perturbation = 1.0 / (1 << 30);

    private static readonly DoubleDoubleArithmetic Numbers = DoubleDoubleArithmetic.Instance;

    private readonly Declaration _declaration;
    private readonly LossModel _model;
    private readonly NoisyTape _tape;
    private readonly int _columns;

    public Oracle(Declaration declaration, LossModel model)
    {
        (_declaration, _model, _columns) = (declaration, model, declaration.Columns);
        _tape = new NoisyTape(model.Tape, model.Parameters.Count, _columns, p => declaration.Parameters[p].Kind is Kind.Index or Kind.Truth);
    }

    public Expectation At(int point)
    {
        Place[] places = [.. LookedAt(point)];
        Taken<DoubleDouble> exact = Derivatives.ByJets(_model.Tape, _columns, places, number => Arguments(point, number));
        var noisy = new Taken<DoubleDouble>[Draws];
        var noises = exact.Nodes.Select((_, i) => new double[Width(i)]).ToArray();
        for (int k = 0; k < Draws; k++)
        {
            TapeValue<DoubleDouble>[] extras = _tape.Extras(Numbers, exact.Nodes, new Random((31 * point) + k), Perturbation);
            TapeValue<Jet<DoubleDouble>>[] constants = [.. extras.Select(Constant)];
            noisy[k] = Derivatives.ByJets(_tape.Tape, _columns, places, number => [.. Arguments(point, number), .. constants]);
            for (int i = 0; i < noises.Length; i++)
            {
                for (int j = 0; j < noises[i].Length; j++)
                {
                    noises[i][j] = Math.Max(noises[i][j], Noise(exact.Nodes[i][j], noisy[k].Nodes[_tape.NodeOf(i)][j]));
                }
            }
        }

        (double largest, double smallest) = Sizes(exact.Nodes);
        Parameter[] inputs = [.. _declaration.Parameters.Where(p => p.IsInput)];
        return new Expectation
        {
            Value = Quantity(exact.Value, noisy.Select(n => n.Value)),
            Weight = Quantity(exact.Weight, noisy.Select(n => n.Weight)),
            Gradients = [.. inputs.Select(p => Of(p, t => t.First))],
            Hessians = [.. inputs.Select(p => Of(p, t => t.Second))],
            Nodes = exact.Nodes,
            Margin = Margin(exact.Nodes, noises),
            Largest = largest,
            Smallest = smallest,
        };

        Quantity?[] Of(Parameter p, Func<Taken<DoubleDouble>, DoubleDouble[]> order)
        {
            int number = Number(p);
            var quantities = new Quantity?[p.Values[point] switch { Row r => r.Length, Table t => t.Rows * t.Columns, _ => 1 }];
            if (p.Kind == Kind.Table)
            {
                // What no index picks.
                Array.Fill(quantities, new Quantity(0, 0));
                foreach (int row in PickedRows(number, point))
                {
                    Array.Fill(quantities, null, row * _columns, _columns);
                }
            }

            for (int k = 0; k < places.Length; k++)
            {
                if (places[k].Parameter == number)
                {
                    quantities[places[k].Entry] = Quantity(order(exact)[k], noisy.Select(n => order(n)[k]));
                }
            }

            return quantities;
        }
    }

    /// <summary>The same by differences; null where they agree.</summary>
    public string? Contradiction(int point)
    {
        using var scope = BigFloat.WithPrecision(Precision);
        Place[] places = [.. LookedAt(point)];
        Taken<DoubleDouble> jets = Derivatives.ByJets(_model.Tape, _columns, places, number => Arguments(point, number));
        TapeValue<BigFloat>[] plain = new TapeEvaluator<BigFloat>(BigArithmetic.Instance).Run(_model.Tape, Arguments<BigFloat>(point, (v, _) => v), _columns);
        TapeValue<BigFloat>[] extras = _tape.Extras(BigArithmetic.Instance, plain, null, 0);
        Taken<BigFloat> differences = Derivatives.ByDifferences(_tape.Tape, _columns, places, number => [.. Arguments(point, number), .. extras]);
        for (int k = 0; k < places.Length; k++)
        {
            if (!Agree(jets.First[k], differences.First[k]) || !Agree(jets.Second[k], differences.Second[k]))
            {
                return $"by {places[k]} jets give {jets.First[k]} and {jets.Second[k]}, differences {differences.First[k].ToDouble():R} and {differences.Second[k].ToDouble():R}";
            }
        }

        return Agree(jets.Value, differences.Value) ? null : $"{jets.Value} and {differences.Value.ToDouble():R} are not the same value";

        static bool Agree(DoubleDouble x, BigFloat y) => x.IsNaN || !y.IsFinite || Math.Abs(x.High - y.ToDouble()) <= (1e-9 * Math.Abs(x.High)) + 1e-20;
    }

    private static Quantity Quantity(DoubleDouble exact, IEnumerable<DoubleDouble> noisy) => new(exact.High, noisy.Max(n => Noise(exact, n)));

    private static double Noise(DoubleDouble exact, DoubleDouble noisy) =>
        !double.IsFinite(exact.High) ? 0 : double.IsFinite(noisy.High) ? Math.Abs((noisy - exact).High) / Perturbation : double.PositiveInfinity;

    private TapeValue<Jet<DoubleDouble>> Constant(TapeValue<DoubleDouble> value, int extra)
    {
        static Jet<DoubleDouble> Jet(DoubleDouble v) => new(v, 0, 0);
        return _tape.ExtraHasColumns(extra) ? Enumerable.Range(0, _columns).Select(j => Jet(value[j])).ToArray() : Jet(value[0]);
    }

    private TapeValue<T>[] Arguments<T>(int point, Func<double, Place, T> number) => [.. _declaration.Parameters.Select((p, k) => p.Values[point] switch
    {
        Row row => (TapeValue<T>)row.Values.ToArray().Select((v, j) => number(v, new(k, j))).ToArray(),
        Table table => (TapeValue<T>)Enumerable.Range(0, table.Rows).Select(r => table[r].Values.ToArray().Select((v, j) => number(v, new(k, (r * _columns) + j))).ToArray()).ToArray(),
        bool truth => (TapeValue<T>)number(truth ? 1 : 0, new(k, 0)),
        int whole => (TapeValue<T>)number(whole, new(k, 0)),
        object real => (TapeValue<T>)number((double)real, new(k, 0)),
    })];

    private int Width(int node) => _tape.HasColumns(node) ? _columns : 1;

    private int Number(Parameter p) => _declaration.Parameters.ToList().IndexOf(p);

    /// <summary>The entries by which there are derivatives; of long rows some.</summary>
    private IEnumerable<Place> LookedAt(int point)
    {
        for (int p = 0; p < _declaration.Parameters.Count; p++)
        {
            Parameter parameter = _declaration.Parameters[p];
            IEnumerable<int> rows = !parameter.IsInput ? [] : parameter.Kind == Kind.Table ? PickedRows(p, point) : [0];
            foreach (int row in rows)
            {
                int length = parameter.HasColumns ? _columns : 1;
                for (int j = 0; j < length; j++)
                {
                    if (length <= Entries || j < 2 || j == length - 1 || j == (point * 7) % length)
                    {
                        yield return new(p, (row * _columns) + j);
                    }
                }
            }
        }
    }

    private IEnumerable<int> PickedRows(int table, int point) => _model.Tape.Nodes
        .Where(n => n.Op == OpCode.TableEntry && n.Payload == table)
        .Select(n => _model.Tape[n.A])
        .Select(i => i.Op == OpCode.Constant ? (int)i.Value : (int)_declaration.Parameters[(int)i.Payload].Values[point])
        .Distinct();

    private (double Largest, double Smallest) Sizes(TapeValue<DoubleDouble>[] plain)
    {
        double largest = 0, smallest = double.PositiveInfinity;
        for (int i = 0; i < plain.Length; i++)
        {
            for (int j = 0; j < Width(i); j++)
            {
                double size = Math.Abs(plain[i][j].High);
                if (double.IsFinite(size) && size > 0)
                {
                    (largest, smallest) = (Math.Max(largest, size), Math.Min(smallest, size));
                }
            }
        }

        return (largest, smallest);
    }

    private double Margin(TapeValue<DoubleDouble>[] plain, double[][] noises)
    {
        double margin = double.PositiveInfinity;
        for (int i = 0; i < plain.Length; i++)
        {
            Node n = _model.Tape[i];
            int arity = OpTable.Row(n.Op).Arity;

            // Whole numbers are compared exactly.
            if (n.Op is OpCode.TableEntry or OpCode.Gather || Enumerable.Range(0, arity).All(k => _tape.IsExact[n.Operand(k)]))
            {
                continue;
            }

            if (OpTable.Row(n.Op).Form == Form.Reduction)
            {
                Take(Borders.OfRow(n.Op, [.. Enumerable.Range(0, _columns).Select(j => plain[n.A][j].High)], [.. Enumerable.Range(0, _columns).Select(j => At(n.A, j))]));
                continue;
            }

            for (int j = 0; j < Width(i); j++)
            {
                Take(Borders.Of(n.Op, [.. Enumerable.Range(0, arity).Select(k => plain[n.Operand(k)][j].High)], [.. Enumerable.Range(0, arity).Select(k => At(n.Operand(k), j))]));
            }
        }

        return margin;

        double At(int node, int column) => noises[node][noises[node].Length == 1 ? 0 : column];

        void Take(IEnumerable<(double Gap, double Noise)> borders)
        {
            foreach ((double gap, double noise) in borders)
            {
                double distance = gap == 0 ? 0 : Math.Abs(gap) / noise;
                margin = distance < margin ? distance : margin;
            }
        }
    }
}
