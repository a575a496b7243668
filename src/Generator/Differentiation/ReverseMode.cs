using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// Reverse accumulation on a tape under construction. Adjoints stay guarded: where an adjoint is a selection with a zero arm, products are formed inside
/// its arms and zero stays zero, so that an untaken branch contributes nothing whatever its partial derivative is.
/// </summary>
internal static class ReverseMode
{
    /// <summary>
    /// Appends the derivatives of <paramref name="root"/> with respect to the leaves <paramref name="inputs"/>.
    /// <paramref name="differentiated"/> tells for a data parameter whether the loss is differentiated in it at all: it decides what counts as a tie of two varying operands.
    /// </summary>
    public static int[] Differentiate(TapeBuilder t, int root, int[] inputs, System.Func<int, bool> differentiated)
    {
        int count = t.Count;
        var varies = new bool[count];
        var active = new bool[count];
        for (int i = 0; i < count; i++)
        {
            Node node = t[i];
            varies[i] = node.Op == OpCode.Data && differentiated((int)node.Payload);
            active[i] = System.Array.IndexOf(inputs, i) >= 0;
            if (node.Op == OpCode.Detach)
            {
                continue;
            }

            for (int k = 0; k < OpTable.Row(node.Op).Arity; k++)
            {
                varies[i] |= varies[node.Operand(k)];
                active[i] |= active[node.Operand(k)];
            }
        }

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

                int contribution = Times(t, adjoint[i], partial(t, operands));
                adjoint[operand] = adjoint[operand] < 0 ? contribution : Plus(t, adjoint[operand], contribution);
            }
        }

        var result = new int[inputs.Length];
        for (int k = 0; k < inputs.Length; k++)
        {
            result[k] = adjoint[inputs[k]] < 0 ? t.Zero : adjoint[inputs[k]];
        }

        return result;
    }

    /// <summary>A product in which a structural zero wins over anything and guards stay outermost.</summary>
    private static int Times(TapeBuilder t, int a, int b)
    {
        if (t.IsConstant(a, 0) || t.IsConstant(b, 0))
        {
            return t.Zero;
        }

        if (IsGuard(t, a))
        {
            return t.Select(t[a].A, Times(t, t[a].B, b), Times(t, t[a].C, b));
        }

        if (IsGuard(t, b))
        {
            return t.Select(t[b].A, Times(t, a, t[b].B), Times(t, a, t[b].C));
        }

        if (IsGuardedSum(t, a))
        {
            return Plus(t, Times(t, t[a].A, b), Times(t, t[a].B, b));
        }

        return t.Mul(a, b);
    }

    private static int Plus(TapeBuilder t, int a, int b)
    {
        if (t.IsConstant(a, 0))
        {
            return b;
        }

        if (t.IsConstant(b, 0))
        {
            return a;
        }

        return t.Is(a, OpCode.Select) && t.Is(b, OpCode.Select) && t[a].A == t[b].A && (IsGuard(t, a) || IsGuard(t, b))
            ? t.Select(t[a].A, Plus(t, t[a].B, t[b].B), Plus(t, t[a].C, t[b].C))
            : t.Add(a, b);
    }

    private static bool IsGuard(TapeBuilder t, int id) =>
        t.Is(id, OpCode.Select)
        && (t.IsConstant(t[id].B, 0) || t.IsConstant(t[id].C, 0) || IsGuard(t, t[id].B) || IsGuard(t, t[id].C));

    private static bool IsGuardedSum(TapeBuilder t, int id) =>
        t.Is(id, OpCode.Add) && (IsGuard(t, t[id].A) || IsGuard(t, t[id].B) || IsGuardedSum(t, t[id].A) || IsGuardedSum(t, t[id].B));
}
