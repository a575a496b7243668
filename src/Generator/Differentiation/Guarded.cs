using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// Sums and products of derivatives. Where one is a selection with a zero arm, products are formed inside its arms and zero stays zero,
/// so that an untaken branch contributes nothing whatever its partial derivative is.
/// </summary>
internal static class Guarded
{
    /// <summary>How deep a value is searched for a condition that is known.</summary>
    private const int MaxDepth = 6;

    /// <summary>A product in which a structural zero wins over anything and guards stay outermost.</summary>
    public static int Times(TapeBuilder t, int a, int b)
    {
        if (t.IsConstant(a, 0) || t.IsConstant(b, 0))
        {
            return t.Zero;
        }

        if (IsGuard(t, a))
        {
            int guard = t[a].A;
            return t.Select(guard, Times(t, t[a].B, Given(t, guard, true, b, MaxDepth)), Times(t, t[a].C, Given(t, guard, false, b, MaxDepth)));
        }

        if (IsGuard(t, b))
        {
            return Times(t, b, a);
        }

        if (IsGuardedSum(t, a))
        {
            int left = Times(t, t[a].A, b), right = Times(t, t[a].B, b);
            return Plus(t, left, t.Is(a, OpCode.Subtract) ? Minus(t, right) : right);
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

        if (MayJoin(t, a, b))
        {
            return t.Select(t[a].A, Plus(t, t[a].B, t[b].B), Plus(t, t[a].C, t[b].C));
        }

        int joined = IsGuard(t, b) ? JoinTerm(t, a, b, MaxDepth) : IsGuard(t, a) ? JoinTerm(t, b, a, MaxDepth) : -1;
        return joined >= 0 ? joined : t.Add(a, b);
    }

    /// <summary>A sum with a guard added to that of its terms that has the same condition; −1 where none has.</summary>
    private static int JoinTerm(TapeBuilder t, int sum, int guard, int depth)
    {
        Node n = t[sum];
        if (MayJoin(t, sum, guard))
        {
            return Plus(t, sum, guard);
        }

        if (depth == 0 || n.Op is not (OpCode.Add or OpCode.Subtract))
        {
            return -1;
        }

        int left = JoinTerm(t, n.A, guard, depth - 1);
        if (left >= 0)
        {
            return n.Op == OpCode.Add ? t.Add(left, n.B) : t.Sub(left, n.B);
        }

        int right = n.Op == OpCode.Add ? JoinTerm(t, n.B, guard, depth - 1) : -1;
        return right >= 0 ? t.Add(n.A, right) : -1;
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
            case OpCode.Select when Entry(t, x) is >= 0 and var entry:
                return entry;
            case OpCode.Add when IsGuardedSum(t, x):
                return Plus(t, Sum(t, n.A), Sum(t, n.B));
            case OpCode.Subtract when IsGuardedSum(t, x):
                return Plus(t, Sum(t, n.A), Minus(t, Sum(t, n.B)));
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

    /// <summary>What is zero in all columns but one, in that; −1 if it is not. Guards that can be told of the entry alone come out, where products see them.</summary>
    private static int Entry(TapeBuilder t, int x)
    {
        var guards = new Stack<(int Condition, bool Holds)>();
        int index = -1;
        while (t.Is(x, OpCode.Select) && (t.IsConstant(t[x].B, 0) || t.IsConstant(t[x].C, 0)))
        {
            bool holds = t.IsConstant(t[x].C, 0);
            if (index >= 0 || !holds || !IsAt(t, t[x].A, out index))
            {
                guards.Push((t[x].A, holds));
            }

            x = holds ? t[x].B : t[x].C;
        }

        if (index < 0)
        {
            return -1;
        }

        ILookup<bool, (int Condition, bool Holds)> known = guards.ToLookup(g => !t.HasColumns(g.Condition) || t.IsSameApart(g.Condition));
        int inside = known[false].Aggregate(x, (value, g) => g.Holds ? t.Select(g.Condition, value, t.Zero) : t.Select(g.Condition, t.Zero, value));
        return known[true].Aggregate(t.Gather(inside, index), (value, g) => g.Holds ? t.Select(t.Gather(g.Condition, index), value, t.Zero) : t.Select(t.Gather(g.Condition, index), t.Zero, value));
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

    private static int Minus(TapeBuilder t, int x) =>
        IsGuard(t, x) ? t.Select(t[x].A, Minus(t, t[x].B), Minus(t, t[x].C)) : t.IsConstant(x, 0) ? x : t.Neg(x);

    /// <summary>What a value is where a condition is known: selections by it are decided.</summary>
    private static int Given(TapeBuilder t, int condition, bool holds, int x, int depth)
    {
        Node n = t[x];
        if (n.Op == OpCode.Select && n.A == condition)
        {
            return Given(t, condition, holds, holds ? n.B : n.C, depth);
        }

        if (depth == 0 || n.Op is not (OpCode.Select or OpCode.Add or OpCode.Subtract or OpCode.Multiply or OpCode.Negate))
        {
            return x;
        }

        int a = n.Op == OpCode.Select ? n.A : Given(t, condition, holds, n.A, depth - 1);
        int b = n.B < 0 ? -1 : Given(t, condition, holds, n.B, depth - 1);
        int c = n.C < 0 ? -1 : Given(t, condition, holds, n.C, depth - 1);
        if (a == n.A && b == n.B && c == n.C)
        {
            return x;
        }

        // An arm that was zero leaves no trace.
        return n.Op switch
        {
            OpCode.Add => Plus(t, a, b),
            OpCode.Subtract => Plus(t, a, Minus(t, b)),
            OpCode.Multiply => Times(t, a, b),
            OpCode.Negate => Minus(t, a),
            _ => t.Select(a, b, c),
        };
    }

    private static bool MayJoin(TapeBuilder t, int a, int b) =>
        t.Is(a, OpCode.Select) && t.Is(b, OpCode.Select) && t[a].A == t[b].A && (IsGuard(t, a) || IsGuard(t, b));

    private static bool IsGuard(TapeBuilder t, int id) =>
        t.Is(id, OpCode.Select)
        && (t.IsConstant(t[id].B, 0) || t.IsConstant(t[id].C, 0) || IsGuard(t, t[id].B) || IsGuard(t, t[id].C));

    private static bool IsGuardedSum(TapeBuilder t, int id) =>
        t[id].Op is OpCode.Add or OpCode.Subtract && (IsGuard(t, t[id].A) || IsGuard(t, t[id].B) || IsGuardedSum(t, t[id].A) || IsGuardedSum(t, t[id].B));
}
