using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Losses.Tests.Precision;

/// <summary>A parameter of a tape: a number is an array of one, a table is row after row.</summary>
internal sealed record Argument(ParameterType Type, double[] Values)
{
    /// <summary>Whether it is rounded in kernels, and may be moved.</summary>
    public bool IsReal => Type is ParameterType.Double or ParameterType.Row or ParameterType.Table;
}

/// <summary>
/// How far a result may move when what it is computed from is rounded: S = Σ |x·∂e/∂x| over the entries of the parameters, two parameters that enter by
/// their difference being one, plus the largest term that comes from lnΓ. The derivatives are differences of the tape's value in high precision.
/// </summary>
internal sealed class Sensitivity
{
    private const int StepBits = 150;
    private const int NumberPrecision = 900;

    // The least probability of a row that is a normal double is 2⁻¹⁰²² of its sum.
    private const int RowPrecision = 1600;

    private readonly Tape _tape;
    private readonly int _columns;
    private readonly IReadOnlyList<Argument> _arguments;
    private readonly BigFloat[][] _at;
    private readonly IReadOnlyList<(int First, int Second)> _differences;
    private readonly int[] _gammas;
    private readonly int _precision;

    /// <param name="tape">The loss; its first root is the value, times a second one where the loss says what a sample counts.</param>
    /// <param name="arguments">The value of each parameter.</param>
    /// <param name="columns">The columns of rows and tables.</param>
    /// <param name="differences">Pairs of parameters of which only the difference counts. It belongs to the first.</param>
    /// <param name="precision">The bits of the arithmetic; by default enough for the least probabilities.</param>
    public Sensitivity(Tape tape, IReadOnlyList<Argument> arguments, int columns, IReadOnlyList<(int First, int Second)> differences, int? precision = null)
    {
        _tape = tape;
        _arguments = arguments;
        _columns = columns;
        _at = arguments.Select(a => a.Values.Select(v => (BigFloat)v).ToArray()).ToArray();
        _differences = differences;
        _precision = precision ?? (arguments.Any(a => a.Type is ParameterType.Row or ParameterType.Table) ? RowPrecision : NumberPrecision);
        bool[] live = tape.Reachable(tape.Roots.ToArray());
        _gammas = Enumerable.Range(0, tape.Count).Where(i => live[i] && tape[i].Op is OpCode.LogGamma).ToArray();
    }

    /// <summary>S of the derivative of some order by an entry of a parameter; 0 where it has no meaning, as at the end of a domain.</summary>
    /// <param name="order">0 for the value, 1 for the gradient, 2 for the second derivative.</param>
    /// <param name="parameter">The parameter of the derivative.</param>
    /// <param name="entry">The entry of it.</param>
    public double Of(int order, int parameter = 0, int entry = 0)
    {
        using var scope = BigFloat.WithPrecision(_precision);
        BigFloat sum = BigFloat.Zero;
        for (int p = 0; p < _at.Length; p++)
        {
            if (!_arguments[p].IsReal || !IsUsed(p) || _differences.Any(d => d.Second == p))
            {
                continue;
            }

            foreach (int i in Enumerable.Range(0, _at[p].Length))
            {
                BigFloat size = _differences.Any(d => d.First == p) ? _at[p][i] - _at[_differences.Single(d => d.First == p).Second][i] : _at[p][i];
                if (!size.IsZero)
                {
                    BigFloat term = BigFloat.Abs(size * Slope(order, (parameter, entry), (p, i)));
                    sum = term.IsFinite ? sum + term : sum;
                }
            }
        }

        BigFloat largest = BigFloat.Zero;
        foreach (int gamma in _gammas)
        {
            BigFloat term = BigFloat.Abs(Derivative(at => Run(at)[gamma][0], order, (parameter, entry), _at));
            largest = term.IsFinite && term > largest ? term : largest;
        }

        return (sum + largest).ToDouble();
    }

    /// <summary>The derivative itself, rounded.</summary>
    public double Value(int order, int parameter = 0, int entry = 0)
    {
        using var scope = BigFloat.WithPrecision(_precision);
        return Derivative(Value, order, (parameter, entry), _at).ToDouble();
    }

    private bool IsUsed(int parameter)
    {
        foreach (Node n in _tape.Nodes)
        {
            if (n.Op is OpCode.Data or OpCode.Hyper or OpCode.TableEntry && n.Payload == parameter)
            {
                return true;
            }
        }

        return false;
    }

    private BigFloat Slope(int order, (int Parameter, int Entry) x, (int Parameter, int Entry) by)
    {
        BigFloat step = Step(by);
        return (Derivative(Value, order, x, Moved(_at, by, step)) - Derivative(Value, order, x, Moved(_at, by, -step))) / (2 * step);
    }

    private BigFloat Derivative(Func<BigFloat[][], BigFloat> value, int order, (int Parameter, int Entry) x, BigFloat[][] at)
    {
        if (order == 0)
        {
            return value(at);
        }

        BigFloat step = Step(x);
        BigFloat above = value(Moved(at, x, step));
        BigFloat below = value(Moved(at, x, -step));
        return order == 1
            ? (above - below) / (2 * step)
            : (above - value(at) + (below - value(at))) / (step * step);
    }

    private BigFloat Value(BigFloat[][] at)
    {
        TapeValue[] nodes = Run(at);
        return _tape.Roots.Count == 1 ? nodes[_tape.Roots[0]][0] : nodes[_tape.Roots[0]][0] * nodes[_tape.Roots[1]][0];
    }

    private TapeValue[] Run(BigFloat[][] at) => TapeEvaluator.Run(
        _tape,
        at.Select((values, p) => _arguments[p].Type switch
        {
            ParameterType.Table => values.Chunk(_columns).ToArray(),
            ParameterType.Row => values,
            _ => (TapeValue)values[0],
        }).ToArray(),
        _columns);

    private BigFloat Step((int Parameter, int Entry) x)
    {
        BigFloat size = BigFloat.Abs(_at[x.Parameter][x.Entry]);
        return BigFloat.ScaleB(size.IsZero ? BigFloat.One : size, -StepBits);
    }

    private static BigFloat[][] Moved(BigFloat[][] at, (int Parameter, int Entry) x, BigFloat by)
    {
        var moved = (BigFloat[][])at.Clone();
        moved[x.Parameter] = (BigFloat[])moved[x.Parameter].Clone();
        moved[x.Parameter][x.Entry] += by;
        return moved;
    }
}
