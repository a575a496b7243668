using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Interval facts about the nodes of a growing tape: where each value lies if it is a number at all. Seeds are the declared ranges of parameters.
/// </summary>
/// <param name="node">The nodes of the tape.</param>
/// <param name="leaf">Where a parameter lies.</param>
/// <param name="isRead">Whether a loss reads a parameter whatever branch is taken; null where all are.</param>
internal sealed class Facts(Func<int, Node> node, Func<Node, Interval> leaf, Func<int, bool>? isRead = null)
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

    /// <summary>Whether the loss is NaN wherever data that <paramref name="id"/> is made of are.</summary>
    public bool IsRead(int id)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>([id]);
        while (isRead is not null && open.Count > 0)
        {
            Node n = node(open.Pop());
            if (n.Op is OpCode.Data or OpCode.TableEntry && !isRead((int)n.Payload))
            {
                return false;
            }

            for (int k = 0; k < OpTable.Row(n.Op).Arity; k++)
            {
                if (seen.Add(n.Operand(k)))
                {
                    open.Push(n.Operand(k));
                }
            }
        }

        return true;
    }

    /// <summary>Operands come before their users, so everything below <paramref name="id"/> is found on the way, without recursion.</summary>
    public Interval Of(int id)
    {
        while (_known.Count <= id)
        {
            Node n = node(_known.Count);
            int arity = OpTable.Row(n.Op).Arity;
            _known.Add(
                OpTable.Row(n.Op).Kind == ValueKind.Truth ? Truth(n)
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

    /// <summary>Whether something holds, as far as it is known: 1, 0 or between.</summary>
    private Interval Truth(Node n)
    {
        Interval unknown = new(0, 1);
        Interval Of(bool? holds) => holds is bool known ? Interval.Point(known ? 1 : 0) : unknown;
        if (OpTable.Row(n.Op).Form == Form.Leaf)
        {
            return Of(n.Op == OpCode.True ? true : n.Op == OpCode.False ? false : null);
        }

        Interval x = _known[n.A], y = OpTable.Row(n.Op).Arity > 1 ? _known[n.B] : default;
        return n.Op switch
        {
            // NaN, of which nothing is said, fails every comparison; the loss is NaN then whatever is taken.
            OpCode.Less => Of(x.IsBelow(y) ? true : y.High <= x.Low ? false : null),
            OpCode.LessOrEqual => Of(x.High <= y.Low ? true : y.IsBelow(x) ? false : null),
            OpCode.Equal => Of(x.Low == x.High && y.Low == y.High && x.Low == y.Low ? true : x.IsBelow(y) || y.IsBelow(x) ? false : null),
            OpCode.And => new(Math.Min(x.Low, y.Low), Math.Min(x.High, y.High)),
            OpCode.Or => new(Math.Max(x.Low, y.Low), Math.Max(x.High, y.High)),
            OpCode.Not => new(1 - x.High, 1 - x.Low),
            _ => unknown,
        };
    }

    private Interval Image(Node n, Interval x, Interval y, Interval z) => n.Op switch
    {
        OpCode.Select => x.Low > 0 ? y : x.High < 1 ? z : y.Hull(z),
        OpCode.Add => x + y,
        OpCode.Subtract => n.A == n.B ? Interval.Point(0) : x - y,
        OpCode.Multiply => x * y,
        OpCode.Divide => x * y.Reciprocal(),
        OpCode.Negate => -x,
        OpCode.Square => x.Square(),
        OpCode.Reciprocal => x.Reciprocal(),
        OpCode.Sqrt => x.Increasing(Math.Sqrt, x.IsPositive ? Interval.Positive : Interval.NonNegative),
        OpCode.Pow => x.Low > 0 && y.Low == y.High ? (y.Low >= 0 ? x : x.Reciprocal()).Increasing(v => Math.Pow(v, Math.Abs(y.Low)), Interval.Positive) : x.IsPositive ? Interval.Positive : x.Low >= 0 ? Interval.NonNegative : Interval.All,
        OpCode.Abs => x.Abs(),
        OpCode.AbsSlope or OpCode.Sign => x.IsPositive ? Interval.Point(1) : x.IsNegative ? Interval.Point(-1) : new(-1, 1),
        OpCode.Max => x.Max(y),
        OpCode.Min => x.Min(y),
        OpCode.Floor or OpCode.Ceiling or OpCode.Round or OpCode.Truncate => new(Math.Floor(x.Low), Math.Ceiling(x.High)),
        OpCode.Hypot => (x.Square() + y.Square()).Increasing(Math.Sqrt, x.IsPositive || x.IsNegative || y.IsPositive || y.IsNegative ? Interval.Positive : Interval.NonNegative),
        OpCode.Direction when y.Low == y.High && y.Low != 0 => x.Increasing(v => double.IsInfinity(v) ? Math.Sign(v) : v / Math.Sqrt((v * v) + (y.Low * y.Low)), new(-1, 1)),
        OpCode.Direction => x.Low >= 0 ? new(0, 1, x.IsPositive) : x.High <= 0 ? new(-1, 0, false, x.IsNegative) : new(-1, 1),
        OpCode.HypotExcess => Interval.NonNegative,
        OpCode.Exp => x.Increasing(Math.Exp, Interval.Positive),
        OpCode.Expm1 => x.Increasing(v => Math.Exp(v) - 1, WithSignOf(x, new(-1, double.PositiveInfinity, LowIsOpen: true)), Slack),
        OpCode.ScaledExp => x * y.Increasing(Math.Exp, Interval.Positive),
        OpCode.ExpExcess => Interval.NonNegative,
        OpCode.Gaussian => new(0, 1, LowIsOpen: true),
        OpCode.Log => x.Increasing(Math.Log, x.High <= 1 ? Interval.NonPositive : x.Low >= 1 ? Interval.NonNegative : Interval.All),
        OpCode.Log1p => WithSignOf(x, x.Increasing(v => Math.Log(1 + v), Interval.All, Slack)),
        OpCode.LogExcess => Interval.NonPositive,
        OpCode.Log1mExp => Interval.Negative,
        OpCode.Sigmoid => x.Increasing(v => 1 / (1 + Math.Exp(-v)), new(0, 1, true, true)),
        OpCode.LogisticDensity => (-x.Abs()).Increasing(v => Math.Exp(v) / ((1 + Math.Exp(v)) * (1 + Math.Exp(v))), new(0, 0.25, LowIsOpen: true)),
        OpCode.SigmoidResidual => x.Increasing(v => 1 / (1 + Math.Exp(-v)), new(0, 1, true, true)) - y,
        OpCode.Softplus => x.Increasing(v => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))), Interval.Positive, Slack),
        OpCode.SoftplusResidual => y.Low >= 0 && y.High <= 1 ? Interval.NonNegative : Interval.All,
        OpCode.Tanh => WithSignOf(x, x.Increasing(Math.Tanh, new(-1, 1, true, true))),
        OpCode.LogCosh => x.Abs().Increasing(v => v + Math.Log(1 + Math.Exp(-2 * v)) - Math.Log(2), Interval.NonNegative, Slack),
        OpCode.Sin or OpCode.Cos => new(-1, 1),
        OpCode.Asin or OpCode.Atan => WithSignOf(x, new(-1.5708, 1.5708)),
        OpCode.Acos => new(0, 3.1416),
        OpCode.Sinh => WithSignOf(x, x.Increasing(Math.Sinh, Interval.All)),
        OpCode.Cosh => x.Abs().Increasing(Math.Cosh, new(1, double.PositiveInfinity)),
        OpCode.Erf => WithSignOf(x, new(-1, 1, true, true)),
        OpCode.Erfc => new(0, 2, true, true),
        OpCode.Trigamma => x.IsPositive ? Interval.Positive : Interval.All,
        OpCode.Detach or OpCode.Literal => x,
        OpCode.ClampThrough => x.Max(y).Min(z),

        // Rows have at least one entry. A probability may be 0: a logit of −∞ is a class that is masked.
        OpCode.Gather or OpCode.RowMax or OpCode.RowMin => x,
        OpCode.Sum when IsPartOfProbabilities(n.A) => new(0, 1),
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

    /// <summary>Whether a column's value is a probability of a row, or 0.</summary>
    private bool IsPartOfProbabilities(int id)
    {
        Node n = node(id);
        bool IsZero(int other) => node(other) is { Op: OpCode.Constant, Value: 0 };
        return n.Op == OpCode.SoftmaxEntry ? IsProbability(n) && (n.Axes & Axes.Column) != 0
            : n.Op == OpCode.Select && ((IsZero(n.B) && IsPartOfProbabilities(n.C)) || (IsZero(n.C) && IsPartOfProbabilities(n.B)));
    }

    private bool IsProbability(Node entry)
    {
        (Node sum, Node x) = (node(entry.B), node(entry.A));
        return sum.Op == OpCode.LogSumExp && (sum.A == entry.A || (x.Op == OpCode.Gather && x.A == sum.A));
    }

    /// <summary>The image of a function that has the sign of its argument.</summary>
    private static Interval WithSignOf(Interval x, Interval image) =>
        x.Low == 0 && x.High == 0 ? x
        : x.IsPositive ? image.Meet(Interval.Positive)
        : x.IsNegative ? image.Meet(Interval.Negative)
        : x.Low >= 0 ? image.Meet(Interval.NonNegative)
        : x.High <= 0 ? image.Meet(Interval.NonPositive)
        : image;
}
