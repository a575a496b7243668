using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Tests;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>A primitive of one operand, what is asked of its kernels, and what they are compared with.</summary>
/// <param name="Op">The primitive.</param>
/// <param name="Bound">The largest error allowed, in units of the last place.</param>
/// <param name="Low">The interval in which it is neither trivial, infinite nor NaN: from there arguments are drawn. A magnitude.</param>
/// <param name="High">The other end of it.</param>
/// <param name="CoreLow">The interval in which it does what is characteristic of it, drawn from evenly.</param>
/// <param name="CoreHigh">The other end of it.</param>
/// <param name="Centers">Arguments whose neighbourhood is hard.</param>
internal sealed record Primitive(OpCode Op, double Bound, double Low, double High, double CoreLow, double CoreHigh, params double[] Centers)
{
    /// <summary>The reference for results that are floats; null: the kernel for double.</summary>
    public Func<double, double>? Single { get; init; }

    /// <summary>The reference for results that are doubles.</summary>
    public Func<double, DoubleDouble>? Wide { get; init; }

    /// <summary>Below this magnitude a float result is the first term of the series.</summary>
    public double PlainBelow { get; init; } = Math.ScaleB(1, -30);

    /// <summary>Above this magnitude a float result is a constant, infinite, or the first term of an asymptotic series.</summary>
    public double PlainAbove { get; init; } = 128;

    /// <summary>Arguments up to this are promised the bound.</summary>
    public double Limit { get; init; } = double.PositiveInfinity;

    /// <summary>The bound beyond the limit.</summary>
    public double BoundBeyond { get; init; } = double.PositiveInfinity;

    /// <summary>x·f'(x) near a zero of f, where the unit is the last place of the greater of the two.</summary>
    public Func<double, double>? Slope { get; init; }

    /// <summary>Whether the bound is a goal of the project; otherwise it is what the lowering documents.</summary>
    public bool IsGoal { get; init; } = true;

    /// <summary>Whether near multiples of π/2 is where it is hard.</summary>
    public bool IsPeriodic => Op is OpCode.Sin or OpCode.Cos or OpCode.Tan;

    public string Name => Op.ToString();

    public DoubleDouble Reference(double x) => Wide is null ? Tests.Reference.Evaluate(Op, x, 0) : Wide(x);

    /// <summary>What the unit is the last place of: the result, or x·f'(x) near a zero.</summary>
    public double Size(double x, double value) => Slope is not null && x is > 0.5 and < 4 ? Math.Max(Math.Abs(value), Math.Abs(Slope(x))) : value;
}

/// <summary>A primitive of two operands.</summary>
/// <param name="Op">The primitive.</param>
/// <param name="Bound">The largest error allowed, in units of the last place.</param>
/// <param name="X">Draws a first operand.</param>
/// <param name="Y">Draws a second operand for it.</param>
internal sealed record PairPrimitive(OpCode Op, double Bound, Func<Draws, double> X, Func<Draws, double, double> Y)
{
    public bool IsGoal { get; init; }

    public string Name => Op.ToString();

    public DoubleDouble Reference(double x, double y) => Tests.Reference.Evaluate(Op, x, y);
}
