using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>The machine code of each pass.</summary>
internal sealed partial class RowPlanner
{
    private RowPass PlanLoop(int loop, int[] coefficients)
    {
        var machine = new MachineBuilder(_element);
        var lowering = new TapeLowering(_tape, _outline.Loss, _nan, _element, machine, FromRow);
        var sinks = new List<Sink>();
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_neededBy[i] != 0 && IsReduction(i) && _level[i] - 1 == loop)
            {
                SinkKind kind = _tape[i].Op switch { OpCode.Sum => SinkKind.Sum, OpCode.Peak => SinkKind.Peak, OpCode.Poison => SinkKind.Poison, var other => throw new NotSupportedException(other.ToString()) };
                sinks.Add(new Sink(kind, lowering.Lower(_tape[i].A), _slots[i], _neededBy[i], _onlyIf[i]));
            }

            if (_stashes.TryGetValue(i, out int stash) && _level[i] == loop)
            {
                sinks.Add(new Sink(SinkKind.Stash, lowering.Lower(i), stash, WantedLater(i), _onlyIf[i]));
            }
        }

        for (int d = 0; d < _writtenIn.Length; d++)
        {
            if (_writtenIn[d] == loop)
            {
                int core = lowering.Lower(_outline.Derivatives[d].Core);
                int coefficient = machine.Leaf(MachineOp.RowValue, coefficients[d]);
                int value = machine.Mul(core, coefficient);
                if (_outline.Derivatives[d].IsSecond)
                {
                    coefficient = machine.Leaf(MachineOp.RowValue, RowPlan.FactorSlot);
                    value = machine.Mul(machine.Max(machine.Leaf(MachineOp.Uniform, RowPlan.FloorUniform), value), coefficient);
                }

                // A row that counts for nothing gets zeros, whatever its entries are.
                sinks.Add(new Sink(SinkKind.Output, UnlessZero(machine, coefficient, value), d, RowPlan.Bit(d), []));
            }
        }

        return Finish(machine, loop, true, sinks);

        int FromRow(int id) => IsStashed(id, loop) ? machine.Leaf(MachineOp.Stashed, _stashes[id]) : _tape[id].Op switch
        {
            OpCode.Column => machine.Leaf(MachineOp.Column, 0),
            OpCode.TableEntry => machine.Leaf(MachineOp.TableInput, TableRow(id)),
            OpCode.Hyper when HasColumns(_tape[id]) => machine.Leaf(MachineOp.Input, (int)_tape[id].Payload),
            _ => IsOfRow(id) ? machine.Leaf(IsTruth(id) ? MachineOp.RowMask : MachineOp.RowValue, Slot(id)) : -1,
        };
    }

    private RowPass PlanWeight(int slot)
    {
        if (_level[_outline.Weight] > 0)
        {
            throw new NotSupportedException("What a sample counts is made of a reduction over a row.");
        }

        var machine = new MachineBuilder(_element);
        var lowering = new TapeLowering(_tape, _outline.Loss, _nan, _element, machine, id => FromSlot(machine, id, 0));
        return Finish(machine, 0, false, [new Sink(SinkKind.Slot, lowering.Lower(_outline.Weight), slot, 1, [])]);
    }

    private RowPass PlanRows(int pass, int[] coefficients, RowOutput[] outputs)
    {
        var machine = new MachineBuilder(_element);
        var lowering = new TapeLowering(_tape, _outline.Loss, _nan, _element, machine, id => FromSlot(machine, id, pass));
        var sinks = new List<Sink>();
        for (int i = 0; i < _tape.Count; i++)
        {
            if (_slots.TryGetValue(i, out int slot) && _pass[i] == pass && _neededBy[i] != 0 && !IsReduction(i) && _tape[i].Op != OpCode.Gather)
            {
                int value = lowering.Lower(i);
                sinks.Add(new Sink(SinkKind.Slot, IsTruth(i) ? machine.Select(value, machine.Constant(1), machine.Constant(0)) : value, slot, _neededBy[i], []));
            }
        }

        for (int d = 0; d < outputs.Length; d++)
        {
            RowOutline.Derivative derivative = _outline.Derivatives[d];
            if (_writtenIn[d] == pass)
            {
                sinks.Add(new Sink(SinkKind.Slot, Coefficient(derivative, derivative.Coefficient), coefficients[d], RowPlan.Bit(d), []));
            }

            if (pass < _loops)
            {
                continue;
            }

            foreach ((int index, int value) in derivative.Entries)
            {
                var fixup = new Fixup(Source(index), _slotCount++);
                outputs[d].Fixups.Add(fixup);
                sinks.Add(new Sink(SinkKind.Slot, Final(derivative, Coefficient(derivative, value)), fixup.Slot, RowPlan.Bit(d), []));
            }

            if (derivative.Core < 0)
            {
                sinks.Add(new Sink(SinkKind.SampleOutput, Final(derivative, Coefficient(derivative, derivative.Coefficient)), d, RowPlan.Bit(d), []));
            }
        }

        return Finish(machine, pass, false, sinks);

        // The factor of the outputs, NaN where the loss is and 0 where the row does not count.
        int Coefficient(RowOutline.Derivative derivative, int node)
        {
            int factor = machine.Leaf(MachineOp.SlotValue, RowPlan.FactorSlot);
            int scale = derivative.IsSecond ? machine.Leaf(MachineOp.Uniform, RowPlan.CurvatureUniform) : machine.Mul(factor, machine.Leaf(MachineOp.Uniform, RowPlan.ScaleUniform));
            int loss = lowering.Lower(_outline.Loss);
            int value = machine.Select(machine.Make(MachineOp.Unordered, loss, loss), machine.Constant(double.NaN), machine.Mul(lowering.Lower(node), scale));
            return UnlessZero(machine, factor, value);
        }

        int Final(RowOutline.Derivative derivative, int value)
        {
            int factor = machine.Leaf(MachineOp.SlotValue, RowPlan.FactorSlot);
            return derivative.IsSecond
                ? UnlessZero(machine, factor, machine.Mul(machine.Max(machine.Leaf(MachineOp.Uniform, RowPlan.FloorUniform), value), factor))
                : value;
        }
    }

    private static int UnlessZero(MachineBuilder machine, int factor, int value) =>
        machine.Select(machine.Make(MachineOp.Equal, factor, machine.Constant(0)), machine.Constant(0), value);

    /// <summary>What a pass over rows finds in slots: reductions, picked entries, and what an earlier pass has computed.</summary>
    private int FromSlot(MachineBuilder machine, int id, int pass) =>
        _tape[id].Op == OpCode.Label ? machine.Leaf(MachineOp.Input, (int)_tape[id].Payload)
        : IsOfRow(id) && (IsReduction(id) || _tape[id].Op == OpCode.Gather || (_pass[id] < pass && _slots.ContainsKey(id)))
            ? machine.Leaf(IsTruth(id) ? MachineOp.SlotMask : MachineOp.SlotValue, _slots[id])
        : -1;

    private bool IsTruth(int id) => OpTable.Row(_tape[id].Op).Kind == ValueKind.Truth;

    /// <summary>Gives a slot to what a pass over rows computes and a later one uses; data are simply read again.</summary>
    private void KeepForLaterPasses()
    {
        for (int i = 0; i < _tape.Count; i++)
        {
            foreach (int operand in _neededBy[i] != 0 && IsOfRow(i) && !IsReduction(i) ? Operands(i) : [])
            {
                Keep(operand, _pass[i]);
            }
        }

        for (int d = 0; d < _writtenIn.Length; d++)
        {
            Keep(_outline.Derivatives[d].Coefficient, _writtenIn[d] >= 0 ? _writtenIn[d] : _loops);
            foreach ((_, int value) in _outline.Derivatives[d].Entries)
            {
                Keep(value, _loops);
            }
        }

        void Keep(int id, int user)
        {
            if (IsOfRow(id) && OpTable.Row(_tape[id].Op).Form is Form.Map or Form.RowMap && _pass[id] < user)
            {
                Slot(id);
            }
        }
    }

    private RowPass Finish(MachineBuilder machine, int number, bool overColumns, List<Sink> sinks)
    {
        int[] roots = sinks.Select(s => s.Node).ToArray();
        MachineNode[] nodes = Fusion.Run(machine, roots);
        sinks = sinks.Select((s, k) => s with { Node = roots[k] }).ToList();
        int[][] operands = nodes.Select(n => n.Operands.ToArray()).ToArray();
        Ordering.Order order = sinks.Count == 0 ? new([], 0) : Ordering.Best(nodes, operands, roots, [[.. Enumerable.Range(0, roots.Length)], [.. Enumerable.Range(0, roots.Length).Reverse()]]);
        bool[] hoisted = overColumns ? Standing(nodes, operands) : new bool[nodes.Length];
        int[] computed = order.Steps.Where(s => s >= 0 && !Ordering.IsStanding(nodes[s].Op)).ToArray();
        bool isNarrow = computed.Any(s => nodes[s].Op == MachineOp.Call) || computed.Length > Ordering.LongestWideBody;
        int held = sinks.Count(s => s.IsReduction) + computed.Count(s => hoisted[s]);
        return new RowPass
        {
            Number = number,
            OverColumns = overColumns,
            Nodes = nodes,
            Sinks = sinks,
            Hoisted = computed.Where(s => hoisted[s]).ToArray(),
            Steps = Ordering.LoadsFirst(nodes, order.Steps, k => sinks[k].Kind is SinkKind.Output or SinkKind.SampleOutput).Where(s => s < 0 || (!Ordering.IsStanding(nodes[s].Op) && !hoisted[s])).Select(s => s < 0 ? new RowStep(true, ~s) : new RowStep(false, s)).ToArray(),
            Unroll = isNarrow ? 1 : Ordering.Unroll(nodes, computed, order.Live, held, _element, _element == Element.Double ? 2 : Ordering.LargestUnroll),
            IsNarrowOnly = isNarrow,
        };
    }

    /// <summary>What is the same in all columns.</summary>
    private static bool[] Standing(MachineNode[] nodes, int[][] operands)
    {
        var standing = new bool[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            standing[i] = Ordering.IsStanding(nodes[i].Op) || (operands[i].Length > 0 && operands[i].All(o => standing[o]));
        }

        return standing;
    }
}
