using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the loop over columns for 512-bit vectors: several vectors in lockstep, then what is left of the row one masked vector at a time. Sums are
/// added in index order, each in one accumulator, so they are those of <see cref="RowPassPrinter"/>; maxima have one accumulator a copy.
/// </summary>
internal sealed class WideLoopPrinter(LossModel model, RowPlan plan, RowPass pass, KernelNames names)
{
    private const string V = KernelNames.V512;
    private const string A = KernelNames.Avx512;
    private readonly WideText _text = new(model, names);
    private readonly RowPass? _elsewhere = Elsewhere.Of(pass);
    private readonly Sink[] _reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();

    private int Step => pass.Unroll * names.VirtualWidth;

    /// <summary>
    /// What the next block will read: fetched in the loop that computes most, where memory would otherwise be idle. Beyond the last block the addresses
    /// are never touched: a prefetch of what is not there does nothing.
    /// </summary>
    private string[] Ahead =>
        plan.Passes.Where(p => p.OverColumns).OrderByDescending(p => p.Sinks.Any(s => s.Kind == SinkKind.Stash)).ThenByDescending(p => p.Steps.Count).First() != pass || plan.Passes.Count(p => p.OverColumns) == 1 ? []
        : names.Leaves(MachineOp.Input).Where(k => model.Parameters[k].Role != ParameterRole.Hyper).Select(k => "p" + CSharpText.Int(k)).ToArray();

    /// <summary>Whether the loop only writes outputs, a row each.</summary>
    private bool IsStoring => !HasColumn && pass.Sinks.All(s => s.Kind == SinkKind.Output && plan.Outputs[s.Index].Spec.Shape == OutputShape.Row);

    private bool HasColumn => names.Leaves(MachineOp.Column).Count > 0;

    public void Print(SourceWriter w, string name)
    {
        string r = KernelNames.Runtime;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void {name}<{names.SwitchList}>({names.Arguments}* arguments, {names.T}* slots, {(plan.Stashes > 0 ? names.T + "* scratch, " : string.Empty)}nint first, nint rows){names.Constraints}"))
        {
            _text.PrintUniforms(w);
            RowPassPrinter.PrintScratch(w, plan);
            w.Line("nint columns = arguments->columns;");
            if (!IsStoring)
            {
                w.Line($"nint end = columns / {Step} * {Step};");
            }

            if (Ahead.Length > 0)
            {
                w.Line($"nint ahead = columns * {r}.KernelRows.BlockRows(columns);");
            }

            w.Line($"var tail = {r}.Lanes512<{names.T}>.FirstLanes((int)(columns % {names.VirtualWidth}));");
            using (w.Open("for (nint r = 0; r < rows; r++)"))
            {
                foreach (string line in RowPassPrinter.Pointers(model, plan, pass, names))
                {
                    w.Line(line);
                }

                foreach ((int slot, bool isMask) in RowPassPrinter.RowSlots(names))
                {
                    w.Line(isMask
                        ? $"var n{slot} = {r}.Lanes512<{names.T}>.CreateMask(({NarrowText.Slot(slot)})[r] != 0);"
                        : $"var b{slot} = {V}.Create(({NarrowText.Slot(slot)})[r]);");
                }

                foreach (int node in pass.Hoisted)
                {
                    w.Line($"var {names.Value(node, string.Empty)} = {_text.Expression(pass.Nodes[node], string.Empty, string.Empty)};");
                }

                PrintAccumulators(w);
                w.Line("nint i = 0;");
                if (IsStoring)
                {
                    PrintStoringLoop(w);
                }
                else if (_elsewhere is not null)
                {
                    // In short rows a branch by the label costs more than the comparisons.
                    using (w.Open("if (columns < 512)"))
                    {
                        PrintLoop(w);
                    }

                    using (w.Open("else"))
                    {
                        PrintLoopAroundLabels(w, _elsewhere);
                    }
                }
                else
                {
                    PrintLoop(w);
                }

                w.Line();
                using (w.Open("while (i < columns)"))
                {
                    w.Line($"var kept = columns - i < {names.VirtualWidth} ? tail : {names.Vector}.AllBitsSet;");
                    foreach (RowStep step in pass.Steps)
                    {
                        w.Line(Statement(step, 0, "kept"));
                    }

                    if (HasColumn)
                    {
                        w.Line($"column += {V}.Create(({names.T}){names.VirtualWidth});");
                    }

                    w.Line($"i += {names.VirtualWidth};");
                    PrintFlush(w);
                }

                w.Line();
                PrintResults(w);
            }
        }
    }

    private void PrintLoop(SourceWriter w)
    {
        using (w.Open("while (i < end)"))
        {
            w.Line($"nint stop = end - i < {Blocks.Flush} ? end : i + {Blocks.Flush};");
            using (w.Open($"for (; i < stop; i += {Step})"))
            {
                PrintPrefetch(w);
                PrintLockstep(w);
            }

            PrintFlush(w);
        }
    }

    private void PrintPrefetch(SourceWriter w)
    {
        foreach (string pointer in Ahead)
        {
            for (int u = 0; u < pass.Unroll; u++)
            {
                w.Line($"global::System.Runtime.Intrinsics.X86.Sse.Prefetch1({pointer} + i + ahead + {u * names.VirtualWidth});");
            }
        }
    }

    private void PrintLockstep(SourceWriter w)
    {
        foreach ((int step, int copy) in WideText.Lockstep(pass.Steps.Count, pass.Unroll))
        {
            w.Line(Statement(pass.Steps[step], copy, null));
        }

        if (HasColumn)
        {
            w.Line($"column += {V}.Create(({names.T}){Step});");
        }
    }

    /// <summary>Only the step in which a label lies compares columns with it.</summary>
    private void PrintLoopAroundLabels(SourceWriter w, RowPass elsewhere)
    {
        var printer = new WideLoopPrinter(model, plan, elsewhere, names.For(elsewhere));
        IReadOnlyList<IndexSource> labels = Elsewhere.Labels(pass);
        for (int k = 0; k < labels.Count; k++)
        {
            w.Line($"nint label{k} = (nint){(labels[k].IsLabel ? $"({NarrowText.Slot(labels[k].Value)})[r]" : CSharpText.Int(labels[k].Value))} / {Step} * {Step};");
        }

        using (w.Open("while (i < end)"))
        {
            w.Line($"nint stop = i - (i % {Blocks.Flush}) + {Blocks.Flush};");
            w.Line("stop = end < stop ? end : stop;");
            w.Line("bool hasLabel = false;");
            for (int k = 0; k < labels.Count; k++)
            {
                w.Line($"if (label{k} >= i && label{k} < stop) {{ stop = label{k}; hasLabel = true; }}");
            }

            using (w.Open($"for (; i < stop; i += {Step})"))
            {
                PrintPrefetch(w);
                printer.PrintLockstep(w);
            }

            using (w.Open("if (hasLabel)"))
            {
                w.Line($"column = {V}.Create(({names.T})i) + {names.Vector}.Indices;");
                PrintLockstep(w);
                w.Line($"i += {Step};");
            }

            PrintFlush(w);
        }

        w.Line($"column = {V}.Create(({names.T})i) + {names.Vector}.Indices;");
    }

    /// <summary>
    /// Where nothing is summed any grouping of the columns yields the same bits: the loop begins where the first output is aligned to a line, and streams past the cache what is
    /// too large for it.
    /// </summary>
    private void PrintStoringLoop(SourceWriter w)
    {
        Sink[] outputs = pass.Sinks.Where(s => s.Kind == SinkKind.Output).ToArray();
        string first = "g" + CSharpText.Int(outputs[0].Index);
        string size = names.Element == Element.Single ? "4" : "8";
        w.Line($"nint end = (nint)((64 - ((nuint){first} & 63)) & 63) / {size};");
        using (w.Open("if (end > 0 && columns > 64)"))
        {
            w.Line($"var kept = {KernelNames.Runtime}.Lanes512<{names.T}>.FirstLanes((int)end);");
            foreach (RowStep step in pass.Steps)
            {
                w.Line(Statement(step, 0, "kept"));
            }

            w.Line("i = end;");
        }

        w.Line($"end = i + ((columns - i) / {Step} * {Step});");
        string together = string.Join(" | ", outputs.Skip(1).Select(o => $"(nuint)g{o.Index}").Concat([$"(nuint)({first} + i)"]));
        using (w.Open($"if (arguments->streams && (({together}) & 63) == 0)"))
        {
            PrintStoringLoop(w, streams: true);
        }

        using (w.Open("else"))
        {
            PrintStoringLoop(w, streams: false);
        }

        w.Line($"tail = {KernelNames.Runtime}.Lanes512<{names.T}>.FirstLanes((int)((columns - i) % {names.VirtualWidth}));");
    }

    private void PrintStoringLoop(SourceWriter w, bool streams)
    {
        using (w.Open($"for (; i < end; i += {Step})"))
        {
            foreach ((int step, int copy) in WideText.Lockstep(pass.Steps.Count, pass.Unroll))
            {
                string statement = Statement(pass.Steps[step], copy, null);
                w.Line(streams && pass.Steps[step].IsSink ? statement.Replace(V + ".Store(", V + ".StoreAlignedNonTemporal(") : statement);
            }
        }
    }

    private void PrintAccumulators(SourceWriter w)
    {
        if (HasColumn)
        {
            w.Line($"var column = {names.Vector}.Indices;");
        }

        for (int k = 0; k < _reductions.Length; k++)
        {
            if (_reductions[k].Kind == SinkKind.Peak)
            {
                for (int u = 0; u < pass.Unroll; u++)
                {
                    w.Line($"var a{k}_{u} = {V}.Create({names.T}.NegativeInfinity);");
                }

                continue;
            }

            w.Line($"var a{k} = {names.Vector}.Zero;");
            if (_reductions[k].Kind == SinkKind.Sum)
            {
                w.Line($"var d{k} = global::System.Runtime.Intrinsics.Vector512<double>.Zero;");
                w.Line($"var e{k} = global::System.Runtime.Intrinsics.Vector512<double>.Zero;");
            }
        }
    }

    /// <summary>At fixed columns, the same for every width, sums go to double.</summary>
    private void PrintFlush(SourceWriter w)
    {
        if (_reductions.Any(s => s.Kind == SinkKind.Sum))
        {
            using (w.Open($"if (i % {Blocks.Flush} == 0)"))
            {
                for (int k = 0; k < _reductions.Length; k++)
                {
                    if (_reductions[k].Kind == SinkKind.Sum)
                    {
                        PrintFlush(w, k);
                        w.Line($"a{k} = {names.Vector}.Zero;");
                    }
                }
            }
        }
    }

    private void PrintFlush(SourceWriter w, int k)
    {
        if (names.Element == Element.Single)
        {
            w.Line($"d{k} += {A}.ConvertToVector512Double({V}.GetLower(a{k}));");
            w.Line($"e{k} += {A}.ConvertToVector512Double({V}.GetUpper(a{k}));");
        }
        else
        {
            w.Line($"d{k} += a{k};");
        }
    }

    private void PrintResults(SourceWriter w)
    {
        for (int k = 0; k < _reductions.Length; k++)
        {
            string result;
            switch (_reductions[k].Kind)
            {
                case SinkKind.Sum:
                    PrintFlush(w, k);
                    result = $"({names.T}){KernelNames.Runtime}.KernelRows.Total(d{k}, e{k})";
                    break;
                case SinkKind.Peak:
                    result = $"{KernelNames.Runtime}.KernelRows.Peak({Enumerable.Range(1, pass.Unroll - 1).Aggregate($"a{k}_0", (all, u) => $"{A}.Max({all}, a{k}_{u})")})";
                    break;
                default:
                    result = $"{KernelNames.Runtime}.KernelRows.Poison(a{k})";
                    break;
            }

            w.Line($"({NarrowText.Slot(_reductions[k].Index)})[r] = {result};");
        }
    }

    private string Statement(RowStep step, int u, string? mask)
    {
        string copy = "_" + CSharpText.Int(u), offset = u == 0 ? string.Empty : " + " + CSharpText.Int(u * names.VirtualWidth);
        if (step.IsSink)
        {
            return RowPassPrinter.When(plan, pass, names, pass.Sinks[step.Index], Statement(pass.Sinks[step.Index], u, offset, copy, mask));
        }

        return $"var {names.Value(step.Index, copy)} = {_text.Expression(pass.Nodes[step.Index], offset, copy, mask)};";
    }

    private string Statement(Sink sink, int u, string offset, string copy, string? mask)
    {
        string value = _text.Operand(sink.Node, copy), pointer = $"g{sink.Index} + i{offset}";
        int k = System.Array.IndexOf(_reductions, sink);
        switch (sink.Kind)
        {
            case SinkKind.Sum:
                return $"a{k} += {Masked(value, "default", mask)};";
            case SinkKind.Peak:
                return $"a{k}_{u} = {A}.Max({Masked(value, $"{V}.Create({names.T}.NegativeInfinity)", mask)}, a{k}_{u});";
            case SinkKind.Poison:
                string isNan = $"{A}.CompareUnordered({value}, {value})";
                return $"a{k} += {A}.BlendVariable(default, {V}.Create({names.T}.NaN), {(mask is null ? isNan : $"{mask} & {isNan}")});";
            case SinkKind.Output when plan.Outputs[sink.Index].Spec.Shape == OutputShape.Table:
                return WideText.Store($"{value} + {WideText.Load(pointer, mask)}", pointer, mask) + ";";
            case SinkKind.Stash:
                return WideText.Store(value, $"s{sink.Index} + i{offset}", mask) + ";";
            default:
                return WideText.Store(value, pointer, mask) + ";";
        }
    }

    private static string Masked(string value, string otherwise, string? mask) => mask is null ? value : $"{A}.BlendVariable({otherwise}, {value}, {mask})";
}
