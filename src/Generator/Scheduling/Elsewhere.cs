using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// A loop over columns as it is in all columns that no label picks: there the comparisons of the column's number are known to fail. The operations that remain are the same
/// ones, so they yield the same bits.
/// </summary>
internal static class Elsewhere
{
    private const int False = -2;
    private const int True = -3;

    /// <summary>The pass without those comparisons; null where it has none, or where the number of the column is needed for something else.</summary>
    public static RowPass? Of(RowPass pass)
    {
        if (pass.IsNarrowOnly || Labels(pass).Count == 0)
        {
            return null;
        }

        // A node is itself, another one that it equals, or a truth value.
        var same = new int[pass.Nodes.Length];
        var nodes = (MachineNode[])pass.Nodes.Clone();
        for (int i = 0; i < nodes.Length; i++)
        {
            MachineNode n = nodes[i];
            int a = n.A < 0 ? n.A : same[n.A], b = n.B < 0 ? n.B : same[n.B], c = n.C < 0 ? n.C : same[n.C];
            same[i] = n.Op switch
            {
                MachineOp.Equal when IsOfColumn(pass.Nodes, n) => False,
                MachineOp.Not when a == False => True,
                MachineOp.Not when a == True => False,
                MachineOp.And when a == False || b == False => False,
                MachineOp.And when a == True => b,
                MachineOp.And when b == True => a,
                MachineOp.Or when a == True || b == True => True,
                MachineOp.Or when a == False => b,
                MachineOp.Or when b == False => a,
                MachineOp.Select when a == True => b,
                MachineOp.Select when a == False => c,
                _ => i,
            };
            nodes[i] = n with { A = a, B = b, C = c };
        }

        if (pass.Sinks.Any(s => same[s.Node] < 0))
        {
            return null;
        }

        Sink[] sinks = pass.Sinks.Select(s => s with { Node = same[s.Node] }).ToArray();
        var needed = new bool[nodes.Length];
        foreach (Sink sink in sinks)
        {
            needed[sink.Node] = true;
        }

        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            foreach (int operand in needed[i] ? nodes[i].Operands : [])
            {
                needed[operand] = true;
            }
        }

        if (Enumerable.Range(0, nodes.Length).Any(i => needed[i] && nodes[i].Op == MachineOp.Column))
        {
            return null;
        }

        return new RowPass
        {
            Number = pass.Number,
            OverColumns = true,
            Nodes = nodes,
            Sinks = sinks,
            Hoisted = pass.Hoisted,
            Steps = pass.Steps.Where(s => s.IsSink || needed[s.Index]).ToArray(),
            Unroll = pass.Unroll,
            IsNarrowOnly = false,
        };
    }

    /// <summary>The slots and the constants that a loop compares the number of its column with.</summary>
    public static IReadOnlyList<IndexSource> Labels(RowPass pass) =>
        pass.Nodes.Where(n => n.Op == MachineOp.Equal && IsOfColumn(pass.Nodes, n))
            .Select(n => pass.Nodes[pass.Nodes[n.A].Op == MachineOp.Column ? n.B : n.A])
            .Select(n => n.Op == MachineOp.RowValue ? new IndexSource(true, (int)n.Payload) : new IndexSource(false, (int)n.Value)).Distinct().ToArray();

    private static bool IsOfColumn(MachineNode[] nodes, MachineNode n) =>
        (nodes[n.A].Op == MachineOp.Column && nodes[n.B].Op is MachineOp.RowValue or MachineOp.Constant)
        || (nodes[n.B].Op == MachineOp.Column && nodes[n.A].Op is MachineOp.RowValue or MachineOp.Constant);
}
