using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>
/// Where the slope of a loss changes from one branch to another it may jump. The sign of a second derivative tells how a loss bends only if every jump goes the same
/// way. This looks at branches that change where a variable, or its absolute value, is a certain number, which is where most do.
/// </summary>
internal sealed class KinkRules
{
    private readonly Tape _tape;
    private readonly Func<Node, Interval> _leaves;
    private readonly Node _variable;
    private readonly bool[] _live;
    private readonly bool[] _depends;

    /// <param name="tape">The tape.</param>
    /// <param name="leaves">Where its leaves lie.</param>
    /// <param name="slope">The derivative, a node of it.</param>
    /// <param name="variable">The leaf by which it is one.</param>
    public KinkRules(Tape tape, Func<Node, Interval> leaves, int slope, Node variable)
    {
        (_tape, _leaves, _variable) = (tape, leaves, variable);
        _live = tape.Reachable(slope);
        _depends = new bool[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            _depends[i] = tape[i] == variable;
            for (int k = 0; k < tape.Arity(i); k++)
            {
                _depends[i] |= _depends[tape[i].Operand(k)];
            }
        }

        Slope = slope;
    }

    private int Slope { get; }

    /// <summary>The numbers at which branches change, those of which it is known.</summary>
    public SortedSet<double> Places()
    {
        var places = new SortedSet<double>();
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_live[i] && _depends[i] && TryBorder(i, out bool ofAbsolute, out double border))
            {
                places.Add(border);
                if (ofAbsolute)
                {
                    places.Add(-border);
                }
            }
        }

        return places;
    }

    /// <summary>Where the growth of the slope at its jumps lies, [0, 0] if there are none; null where there are jumps of which nothing is known.</summary>
    public Interval? Jump()
    {
        Facts facts = Facts.Of(_tape, _leaves);
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_live[i] && (HasPole(facts, i) || (Jumps(i) && !TryBorder(i, out _, out _))))
            {
                return null;
            }
        }

        Interval all = Interval.Point(0);
        foreach (double place in Places())
        {
            all = all.Hull(Limit(place, above: true) - Limit(place, above: false));
        }

        return all;
    }

    /// <summary>Whether a value jumps somewhere in the variable. Of a selection it is the condition that does.</summary>
    private bool Jumps(int id) =>
        _depends[id] && _tape[id].Op is OpCode.Less or OpCode.LessOrEqual or OpCode.Equal or OpCode.Sign or OpCode.AbsSlope or OpCode.Floor or OpCode.Ceiling or OpCode.Round or OpCode.Truncate;

    /// <summary>Whether a node jumps only where the variable, or its absolute value, is a number.</summary>
    private bool TryBorder(int id, out bool ofAbsolute, out double border)
    {
        (ofAbsolute, border) = (false, 0);
        Node n = _tape[id];
        switch (n.Op)
        {
            case OpCode.Sign or OpCode.AbsSlope:
                return _tape[n.A] == _variable;
            case OpCode.Less or OpCode.LessOrEqual:
                int side = _tape[n.B].Op == OpCode.Constant ? n.A : n.B, other = side == n.A ? n.B : n.A;
                ofAbsolute = _tape[side].Op == OpCode.Abs && _tape[_tape[side].A] == _variable;
                border = _tape[other].Value;
                return _tape[other].Op == OpCode.Constant && (ofAbsolute || _tape[side] == _variable);
            default:
                return false;
        }
    }

    /// <summary>The limit of the slope at a number from one side.</summary>
    private Interval Limit(double place, bool above)
    {
        var t = new TapeBuilder();
        var map = new int[_tape.Count];
        for (int i = 0; i <= Slope; i++)
        {
            Node n = _tape[i];
            map[i] = n == _variable ? t.Constant(place)
                : !_live[i] || !_depends[i] || !TryBorder(i, out bool ofAbsolute, out double border) ? t.Copy(n, map)
                : n.Op is OpCode.Sign or OpCode.AbsSlope ? t.Constant(place > 0 || (place == 0 && above) ? 1 : -1)
                : t.Bool(IsBelow(place, above, ofAbsolute, border) == (_tape[n.B].Op == OpCode.Constant));
        }

        Tape limit = t.Freeze(map[Slope]);
        return Facts.Of(limit, _leaves).Of(limit.Roots[0]);
    }

    /// <summary>Whether the variable, just above or below a place, lies below a border.</summary>
    private static bool IsBelow(double place, bool above, bool ofAbsolute, double border)
    {
        double value = ofAbsolute ? Math.Abs(place) : place;
        bool outward = ofAbsolute && place <= 0 ? !above || place == 0 : above;
        return value < border || (value == border && !outward);
    }

    /// <summary>Whether a function may be infinite, or end, at a value of the variable with others on both sides of it.</summary>
    private bool HasPole(Facts facts, int id)
    {
        Node n = _tape[id];
        int operand = n.Op switch
        {
            OpCode.Reciprocal or OpCode.Log or OpCode.Log1p or OpCode.Log1mExp or OpCode.LogGamma or OpCode.Digamma or OpCode.Trigamma or OpCode.Tetragamma or OpCode.Tan or OpCode.Pow or OpCode.LogExcess => n.A,
            OpCode.Divide or OpCode.Gaussian or OpCode.XLogY or OpCode.XLog1pY or OpCode.Direction or OpCode.UnitEntry => n.B,
            _ => -1,
        };
        if (operand < 0 || !_depends[operand])
        {
            return operand >= 0 && n.Op == OpCode.Direction && _depends[id] && !IsNonzero(facts.Of(operand));
        }

        // A logarithm of 1 + x is that of a positive number where x is more than −1.
        Interval x = n.Op is OpCode.Log1p or OpCode.XLog1pY or OpCode.LogExcess ? facts.Of(operand) + Interval.Point(1) : facts.Of(operand);
        bool endsOnly = _tape[operand] == _variable && (x.Low >= 0 || x.High <= 0);
        return !IsNonzero(x) && !endsOnly;
    }

    private static bool IsNonzero(Interval x) => x.IsPositive || x.IsNegative;
}
