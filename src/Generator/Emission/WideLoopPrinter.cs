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
    private readonly LabelWindows _labels = new(pass);
    private readonly WideText _text = new(model, names, new LabelWindows(pass));
    private readonly Sink[] _reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();

    private int Step => pass.Unroll * names.VirtualWidth;

    /// <summary>
    /// Whether this is the loop that computes most, where memory would otherwise be idle: it fetches what the next block will read, and writes what is left of the block before.
    /// </summary>
    private bool MovesOtherBlocks =>
        plan.Passes.Count(p => p.OverColumns) > 1
        && plan.Passes.Where(p => p.OverColumns).OrderByDescending(p => p.Sinks.Any(s => s.Kind == SinkKind.Stash)).ThenByDescending(p => p.Steps.Count).First() == pass;

    /// <summary>The data of the next block. Beyond the last one the addresses are never touched: a prefetch of what is not there does nothing.</summary>
    private string[] Ahead =>
        MovesOtherBlocks ? names.Leaves(MachineOp.Input).Where(k => model.Parameters[k].Role != ParameterRole.Hyper).Select(k => "p" + CSharpText.Int(k)).ToArray() : [];

    /// <summary>The outputs of the block before.</summary>
    private int[] Behind => MovesOtherBlocks ? RowKernelEmitter.StreamedOutputs(plan) : [];

    /// <summary>Whether the loop only writes outputs, a row each.</summary>
    private bool IsStoring => !_labels.Any && !_labels.NeedsColumn && pass.Sinks.All(s => s.Kind == SinkKind.Output && plan.Outputs[s.Index].Spec.Shape == OutputShape.Row);

    /// <summary>The number of the column is no statement where only labels are compared with it.</summary>
    private RowStep[] Steps => _labels.NeedsColumn ? [.. pass.Steps] : pass.Steps.Where(s => s.IsSink || !_labels.IsColumn(s.Index)).ToArray();

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

            if (_labels.Any)
            {
                w.Line($"{names.T}* others = {NarrowText.Slot(plan.Slots)};");
            }

            for (int k = 0; k < Behind.Length; k++)
            {
                w.Line($"{names.T}* x{k} = null, y{k} = null;");
                w.Line($"nint z{k} = 0;");
                w.Line($"if (arguments->drains != null && {IsOn(k)}) {{ x{k} = arguments->drains[{k}].Source; y{k} = arguments->drains[{k}].Target; z{k} = arguments->drains[{k}].Left; }}");
            }

            if (Ahead.Length > 0)
            {
                w.Line($"nint ahead = columns * {r}.KernelRows.BlockRows(columns);");
            }

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

                _labels.PrintLabels(w);
                PrintAccumulators(w);
                w.Line("nint i = 0;");
                if (IsStoring)
                {
                    PrintStoringLoop(w);
                }
                else
                {
                    PrintLoop(w);
                }

                w.Line();
                PrintTail(w);
                w.Line();
                PrintResults(w);
            }

            for (int k = 0; k < Behind.Length; k++)
            {
                w.Line($"if (arguments->drains != null && {IsOn(k)}) {{ arguments->drains[{k}].Source = x{k}; arguments->drains[{k}].Target = y{k}; arguments->drains[{k}].Left = z{k}; }}");
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
                PrintDrain(w);
                _labels.PrintWindows(w);
                PrintLockstep(w);
                if (_labels.NeedsColumn)
                {
                    w.Line($"column += {V}.Create(({names.T}){Step});");
                }
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

    private void PrintDrain(SourceWriter w)
    {
        for (int k = 0; k < Behind.Length; k++)
        {
            using (w.Open($"if ({IsOn(k)} && z{k} >= {Step})"))
            {
                for (int u = 0; u < pass.Unroll; u++)
                {
                    w.Line($"{V}.StoreAlignedNonTemporal({V}.Load(x{k} + {u * names.VirtualWidth}), y{k} + {u * names.VirtualWidth});");
                }

                w.Line($"x{k} += {Step}; y{k} += {Step}; z{k} -= {Step};");
            }
        }
    }

    private string IsOn(int streamed) => KernelNames.IsOn(KernelNames.SwitchOf(plan, RowKernelEmitter.StreamedOutputs(plan)[streamed]));

    private void PrintLockstep(SourceWriter w, string? mask = null)
    {
        RowStep[] steps = Steps;
        foreach ((int step, int copy) in WideText.Lockstep(steps.Length, pass.Unroll))
        {
            w.Line(Statement(steps[step], copy, mask is null ? null : mask + CSharpText.Int(copy)));
        }
    }

    /// <summary>The last columns, fewer than a step.</summary>
    private void PrintTail(SourceWriter w)
    {
        using (w.Open("if (i < columns)"))
        {
            w.Line("int left = (int)(columns - i);");
            for (int u = 0; u < pass.Unroll; u++)
            {
                w.Line($"var kept_{u} = {KernelNames.Runtime}.Lanes512<{names.T}>.FirstLanes(left - {u * names.VirtualWidth});");
            }

            _labels.PrintWindows(w);
            PrintLockstep(w, "kept_");
        }
    }

    /// <summary>
    /// Where nothing is summed any grouping of the columns yields the same bits: the loop begins where the first output is aligned to a line. Rows so long that each is a block
    /// are written past the cache here.
    /// </summary>
    private void PrintStoringLoop(SourceWriter w)
    {
        int[] outputs = pass.Sinks.Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).ToArray();
        string size = names.Element == Element.Single ? "4" : "8";
        w.Line($"nint end = (nint)((64 - ((nuint)g{outputs[0]} & 63)) & 63) / {size};");
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
        string together = string.Join(" | ", outputs.Skip(1).Select(k => $"(nuint)g{k}").Concat([$"(nuint)(g{outputs[0]} + i)"]));
        using (w.Open($"if (arguments->streams && arguments->drains == null && (({together}) & 63) == 0)"))
        {
            PrintStoringLoop(w, streams: true);
        }

        using (w.Open("else"))
        {
            PrintStoringLoop(w, streams: false);
        }
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
        if (_labels.NeedsColumn)
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
                        w.Line(When(k, $"{Flush(k)} a{k} = {names.Vector}.Zero;"));
                    }
                }
            }
        }
    }

    private string Flush(int k) => names.Element == Element.Single
        ? $"d{k} += {A}.ConvertToVector512Double({V}.GetLower(a{k})); e{k} += {A}.ConvertToVector512Double({V}.GetUpper(a{k}));"
        : $"d{k} += a{k};";

    private void PrintResults(SourceWriter w)
    {
        for (int k = 0; k < _reductions.Length; k++)
        {
            string slot = $"({NarrowText.Slot(_reductions[k].Index)})[r]";
            w.Line(When(k, _reductions[k].Kind switch
            {
                SinkKind.Sum => $"{Flush(k)} {slot} = ({names.T}){KernelNames.Runtime}.KernelRows.Total(d{k}, e{k});",
                SinkKind.Peak => $"{slot} = {KernelNames.Runtime}.KernelRows.Peak({Enumerable.Range(1, pass.Unroll - 1).Aggregate($"a{k}_0", (all, u) => $"{A}.Max({all}, a{k}_{u})")});",
                _ => $"{slot} = {KernelNames.Runtime}.KernelRows.Poison(a{k});",
            }));
        }
    }

    private string When(int reduction, string statement) => RowPassPrinter.When(plan, pass, names, _reductions[reduction], statement);

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
