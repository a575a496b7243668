using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.SelfCheck;

/// <summary>
/// Runs a tape in some arithmetic. Primitives are what <see cref="OpTable"/> defines them to be; those whose definition would overflow for huge operands
/// are written so that it does not.
/// </summary>
internal sealed class TapeEvaluator<T>(Arithmetic<T> a)
{
    private static readonly Dictionary<OpCode, Pattern> Definitions =
        OpTable.All.Where(row => row.Definition is not null).ToDictionary(row => row.Op, row => Pattern.Parse(row.Definition!));

    /// <summary>The value of every node, one number or one per column; a truth value is 1 or 0.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parameters">The value of each parameter, by its number: a number (a label too), a row or a table.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="live">Which nodes are wanted; null for all.</param>
    public TapeValue<T>[] Run(Tape tape, IReadOnlyList<TapeValue<T>> parameters, int columns, bool[]? live = null)
    {
        var values = new TapeValue<T>[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            if (live is not null && !live[i])
            {
                continue;
            }

            Node n = tape[i];
            values[i] = n.Op switch
            {
                OpCode.Constant => a.From(n.Value),
                OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper or OpCode.Label => parameters[(int)n.Payload],
                OpCode.Columns => a.From(columns),
                OpCode.Column => Row(j => a.From(j)),
                OpCode.TableEntry => parameters[(int)n.Payload].Row(Index(n.A)),
                OpCode.Gather => values[n.A][Index(n.B)],
                _ when OpTable.Row(n.Op).Form == Form.Reduction => Reduce(n.Op, Row(j => values[n.A][j]), tape.Arity(i) > 1 ? Index(n.B) : -1),
                _ when (n.Axes & Axes.Column) != 0 => Row(j => Map(n, j)),
                _ => Map(n, 0),
            };
        }

        return values;

        // Of the two values of a selection only that of the branch taken may be NaN.
        T Map(Node n, int column) => n.Op == OpCode.Select
            ? (Holds(values[n.A][column]) ? values[n.B][column] : values[n.C][column])
            : Apply(n.Op, Operand(n.A, column), Operand(n.B, column), Operand(n.C, column));

        T Operand(int node, int column) => node < 0 ? default! : values[node][column];

        int Index(int node) => (int)a.ToDouble(values[node][0]);

        T[] Row(Func<int, T> entry)
        {
            var row = new T[columns];
            for (int j = 0; j < columns; j++)
            {
                row[j] = entry(j);
            }

            return row;
        }
    }

    /// <summary>A reduction of a row; <paramref name="index"/> is its second operand.</summary>
    public T Reduce(OpCode op, T[] row, int index = -1) => op switch
    {
        OpCode.Sum => row.Aggregate(a.Add),
        OpCode.RowMax or OpCode.Peak => row.Aggregate(Max),
        OpCode.RowMin => row.Aggregate(Min),
        OpCode.Poison => row.Any(a.IsNaN) ? a.From(double.NaN) : a.Zero,
        OpCode.Norm => a.Apply(OpCode.Sqrt, row.Select(v => a.Multiply(v, v)).Aggregate(a.Add)),
        OpCode.LogSumExp => LogSumExp(row),
        OpCode.LogProbability => a.Negate(a.Apply(OpCode.Log1p, row.Where((_, j) => j != index).Aggregate(a.Zero, (sum, v) => a.Add(sum, Exp(a.Subtract(v, row[index])))))),
        _ => throw new NotSupportedException($"{op} is no reduction of values."),
    };

    public T Apply(OpCode op, T x, T y, T z)
    {
        switch (op)
        {
            case OpCode.True: return a.One;
            case OpCode.False: return a.Zero;
            case OpCode.Less: return Truth(IsOrdered(x, y) && a.Compare(x, y) < 0);
            case OpCode.LessOrEqual: return Truth(IsOrdered(x, y) && a.Compare(x, y) <= 0);
            case OpCode.Equal: return Truth(IsOrdered(x, y) && a.Compare(x, y) == 0);
            case OpCode.And: return Truth(Holds(x) && Holds(y));
            case OpCode.Or: return Truth(Holds(x) || Holds(y));
            case OpCode.Not: return Truth(!Holds(x));
            case OpCode.Add: return a.Add(x, y);
            case OpCode.Subtract: return a.Subtract(x, y);
            case OpCode.Multiply: return a.Multiply(x, y);
            case OpCode.Divide: return a.Divide(x, y);
            case OpCode.Negate: return a.Negate(x);
            case OpCode.Pow: return a.Pow(x, y);
            case OpCode.Abs: return Abs(x);
            case OpCode.Sign: return a.IsNaN(x) ? x : a.From(a.Compare(x, a.Zero));
            case OpCode.Max: return Max(x, y);
            case OpCode.Min: return Min(x, y);
            case OpCode.Truncate: return a.Apply(IsNegative(x) ? OpCode.Ceiling : OpCode.Floor, x);
            case OpCode.Detach: return a.Carry(x, a.Zero);
            case OpCode.ClampThrough: return a.Carry(Min(Max(x, y), z), x);

            // 0·ln 0 and 0·e^∞ are 0.
            case OpCode.ScaledExp or OpCode.XLogY or OpCode.XLog1pY when a.IsZero(x): return ZeroTimes(op, x, y);
            case OpCode.Direction when a.IsZero(x) && a.IsZero(y): return x;
            case OpCode.UnitEntry when a.IsZero(y): return y;

            // What rows are evaluated with, for rows of numbers. The shift is the maximum itself.
            case OpCode.ShiftBase: return x;
            case OpCode.ShiftExponent: return a.Zero;
            case OpCode.ShiftedExp: return a.Multiply(Exp(x), a.Pow(a.From(2), a.Negate(y)));
            case OpCode.UnshiftedLog: return a.Add(a.Add(a.Apply(OpCode.Log, x), y), a.Multiply(z, a.Ln2));
            case OpCode.InverseScale: return a.IsZero(x) ? a.One : a.Pow(a.From(2), a.Negate(a.Apply(OpCode.Floor, a.Divide(a.Apply(OpCode.Log, x), a.Ln2))));

            case OpCode.Softplus: return Softplus(x);
            case OpCode.SoftplusResidual: return a.Subtract(Softplus(x), a.Multiply(y, x));
            case OpCode.LogCosh: return LogCosh(IsNegative(x) ? a.Negate(x) : x);
            case OpCode.Tanh: return IsNegative(x) ? a.Negate(Tanh(a.Negate(x))) : Tanh(x);
            case OpCode.LogisticDensity: return LogisticDensity(IsNegative(x) ? x : a.Negate(x));

            // One definition that the arithmetic knows better.
            case OpCode.Expm1 or OpCode.Log1p or OpCode.Erfc: return a.Apply(op, x);
            default: return Definitions.TryGetValue(op, out Pattern? definition) ? Evaluate(definition, x, y, z) : a.Apply(op, x);
        }
    }

    /// <summary>The limit is that from where there is a logarithm; elsewhere nothing is to be learned.</summary>
    private T ZeroTimes(OpCode op, T x, T y)
    {
        if (op != OpCode.ScaledExp && a.ToDouble(y) < (op == OpCode.XLogY ? 0 : -1))
        {
            a.Unordered();
        }

        return a.IsNaN(y) ? y : x;
    }

    private T Exp(T x) => a.Apply(OpCode.Exp, x);

    private T Max(T x, T y) => a.IsNaN(x) ? x : a.IsNaN(y) ? y : a.Compare(x, y) < 0 ? y : x;

    private T Min(T x, T y) => a.IsNaN(x) ? x : a.IsNaN(y) ? y : a.Compare(x, y) > 0 ? y : x;

    private T Abs(T x) => !a.IsNaN(x) && a.Compare(x, a.Zero) < 0 ? a.Negate(x) : x;

    /// <summary>Which of two forms of a smooth function is taken: no kink is met there.</summary>
    private bool IsNegative(T x) => a.ToDouble(x) < 0;

    // A branch on the sign in the place of a maximum and an absolute value keeps derivatives at 0 what they are.
    private T Softplus(T x) => IsNegative(x) ? a.Apply(OpCode.Log1p, Exp(x)) : a.Add(x, a.Apply(OpCode.Log1p, Exp(a.Negate(x))));

    private T LogCosh(T x) => a.Subtract(a.Add(x, a.Apply(OpCode.Log1p, Exp(a.Multiply(a.From(-2), x)))), a.Ln2);

    private T Tanh(T x) => a.Subtract(a.One, a.Divide(a.From(2), a.Add(a.One, Exp(a.Add(x, x)))));

    private T LogisticDensity(T x)
    {
        T e = Exp(x), sum = a.Add(a.One, e);
        return a.Divide(a.Divide(e, sum), sum);
    }

    private T LogSumExp(T[] row)
    {
        double highest = row.Max(a.ToDouble);
        if (row.Any(a.IsNaN) || double.IsInfinity(highest))
        {
            return row.Aggregate(Max);
        }

        // Not rounded to a double: of huge entries the rest would be huge.
        T peak = a.Carry(row.Aggregate((x, y) => a.ToDouble(a.Subtract(x, y)) < 0 ? y : x), a.Zero);
        return a.Add(peak, a.Apply(OpCode.Log, row.Select(v => Exp(a.Subtract(v, peak))).Aggregate(a.Add)));
    }

    /// <summary>A comparison with NaN does not hold; kernels make the whole sample NaN.</summary>
    private bool IsOrdered(T x, T y)
    {
        bool ordered = !a.IsNaN(x) && !a.IsNaN(y);
        if (!ordered)
        {
            a.Unordered();
        }

        return ordered;
    }

    private bool Holds(T truth) => a.ToDouble(truth) != 0;

    private T Truth(bool value) => value ? a.One : a.Zero;

    /// <summary>A definition of the table of primitives; its letters are the operands.</summary>
    private T Evaluate(Pattern p, T x, T y, T z)
    {
        if (p.IsLetter)
        {
            return p.Letter switch { 'x' => x, 'y' => y, 'z' => z, _ => throw new FormatException($"{p.Letter} is no operand.") };
        }

        if (p.IsNumber)
        {
            return a.From(p.Number);
        }

        T Argument(int k) => k < p.Arguments.Count ? Evaluate(p.Arguments[k], x, y, z) : default!;
        return Apply(p.Op, Argument(0), Argument(1), Argument(2));
    }
}
