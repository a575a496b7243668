using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>The door of the room: what can be proven of a loss from its joint tape. What is found holds; what is not found may hold as well.</summary>
internal sealed class FactFinder
{
    private readonly LossModel _model;
    private readonly Tape _joint;
    private readonly Func<Node, Interval> _allowed;
    private readonly BoxSearch _all;
    private readonly IReadOnlyList<DerivativeSlot> _slots;

    private FactFinder(LossModel model, Tape joint)
    {
        (_model, _joint, _slots) = (model, joint, DerivativeSlot.Of(model));
        _allowed = Facts.Declared(model.Parameters);
        _all = new BoxSearch(joint, _allowed);
    }

    /// <param name="model">The declaration.</param>
    /// <param name="joint">Its joint tape: the loss, the gradients, the second derivatives.</param>
    public static LossFacts Of(LossModel model, Tape joint) => new FactFinder(model, joint).Find();

    private LossFacts Find()
    {
        var atDefaults = new BoxSearch(_joint, AtDefault);
        var inputs = new List<InputFacts>();
        for (int k = 0; k < _slots.Count; k++)
        {
            Interval gradient = _all.Of(1 + k, IsOfOneSign), second = _all.Of(1 + _slots.Count + k, IsOfOneSign);
            inputs.Add(new(
                Bend(k, second),
                IsZero(gradient) ? Monotonicity.Constant : gradient.Low >= 0 ? Monotonicity.NonDecreasing : gradient.High <= 0 ? Monotonicity.NonIncreasing : Monotonicity.Unknown,
                atDefaults.Of(1 + k, IsBounded),
                atDefaults.Of(1 + _slots.Count + k, IsBounded)));
        }

        Interval range = _all.Of(0, i => i.Low >= 0);
        return new LossFacts(range.Low >= 0 ? range : range.Meet(AboveMinimum(inputs[0].Convexity)), inputs);
    }

    /// <summary>The leaves with hyper-parameters at their defaults, where they have one.</summary>
    private Interval AtDefault(Node leaf) =>
        leaf.Op == OpCode.Hyper && _model.Parameters[(int)leaf.Payload].Default is long bits ? Interval.Point(BitConverter.Int64BitsToDouble(bits)) : _allowed(leaf);

    private Convexity Bend(int slot, Interval second)
    {
        Convexity Of(Tape tape) => ConvexityRules.Of(tape, Facts.Of(tape, _allowed), _slots[slot].Parameter);
        Convexity declared = Of(_model.Tape);
        Convexity byRules = declared != Convexity.Unknown ? declared : Of(_joint);
        if (byRules != Convexity.Unknown || (_slots[slot].Axes & Axes.Column) != 0 || Variable(slot) is not { } variable)
        {
            return byRules;
        }

        // By the sign of the second derivative, and of the jumps of the first. A difference falls with its second input: its slope and the direction turn together.
        int slope = _all.Tape.Roots[1 + slot];
        bool turned = _all.DifferenceOf(variable)?.Second == _slots[slot].Parameter;
        return new KinkRules(_all.Tape, _all.Leaves, slope, variable).Jump() is not { } jump ? Convexity.Unknown
            : BySign(turned ? second.Hull(-jump) : second.Hull(jump));
    }

    private static Convexity BySign(Interval i) =>
        IsZero(i) ? Convexity.Linear : i.Low >= 0 ? Convexity.Convex : i.High <= 0 ? Convexity.Concave : Convexity.Unknown;

    /// <summary>The leaf of the tape of <see cref="BoxSearch"/> that stands for a slot: its own, or the difference in which it went.</summary>
    private Node? Variable(int slot)
    {
        foreach (Node n in _all.Variables)
        {
            int parameter = _slots[slot].Parameter;
            if (n.Payload == parameter || (_all.DifferenceOf(n) is var (x, y) && (x == parameter || y == parameter)))
            {
                return n;
            }
        }

        return null;
    }

    /// <summary>A convex function of one variable that is flat at 0 is least there.</summary>
    private Interval AboveMinimum(Convexity bend)
    {
        if (bend != Convexity.Convex || _all.Variables.Count != 1)
        {
            return Interval.All;
        }

        Facts atZero = Facts.Of(_all.Tape, leaf => leaf == _all.Variables[0] ? Interval.Point(0) : _all.Leaves(leaf));
        bool isFlat = _all.Leaves(_all.Variables[0]) is { Low: <= 0, High: >= 0 } && IsZero(atZero.Of(_all.Tape.Roots[1]));
        return isFlat ? new Interval(atZero.Of(_all.Tape.Roots[0]).Low, double.PositiveInfinity) : Interval.All;
    }

    private static bool IsOfOneSign(Interval i) => i.Low >= 0 || i.High <= 0;

    private static bool IsBounded(Interval i) => !double.IsInfinity(i.Low) && !double.IsInfinity(i.High);

    private static bool IsZero(Interval i) => i.Low == 0 && i.High == 0;
}
