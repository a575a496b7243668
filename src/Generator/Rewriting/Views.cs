using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>A term of a sum with its sign, or a factor of a product with its exponent.</summary>
internal readonly record struct Part(int Node, int Weight);

/// <summary>The parts of a sum or product, and which operations stand among them.</summary>
internal sealed class View
{
    private readonly ulong _positive;
    private readonly ulong _negative;
    private readonly int _size;

    private View(TapeBuilder tape, List<Part> parts, int sign, bool isSum)
    {
        (Parts, Sign, IsSum) = (parts, sign, isSum);
        foreach (Part part in parts)
        {
            Node n = tape[part.Node];
            bool negative = part.Weight < 0 != (n.Op == OpCode.Constant && n.Value < 0);
            _positive |= negative ? 0 : Bit(n.Op);
            _negative |= negative ? Bit(n.Op) : 0;
            _size += isSum ? 1 : Math.Abs(part.Weight);
        }
    }

    public List<Part> Parts { get; }

    /// <summary>The sign of a product.</summary>
    public int Sign { get; }

    public bool IsSum { get; }

    public static View OfSum(TapeBuilder tape, int id) => new(tape, Views.Terms(tape, id), 1, isSum: true);

    public static View OfProduct(TapeBuilder tape, int id) => new(tape, Views.Factors(tape, id, out int sign), sign, isSum: false);

    /// <summary>A bit for an operation. Operations may share one: a clash only costs time.</summary>
    public static ulong Bit(OpCode op) =>
        Views.IsProduct(op) ? 1UL << (int)OpCode.Multiply
        : Views.IsSum(op) ? 1UL << (int)OpCode.Add
        : 1UL << ((int)op & 63);

    /// <summary>A quick look whether these parts can hold what a pattern names, every weight turned by <paramref name="flip"/>.</summary>
    public bool MayHold(Shape shape, int flip) =>
        shape.MinimumSize <= _size
        && (shape.PositiveOps & ~(flip > 0 ? _positive : _negative)) == 0
        && (shape.NegativeOps & ~(flip > 0 ? _negative : _positive)) == 0;

    /// <summary>The weights, to be taken from.</summary>
    public int[] Weights()
    {
        var weights = new int[Parts.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Parts[i].Weight;
        }

        return weights;
    }
}

/// <summary>
/// Flat views of sums and products. A view only looks: nothing is reordered in the tape unless a rule replaces some of the parts.
/// </summary>
internal static class Views
{
    /// <summary>No more parts than this are seen at once, which keeps matching linear in the length of a chain.</summary>
    public const int Cap = 16;

    public static bool IsSum(OpCode op) => op is OpCode.Add or OpCode.Subtract;

    public static bool IsProduct(OpCode op) => op is OpCode.Multiply or OpCode.Divide or OpCode.Square or OpCode.Reciprocal;

    /// <summary>The signed terms of a chain of additions, subtractions and negations, from left to right.</summary>
    public static List<Part> Terms(TapeBuilder tape, int id)
    {
        var parts = new List<Part>(4) { new(id, 1) };
        int at = 0;
        while (at < parts.Count)
        {
            (int node, int sign) = (parts[at].Node, parts[at].Weight);
            Node n = tape[node];
            if (n.Op == OpCode.Negate)
            {
                parts[at] = new(n.A, -sign);
            }
            else if (IsSum(n.Op) && parts.Count < Cap)
            {
                parts[at] = new(n.A, sign);
                parts.Insert(at + 1, new(n.B, n.Op == OpCode.Add ? sign : -sign));
            }
            else
            {
                at++;
            }
        }

        return parts;
    }

    /// <summary>
    /// The factors of a chain of multiplications, divisions, squares and reciprocals. Constants are positive, the sign is apart; a division
    /// by a power of two is a multiplication. The square of a product is one part, so that a letter can stand for that product.
    /// </summary>
    public static List<Part> Factors(TapeBuilder tape, int id, out int sign)
    {
        var parts = new List<Part>(4) { new(id, 1) };
        sign = 1;
        int at = 0;
        while (at < parts.Count)
        {
            (int node, int exponent) = (parts[at].Node, parts[at].Weight);
            Node n = tape[node];
            bool once = Math.Abs(exponent) == 1;
            switch (n.Op)
            {
                case OpCode.Negate:
                    sign = once ? -sign : sign;
                    parts[at] = new(n.A, exponent);
                    continue;
                case OpCode.Square when Math.Abs(exponent) <= 2:
                    parts[at] = new(n.A, 2 * exponent);
                    continue;
                case OpCode.Reciprocal:
                    parts[at] = new(n.A, -exponent);
                    continue;
                case OpCode.Multiply or OpCode.Divide when once && parts.Count < Cap:
                    parts[at] = new(n.A, exponent);
                    parts.Insert(at + 1, new(n.B, n.Op == OpCode.Multiply ? exponent : -exponent));
                    continue;
                case OpCode.Constant when once && (n.Value < 0 || (exponent < 0 && Shape.IsPowerOfTwo(n.Value))):
                    sign = n.Value < 0 ? -sign : sign;
                    bool invert = exponent < 0 && Shape.IsPowerOfTwo(n.Value);
                    parts[at] = new(tape.Constant(invert ? 1 / Math.Abs(n.Value) : Math.Abs(n.Value)), invert ? 1 : exponent);
                    break;
            }

            int same = parts.FindIndex(0, at, p => p.Node == node && (p.Weight < 0) == (exponent < 0));
            if (same >= 0 && tape[node].Op != OpCode.Constant)
            {
                parts[same] = new(node, parts[same].Weight + exponent);
                parts.RemoveAt(at);
            }
            else
            {
                at++;
            }
        }

        return parts;
    }

    /// <summary>1 when two nodes are the same value, −1 when one is the other negated, 0 when nothing is known.</summary>
    public static int SameUpToSign(TapeBuilder tape, int a, int b)
    {
        if (a == b)
        {
            return 1;
        }

        (Node x, Node y) = (tape[a], tape[b]);
        bool opposite = (x.Op == OpCode.Negate && x.A == b)
            || (y.Op == OpCode.Negate && y.A == a)
            || (x.Op == OpCode.Subtract && y.Op == OpCode.Subtract && x.A == y.B && x.B == y.A)
            || (x.Op == OpCode.Constant && y.Op == OpCode.Constant && x.Value == -y.Value && x.Value != 0);
        return opposite ? -1 : 0;
    }
}
