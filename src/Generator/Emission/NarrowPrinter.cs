using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>The sizes that fix the order of all sums. They are the same in the runtime, and for every width and thread count.</summary>
internal static class Blocks
{
    /// <summary>Elements added in lanes before the lanes go to their totals; a multiple of every unrolled step.</summary>
    public const int Flush = 384;

    /// <summary>Losses in float that are added in pairs before they go to their totals in double: four vectors of 512 bits.</summary>
    public const int Paired = 64;
}

/// <summary>
/// Prints the loop for one vector of any width, generic over the machine: it serves 256 and 128 bits and scalars whole, and the remainder of
/// the 512-bit loop. Lanes are bound to the sample's index, so the sums are the same at every width.
/// </summary>
internal sealed class NarrowPrinter(LossModel model, KernelPlan plan, KernelNames names)
{
    private readonly KernelNames _names = names;
    private readonly NarrowText _text = new(model, names);

    public void Print(SourceWriter w)
    {
        string t = _names.T;
        w.Line("/// <summary>The loop for one vector at a time, of any width: the same operations in the same order as <c>Wide</c>.</summary>");
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void Narrow<O, V, {_names.SwitchList}>({_names.Arguments}* arguments, nint from, nint i, nint to, {t}* open, double* totals) where O : struct, {KernelNames.Runtime}.ILanes<V, {t}> where V : unmanaged{_names.Constraints}"))
        {
            PrintProlog(w);
            using (w.Open("while (i < to)"))
            {
                int length = plan.Element == Element.Single ? Blocks.Paired : Blocks.Flush;
                w.Line($"nint start = i - ((i - from) % {length});");
                w.Line($"nint stop = to - start < {length} ? to : start + {length};");
                using (w.Open("for (; i < stop; i += O.Count)"))
                {
                    w.Line("int left = (int)(stop - i);");
                    w.Line("bool whole = left >= O.Count;");
                    w.Line($"V w = {KernelNames.IsOn("TWeighted")} ? (whole ? O.Load(pw + i) : O.LoadPartial(pw + i, left)) : default;");
                    foreach (Step step in plan.Steps)
                    {
                        if (step.Kind != StepKind.Compute || plan.Nodes[step.Index].Op is not (MachineOp.Constant or MachineOp.Uniform or MachineOp.UniformMask))
                        {
                            PrintStep(w, step);
                        }
                    }
                }

                w.Line();
                w.Line("i = stop;");
                w.Line(KernelEmitter.Close(plan, _names, "i - start"));
            }
        }
    }

    private void PrintProlog(SourceWriter w)
    {
        string t = _names.T;
        foreach (int k in _names.Leaves(MachineOp.Input).Concat(_names.Leaves(MachineOp.InputMask)))
        {
            w.Line($"var p{k} = arguments->{_names.Data(k)};");
        }

        w.Line($"{t}* pw = arguments->weight;");
        w.Line($"V zero = O.Create(0);");
        for (int k = 0; k < plan.Gradients.Count; k++)
        {
            string scale = $"arguments->scale * {CSharpText.Literal(plan.Gradients[k].Coefficient)}";
            w.Line($"V s{k} = O.Create({(plan.Element == Element.Single ? $"(float)({scale})" : scale)});");
        }

        if (plan.Hessians.Count > 0)
        {
            w.Line($"V floor = O.Create({(plan.Element == Element.Single ? "(float)arguments->floor" : "arguments->floor")});");
        }

        _text.PrintUniforms(w);
    }

    private void PrintStep(SourceWriter w, Step step)
    {
        const string Weighted = "TWeighted";
        switch (step.Kind)
        {
            case StepKind.Accumulate:
                using (_names.HasSumSwitch ? w.Open($"if ({KernelNames.IsOn("TSum")})") : w.Open())
                {
                    string loss = _text.Operand(plan.Loss);
                    w.Line($"V term = {KernelNames.IsOn(Weighted)} ? O.Select(O.Equal(w, zero), zero, O.Multiply({loss}, w)) : {loss};");
                    if (plan.Element == Element.Single)
                    {
                        w.Line("O.Store(term, open + (i - start));");
                    }
                    else
                    {
                        w.Line($"term = whole ? term : O.Select(O.FirstLanes(left), term, zero);");
                        w.Line($"{_names.T}* lane = open + ((i - from) % {_names.VirtualWidth});");
                        w.Line("O.Store(O.Add(O.Load(lane), term), lane);");
                    }
                }

                break;
            case StepKind.StoreLoss when _names.HasSumSwitch:
                PrintStore(w, "TEach", _text.Operand(plan.Loss), "losses");
                break;
            case StepKind.StoreGradient:
                string value = _text.Operand(plan.Gradients[step.Index].Node), s = "s" + CSharpText.Int(step.Index);
                PrintStore(w, "TGradient" + CSharpText.Int(step.Index), $"{KernelNames.IsOn(Weighted)} ? O.Select(O.Equal(w, zero), zero, O.Multiply({value}, O.Multiply(w, {s}))) : O.Multiply({value}, {s})", "gradient" + CSharpText.Int(step.Index));
                break;
            case StepKind.StoreHessian:
                string lifted = $"O.Max(floor, {_text.Operand(plan.Hessians[step.Index])})";
                PrintStore(w, "THessian" + CSharpText.Int(step.Index), $"{KernelNames.IsOn(Weighted)} ? O.Select(O.Equal(w, zero), zero, O.Multiply({lifted}, w)) : {lifted}", "hessian" + CSharpText.Int(step.Index));
                break;
            case StepKind.Compute:
                w.Line($"V {_names.Value(step.Index, string.Empty)} = {_text.Expression(plan.Nodes[step.Index])};");
                break;
        }
    }

    private static void PrintStore(SourceWriter w, string on, string value, string field)
    {
        using (w.Open($"if ({KernelNames.IsOn(on)})"))
        {
            w.Line($"V result = {value};");
            w.Line($"if (whole) {{ O.Store(result, arguments->{field} + i); }} else {{ O.StorePartial(result, arguments->{field} + i, left); }}");
        }
    }
}
