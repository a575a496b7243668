using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>Moves work to where it is done once: a division by what depends on hyper-parameters alone becomes a product with its reciprocal.</summary>
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
                ? t.Mul(map[node.A], t.Make(OpCode.Reciprocal, map[node.B]))
                : t.Copy(node, map);
        }

        return t.Freeze(tape.Roots.Select(r => map[r]).ToArray());
    }
}
