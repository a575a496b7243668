using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Accuracy.VectorMath;

/// <summary>What is measured of vector mathematics.</summary>
internal static class Primitives
{
    private const double Everything = 1e308;
    private const double Periods = 1e5;
    private const double DigammaRoot = 1.4616321449683622;

    public static IReadOnlyList<Primitive> OfOne { get; } =
    [
        new(OpCode.Exp, 1, 1e-20, 745, -30, 30, 709.78, -708.4, 0.0216, -0.0216),
        new(OpCode.Log, 1, 5e-324, Everything, 0.5, 3, 1) { PlainBelow = 0, PlainAbove = double.PositiveInfinity },
        new(OpCode.Log1p, 1.5, 1e-320, Everything, -0.99, 3, -1, 0) { PlainAbove = double.PositiveInfinity },
        new(OpCode.Expm1, 1.5, 1e-320, 709.78, -3, 3, 0, 0.0216, -0.0216),
        new(OpCode.Sigmoid, 2, 1e-20, 745, -20, 20, -36.7, 0),
        new(OpCode.Softplus, 2, 1e-20, Everything, -20, 20, -36.7, 0),
        new(OpCode.Tanh, 2, 1e-320, 25, -3, 3, 0, 0.0108, -0.0108) { PlainAbove = 16 },
        new(OpCode.Sin, 1.5, 1e-320, Periods, -7, 7) { PlainAbove = Periods, Single = Sines.Sin, Limit = Periods, BoundBeyond = 2 },
        new(OpCode.Cos, 1.5, 1e-20, Periods, -7, 7) { PlainAbove = Periods, Single = Sines.Cos, Limit = Periods, BoundBeyond = 2 },
        new(OpCode.Atan, 1.5, 1e-320, 1e17, -5, 5) { PlainAbove = 1 << 26, Single = SpecialFunctions.Atan },
        new(OpCode.Erf, 1.5, 1e-320, 6, -3, 3, 1, 0.46875) { PlainAbove = 16, Single = SpecialFunctions.Erf, Wide = SpecialFunctions.WideErf },
        new(OpCode.LogGamma, 4, 5e-324, 1e300, 0.1, 12, 1, 2) { PlainAbove = 1 << 20, Single = SpecialFunctions.LogGamma, Wide = SpecialFunctions.WideLogGamma, Slope = x => x * LossMath.Digamma(x) },
        new(OpCode.Digamma, 4, 1e-300, 1e300, 0.1, 12, DigammaRoot) { PlainAbove = 1 << 20, Single = SpecialFunctions.Digamma, Wide = SpecialFunctions.WideDigamma, Slope = x => x * LossMath.Trigamma(x) },
        new(OpCode.Trigamma, 4, 1e-140, 1e300, 0.1, 12) { PlainAbove = 1 << 20, Single = SpecialFunctions.Trigamma, Wide = SpecialFunctions.WideTrigamma },

        // Without a goal of their own; the bound is what is documented.
        new(OpCode.Sqrt, 0.5, 1e-280, 1e300, 0, 4) { PlainBelow = 0, PlainAbove = double.PositiveInfinity, IsGoal = false },
        new(OpCode.ExpExcess, 3, 1e-140, 709.78, -3, 3, 0) { IsGoal = false },
        new(OpCode.LogExcess, 2.1, 1e-140, Everything, -0.99, 3, -1, 0) { PlainAbove = double.PositiveInfinity, IsGoal = false },
        new(OpCode.Log1mExp, 1.6, 1e-320, 745, -5, 0, -0.6931471805599453, 0) { IsGoal = false },
        new(OpCode.LogisticDensity, 2.6, 1e-20, 745, -20, 20, 0) { IsGoal = false },
        new(OpCode.LogCosh, 2.1, 1e-140, Everything, -3, 3, 0.7, -0.7) { IsGoal = false },
        new(OpCode.Tan, 1.5, 1e-320, Periods, -7, 7) { PlainAbove = Periods, Single = Sines.Tan, Limit = Periods, BoundBeyond = 2, IsGoal = false },
        new(OpCode.Asin, 1.5, 1e-320, 1, -1, 1, 1, -1, 0.5) { Single = SpecialFunctions.Asin, IsGoal = false },
        new(OpCode.Acos, 1.5, 1e-20, 1, -1, 1, 1, -1, 0.5) { Single = SpecialFunctions.Acos, IsGoal = false },
        new(OpCode.Sinh, 2, 1e-320, 709, -5, 5, 1, 20) { Single = SpecialFunctions.Sinh, IsGoal = false },
        new(OpCode.Cosh, 2, 1e-20, 709, -5, 5, 20) { Single = SpecialFunctions.Cosh, IsGoal = false },
        new(OpCode.Erfc, 2, 1e-20, 27, -3, 5, 0.46875, 1, 2, 4) { PlainAbove = 16, Single = SpecialFunctions.Erfc, Wide = SpecialFunctions.WideErfc, IsGoal = false },
        new(OpCode.Tetragamma, 4, 1e-95, 1e150, 0.1, 12) { PlainAbove = 1 << 20, Single = SpecialFunctions.Tetragamma, Wide = SpecialFunctions.WideTetragamma, IsGoal = false },
    ];

    public static IReadOnlyList<PairPrimitive> OfTwo { get; } =
    [
        new(OpCode.Pow, 1.5, d => d.Next(3) switch { 0 => d.Magnitude(-126, 127), 1 => d.Even(0, 4), _ => 1 + d.Signed(-23, -1) }, PowerOf) { IsGoal = true },
        new(OpCode.ScaledExp, 1.8, d => d.Signed(-120, 120), (d, _) => d.Next(2) == 0 ? d.Even(-80, 80) : d.Signed(-20, 4)),
        new(OpCode.Gaussian, 0.9, d => d.Signed(-60, 60), (d, x) => Math.Abs(x) * d.Magnitude(-3, 4)),
        new(OpCode.XLogY, 2.3, d => d.Signed(-60, 40), (d, _) => d.Next(2) == 0 ? d.Magnitude(-100, 100) : d.Even(0.5, 2)),
        new(OpCode.XLog1pY, 2.3, d => d.Signed(-30, 40), (d, _) => d.Next(2) == 0 ? d.Magnitude(-30, 100) : d.Even(-0.99, 3)),
        new(OpCode.SigmoidResidual, 2.8, d => d.Next(2) == 0 ? d.Even(-60, 60) : d.Signed(-30, 6), (d, _) => d.Next(2)),
        new(OpCode.SoftplusResidual, 1.7, d => d.Next(2) == 0 ? d.Even(-60, 60) : d.Signed(-30, 6), (d, _) => d.Next(2)),
        new(OpCode.Hypot, 1.5, d => d.Signed(-60, 60), Comparable) { IsGoal = true },
        new(OpCode.Direction, 2.3, d => d.Signed(-60, 60), Comparable),
        new(OpCode.HypotExcess, 3, d => d.Signed(-30, 30), Comparable),
    ];

    /// <summary>An exponent for which the power is neither infinite nor 0, nor too near either, in a float.</summary>
    private static double PowerOf(Draws d, double x)
    {
        double largest = Math.Min(86 / Math.Abs(Math.Log(x)), 1e9);
        return d.Next(3) switch
        {
            0 => d.Even(-largest, largest),
            1 => d.Even(-Math.Min(4, largest), Math.Min(4, largest)),
            _ => Math.Clamp(d.Signed(-30, 10), -largest, largest),
        };
    }

    private static double Comparable(Draws d, double x) => d.Next(2) == 0 ? x * d.Signed(-4, 4) : d.Signed(-30, 30);
}
