using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.HighPrecision;
using LossGen.Tests;

namespace LossGen.Losses.Tests.Precision;

/// <summary>
/// How far a result may move when what it is computed from is rounded: S = Σ |x·∂e/∂x| over the parameters, two parameters that enter by their
/// difference being one, plus the largest term that comes from lnΓ. The derivatives are differences of the tape's value in high precision.
/// </summary>
internal sealed class Sensitivity
{
    private const int Precision = 900;
    private const int StepBits = 150;

    private readonly Tape _tape;
    private readonly BigFloat[] _at;
    private readonly (int First, int Second) _difference;
    private readonly int[] _gammas;

    /// <param name="tape">The loss; its root is the value.</param>
    /// <param name="parameters">The value of each parameter.</param>
    /// <param name="difference">Two parameters of which only the difference counts; −1 where there are none.</param>
    public Sensitivity(Tape tape, IReadOnlyList<double> parameters, (int First, int Second) difference)
    {
        _tape = tape;
        _at = parameters.Select(p => (BigFloat)p).ToArray();
        _difference = difference;
        bool[] live = tape.Reachable(tape.Roots.ToArray());
        _gammas = Enumerable.Range(0, tape.Count).Where(i => live[i] && tape[i].Op is OpCode.LogGamma).ToArray();
    }

    /// <summary>S of the derivative of some order for one parameter; 0 where it has no meaning, as at the end of a domain.</summary>
    /// <param name="order">0 for the value, 1 for the gradient, 2 for the second derivative.</param>
    /// <param name="parameter">The parameter of the derivative.</param>
    public double Of(int order, int parameter = 0)
    {
        using var scope = BigFloat.WithPrecision(Precision);
        int root = _tape.Roots[0];
        BigFloat sum = BigFloat.Zero;
        for (int i = 0; i < _at.Length; i++)
        {
            bool pair = i == _difference.First;
            BigFloat size = pair ? _at[i] - _at[_difference.Second] : _at[i];
            if (i != _difference.Second && !size.IsZero && IsUsed(i))
            {
                BigFloat term = BigFloat.Abs(size * Slope(root, order, parameter, i));
                sum = term.IsFinite ? sum + term : sum;
            }
        }

        BigFloat largest = BigFloat.Zero;
        foreach (int gamma in _gammas)
        {
            BigFloat term = BigFloat.Abs(Derivative(gamma, order, parameter, _at));
            largest = term.IsFinite && term > largest ? term : largest;
        }

        return (sum + largest).ToDouble();
    }

    /// <summary>The derivative itself, rounded.</summary>
    public double Value(int order, int parameter = 0)
    {
        using var scope = BigFloat.WithPrecision(Precision);
        return Derivative(_tape.Roots[0], order, parameter, _at).ToDouble();
    }

    private bool IsUsed(int parameter)
    {
        foreach (Node n in _tape.Nodes)
        {
            if (n.Op is OpCode.Data or OpCode.Hyper && n.Payload == parameter)
            {
                return true;
            }
        }

        return false;
    }

    private BigFloat Slope(int node, int order, int parameter, int by)
    {
        BigFloat step = Step(by);
        return (Derivative(node, order, parameter, Moved(_at, by, step)) - Derivative(node, order, parameter, Moved(_at, by, -step))) / (2 * step);
    }

    private BigFloat Derivative(int node, int order, int parameter, BigFloat[] at)
    {
        if (order == 0)
        {
            return Value(node, at);
        }

        BigFloat step = Step(parameter);
        BigFloat above = Value(node, Moved(at, parameter, step));
        BigFloat below = Value(node, Moved(at, parameter, -step));
        return order == 1
            ? (above - below) / (2 * step)
            : (above - Value(node, at) + (below - Value(node, at))) / (step * step);
    }

    private BigFloat Value(int node, BigFloat[] at) => TapeEvaluator.Run(_tape, at)[node];

    private BigFloat Step(int parameter)
    {
        BigFloat size = BigFloat.Abs(_at[parameter]);
        return BigFloat.ScaleB(size.IsZero ? BigFloat.One : size, -StepBits);
    }

    private static BigFloat[] Moved(BigFloat[] at, int parameter, BigFloat by)
    {
        var moved = (BigFloat[])at.Clone();
        moved[parameter] += by;
        return moved;
    }
}
