using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the loops over columns for rows shorter than a vector or two: a lane is a row, and the rows of a block are brought into tiles of one vector per column
/// and back. Reductions then need no walk across a vector, and no lane is idle. Sums have four accumulators, by column.
/// </summary>
internal sealed class TilePrinter(LossModel model, RowPlan plan, IReadOnlyDictionary<RowPass, KernelNames> passNames)
{
    private const int Accumulators = 4;
    private const string R = KernelNames.Runtime;

    private readonly KernelNames _names = passNames.Values.First();

    /// <summary>Whether a plan has a form for short rows: rows of tables lie anywhere, so those that read or write them have none.</summary>
    public static bool Has(RowPlan plan) =>
        plan.Passes.Any(p => p.OverColumns) && plan.TableRows.Count == 0 && plan.Outputs.All(o => o.Spec.Shape != OutputShape.Table);

    /// <summary>The row data that loops over columns or picks read.</summary>
    private int[] Inputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => passNames[p].Leaves(MachineOp.Input)).Concat(plan.Picks.Select(p => p.Parameter)).Where(k => !IsHyper(k)).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The outputs that loops over columns write.</summary>
    private int[] Outputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => p.Sinks).Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The walk over blocks of rows.</summary>
    public void PrintFrame(SourceWriter w)
    {
        string t = _names.T;
        w.Line("[global::System.Runtime.CompilerServices.SkipLocalsInit]");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        using (w.Open($"private static double Tiled<O, V, {_names.SwitchList}>(void* pointer, nint from, nint to) where O : struct, {R}.ILanes<V, {t}> where V : unmanaged{_names.Constraints}"))
        {
            w.Line($"var arguments = ({_names.Arguments}*)pointer;");
            w.Line("nint columns = arguments->columns;");
            RowKernelEmitter.PrintStack(w, t, "slots", CSharpText.Int(plan.Slots * RowKernelEmitter.SlotLength));
            RowKernelEmitter.PrintStack(w, t, "tiles", $"({Inputs.Length + Outputs.Length + plan.Stashes} * {R}.KernelTiles.Length)");
            w.Line($"nint block = {R}.KernelRows.BlockRows(columns);");
            w.Line($"{R}.KernelRows.Calm(slots, {plan.Slots}, to - from < block ? to - from : block);");
            w.Line("double total = 0;");
            using (w.Open("for (nint first = from; first < to; first += block)"))
            {
                w.Line("nint rows = to - first < block ? to - first : block;");
                w.Line("Factors(arguments, slots, first, rows);");
                RowKernelEmitter.PrintWeights(w, plan, _names, "Picks(arguments, slots, first, rows);");
                foreach (int k in Inputs)
                {
                    w.Line($"{R}.KernelTiles.Load(arguments->{_names.Data(k)} + (first * columns), columns, {InputTile(k)}, rows);");
                }

                if (plan.Picks.Count > 0)
                {
                    w.Line($"TilePicks<O, V, {_names.SwitchList}>(arguments, slots, tiles, first, rows);");
                }

                foreach (RowPass pass in plan.Passes)
                {
                    string condition = RowKernelEmitter.Condition(plan, _names, pass.NeededBy, pass.OnlyIf);
                    string call = $"{(pass.OverColumns ? "Tile" : string.Empty)}{RowKernelEmitter.Name(pass)}<O, V, {_names.SwitchList}>(arguments, slots, {(pass.OverColumns ? "tiles, first" : "first")}, rows);";
                    w.Line(condition.Length == 0 ? call : $"if ({condition}) {{ {call} }}");
                }

                foreach (int k in Outputs)
                {
                    using (w.Open($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))})"))
                    {
                        foreach (Fixup fixup in plan.Outputs[k].Fixups)
                        {
                            w.Line($"{R}.KernelTiles.Replace<O, V, {t}>({OutputTile(k)}, {NarrowText.Slot(fixup.Slot)}, columns, {Label(fixup.Index)}, rows);");
                        }

                        w.Line($"{R}.KernelTiles.Store({OutputTile(k)}, arguments->{RowKernelEmitter.Field(plan, k)} + (first * columns), columns, rows);");
                    }
                }

                RowKernelEmitter.PrintLosses(w);
            }

            w.Line();
            w.Line("return total;");
        }
    }

    /// <summary>The walks over the columns of a block, and that which takes the entries that labels pick.</summary>
    public void PrintPasses(SourceWriter w)
    {
        if (plan.Picks.Count > 0)
        {
            w.Line();
            PrintPicks(w);
        }

        foreach (RowPass pass in plan.Passes.Where(p => p.OverColumns))
        {
            w.Line();
            Print(w, pass, "Tile" + RowKernelEmitter.Name(pass));
        }
    }

    private bool IsHyper(int parameter) => model.Parameters[parameter].Role == ParameterRole.Hyper;

    /// <summary>Where the tile of an input begins.</summary>
    private string InputTile(int parameter) => Tile(System.Array.IndexOf(Inputs, parameter));

    /// <summary>Where the tile of an output begins.</summary>
    private string OutputTile(int output) => Tile(Inputs.Length + System.Array.IndexOf(Outputs, output));

    private string Label(IndexSource index) => index.IsLabel ? $"arguments->{_names.Data(index.Value)} + first, 0" : $"null, {CSharpText.Int(index.Value)}";

    /// <summary>Entries that labels pick are selected on a walk over the columns: sixteen loads one after the other cost more.</summary>
    private void PrintPicks(SourceWriter w)
    {
        string t = _names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void TilePicks<O, V, {_names.SwitchList}>({_names.Arguments}* arguments, {t}* slots, {t}* tiles, nint first, nint rows) where O : struct, {R}.ILanes<V, {t}> where V : unmanaged{_names.Constraints}"))
        {
            foreach (Pick pick in plan.Picks)
            {
                w.Line(IsHyper(pick.Parameter)
                    ? $"{R}.KernelTiles.PickShared<O, V, {t}>(arguments->{_names.Data(pick.Parameter)}, {NarrowText.Slot(pick.Slot)}, arguments->columns, {Label(pick.Column)}, rows);"
                    : $"{R}.KernelTiles.Pick<O, V, {t}>({InputTile(pick.Parameter)}, {NarrowText.Slot(pick.Slot)}, arguments->columns, {Label(pick.Column)}, rows);");
            }
        }
    }

    private void Print(SourceWriter w, RowPass pass, string name)
    {
        KernelNames names = passNames[pass];
        var text = new NarrowText(model, names, node => Leaf(node, names));
        Sink[] reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();
        string t = names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void {name}<O, V, {names.SwitchList}>({names.Arguments}* arguments, {t}* slots, {t}* tiles, nint first, nint rows) where O : struct, {KernelNames.Runtime}.ILanes<V, {t}> where V : unmanaged{names.Constraints}"))
        {
            text.PrintUniforms(w);
            w.Line("nint columns = arguments->columns;");
            if (names.Leaves(MachineOp.Column).Count > 0)
            {
                w.Line($"{t}* numbers = {R}.KernelTiles.Numbers<{t}>();");
            }

            foreach (int k in names.Leaves(MachineOp.Input))
            {
                w.Line(model.Parameters[k].Role == ParameterRole.Hyper ? $"{t}* p{k} = arguments->{names.Data(k)};" : $"{t}* p{k} = {InputTile(k)};");
            }

            foreach (int k in pass.Sinks.Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).OrderBy(k => k))
            {
                w.Line($"{t}* g{k} = {OutputTile(k)};");
            }

            foreach (int k in RowPassPrinter.Stashes(pass, names))
            {
                w.Line($"{t}* s{k} = {Tile(Inputs.Length + Outputs.Length + k)};");
            }

            // In the loop that computes most, what the next block reads and what this one will write is brought to the nearest cache.
            bool fetches = pass == plan.Passes.Where(p => p.OverColumns).OrderByDescending(p => p.Steps.Count).First();
            if (fetches)
            {
                foreach (int k in Inputs)
                {
                    w.Line($"{t}* x{k} = arguments->{names.Data(k)} + ((first + rows) * columns);");
                }

                foreach (int k in Outputs)
                {
                    w.Line($"{t}* y{k} = arguments->{RowKernelEmitter.Field(plan, k)} + (first * columns);");
                }
            }

            using (w.Open("for (nint i = 0; i < rows; i += O.Count)"))
            {
                foreach ((int slot, bool isMask) in RowPassPrinter.RowSlots(names))
                {
                    string value = $"O.Load({NarrowText.Slot(slot)} + i)";
                    w.Line(isMask ? $"V n{slot} = O.Not(O.Equal({value}, O.Create(0)));" : $"V b{slot} = {value};");
                }

                foreach (int node in pass.Hoisted)
                {
                    w.Line($"V {names.Value(node, string.Empty)} = {text.Expression(pass.Nodes[node])};");
                }

                for (int k = 0; k < reductions.Length; k++)
                {
                    for (int u = 0; u < Copies(reductions[k]); u++)
                    {
                        w.Line($"V a{k}_{u} = O.Create({(reductions[k].Kind == SinkKind.Peak ? t + ".NegativeInfinity" : "0")});");
                    }
                }

                using (w.Open("for (nint c = 0; c < columns; c++)"))
                {
                    if (fetches)
                    {
                        w.Line("nint place = (i * columns) + (c * O.Count);");
                        foreach (int k in Inputs)
                        {
                            w.Line($"{R}.KernelTiles.Fetch(x{k} + place);");
                        }

                        foreach (int k in Outputs)
                        {
                            w.Line($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))}) {{ {R}.KernelTiles.Fetch(y{k} + place); }}");
                        }
                    }

                    foreach (RowStep step in pass.Steps)
                    {
                        if (step.IsSink)
                        {
                            Sink sink = pass.Sinks[step.Index];
                            w.Line(RowPassPrinter.When(plan, pass, names, sink, Statement(sink, System.Array.IndexOf(reductions, sink), text)));
                            continue;
                        }

                        w.Line($"V {names.Value(step.Index, string.Empty)} = {text.Expression(pass.Nodes[step.Index])};");
                    }
                }

                for (int k = 0; k < reductions.Length; k++)
                {
                    string result = reductions[k].Kind switch
                    {
                        SinkKind.Sum => $"O.Add(O.Add(a{k}_0, a{k}_1), O.Add(a{k}_2, a{k}_3))",
                        SinkKind.Peak => $"O.Add(a{k}_0, O.Create(0))",
                        _ => $"a{k}_0",
                    };
                    w.Line(RowPassPrinter.When(plan, pass, names, reductions[k], $"O.Store({result}, {NarrowText.Slot(reductions[k].Index)} + i);"));
                }
            }
        }
    }

    private static int Copies(Sink reduction) => reduction.Kind == SinkKind.Sum ? Accumulators : 1;

    private static string Place(string tile) => $"{tile} + (c * {R}.KernelTiles.Stride) + i";

    private string? Leaf(MachineNode node, KernelNames names) => node.Op switch
    {
        MachineOp.Input when model.Parameters[(int)node.Payload].Role == ParameterRole.Hyper => $"O.Create(p{node.Payload}[c])",
        MachineOp.Input => $"O.Load({Place("p" + CSharpText.Int(node.Payload))})",
        MachineOp.Column => "O.Create(numbers[c])",
        MachineOp.Stashed => $"O.Load({Place("s" + CSharpText.Int(node.Payload))})",
        _ => null,
    };

    private static string Statement(Sink sink, int k, NarrowText text)
    {
        string value = text.Operand(sink.Node);
        return sink.Kind switch
        {
            // The oldest accumulator is next: each takes every fourth column.
            SinkKind.Sum => $"(a{k}_0, a{k}_1, a{k}_2, a{k}_3) = (a{k}_1, a{k}_2, a{k}_3, O.Add(a{k}_0, {value}));",
            SinkKind.Peak => $"a{k}_0 = O.Max({value}, a{k}_0);",
            SinkKind.Poison => $"a{k}_0 = O.Add(a{k}_0, O.Select(O.Unordered({value}, {value}), O.Create({(text.IsSingle ? "float" : "double")}.NaN), O.Create(0)));",
            SinkKind.Stash => $"O.Store({value}, {Place("s" + CSharpText.Int(sink.Index))});",
            _ => $"O.Store({value}, {Place("g" + CSharpText.Int(sink.Index))});",
        };
    }

    private string Tile(int number) => $"tiles + ({CSharpText.Int(number)} * {R}.KernelTiles.Length)";
}
