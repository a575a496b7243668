using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Joins a product with the sum it goes into, and a reciprocal used once with its product: one rounding less. A product that others need too is
/// still computed for them, which costs nothing: the joined operation takes the place of the sum. The difference of two products is left as it is, so that it is 0 where they are equal;
/// so is a product of which the rounding error is taken as well: the two must add up to what is exact.
/// </summary>
internal static class Fusion
{
    /// <summary>Rebuilds the machine code of <paramref name="roots"/>; they are renumbered in place.</summary>
    public static MachineNode[] Run(MachineBuilder source, int[] roots)
    {
        var uses = new int[source.Count];
        var live = new bool[source.Count];
        var isSplit = new bool[source.Count];
        foreach (int root in roots)
        {
            live[root] = true;
            uses[root] += 2;
        }

        for (int i = source.Count - 1; i >= 0; i--)
        {
            if (live[i])
            {
                if (source[i].Op == MachineOp.MultiplySubtract && source[source[i].C] is { Op: MachineOp.Multiply } product && (product.A, product.B) == (source[i].A, source[i].B))
                {
                    isSplit[source[i].C] = true;
                }

                foreach (int operand in source[i].Operands)
                {
                    live[operand] = true;
                    uses[operand]++;
                }
            }
        }

        var target = new MachineBuilder(source.Element);
        var map = new int[source.Count];
        for (int i = 0; i < source.Count; i++)
        {
            if (!live[i])
            {
                continue;
            }

            MachineNode node = source[i];
            map[i] = node.A == node.B ? target.Make(node.Op, Renumber(node.A), Renumber(node.B), Renumber(node.C), node.Payload)
                : Product(node.A) && Product(node.B) && node.Op == MachineOp.Subtract ? target.Sub(map[node.A], map[node.B])
                : Product(node.A) && node.Op == MachineOp.Add ? target.Fma(map[source[node.A].A], map[source[node.A].B], map[node.B])
                : Product(node.B) && node.Op == MachineOp.Add ? target.Fma(map[source[node.B].A], map[source[node.B].B], map[node.A])
                : Product(node.B) && node.Op == MachineOp.Subtract ? target.Fnma(map[source[node.B].A], map[source[node.B].B], map[node.A])
                : Product(node.A) && node.Op == MachineOp.Subtract ? target.Fms(map[source[node.A].A], map[source[node.A].B], map[node.B])
                : IsReciprocal(node.B) && node.Op == MachineOp.Multiply ? target.Div(map[node.A], map[source[node.B].B])
                : IsReciprocal(node.A) && node.Op == MachineOp.Multiply ? target.Div(map[node.B], map[source[node.A].B])
                : target.Make(node.Op, Renumber(node.A), Renumber(node.B), Renumber(node.C), node.Payload);
        }

        for (int k = 0; k < roots.Length; k++)
        {
            roots[k] = map[roots[k]];
        }

        return target.Freeze();

        bool Product(int id) => id >= 0 && source[id].Op == MachineOp.Multiply && !isSplit[id];

        bool IsReciprocal(int id) => id >= 0 && source[id].Op == MachineOp.Divide && uses[id] == 1 && source[source[id].A].Op == MachineOp.Constant && source[source[id].A].Value == 1;

        int Renumber(int id) => id < 0 ? -1 : map[id];
    }
}
