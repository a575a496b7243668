using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.HighPrecision;

namespace LossGen.Tests;

/// <summary>
/// Runs a tape in the arithmetic of <see cref="BigFloat"/>, at its current precision. Primitives are what <see cref="OpTable"/> defines them to be;
/// those whose definition would overflow for huge operands are written so that it does not.
/// </summary>
internal static class TapeEvaluator
{
    private static readonly Dictionary<OpCode, Pattern> Definitions = Parse();

    /// <summary>The value of every node; a truth value is 1 or 0.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parameters">The value of each parameter, by its number.</param>
    public static BigFloat[] Run(Tape tape, IReadOnlyList<BigFloat> parameters) =>
        [.. Run(tape, [.. parameters.Select(p => (TapeValue)p)], columns: 1).Select(v => v[0])];

    /// <summary>The value of every node, one number or one per column.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parameters">The value of each parameter, by its number: a number (a label too), a row or a table.</param>
    /// <param name="columns">The number of columns.</param>
    public static TapeValue[] Run(Tape tape, IReadOnlyList<TapeValue> parameters, int columns)
    {
        var values = new TapeValue[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            values[i] = n.Op switch
            {
                OpCode.Constant => n.Value,
                OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper or OpCode.Label => parameters[(int)n.Payload],
                OpCode.Columns => (BigFloat)columns,
                OpCode.Column => Enumerable.Range(0, columns).Select(j => (BigFloat)j).ToArray(),
                OpCode.TableEntry => parameters[(int)n.Payload].Row(values[n.A].Index),
                OpCode.Gather => values[n.A][values[n.B].Index],
                _ when OpTable.Row(n.Op).Form == Form.Reduction => Reduce(n.Op, Enumerable.Range(0, columns).Select(j => values[n.A][j]).ToArray(), tape.Arity(i) > 1 ? values[n.B].Index : -1),
                _ when (n.Axes & Axes.Column) != 0 => Enumerable.Range(0, columns).Select(j => Map(n, j)).ToArray(),
                _ => Map(n, 0),
            };
        }

        return values;

        // Of the two values of a selection only that of the branch taken may be NaN.
        BigFloat Map(Node n, int column) => n.Op == OpCode.Select
            ? (values[n.A][column].IsZero ? values[n.C][column] : values[n.B][column])
            : Apply(n.Op, Operand(n.A, column), Operand(n.B, column), Operand(n.C, column));

        BigFloat Operand(int node, int column) => node < 0 ? default : values[node][column];
    }

    /// <summary>A reduction of a row; <paramref name="index"/> is its second operand.</summary>
    public static BigFloat Reduce(OpCode op, BigFloat[] row, int index = -1) => op switch
    {
        OpCode.Sum => row.Aggregate((a, b) => a + b),
        OpCode.RowMax or OpCode.Peak => row.Aggregate(BigFloat.Max),
        OpCode.RowMin => row.Aggregate(BigFloat.Min),
        OpCode.Poison => row.Any(v => v.IsNaN) ? BigFloat.NaN : BigFloat.Zero,
        OpCode.Norm => BigFloat.Sqrt(row.Select(v => v * v).Aggregate((a, b) => a + b)),
        OpCode.LogSumExp => LogSumExp(row),
        OpCode.LogProbability => -BigMath.Log1p(row.Where((_, j) => j != index).Aggregate(BigFloat.Zero, (sum, v) => sum + BigMath.Exp(v - row[index]))),
        _ => throw new NotSupportedException($"{op} is no reduction of values."),
    };

    public static BigFloat Apply(OpCode op, BigFloat x, BigFloat y, BigFloat z) => op switch
    {
        OpCode.True => BigFloat.One,
        OpCode.False => BigFloat.Zero,
        OpCode.Less => Truth(x < y),
        OpCode.LessOrEqual => Truth(x <= y),
        OpCode.Equal => Truth(x == y),
        OpCode.And => Truth(!x.IsZero && !y.IsZero),
        OpCode.Or => Truth(!x.IsZero || !y.IsZero),
        OpCode.Not => Truth(x.IsZero),
        OpCode.Add => x + y,
        OpCode.Subtract => x - y,
        OpCode.Multiply => x * y,
        OpCode.Divide => x / y,
        OpCode.Negate => -x,
        OpCode.Sqrt => BigFloat.Sqrt(x),
        OpCode.Pow => BigMath.Pow(x, y),
        OpCode.Abs => BigFloat.Abs(x),
        OpCode.Sign => x.Sign,
        OpCode.Max => BigFloat.Max(x, y),
        OpCode.Min => BigFloat.Min(x, y),
        OpCode.Floor => BigFloat.Floor(x),
        OpCode.Ceiling => BigFloat.Ceiling(x),
        OpCode.Round => BigFloat.Round(x),
        OpCode.Truncate => x.Sign < 0 ? BigFloat.Ceiling(x) : BigFloat.Floor(x),
        OpCode.Exp => BigMath.Exp(x),
        OpCode.Log => BigMath.Log(x),
        OpCode.Sin => BigMath.Sin(x),
        OpCode.Cos => BigMath.Cos(x),
        OpCode.Atan => BigMath.Atan(x),
        OpCode.Erf => BigMath.Erf(x),
        OpCode.Erfc => BigMath.Erfc(x),
        OpCode.Log1p => BigMath.Log1p(x),
        OpCode.Expm1 => BigMath.Expm1(x),
        OpCode.LogGamma => BigMath.LogGamma(x),
        OpCode.Digamma => BigMath.Digamma(x),
        OpCode.Trigamma => BigMath.Trigamma(x),
        OpCode.Tetragamma => BigMath.Tetragamma(x),

        // 0·ln 0 and 0·e^∞ are 0.
        OpCode.ScaledExp or OpCode.XLogY or OpCode.XLog1pY when x.IsZero => y.IsNaN ? y : x,
        OpCode.Direction when x.IsZero => x,
        OpCode.UnitEntry when y.IsZero => y,
        // What rows are evaluated with, for rows of numbers. The shift is the maximum itself.
        OpCode.ShiftBase => x,
        OpCode.ShiftExponent => BigFloat.Zero,
        OpCode.ShiftedExp => BigMath.Exp(x) * BigMath.Pow(2, -y),
        OpCode.UnshiftedLog => BigMath.Log(x) + y + z * BigMath.Ln2,
        OpCode.InverseScale => x.IsZero ? BigFloat.One : BigMath.Pow(2, -BigFloat.Floor(BigMath.Log(x) / BigMath.Ln2)),

        OpCode.Softplus => Softplus(x),
        OpCode.SoftplusResidual => Softplus(x) - y * x,
        OpCode.LogCosh => BigFloat.Abs(x) + BigMath.Log1p(BigMath.Exp(-2 * BigFloat.Abs(x))) - BigMath.Ln2,
        OpCode.Tanh => x.Sign * (1 - 2 / (1 + BigMath.Exp(2 * BigFloat.Abs(x)))),
        OpCode.LogisticDensity => BigMath.Exp(-BigFloat.Abs(x)) / (1 + BigMath.Exp(-BigFloat.Abs(x))) / (1 + BigMath.Exp(-BigFloat.Abs(x))),
        _ => Evaluate(Definitions[op], x, y, z),
    };

    private static BigFloat Softplus(BigFloat x) => BigFloat.Max(x, 0) + BigMath.Log1p(BigMath.Exp(-BigFloat.Abs(x)));

    private static BigFloat LogSumExp(BigFloat[] row)
    {
        BigFloat peak = row.Aggregate(BigFloat.Max);
        return peak.IsInfinity || peak.IsNaN ? peak : peak + BigMath.Log(row.Select(v => BigMath.Exp(v - peak)).Aggregate((a, b) => a + b));
    }

    private static BigFloat Truth(bool value) => value ? BigFloat.One : BigFloat.Zero;

    /// <summary>A definition of the table of primitives; its letters are the operands.</summary>
    private static BigFloat Evaluate(Pattern p, BigFloat x, BigFloat y, BigFloat z)
    {
        if (p.IsLetter)
        {
            return p.Letter switch { 'x' => x, 'y' => y, 'z' => z, _ => throw new FormatException($"{p.Letter} is no operand.") };
        }

        if (p.IsNumber)
        {
            return p.Number;
        }

        BigFloat Argument(int k) => k < p.Arguments.Count ? Evaluate(p.Arguments[k], x, y, z) : default;
        return Apply(p.Op, Argument(0), Argument(1), Argument(2));
    }

    private static Dictionary<OpCode, Pattern> Parse()
    {
        var definitions = new Dictionary<OpCode, Pattern>();
        foreach (OpRow row in OpTable.All)
        {
            if (row.Definition is not null)
            {
                definitions[row.Op] = Pattern.Parse(row.Definition);
            }
        }

        return definitions;
    }
}
