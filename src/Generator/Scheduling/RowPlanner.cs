using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Divides the work of a row kernel into passes. A value that varies along the columns belongs to the first loop over columns in which everything
/// it is made of is known; values of a row are computed for many rows at once between these loops. What a later loop needs again is computed again or, if
/// that is dearer than a store and a load, left in a scratch row until then.
/// </summary>
internal sealed partial class RowPlanner
{
    /// <summary>From this cost on a value is worth a store and a load.</summary>
    private const int WorthStashing = 8;

    /// <summary>Scratch rows must not drive the data out of the cache.</summary>
    private const int MostStashes = 4;

    private readonly RowOutline _outline;
    private readonly Tape _tape;
    private readonly Element _element;
    private readonly NanPropagation _nan;

    /// <summary>By node: the loop over columns it belongs to, or for a value of a row the first pass that can compute it.</summary>
    private readonly int[] _level;

    /// <summary>By node: the roots that need it.</summary>
    private readonly ulong[] _neededBy;

    /// <summary>By node: the conditions on hyper-parameters without which nothing needs it.</summary>
    private readonly Choice[][] _onlyIf;

    /// <summary>By value of a row: the pass that computes it.</summary>
    private readonly int[] _pass;

    /// <summary>By loop over columns: what it computes.</summary>
    private readonly bool[][] _columns;

    /// <summary>By derivative: the loop over columns, or the pass over rows, that writes it.</summary>
    private readonly int[] _writtenIn;
    private readonly int _loops;
    private readonly Dictionary<int, int> _slots = new();
    private readonly Dictionary<int, int> _stashes = new();
    private readonly List<(int Parameter, IndexSource Row)> _tableRows = new();
    private int _slotCount = 2;

    private RowPlanner(RowOutline outline, Element element)
    {
        (_outline, _tape, _element) = (outline, outline.Tape, element);
        _nan = new NanPropagation(_tape, outline.Loss);
        _level = Levels();
        _neededBy = NeededBy();
        _onlyIf = OnlyIf();
        _writtenIn = outline.Derivatives.Select(d => d.Core < 0 ? -1 : Math.Max(Math.Max(_level[d.Core], _level[d.Coefficient]), _level[outline.Loss])).ToArray();
        _loops = 1 + Math.Max(
            _writtenIn.DefaultIfEmpty(-1).Max(),
            Enumerable.Range(0, _tape.Count).Where(i => _neededBy[i] != 0 && IsReduction(i)).Select(i => _level[i] - 1).DefaultIfEmpty(-1).Max());
        _columns = Enumerable.Range(0, _loops).Select(NeededIn).ToArray();
        _pass = Passes();
    }

    /// <summary>Plans the kernel of an element type.</summary>
    public static RowPlan Plan(RowOutline outline, Element element) => new RowPlanner(outline, element).Plan();

    private static bool HasColumns(Node node) => (node.Axes & Axes.Column) != 0;

    /// <summary>The operands whose values count; an index is looked up, not computed with.</summary>
    private IEnumerable<int> Operands(int id)
    {
        Node node = _tape[id];
        if (node.Op is OpCode.Gather or OpCode.TableEntry)
        {
            yield break;
        }

        for (int k = 0; k < _tape.Arity(id); k++)
        {
            yield return node.Operand(k);
        }
    }

    private bool IsReduction(int id) => OpTable.Row(_tape[id].Op).Form == Form.Reduction;

    private bool IsOfRow(int id) => _tape[id].Axes != Axes.None && !HasColumns(_tape[id]);

    private int[] Levels()
    {
        var level = new int[_tape.Count];
        for (int i = 0; i < _tape.Count; i++)
        {
            foreach (int operand in Operands(i))
            {
                level[i] = Math.Max(level[i], level[operand]);
            }

            level[i] += IsReduction(i) ? 1 : 0;
        }

        return level;
    }

    private ulong[] NeededBy()
    {
        var needed = new ulong[_tape.Count];
        needed[_outline.Loss] = 1;
        if (_outline.Weight >= 0)
        {
            needed[_outline.Weight] = 1;
        }

        for (int d = 0; d < _outline.Derivatives.Count; d++)
        {
            foreach (int node in _outline.Derivatives[d].Nodes)
            {
                needed[node] |= RowPlan.Bit(d);
            }
        }

        for (int i = _tape.Count - 1; i >= 0; i--)
        {
            foreach (int operand in Operands(i))
            {
                needed[operand] |= needed[i];
            }
        }

        return needed;
    }

    private Choice[][] OnlyIf()
    {
        int[] roots = [_outline.Loss, .. _outline.Derivatives.SelectMany(d => d.Nodes)];
        var found = Enumerable.Range(0, _tape.Count).Select(_ => new List<Choice>()).ToArray();
        int[] conditions = Enumerable.Range(0, _tape.Count)
            .Where(i => _neededBy[i] != 0 && _tape[i].Op == OpCode.Select && _tape[_tape[i].A].Axes == Axes.None)
            .Select(i => _tape[i].A).Distinct().Take(RowPlan.MostChoices).ToArray();
        foreach (Choice choice in conditions.SelectMany(c => new[] { new Choice(c, true), new Choice(c, false) }))
        {
            bool[] reached = Reached(roots, new Choice(choice.Condition, !choice.Holds));
            for (int i = 0; i < _tape.Count; i++)
            {
                if (_neededBy[i] != 0 && !reached[i])
                {
                    found[i].Add(choice);
                }
            }
        }

        return found.Select(f => f.ToArray()).ToArray();
    }

    /// <summary>What is needed when a condition on hyper-parameters turns out as given.</summary>
    private bool[] Reached(int[] roots, Choice choice)
    {
        var reached = new bool[_tape.Count];
        foreach (int root in roots)
        {
            reached[root] = true;
        }

        for (int i = _tape.Count - 1; i >= 0; i--)
        {
            if (reached[i] && _tape[i].Op == OpCode.Select && _tape[i].A == choice.Condition)
            {
                reached[choice.Holds ? _tape[i].B : _tape[i].C] = true;
                continue;
            }

            foreach (int operand in reached[i] ? Operands(i) : [])
            {
                reached[operand] = true;
            }
        }

        return reached;
    }

    private bool[] Close(bool[] columns)
    {
        for (int i = _tape.Count - 1; i >= 0; i--)
        {
            if (columns[i])
            {
                foreach (int operand in Operands(i))
                {
                    columns[operand] |= HasColumns(_tape[operand]);
                }
            }
        }

        return columns;
    }

    /// <summary>As late as its users allow: then few values live from one pass to the next.</summary>
    private int[] Passes()
    {
        var pass = new int[_tape.Count];
        for (int i = 0; i < pass.Length; i++)
        {
            pass[i] = _loops;
        }

        for (int loop = 0; loop < _loops; loop++)
        {
            for (int i = 0; i < _tape.Count; i++)
            {
                foreach (int operand in _columns[loop][i] ? Operands(i) : [])
                {
                    Before(operand, loop);
                }
            }
        }

        for (int d = 0; d < _writtenIn.Length; d++)
        {
            if (_writtenIn[d] >= 0)
            {
                Before(_outline.Derivatives[d].Coefficient, _writtenIn[d]);
                Before(_outline.Loss, _writtenIn[d]);
            }
        }

        for (int i = _tape.Count - 1; i >= 0; i--)
        {
            foreach (int operand in IsOfRow(i) && !IsReduction(i) ? Operands(i) : [])
            {
                Before(operand, pass[i]);
            }
        }

        return pass;

        void Before(int id, int number) => pass[id] = Math.Min(pass[id], number);
    }

    private RowPlan Plan()
    {
        ChooseStashes();
        foreach (int id in Enumerable.Range(0, _tape.Count).Where(i => _neededBy[i] != 0 && (IsReduction(i) || _tape[i].Op == OpCode.Gather)))
        {
            Slot(id);
        }

        _slots[_outline.Loss] = RowPlan.LossSlot;
        RowOutput[] outputs = _outline.Derivatives.Select((d, k) => new RowOutput { Spec = d.Spec, IsSecond = d.IsSecond, Derivative = k }).ToArray();

        // Loops first: they tell which values of a row they want to find in slots.
        var coefficients = outputs.Select((_, k) => _writtenIn[k] >= 0 ? _slotCount++ : -1).ToArray();
        RowPass[] loops = Enumerable.Range(0, _loops).Select(k => PlanLoop(k, coefficients)).ToArray();
        int weightSlot = _outline.Weight >= 0 ? _slotCount++ : -1;
        RowPass? weight = _outline.Weight >= 0 ? PlanWeight(weightSlot) : null;
        KeepForLaterPasses();
        RowPass[] rows = Enumerable.Range(0, _loops + 1).Select(k => PlanRows(k, coefficients, outputs)).ToArray();
        FindReplaceable(outputs);
        var passes = new List<RowPass>();
        for (int k = 0; k <= _loops; k++)
        {
            passes.Add(rows[k]);
            if (k < _loops)
            {
                passes.Add(loops[k]);
            }
        }

        return new RowPlan
        {
            Element = _element,
            Tape = _tape,
            Slots = _slotCount,
            WeightPass = weight,
            WeightSlot = weightSlot,
            Passes = passes.Where(p => p.Sinks.Count > 0).ToArray(),
            Picks = Picks(),
            TableRows = _tableRows,
            Outputs = outputs,
            Stashes = _stashes.Count,
            Shifts = _slots.Where(s => _tape[s.Key].Op is OpCode.ShiftBase or OpCode.ShiftExponent).Select(s => s.Value).OrderBy(s => s).ToArray(),
        };
    }

    private int Slot(int id)
    {
        if (!_slots.TryGetValue(id, out int slot))
        {
            _slots.Add(id, slot = _slotCount++);
        }

        return slot;
    }

    private IReadOnlyList<Pick> Picks()
    {
        var picks = new List<Pick>();
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_neededBy[i] != 0 && _tape[i].Op == OpCode.Gather)
            {
                Node leaf = _tape[_tape[i].A];
                picks.Add(new Pick(_slots[i], (int)leaf.Payload, Source(_tape[i].B), leaf.Op == OpCode.TableEntry ? Source(leaf.A) : null));
            }
        }

        return picks;
    }

    private IndexSource Source(int index) =>
        _tape[index].Op == OpCode.Label ? new IndexSource(true, (int)_tape[index].Payload) : new IndexSource(false, (int)_tape[index].Value);

    private int TableRow(int entry)
    {
        (int, IndexSource) row = ((int)_tape[entry].Payload, Source(_tape[entry].A));
        int number = _tableRows.IndexOf(row);
        if (number < 0)
        {
            number = _tableRows.Count;
            _tableRows.Add(row);
        }

        return number;
    }

    private IEnumerable<(int Node, ulong NeededBy)> SinkNodes(int loop)
    {
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_neededBy[i] != 0 && IsReduction(i) && _level[i] - 1 == loop)
            {
                yield return (_tape[i].A, _neededBy[i]);
            }
        }

        for (int d = 0; d < _writtenIn.Length; d++)
        {
            if (_writtenIn[d] == loop)
            {
                yield return (_outline.Derivatives[d].Core, RowPlan.Bit(d));
            }
        }
    }
}
