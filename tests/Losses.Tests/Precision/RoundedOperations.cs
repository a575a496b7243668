using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Losses.Tests.Precision;

/// <summary>
/// The tape of a loss of rows in which every sum, difference, product, quotient, root and norm has a factor of 1 that is a parameter, a row one for each of its entries:
/// how far a result moves with it is what rounding the operation once costs. Lengths, which are a root of a sum, have half another one.
/// </summary>
internal static class RoundedOperations
{
    /// <param name="tape">The tape as it was bound.</param>
    /// <param name="parameters">How many parameters it has; the factors follow them.</param>
    /// <returns>The tape, and of each factor whether it is a row.</returns>
    public static (Tape Tape, IReadOnlyList<bool> Additional) In(Tape tape, int parameters)
    {
        var t = new TapeBuilder();
        var map = new int[tape.Count];
        var additional = new List<bool>();
        for (int i = 0; i < tape.Count; i++)
        {
            map[i] = t.Copy(tape[i], map);
            if (IsRounded(tape[i]))
            {
                bool isRow = (tape[i].Axes & Axes.Column) != 0;
                map[i] = t.Mul(map[i], Factor(isRow));
                map[i] = tape[i].Op is OpCode.Norm or OpCode.Hypot ? t.Mul(map[i], t.Make(OpCode.Sqrt, Factor(isRow))) : map[i];
            }
        }

        return (t.Freeze([.. tape.Roots.Select(r => map[r])]), additional);

        int Factor(bool isRow)
        {
            additional.Add(isRow);
            return t.Leaf(OpCode.Hyper, parameters + additional.Count - 1, isRow ? Axes.Sample | Axes.Column : Axes.None);
        }
    }

    private static bool IsRounded(Node n) =>
        (n.Axes & Axes.Sample) != 0 && n.Op is OpCode.Sum or OpCode.Norm or OpCode.Add or OpCode.Subtract or OpCode.Multiply or OpCode.Divide or OpCode.Square or OpCode.Sqrt or OpCode.Hypot or OpCode.UnitEntry;
}
