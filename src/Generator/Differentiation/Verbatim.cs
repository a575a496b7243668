using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// What stands inside <see cref="OpCode.Literal"/> is differentiated as it is written: what comes of it is marked so too, and no rule looks into it.
/// </summary>
internal static class Verbatim
{
    /// <summary>Which nodes stand inside a literal.</summary>
    public static bool[] Inside(TapeBuilder t)
    {
        var inside = new bool[t.Count];
        for (int i = inside.Length - 1; i >= 0; i--)
        {
            for (int k = 0; (inside[i] || t.Is(i, OpCode.Literal)) && k < OpTable.Row(t[i].Op).Arity; k++)
            {
                inside[t[i].Operand(k)] = true;
            }
        }

        return inside;
    }

    /// <summary>Marks a derivative. Choices and signs stay outside, where a zero is seen that keeps a branch not taken from leaking.</summary>
    public static int Mark(TapeBuilder t, int id)
    {
        Node n = t[id];
        return OpTable.Row(n.Op).Form == Form.Leaf || n.Op is OpCode.Literal or OpCode.Gather ? id
            : n.Op == OpCode.Select ? t.Select(n.A, Mark(t, n.B), Mark(t, n.C))
            : n.Op == OpCode.Negate ? t.Neg(Mark(t, n.A))
            : t.Make(OpCode.Literal, id);
    }
}
