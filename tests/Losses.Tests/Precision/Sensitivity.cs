using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Losses.Tests.Precision;

/// <summary>A parameter of a tape: a number is an array of one, a table is row after row.</summary>
internal sealed record Argument(ParameterType Type, double[] Values)
{
    /// <summary>Whether it is rounded in kernels, and may be moved.</summary>
    public bool IsReal => Type is ParameterType.Double or ParameterType.Row or ParameterType.Table;
}

/// <summary>
/// How far a result may move when what it is computed from is rounded: S = Σ |x·∂e/∂x| over the entries of the parameters, two parameters that enter by
/// their difference being one, plus the largest term that comes from lnΓ. Results and their derivatives are by number, of the formula as declared, in high precision.
/// </summary>
internal sealed class Sensitivity
{
    private const int NumberPrecision = 700;

    // The least probability of a row that is a normal double is 2⁻¹⁰²² of its sum.
    private const int RowPrecision = 1400;

    private const int StepBits = 150;

    private readonly Tape _tape;
    private readonly int _columns;
    private readonly IReadOnlyList<Argument> _arguments;
    private readonly IReadOnlyList<(int First, int Second)> _differences;
    private readonly bool[] _live;
    private readonly int[] _gammas;
    private readonly int _precision;
    private readonly Dictionary<(int Parameter, int Entry), Line> _lines = [];

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
        _differences = differences;
        _precision = precision ?? (arguments.Any(a => a.Type is ParameterType.Row or ParameterType.Table) ? RowPrecision : NumberPrecision);
        _live = tape.Reachable(tape.Roots.ToArray());
        _gammas = Enumerable.Range(0, tape.Count).Where(i => _live[i] && tape[i].Op is OpCode.LogGamma).ToArray();
    }

    /// <summary>S of the derivative of some order by an entry of a parameter; 0 where it has no meaning, as at the end of a domain.</summary>
    /// <param name="order">0 for the value, 1 for the gradient, 2 for the second derivative.</param>
    /// <param name="parameter">The parameter of the derivative.</param>
    /// <param name="entry">The entry of it.</param>
    public double Of(int order, int parameter = 0, int entry = 0)
    {
        using var scope = BigFloat.WithPrecision(_precision);
        BigFloat sum = BigFloat.Zero;
        for (int p = 0; p < _arguments.Count; p++)
        {
            if (!_arguments[p].IsReal || !IsUsed(p) || _differences.Any(d => d.Second == p))
            {
                continue;
            }

            foreach (int i in Enumerable.Range(0, _arguments[p].Values.Length))
            {
                BigFloat size = _arguments[p].Values[i];
                size = _differences.Any(d => d.First == p) ? size - _arguments[_differences.Single(d => d.First == p).Second].Values[i] : size;
                if (!size.IsZero)
                {
                    BigFloat term = BigFloat.Abs(size * Of(order, Slope((parameter, entry), (p, i))));
                    sum = term.IsFinite ? sum + term : sum;
                }
            }
        }

        BigFloat largest = BigFloat.Zero;
        foreach (BigFloat gamma in LineOf(parameter, entry).Gammas.Select(g => BigFloat.Abs(Of(order, g))))
        {
            largest = gamma.IsFinite && gamma > largest ? gamma : largest;
        }

        return (sum + largest).ToDouble();
    }

    /// <summary>The derivative itself, rounded.</summary>
    public double Value(int order, int parameter = 0, int entry = 0) => Exact(order, parameter, entry).ToDouble();

    /// <summary>The derivative itself; where by number there is none, as between two branches or beyond the range of an exponential, the quotient of differences.</summary>
    public BigFloat Exact(int order, int parameter = 0, int entry = 0) =>
        order > 0 && IsKink(order, parameter, entry) ? Quotient(order, (parameter, entry)) : Of(order, LineOf(parameter, entry).Result);

    /// <summary>Whether a derivative stands on a kink, where another branch is taken on one side, or does not exist.</summary>
    public bool IsKink(int order, int parameter, int entry = 0) => LineOf(parameter, entry).IsKink || !Of(order, LineOf(parameter, entry).Result).IsFinite;

    private static BigFloat Of(int order, Jet<BigFloat> line) => order switch { 0 => line.Value, 1 => line.First, _ => line.Second };

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

    /// <summary>The result along an entry of a parameter.</summary>
    private Line LineOf(int parameter, int entry)
    {
        if (!_lines.TryGetValue((parameter, entry), out Line? line))
        {
            using var scope = BigFloat.WithPrecision(_precision);
            var jets = new JetArithmetic<BigFloat>(BigArithmetic.Instance);
            TapeValue<Jet<BigFloat>>[] nodes = Run(jets, (p, i) => p == parameter && i == entry ? jets.Variable(_arguments[p].Values[i]) : jets.From(_arguments[p].Values[i]));
            line = new(Result(jets, nodes), jets.Tied, _gammas.Select(g => nodes[g][0]).ToArray());
            _lines.Add((parameter, entry), line);
        }

        return line;
    }

    /// <summary>How the result along x moves with another entry.</summary>
    private Jet<BigFloat> Slope((int Parameter, int Entry) x, (int Parameter, int Entry) by)
    {
        var jets = new JetArithmetic<BigFloat>(BigArithmetic.Instance);
        var outer = new JetArithmetic<Jet<BigFloat>>(jets);
        return Result(outer, Run(outer, (p, i) =>
        {
            Jet<BigFloat> inner = (p, i) == x ? jets.Variable(_arguments[p].Values[i]) : jets.From(_arguments[p].Values[i]);
            return (p, i) == by ? outer.Variable(inner) : outer.Constant(inner);
        })).First;
    }

    private BigFloat Quotient(int order, (int Parameter, int Entry) x)
    {
        using var scope = BigFloat.WithPrecision(_precision);
        BigFloat size = BigFloat.Abs(_arguments[x.Parameter].Values[x.Entry]), step = BigFloat.ScaleB(size.IsZero ? BigFloat.One : size, -StepBits);
        BigFloat above = Moved(step), below = Moved(-step);
        return order == 1 ? (above - below) / (2 * step) : (above - Moved(0) + (below - Moved(0))) / (step * step);

        BigFloat Moved(BigFloat by) => Result(
            BigArithmetic.Instance,
            Run(BigArithmetic.Instance, (p, i) => (p, i) == x ? _arguments[p].Values[i] + by : _arguments[p].Values[i]));
    }

    private T Result<T>(Arithmetic<T> arithmetic, TapeValue<T>[] nodes) =>
        _tape.Roots.Count == 1 ? nodes[_tape.Roots[0]][0] : arithmetic.Multiply(nodes[_tape.Roots[0]][0], nodes[_tape.Roots[1]][0]);

    private TapeValue<T>[] Run<T>(Arithmetic<T> arithmetic, Func<int, int, T> at) => new TapeEvaluator<T>(arithmetic).Run(
        _tape,
        _arguments.Select((argument, p) =>
        {
            T[] values = argument.Values.Select((_, i) => at(p, i)).ToArray();
            return argument.Type switch
            {
                ParameterType.Table => values.Chunk(_columns).ToArray(),
                ParameterType.Row => values,
                _ => (TapeValue<T>)values[0],
            };
        }).ToArray(),
        _columns,
        _live);

    private sealed record Line(Jet<BigFloat> Result, bool IsKink, Jet<BigFloat>[] Gammas);
}
