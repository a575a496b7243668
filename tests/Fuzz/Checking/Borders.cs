using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Fuzz.Checking;

/// <summary>Where functions have kinks, jumps and ends: there derivatives are a matter of convention, and near them one of rounding.</summary>
internal static class Borders
{
    /// <summary>The distances of a node's operands from its borders, and how far they may be off.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="operands">The operands in a column.</param>
    public static IEnumerable<(double Gap, double Error)> Of(OpCode op, Rounded[] operands) => Of(op, [.. operands.Select(o => o.Value.High)], [.. operands.Select(o => o.Error)]);

    /// <summary>Those of a reduction of a row.</summary>
    public static IEnumerable<(double Gap, double Error)> OfRow(OpCode op, Rounded[] row)
    {
        if (op == OpCode.Norm)
        {
            return [(row.Max(v => Math.Abs(v.Value.High)), row.Max(v => v.Error))];
        }

        if (op is not (OpCode.RowMax or OpCode.RowMin) || row.Length < 2)
        {
            return [];
        }

        Rounded[] order = [.. row.OrderBy(v => op == OpCode.RowMax ? -v.Value.High : v.Value.High)];
        return order.Skip(1).Select(o => ((order[0].Value - o.Value).High, order[0].Error + o.Error));
    }

    private static IEnumerable<(double Gap, double Error)> Of(OpCode op, double[] x, double[] noise) => op switch
    {
        OpCode.Less or OpCode.LessOrEqual or OpCode.Equal or OpCode.Max or OpCode.Min => [(x[0] - x[1], noise[0] + noise[1])],
        OpCode.Abs or OpCode.Sign or OpCode.Log or OpCode.Sqrt or OpCode.Reciprocal or OpCode.Pow or OpCode.LogGamma or OpCode.Digamma or OpCode.Trigamma or OpCode.Tetragamma
            or OpCode.Log1mExp => [(x[0], noise[0])],
        // At 0 its square is 1, by definition: that is no function of it.
        OpCode.AbsSlope => [(x[0], Math.Max(noise[0], 1e-300))],
        OpCode.Divide or OpCode.HypotExcess or OpCode.XLogY or OpCode.UnitEntry => [(x[1], noise[1])],
        OpCode.Hypot or OpCode.Direction => [(Math.Max(Math.Abs(x[0]), Math.Abs(x[1])), Math.Max(noise[0], noise[1]))],
        OpCode.Log1p or OpCode.LogExcess => [(1 + x[0], noise[0])],
        OpCode.XLog1pY => [(1 + x[1], noise[1])],
        OpCode.Asin or OpCode.Acos => [(1 - Math.Abs(x[0]), noise[0])],
        OpCode.Tan => [(Math.Cos(x[0]), noise[0])],
        OpCode.Floor or OpCode.Ceiling or OpCode.Truncate => [(x[0] - Math.Round(x[0]), noise[0])],
        OpCode.Round => [(Math.Abs(x[0] - Math.Round(x[0])) - 0.5, noise[0])],
        OpCode.ClampThrough => [(x[0] - x[1], noise[0] + noise[1]), (x[0] - x[2], noise[0] + noise[2])],
        _ => [],
    };
}
