using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Fuzz.Checking;

/// <summary>Where functions have kinks, jumps and ends: there derivatives are a matter of convention, and near them one of rounding.</summary>
internal static class Borders
{
    /// <summary>The distances of a node's operands from its borders, and what their noises add up to.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="x">The operands in a column.</param>
    /// <param name="noise">Their noises.</param>
    public static IEnumerable<(double Gap, double Noise)> Of(OpCode op, double[] x, double[] noise) => op switch
    {
        OpCode.Less or OpCode.LessOrEqual or OpCode.Equal or OpCode.Max or OpCode.Min => [(x[0] - x[1], noise[0] + noise[1])],
        OpCode.Abs or OpCode.AbsSlope or OpCode.Sign or OpCode.Log or OpCode.Sqrt or OpCode.Reciprocal or OpCode.Pow or OpCode.LogGamma or OpCode.Digamma or OpCode.Trigamma or OpCode.Tetragamma
            or OpCode.Log1mExp => [(x[0], noise[0])],
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

    /// <summary>Those of a reduction of a row.</summary>
    public static IEnumerable<(double Gap, double Noise)> OfRow(OpCode op, double[] row, double[] noise)
    {
        if (op == OpCode.Norm)
        {
            return [(row.Max(Math.Abs), noise.Max())];
        }

        if (op is not (OpCode.RowMax or OpCode.RowMin) || row.Length < 2)
        {
            return [];
        }

        int[] order = [.. Enumerable.Range(0, row.Length).OrderBy(j => op == OpCode.RowMax ? -row[j] : row[j])];
        return [(row[order[0]] - row[order[1]], noise[order[0]] + noise[order[1]])];
    }
}
