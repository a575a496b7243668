using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints a loop over the columns of tiles: for every vector of rows several columns in lockstep, each with accumulators of its own. One after the other the columns would fill the
/// processor's queues with operations that wait for those before them.
/// </summary>
internal sealed class TileLoopPrinter(LossModel model, RowPlan plan, RowPass pass, KernelNames names, TilePrinter tiles)
{
    private const int Lockstep = 4;
    private const int LongestBody = 60;
    private const string R = KernelNames.Runtime;

    private readonly NarrowText _text = new(model, names, (node, copy) => Leaf(node, copy, tiles));
    private readonly Sink[] _reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();
    private readonly Pick[] _picks = tiles.PicksOf(pass);

    /// <summary>Whether a loop only writes outputs.</summary>
    public static bool IsStoring(RowPass pass) => pass.OverColumns && pass.Sinks.All(s => s.Kind == SinkKind.Output);

    private Fixup[] Fixups => IsStoring(pass) ? pass.Sinks.SelectMany(s => plan.Outputs[s.Index].Fixups).ToArray() : [];

    private bool IsBusiest => pass == tiles.Busiest;

    public void Print(SourceWriter w)
    {
        string t = names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void Tile{RowKernelEmitter.Name(pass)}<O, V, {names.PassSwitches}>({names.Arguments}* arguments, {t}* slots, {t}* tiles, nint first, nint rows) where O : struct, {R}.ILanes<V, {t}> where V : unmanaged{names.PassConstraints}"))
        {
            _text.PrintUniforms(w);
            PrintPointers(w);
            using (w.Open("for (nint i = 0; i < rows; i += O.Count)"))
            {
                PrintRowValues(w);
                w.Line("nint c = 0;");
                for (int together = pass.Steps.Count <= LongestBody ? Lockstep : 1; together > 0; together /= 2)
                {
                    using (w.Open(together == 1 && pass.Steps.Count <= LongestBody ? "if (c < columns)" : $"for (; c <= columns - {together}; c += {together})"))
                    {
                        PrintColumns(w, together);
                    }
                }

                PrintResults(w);
            }
        }
    }

    private void PrintPointers(SourceWriter w)
    {
        string t = names.T;
        w.Line("nint columns = arguments->columns;");
        if (names.Leaves(MachineOp.Column).Count > 0 || _picks.Length > 0 || Fixups.Length > 0)
        {
            w.Line($"{t}* numbers = {R}.KernelTiles.Numbers<{t}>();");
        }

        foreach (int k in names.Leaves(MachineOp.Input).Concat(_picks.Select(p => p.Parameter)).Distinct().OrderBy(k => k))
        {
            w.Line(tiles.IsHyper(k) ? $"{t}* p{k} = arguments->{names.Data(k)};" : $"{t}* p{k} = {tiles.InputTile(k)};");
        }

        foreach (int k in pass.Sinks.Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).OrderBy(k => k))
        {
            w.Line($"{t}* g{k} = {tiles.OutputTile(k)};");
        }

        foreach (int k in RowPassPrinter.Stashes(pass, names))
        {
            w.Line($"{t}* s{k} = {tiles.StashTile(k)};");
        }

        if (IsBusiest)
        {
            foreach (int k in tiles.Inputs)
            {
                w.Line($"{t}* x{k} = arguments->{names.Data(k)} + ((first + rows) * columns);");
            }

            foreach (int k in tiles.Outputs)
            {
                w.Line($"{t}* y{k} = arguments->{RowKernelEmitter.Field(plan, k)} + (first * columns);");
            }
        }
    }

    private void PrintRowValues(SourceWriter w)
    {
        foreach ((int slot, bool isMask) in RowPassPrinter.RowSlots(names))
        {
            string value = $"O.Load({NarrowText.Slot(slot)} + i)";
            w.Line(isMask ? $"V n{slot} = O.Not(O.Equal({value}, O.Create(0)));" : $"V b{slot} = {value};");
        }

        foreach (int label in _picks.Select(p => p.Column).Concat(Fixups.Select(f => f.Index)).Where(i => i.IsLabel).Select(i => i.Value).Distinct())
        {
            w.Line($"V l{label} = O.LoadInt32(arguments->{names.Data(label)} + first + i, (int)(rows - i));");
        }

        foreach (Fixup fixup in Fixups)
        {
            w.Line($"V f{fixup.Slot} = O.Load({NarrowText.Slot(fixup.Slot)} + i);");
        }

        foreach (int node in pass.Hoisted)
        {
            w.Line($"V {names.Value(node, string.Empty)} = {_text.Expression(pass.Nodes[node])};");
        }

        foreach (Pick pick in _picks)
        {
            w.Line($"V q{pick.Slot} = O.Create(0);");
        }

        for (int k = 0; k < _reductions.Length; k++)
        {
            string start = $"O.Create({(_reductions[k].Kind == SinkKind.Peak ? names.T + ".NegativeInfinity" : "0")})";
            w.Line($"V {string.Join(", ", Enumerable.Range(0, Copies(_reductions[k])).Select(u => $"a{k}_{u} = {start}"))};");
        }
    }

    private void PrintColumns(SourceWriter w, int together)
    {
        for (int u = 0; u < together && IsBusiest; u++)
        {
            // What the next block reads, and what this one will write, is brought to the nearest cache.
            string place = "(i * columns) + (c * O.Count)" + Further(u, "O.Count");
            foreach (int k in tiles.Inputs)
            {
                w.Line($"{R}.KernelTiles.Fetch(x{k} + {place});");
            }

            foreach (int k in tiles.Outputs)
            {
                w.Line($"if ({KernelNames.IsOn(KernelNames.SwitchOf(plan, k))}) {{ {R}.KernelTiles.Fetch(y{k} + {place}); }}");
            }
        }

        foreach ((int number, int copy) in WideText.Lockstep(pass.Steps.Count, together))
        {
            RowStep step = pass.Steps[number];
            string suffix = Suffix(copy);
            w.Line(step.IsSink
                ? RowPassPrinter.When(plan, pass, names, pass.Sinks[step.Index], Statement(pass.Sinks[step.Index], copy))
                : $"V {names.Value(step.Index, suffix)} = {_text.Expression(pass.Nodes[step.Index], suffix)};");
        }

        for (int u = 0; u < together; u++)
        {
            foreach (Pick pick in _picks)
            {
                w.Line($"q{pick.Slot} = O.Select(O.Equal({Number(u)}, l{pick.Column.Value}), O.Load({Place("p" + CSharpText.Int(pick.Parameter), u)}), q{pick.Slot});");
            }
        }
    }

    private void PrintResults(SourceWriter w)
    {
        foreach (Pick pick in _picks)
        {
            w.Line($"O.Store(q{pick.Slot}, {NarrowText.Slot(pick.Slot)} + i);");
        }

        for (int k = 0; k < _reductions.Length; k++)
        {
            string result = _reductions[k].Kind switch
            {
                SinkKind.Sum => $"O.Add(O.Add(a{k}_0, a{k}_1), O.Add(a{k}_2, a{k}_3))",
                SinkKind.Peak => $"O.Add(a{k}_0, O.Create(0))",
                _ => $"a{k}_0",
            };
            w.Line(RowPassPrinter.When(plan, pass, names, _reductions[k], $"O.Store({result}, {NarrowText.Slot(_reductions[k].Index)} + i);"));
        }
    }

    private static int Copies(Sink reduction) => reduction.Kind == SinkKind.Sum ? Lockstep : 1;

    private static string Suffix(int copy) => "_" + CSharpText.Int(copy);

    /// <summary>A distance that is constant from copy to copy, so that it costs no arithmetic.</summary>
    private static string Further(int copy, string distance) => copy == 0 ? string.Empty : $" + ({CSharpText.Int(copy)} * {distance})";

    private static string Number(int copy) => $"O.Create((numbers + c)[{CSharpText.Int(copy)}])";

    private static string Place(string tile, int copy) => $"{tile} + (c * {R}.KernelTiles.Stride) + i" + Further(copy, $"{R}.KernelTiles.Stride");

    private static string? Leaf(MachineNode node, string copy, TilePrinter tiles)
    {
        int u = copy.Length == 0 ? 0 : copy[1] - '0';
        return node.Op switch
        {
            MachineOp.Input when tiles.IsHyper((int)node.Payload) => $"O.Create((p{node.Payload} + c)[{CSharpText.Int(u)}])",
            MachineOp.Input => $"O.Load({Place("p" + CSharpText.Int(node.Payload), u)})",
            MachineOp.Column => Number(u),
            MachineOp.Stashed => $"O.Load({Place("s" + CSharpText.Int(node.Payload), u)})",
            _ => null,
        };
    }

    private string Statement(Sink sink, int copy)
    {
        string value = _text.Operand(sink.Node, Suffix(copy));
        int k = System.Array.IndexOf(_reductions, sink);
        switch (sink.Kind)
        {
            case SinkKind.Sum when pass.Steps.Count > LongestBody:
                // The oldest accumulator is next: each takes every fourth column.
                return $"(a{k}_0, a{k}_1, a{k}_2, a{k}_3) = (a{k}_1, a{k}_2, a{k}_3, O.Add(a{k}_0, {value}));";
            case SinkKind.Sum:
                return $"a{k}_{copy} = O.Add(a{k}_{copy}, {value});";
            case SinkKind.Peak:
                return $"a{k}_0 = O.Max({value}, a{k}_0);";
            case SinkKind.Poison:
                return $"a{k}_0 = O.Add(a{k}_0, O.Select(O.Unordered({value}, {value}), O.Create({names.T}.NaN), O.Create(0)));";
            case SinkKind.Stash:
                return $"O.Store({value}, {Place("s" + CSharpText.Int(sink.Index), copy)});";
            default:
                foreach (Fixup fixup in IsStoring(pass) ? plan.Outputs[sink.Index].Fixups : [])
                {
                    string index = fixup.Index.IsLabel ? "l" + CSharpText.Int(fixup.Index.Value) : $"O.Create({CSharpText.Int(fixup.Index.Value)})";
                    value = $"O.Select(O.Equal({Number(copy)}, {index}), f{fixup.Slot}, {value})";
                }

                return $"O.Store({value}, {Place("g" + CSharpText.Int(sink.Index), copy)});";
        }
    }
}
