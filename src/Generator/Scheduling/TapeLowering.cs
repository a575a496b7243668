using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Turns the joint tape of a loss into machine operations: what depends on hyper-parameters alone becomes a uniform, everything else goes through
/// the lowering table, and selections are turned so that a NaN in a comparison reaches the result.
/// </summary>
internal sealed class TapeLowering
{
    private readonly Tape _tape;
    private readonly MachineBuilder _machine;
    private readonly NanPropagation _nan;
    private readonly bool[] _inLoss;
    private readonly Func<int, int>? _source;
    private readonly Dictionary<int, int> _lowered = new();

    /// <param name="tape">The joint tape.</param>
    /// <param name="loss">The loss on it.</param>
    /// <param name="nan">What is known of NaN.</param>
    /// <param name="element">The element type.</param>
    /// <param name="machine">Where the code goes; null for a new program.</param>
    /// <param name="source">Gives the machine value of a node that is not computed here but comes from elsewhere; −1 for the others.</param>
    public TapeLowering(Tape tape, int loss, NanPropagation nan, Element element, MachineBuilder? machine = null, Func<int, int>? source = null)
    {
        _tape = tape;
        _machine = machine ?? new MachineBuilder(element);
        _nan = nan;
        _inLoss = tape.Reachable(loss);
        _source = source;
    }

    public MachineBuilder Machine => _machine;

    /// <summary>The machine value of a node; its operands are lowered first.</summary>
    public int Lower(int root)
    {
        // Nodes precede their users, so one pass in order needs no recursion.
        bool[] live = Needed(root);
        for (int i = 0; i <= root; i++)
        {
            if (live[i] && !_lowered.ContainsKey(i))
            {
                _lowered.Add(i, _source?.Invoke(i) is int given && given >= 0 ? given : LowerNode(i));
            }
        }

        return _lowered[root];
    }

    /// <summary>The derivative <paramref name="root"/>, NaN wherever <paramref name="loss"/> is.</summary>
    public Scaled LowerDerivative(int root, int loss)
    {
        double coefficient = 1;
        while (true)
        {
            Node node = _tape[root];
            if (node.Op == OpCode.Multiply && _tape[node.A].Op == OpCode.Constant)
            {
                coefficient *= _tape[node.A].Value;
                root = node.B;
            }
            else if (node.Op == OpCode.Multiply && _tape[node.B].Op == OpCode.Constant)
            {
                coefficient *= _tape[node.B].Value;
                root = node.A;
            }
            else if (node.Op == OpCode.Negate)
            {
                coefficient = -coefficient;
                root = node.A;
            }
            else
            {
                break;
            }
        }

        int value = Lower(root);
        if (!_nan.ProvenFor(loss, root))
        {
            int lossValue = Lower(loss);
            value = _machine.Select(_machine.Make(MachineOp.Unordered, lossValue, lossValue), _machine.Constant(double.NaN), value);
        }

        return new Scaled(value, coefficient);
    }

    private bool[] Needed(int root)
    {
        var live = new bool[_tape.Count];
        live[root] = true;
        for (int i = root; i >= 0; i--)
        {
            // A uniform is computed as a whole, in scalar code.
            if (!live[i] || _tape[i].Axes == Axes.None || _source?.Invoke(i) >= 0)
            {
                continue;
            }

            for (int k = 0; k < _tape.Arity(i); k++)
            {
                live[_tape[i].Operand(k)] = true;
            }
        }

        return live;
    }

    private int LowerNode(int id)
    {
        Node node = _tape[id];
        if (node.Axes == Axes.None)
        {
            return node.Op == OpCode.Constant ? _machine.Constant(node.Value) : AddUniform(id);
        }

        switch (node.Op)
        {
            case OpCode.Data:
                return _machine.Leaf(MachineOp.Input, (int)node.Payload);
            case OpCode.BoolData:
                return _machine.Leaf(MachineOp.InputMask, (int)node.Payload);
            case OpCode.Select:
                return LowerSelect(id, node);
            default:
                int arity = _tape.Arity(id);
                return Lowerings.Lower(
                    _machine,
                    node.Op,
                    arity > 0 ? _lowered[node.A] : -1,
                    arity > 1 ? _lowered[node.B] : -1,
                    arity > 2 ? _lowered[node.C] : -1);
        }
    }

    private int AddUniform(int id)
    {
        OpRow row = OpTable.Row(_tape[id].Op);
        return _machine.Leaf(row.Kind == ValueKind.Truth ? MachineOp.UniformMask : MachineOp.Uniform, id);
    }

    private int LowerSelect(int id, Node node)
    {
        int condition = _lowered[node.A], whenTrue = _lowered[node.B], whenFalse = _lowered[node.C];
        Node test = _tape[node.A];

        // An ordered comparison is false for NaN: let that lead to the arm that is NaN as well.
        if (_nan.FalseArmFollows(node.C, node.A))
        {
            return _machine.Select(condition, whenTrue, whenFalse);
        }

        if (_nan.TrueArmFollows(node.B, node.A))
        {
            MachineOp opposite = test.Op == OpCode.Less ? MachineOp.LessOrEqual : MachineOp.Less;
            return _machine.Select(_machine.Make(opposite, Lower(test.B), Lower(test.A)), whenFalse, whenTrue);
        }

        int value = _machine.Select(condition, whenTrue, whenFalse);
        if (!_inLoss[id])
        {
            // Derivatives are made NaN where the loss is.
            return value;
        }

        foreach (int operand in _nan.ComparedOperands(node.A))
        {
            if (!_nan.CannotBeNan(operand))
            {
                int compared = Lower(operand);
                value = _machine.Select(_machine.Make(MachineOp.Unordered, compared, compared), _machine.Constant(double.NaN), value);
            }
        }

        return value;
    }
}
