using System;
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

    /// <summary>The columns between two writes of the block before: few enough for the writes to drain in the meantime, whole steps, and a whole part of the columns between two flushes.</summary>
    private int Piece => Enumerable.Range(1, 128 / Step).Select(k => k * Step).Last(c => Blocks.Flush % c == 0);

    /// <summary>
    /// Whether this is the loop that computes most, where memory would otherwise be idle: it fetches what the next block will read, and writes what is left of the block before.
    /// </summary>
    private bool MovesOtherBlocks => pass == Busiest(plan);

    /// <summary>The data of the next block. Beyond the last one the addresses are never touched: a prefetch of what is not there does nothing.</summary>
    private string[] Ahead =>
        MovesOtherBlocks ? names.Leaves(MachineOp.Input).Where(k => model.Parameters[k].Role != ParameterRole.Hyper).Select(k => "p" + CSharpText.Int(k)).ToArray() : [];

    private bool IsStoring => OnlyStores(plan, pass);

    /// <summary>
    /// The loop that, where every row is a block, runs one row late inside the busiest one: the last, if it only writes outputs. Then writing to memory and computing take the
    /// time of one of them.
    /// </summary>
    public static RowPass? Late(RowPlan plan) =>
        plan.Passes.LastOrDefault(p => p.OverColumns) is { IsNarrowOnly: false } last && OnlyStores(plan, last) && last.Nodes.All(n => n.Op != MachineOp.RowValue || !plan.Shifts.Contains((int)n.Payload)) && Busiest(plan) is { IsNarrowOnly: false } busiest && busiest != last ? last : null;

    /// <summary>The columns of a row that are written late: whole steps, wherever in a cache line the row begins.</summary>
    public static string LateColumns(RowPlan plan, KernelNames names)
    {
        // Whole steps of either loop.
        int step = Math.Max(Busiest(plan)!.Unroll, Late(plan)!.Unroll) * names.VirtualWidth;
        return $"(own.columns - {names.VirtualWidth - 1}) / {step} * {step}";
    }

    private static RowPass? Busiest(RowPlan plan)
    {
        RowPass[] loops = plan.Passes.Where(p => p.OverColumns).ToArray();
        return loops.Length < 2 ? null : loops.OrderByDescending(p => p.Sinks.Any(s => s.Kind == SinkKind.Stash)).ThenByDescending(p => p.Steps.Count).First();
    }

    /// <summary>Whether a loop only writes outputs, a row each.</summary>
    private static bool OnlyStores(RowPlan plan, RowPass pass) =>
        pass.Sinks.All(s => s.Kind == SinkKind.Output && plan.Outputs[s.Index].Spec.Shape == OutputShape.Row) && pass.Nodes.All(n => n.Op != MachineOp.Column);

    /// <summary>The number of the column is no statement where only labels are compared with it.</summary>
    private RowStep[] Steps => _labels.NeedsColumn ? [.. pass.Steps] : pass.Steps.Where(s => s.IsSink || !_labels.IsColumn(s.Index)).ToArray();

    public void Print(SourceWriter w, string name)
    {
        string r = KernelNames.Runtime;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void {name}<{names.PassSwitches}>({names.Arguments}* arguments, {names.T}* slots, {(plan.Stashes > 0 ? names.T + "* scratch, " : string.Empty)}nint first, nint rows){names.PassConstraints}"))
        {
            PrintHead(w);
            if (!IsStoring)
            {
                w.Line($"nint end = columns / {Step} * {Step};");
            }

            if (_labels.Any)
            {
                w.Line($"{names.T}* others = {NarrowText.Slot(plan.Slots)};");
            }

            if (Ahead.Length > 0)
            {
                w.Line($"nint ahead = columns * {r}.KernelRows.BlockRows(columns);");
            }

            using (w.Open("for (nint r = 0; r < rows; r++)"))
            {
                PrintRowValues(w);
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
        }
    }

    private void PrintHead(SourceWriter w)
    {
        _text.PrintUniforms(w);
        RowPassPrinter.PrintScratch(w, plan);
        w.Line("nint columns = arguments->columns;");
    }

    /// <summary>Where row <c>first + r</c> lies, and what there is one of in it.</summary>
    private void PrintRowValues(SourceWriter w)
    {
        foreach (string line in RowPassPrinter.Pointers(model, plan, pass, names))
        {
            w.Line(line);
        }

        foreach ((int slot, bool isMask) in RowPassPrinter.RowSlots(names))
        {
            w.Line(isMask
                ? $"var n{slot} = {KernelNames.Runtime}.Lanes512<{names.T}>.CreateMask(({NarrowText.Slot(slot)})[r] != 0);"
                : $"var b{slot} = {V}.Create(({NarrowText.Slot(slot)})[r]);");
        }

        foreach (int node in pass.Hoisted)
        {
            w.Line($"var {names.Value(node, string.Empty)} = {_text.Expression(pass.Nodes[node], string.Empty, string.Empty)};");
        }
    }

    private void PrintLoop(SourceWriter w)
    {
        using (w.Open("while (i < end)"))
        {
            int piece = MovesOtherBlocks ? Piece : Blocks.Flush;
            w.Line($"nint stop = end - i < {piece} ? end : i + {piece};");
            if (MovesOtherBlocks)
            {
                PrintWrites(w);
            }

            using (w.Open($"for (; i < stop; i += {Step})"))
            {
                PrintPrefetch(w);

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

    /// <summary>As many columns of the block before as this one is about to compute: few enough to leave for memory while it does.</summary>
    private void PrintWrites(SourceWriter w)
    {
        if (Late(plan) is { } late)
        {
            using (w.Open("if (i < arguments->late)"))
            {
                w.Line($"Late{RowKernelEmitter.Name(late)}<{names.SwitchList}>(arguments, slots + {RowKernelEmitter.LateLane}, first - 1, i, stop < arguments->late ? stop : arguments->late);");
            }
        }

        int[] streamed = RowKernelEmitter.StreamedOutputs(plan);
        if (streamed.Length > 0)
        {
            using (w.Open("if (arguments->drains != null)"))
            {
                for (int k = 0; k < streamed.Length; k++)
                {
                    w.Line($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, streamed[k]))}) {{ arguments->drains[{k}].Write(stop - i); }}");
                }
            }
        }
    }

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
        w.Line($"nint end = {ToLine(outputs[0])};");
        using (w.Open("if (end > 0 && columns > 64)"))
        {
            w.Line($"var kept = {KernelNames.Runtime}.Lanes512<{names.T}>.FirstLanes((int)end);");
            foreach (RowStep step in pass.Steps)
            {
                w.Line(Statement(step, 0, "kept"));
            }

            w.Line("i = end;");
        }

        if (Late(plan) == pass)
        {
            w.Line("i += arguments->late;");
        }

        w.Line($"end = i + ((columns - i) / {Step} * {Step});");

        // Every output that is wanted must be aligned where the loop begins, not where its row does.
        string together = string.Join(" | ", outputs.Skip(1).Select(k => $"({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))} ? (nuint)(g{k} + i) : 0)").Concat([$"(nuint)(g{outputs[0]} + i)"]));
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

    /// <summary>Columns of a row that is a block, past the cache: a piece of the loop that runs in another one.</summary>
    public void PrintLate(SourceWriter w)
    {
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void Late{RowKernelEmitter.Name(pass)}<{names.SwitchList}>({names.Arguments}* arguments, {names.T}* slots, nint first, nint i, nint end){names.Constraints}"))
        {
            w.Line($"{names.T}* scratch = arguments->before;");
            w.Line("const nint r = 0;");
            PrintHead(w);
            PrintRowValues(w);
            w.Line($"nint toLine = {ToLine(pass.Sinks[0].Index)};");
            w.Line("i += toLine;");
            w.Line("end += toLine;");
            PrintStoringLoop(w, streams: true);
        }
    }

    /// <summary>The elements to the next cache line.</summary>
    private string ToLine(int output) => $"(nint)((64 - ((nuint)g{output} & 63)) & 63) / {(names.Element == Element.Single ? 4 : 8)}";

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
