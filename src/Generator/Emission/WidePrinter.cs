using System.Collections.Generic;
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
    private const string V = KernelNames.V512;
    private const string A = KernelNames.Avx512;

    private readonly KernelNames _names = names;
    private readonly WideText _text = new(model, names);

    /// <summary>The loop method; it returns the index of the first sample it left over.</summary>
    public void Print(SourceWriter w)
    {
        int step = plan.Unroll * _names.VirtualWidth;
        w.Line("/// <summary>The main loop of 512-bit vectors. Leaves the samples behind the last whole step, and the open lanes of the accumulator, to <c>Narrow</c>.</summary>");
        w.Line(KernelNames.Optimised);
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

        _text.PrintUniforms(w);
    }

    private string Cast(string expression) => plan.Element == Element.Single ? $"(float)({expression})" : expression;

    /// <summary>The statements for U vectors, vector u running two statements behind vector u − 1.</summary>
    private IEnumerable<string> Body()
    {
        for (int u = 0; u < plan.Unroll; u++)
        {
            yield return $"var w_{u} = {KernelNames.IsOn("TWeighted")} ? {V}.Load(pw + i{Offset(u)}) : default;";
        }

        var steps = plan.Steps.Where(s => s.Kind != StepKind.Compute || !Ordering.IsStanding(plan.Nodes[s.Index].Op)).Where(s => s.Kind != StepKind.StoreLoss || _names.HasSumSwitch).ToArray();
        foreach ((int index, int u) in WideText.Lockstep(steps.Length, plan.Unroll))
        {
            yield return Statement(steps[index], u);
        }
    }

    private string Offset(int u) => u == 0 ? string.Empty : " + " + CSharpText.Int(u * _names.VirtualWidth);

    private string Statement(Step step, int u)
    {
        string copy = "_" + CSharpText.Int(u);
        const string zero = "default";
        switch (step.Kind)
        {
            case StepKind.Accumulate:
                string loss = _text.Operand(plan.Loss, copy);
                string add = $"sum += {KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({loss} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {loss};";
                return _names.HasSumSwitch ? $"if ({KernelNames.IsOn("TSum")}) {{ {add} }}" : add;
            case StepKind.StoreLoss:
                return $"if ({KernelNames.IsOn("TEach")}) {{ {V}.Store({_text.Operand(plan.Loss, copy)}, pl + i{Offset(u)}); }}";
            case StepKind.StoreGradient:
                string value = _text.Operand(plan.Gradients[step.Index].Node, copy), s = "s" + CSharpText.Int(step.Index);
                return $"if ({KernelNames.IsOn("TGradient" + CSharpText.Int(step.Index))}) {{ {V}.Store({KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({value} * (w{copy} * {s}), {zero}, {A}.CompareEqual(w{copy}, {zero})) : {value} * {s}, g{step.Index} + i{Offset(u)}); }}";
            case StepKind.StoreHessian:
                string lifted = $"{A}.Max(floor, {_text.Operand(plan.Hessians[step.Index], copy)})";
                return $"if ({KernelNames.IsOn("THessian" + CSharpText.Int(step.Index))}) {{ {V}.Store({KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({lifted} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {lifted}, h{step.Index} + i{Offset(u)}); }}";
            default:
                return $"var {_names.Value(step.Index, copy)} = {_text.Expression(plan.Nodes[step.Index], Offset(u), copy)};";
        }
    }
}
