using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Generator.Analysis;

/// <summary>
/// What an author claims of a loss (<c>[AssertConvex]</c> and the like) against what is proven. A claim that is not proven is tried at points: one at which it is false is an
/// error with that point as its witness, none a warning.
/// </summary>
internal sealed class ClaimCheck
{
    private const int Tries = 512;

    // Far above the rounding of 106 bits, far below anything that matters.
    private const double Tolerance = 1e-18;

    private readonly LossModel _model;
    private readonly Tape _joint;
    private readonly LossFacts _facts;
    private readonly IReadOnlyList<DerivativeSlot> _slots;
    private readonly TapeEvaluator<DoubleDouble> _evaluator = new(DoubleDoubleArithmetic.Instance);
    private readonly bool[] _live;

    private ClaimCheck(LossModel model, Tape joint, LossFacts facts)
    {
        (_model, _joint, _facts, _slots) = (model, joint, facts, DerivativeSlot.Of(model));
        _live = joint.Reachable(joint.Roots.Take(1 + (2 * _slots.Count)).ToArray());
    }

    public static IEnumerable<Complaint> Of(LossModel model, Tape joint, LossFacts facts)
    {
        ClaimsModel claims = model.Claims;
        if (claims == ClaimsModel.None)
        {
            return [];
        }

        var check = new ClaimCheck(model, joint, facts);
        return (claims.NonNegative ? check.NonNegative() : [])
            .Concat(claims.Convex ? check.Convex() : [])
            .Concat(claims.LipschitzBits is long bits ? check.Lipschitz(BitConverter.Int64BitsToDouble(bits)) : []);
    }

    private IEnumerable<Complaint> NonNegative()
    {
        if (_facts.Range.Low >= 0)
        {
            return [];
        }

        foreach (CheckPoint point in CheckPoints.Of(_model).Take(Tries))
        {
            double value = Run(point)[_joint.Roots[0]][0].High;
            if (value < -Tolerance)
            {
                return [new Complaint(Descriptors.NotNonNegative.Id, _model.DeclaringMethod, Text(value), point.ToString())];
            }
        }

        return [Unproven("is never negative")];
    }

    private IEnumerable<Complaint> Convex()
    {
        for (int k = 0; k < _slots.Count; k++)
        {
            if (_facts.Inputs[k].Convexity is Convexity.Convex or Convexity.Linear)
            {
                continue;
            }

            string name = _model.Parameters[_slots[k].Parameter].Name;
            yield return Bend(k) is string witness
                ? new Complaint(Descriptors.NotConvex.Id, _model.DeclaringMethod, name, witness)
                : Unproven($"is convex in '{name}'");
        }
    }

    /// <summary>A point where the second derivative is negative, or three points on a line of which the middle lies above the chord.</summary>
    private string? Bend(int slot)
    {
        CheckPoint? last = null;
        foreach (CheckPoint point in CheckPoints.Of(_model).Take(Tries))
        {
            TapeValue<DoubleDouble>[] at = Run(point);
            for (int j = 0; j < Columns(slot, point); j++)
            {
                double second = at[_joint.Roots[1 + _slots.Count + slot]][j].High;
                if (second < -Tolerance * (1 + Math.Abs(at[_joint.Roots[0]][0].High)))
                {
                    return $"the second derivative is {Text(second)} at {point}";
                }
            }

            if (last is not null)
            {
                CheckPoint end = point.With(_slots[slot].Parameter, last, 1), middle = point.With(_slots[slot].Parameter, last, 0.5);
                double here = at[_joint.Roots[0]][0].High, there = Value(end), between = Value(middle);
                if (between > ((here + there) / 2) + (1e-12 * (Math.Abs(here) + Math.Abs(there))))
                {
                    return $"it is {Text(here)} at {point}, {Text(there)} at {end} and {Text(between)}, more than their mean, half-way";
                }
            }

            last = point;
        }

        return null;
    }

    private IEnumerable<Complaint> Lipschitz(double bound)
    {
        for (int k = 0; k < _slots.Count; k++)
        {
            bool isRow = (_slots[k].Axes & Axes.Column) != 0;
            InputFacts facts = _facts.Inputs[k];
            if (!isRow && facts.Gradient.Low >= -bound && facts.Gradient.High <= bound)
            {
                continue;
            }

            string name = _model.Parameters[_slots[k].Parameter].Name;
            (double Size, CheckPoint Point)? steepest = null;
            foreach (CheckPoint point in CheckPoints.Of(_model, atDefaults: true).Take(Tries))
            {
                TapeValue<DoubleDouble> gradient = Run(point)[_joint.Roots[1 + k]];
                double size = Math.Sqrt(Enumerable.Range(0, Columns(k, point)).Sum(j => gradient[j].High * gradient[j].High));
                steepest = size > (steepest?.Size ?? 0) ? (size, point) : steepest;
            }

            yield return steepest is { } found && found.Size > bound * (1 + 1e-12)
                ? new Complaint(Descriptors.NotLipschitz.Id, _model.DeclaringMethod, Text(bound), name, Text(found.Size), found.Point.ToString())
                : Unproven($"is Lipschitz in '{name}' with {Text(bound)}");
        }
    }

    private Complaint Unproven(string claim) => new(Descriptors.Unproven.Id, _model.DeclaringMethod, claim, Tries.ToString(CultureInfo.InvariantCulture));

    private int Columns(int slot, CheckPoint point) => (_slots[slot].Axes & Axes.Column) != 0 ? point.Columns : 1;

    private double Value(CheckPoint point) => Run(point)[_joint.Roots[0]][0].High;

    private TapeValue<DoubleDouble>[] Run(CheckPoint point) => _evaluator.Run(_joint, point.Values((v, _, _, _) => (DoubleDouble)v), point.Columns, _live);

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
