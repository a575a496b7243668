namespace LossGen.Generator.Ir;

/// <summary>Foldings done while a tape is built. Each is exact for every operand, NaN and infinities included, up to the sign of a zero.</summary>
internal static class Folding
{
    public static int? Fold(TapeBuilder t, OpCode op, int a, int b, int c)
    {
        switch (op)
        {
            case OpCode.Add:
                return t.IsConstant(a, out double x) && t.IsConstant(b, out double y) ? t.Constant(x + y)
                    : t.IsConstant(a, 0) ? b
                    : t.IsConstant(b, 0) ? a
                    : t.Is(b, OpCode.Negate) ? t.Sub(a, t[b].A)
                    : t.Is(a, OpCode.Negate) ? t.Sub(b, t[a].A)
                    : null;
            case OpCode.Subtract:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Constant(x - y)
                    : t.IsConstant(b, 0) ? a
                    : t.IsConstant(a, 0) ? t.Neg(b)
                    : t.Is(b, OpCode.Negate) ? t.Add(a, t[b].A)
                    : null;
            case OpCode.Multiply:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Constant(x * y)
                    : t.IsConstant(a, 1) ? b
                    : t.IsConstant(b, 1) ? a
                    : t.IsConstant(a, -1) ? t.Neg(b)
                    : t.IsConstant(b, -1) ? t.Neg(a)
                    : t.Is(a, OpCode.Negate) ? t.Neg(t.Mul(t[a].A, b))
                    : t.Is(b, OpCode.Negate) ? t.Neg(t.Mul(a, t[b].A))
                    : a == b ? t.Make(OpCode.Square, a)
                    : null;
            case OpCode.Divide:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) && y != 0 ? t.Constant(x / y)
                    : t.IsConstant(b, 1) ? a
                    : t.IsConstant(b, -1) ? t.Neg(a)
                    : t.Is(a, OpCode.Negate) ? t.Neg(t.Div(t[a].A, b))
                    : t.IsConstant(a, 1) ? t.Make(OpCode.Reciprocal, b)
                    : null;
            case OpCode.Negate:
                return t.IsConstant(a, out x) ? t.Constant(-x)
                    : t.Is(a, OpCode.Negate) ? t[a].A
                    : t.Is(a, OpCode.Subtract) ? t.Sub(t[a].B, t[a].A)
                    : null;
            case OpCode.Square:
                return t.IsConstant(a, out x) ? t.Constant(x * x)
                    : t.Is(a, OpCode.Negate) || t.Is(a, OpCode.Abs) ? t.Make(OpCode.Square, t[a].A)
                    : null;
            case OpCode.Reciprocal:
                return t.IsConstant(a, out x) && x != 0 ? t.Constant(1 / x)
                    : t.Is(a, OpCode.Negate) ? t.Neg(t.Make(OpCode.Reciprocal, t[a].A))
                    : null;
            case OpCode.Abs:
                return t.IsConstant(a, out x) ? t.Constant(System.Math.Abs(x))
                    : t.Is(a, OpCode.Negate) ? t.Make(OpCode.Abs, t[a].A)
                    : t.Is(a, OpCode.Abs) ? a
                    : null;
            case OpCode.Sqrt:
                return t.IsConstant(a, out x) && x >= 0 ? t.Constant(System.Math.Sqrt(x)) : null;
            case OpCode.Max:
            case OpCode.Min:
                return a == b ? a
                    : t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Constant(op == OpCode.Max ? System.Math.Max(x, y) : System.Math.Min(x, y))
                    : null;
            case OpCode.Not:
                return t.Is(a, OpCode.True) ? t.Bool(false)
                    : t.Is(a, OpCode.False) ? t.Bool(true)
                    : t.Is(a, OpCode.Not) ? t[a].A
                    : null;
            case OpCode.And:
                return a == b ? a
                    : t.Is(a, OpCode.True) ? b
                    : t.Is(b, OpCode.True) ? a
                    : t.Is(a, OpCode.False) || t.Is(b, OpCode.False) ? t.Bool(false)
                    : null;
            case OpCode.Or:
                return a == b ? a
                    : t.Is(a, OpCode.False) ? b
                    : t.Is(b, OpCode.False) ? a
                    : t.Is(a, OpCode.True) || t.Is(b, OpCode.True) ? t.Bool(true)
                    : null;
            case OpCode.Less:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Bool(x < y) : null;
            case OpCode.LessOrEqual:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Bool(x <= y) : null;
            case OpCode.Equal when a == b && t.Is(a, OpCode.Label):
                return t.Bool(true);
            case OpCode.Equal:
                return t.IsConstant(a, out x) && t.IsConstant(b, out y) ? t.Bool(x == y) : null;
            case OpCode.Select:
                return t.Is(a, OpCode.True) ? b
                    : t.Is(a, OpCode.False) ? c
                    : t.Is(a, OpCode.Not) ? t.Select(t[a].A, c, b)
                    : t.Is(b, OpCode.Select) && t[b].A == a ? t.Select(a, t[b].B, c)
                    : t.Is(c, OpCode.Select) && t[c].A == a ? t.Select(a, b, t[c].C)
                    : null;

            // Of a value that is the same in every column.
            case OpCode.Sum when !t.HasColumns(a):
                return t.IsConstant(a, 0) ? a : t.Mul(a, t.Columns);
            case OpCode.RowMax or OpCode.RowMin when !t.HasColumns(a):
                return a;
            case OpCode.Norm when !t.HasColumns(a):
                return t.Mul(t.Make(OpCode.Abs, a), t.Make(OpCode.Sqrt, t.Columns));
            case OpCode.LogSumExp when !t.HasColumns(a):
                return t.Add(a, t.Make(OpCode.Log, t.Columns));
            case OpCode.LogProbability when !t.HasColumns(a):
                return t.Neg(t.Make(OpCode.Log, t.Columns));
            default:
                return null;
        }
    }
}
