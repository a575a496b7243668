using System;
using System.Collections.Generic;

namespace LossGen.Generator.Lowering;

/// <summary>One machine operation; operands are numbers of earlier ones, −1 where there is none.</summary>
internal readonly record struct MachineNode(MachineOp Op, int A, int B, int C, long Payload)
{
    public double Value => BitConverter.Int64BitsToDouble(Payload);

    /// <summary>The numbers of the operands.</summary>
    public IEnumerable<int> Operands
    {
        get
        {
            if (A >= 0)
            {
                yield return A;
            }

            if (B >= 0)
            {
                yield return B;
            }

            if (C >= 0)
            {
                yield return C;
            }
        }
    }
}

/// <summary>Builds a program of machine operations; equal operations are one, and signs are moved to where they cost nothing.</summary>
internal sealed class MachineBuilder(Element element)
{
    private readonly List<MachineNode> _nodes = new();
    private readonly Dictionary<MachineNode, int> _numbers = new();

    public Element Element { get; } = element;

    public int Count => _nodes.Count;

    public MachineNode this[int index] => _nodes[index];

    /// <summary>A literal, rounded to the element type.</summary>
    public int Constant(double value) =>
        Intern(new MachineNode(MachineOp.Constant, -1, -1, -1, BitConverter.DoubleToInt64Bits(Element == Element.Single ? (float)value : value)));

    public int Leaf(MachineOp op, int number) => Intern(new MachineNode(op, -1, -1, -1, number));

    public int Add(int a, int b) => Make(MachineOp.Add, a, b);

    public int Sub(int a, int b) => Make(MachineOp.Subtract, a, b);

    public int Mul(int a, int b) => Make(MachineOp.Multiply, a, b);

    public int Div(int a, int b) => Make(MachineOp.Divide, a, b);

    /// <summary>a·b + c.</summary>
    public int Fma(int a, int b, int c) => Make(MachineOp.MultiplyAdd, a, b, c);

    /// <summary>c − a·b.</summary>
    public int Fnma(int a, int b, int c) => Make(MachineOp.MultiplyAddNegated, a, b, c);

    /// <summary>a·b − c.</summary>
    public int Fms(int a, int b, int c) => Make(MachineOp.MultiplySubtract, a, b, c);

    public int Max(int a, int b) => Make(MachineOp.Max, a, b);

    public int Min(int a, int b) => Make(MachineOp.Min, a, b);

    public int Select(int mask, int whenSet, int otherwise) => Make(MachineOp.Select, mask, whenSet, otherwise);

    public int Unary(MachineOp op, int a) => Make(op, a);

    public int Lookup(int index, LookupTable table) => Make(MachineOp.Lookup, index, payload: (int)table);

    public int ShiftBitsRight(int a, int count) => Make(MachineOp.ShiftBitsRight, a, payload: count);

    public int Make(MachineOp op, int a, int b = -1, int c = -1, long payload = 0)
    {
        // A sign that the operation does not see, or can absorb without another rounding.
        if (op is MachineOp.Abs or MachineOp.NegateAbs && _nodes[a].Op is MachineOp.Negate or MachineOp.Abs or MachineOp.NegateAbs)
        {
            a = _nodes[a].A;
        }
        else if (op == MachineOp.Negate && _nodes[a].Op == MachineOp.Negate)
        {
            return _nodes[a].A;
        }
        else if (op == MachineOp.Negate && _nodes[a].Op == MachineOp.Constant)
        {
            return Constant(-_nodes[a].Value);
        }
        else if (op == MachineOp.Negate && _nodes[a].Op is MachineOp.Abs or MachineOp.NegateAbs)
        {
            return Make(_nodes[a].Op == MachineOp.Abs ? MachineOp.NegateAbs : MachineOp.Abs, _nodes[a].A);
        }
        else if (op == MachineOp.Add && _nodes[b].Op == MachineOp.Negate)
        {
            return Sub(a, _nodes[b].A);
        }
        else if (op == MachineOp.Add && _nodes[a].Op == MachineOp.Negate)
        {
            return Sub(b, _nodes[a].A);
        }
        else if (op == MachineOp.Subtract && _nodes[b].Op == MachineOp.Negate)
        {
            return Add(a, _nodes[b].A);
        }
        else if (op == MachineOp.Add && IsOpposite(b, out int opposite))
        {
            return Sub(a, opposite);
        }
        else if (op == MachineOp.Add && IsOpposite(a, out opposite))
        {
            return Sub(b, opposite);
        }
        else if (op is MachineOp.Select && b == c)
        {
            return b;
        }
        else if (op == MachineOp.SelectNegative && _nodes[a].Op == MachineOp.Negate)
        {
            (a, b, c) = (_nodes[a].A, c, b);
        }

        if (op is MachineOp.Add or MachineOp.Multiply or MachineOp.Equal or MachineOp.Unordered or MachineOp.And or MachineOp.Or && a > b)
        {
            (a, b) = (b, a);
        }
        else if (op is MachineOp.MultiplyAdd or MachineOp.MultiplyAddNegated or MachineOp.MultiplySubtract && a > b)
        {
            (a, b) = (b, a);
        }

        return Intern(new MachineNode(op, a, b, c, payload));
    }

    /// <summary>Whether the value is the opposite of one that needs no change of sign: of a maximum, or of a choice of zero.</summary>
    private bool IsOpposite(int id, out int opposite)
    {
        MachineNode n = _nodes[id];
        bool isBound = n.Op is MachineOp.Max or MachineOp.Min && _nodes[n.A].Op == MachineOp.Constant && _nodes[n.B].Op == MachineOp.Negate;
        bool isChoice = n.Op == MachineOp.Select && _nodes[n.B] is { Op: MachineOp.Constant, Value: 0 } && _nodes[n.C].Op == MachineOp.Negate;
        opposite = isBound ? Make(n.Op == MachineOp.Max ? MachineOp.Min : MachineOp.Max, Constant(_nodes[n.A].Value == 0 ? 0 : -_nodes[n.A].Value), _nodes[n.B].A)
            : isChoice ? Select(n.A, n.B, _nodes[n.C].A)
            : -1;
        return opposite >= 0;
    }

    public MachineNode[] Freeze() => _nodes.ToArray();

    private int Intern(MachineNode node)
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
