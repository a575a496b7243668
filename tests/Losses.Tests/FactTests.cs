using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Analysis;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;
using LossGen.Generator.Rewriting;
using LossGen.Generator.SelfCheck;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Precision;
using Bend = LossGen.Generator.Analysis.Convexity;
using Slope = LossGen.Generator.Analysis.Monotonicity;

namespace LossGen.Losses.Tests;

/// <summary>What is proven of losses is true of them wherever one looks.</summary>
public class FactTests
{
    private const int Points = 400;

    public static TheoryData<string> Names => LossTable.EveryName;

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_proven_holds(string name)
    {
        LossModel model = LossModels.Of(LossTable.Find(name));
        Tape joint = LossCompiler.Derive(model, out _);
        LossFacts facts = FactFinder.Of(model, joint);
        IReadOnlyList<DerivativeSlot> slots = DerivativeSlot.Of(model);
        var evaluator = new TapeEvaluator<DoubleDouble>(DoubleDoubleArithmetic.Instance);
        foreach (CheckPoint point in CheckPoints.Of(model).Take(Points))
        {
            TapeValue<DoubleDouble>[] at = Run(point);
            Inside(facts.Range, at[joint.Roots[0]][0].High, "value", point);
            for (int k = 0; k < slots.Count; k++)
            {
                for (int j = 0; j < Columns(k, point); j++)
                {
                    double gradient = at[joint.Roots[1 + k]][j].High, second = at[joint.Roots[1 + slots.Count + k]][j].High;
                    Inside(facts.Inputs[k].Monotonicity switch { Slope.NonDecreasing => Interval.NonNegative, Slope.NonIncreasing => Interval.NonPositive, Slope.Constant => Interval.Point(0), _ => Interval.All }, gradient, "slope", point);
                    Inside(facts.Inputs[k].Convexity switch { Bend.Convex => Interval.NonNegative, Bend.Concave => Interval.NonPositive, Bend.Linear => Interval.Point(0), _ => Interval.All }, second, "bend", point);
                }
            }
        }

        foreach (CheckPoint point in CheckPoints.Of(model, atDefaults: true).Take(Points))
        {
            TapeValue<DoubleDouble>[] at = Run(point);
            for (int k = 0; k < slots.Count; k++)
            {
                for (int j = 0; j < Columns(k, point); j++)
                {
                    Inside(facts.Inputs[k].Gradient, at[joint.Roots[1 + k]][j].High, "gradient", point);
                    Inside(facts.Inputs[k].Second, at[joint.Roots[1 + slots.Count + k]][j].High, "second derivative", point);
                }
            }
        }

        TapeValue<DoubleDouble>[] Run(CheckPoint point) => evaluator.Run(joint, point.Values((v, _, _, _) => (DoubleDouble)v), point.Columns);

        int Columns(int slot, CheckPoint point) => (slots[slot].Axes & Axes.Column) != 0 ? point.Columns : 1;

        static void Inside(Interval interval, double value, string what, CheckPoint point)
        {
            double slack = 1e-12 * (1 + Math.Abs(value));
            Assert.True(double.IsNaN(value) || (value >= interval.Low - slack && value <= interval.High + slack), $"{what} {value:R} outside of {interval} at {point}");
        }
    }

    /// <summary>Of two points and the one half-way, in one input: the middle of a convex function lies below the chord. Kinks and rows are seen too.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_convex_lies_below_its_chords(string name)
    {
        LossModel model = LossModels.Of(LossTable.Find(name));
        Tape joint = LossCompiler.Derive(model, out _);
        LossFacts facts = FactFinder.Of(model, joint);
        IReadOnlyList<DerivativeSlot> slots = DerivativeSlot.Of(model);
        var evaluator = new TapeEvaluator<DoubleDouble>(DoubleDoubleArithmetic.Instance);
        CheckPoint[] points = [.. CheckPoints.Of(model).Take(Points)];
        for (int k = 0; k < slots.Count; k++)
        {
            double sign = facts.Inputs[k].Convexity switch { Bend.Convex => 1, Bend.Concave => -1, _ => 0 };
            foreach ((CheckPoint from, CheckPoint to) in points.Zip(points.Skip(1)).Where(_ => sign != 0))
            {
                double here = Value(from), there = Value(from.With(slots[k].Parameter, to, 1)), middle = Value(from.With(slots[k].Parameter, to, 0.5));
                double excess = sign * (middle - ((here + there) / 2));
                Assert.False(excess > 1e-10 * (1 + Math.Abs(here) + Math.Abs(there)), $"{here:R}, {middle:R}, {there:R} from {from} to {to}");
            }
        }

        double Value(CheckPoint point) => evaluator.Run(joint, point.Values((v, _, _, _) => (DoubleDouble)v), point.Columns)[joint.Roots[0]][0].High;
    }

    /// <summary>What a reader expects to be known of losses that everyone knows.</summary>
    [Theory]
    [InlineData("mse", (byte)Bend.Convex, 0.0, 2.0, 2.0)]
    [InlineData("mae", (byte)Bend.Convex, 0.0, 0.0, 0.0)]
    [InlineData("huber", (byte)Bend.Convex, 0.0, 0.0, 1.0)]
    [InlineData("log_cosh", (byte)Bend.Convex, 0.0, 0.0, 1.0)]
    [InlineData("pseudo_huber", (byte)Bend.Convex, 0.0, 0.0, 1.0)]
    [InlineData("quantile", (byte)Bend.Convex, 0.0, 0.0, 0.0)]
    [InlineData("bce_with_logits", (byte)Bend.Convex, 0.0, 0.0, 0.5)]
    [InlineData("dpo", (byte)Bend.Convex, 0.0, 0.0, 0.0025)]
    [InlineData("multi_margin", (byte)Bend.Convex, 0.0, 0.0, 0.0)]
    [InlineData("center_loss", (byte)Bend.Convex, 0.0, 1.0, 1.0)]
    [InlineData("geman_mcclure", (byte)Bend.Unknown, 0.0, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData("welsch", (byte)Bend.Unknown, 0.0, double.NegativeInfinity, double.PositiveInfinity)]
    public void Facts_of_known_losses_are_found(string name, byte bend, double least, double secondFrom, double secondTo)
    {
        LossModel model = LossModels.Of(LossTable.Find(name));
        LossFacts facts = FactFinder.Of(model, LossCompiler.Derive(model, out _));
        Assert.Equal((Bend)bend, facts.Inputs[0].Convexity);
        Assert.Equal(least, facts.Range.Low, 1e-300);
        Assert.True(facts.Inputs[0].Second.Low >= secondFrom - 1e-12 && facts.Inputs[0].Second.High <= secondTo + 1e-12, facts.Inputs[0].Second.ToString());
    }
}
