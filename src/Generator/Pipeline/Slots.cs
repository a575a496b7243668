using System.Collections.Generic;
using LossGen.Generator.Ir;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Pipeline;

/// <summary>
/// What a loss has a gradient and a second derivative of: a parameter, or the row of a table that one index picks. Rows of one table that are picked
/// by different indices are different slots, whose derivatives are added where the indices agree.
/// </summary>
/// <param name="Parameter">The parameter, which is differentiated.</param>
/// <param name="Axes">Those of its leaf.</param>
/// <param name="Index">The label or the constant that picks the row of a table; null for other parameters, and for a table of which no row is read.</param>
internal sealed record DerivativeSlot(int Parameter, Axes Axes, Node? Index)
{
    /// <summary>The slots of a model, in the order of the parameters, rows of one table in the order of the tape.</summary>
    public static IReadOnlyList<DerivativeSlot> Of(LossModel model)
    {
        Tape tape = model.Tape;
        bool[] live = tape.Reachable(tape.Roots[0]);
        var slots = new List<DerivativeSlot>();
        for (int p = 0; p < model.Parameters.Count; p++)
        {
            ParameterModel parameter = model.Parameters[p];
            if (parameter.Role != ParameterRole.Input || parameter.Type is not (ParameterType.Double or ParameterType.Row or ParameterType.Table))
            {
                continue;
            }

            int first = slots.Count;
            for (int i = 0; i < tape.Count; i++)
            {
                if (live[i] && tape[i].Op == OpCode.TableEntry && tape[i].Payload == p)
                {
                    slots.Add(new(p, tape[i].Axes, tape[tape[i].A]));
                }
            }

            if (slots.Count == first)
            {
                slots.Add(new(p, parameter.HasColumns ? Axes.Sample | Axes.Column : Axes.Sample, null));
            }
        }

        return slots;
    }

    /// <summary>What picks the row of a table.</summary>
    public IndexSource Row => Index is { Op: OpCode.Label } label ? new(true, (int)label.Payload) : new(false, Index is Node constant ? (int)constant.Value : 0);

    /// <summary>The leaf that stands for this slot; one that nothing uses for a table of which no row is read.</summary>
    public int Leaf(TapeBuilder t) =>
        Index is Node index
            ? t.TableEntry(Parameter, index.Op == OpCode.Constant ? t.Constant(index.Value) : t.Leaf(index.Op, (int)index.Payload, index.Axes))
            : t.Leaf(OpCode.Data, Parameter, Axes);
}
