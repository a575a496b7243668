using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Whether a value is a finite number wherever the data are. What is not must stay behind the condition under which it is read: zero times it is not zero.
/// </summary>
internal static class Finiteness
{
    public static bool IsCertain(TapeBuilder t, Facts facts, int id)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(id);
        while (open.Count > 0)
        {
            int at = open.Pop();
            if (!seen.Add(at))
            {
                continue;
            }

            Node n = t[at];
            if (!KeepsFinite(n, facts))
            {
                return false;
            }

            for (int k = n.Op == OpCode.Select ? 1 : 0; k < OpTable.Row(n.Op).Arity; k++)
            {
                open.Push(n.Operand(k));
            }
        }

        return true;
    }

    /// <summary>Whether an operation yields finite numbers for finite operands, such as these are known to be; what grows exponentially does not.</summary>
    private static bool KeepsFinite(Node n, Facts facts)
    {
        switch (n.Op)
        {
            case OpCode.Constant:
                return !double.IsNaN(n.Value) && !double.IsInfinity(n.Value);
            case OpCode.Reciprocal:
                return IsApartFromZero(facts.Of(n.A));
            case OpCode.Divide or OpCode.Gaussian:
                return IsApartFromZero(facts.Of(n.B));
            case OpCode.Sqrt:
                return facts.Of(n.A).Low >= 0;
            case OpCode.Log:
                return facts.Of(n.A).Low > 0;
            case OpCode.Log1p or OpCode.LogExcess:
                return facts.Of(n.A).Low > -1;
            case OpCode.Pow or OpCode.Log1mExp or OpCode.XLogY or OpCode.XLog1pY or OpCode.Tan or OpCode.Asin or OpCode.Acos:
            case OpCode.Exp or OpCode.Expm1 or OpCode.ScaledExp or OpCode.ExpExcess or OpCode.Sinh or OpCode.Cosh:
            case OpCode.LogGamma or OpCode.Digamma or OpCode.Trigamma or OpCode.Tetragamma or OpCode.UnshiftedLog:
                return false;
            default:
                return true;
        }
    }

    private static bool IsApartFromZero(Interval x) => x.Low > 0 || x.High < 0;
}
