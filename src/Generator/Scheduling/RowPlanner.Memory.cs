using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>What is kept from one loop over columns to the next, and which memory an output may share.</summary>
internal sealed partial class RowPlanner
{
    /// <summary>
    /// What is compared with the greatest entry, which must be found among its equals to the last bit; then the dearest value that an earlier loop computes anyway and a later one needs again, as
    /// long as there is one worth it.
    /// </summary>
    private void ChooseStashes()
    {
        for (int i = 0; i < _tape.Count && _stashes.Count < MostStashes; i++)
        {
            Node n = _tape[i];
            if (_neededBy[i] != 0 && n.Op == OpCode.Equal && Compared(n) is int entry && !_stashes.ContainsKey(entry) && OpTable.Row(_tape[entry].Op).Form != Form.Leaf)
            {
                _stashes.Add(entry, _stashes.Count);
            }
        }

        while (_stashes.Count < MostStashes)
        {
            int best = -1, bestCost = WorthStashing - 1;
            for (int loop = 1; loop < _loops; loop++)
            {
                bool[] needed = NeededIn(loop);
                for (int i = 0; i < _tape.Count; i++)
                {
                    if (needed[i] && _level[i] < loop && _columns[_level[i]][i] && !_stashes.ContainsKey(i) && OpTable.Row(_tape[i].Op) is { Kind: ValueKind.Real, Form: not Form.Leaf }
                        && Cost(i) is int cost && cost > bestCost)
                    {
                        (best, bestCost) = (i, cost);
                    }
                }
            }

            if (best < 0)
            {
                return;
            }

            _stashes.Add(best, _stashes.Count);
        }
    }

    /// <summary>The entry that is compared with the greatest of its row; null where none is.</summary>
    private int? Compared(Node n) => IsPeakOf(n.A, n.B) ? n.B : IsPeakOf(n.B, n.A) ? n.A : null;

    private bool IsPeakOf(int peak, int entry)
    {
        Node n = _tape[peak];
        return n.Op == OpCode.Peak ? n.A == entry : n.Op == OpCode.Add && (IsPeakOf(n.A, entry) || IsPeakOf(n.B, entry));
    }

    /// <summary>What a loop has to compute for its reductions and outputs, given the stashes chosen so far.</summary>
    private bool[] NeededIn(int loop)
    {
        var needed = new bool[_tape.Count];
        foreach ((int sink, _) in SinkNodes(loop))
        {
            needed[sink] = HasColumns(_tape[sink]);
        }

        for (int i = _tape.Count - 1; i >= 0; i--)
        {
            foreach (int operand in needed[i] && !IsStashed(i, loop) ? Operands(i) : [])
            {
                needed[operand] |= HasColumns(_tape[operand]);
            }
        }

        return needed;
    }

    private bool IsStashed(int id, int loop) => _stashes.ContainsKey(id) && _level[id] < loop;

    private int Cost(int root)
    {
        var cone = new bool[_tape.Count];
        cone[root] = true;
        int cost = 0;
        for (int i = root; i >= 0; i--)
        {
            if (!cone[i])
            {
                continue;
            }

            cost += OpTable.Row(_tape[i].Op).Cost;
            foreach (int operand in IsStashed(i, _level[root] + 1) ? [] : Operands(i))
            {
                cone[operand] |= HasColumns(_tape[operand]);
            }
        }

        return cost;
    }

    /// <summary>The roots for which a later loop needs a stash.</summary>
    private ulong WantedLater(int stash)
    {
        ulong mask = 0;
        for (int loop = _level[stash] + 1; loop < _loops; loop++)
        {
            foreach ((int sink, ulong neededBy) in SinkNodes(loop))
            {
                var cone = new bool[_tape.Count];
                cone[sink] = true;
                mask |= Close(cone)[stash] ? neededBy : 0;
            }
        }

        return mask;
    }

    /// <summary>An output may lie on an input of its shape when no loop after the one that writes it reads that input.</summary>
    private void FindReplaceable(RowOutput[] outputs)
    {
        for (int k = 0; k < outputs.Length; k++)
        {
            OutputShape shape = outputs[k].Spec.Shape;
            foreach (Node leaf in _tape.Nodes.Where((n, i) => _neededBy[i] != 0 && n.Op == OpCode.Data).Distinct())
            {
                bool isRow = HasColumns(leaf);
                if (shape == OutputShape.Sample ? !isRow : shape == OutputShape.Row && isRow && !ReadAfter(leaf, _writtenIn[k]))
                {
                    outputs[k].MayReplace.Add((int)leaf.Payload);
                }
            }
        }
    }

    private bool ReadAfter(Node leaf, int loop)
    {
        for (int later = loop + 1; later < _loops; later++)
        {
            bool[] needed = NeededIn(later);
            if (Enumerable.Range(0, _tape.Count).Any(i => needed[i] && _tape[i] == leaf))
            {
                return true;
            }
        }

        return false;
    }
}
