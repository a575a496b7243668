using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>Prints one kernel: the choice of its specialisation, its frame, and its two loops.</summary>
internal static class KernelEmitter
{
    /// <summary>The nested class that holds a kernel.</summary>
    public static string ClassName(KernelPlan plan) => plan.Element + (plan.Hessians.Count == 0 ? "Gradient" : "Curvature") + "Kernel";

    public static void Emit(SourceWriter w, LossModel model, KernelPlan plan, KernelNames names)
    {
        string r = KernelNames.Runtime;
        w.Line($"/// <summary>{plan.OperationCount} machine operations a vector, at most {plan.LiveValues} values alive, {plan.Unroll} vectors in lockstep.</summary>");
        using (w.Open($"private static unsafe class {ClassName(plan)}"))
        {
            PrintChoice(w, names);
            using (FrameParts.OpenFrame(w, names, "Frame"))
            {
                FrameParts.PrintStack(w, names.T, "open", CSharpText.Int(plan.Element == Element.Single ? Blocks.Paired : names.VirtualWidth));
                w.Line("double* totals = stackalloc double[16];");
                if (plan.Element == Element.Double)
                {
                    w.Line($"new global::System.Span<double>(open, {names.VirtualWidth}).Clear();");
                }

                w.Line("new global::System.Span<double>(totals, 16).Clear();");
                w.Line("nint i = from;");
                if (!plan.IsNarrowOnly)
                {
                    using (w.Open($"if (typeof(O) == typeof({r}.Lanes512<{names.T}>) && to - from >= {plan.Unroll * names.VirtualWidth})"))
                    {
                        FrameParts.PrintAlignedStack(w);
                        new StreamText(plan, names).PrintCall(w);
                    }
                }

                w.Line();
                using (w.Open("if (i < to)"))
                {
                    w.Line($"Narrow<O, V, {names.SwitchList}>(arguments, from, i, to, open, totals);");
                }

                using (w.Open("else"))
                {
                    w.Line(Close(plan, names, $"(to - from) % {Blocks.Paired}"));
                }

                w.Line();
                w.Line($"return {r}.KernelRunner.Total(totals);");
            }

            w.Line();
            if (!plan.IsNarrowOnly)
            {
                new WidePrinter(model, plan, names).Print(w);
                w.Line();
            }

            new NarrowPrinter(model, plan, names).Print(w);
        }
    }

    /// <summary>The statement that adds what is not yet in the totals to them.</summary>
    /// <param name="plan">The kernel.</param>
    /// <param name="names">Its names.</param>
    /// <param name="count">How many losses in float there are.</param>
    public static string Close(KernelPlan plan, KernelNames names, string count)
    {
        const string runner = KernelNames.Runtime + ".KernelRunner";
        string add = plan.Element == Element.Single ? $"{runner}.AddPaired(open, {count}, totals);" : $"{runner}.FlushLanes(open, totals);";
        return names.HasSumSwitch ? $"if ({KernelNames.IsOn("TSum")}) {{ {add} }}" : add;
    }

    /// <summary>The tables the kernels look up, once for the class.</summary>
    public static void EmitTables(SourceWriter w, Blueprint loss)
    {
        foreach (var (table, element) in loss.Names.Concat(loss.RowNames.SelectMany(n => n.Values)).SelectMany(n => n.Tables().Select(t => (t, n.Element))).Distinct().OrderBy(x => x.Element).ThenBy(x => x.t))
        {
            string values = string.Join(", ", LookupTables.Values(table, element).Select(x => CSharpText.Literal(x, element)));
            w.Line($"private static global::System.ReadOnlySpan<{(element == Element.Single ? "float" : "double")}> {KernelNames.TableName(table, element)} => [{values}];");
            w.Line();
        }
    }

    /// <summary>One switch per method: the text is linear in their number, and only what is called is ever compiled.</summary>
    public static void PrintChoice(SourceWriter w, KernelNames names)
    {
        string r = KernelNames.Runtime;
        IReadOnlyList<string> switches = names.Switches;
        for (int k = 0; k < switches.Count; k++)
        {
            string outer = k == 0 ? string.Empty : $"<{string.Join(", ", switches.Take(k))}>";
            string constraints = string.Concat(switches.Take(k).Select(s => $" where {s} : struct, {r}.ISwitch"));
            string list = k == 0 ? string.Empty : string.Join(", ", switches.Take(k)) + ", ";
            w.Line($"{(k == 0 ? "public" : "private")} static delegate*<void*, nint, nint, double> Choose{(k == 0 ? string.Empty : CSharpText.Int(k))}{outer}(uint switches){constraints} => (switches & {1u << k}u) != 0 ? Choose{k + 1}<{list}{r}.On>(switches) : Choose{k + 1}<{list}{r}.Off>(switches);");
            w.Line();
        }

        string v = "global::System.Runtime.Intrinsics";
        string all = names.SwitchList;
        string t = names.T;
        w.Line($"private static delegate*<void*, nint, nint, double> Choose{switches.Count}<{all}>(uint switches){names.Constraints} =>");
        w.Line($"    {r}.VectorWidth.Is512 ? &Frame<{r}.Lanes512<{t}>, {v}.Vector512<{t}>, {all}>");
        w.Line($"    : {r}.VectorWidth.Is256 ? &Frame<{r}.Lanes256<{t}>, {v}.Vector256<{t}>, {all}>");
        w.Line($"    : {r}.VectorWidth.Is128 ? &Frame<{r}.Lanes128<{t}>, {v}.Vector128<{t}>, {all}>");
        w.Line($"    : &Frame<{r}.{(t == "float" ? "SingleLane" : "DoubleLane")}, {t}, {all}>;");
        w.Line();
    }
}
