using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>An entry of a parameter.</summary>
internal readonly record struct Place(int Parameter, int Entry);

/// <summary>A loss and its derivatives by some entries at a point; a value of a tape per node.</summary>
/// <param name="Nodes">The value of each node.</param>
/// <param name="Value">The loss.</param>
/// <param name="Weight">What the sample counts.</param>
/// <param name="First">Its derivatives.</param>
/// <param name="Second">Its second derivatives.</param>
internal sealed record Taken<T>(TapeValue<T>[] Nodes, T Value, T Weight, T[] First, T[] Second);

/// <summary>Derivatives by number: jets in the compiler's own arithmetic of 106 bits, or differences in one of hundreds of bits, which have nothing in common.</summary>
internal static class Derivatives
{
    private const int Step = -64;

    private static readonly DoubleDoubleArithmetic Numbers = DoubleDoubleArithmetic.Instance;

    /// <summary>By jets.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="places">The entries.</param>
    /// <param name="arguments">Makes the arguments; entries go through a function that is told where they belong.</param>
    public static Taken<DoubleDouble> ByJets(Tape tape, int columns, IReadOnlyList<Place> places, System.Func<System.Func<double, Place, Jet<DoubleDouble>>, TapeValue<Jet<DoubleDouble>>[]> arguments)
    {
        var jets = new JetArithmetic<DoubleDouble>(Numbers);
        var evaluator = new TapeEvaluator<Jet<DoubleDouble>>(jets);
        var first = new DoubleDouble[places.Count];
        var second = new DoubleDouble[places.Count];
        TapeValue<Jet<DoubleDouble>>[] nodes = [];
        for (int k = 0; k < places.Count || k == 0; k++)
        {
            nodes = evaluator.Run(tape, arguments((v, at) => k < places.Count && at == places[k] ? jets.Variable(v) : jets.Constant(v)), columns);
            if (k < places.Count)
            {
                (_, first[k], second[k]) = nodes[tape.Roots[0]][0];
            }
        }

        var values = new TapeValue<DoubleDouble>[nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if ((tape[i].Axes & Axes.Column) != 0)
            {
                var row = new DoubleDouble[columns];
                for (int j = 0; j < columns; j++)
                {
                    row[j] = nodes[i][j].Value;
                }

                values[i] = row;
            }
            else
            {
                values[i] = nodes[i][0].Value;
            }
        }

        return new(values, nodes[tape.Roots[0]][0].Value, tape.Roots.Count > 1 ? nodes[tape.Roots[1]][0].Value : 1, first, second);
    }

    /// <summary>By differences. The tape must not steer its derivatives.</summary>
    public static Taken<BigFloat> ByDifferences(Tape tape, int columns, IReadOnlyList<Place> places, System.Func<System.Func<double, Place, BigFloat>, TapeValue<BigFloat>[]> arguments)
    {
        var evaluator = new TapeEvaluator<BigFloat>(BigArithmetic.Instance);
        TapeValue<BigFloat>[] nodes = evaluator.Run(tape, arguments((v, _) => v), columns);
        BigFloat value = nodes[tape.Roots[0]][0];
        var first = new BigFloat[places.Count];
        var second = new BigFloat[places.Count];
        for (int k = 0; k < places.Count; k++)
        {
            BigFloat h = BigFloat.ScaleB(1, Step);
            BigFloat above = At(h), below = At(-h);
            first[k] = (above - below) / (2 * h);
            second[k] = (above - value + (below - value)) / (h * h);

            BigFloat At(BigFloat by) => evaluator.Run(tape, arguments((v, at) => at == places[k] ? v + by : v), columns)[tape.Roots[0]][0];
        }

        return new(nodes, value, tape.Roots.Count > 1 ? nodes[tape.Roots[1]][0] : 1, first, second);
    }
}
