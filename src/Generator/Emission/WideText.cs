using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Machine operations as C# for 512-bit vectors, each copy of a value with a name of its own.</summary>
/// <param name="model">The declaration.</param>
/// <param name="names">The names of the program.</param>
/// <param name="labels">The questions about labels, where there may be any.</param>
internal sealed class WideText(LossModel model, KernelNames names, LabelWindows? labels = null)
{
    private const int Skew = 2;
    private const string V = KernelNames.V512;
    private const string A = KernelNames.Avx512;

    /// <summary>Machine operation to C#: {0}, {1}, {2} are the operands, {3} the payload; I, F and MIN in brackets stand for the integer and float of the element's size and the sign bit.</summary>
    private static readonly Dictionary<MachineOp, string> Templates = new()
    {
        [MachineOp.Add] = "{0} + {1}",
        [MachineOp.Subtract] = "{0} - {1}",
        [MachineOp.Multiply] = "{0} * {1}",
        [MachineOp.Divide] = "{0} / {1}",
        [MachineOp.Sqrt] = A + ".Sqrt({0})",
        [MachineOp.MultiplyAdd] = A + ".FusedMultiplyAdd({0}, {1}, {2})",
        [MachineOp.MultiplyAddNegated] = A + ".FusedMultiplyAddNegated({0}, {1}, {2})",
        [MachineOp.MultiplySubtract] = A + ".FusedMultiplySubtract({0}, {1}, {2})",
        [MachineOp.Max] = A + ".Max({0}, {1})",
        [MachineOp.Min] = A + ".Min({0}, {1})",
        [MachineOp.Abs] = V + ".Abs({0})",
        [MachineOp.Negate] = "-{0}",
        [MachineOp.NegateAbs] = V + ".As<F>(" + V + ".As<I>({0}) | " + V + ".Create(<MIN>))",
        [MachineOp.CopySign] = V + ".As<F>(" + A + ".TernaryLogic(" + V + ".Create(<MIN>), " + V + ".As<I>({1}), " + V + ".As<I>({0}), 0xCA))",
        [MachineOp.Floor] = V + ".Floor({0})",
        [MachineOp.Ceiling] = V + ".Ceiling({0})",
        [MachineOp.Round] = V + ".Round({0})",
        [MachineOp.Truncate] = V + ".Truncate({0})",
        [MachineOp.Less] = A + ".CompareLessThan({0}, {1})",
        [MachineOp.LessOrEqual] = A + ".CompareLessThanOrEqual({0}, {1})",
        [MachineOp.Equal] = A + ".CompareEqual({0}, {1})",
        [MachineOp.Unordered] = A + ".CompareUnordered({0}, {1})",
        [MachineOp.And] = "{0} & {1}",
        [MachineOp.Or] = "{0} | {1}",
        [MachineOp.Not] = "~{0}",
        [MachineOp.Select] = A + ".BlendVariable({2}, {1}, {0})",
        [MachineOp.SelectNegative] = A + ".BlendVariable({2}, {1}, {0})",
        [MachineOp.Scale] = A + ".Scale({0}, {1})",
        [MachineOp.GetExponent] = A + ".GetExponent({0})",
        [MachineOp.GetMantissa] = A + ".GetMantissa({0}, 0x0B)",
        [MachineOp.ShiftBitsRight] = V + ".As<F>(" + V + ".As<I>({0}) >>> {3})",
    };

    /// <summary>What one instruction makes of a number, by its kind from the lowest digit on: NaN and zeros stay, 1, ∞ and what is positive become 1, what is negative −1.</summary>
    private const uint Signs = 0xA9A9A122;

    /// <summary>Comparisons that hold where these do not.</summary>
    private static readonly Dictionary<MachineOp, string> Unless = new()
    {
        [MachineOp.Less] = "CompareNotLessThan",
        [MachineOp.LessOrEqual] = "CompareNotLessThanOrEqual",
        [MachineOp.Equal] = "CompareNotEqual",
        [MachineOp.Unordered] = "CompareOrdered",
    };

    private readonly Dictionary<MachineOp, string> _templates = Templates.ToDictionary(
        t => t.Key,
        t => t.Value.Replace("<I>", names.Element == Element.Single ? "Int32" : "Int64").Replace("<F>", names.Element == Element.Single ? "Single" : "Double").Replace("<MIN>", names.Element == Element.Single ? "int.MinValue" : "long.MinValue"));

    /// <summary>Statement by statement which copy runs it: each copy two statements behind the one before.</summary>
    public static IEnumerable<(int Step, int Copy)> Lockstep(int steps, int copies)
    {
        for (int j = 0; j < steps + (Skew * (copies - 1)); j++)
        {
            for (int u = 0; u < copies; u++)
            {
                int step = j - (Skew * u);
                if (step >= 0 && step < steps)
                {
                    yield return (step, u);
                }
            }
        }
    }

    /// <summary>Vectors of what is the same in every turn, and the tables.</summary>
    public void PrintUniforms(SourceWriter w)
    {
        foreach (int k in names.Leaves(MachineOp.Uniform))
        {
            w.Line($"var {KernelNames.Uniform(k)} = {V}.Create({names.UniformField(k)});");
        }

        foreach (int k in names.Leaves(MachineOp.UniformMask))
        {
            w.Line($"var m{k} = {KernelNames.Runtime}.Lanes512<{names.T}>.CreateMask(arguments->m{k});");
        }

        foreach (LookupTable table in names.Tables())
        {
            string values = string.Join(", ", LookupTables.Values(table, names.Element).Take(names.VirtualWidth).Select(x => CSharpText.Literal(x, names.Element)));
            w.Line($"var table{table} = {V}.Create({values});");
            if (names.Element == Element.Double)
            {
                values = string.Join(", ", LookupTables.Values(table, names.Element).Skip(8).Select(x => CSharpText.Literal(x, names.Element)));
                w.Line($"var table{table}Upper = {V}.Create({values});");
            }
        }
    }

    /// <param name="node">What to compute.</param>
    /// <param name="offset">How far the copy's elements are from element i: empty, or <c>+ n</c>.</param>
    /// <param name="copy">What is appended to the copy's names.</param>
    /// <param name="mask">The mask of the elements there are; null where there are all.</param>
    public string Expression(MachineNode node, string offset, string copy, string? mask = null)
    {
        string lanes = $"{KernelNames.Runtime}.Lanes512<{names.T}>";
        switch (node.Op)
        {
            case MachineOp.Input:
                string pointer = $"p{node.Payload}" + " + i" + offset;
                return model.Parameters[(int)node.Payload].Type == ParameterType.Int ? $"{lanes}.LoadInt32({pointer}, {names.VirtualWidth})" : Load(pointer, mask);
            case MachineOp.TableInput:
                return Load($"t{node.Payload} + i{offset}", mask);
            case MachineOp.InputMask:
                return $"{lanes}.LoadBool(p{node.Payload} + i{offset}, {names.VirtualWidth})";
            case MachineOp.Column:
                return offset.Length == 0 ? "column" : $"column + {V}.Create(({names.T}){offset.Trim(' ', '+')})";
            case MachineOp.Stashed:
                return Load($"s{node.Payload} + i{offset}", mask);
            case MachineOp.Lookup:
                string table = "table" + (LookupTable)node.Payload;
                return names.Element == Element.Single
                    ? $"{A}.PermuteVar16x32({table}, {V}.AsInt32({Operand(node.A, copy)}))"
                    : $"{A}.PermuteVar8x64x2({table}, {V}.AsInt64({Operand(node.A, copy)}), {table}Upper)";
            case MachineOp.Equal when labels?.IsLabel(node) == true:
                return $"{V}.Load({labels.Window(node)}{offset})";
            case MachineOp.Select when IsLabel(node.A):
                string others = names.Value(node.A, copy), elsewhere = Operand(node.C, copy);
                return IsZero(node.B) ? $"{elsewhere} & {others}" : $"{A}.BlendVariable({Operand(node.B, copy)}, {elsewhere}, {others})";
            case MachineOp.Subtract when names.IsShift(node):
                return $"{KernelNames.IsOn(KernelNames.Shift)} ? {Operand(node.A, copy)} - {Operand(node.B, copy)} : {Operand(node.A, copy)}";
            case MachineOp.Select when names.ChoiceOf(node) is { } choice:
                return $"{choice} ? {Operand(node.B, copy)} : {Operand(node.C, copy)}";
            case MachineOp.Select when IsSign(node):
                string x = Operand(node.C, copy);
                return $"{A}.Fixup({x}, {x}, {V}.Create({(names.Element == Element.Single ? "unchecked((int)0x" : "0x")}{Signs:X8}{(names.Element == Element.Single ? ")" : "L")}), 0)";
            // Zero first: the machine can leave lanes out of an operation, which then need no choice.
            case MachineOp.Select when LeavesOut(node):
                MachineNode condition = names.Node(node.A);
                return $"{A}.BlendVariable(default, {Operand(node.C, copy)}, {A}.{Unless[condition.Op]}({Operand(condition.A, copy)}, {Operand(condition.B, copy)}))";
            default:
                return string.Format(CultureInfo.InvariantCulture, _templates[node.Op], Operand(node.A, copy), Operand(node.B, copy), Operand(node.C, copy), node.Payload);
        }
    }

    /// <summary>What the expression of a node reads.</summary>
    public IEnumerable<int> Operands(MachineNode node) =>
        node.Op != MachineOp.Select ? node.Operands
        : IsSign(node) ? [node.C]
        : LeavesOut(node) ? [names.Node(node.A).A, names.Node(node.A).B, node.C]
        : node.Operands;

    /// <summary>Whether a choice is the sign of a number, the number itself where it has none.</summary>
    private bool IsSign(MachineNode node) =>
        names.Node(node.B) is { Op: MachineOp.CopySign } one && one.B == node.C && names.Node(one.A) is { Op: MachineOp.Constant, Value: 1 }
        && names.Node(node.A) is { Op: MachineOp.Less } less && IsZero(less.A) && names.Node(less.B) is { Op: MachineOp.Abs } size && size.A == node.C;

    /// <summary>Whether a choice is zero where a comparison holds.</summary>
    private bool LeavesOut(MachineNode node) => IsZero(node.B) && Unless.ContainsKey(names.Node(node.A).Op);

    public string Operand(int node, string copy) =>
        node < 0 ? string.Empty
        : names.Node(node).Op == MachineOp.Constant ? V + ".Create(" + names.Literal(node) + ")"
        : names.IsMaskFromOutside(node) ? $"{KernelNames.Runtime}.Lanes512<{names.T}>.Reread({names.Value(node, copy)})"
        : IsLabel(node) ? "~" + names.Value(node, copy)
        : names.Value(node, copy);

    private bool IsLabel(int node) => labels?.IsLabel(names.Node(node)) == true;

    /// <summary>Whether it is the literal +0.</summary>
    public bool IsZero(int node) => names.Node(node) is { Op: MachineOp.Constant, Payload: 0 };

    public static string Load(string pointer, string? mask) => mask is null ? $"{V}.Load({pointer})" : $"{A}.MaskLoad({pointer}, {mask}, default)";

    public static string Store(string value, string pointer, string? mask) => mask is null ? $"{V}.Store({value}, {pointer})" : $"{A}.MaskStore({pointer}, {mask}, {value})";
}
