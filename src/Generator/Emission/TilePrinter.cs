using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the loops over columns for rows shorter than a vector or two: a lane is a row, and the rows of a block are brought into tiles of one vector per column
/// and back. Reductions then need no walk across a vector, and no lane is idle.
/// </summary>
internal sealed class TilePrinter(LossModel model, RowPlan plan, IReadOnlyDictionary<RowPass, KernelNames> passNames)
{
    private const string R = KernelNames.Runtime;

    private readonly KernelNames _names = passNames.Values.First();

    /// <summary>Whether a plan has a form for short rows: rows of tables lie anywhere, so those that read, write or pick from them have none.</summary>
    public static bool Has(RowPlan plan) =>
        plan.Passes.Any(p => p.OverColumns) && plan.TableRows.Count == 0 && plan.Picks.All(p => p.Row is null) && plan.Outputs.All(o => o.Spec.Shape != OutputShape.Table);

    /// <summary>The row data that loops over columns or picks read.</summary>
    public int[] Inputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => passNames[p].Leaves(MachineOp.Input)).Concat(plan.Picks.Select(p => p.Parameter)).Where(k => !IsHyper(k)).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The outputs that loops over columns write.</summary>
    public int[] Outputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => p.Sinks).Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The walk over blocks of rows.</summary>
    public void PrintFrame(SourceWriter w)
    {
        string t = _names.T;
        using (FrameParts.OpenFrame(w, _names, "Tiled"))
        {
            w.Line("nint columns = arguments->columns;");
            FrameParts.PrintStack(w, t, "slots", CSharpText.Int(plan.Slots * RowKernelEmitter.SlotLength));
            FrameParts.PrintStack(w, t, "tiles", $"({Inputs.Length + Outputs.Length + plan.Stashes} * {R}.KernelTiles.Length)");
            w.Line($"nint block = {R}.KernelRows.BlockRows(columns);");
            w.Line($"{R}.KernelRows.Calm(slots, {plan.Slots}, to - from < block ? to - from : block);");
            FrameParts.PrintAlignedStack(w);
            w.Line("double total = 0;");
            using (w.Open("for (nint first = from; first < to; first += block)"))
            {
                w.Line("nint rows = to - first < block ? to - first : block;");
                w.Line("Factors(arguments, slots, first, rows);");
                FrameParts.PrintWeights(w, plan, _names, "Picks(arguments, slots, first, rows);");
                foreach (int k in Inputs)
                {
                    w.Line($"{R}.KernelTiles.Load(arguments->{_names.Data(k)} + (first * columns), columns, {InputTile(k)}, rows);");
                }

                if (Picks.Length > 0)
                {
                    w.Line($"TilePicks<O, V, {_names.SwitchList}>(arguments, slots, tiles, first, rows);");
                }

                // What only writes outputs comes last: by then it is known what to write where a label picks an entry.
                foreach (RowPass pass in plan.Passes.OrderBy(p => TileLoopPrinter.IsStoring(p) ? 1 : 0))
                {
                    string condition = RowKernelEmitter.Condition(plan, _names, pass.NeededBy, pass.OnlyIf);
                    string call = $"{(pass.OverColumns ? "Tile" : string.Empty)}{RowKernelEmitter.Name(pass)}<O, V, {{0}}>(arguments, slots, {(pass.OverColumns ? "tiles, first" : "first")}, rows);";
                    call = passNames[pass].Call(call, asks: false);
                    w.Line(condition.Length == 0 ? call : $"if ({condition}) {{ {call} }}");
                }

                foreach (int k in Outputs)
                {
                    using (w.Open($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))})"))
                    {
                        foreach (Fixup fixup in plan.Passes.Any(p => TileLoopPrinter.IsStoring(p) && p.Sinks.Any(s => s.Index == k)) ? [] : plan.Outputs[k].Fixups)
                        {
                            w.Line($"{R}.KernelTiles.Replace<O, V, {t}>({OutputTile(k)}, {NarrowText.Slot(fixup.Slot)}, columns, {Label(fixup.Index)}, rows);");
                        }

                        w.Line($"{R}.KernelTiles.Store({OutputTile(k)}, arguments->{RowKernelEmitter.Field(plan, k)} + (first * columns), columns, rows);");
                    }
                }

                FrameParts.PrintLosses(w);
            }

            w.Line();
            w.Line("return total;");
        }
    }

    /// <summary>The walks over the columns of a block, and that which takes the entries that labels pick.</summary>
    public void PrintPasses(SourceWriter w)
    {
        if (Picks.Length > 0)
        {
            w.Line();
            PrintPicks(w);
        }

        foreach (RowPass pass in plan.Passes.Where(p => p.OverColumns))
        {
            w.Line();
            new TileLoopPrinter(model, plan, pass, passNames[pass], this).Print(w);
        }
    }

    /// <summary>The loop that computes most: there, memory would otherwise be idle.</summary>
    public RowPass Busiest => plan.Passes.Where(p => p.OverColumns).OrderByDescending(p => p.Steps.Count).First();

    /// <summary>The picks that a loop makes on its way.</summary>
    public Pick[] PicksOf(RowPass pass) => pass == FirstLoop ? plan.Picks.Except(Picks).ToArray() : [];

    public bool IsHyper(int parameter) => model.Parameters[parameter].Role == ParameterRole.Hyper;

    /// <summary>Where the tile of a stash begins.</summary>
    public string StashTile(int stash) => Tile(Inputs.Length + Outputs.Length + stash);

    private RowPass FirstLoop => plan.Passes.First(p => p.OverColumns);

    /// <summary>The picks that no loop can make on its way: they are needed before the first one, or are not made of its data.</summary>
    private Pick[] Picks =>
        plan.Picks.Where(pick => IsHyper(pick.Parameter) || !pick.Column.IsLabel || RowKernelEmitter.Condition(plan, _names, FirstLoop.NeededBy, FirstLoop.OnlyIf).Length > 0
            || plan.Passes.TakeWhile(p => p != FirstLoop).Append(FirstLoop).Any(p => Reads(p, pick.Slot))).ToArray();

    private bool Reads(RowPass pass, int slot) =>
        new[] { MachineOp.SlotValue, MachineOp.SlotMask, MachineOp.RowValue, MachineOp.RowMask }.Any(op => passNames[pass].Leaves(op).Contains(slot));

    /// <summary>Where the tile of an input begins.</summary>
    public string InputTile(int parameter) => Tile(System.Array.IndexOf(Inputs, parameter));

    /// <summary>Where the tile of an output begins.</summary>
    public string OutputTile(int output) => Tile(Inputs.Length + System.Array.IndexOf(Outputs, output));

    private string Label(IndexSource index) => index.IsLabel ? $"arguments->{_names.Data(index.Value)} + first, 0" : $"null, {CSharpText.Int(index.Value)}";

    /// <summary>Entries that labels pick are selected on a walk over the columns: sixteen loads one after the other cost more.</summary>
    private void PrintPicks(SourceWriter w)
    {
        string t = _names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void TilePicks<O, V, {_names.SwitchList}>({_names.Arguments}* arguments, {t}* slots, {t}* tiles, nint first, nint rows) where O : struct, {R}.ILanes<V, {t}> where V : unmanaged{_names.Constraints}"))
        {
            foreach (Pick pick in Picks)
            {
                string source = IsHyper(pick.Parameter) ? $"arguments->{_names.Data(pick.Parameter)}, true" : $"{InputTile(pick.Parameter)}, false";
                w.Line($"{R}.KernelTiles.Pick<O, V, {t}>({source}, {NarrowText.Slot(pick.Slot)}, arguments->columns, {Label(pick.Column)}, rows);");
            }
        }
    }

    private string Tile(int number) => $"tiles + ({CSharpText.Int(number)} * {R}.KernelTiles.Length)";
}
