using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>Prints a pass generic over the machine: the loops over rows for every width, and those over columns for all but the widest.</summary>
internal sealed class RowPassPrinter(LossModel model, RowPlan plan, RowPass pass, KernelNames names)
{
    private readonly NarrowText _text = new(model, names);
    private readonly Sink[] _reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();

    /// <summary>A loop over the rows of a block.</summary>
    public void PrintRows(SourceWriter w, string name)
    {
        w.Line(KernelNames.Optimised);
        using (w.Open(Head(name)))
        {
            foreach (int k in names.Leaves(MachineOp.Input).Concat(names.Leaves(MachineOp.InputMask)))
            {
                w.Line($"var p{k} = arguments->{names.Data(k)} + first;");
            }

            _text.PrintUniforms(w);
            using (w.Open("for (nint i = 0; i < rows; i += O.Count)"))
            {
                w.Line("int left = (int)(rows - i);");
                w.Line("bool whole = left >= O.Count;");
                PrintSteps(w);
            }
        }
    }

    /// <summary>For each row of a block a loop over its columns.</summary>
    public void PrintColumns(SourceWriter w, string name)
    {
        string t = names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open(Head(name, scratch: plan.Stashes > 0)))
        {
            _text.PrintUniforms(w);
            PrintScratch(w, plan);
            w.Line("nint columns = arguments->columns;");
            if (_reductions.Length > 0)
            {
                w.Line($"{t}* lanes = stackalloc {t}[{_reductions.Length * names.VirtualWidth}];");
                w.Line($"double* totals = stackalloc double[{_reductions.Length * 16}];");
            }

            using (w.Open("for (nint r = 0; r < rows; r++)"))
            {
                foreach (string line in Pointers(model, plan, pass, names))
                {
                    w.Line(line);
                }

                foreach ((int slot, bool isMask) in RowSlots(names))
                {
                    w.Line(isMask
                        ? $"V n{slot} = O.CreateMask(({NarrowText.Slot(slot)})[r] != 0);"
                        : $"V b{slot} = O.Create(({NarrowText.Slot(slot)})[r]);");
                }

                foreach (int node in pass.Hoisted)
                {
                    w.Line($"V {names.Value(node, string.Empty)} = {_text.Expression(pass.Nodes[node])};");
                }

                for (int k = 0; k < _reductions.Length; k++)
                {
                    w.Line($"new global::System.Span<{t}>(lanes + {k * names.VirtualWidth}, {names.VirtualWidth}).Fill({(_reductions[k].Kind == SinkKind.Peak ? t + ".NegativeInfinity" : "0")});");
                }

                if (_reductions.Length > 0)
                {
                    w.Line($"new global::System.Span<double>(totals, {_reductions.Length * 16}).Clear();");
                }

                w.Line("nint i = 0;");
                using (w.Open("while (i < columns)"))
                {
                    w.Line($"nint stop = columns - i < {Blocks.Flush} ? columns : i + {Blocks.Flush};");
                    using (w.Open("for (; i < stop; i += O.Count)"))
                    {
                        w.Line("int left = (int)(stop - i);");
                        w.Line("bool whole = left >= O.Count;");
                        PrintSteps(w);
                    }

                    w.Line("i = stop;");
                    for (int k = 0; k < _reductions.Length; k++)
                    {
                        if (_reductions[k].Kind == SinkKind.Sum)
                        {
                            w.Line($"{KernelNames.Runtime}.KernelRunner.FlushLanes(lanes + {k * names.VirtualWidth}, totals + {k * 16});");
                        }
                    }
                }

                for (int k = 0; k < _reductions.Length; k++)
                {
                    string lanes = $"lanes + {k * names.VirtualWidth}";
                    string result = _reductions[k].Kind switch
                    {
                        SinkKind.Sum => $"({t}){KernelNames.Runtime}.KernelRunner.Total(totals + {k * 16})",
                        var kind => $"{KernelNames.Runtime}.KernelRows.{kind}({lanes})",
                    };
                    w.Line($"({NarrowText.Slot(_reductions[k].Index)})[r] = {result};");
                }
            }
        }
    }

    /// <summary>Where the data and outputs of row <c>first + r</c> begin.</summary>
    public static IEnumerable<string> Pointers(LossModel model, RowPlan plan, RowPass pass, KernelNames names)
    {
        foreach (int k in names.Leaves(MachineOp.Input))
        {
            yield return model.Parameters[k].Role == ParameterRole.Hyper
                ? $"{names.T}* p{k} = arguments->{names.Data(k)};"
                : $"{names.T}* p{k} = arguments->{names.Data(k)} + ((first + r) * columns);";
        }

        foreach (int k in names.Leaves(MachineOp.TableInput))
        {
            (int parameter, IndexSource row) = plan.TableRows[k];
            yield return $"{names.T}* t{k} = arguments->{names.Data(parameter)} + ((nint){RowKernelEmitter.Index(model, names, row)} * columns);";
        }

        foreach (int k in pass.Sinks.Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).OrderBy(k => k))
        {
            OutputSpec spec = plan.Outputs[k].Spec;
            string row = spec.Shape == OutputShape.Table ? $"(nint){RowKernelEmitter.Index(model, names, spec.Row)}" : "(first + r)";
            yield return $"{names.T}* g{k} = arguments->{RowKernelEmitter.Field(plan, k)} + ({row} * columns);";
        }

        foreach (int k in Stashes(pass, names))
        {
            yield return $"{names.T}* s{k} = scratch + ((({k} * block) + r) * stride);";
        }
    }

    /// <summary>The scratch rows a loop over columns reads or writes.</summary>
    public static int[] Stashes(RowPass pass, KernelNames names) =>
        pass.Sinks.Where(s => s.Kind == SinkKind.Stash).Select(s => s.Index).Concat(names.Leaves(MachineOp.Stashed)).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The slots whose values a loop over columns reads.</summary>
    public static IEnumerable<(int Slot, bool IsMask)> RowSlots(KernelNames names) =>
        names.Leaves(MachineOp.RowValue).Select(s => (s, false)).Concat(names.Leaves(MachineOp.RowMask).Select(s => (s, true)));

    /// <summary>A statement, under the condition that something wanted needs it.</summary>
    public static string When(RowPlan plan, RowPass pass, KernelNames names, Sink sink, string statement)
    {
        string condition = RowKernelEmitter.Condition(plan, names, sink.NeededBy == pass.NeededBy ? 1 : sink.NeededBy, sink.OnlyIf.Except(pass.OnlyIf));
        return condition.Length == 0 ? statement : $"if ({condition}) {{ {statement} }}";
    }

    /// <summary>How scratch rows lie: one after the other, and those of a block's rows together.</summary>
    public static void PrintScratch(SourceWriter w, RowPlan plan)
    {
        if (plan.Stashes > 0)
        {
            w.Line($"nint block = {KernelNames.Runtime}.KernelRows.BlockRows(arguments->columns);");
            w.Line($"nint stride = {KernelNames.Runtime}.KernelScratch.Stride(arguments->columns);");
        }
    }

    private string Head(string name, bool scratch = false) =>
        $"private static void {name}<O, V, {names.PassSwitches}>({names.Arguments}* arguments, {names.T}* slots, {(scratch ? names.T + "* scratch, " : string.Empty)}nint first, nint rows) where O : struct, {KernelNames.Runtime}.ILanes<V, {names.T}> where V : unmanaged{names.PassConstraints}";

    private void PrintSteps(SourceWriter w)
    {
        foreach (RowStep step in pass.Steps)
        {
            if (step.IsSink)
            {
                w.Line(When(plan, pass, names, pass.Sinks[step.Index], Statement(pass.Sinks[step.Index])));
                continue;
            }

            string expression = _text.Expression(pass.Nodes[step.Index]);
            w.Line($"V {names.Value(step.Index, string.Empty)} = {expression};");
        }
    }

    private string Statement(Sink sink)
    {
        string value = _text.Operand(sink.Node);
        int number = System.Array.IndexOf(_reductions, sink);
        string lane = $"lanes + {number * names.VirtualWidth} + (i % {names.VirtualWidth})";
        switch (sink.Kind)
        {
            case SinkKind.Slot:
                return $"O.Store({value}, {NarrowText.Slot(sink.Index)} + i);";
            case SinkKind.Sum:
                return $"O.Store(O.Add(O.Load({lane}), whole ? {value} : O.Select(O.FirstLanes(left), {value}, O.Create(0))), {lane});";
            case SinkKind.Peak:
                return $"O.Store(O.Max(whole ? {value} : O.Select(O.FirstLanes(left), {value}, O.Create({names.T}.NegativeInfinity)), O.Load({lane})), {lane});";
            case SinkKind.Poison:
                string isNan = $"O.Unordered({value}, {value})";
                return $"O.Store(O.Add(O.Load({lane}), O.Select(whole ? {isNan} : O.And(O.FirstLanes(left), {isNan}), O.Create({names.T}.NaN), O.Create(0))), {lane});";
            case SinkKind.SampleOutput:
                return Store(value, $"arguments->{RowKernelEmitter.Field(plan, sink.Index)} + first + i");
            case SinkKind.Output when plan.Outputs[sink.Index].Spec.Shape == OutputShape.Table:
                string pointer = $"g{sink.Index} + i";
                return Store($"O.Add({value}, whole ? O.Load({pointer}) : O.LoadPartial({pointer}, left))", pointer);
            case SinkKind.Stash:
                return Store(value, $"s{sink.Index} + i");
            default:
                return Store(value, $"g{sink.Index} + i");
        }
    }

    private static string Store(string value, string pointer) =>
        $"if (whole) {{ O.Store({value}, {pointer}); }} else {{ O.StorePartial({value}, {pointer}, left); }}";
}
