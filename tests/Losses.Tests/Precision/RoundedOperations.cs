using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Losses.Tests.Precision;

/// <summary>
/// The tape of a loss of rows in which every sum, difference, product, quotient, root and norm has a factor of 1 that is a parameter:
/// how far a result moves with it is what rounding the operation once costs. A row has one factor for all its entries; lengths, which are a root of a sum, have half another one.
/// </summary>
internal static class RoundedOperations
{
    /// <param name="tape">The tape as it was bound.</param>
    /// <param name="parameters">How many parameters it has; the factors follow them.</param>
    public static (Tape Tape, int Additional) In(Tape tape, int parameters)
    {
        var t = new TapeBuilder();
        var map = new int[tape.Count];
        int additional = 0;
        for (int i = 0; i < tape.Count; i++)
        {
            map[i] = t.Copy(tape[i], map);
            if (IsRounded(tape[i]))
            {
                map[i] = t.Mul(map[i], Factor());
                map[i] = tape[i].Op is OpCode.Norm or OpCode.Hypot ? t.Mul(map[i], t.Make(OpCode.Sqrt, Factor())) : map[i];
            }
        }

        return (t.Freeze([.. tape.Roots.Select(r => map[r])]), additional);

        int Factor() => t.Leaf(OpCode.Hyper, parameters + additional++, Axes.None);
    }

    private static bool IsRounded(Node n) => (n.Axes & Axes.Sample) != 0 && n.Op is OpCode.Sum or OpCode.Norm or OpCode.Add or OpCode.Subtract or OpCode.Multiply or OpCode.Divide or OpCode.Square or OpCode.Sqrt or OpCode.Hypot;
}
