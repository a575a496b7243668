using System;
using LossGen.Generator.Support;

namespace LossGen.Generator.Ir;

/// <summary>
/// A frozen program: nodes whose operands come before them, shared wherever they are the same, and the numbers of its results.
/// Equality is linear in its length.
/// </summary>
internal sealed record Tape(EquatableArray<Node> Nodes, EquatableArray<int> Roots)
{
    public int Count => Nodes.Count;

    public Node this[int index] => Nodes[index];

    public int Arity(int index) => OpTable.Row(Nodes[index].Op).Arity;

    /// <summary>Which nodes are needed to compute <paramref name="roots"/>.</summary>
    public bool[] Reachable(params int[] roots)
    {
        var live = new bool[Count];
        foreach (int root in roots)
        {
            live[root] = true;
        }

        for (int i = Count - 1; i >= 0; i--)
        {
            if (!live[i])
            {
                continue;
            }

            for (int k = 0; k < Arity(i); k++)
            {
                live[Nodes[i].Operand(k)] = true;
            }
        }

        return live;
    }
}
