using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Grammar;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.HighPrecision;
using LossGen.Tests;

namespace LossGen.Fuzz.Checking;

/// <summary>
/// What a declaration is worth at its points: the tape as it was bound, before any rewriting and without any derivative of the compiler's, evaluated with hundreds of bits. Derivatives are differences.
/// </summary>
internal sealed class Oracle
{
    private const int Precision = 256;
    private const int Step = -64;
    private const int RoughPrecision = 160;
    private const int RoughStep = -40;
    private const int Draws = 2;
    private const int Entries = 6;

    // Roundings of this size, to first order.
    private const double Perturbation = 1.0 / (1 << 30);

    private readonly Declaration _declaration;
    private readonly NoisyTape _tape;
    private readonly int _columns;

    public Oracle(Declaration declaration, LossModel model)
    {
        _declaration = declaration;
        _columns = declaration.Columns;
        _tape = new NoisyTape(model.Tape, model.Parameters.Count, _columns, p => declaration.Parameters[p].Kind is Kind.Index or Kind.Truth);
    }

    public Expectation At(int point)
    {
        using var scope = BigFloat.WithPrecision(Precision);
        BigFloat[][] at = [.. _declaration.Parameters.Select(p => Numbers(p.Values[point]))];
        TapeValue[] plain = _tape.Plain(Arguments(at));
        TapeValue[] still = _tape.Extras(plain, null, 0);
        (int Parameter, int Entry)[] entries = [.. LookedAt(point)];
        Results exact = All(at, still, entries, Step);
        var noisy = new Results[Draws];
        var noises = _tape.Original.Nodes.Select((_, i) => new double[_tape.HasColumns(i) ? _columns : 1]).ToArray();
        using (BigFloat.WithPrecision(RoughPrecision))
        {
            for (int k = 0; k < Draws; k++)
            {
                TapeValue[] extras = _tape.Extras(plain, new Random((31 * point) + k), Perturbation);
                TapeValue[] nodes = _tape.Nodes(Arguments(at), extras);
                for (int i = 0; i < nodes.Length; i++)
                {
                    for (int j = 0; j < noises[i].Length; j++)
                    {
                        noises[i][j] = Math.Max(noises[i][j], Noise(plain[i][j], nodes[i][j]));
                    }
                }

                noisy[k] = All(at, extras, entries, RoughStep);
            }
        }

        (double largest, double smallest) = Sizes(plain);
        Parameter[] inputs = [.. _declaration.Parameters.Where(p => p.IsInput)];
        Quantity?[] Of(Parameter p, Func<Results, BigFloat[]> order)
        {
            int number = _declaration.Parameters.ToList().IndexOf(p);
            var quantities = new Quantity?[at[number].Length];
            if (p.Kind == Kind.Table)
            {
                // What no index picks.
                Array.Fill(quantities, new Quantity(0, 0));
                foreach (int row in PickedRows(number, point))
                {
                    Array.Fill(quantities, null, row * _columns, _columns);
                }
            }

            for (int k = 0; k < entries.Length; k++)
            {
                if (entries[k].Parameter == number)
                {
                    quantities[entries[k].Entry] = Quantity(order(exact)[k], noisy.Select(n => order(n)[k]));
                }
            }

            return quantities;
        }

        return new Expectation
        {
            Value = Quantity(exact.Value, noisy.Select(n => n.Value)),
            Weight = Quantity(exact.Weight, noisy.Select(n => n.Weight)),
            Gradients = [.. inputs.Select(p => Of(p, r => r.Gradient))],
            Hessians = [.. inputs.Select(p => Of(p, r => r.Hessian))],
            Margin = Margin(plain, noises),
            Largest = largest,
            Smallest = smallest,
        };
    }

    private static Quantity Quantity(BigFloat exact, IEnumerable<BigFloat> noisy) => new(exact.ToDouble(), noisy.Max(n => Noise(exact, n)));

    private static double Noise(BigFloat exact, BigFloat noisy) => exact.IsFinite && noisy.IsFinite ? BigFloat.Abs(noisy - exact).ToDouble() / Perturbation : exact.IsFinite ? double.PositiveInfinity : 0;

    private static BigFloat[] Numbers(object value) => value switch
    {
        Row row => [.. row.Values.ToArray().Select(v => (BigFloat)v)],
        Table table => [.. Enumerable.Range(0, table.Rows).SelectMany(i => table[i].Values.ToArray()).Select(v => (BigFloat)v)],
        bool truth => [truth ? BigFloat.One : BigFloat.Zero],
        int number => [number],
        _ => [(BigFloat)(double)value],
    };

    private TapeValue[] Arguments(BigFloat[][] at) =>
        [.. at.Select((v, p) => _declaration.Parameters[p].Kind switch { Kind.Table => (TapeValue)v.Chunk(_columns).ToArray(), Kind.Vector => v, _ => v[0] })];

    /// <summary>The entries by which there are derivatives; of long rows some.</summary>
    private IEnumerable<(int Parameter, int Entry)> LookedAt(int point)
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
                        yield return (p, (row * _columns) + j);
                    }
                }
            }
        }
    }

    private IEnumerable<int> PickedRows(int table, int point) => _tape.Original.Nodes
        .Where(n => n.Op == OpCode.TableEntry && n.Payload == table)
        .Select(n => _tape.Original[n.A])
        .Select(i => i.Op == OpCode.Constant ? (int)i.Value : (int)_declaration.Parameters[(int)i.Payload].Values[point])
        .Distinct();

    private Results All(BigFloat[][] at, TapeValue[] extras, (int Parameter, int Entry)[] entries, int step)
    {
        (BigFloat value, BigFloat weight) = _tape.Run(Arguments(at), extras);
        var gradient = new BigFloat[entries.Length];
        var hessian = new BigFloat[entries.Length];
        for (int k = 0; k < entries.Length; k++)
        {
            (int p, int j) = entries[k];
            BigFloat size = BigFloat.Abs(at[p][j]);
            BigFloat h = BigFloat.ScaleB(size < 0.125 ? 0.125 : size, step);
            BigFloat above = At(h), below = At(-h);
            gradient[k] = (above - below) / (2 * h);
            hessian[k] = (above - value + (below - value)) / (h * h);

            BigFloat At(BigFloat by)
            {
                BigFloat[][] moved = [.. at];
                moved[p] = [.. at[p]];
                moved[p][j] += by;
                return _tape.Run(Arguments(moved), extras).Value;
            }
        }

        return new(value, weight, gradient, hessian);
    }

    private (double Largest, double Smallest) Sizes(TapeValue[] plain)
    {
        double largest = 0, smallest = double.PositiveInfinity;
        for (int i = 0; i < plain.Length; i++)
        {
            for (int j = 0; j < (_tape.HasColumns(i) ? _columns : 1); j++)
            {
                double size = Math.Abs(plain[i][j].ToDouble());
                if (double.IsFinite(size) && size > 0)
                {
                    (largest, smallest) = (Math.Max(largest, size), Math.Min(smallest, size));
                }
            }
        }

        return (largest, smallest);
    }

    private double Margin(TapeValue[] plain, double[][] noises)
    {
        double margin = double.PositiveInfinity;
        for (int i = 0; i < plain.Length; i++)
        {
            Node n = _tape.Original[i];
            int arity = OpTable.Row(n.Op).Arity;
            if (n.Op is OpCode.TableEntry or OpCode.Gather)
            {
                continue;
            }

            if (Enumerable.Range(0, arity).All(k => _tape.IsExact[n.Operand(k)]))
            {
                continue;
            }

            if (OpTable.Row(n.Op).Form == Form.Reduction)
            {
                double[] row = [.. Enumerable.Range(0, _columns).Select(j => plain[n.A][j].ToDouble())];
                Take(Borders.OfRow(n.Op, row, [.. Enumerable.Range(0, _columns).Select(j => At(n.A, j))]));
                continue;
            }

            for (int j = 0; j < (_tape.HasColumns(i) ? _columns : 1); j++)
            {
                Take(Borders.Of(n.Op, [.. Enumerable.Range(0, arity).Select(k => plain[n.Operand(k)][j].ToDouble())], [.. Enumerable.Range(0, arity).Select(k => At(n.Operand(k), j))]));
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

    private sealed record Results(BigFloat Value, BigFloat Weight, BigFloat[] Gradient, BigFloat[] Hessian);
}
