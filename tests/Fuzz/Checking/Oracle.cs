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
/// What a declaration is worth at its points: the tape as it was bound, before any rewriting and without any symbolic derivative.
/// </summary>
internal sealed class Oracle(Declaration declaration, LossModel model)
{
    private const int MostEntries = 6;
    private const int Bits = 256;

    // What differences leave of 0, and what they make of a jump.
    private const double Residue = 1e-30;
    private const double Jump = 1e15;

    /// <summary>A kernel's second derivative may be multiplied out where the declaration's is a product: each has its own roundings.</summary>
    private const double MultipliedOut = 2;

    private readonly int _columns = declaration.Columns;
    private readonly SteeredTape _steered = new(model.Tape, model.Parameters.Count, declaration.Columns);

    public Expectation At(int point)
    {
        Place[] places = [.. LookedAt(point)];
        Taken<Rounded> exact = Derivatives.ByJets(model.Tape, _columns, places, number => Arguments(point, number));
        (double margin, double largest, double smallest) = Around(exact.Nodes);

        // A branch taken for 0·ln 0 has no jets of its own, and huge exponentials are infinite to them.
        Taken<BigFloat>? differences = (exact.IsTied && margin > 0) || !double.IsFinite(exact.Value.Value.High) ? Differences(point, places) : null;
        // What a second derivative is on a kink is a convention.
        bool isKinked = exact.IsTied && model.Tape.Nodes.Select((n, i) => (Node: n, Values: exact.Nodes[i])).Any(n => IsKinked(n.Node, n.Values, exact.Nodes));
        Parameter[] inputs = [.. declaration.Parameters.Where(p => p.IsInput)];
        return new Expectation
        {
            Value = Quantity(exact.Value, differences?.Value),
            Weight = Quantity(exact.Weight, null),
            Gradients = [.. inputs.Select(p => Of(p, exact.First, differences?.First))],
            Hessians = [.. inputs.Select(p => Of(p, exact.Second, differences?.Second, MultipliedOut, isKinked))],
            Nodes = exact.Nodes,
            Margin = margin,
            Largest = largest,
            Smallest = smallest,
        };

        Quantity?[] Of(Parameter p, Rounded[] jets, BigFloat[]? instead, double roundings = 1, bool isLeftOut = false)
        {
            int number = declaration.Parameters.ToList().IndexOf(p);
            var quantities = new Quantity?[p.Values[point] switch { Row r => r.Length, Table t => t.Rows * t.Columns, _ => 1 }];
            if (p.Kind == Kind.Table)
            {
                // What no index picks, and is not touched by a sample that is NaN.
                Array.Fill(quantities, exact.Value.Value.IsNaN ? null : new Quantity(0, 0));
                foreach (int row in PickedRows(number, point))
                {
                    Array.Fill(quantities, null, row * _columns, _columns);
                }
            }

            for (int k = 0; k < places.Length; k++)
            {
                if (places[k].Parameter == number)
                {
                    Quantity q = Quantity(jets[k], instead?[k]);
                    q = q with { Error = q.Error * roundings };
                    quantities[places[k].Entry] = !isLeftOut && double.IsFinite(q.Exact) && !(instead is not null && Math.Abs(q.Exact) > Jump) ? q : null;
                }
            }

            return quantities;
        }
    }

    private static bool IsKinked(Node n, Rounded[] values, Rounded[][] nodes) => n.Op switch
    {
        OpCode.Abs or OpCode.AbsSlope => nodes[n.A].Any(v => v.Value.IsZero),
        OpCode.Max or OpCode.Min => Enumerable.Range(0, values.Length).Any(j => (nodes[n.A][nodes[n.A].Length == 1 ? 0 : j].Value - nodes[n.B][nodes[n.B].Length == 1 ? 0 : j].Value).IsZero),
        _ => false,
    };

    /// <summary>Where jets and differences give different results; null where they agree.</summary>
    public string? Contradiction(int point)
    {
        Place[] places = [.. LookedAt(point)];
        Taken<Rounded> jets = Derivatives.ByJets(model.Tape, _columns, places, number => Arguments(point, number));
        Taken<BigFloat> differences = Differences(point, places);
        for (int k = 0; k < places.Length && !jets.IsTied; k++)
        {
            if (!Agree(jets.First[k], differences.First[k]) || !Agree(jets.Second[k], differences.Second[k]))
            {
                return $"by {places[k]} jets give {jets.First[k].Value} and {jets.Second[k].Value}, differences {differences.First[k].ToDouble():R} and {differences.Second[k].ToDouble():R}";
            }
        }

        return Agree(jets.Value, differences.Value) ? null : $"{jets.Value.Value} and {differences.Value.ToDouble():R} are not the same value";

        static bool Agree(Rounded x, BigFloat y) => !double.IsFinite(x.Value.High) || !double.IsFinite(x.Error) || !y.IsFinite || Math.Abs(x.Value.High - y.ToDouble()) <= (1e-12 * x.Error) + 1e-20;
    }

    private static Quantity Quantity(Rounded jets, BigFloat? instead) => instead is { } difference ? new(difference.ToDouble(), jets.Error + (Residue / Tolerance.Double.Unit)) : new(jets.Value.High, jets.Error);

    private Taken<BigFloat> Differences(int point, Place[] places)
    {
        using var scope = BigFloat.WithPrecision(Bits);
        return Derivatives.ByDifferences(_steered, model.Tape, _columns, places, number => Arguments(point, number));
    }

    private TapeValue<T>[] Arguments<T>(int point, Func<Rounded, Place, T> number) => [.. declaration.Parameters.Select((p, k) => p.Values[point] switch
    {
        Row row => (TapeValue<T>)row.Values.ToArray().Select((v, j) => number(Rounded.Datum(v), new(k, j))).ToArray(),
        Table table => (TapeValue<T>)Enumerable.Range(0, table.Rows).Select(r => table[r].Values.ToArray().Select((v, j) => number(Rounded.Datum(v), new(k, (r * _columns) + j))).ToArray()).ToArray(),
        bool truth => (TapeValue<T>)number(new(truth ? 1 : 0, 0), new(k, 0)),
        int whole => (TapeValue<T>)number(new(whole, 0), new(k, 0)),
        object real => (TapeValue<T>)number(Rounded.Datum((double)real), new(k, 0)),
    })];

    /// <summary>The entries by which there are derivatives; of long rows some.</summary>
    private IEnumerable<Place> LookedAt(int point)
    {
        for (int p = 0; p < declaration.Parameters.Count; p++)
        {
            Parameter parameter = declaration.Parameters[p];
            IEnumerable<int> rows = !parameter.IsInput ? [] : parameter.Kind == Kind.Table ? PickedRows(p, point) : [0];
            foreach (int row in rows)
            {
                int length = parameter.HasColumns ? _columns : 1;
                for (int j = 0; j < length; j++)
                {
                    if (length <= MostEntries || j < 2 || j == length - 1 || j == (point * 7) % length)
                    {
                        yield return new(p, (row * _columns) + j);
                    }
                }
            }
        }
    }

    private IEnumerable<int> PickedRows(int table, int point) => model.Tape.Nodes
        .Where(n => n.Op == OpCode.TableEntry && n.Payload == table)
        .Select(n => model.Tape[n.A])
        .Select(i => i.Op == OpCode.Constant ? (int)i.Value : (int)declaration.Parameters[(int)i.Payload].Values[point])
        .Distinct();

    /// <summary>How near the point is to a border, and the sizes of the values met on the way.</summary>
    private (double Margin, double Largest, double Smallest) Around(Rounded[][] nodes)
    {
        double margin = double.PositiveInfinity, largest = 0, smallest = double.PositiveInfinity;
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (Rounded value in nodes[i])
            {
                double size = Math.Abs(value.Value.High);
                if (double.IsFinite(size) && size > 0)
                {
                    (largest, smallest) = (Math.Max(largest, size), Math.Min(smallest, size));
                }
            }

            Node n = model.Tape[i];
            int arity = OpTable.Row(n.Op).Arity;
            if (n.Op is OpCode.TableEntry or OpCode.Gather)
            {
                continue;
            }

            if (OpTable.Row(n.Op).Form == Form.Reduction)
            {
                Take(Borders.OfRow(n.Op, nodes[n.A]));
                continue;
            }

            for (int j = 0; j < nodes[i].Length; j++)
            {
                Take(Borders.Of(n.Op, [.. Enumerable.Range(0, arity).Select(k => nodes[n.Operand(k)] is { Length: 1 } single ? single[0] : nodes[n.Operand(k)][j])]));
            }
        }

        return (margin, largest, smallest);

        void Take(IEnumerable<(double Gap, double Error)> borders)
        {
            foreach ((double gap, double error) in borders)
            {
                // What is exact is compared exactly.
                double distance = error == 0 ? double.PositiveInfinity : Math.Abs(gap) / error;
                margin = distance < margin ? distance : margin;
            }
        }
    }
}
