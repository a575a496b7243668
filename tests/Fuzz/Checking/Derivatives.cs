using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>An entry of a parameter.</summary>
internal readonly record struct Place(int Parameter, int Entry);

/// <summary>A loss and its derivatives by some entries at a point.</summary>
/// <param name="Nodes">The value of each node of the tape; rows have one per column.</param>
/// <param name="Value">The loss.</param>
/// <param name="Weight">What the sample counts.</param>
/// <param name="First">Its derivatives.</param>
/// <param name="Second">Its second derivatives.</param>
/// <param name="IsTied">Whether the point was found to lie on a kink.</param>
internal sealed record Taken<T>(T[][] Nodes, T Value, T Weight, T[] First, T[] Second, bool IsTied);

/// <summary>Derivatives by number: jets in arithmetic of 106 bits, or differences in arithmetic of hundreds of bits, which have nothing in common.</summary>
internal static class Derivatives
{
    private const int Step = -64;

    /// <summary>By jets, with the bounds of rounding.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="places">The entries.</param>
    /// <param name="arguments">Makes the arguments of numbers that it asks for by value and place.</param>
    public static Taken<Rounded> ByJets(Tape tape, int columns, IReadOnlyList<Place> places, Func<Func<Rounded, Place, Jet<Rounded>>, TapeValue<Jet<Rounded>>[]> arguments)
    {
        var jets = new JetArithmetic<Rounded>(RoundedArithmetic.Instance);
        var evaluator = new TapeEvaluator<Jet<Rounded>>(jets);
        var first = new Rounded[places.Count];
        var second = new Rounded[places.Count];
        TapeValue<Jet<Rounded>>[] nodes = evaluator.Run(tape, arguments((v, _) => jets.Constant(v)), columns);
        for (int k = 0; k < places.Count; k++)
        {
            (_, first[k], second[k]) = evaluator.Run(tape, arguments((v, at) => at == places[k] ? Variable(v) : jets.Constant(v)), columns)[tape.Roots[0]][0];
        }

        Rounded[][] values = [.. nodes.Select((n, i) => Enumerable.Range(0, (tape[i].Axes & Axes.Column) != 0 ? columns : 1).Select(j => n[j].Value).ToArray())];
        return new(values, values[tape.Roots[0]][0], tape.Roots.Count > 1 ? values[tape.Roots[1]][0] : new(1, 0), first, second, jets.Tied);

        // Kernels multiply out what is 1 and what is 0 here, and round.
        Jet<Rounded> Variable(Rounded value) => new(value, new(1, 1), new(0, 1));
    }

    /// <summary>By differences.</summary>
    public static Taken<BigFloat> ByDifferences(SteeredTape steered, Tape original, int columns, IReadOnlyList<Place> places, Func<Func<Rounded, Place, BigFloat>, TapeValue<BigFloat>[]> arguments)
    {
        var evaluator = new TapeEvaluator<BigFloat>(BigArithmetic.Instance);
        TapeValue<BigFloat>[] still = steered.Still(evaluator.Run(original, arguments((v, _) => v.Value.High), columns));
        (BigFloat value, BigFloat weight) = Run((v, _) => v.Value.High);
        var first = new BigFloat[places.Count];
        var second = new BigFloat[places.Count];
        for (int k = 0; k < places.Count; k++)
        {
            BigFloat h = BigFloat.ScaleB(1, Step);
            BigFloat above = At(h), below = At(-h);
            first[k] = (above - below) / (2 * h);
            second[k] = (above - value + (below - value)) / (h * h);

            BigFloat At(BigFloat by) => Run((v, at) => at == places[k] ? v.Value.High + by : v.Value.High).Value;
        }

        return new([], value, weight, first, second, false);

        (BigFloat Value, BigFloat Weight) Run(Func<Rounded, Place, BigFloat> number)
        {
            Tape tape = steered.Tape;
            TapeValue<BigFloat>[] nodes = evaluator.Run(tape, [.. arguments(number), .. still], columns);
            return (nodes[tape.Roots[0]][0], tape.Roots.Count > 1 ? nodes[tape.Roots[1]][0] : 1);
        }
    }
}
