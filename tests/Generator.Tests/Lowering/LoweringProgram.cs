using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>One primitive of up to three inputs, lowered and ready to run.</summary>
internal sealed class LoweringProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MachineInterpreter<T> _interpreter;
    private readonly int _result;
    private readonly T[] _inputs = new T[3];

    /// <param name="op">The primitive.</param>
    /// <param name="library">What calls of the library do.</param>
    /// <param name="change">What is done to the program before it is run.</param>
    public LoweringProgram(OpCode op, Func<OpCode, double, double, double>? library = null, Func<MachineNode[], MachineNode[]>? change = null)
    {
        var builder = new MachineBuilder(typeof(T) == typeof(float) ? Element.Single : Element.Double);
        int[] inputs = Enumerable.Range(0, 3).Select(i => builder.Leaf(op == OpCode.Select && i == 0 ? MachineOp.InputMask : MachineOp.Input, i)).ToArray();
        int arity = OpTable.Row(op).Arity;
        _result = Lowerings.Lower(builder, op, inputs[0], arity > 1 ? inputs[1] : -1, arity > 2 ? inputs[2] : -1);
        MachineNode[] nodes = change is null ? builder.Freeze() : change(builder.Freeze());
        Nodes = nodes;
        Operations = nodes.Count(node => node.Op > MachineOp.InputMask);
        _interpreter = new MachineInterpreter<T>(nodes, library);
    }

    public int Operations { get; }

    public IReadOnlyList<MachineNode> Nodes { get; }

    public T Run(T x, T y = default, T z = default)
    {
        _inputs[0] = x;
        _inputs[1] = y;
        _inputs[2] = z;
        _interpreter.Run(_inputs);
        return _interpreter[_result];
    }

    /// <summary>With operands and result as doubles.</summary>
    public double At(double x, double y = 0, double z = 0) =>
        double.CreateChecked(Run(T.CreateChecked(x), T.CreateChecked(y), T.CreateChecked(z)));
}
