using System;
using System.Collections.Generic;
using LossGen.Generator.Support;

namespace LossGen.Generator.Ir;

/// <summary>
/// Builds a <see cref="Tape"/>: equal nodes are one node, operands of commutative operations are ordered, constants are folded and neutral
/// elements dropped. Only foldings that cannot change a NaN, an infinity or a sign that a user could observe are done here;
/// everything else is a rule of <c>Rewriting</c>.
/// </summary>
internal sealed class TapeBuilder
{
    private readonly List<Node> _nodes = new();
    private readonly Dictionary<Node, int> _numbers = new();

    public int Count => _nodes.Count;

    public Node this[int index] => _nodes[index];

    public int Zero => Constant(0.0);

    public int One => Constant(1.0);

    public Tape Freeze(params int[] roots) => new(new EquatableArray<Node>(_nodes.ToArray()), new EquatableArray<int>((int[])roots.Clone()));

    public int Constant(double value) => Intern(new Node(OpCode.Constant, -1, -1, -1, BitConverter.DoubleToInt64Bits(value), Axes.None));

    public int Bool(bool value) => Intern(new Node(value ? OpCode.True : OpCode.False, -1, -1, -1, 0, Axes.None));

    /// <summary>A leaf that stands for parameter <paramref name="parameter"/>: <see cref="OpCode.Data"/>, <see cref="OpCode.Hyper"/> or their bool forms.</summary>
    public int Leaf(OpCode op, int parameter, Axes axes) => Intern(new Node(op, -1, -1, -1, parameter, axes));

    public bool Is(int id, OpCode op) => _nodes[id].Op == op;

    public bool IsConstant(int id, out double value)
    {
        value = _nodes[id].Op == OpCode.Constant ? _nodes[id].Value : double.NaN;
        return _nodes[id].Op == OpCode.Constant;
    }

    public bool IsConstant(int id, double value) => IsConstant(id, out double v) && v == value;

    public int Add(int a, int b) => Make(OpCode.Add, a, b);

    public int Sub(int a, int b) => Make(OpCode.Subtract, a, b);

    public int Mul(int a, int b) => Make(OpCode.Multiply, a, b);

    public int Div(int a, int b) => Make(OpCode.Divide, a, b);

    public int Neg(int a) => Make(OpCode.Negate, a);

    public int Select(int condition, int whenTrue, int whenFalse) => Make(OpCode.Select, condition, whenTrue, whenFalse);

    public int Less(int a, int b) => Make(OpCode.Less, a, b);

    /// <summary>Makes (or finds) a node, after folding. Operands must be numbers of this builder.</summary>
    public int Make(OpCode op, int a, int b = -1, int c = -1)
    {
        OpRow row = OpTable.Row(op);
        if (row.Commutative && a > b)
        {
            (a, b) = (b, a);
        }

        if (Folding.Fold(this, op, a, b, c) is int folded)
        {
            return folded;
        }

        Axes axes = Axes.None;
        for (int k = 0; k < row.Arity; k++)
        {
            axes |= _nodes[k == 0 ? a : k == 1 ? b : c].Axes;
        }

        return Intern(new Node(op, a, b, c, 0, axes));
    }

    /// <summary>Copies a node of another tape, its operands renumbered by <paramref name="map"/>.</summary>
    public int Copy(Node node, int[] map)
    {
        int arity = OpTable.Row(node.Op).Arity;
        return arity == 0
            ? Intern(node)
            : Make(node.Op, map[node.A], arity > 1 ? map[node.B] : -1, arity > 2 ? map[node.C] : -1);
    }

    private int Intern(Node node)
    {
        if (!_numbers.TryGetValue(node, out int id))
        {
            id = _nodes.Count;
            _nodes.Add(node);
            _numbers.Add(node, id);
        }

        return id;
    }
}
