using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Interval facts about the nodes of a growing tape: where each value lies if it is a number at all. Seeds are the declared ranges of parameters.
/// </summary>
internal sealed class Facts(Func<int, Node> node, Func<Node, Interval> leaf)
{
    /// <summary>Covers the cancellation in the plain formulas by which some bounds are computed.</summary>
    private const double Slack = 1e-15;

    private readonly List<Interval> _known = [];

    /// <summary>Nothing is known of any parameter.</summary>
    public static Interval Unknown(Node leaf) => Interval.All;

    /// <summary>What the declarations of parameters say of their leaves.</summary>
    public static Func<Node, Interval> Declared(IReadOnlyList<ParameterModel> parameters) =>
        leaf => leaf.Payload >= 0 && leaf.Payload < parameters.Count && parameters[(int)leaf.Payload].Range is RangeModel range
            ? Of(range)
            : Interval.All;

    public static Interval Of(RangeModel range) => new(range.Minimum, range.Maximum, range.MinimumIsExclusive, range.MaximumIsExclusive);

    /// <summary>The facts of a frozen tape.</summary>
    public static Facts Of(Tape tape, Func<Node, Interval> leaf) => new(i => tape[i], leaf);

    /// <summary>Operands come before their users, so everything below <paramref name="id"/> is found on the way, without recursion.</summary>
    public Interval Of(int id)
    {
        while (_known.Count <= id)
        {
            Node n = node(_known.Count);
            int arity = OpTable.Row(n.Op).Arity;
            _known.Add(
                OpTable.Row(n.Op).Kind == ValueKind.Truth ? Interval.All
                : OpTable.Row(n.Op).Form == Form.Leaf ? Leaf(n)
                : Image(n, _known[n.A], arity > 1 ? _known[n.B] : default, arity > 2 ? _known[n.C] : default));
        }

        return _known[id];
    }

    private Interval Leaf(Node n) => n.Op switch
    {
        OpCode.Constant => Interval.Point(n.Value),
        OpCode.Label or OpCode.Column => Interval.NonNegative,
        OpCode.Columns => new(1, double.PositiveInfinity),
        _ => leaf(n),
    };

    private Interval Image(Node n, Interval x, Interval y, Interval z) => n.Op switch
    {
        OpCode.Select => y.Hull(z),
        OpCode.Add => x + y,
        OpCode.Subtract => n.A == n.B ? Interval.Point(0) : x - y,
        OpCode.Multiply => x * y,
        OpCode.Divide => x * y.Reciprocal(),
        OpCode.Negate => -x,
        OpCode.Square => x.Square(),
        OpCode.Reciprocal => x.Reciprocal(),
        OpCode.Sqrt => x.Increasing(Math.Sqrt, x.IsPositive ? Interval.Positive : Interval.NonNegative),
        OpCode.Pow => x.IsPositive ? Interval.Positive : x.Low >= 0 ? Interval.NonNegative : Interval.All,
        OpCode.Abs => x.Abs(),
        OpCode.AbsSlope or OpCode.Sign => x.IsPositive ? Interval.Point(1) : x.IsNegative ? Interval.Point(-1) : new(-1, 1),
        OpCode.Max => x.Max(y),
        OpCode.Min => x.Min(y),
        OpCode.Floor or OpCode.Ceiling or OpCode.Round or OpCode.Truncate => new(Math.Floor(x.Low), Math.Ceiling(x.High)),
        OpCode.Hypot => (x.IsPositive || x.IsNegative || y.IsPositive || y.IsNegative ? Interval.Positive : Interval.NonNegative),
        OpCode.Direction => x.Low >= 0 ? new(0, 1, x.IsPositive) : x.High <= 0 ? new(-1, 0, false, x.IsNegative) : new(-1, 1),
        OpCode.HypotExcess => Interval.NonNegative,
        OpCode.Exp => x.Increasing(Math.Exp, Interval.Positive),
        OpCode.Expm1 => x.Increasing(v => Math.Exp(v) - 1, WithSignOf(x, new(-1, double.PositiveInfinity, LowIsOpen: true)), Slack),
        OpCode.ScaledExp => x * y.Increasing(Math.Exp, Interval.Positive),
        OpCode.ExpExcess => Interval.NonNegative,
        OpCode.Log => x.Increasing(Math.Log, Interval.All),
        OpCode.Log1p => WithSignOf(x, x.Increasing(v => Math.Log(1 + v), Interval.All, Slack)),
        OpCode.LogExcess => Interval.NonPositive,
        OpCode.Log1mExp => Interval.Negative,
        OpCode.Sigmoid => x.Increasing(v => 1 / (1 + Math.Exp(-v)), new(0, 1, true, true)),
        OpCode.LogisticDensity => new(0, 0.25, LowIsOpen: true),
        OpCode.SigmoidResidual => x.Increasing(v => 1 / (1 + Math.Exp(-v)), new(0, 1, true, true)) - y,
        OpCode.Softplus => x.Increasing(v => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))), Interval.Positive, Slack),
        OpCode.SoftplusResidual => y.Low >= 0 && y.High <= 1 ? Interval.NonNegative : Interval.All,
        OpCode.Tanh => WithSignOf(x, new(-1, 1, true, true)),
        OpCode.LogCosh => Interval.NonNegative,
        OpCode.Sin or OpCode.Cos => new(-1, 1),
        OpCode.Asin or OpCode.Atan => WithSignOf(x, new(-1.5708, 1.5708)),
        OpCode.Acos => new(0, 3.1416),
        OpCode.Sinh => WithSignOf(x, Interval.All),
        OpCode.Cosh => new(1, double.PositiveInfinity),
        OpCode.Erf => WithSignOf(x, new(-1, 1, true, true)),
        OpCode.Erfc => new(0, 2, true, true),
        OpCode.Trigamma => x.IsPositive ? Interval.Positive : Interval.All,
        OpCode.Detach or OpCode.Literal => x,
        OpCode.ClampThrough => x.Max(y).Min(z),

        // Rows have at least one entry. A probability may be 0: a logit of −∞ is a class that is masked.
        OpCode.Gather or OpCode.RowMax or OpCode.RowMin => x,
        OpCode.Sum => new(
            x.Low >= 0 ? x.Low : double.NegativeInfinity,
            x.High <= 0 ? x.High : double.PositiveInfinity,
            x.LowIsOpen && x.Low >= 0,
            x.HighIsOpen && x.High <= 0),
        OpCode.Norm => x.Abs() with { High = double.PositiveInfinity, HighIsOpen = false },
        OpCode.LogSumExp => x with { High = double.PositiveInfinity, HighIsOpen = false },
        OpCode.LogProbability => Interval.NonPositive,
        OpCode.SoftmaxEntry => IsProbability(n) ? new(0, 1) : Interval.NonNegative,
        OpCode.UnitEntry => WithSignOf(x, new(-1, 1)),
        _ => Interval.All,
    };

    private bool IsProbability(Node entry)
    {
        (Node sum, Node x) = (node(entry.B), node(entry.A));
        return sum.Op == OpCode.LogSumExp && (sum.A == entry.A || (x.Op == OpCode.Gather && x.A == sum.A));
    }

    /// <summary>The image of a function that has the sign of its argument.</summary>
    private static Interval WithSignOf(Interval x, Interval image) =>
        x.IsPositive ? image.Meet(Interval.Positive)
        : x.IsNegative ? image.Meet(Interval.Negative)
        : x.Low >= 0 ? image.Meet(Interval.NonNegative)
        : x.High <= 0 ? image.Meet(Interval.NonPositive)
        : image;
}
