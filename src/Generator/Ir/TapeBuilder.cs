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

    /// <summary>The sum over the columns.</summary>
    public int Sum(int a) => Make(OpCode.Sum, a);

    /// <summary>Whether the column is the one that <paramref name="index"/> picks.</summary>
    public int IsAt(int index) => Make(OpCode.Equal, Column, index);

    /// <summary>The number of the column.</summary>
    public int Column => Leaf(OpCode.Column, 0, Axes.Sample | Axes.Column);

    /// <summary>The number of columns.</summary>
    public int Columns => Leaf(OpCode.Columns, 0, Axes.None);

    /// <summary>An entry of the row of table <paramref name="parameter"/> that <paramref name="index"/> picks.</summary>
    public int TableEntry(int parameter, int index) => Intern(new Node(OpCode.TableEntry, index, -1, -1, parameter, Axes.Sample | Axes.Column));

    public bool HasColumns(int id) => (_nodes[id].Axes & Axes.Column) != 0;

    /// <summary>
    /// The entry of <paramref name="row"/> in the column that <paramref name="index"/> (a label or a constant) picks. It is taken from the leaves:
    /// the entry of a function of rows is the function of their entries. Where it cannot be computed apart from its column it is a sum of one term.
    /// </summary>
    public int Gather(int row, int index)
    {
        if (!HasColumns(row))
        {
            return row;
        }

        if (!IsSameApart(row))
        {
            return Sum(Select(IsAt(index), row, Zero));
        }

        bool[] needed = Cone(row);
        var map = new int[row + 1];
        for (int i = 0; i <= row; i++)
        {
            Node node = _nodes[i];
            map[i] = !needed[i] ? i
                : node.Op == OpCode.Column ? index
                : OpTable.Row(node.Op).Form == Form.Leaf ? Intern(new Node(OpCode.Gather, i, index, -1, 0, Axes.Sample))
                : Copy(node, map);
        }

        return map[row];
    }

    /// <summary>
    /// Whether an entry may be computed once more from entries of the leaves. It may not where it is compared with the greatest or the least entry: computed apart it can differ from it in the
    /// last bit, and would not be found.
    /// </summary>
    public bool IsSameApart(int row)
    {
        bool[] cone = Cone(row);
        var hasPeak = new bool[row + 1];
        for (int i = 0; i <= row; i++)
        {
            Node n = _nodes[i];
            hasPeak[i] = n.Op is OpCode.RowMax or OpCode.RowMin or OpCode.Peak;
            for (int k = 0; k < OpTable.Row(n.Op).Arity && !HasColumns(i); k++)
            {
                hasPeak[i] |= hasPeak[n.Operand(k)];
            }

            if (cone[i] && n.Op == OpCode.Equal && (IsOwnPeak(n.A, n.B) || IsOwnPeak(n.B, n.A)))
            {
                return false;
            }
        }

        return true;

        bool IsOwnPeak(int entry, int peak) => HasColumns(entry) && OpTable.Row(_nodes[entry].Op).Form != Form.Leaf && hasPeak[peak];
    }

    /// <summary>The nodes that vary along the columns and that <paramref name="row"/> is made of, column by column.</summary>
    public bool[] Cone(int row)
    {
        var cone = new bool[row + 1];
        cone[row] = HasColumns(row);
        for (int i = row; i >= 0; i--)
        {
            for (int k = 0; cone[i] && k < OpTable.Row(_nodes[i].Op).Arity; k++)
            {
                int operand = _nodes[i].Operand(k);
                cone[operand] |= HasColumns(operand);
            }
        }

        return cone;
    }

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

        if (row.Form == Form.Gather)
        {
            return Gather(a, b);
        }

        Axes axes = Axes.None;
        for (int k = 0; k < row.Arity; k++)
        {
            axes |= _nodes[k == 0 ? a : k == 1 ? b : c].Axes;
        }

        if (row.Form == Form.Reduction)
        {
            axes = Axes.Sample;
        }

        return Intern(new Node(op, a, b, c, 0, axes));
    }

    /// <summary>Copies a node of another tape, its operands renumbered by <paramref name="map"/>.</summary>
    public int Copy(Node node, int[] map)
    {
        int arity = OpTable.Row(node.Op).Arity;
        return arity == 0 ? Intern(node)
            : node.Op == OpCode.TableEntry ? TableEntry((int)node.Payload, map[node.A])
            : Make(node.Op, map[node.A], arity > 1 ? map[node.B] : -1, arity > 2 ? map[node.C] : -1);
    }

    /// <summary>Copies a whole tape; the result tells the new number of each of its nodes.</summary>
    public int[] Copy(Tape tape)
    {
        var map = new int[tape.Count];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = Copy(tape[i], map);
        }

        return map;
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
