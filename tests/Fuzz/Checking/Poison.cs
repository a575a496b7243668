using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Fuzz.Checking;

/// <summary>
/// Which samples a NaN spoils: one that reads it. A comparison with NaN makes what is chosen by it NaN; what only a branch not taken reads does no harm; a label picks one entry of a row.
/// </summary>
internal static class Poison
{
    /// <summary>Whether the loss is NaN; null where that is left open: by powers, by conditions that are decided without it, in rows of one column, and where it is the weight that is spoiled.</summary>
    /// <param name="tape">The tape as it was bound.</param>
    /// <param name="plain">Its values without the NaN.</param>
    /// <param name="columns">The columns of rows.</param>
    /// <param name="parameter">The parameter that has a NaN.</param>
    /// <param name="entry">The entry of it.</param>
    public static bool? Spoils(Tape tape, Rounded[][] plain, int columns, int parameter, int entry)
    {
        var spoiled = new bool[tape.Count][];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            int width = (n.Axes & Axes.Column) != 0 ? columns : 1;
            int arity = OpTable.Row(n.Op).Arity;
            bool At(int k, int column) => spoiled[n.Operand(k)] is { Length: 1 } single ? single[0] : spoiled[n.Operand(k)][column];
            spoiled[i] = new bool[width];
            for (int j = 0; j < width; j++)
            {
                spoiled[i][j] = n.Op switch
                {
                    OpCode.Data => n.Payload == parameter && (width == 1 || j == entry),
                    OpCode.TableEntry => n.Payload == parameter && ((int)plain[n.A][0].Value.High * columns) + j == entry,
                    OpCode.Gather => At(0, (int)plain[n.B][0].Value.High),
                    OpCode.Select => At(0, j) || At(plain[n.A][plain[n.A].Length == 1 ? 0 : j].Value.IsZero ? 2 : 1, j),
                    _ when OpTable.Row(n.Op).Form == Form.Reduction => Enumerable.Range(0, columns).Any(c => At(0, c)),
                    _ => Enumerable.Range(0, arity).Any(k => At(k, j)),
                };
            }

            // What the other side of a condition decides alone may be compared or not.
            if (n.Op is OpCode.And or OpCode.Or && spoiled[i].Any(s => s) && new[] { n.A, n.B }.Any(k => !spoiled[k].Any(s => s) && plain[k].Any(v => v.Value.IsZero == (n.Op == OpCode.And))))
            {
                return null;
            }

            // 1^NaN and NaN^0 are 1.
            if (n.Op == OpCode.Pow && spoiled[i].Any(s => s) && (tape[n.A].Op == OpCode.Constant || tape[n.B].Op == OpCode.Constant))
            {
                return null;
            }
        }

        bool isSpoiled = spoiled[tape.Roots[0]][0];

        // What is made of a row with one column and then replaced there is read by no other column.
        return (tape.Roots.Count > 1 && spoiled[tape.Roots[1]][0]) || (columns == 1 && !isSpoiled) ? null : isSpoiled;
    }
}
