using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Machine operations as C# that is generic over the machine <c>O</c> and its vector <c>V</c>: for one vector of any width.</summary>
/// <param name="model">The declaration.</param>
/// <param name="names">The names of the program.</param>
/// <param name="leaf">Where the leaves of a loop come from if not from the data as they lie; null for a node that is none.</param>
internal sealed class NarrowText(LossModel model, KernelNames names, System.Func<MachineNode, string, string?>? leaf = null)
{
    public bool IsSingle => names.Element == Element.Single;

    /// <summary>Vectors of what is the same in every turn, and the tables.</summary>
    public void PrintUniforms(SourceWriter w)
    {
        foreach (int k in names.Leaves(MachineOp.Uniform))
        {
            w.Line($"V {KernelNames.Uniform(k)} = O.Create({names.UniformField(k)});");
        }

        foreach (int k in names.Leaves(MachineOp.UniformMask))
        {
            w.Line($"V m{k} = O.CreateMask(arguments->m{k});");
        }

        foreach (LookupTable table in names.Tables())
        {
            w.Line($"ref readonly {names.T} table{table} = ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference({KernelNames.TableName(table, names.Element)});");
        }
    }

    /// <param name="node">What to compute.</param>
    /// <param name="copy">What is appended to the names of an unrolled copy.</param>
    public string Expression(MachineNode node, string copy = "")
    {
        if (leaf?.Invoke(node, copy) is { } text)
        {
            return text;
        }

        IEnumerable<string> operands = node.Operands.Select(o => Operand(o, copy));
        switch (node.Op)
        {
            case MachineOp.Input:
                string p = $"p{node.Payload} + i";
                return model.Parameters[(int)node.Payload].Type == ParameterType.Int ? $"O.LoadInt32({p}, whole ? O.Count : left)" : Load(p);
            case MachineOp.TableInput:
                return Load($"t{node.Payload} + i");
            case MachineOp.InputMask:
                return $"O.LoadBool(p{node.Payload} + i, whole ? O.Count : left)";
            case MachineOp.Column:
                return $"O.Add(O.Create(({names.T})i), O.Indices)";
            case MachineOp.SlotValue:
                return $"O.Load({Slot(node.Payload)} + i)";
            case MachineOp.SlotMask:
                return $"O.Not(O.Equal(O.Load({Slot(node.Payload)} + i), O.Create(0)))";
            case MachineOp.Stashed:
                return Load($"s{node.Payload} + i");
            case MachineOp.Subtract when names.IsShift(node):
                return $"{KernelNames.IsOn(KernelNames.Shift)} ? O.Subtract({Operand(node.A, copy)}, {Operand(node.B, copy)}) : {Operand(node.A, copy)}";
            case MachineOp.Select when names.ChoiceOf(node) is { } choice:
                return $"{choice} ? {Operand(node.B, copy)} : {Operand(node.C, copy)}";
            case MachineOp.Lookup:
                return $"O.Lookup({Operand(node.A, copy)}, in table{(LookupTable)node.Payload})";
            case MachineOp.ShiftBitsRight:
                return $"O.ShiftBitsRight({Operand(node.A, copy)}, {node.Payload})";
            case MachineOp.Call:
                return $"O.Call(&global::LossGen.LossMath.{(Ir.OpCode)node.Payload}, {string.Join(", ", operands)})";
            default:
                return $"O.{node.Op}({string.Join(", ", operands)})";
        }
    }

    public string Operand(int node, string copy = "") =>
        names.Node(node).Op == MachineOp.Constant ? "O.Create(" + names.Literal(node) + ")"
        : names.IsMaskFromOutside(node) ? $"O.Reread({names.Value(node, copy)})"
        : names.Value(node, copy);

    /// <summary>The first value of a slot.</summary>
    public static string Slot(long slot) => "slots + " + CSharpText.Int(slot * RowKernelEmitter.SlotLength);

    private static string Load(string pointer) => $"whole ? O.Load({pointer}) : O.LoadPartial({pointer}, left)";
}
