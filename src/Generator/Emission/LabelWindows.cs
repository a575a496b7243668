using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Where a wide loop asks whether its column is the one that a label picks, it does not compare: it lays a window over set bits with a single clear element, so that the clear
/// one meets the label's column. That costs one load a vector and no branch.
/// </summary>
internal sealed class LabelWindows
{
    /// <summary>The most columns a window spans.</summary>
    public const int Length = 64;

    private readonly MachineNode[] _nodes;
    private readonly List<IndexSource> _labels = new();

    public LabelWindows(RowPass pass)
    {
        _nodes = pass.Nodes;
        foreach (RowStep step in pass.Steps.Where(s => !s.IsSink))
        {
            if (IsLabel(_nodes[step.Index]) && !_labels.Contains(Label(_nodes[step.Index])))
            {
                _labels.Add(Label(_nodes[step.Index]));
            }
        }

        NeedsColumn = pass.Sinks.Any(s => IsColumn(s.Node))
            || pass.Steps.Any(s => !s.IsSink && !IsLabel(_nodes[s.Index]) && _nodes[s.Index].Operands.Any(IsColumn));
    }

    /// <summary>Whether any label is asked for.</summary>
    public bool Any => _labels.Count > 0;

    /// <summary>Whether the number of the column is needed for anything but those questions.</summary>
    public bool NeedsColumn { get; }

    /// <summary>Whether a node asks if a label picks the column. Its value is the mask of the columns that the label does not pick.</summary>
    public bool IsLabel(MachineNode node) =>
        node.Op == MachineOp.Equal
        && ((IsColumn(node.A) && _nodes[node.B].Op is MachineOp.RowValue or MachineOp.Constant)
            || (IsColumn(node.B) && _nodes[node.A].Op is MachineOp.RowValue or MachineOp.Constant));

    /// <summary>Whether a node is the number of the column.</summary>
    public bool IsColumn(int node) => _nodes[node].Op == MachineOp.Column;

    /// <summary>The window of a question.</summary>
    public string Window(MachineNode node) => "o" + CSharpText.Int(_labels.IndexOf(Label(node)));

    /// <summary>The columns that the labels of row <c>r</c> pick.</summary>
    public void PrintLabels(SourceWriter w)
    {
        for (int k = 0; k < _labels.Count; k++)
        {
            w.Line($"nint l{k} = {(_labels[k].IsLabel ? $"(nint)({NarrowText.Slot(_labels[k].Value)})[r]" : CSharpText.Int(_labels[k].Value))};");
        }
    }

    /// <summary>The windows at column <c>i</c>.</summary>
    public void PrintWindows(SourceWriter w)
    {
        for (int k = 0; k < _labels.Count; k++)
        {
            w.Line($"var o{k} = {KernelNames.Runtime}.KernelRows.Window(others, l{k} - i);");
        }
    }

    private IndexSource Label(MachineNode n)
    {
        MachineNode label = _nodes[IsColumn(n.A) ? n.B : n.A];
        return label.Op == MachineOp.RowValue ? new IndexSource(true, (int)label.Payload) : new IndexSource(false, (int)label.Value);
    }
}
