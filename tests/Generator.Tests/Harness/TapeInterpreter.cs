using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Tests.Harness;

/// <summary>Evaluates a tape in double, node by node. A function of the vocabulary is evaluated by the vocabulary's own body.</summary>
internal static class TapeInterpreter
{
    private static readonly Dictionary<OpCode, Func<double[], double>> Functions = MakeFunctions();

    /// <summary>Of the entries of the first operand and the last operand.</summary>
    private static readonly Dictionary<OpCode, Func<Row, double[], double>> Reductions = new()
    {
        [OpCode.Sum] = (x, _) => LossMath.Sum(x),
        [OpCode.RowMax] = (x, _) => LossMath.Max(x),
        [OpCode.RowMin] = (x, _) => LossMath.Min(x),
        [OpCode.Norm] = (x, _) => LossMath.Norm(x),
        [OpCode.LogSumExp] = (x, _) => LossMath.LogSumExp(x),
        [OpCode.LogProbability] = (x, index) => LossMath.LogSoftmax(x)[(int)index[0]],
    };

    /// <summary>The roots, for one value per parameter; truths are 0 and 1.</summary>
    public static double[] Evaluate(Tape tape, IReadOnlyList<double> parameters) => Evaluate(tape, [.. parameters.Cast<object>()]);

    /// <summary>The roots, for one number, <see cref="Row"/> or <see cref="Table"/> per parameter.</summary>
    public static double[] Evaluate(Tape tape, IReadOnlyList<object> parameters)
    {
        int columns = parameters.Select(p => p switch { Row r => r.Length, Table t => t.Columns, _ => 0 }).Max();

        // Of a value that is the same in every column there is one entry.
        var values = new double[tape.Count][];
        for (int i = 0; i < values.Length; i++)
        {
            Node node = tape[i];
            double[][] operands = [.. Enumerable.Range(0, tape.Arity(i)).Select(k => values[node.Operand(k)])];
            values[i] = node.Op switch
            {
                OpCode.Constant => [node.Value],
                OpCode.True => [1],
                OpCode.False => [0],
                OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper or OpCode.Label => parameters[(int)node.Payload] is Row row ? row.Values.ToArray() : [(double)parameters[(int)node.Payload]],
                OpCode.Column => [.. Enumerable.Range(0, columns).Select(j => (double)j)],
                OpCode.Columns => [columns],
                OpCode.TableEntry => ((Table)parameters[(int)node.Payload])[(int)operands[0][0]].Values.ToArray(),
                OpCode.Gather => [operands[0][(int)operands[1][0]]],
                _ when OpTable.Row(node.Op).Form == Form.Reduction => [Reductions[node.Op](new Row(operands[0]), operands[^1])],
                _ => [.. Enumerable.Range(0, operands.Max(o => o.Length)).Select(j => Entry(node.Op, [.. operands.Select(o => o[o.Length == 1 ? 0 : j])]))],
            };
        }

        return [.. tape.Roots.Select(r => Assert.Single(values[r]))];
    }

    // Select is not a function of three numbers: the side not taken may be anything.
    private static double Entry(OpCode op, double[] x) => op == OpCode.Select ? x[0] != 0 ? x[1] : x[2] : Functions[op](x);

    private static Dictionary<OpCode, Func<double[], double>> MakeFunctions()
    {
        var functions = new Dictionary<OpCode, Func<double[], double>>
        {
            [OpCode.Less] = x => x[0] < x[1] ? 1 : 0,
            [OpCode.LessOrEqual] = x => x[0] <= x[1] ? 1 : 0,
            [OpCode.Equal] = x => x[0] == x[1] ? 1 : 0,
            [OpCode.And] = x => x[0] * x[1],
            [OpCode.Or] = x => Math.Max(x[0], x[1]),
            [OpCode.Not] = x => 1 - x[0],
            [OpCode.Add] = x => x[0] + x[1],
            [OpCode.Subtract] = x => x[0] - x[1],
            [OpCode.Multiply] = x => x[0] * x[1],
            [OpCode.Divide] = x => x[0] / x[1],
            [OpCode.Negate] = x => -x[0],
            [OpCode.SoftmaxEntry] = x => Math.Exp(x[0] - x[1]),
            [OpCode.UnitEntry] = x => x[1] == 0 ? 0 : x[0] / x[1],
        };
        foreach (MethodInfo method in typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (Enum.TryParse(method.Name, out OpCode op) && !functions.ContainsKey(op)
                && method.GetParameters() is var parameters && parameters.Length == OpTable.Row(op).Arity
                && parameters.All(p => p.ParameterType == typeof(double)))
            {
                functions.Add(op, parameters.Length switch
                {
                    1 => method.CreateDelegate<Func<double, double>>() is var f ? x => f(x[0]) : null!,
                    2 => method.CreateDelegate<Func<double, double, double>>() is var f ? x => f(x[0], x[1]) : null!,
                    _ => method.CreateDelegate<Func<double, double, double, double>>() is var f ? x => f(x[0], x[1], x[2]) : null!,
                });
            }
        }

        return functions;
    }
}
