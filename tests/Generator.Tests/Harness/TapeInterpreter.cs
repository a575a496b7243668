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

    /// <summary>The roots, for one value per parameter; truths are 0 and 1.</summary>
    public static double[] Evaluate(Tape tape, IReadOnlyList<double> parameters)
    {
        var values = new double[tape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            Node node = tape[i];
            values[i] = node.Op switch
            {
                OpCode.Constant => node.Value,
                OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper => parameters[(int)node.Payload],
                OpCode.True => 1,
                OpCode.False => 0,
                // Not a function of three numbers: the side not taken may be anything.
                OpCode.Select => values[node.A] != 0 ? values[node.B] : values[node.C],
                _ => Functions[node.Op]([.. Enumerable.Range(0, tape.Arity(i)).Select(k => values[node.Operand(k)])]),
            };
        }

        return [.. tape.Roots.Select(r => values[r])];
    }

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
