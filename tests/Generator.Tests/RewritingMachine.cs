using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Tests;

/// <summary>Evaluates patterns in double, operation by operation.</summary>
internal static class RewritingMachine
{
    public static double Real(Pattern pattern, IReadOnlyDictionary<char, double> letters)
    {
        if (pattern.IsLetter)
        {
            return letters[pattern.Letter];
        }

        if (pattern.IsNumber)
        {
            return pattern.Number;
        }

        if (pattern.Op == OpCode.Select)
        {
            return Truth(pattern.Arguments[0], letters) ? Real(pattern.Arguments[1], letters) : Real(pattern.Arguments[2], letters);
        }

        double[] v = [.. pattern.Arguments.Select(a => Real(a, letters))];
        double x = v[0];
        switch (pattern.Op)
        {
            case OpCode.Add: return x + v[1];
            case OpCode.Subtract: return x - v[1];
            case OpCode.Multiply: return x * v[1];
            case OpCode.Divide: return x / v[1];
            case OpCode.Negate: return -x;
            case OpCode.Sqrt: return Math.Sqrt(x);
            case OpCode.Pow: return Math.Pow(x, v[1]);
            case OpCode.Abs: return Math.Abs(x);
            case OpCode.Sign: return double.IsNaN(x) ? x : Math.Sign(x);
            case OpCode.Max: return Math.Max(x, v[1]);
            case OpCode.Min: return Math.Min(x, v[1]);
            case OpCode.Exp: return Math.Exp(x);
            case OpCode.Log: return Math.Log(x);
            case OpCode.Log1p: return Math.Abs(x) < 1e-3 ? x - (x * x / 2) + (x * x * x / 3) - (x * x * x * x / 4) : Math.Log(1 + x);
            case OpCode.LogExcess: return Math.Abs(x) < 1e-4 ? (-x * x / 2) + (x * x * x / 3) : Math.Log(1 + x) - x;
            case OpCode.Cosh: return Math.Cosh(x);
            case OpCode.Tanh: return Math.Tanh(x);
        }

        string definition = OpTable.Row(pattern.Op).Definition ?? throw new NotSupportedException(pattern.Op.ToString());
        return Real(Pattern.Parse(definition), new Dictionary<char, double> { ['x'] = x, ['y'] = v.ElementAtOrDefault(1), ['z'] = v.ElementAtOrDefault(2) });
    }

    private static bool Truth(Pattern pattern, IReadOnlyDictionary<char, double> letters) => pattern.Op switch
    {
        OpCode.Less => Real(pattern.Arguments[0], letters) < Real(pattern.Arguments[1], letters),
        OpCode.LessOrEqual => Real(pattern.Arguments[0], letters) <= Real(pattern.Arguments[1], letters),
        OpCode.Equal => Real(pattern.Arguments[0], letters) == Real(pattern.Arguments[1], letters),
        _ when pattern.IsLetter => letters[pattern.Letter] > 0,
        _ => throw new NotSupportedException(pattern.Op.ToString()),
    };
}
