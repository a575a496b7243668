using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// Sums and products of derivatives. Where one is a selection with a zero arm, products are formed inside its arms and zero stays zero,
/// so that an untaken branch contributes nothing whatever its partial derivative is.
/// </summary>
internal static class Guarded
{
    /// <summary>A product in which a structural zero wins over anything and guards stay outermost.</summary>
    public static int Times(TapeBuilder t, int a, int b)
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

    public static int Plus(TapeBuilder t, int a, int b)
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

    /// <summary>
    /// The sum over the columns. What is the same in every column stays outside, guards too, and what is zero in all columns but one is an entry.
    /// </summary>
    public static int Sum(TapeBuilder t, int x)
    {
        Node n = t[x];
        switch (n.Op)
        {
            case OpCode.Constant when n.Value == 0:
                return x;
            case OpCode.Select when !t.HasColumns(n.A) && IsGuard(t, x):
                return t.Select(n.A, Sum(t, n.B), Sum(t, n.C));
            case OpCode.Select when IsAt(t, n.A, out int index) && t.IsConstant(n.C, 0):
                return t.Gather(n.B, index);
            case OpCode.Add when IsGuardedSum(t, x):
                return Plus(t, Sum(t, n.A), Sum(t, n.B));
            case OpCode.Negate:
                return t.Neg(Sum(t, n.A));
            case OpCode.Multiply when t.HasColumns(x) && !t.HasColumns(n.A):
                return Times(t, n.A, Sum(t, n.B));
            case OpCode.Multiply when t.HasColumns(x) && !t.HasColumns(n.B):
                return Times(t, Sum(t, n.A), n.B);
            default:
                return t.Sum(x);
        }
    }

    /// <summary>Whether a condition holds in one column only, and which index picks that.</summary>
    private static bool IsAt(TapeBuilder t, int condition, out int index)
    {
        Node n = t[condition];
        index = n.Op != OpCode.Equal ? -1
            : t.Is(n.A, OpCode.Column) && !t.HasColumns(n.B) ? n.B
            : t.Is(n.B, OpCode.Column) && !t.HasColumns(n.A) ? n.A
            : -1;
        return index >= 0;
    }

    private static bool IsGuard(TapeBuilder t, int id) =>
        t.Is(id, OpCode.Select)
        && (t.IsConstant(t[id].B, 0) || t.IsConstant(t[id].C, 0) || IsGuard(t, t[id].B) || IsGuard(t, t[id].C));

    private static bool IsGuardedSum(TapeBuilder t, int id) =>
        t.Is(id, OpCode.Add) && (IsGuard(t, t[id].A) || IsGuard(t, t[id].B) || IsGuardedSum(t, t[id].A) || IsGuardedSum(t, t[id].B));
}
