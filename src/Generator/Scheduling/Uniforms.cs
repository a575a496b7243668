using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Moves work to where it is done once: a condition on hyper-parameters is asked before one on data, a division by what depends on hyper-parameters alone becomes a product with its reciprocal, and constant
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
                : node.Op == OpCode.Select ? Choice(t, map[node.A], map[node.B], map[node.C])
                : t.Copy(node, map);
        }

        return t.Freeze(tape.Roots.Select(r => map[r]).ToArray());
    }

    /// <summary>The part of a condition that is known per call is asked first: what it excludes is then never computed.</summary>
    private static int Choice(TapeBuilder t, int condition, int whenTrue, int whenFalse)
    {
        Node test = t[condition];
        if (test.Op is OpCode.And or OpCode.Or && test.Axes != Axes.None && (t[test.A].Axes == Axes.None || t[test.B].Axes == Axes.None))
        {
            (int known, int rest) = t[test.A].Axes == Axes.None ? (test.A, test.B) : (test.B, test.A);
            int inner = Choice(t, rest, whenTrue, whenFalse);
            return test.Op == OpCode.And ? t.Select(known, inner, whenFalse) : t.Select(known, whenTrue, inner);
        }

        return t.Select(condition, whenTrue, whenFalse);
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
