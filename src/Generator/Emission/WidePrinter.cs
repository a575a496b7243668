using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the 512-bit main loop: U sample vectors in lockstep, each two statements behind the one before, literals at their use, one accumulator
/// in index order, and no call in the loop.
/// </summary>
internal sealed class WidePrinter(LossModel model, KernelPlan plan, KernelNames names)
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

    private readonly KernelNames _names = names;
    private readonly Dictionary<MachineOp, string> _templates = Templates.ToDictionary(
        t => t.Key,
        t => t.Value.Replace("<I>", plan.Element == Element.Single ? "Int32" : "Int64").Replace("<F>", plan.Element == Element.Single ? "Single" : "Double").Replace("<MIN>", plan.Element == Element.Single ? "int.MinValue" : "long.MinValue"));

    /// <summary>The loop method; it returns the index of the first sample it left over.</summary>
    public void Print(SourceWriter w)
    {
        int step = plan.Unroll * _names.VirtualWidth;
        w.Line("/// <summary>The main loop of 512-bit vectors. Leaves the samples behind the last whole step, and the open lanes of the accumulator, to <c>Narrow</c>.</summary>");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization | global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
        using (w.Open($"private static nint Wide<{_names.SwitchList}>({_names.Arguments}* arguments, nint from, nint to, {_names.T}* lanes, double* totals){_names.Constraints}"))
        {
            PrintProlog(w);
            w.Line("nint i = from;");
            w.Line($"nint end = from + ((to - from) / {step} * {step});");
            w.Line($"var sum = {_names.Vector}.Zero;");
            using (w.Open("while (i < end)"))
            {
                w.Line($"nint stop = end - i < {Blocks.Flush} ? end : i + {Blocks.Flush};");
                using (w.Open($"for (; i < stop; i += {step})"))
                {
                    foreach (string line in Body())
                    {
                        w.Line(line);
                    }
                }

                w.Line();
                using (w.Open($"if ((i - from) % {Blocks.Flush} == 0)"))
                {
                    if (plan.Element == Element.Single)
                    {
                        w.Line($"{V}.Store({V}.Load(totals) + {A}.ConvertToVector512Double({V}.GetLower(sum)), totals);");
                        w.Line($"{V}.Store({V}.Load(totals + 8) + {A}.ConvertToVector512Double({V}.GetUpper(sum)), totals + 8);");
                    }
                    else
                    {
                        w.Line($"{V}.Store({V}.Load(totals) + sum, totals);");
                    }

                    w.Line($"sum = {_names.Vector}.Zero;");
                }
            }

            w.Line();
            w.Line($"{V}.Store(sum, lanes);");
            w.Line("return i;");
        }
    }

    private void PrintProlog(SourceWriter w)
    {
        foreach (int k in _names.Leaves(MachineOp.Input).Concat(_names.Leaves(MachineOp.InputMask)))
        {
            w.Line($"var p{k} = arguments->{_names.Data(k)};");
        }

        w.Line($"{_names.T}* pw = arguments->weight;");
        if (_names.HasSumSwitch)
        {
            w.Line($"{_names.T}* pl = arguments->losses;");
        }

        for (int k = 0; k < plan.Gradients.Count; k++)
        {
            w.Line($"{_names.T}* g{k} = arguments->gradient{k};");
            w.Line($"var s{k} = {V}.Create({Cast($"arguments->scale * {CSharpText.Literal(plan.Gradients[k].Coefficient)}")});");
        }

        for (int k = 0; k < plan.Hessians.Count; k++)
        {
            w.Line($"{_names.T}* h{k} = arguments->hessian{k};");
        }

        if (plan.Hessians.Count > 0)
        {
            w.Line($"var floor = {V}.Create({Cast("arguments->floor")});");
        }

        foreach (int k in _names.Leaves(MachineOp.Uniform))
        {
            w.Line($"var u{k} = {V}.Create(arguments->u{k});");
        }

        foreach (int k in _names.Leaves(MachineOp.UniformMask))
        {
            w.Line($"var m{k} = {KernelNames.Runtime}.Lanes512<{_names.T}>.CreateMask(arguments->m{k});");
        }

        foreach (LookupTable table in _names.Tables())
        {
            string name = KernelNames.TableName(table, plan.Element);
            string values = string.Join(", ", LookupTables.Values(table, plan.Element).Take(_names.VirtualWidth).Select(x => CSharpText.Literal(x, plan.Element)));
            w.Line($"var table{table} = {V}.Create({values});");
            if (plan.Element == Element.Double)
            {
                values = string.Join(", ", LookupTables.Values(table, plan.Element).Skip(8).Select(x => CSharpText.Literal(x, plan.Element)));
                w.Line($"var table{table}Upper = {V}.Create({values});");
            }
        }
    }

    private string Cast(string expression) => plan.Element == Element.Single ? $"(float)({expression})" : expression;

    /// <summary>The statements for U vectors, vector u running two statements behind vector u − 1.</summary>
    private IEnumerable<string> Body()
    {
        for (int u = 0; u < plan.Unroll; u++)
        {
            yield return $"var w_{u} = {KernelNames.IsOn("TWeighted")} ? {V}.Load(pw + i{Offset(u)}) : default;";
        }

        var steps = plan.Steps.Where(s => s.Kind != StepKind.Compute || !IsImmediate(plan.Nodes[s.Index].Op)).Where(s => s.Kind != StepKind.StoreLoss || _names.HasSumSwitch).ToArray();
        for (int j = 0; j < steps.Length + (Skew * (plan.Unroll - 1)); j++)
        {
            for (int u = 0; u < plan.Unroll; u++)
            {
                int index = j - (Skew * u);
                if (index >= 0 && index < steps.Length)
                {
                    yield return Statement(steps[index], u);
                }
            }
        }
    }

    private static bool IsImmediate(MachineOp op) => op is MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask;

    private string Offset(int u) => u == 0 ? string.Empty : " + " + CSharpText.Int(u * _names.VirtualWidth);

    private string Statement(Step step, int u)
    {
        string copy = "_" + CSharpText.Int(u);
        const string zero = "default";
        switch (step.Kind)
        {
            case StepKind.Accumulate:
                string loss = Operand(plan.Loss, copy);
                string add = $"sum += {KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({loss} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {loss};";
                return _names.HasSumSwitch ? $"if ({KernelNames.IsOn("TSum")}) {{ {add} }}" : add;
            case StepKind.StoreLoss:
                return $"if ({KernelNames.IsOn("TEach")}) {{ {V}.Store({Operand(plan.Loss, copy)}, pl + i{Offset(u)}); }}";
            case StepKind.StoreGradient:
                string value = Operand(plan.Gradients[step.Index].Node, copy), s = "s" + CSharpText.Int(step.Index);
                return $"if ({KernelNames.IsOn("TGradient" + CSharpText.Int(step.Index))}) {{ {V}.Store({KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({value} * (w{copy} * {s}), {zero}, {A}.CompareEqual(w{copy}, {zero})) : {value} * {s}, g{step.Index} + i{Offset(u)}); }}";
            case StepKind.StoreHessian:
                string lifted = $"{A}.Max(floor, {Operand(plan.Hessians[step.Index], copy)})";
                return $"if ({KernelNames.IsOn("THessian" + CSharpText.Int(step.Index))}) {{ {V}.Store({KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({lifted} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {lifted}, h{step.Index} + i{Offset(u)}); }}";
            default:
                return $"var {_names.Value(step.Index, copy)} = {Expression(plan.Nodes[step.Index], u, copy)};";
        }
    }

    private string Expression(MachineNode node, int u, string copy)
    {
        string lanes = $"{KernelNames.Runtime}.Lanes512<{_names.T}>";
        switch (node.Op)
        {
            case MachineOp.Input:
                string pointer = $"p{node.Payload}" + " + i" + Offset(u);
                return model.Parameters[(int)node.Payload].Type == ParameterType.Int ? $"{lanes}.LoadInt32({pointer}, {_names.VirtualWidth})" : $"{V}.Load({pointer})";
            case MachineOp.InputMask:
                return $"{lanes}.LoadBool(p{node.Payload} + i{Offset(u)}, {_names.VirtualWidth})";
            case MachineOp.Lookup:
                string table = "table" + (LookupTable)node.Payload;
                return plan.Element == Element.Single
                    ? $"{A}.PermuteVar16x32({table}, {V}.AsInt32({Operand(node.A, copy)}))"
                    : $"{A}.PermuteVar8x64x2({table}, {V}.AsInt64({Operand(node.A, copy)}), {table}Upper)";
            case MachineOp.Select when _names.ChoiceOf(node) is { } choice:
                return $"{choice} ? {Operand(node.B, copy)} : {Operand(node.C, copy)}";
            default:
                return string.Format(CultureInfo.InvariantCulture, _templates[node.Op], Operand(node.A, copy), Operand(node.B, copy), Operand(node.C, copy), node.Payload);
        }
    }

    private string Operand(int node, string copy) =>
        node < 0 ? string.Empty
        : plan.Nodes[node].Op == MachineOp.Constant ? V + ".Create(" + _names.Literal(node) + ")"
        : _names.Value(node, copy);
}
