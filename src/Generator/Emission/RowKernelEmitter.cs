using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>Prints a row kernel: the choice of its specialisation, the walk over blocks of rows, what is picked before the first pass, and the passes.</summary>
internal sealed class RowKernelEmitter(LossModel model, RowPlan plan, IReadOnlyDictionary<RowPass, KernelNames> names)
{
    /// <summary>The length of a slot: the most rows of a block.</summary>
    public const int SlotLength = 128;

    /// <summary>Where in a slot the value of the row before lies, in rows that are written late.</summary>
    public const int LateLane = SlotLength / 2;

    private const string R = KernelNames.Runtime;
    private readonly KernelNames _names = names.Values.First();

    private RowPass? Late => WideLoopPrinter.Late(plan);

    /// <summary>The outputs that may be written past the cache: those with a row per sample.</summary>
    private int[] Streamed => StreamedOutputs(plan);

    public static int[] StreamedOutputs(RowPlan plan) => plan.Outputs.Where(o => o.Spec.Shape == OutputShape.Row).Select(o => o.Derivative).ToArray();

    public static string ClassName(Element element) => element + "RowKernel";

    public void Emit(SourceWriter w)
    {
        string t = _names.T;
        using (w.Open($"private static unsafe class {ClassName(plan.Element)}"))
        {
            KernelEmitter.PrintChoice(w, _names);
            PrintFrame(w);
            if (TilePrinter.Has(plan))
            {
                w.Line();
                new TilePrinter(model, plan, names).PrintFrame(w);
            }

            w.Line();
            PrintFactors(w);
            w.Line();
            PrintPicks(w);
            if (plan.WeightPass is { } weight)
            {
                w.Line();
                Passes(weight).PrintRows(w, "Weigh");
            }

            foreach (RowPass pass in plan.Passes)
            {
                w.Line();
                if (!pass.OverColumns)
                {
                    Passes(pass).PrintRows(w, Name(pass));
                    continue;
                }

                if (!pass.IsNarrowOnly)
                {
                    new WideLoopPrinter(model, plan, pass, names[pass]).Print(w, "Wide" + Name(pass));
                    w.Line();
                    if (pass == Late)
                    {
                        new WideLoopPrinter(model, plan, pass, names[pass]).PrintLate(w);
                        w.Line();
                    }
                }

                Passes(pass).PrintColumns(w, Name(pass));
            }

            if (TilePrinter.Has(plan))
            {
                new TilePrinter(model, plan, names).PrintPasses(w);
            }
        }
    }

    /// <summary>The condition under which something is needed by what is wanted; empty where it always is.</summary>
    public static string Condition(RowPlan plan, KernelNames names, ulong neededBy, IEnumerable<Choice> onlyIf)
    {
        IEnumerable<string> wanted = plan.Outputs.Where(o => (neededBy & RowPlan.Bit(o.Derivative)) != 0).Select(o => KernelNames.IsOn(KernelNames.SwitchOf(plan, o.Derivative)));
        string[] choices = onlyIf.Where(c => names.Choices.Contains(c.Condition)).Select(c => (c.Holds ? string.Empty : "!") + "(" + KernelNames.IsOn(KernelNames.Choice(c.Condition)) + ")").ToArray();
        string all = (neededBy & 1) != 0 ? string.Empty : string.Join(" || ", wanted);
        return choices.Length == 0 ? all : string.Join(" && ", all.Length == 0 ? choices : ["(" + all + ")", .. choices]);
    }

    /// <summary>The value of an index in row <c>first + r</c>; an ignored label counts as 0.</summary>
    public static string Index(LossModel model, KernelNames names, IndexSource source)
    {
        if (!source.IsLabel)
        {
            return CSharpText.Int(source.Value);
        }

        string label = $"arguments->{names.Data(source.Value)}[first + r]";
        return model.Parameters[source.Value].IgnoreLabel is { } ignored ? $"({label} == {CSharpText.Int(ignored)} ? 0 : {label})" : label;
    }

    /// <summary>The field of output <paramref name="output"/>.</summary>
    public static string Field(RowPlan plan, int output) =>
        plan.Outputs[output].IsSecond ? "hessian" + CSharpText.Int(output - (plan.Outputs.Count / 2)) : "gradient" + CSharpText.Int(output);

    public static string Name(RowPass pass) => (pass.OverColumns ? "Columns" : "Rows") + CSharpText.Int(pass.Number);

    private RowPassPrinter Passes(RowPass pass) => new(model, plan, pass, names[pass]);

    /// <summary>The walk over blocks of rows.</summary>
    private void PrintFrame(SourceWriter w)
    {
        string t = _names.T;
        using (FrameParts.OpenFrame(w, _names, "Frame"))
        {
            if (TilePrinter.Has(plan))
            {
                using (w.Open($"if (arguments->columns <= {R}.KernelTiles.MostColumns)"))
                {
                    w.Line($"return Tiled<O, V, {_names.SwitchList}>(pointer, from, to);");
                }

                w.Line();
            }

            bool hasWindows = plan.Passes.Any(p => p.OverColumns && !p.IsNarrowOnly && new LabelWindows(p).Any);
            FrameParts.PrintStack(w, t, "slots", CSharpText.Int((plan.Slots * SlotLength) + (hasWindows ? 2 * LabelWindows.Length : 0)));
            w.Line($"nint block = {R}.KernelRows.BlockRows(arguments->columns);");
            PrintMemory(w);
            w.Line($"{R}.KernelRows.Calm(slots, {plan.Slots}, to - from < block ? to - from : block);");
            if (hasWindows)
            {
                w.Line($"{R}.KernelRows.FillWindow({NarrowText.Slot(plan.Slots)});");
            }

            FrameParts.PrintAlignedStack(w);
            w.Line("double total = 0;");
            using (w.Open("for (nint first = from; first < to; first += block)"))
            {
                w.Line("nint rows = to - first < block ? to - first : block;");
                PrintBlock(w);
            }

            w.Line();
            if (Late is not null)
            {
                using (w.Open("if (late > 0 && to > from)"))
                {
                    w.Line("own.late = 0;");
                    PrintLateRow(w, "to - 1");
                }

                w.Line();
            }

            PrintStreams(w, k => $"streams[{k}].Finish();");
            w.Line($"{R}.KernelRows.EndStreams(arguments->streams);");
            w.Line("return total;");
        }
    }

    /// <summary>Scratch rows, and the buffers of outputs that are written past the cache.</summary>
    private void PrintMemory(SourceWriter w)
    {
        string t = _names.T, stream = $"{R}.KernelStream<{t}>";
        if (Streamed.Length > 0)
        {
            w.Line("nint elements = block * arguments->columns;");
            w.Line($"{stream}* streams = stackalloc {stream}[{Streamed.Length}];");
            w.Line($"{_names.Arguments} own = *arguments;");
            w.Line("arguments = &own;");
            string served = string.Concat(Streamed.Select(k => $" && {stream}.CanServe(own.{Field(plan, k)})"));
            if (Streamed.Length > 1)
            {
                // Buffers for several outputs would crowd the data out of the cache.
                served += $" && {string.Join(" + ", Streamed.Select(k => $"({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))} ? 1 : 0)"))} == 1";
            }

            w.Line($"if (own.streams && block > 1 && typeof(O) == typeof({R}.Lanes512<{t}>){served}) {{ own.drains = streams; }}");
        }

        string stashes = $"({plan.Stashes} * block * {R}.KernelScratch.Stride(arguments->columns))";
        if (Late is { } late)
        {
            // Rows that are a block each; the lines of all outputs have to begin at the same columns, and with a whole element.
            int[] outputs = late.Sinks.Select(s => s.Index).ToArray();
            string aligned = $" && {stream}.CanServe(own.{Field(plan, outputs[0])})" + string.Concat(outputs.Select(k => $" && (!({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))}) || (((nuint)own.{Field(plan, k)} ^ (nuint)own.{Field(plan, outputs[0])}) & 63) == 0)"));
            string wanted = string.Join(" || ", outputs.Select(k => KernelNames.IsOn(KernelNames.SwitchOf(plan, k))));
            w.Line($"nint late = own.streams && block == 1 && typeof(O) == typeof({R}.Lanes512<{t}>) && ({wanted}){aligned} ? {WideLoopPrinter.LateColumns(plan, _names)} : 0;");
            stashes = $"((late > 0 ? 2 : 1) * {stashes})";
        }

        if (plan.Stashes > 0 || Streamed.Length > 0)
        {
            string buffers = Streamed.Length == 0 ? string.Empty : $" + (own.drains == null ? 0 : {Streamed.Length} * {stream}.MemoryFor(elements))";
            w.Line($"{t}* scratch = {R}.KernelScratch.Rent<{t}>({stashes}{buffers});");
            if (Late is not null)
            {
                w.Line($"own.before = scratch + ({plan.Stashes} * {R}.KernelScratch.Stride(own.columns));");
            }

            PrintStreams(w, k => $"streams[{k}] = {stream}.Begin(own.{Field(plan, Streamed[k])} + (from * own.columns), scratch + {stashes} + ({k} * {stream}.MemoryFor(elements)), elements);");
        }
    }

    /// <summary>What happens to the streams there are and are wanted.</summary>
    private void PrintStreams(SourceWriter w, System.Func<int, string> statement)
    {
        if (Streamed.Length > 0)
        {
            using (w.Open("if (own.drains != null)"))
            {
                for (int k = 0; k < Streamed.Length; k++)
                {
                    w.Line($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, Streamed[k]))}) {{ {statement(k)} }}");
                }
            }
        }
    }

    private void PrintBlock(SourceWriter w)
    {
        string t = _names.T, scratch = plan.Stashes > 0 ? "scratch, " : string.Empty;
        PrintStreams(w, k => $"own.{Field(plan, Streamed[k])} = streams[{k}].Block - (first * own.columns);");
        if (Late is not null)
        {
            w.Line("own.late = first > from ? late : 0;");
        }

        w.Line("Factors(arguments, slots, first, rows);");
        w.Line("Picks(arguments, slots, first, rows);");
        FrameParts.PrintWeights(w, plan, _names);
        w.Line();
        foreach (RowPass pass in plan.Passes)
        {
            string condition = Condition(plan, _names, pass.NeededBy, pass.OnlyIf);
            string call = $"{Name(pass)}<O, V, {{0}}>(arguments, slots, {(pass.OverColumns ? scratch : string.Empty)}first, rows);";
            if (pass.OverColumns && !pass.IsNarrowOnly)
            {
                call = $"if (typeof(O) == typeof({R}.Lanes512<{t}>)) {{ Wide{Name(pass)}<{{0}}>(arguments, slots, {scratch}first, rows); }} else {{ {call} }}";
            }

            call = names[pass].Call(call, asks: true);

            if (pass == Late)
            {
                using (w.Open("if (late > 0 && first > from)"))
                {
                    PrintLateRow(w, "first - 1");
                }

                condition = condition.Length == 0 ? "late == 0" : $"({condition}) && late == 0";
            }

            w.Line(condition.Length == 0 ? call : $"if ({condition}) {{ {call} }}");
        }

        w.Line();
        FrameParts.PrintLosses(w);
        if (Late is null)
        {
            PrintFixups(w, "slots", "first", "rows");
        }
        else
        {
            using (w.Open("if (late > 0)"))
            {
                w.Line($"{R}.KernelRows.KeepRow(slots, {plan.Slots}, {LateLane});");
                w.Line($"{t}* next = own.before;");
                w.Line("own.before = scratch;");
                w.Line("scratch = next;");
            }

            using (w.Open("else"))
            {
                PrintFixups(w, "slots", "first", "rows");
            }
        }

        PrintStreams(w, k => $"streams[{k}].End(rows * own.columns);");
    }

    /// <summary>What is left to write of a row that has been written late.</summary>
    private void PrintLateRow(SourceWriter w, string row)
    {
        string slots = $"slots + {LateLane}";
        w.Line($"Wide{Name(Late!)}<{_names.SwitchList}>(arguments, {slots}, {(plan.Stashes > 0 ? "own.before, " : string.Empty)}{row}, 1);");
        PrintFixups(w, slots, $"({row})", "1");
    }

    /// <summary>Entries that labels pick.</summary>
    private void PrintFixups(SourceWriter w, string slots, string first, string rows)
    {
        foreach (RowOutput output in plan.Outputs)
        {
            foreach (Fixup fixup in output.Fixups)
            {
                string field = Field(plan, output.Derivative);
                w.Line($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, output.Derivative))}) {{ {R}.KernelRows.Scatter({slots} + {CSharpText.Int(fixup.Slot * SlotLength)}, arguments->{field} + ({first} * arguments->columns), arguments->columns, {Labels(fixup.Index, first)}, {rows}); }}");
            }
        }
    }

    private string Labels(IndexSource index, string first = "first") =>
        index.IsLabel
            ? $"arguments->{_names.Data(index.Value)} + {first}, {(model.Parameters[index.Value].IgnoreLabel is { } ignored ? CSharpText.Int(ignored) : "int.MinValue")}"
            : $"null, {CSharpText.Int(index.Value)}";

    private void PrintFactors(SourceWriter w)
    {
        w.Line("/// <summary>The factors of a block's rows.</summary>");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        using (w.Open($"private static void Factors({_names.Arguments}* arguments, {_names.T}* slots, nint first, nint rows)"))
        {
            w.Line($"{R}.KernelRows.Factors(slots, arguments->weight == null ? null : arguments->weight + first, rows);");
            for (int k = 0; k < model.Parameters.Count; k++)
            {
                if (model.Parameters[k].IgnoreLabel is { } ignored)
                {
                    w.Line($"{R}.KernelRows.Ignore(slots, arguments->{_names.Data(k)} + first, {CSharpText.Int(ignored)}, rows);");
                }
            }
        }
    }

    private void PrintPicks(SourceWriter w)
    {
        w.Line("/// <summary>The entries that labels pick.</summary>");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        using (w.Open($"private static void Picks({_names.Arguments}* arguments, {_names.T}* slots, nint first, nint rows)"))
        {
            foreach (Pick pick in plan.Picks)
            {
                string field = "arguments->" + _names.Data(pick.Parameter), slot = NarrowText.Slot(pick.Slot);
                ParameterModel p = model.Parameters[pick.Parameter];
                if (pick.Row is { } row)
                {
                    using (w.Open("for (nint r = 0; r < rows; r++)"))
                    {
                        w.Line($"({slot})[r] = {field}[((nint){Index(model, _names, row)} * arguments->columns) + {Index(model, _names, pick.Column)}];");
                    }
                }
                else
                {
                    w.Line(p.Role == ParameterRole.Hyper
                        ? $"{R}.KernelRows.Gather({slot}, {field}, 0, {Labels(pick.Column)}, rows);"
                        : $"{R}.KernelRows.Gather({slot}, {field} + (first * arguments->columns), arguments->columns, {Labels(pick.Column)}, rows);");
                }
            }
        }
    }
}
