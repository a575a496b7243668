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

    /// <summary>Whether a plan has a form for short rows: rows of tables lie anywhere, so those that read or write them have none.</summary>
    public static bool Has(RowPlan plan) =>
        plan.Passes.Any(p => p.OverColumns) && plan.TableRows.Count == 0 && plan.Outputs.All(o => o.Spec.Shape != OutputShape.Table);

    /// <summary>The row data that loops over columns read.</summary>
    public IReadOnlyList<int> Inputs =>
        passNames.Where(n => n.Key.OverColumns).SelectMany(n => n.Value.Leaves(MachineOp.Input)).Where(k => model.Parameters[k].Role != ParameterRole.Hyper).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The outputs that loops over columns write.</summary>
    public IReadOnlyList<int> Outputs =>
        plan.Passes.Where(p => p.OverColumns).SelectMany(p => p.Sinks).Where(s => s.Kind == SinkKind.Output).Select(s => s.Index).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The tiles in the order in which they lie behind each other.</summary>
    public int Count => Inputs.Count + Outputs.Count + plan.Stashes;

    /// <summary>Where the tile of an input begins.</summary>
    public string InputTile(int parameter) => Tile(Inputs.ToList().IndexOf(parameter));

    /// <summary>Where the tile of an output begins.</summary>
    public string OutputTile(int output) => Tile(Inputs.Count + Outputs.ToList().IndexOf(output));

    public void Print(SourceWriter w, RowPass pass, string name)
    {
        KernelNames names = passNames[pass];
        var text = new NarrowText(model, names, node => Leaf(node, names));
        Sink[] reductions = pass.Sinks.Where(s => s.IsReduction).ToArray();
        string t = names.T;
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static void {name}<O, V, {names.SwitchList}>({names.Arguments}* arguments, {t}* slots, {t}* tiles, nint rows) where O : struct, {KernelNames.Runtime}.ILanes<V, {t}> where V : unmanaged{names.Constraints}"))
        {
            text.PrintUniforms(w);
            w.Line("nint columns = arguments->columns;");
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
                w.Line($"{t}* s{k} = {Tile(Inputs.Count + Outputs.Count + k)};");
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
                    w.Line($"O.Store({result}, {NarrowText.Slot(reductions[k].Index)} + i);");
                }
            }
        }
    }

    private static int Copies(Sink reduction) => reduction.Kind == SinkKind.Sum ? Accumulators : 1;

    private static string Place(string tile) => $"{tile} + (c * {RowKernelEmitter.SlotLength}) + i";

    private string? Leaf(MachineNode node, KernelNames names) => node.Op switch
    {
        MachineOp.Input when model.Parameters[(int)node.Payload].Role == ParameterRole.Hyper => $"O.Create(p{node.Payload}[c])",
        MachineOp.Input => $"O.Load({Place("p" + CSharpText.Int(node.Payload))})",
        MachineOp.Column => $"O.Create(({names.T})c)",
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

    private string Tile(int number) => $"tiles + {CSharpText.Int(number * RowKernelEmitter.SlotLength)} * {KernelNames.Runtime}.KernelTiles.MostColumns";
}
