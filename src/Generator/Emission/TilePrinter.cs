using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the kernel of rows shorter than a vector or two. A lane is a row: as many rows as there are lanes are brought into tiles of one vector per column, go through all passes
/// one after the other with the values of a row in registers instead of slots, and are brought back. Reductions need no walk across a vector, and no lane is idle. Sums have four
/// accumulators, by column.
/// </summary>
internal sealed class TilePrinter(LossModel model, RowPlan plan, IReadOnlyDictionary<RowPass, KernelNames> passNames)
{
    private const int Accumulators = 4;
    private const string R = KernelNames.Runtime;

    private readonly KernelNames _names = passNames.Values.First();

    /// <summary>Whether a plan has a form for short rows: rows of tables lie anywhere, so those that read or write them have none.</summary>
    public static bool Has(RowPlan plan) =>
        plan.Passes.Any(p => p.OverColumns) && plan.TableRows.Count == 0 && plan.Outputs.All(o => o.Spec.Shape != OutputShape.Table)
        && plan.Picks.All(p => p.Row == default);

    /// <summary>The row data that loops over columns or picks read.</summary>
    private int[] Inputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => passNames[p].Leaves(MachineOp.Input)).Concat(plan.Picks.Select(p => p.Parameter)).Where(k => !IsHyper(k)).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The outputs that loops over columns write.</summary>
    private int[] Outputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => p.Sinks).Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The data of a sample that is one number, and the labels.</summary>
    private int[] Scalars =>
        plan.Passes.Where(p => !p.OverColumns).SelectMany(p => passNames[p].Leaves(MachineOp.Input).Concat(passNames[p].Leaves(MachineOp.InputMask)))
            .Concat(Labels.Select(l => l.Value)).Distinct().OrderBy(k => k).ToArray();

    private IndexSource[] Labels => plan.Picks.Select(p => p.Column).Concat(plan.Outputs.SelectMany(o => o.Fixups).Select(f => f.Index)).Where(i => i.IsLabel).Distinct().ToArray();

    public void Print(SourceWriter w)
    {
        string t = _names.T;
        w.Line("[global::System.Runtime.CompilerServices.SkipLocalsInit]");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        using (w.Open($"private static double Tiled<O, V, {_names.SwitchList}>(void* pointer, nint from, nint to) where O : struct, {R}.ILanes<V, {t}> where V : unmanaged{_names.Constraints}"))
        {
            w.Line($"var arguments = ({_names.Arguments}*)pointer;");
            w.Line("nint columns = arguments->columns;");
            w.Line($"{t}* slots = stackalloc {t}[{(plan.WeightPass is null ? RowPlan.LossSlot + 1 : plan.Slots) * RowKernelEmitter.SlotLength}];");
            w.Line($"{t}* tiles = stackalloc {t}[{Inputs.Length + Outputs.Length + plan.Stashes} * {R}.KernelTiles.Length];");
            PrintTiles(w);
            PrintUniforms(w);
            w.Line("double total = 0;");
            using (w.Open($"for (nint first = from; first < to; first += {RowKernelEmitter.SlotLength})"))
            {
                w.Line($"nint rows = to - first < {RowKernelEmitter.SlotLength} ? to - first : {RowKernelEmitter.SlotLength};");
                w.Line("Factors(arguments, slots, first, rows);");
                RowKernelEmitter.PrintWeights(w, plan, _names, "Picks(arguments, slots, first, rows);");
                foreach (int k in Scalars)
                {
                    w.Line($"var p{k} = arguments->{_names.Data(k)} + first;");
                }

                using (w.Open("for (nint i = 0; i < rows; i += O.Count)"))
                {
                    PrintTurn(w);
                }

                RowKernelEmitter.PrintLosses(w);
            }

            w.Line();
            w.Line("return total;");
        }
    }

    private bool IsHyper(int parameter) => model.Parameters[parameter].Role == ParameterRole.Hyper;

    private void PrintTiles(SourceWriter w)
    {
        int number = 0;
        foreach (string name in Inputs.Select(k => $"p{k}").Concat(Outputs.Select(k => $"g{k}")).Concat(Enumerable.Range(0, plan.Stashes).Select(k => $"s{k}")))
        {
            w.Line($"{_names.T}* {name} = tiles + ({number++} * {R}.KernelTiles.Length);");
        }

        foreach (int k in plan.Passes.SelectMany(p => passNames[p].Leaves(MachineOp.Input)).Concat(plan.Picks.Select(p => p.Parameter)).Where(IsHyper).Distinct().OrderBy(k => k))
        {
            w.Line($"{_names.T}* p{k} = arguments->{_names.Data(k)};");
        }
    }

    /// <summary>What is the same for all rows, once for all passes.</summary>
    private void PrintUniforms(SourceWriter w)
    {
        var lines = new SourceWriter();
        var printed = new HashSet<string>();
        foreach (RowPass pass in plan.Passes)
        {
            foreach (string line in new NarrowText(model, passNames[pass]).Uniforms().Where(printed.Add))
            {
                w.Line(line);
            }
        }
    }

    /// <summary>As many rows as there are lanes.</summary>
    private void PrintTurn(SourceWriter w)
    {
        string t = _names.T;
        w.Line("int left = (int)(rows - i);");
        w.Line("bool whole = left >= O.Count;");
        w.Line("nint count = whole ? O.Count : left, begin = (first + i) * columns;");
        foreach (int k in Inputs)
        {
            w.Line($"{R}.KernelTiles.Load(arguments->{_names.Data(k)} + begin, columns, p{k}, count, O.Count);");
        }

        for (int slot = 0; slot < plan.Slots; slot++)
        {
            w.Line(slot == RowPlan.FactorSlot ? "V b0 = O.Load(slots + i);" : $"V b{slot} = default;");
        }

        foreach (IndexSource label in Labels)
        {
            w.Line($"V l{label.Value} = O.LoadInt32(p{label.Value} + i, (int)count);");
        }

        PrintPicks(w);
        foreach (RowPass pass in plan.Passes)
        {
            string condition = RowKernelEmitter.Condition(plan, _names, pass.NeededBy, pass.OnlyIf);
            using (w.Open(condition.Length == 0 ? string.Empty : $"if ({condition})"))
            {
                if (pass.OverColumns)
                {
                    PrintColumns(w, pass);
                }
                else
                {
                    PrintSteps(w, pass, new NarrowText(model, passNames[pass], n => Leaf(n)), []);
                }
            }
        }

        foreach (int k in Outputs)
        {
            using (w.Open($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))})"))
            {
                PrintFixups(w, k);
                w.Line($"{R}.KernelTiles.Store(g{k}, arguments->{RowKernelEmitter.Field(plan, k)} + begin, columns, count);");
            }
        }

        w.Line($"O.Store(b{RowPlan.LossSlot}, {NarrowText.Slot(RowPlan.LossSlot)} + i);");
    }

    /// <summary>Entries that labels pick: selected on a walk over the columns, as a gather would wait for every lane.</summary>
    private void PrintPicks(SourceWriter w)
    {
        foreach (Pick pick in plan.Picks.Where(p => !p.Column.IsLabel))
        {
            w.Line($"b{pick.Slot} = {Entry(pick.Parameter, CSharpText.Int(pick.Column.Value))};");
        }

        Pick[] byLabel = plan.Picks.Where(p => p.Column.IsLabel).ToArray();
        if (byLabel.Length > 0)
        {
            using (w.Open("for (nint c = 0; c < columns; c++)"))
            {
                foreach (Pick pick in byLabel)
                {
                    w.Line($"b{pick.Slot} = O.Select(O.Equal(O.Create(({_names.T})c), l{pick.Column.Value}), {Entry(pick.Parameter, "c")}, b{pick.Slot});");
                }
            }
        }
    }

    private void PrintFixups(SourceWriter w, int output)
    {
        foreach (Fixup fixup in plan.Outputs[output].Fixups)
        {
            if (!fixup.Index.IsLabel)
            {
                w.Line($"O.Store(b{fixup.Slot}, {Place("g" + CSharpText.Int(output), CSharpText.Int(fixup.Index.Value))});");
                continue;
            }

            using (w.Open("for (nint c = 0; c < columns; c++)"))
            {
                string place = Place("g" + CSharpText.Int(output), "c");
                w.Line($"O.Store(O.Select(O.Equal(O.Create(({_names.T})c), l{fixup.Index.Value}), b{fixup.Slot}, O.Load({place})), {place});");
            }
        }
    }

    private void PrintColumns(SourceWriter w, RowPass pass)
    {
        KernelNames names = passNames[pass];
        var text = new NarrowText(model, names, n => Leaf(n));
        Sink[] reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();
        foreach (int slot in names.Leaves(MachineOp.RowMask))
        {
            w.Line($"V n{slot} = O.Not(O.Equal(b{slot}, O.Create(0)));");
        }

        foreach (int node in pass.Hoisted)
        {
            w.Line($"V {names.Value(node, string.Empty)} = {text.Expression(pass.Nodes[node])};");
        }

        for (int k = 0; k < reductions.Length; k++)
        {
            for (int u = 0; u < Copies(reductions[k]); u++)
            {
                w.Line($"V a{k}_{u} = O.Create({(reductions[k].Kind == SinkKind.Peak ? names.T + ".NegativeInfinity" : "0")});");
            }
        }

        using (w.Open("for (nint c = 0; c < columns; c++)"))
        {
            PrintSteps(w, pass, text, reductions);
        }

        for (int k = 0; k < reductions.Length; k++)
        {
            string result = reductions[k].Kind switch
            {
                SinkKind.Sum => $"O.Add(O.Add(a{k}_0, a{k}_1), O.Add(a{k}_2, a{k}_3))",
                SinkKind.Peak => $"O.Add(a{k}_0, O.Create(0))",
                _ => $"a{k}_0",
            };
            w.Line(RowPassPrinter.When(plan, pass, names, reductions[k], $"b{reductions[k].Index} = {result};"));
        }
    }

    private void PrintSteps(SourceWriter w, RowPass pass, NarrowText text, Sink[] reductions)
    {
        foreach (RowStep step in pass.Steps)
        {
            if (step.IsSink)
            {
                Sink sink = pass.Sinks[step.Index];
                w.Line(RowPassPrinter.When(plan, pass, passNames[pass], sink, Statement(sink, System.Array.IndexOf(reductions, sink), text)));
                continue;
            }

            w.Line($"V {passNames[pass].Value(step.Index, string.Empty)} = {text.Expression(pass.Nodes[step.Index])};");
        }
    }

    private static int Copies(Sink reduction) => reduction.Kind == SinkKind.Sum ? Accumulators : 1;

    private static string Place(string tile, string column) => $"{tile} + ({column} * {R}.KernelTiles.Stride)";

    private string Entry(int parameter, string column) =>
        IsHyper(parameter) ? $"O.Create(p{parameter}[{column}])" : $"O.Load({Place("p" + CSharpText.Int(parameter), column)})";

    private string? Leaf(MachineNode node) => node.Op switch
    {
        MachineOp.Input when model.Parameters[(int)node.Payload].Type == ParameterType.Row => Entry((int)node.Payload, "c"),
        MachineOp.Column => $"O.Create(({_names.T})c)",
        MachineOp.Stashed => $"O.Load({Place("s" + CSharpText.Int(node.Payload), "c")})",
        MachineOp.SlotValue => "b" + CSharpText.Int(node.Payload),
        MachineOp.SlotMask => $"O.Not(O.Equal(b{node.Payload}, O.Create(0)))",
        _ => null,
    };

    private string Statement(Sink sink, int k, NarrowText text)
    {
        string value = text.Operand(sink.Node);
        switch (sink.Kind)
        {
            case SinkKind.Slot:
                return $"b{sink.Index} = {value};";
            case SinkKind.SampleOutput:
                return RowPassPrinter.Store(value, $"arguments->{RowKernelEmitter.Field(plan, sink.Index)} + first + i");
            case SinkKind.Sum:
                // The oldest accumulator is next: each takes every fourth column.
                return $"(a{k}_0, a{k}_1, a{k}_2, a{k}_3) = (a{k}_1, a{k}_2, a{k}_3, O.Add(a{k}_0, {value}));";
            case SinkKind.Peak:
                return $"a{k}_0 = O.Max({value}, a{k}_0);";
            case SinkKind.Poison:
                return $"a{k}_0 = O.Add(a{k}_0, O.Select(O.Unordered({value}, {value}), O.Create({_names.T}.NaN), O.Create(0)));";
            default:
                return $"O.Store({value}, {Place((sink.Kind == SinkKind.Stash ? "s" : "g") + CSharpText.Int(sink.Index), "c")});";
        }
    }
}
