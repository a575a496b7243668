using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Moves work to where it is done once: a division by what depends on hyper-parameters alone becomes a product with its reciprocal, and constant
/// factors move to the outside of products, where they meet each other or the factor of the reduction.
/// </summary>
internal static class Uniforms
{
    public static Tape Hoist(Tape tape)
    {
        var t = new TapeBuilder();
        var map = new int[tape.Count];
        bool[] live = tape.Reachable([.. tape.Roots]);
        for (int i = 0; i < tape.Count; i++)
        {
            Node node = tape[i];
            if (!live[i])
            {
                continue;
            }

            map[i] = node.Op == OpCode.Divide && node.Axes != Axes.None && tape[node.B].Axes == Axes.None
                ? Product(t, map[node.A], t.Make(OpCode.Reciprocal, map[node.B]))
                : node.Op == OpCode.Multiply ? Product(t, map[node.A], map[node.B])
                : t.Copy(node, map);
        }

        return t.Freeze(tape.Roots.Select(r => map[r]).ToArray());
    }

    private static int Product(TapeBuilder t, int a, int b)
    {
        double factor = Strip(t, ref a) * Strip(t, ref b);
        return t.Mul(t.Constant(factor), t.Mul(a, b));
    }

    /// <summary>Takes the constant factor off a product.</summary>
    private static double Strip(TapeBuilder t, ref int id)
    {
        double factor = 1;
        while (true)
        {
            if (t.Is(id, OpCode.Negate))
            {
                factor = -factor;
                id = t[id].A;
            }
            else if (t.Is(id, OpCode.Multiply) && t.IsConstant(t[id].A, out double left))
            {
                factor *= left;
                id = t[id].B;
            }
            else if (t.Is(id, OpCode.Multiply) && t.IsConstant(t[id].B, out double right))
            {
                factor *= right;
                id = t[id].A;
            }
            else
            {
                return factor;
            }
        }
    }
}
