using System;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// Reverse accumulation on a tape under construction. The adjoint of a node varies along the columns if the node does: an operand that is the same in
/// every column, of something that is not, receives the sum of its contributions; an entry of a row receives its share of a reduction.
/// </summary>
internal static class ReverseMode
{
    /// <summary>
    /// Appends the derivatives of <paramref name="root"/>, which is the same in every column, with respect to the leaves <paramref name="inputs"/>: by each entry, if they are rows.
    /// <paramref name="differentiated"/> tells for a data parameter whether the loss is differentiated in it at all: it decides what counts as a tie of two varying operands.
    /// </summary>
    public static int[] Differentiate(TapeBuilder t, int root, int[] inputs, Func<int, bool> differentiated)
    {
        int count = t.Count;
        bool[] varies = Varying(t, differentiated);
        bool[] active = Dependent(t, i => Array.IndexOf(inputs, i) >= 0);
        bool[] verbatim = Verbatim.Inside(t);
        var adjoint = new int[count];
        for (int i = 0; i < count; i++)
        {
            adjoint[i] = -1;
        }

        adjoint[root] = t.One;
        for (int i = root; i >= 0; i--)
        {
            if (adjoint[i] < 0 || !active[i])
            {
                continue;
            }

            Partial?[] row = DerivativeRules.Row(t[i].Op);
            var operands = new Operands(t, i, id => id < count && varies[id]);
            for (int k = 0; k < row.Length; k++)
            {
                int operand = t[i].Operand(k);
                if (row[k] is not { } partial || !active[operand])
                {
                    continue;
                }

                int contribution = verbatim[i]
                    ? Verbatim.Mark(t, Guarded.Times(t, adjoint[i], Verbatim.Mark(t, partial(t, operands))))
                    : Guarded.Times(t, adjoint[i], partial(t, operands));
                if (t.HasColumns(i) && !t.HasColumns(operand))
                {
                    contribution = Guarded.Sum(t, contribution);
                }

                adjoint[operand] = adjoint[operand] < 0 ? contribution : Guarded.Plus(t, adjoint[operand], contribution);
            }
        }

        var result = new int[inputs.Length];
        for (int k = 0; k < inputs.Length; k++)
        {
            result[k] = adjoint[inputs[k]] < 0 ? t.Zero : adjoint[inputs[k]];
        }

        return result;
    }

    /// <summary>Which nodes depend on data that the loss is differentiated in.</summary>
    public static bool[] Varying(TapeBuilder t, Func<int, bool> differentiated) =>
        Dependent(t, i => t[i].Op is OpCode.Data or OpCode.TableEntry && differentiated((int)t[i].Payload));

    /// <summary>Which nodes depend on certain others, other than through <see cref="OpCode.Detach"/>.</summary>
    public static bool[] Dependent(TapeBuilder t, Func<int, bool> on)
    {
        var dependent = new bool[t.Count];
        for (int i = 0; i < dependent.Length; i++)
        {
            Node node = t[i];
            dependent[i] = on(i);
            for (int k = 0; node.Op != OpCode.Detach && k < OpTable.Row(node.Op).Arity; k++)
            {
                dependent[i] |= dependent[node.Operand(k)];
            }
        }

        return dependent;
    }
}
