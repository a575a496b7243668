using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.HighPrecision;

namespace LossGen.Generator.Tests;

/// <summary>Evaluates patterns and tapes as real functions, with hundreds of bits; primitives with a definition are evaluated by it.</summary>
internal static class RewritingOracle
{
    private static readonly Pattern?[] Definitions =
        [.. OpTable.All.Select(row => row.Definition is null ? null : Pattern.Parse(row.Definition))];

    public static BigFloat Real(Pattern pattern, IReadOnlyDictionary<char, BigFloat> letters)
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

        BigFloat[] x = [.. pattern.Arguments.Select(a => Real(a, letters))];
        return Apply(pattern.Op, x[0], x.Length > 1 ? x[1] : default, x.Length > 2 ? x[2] : default);
    }

    public static bool Truth(Pattern pattern, IReadOnlyDictionary<char, BigFloat> letters) => pattern.Op switch
    {
        OpCode.Less => Real(pattern.Arguments[0], letters) < Real(pattern.Arguments[1], letters),
        OpCode.LessOrEqual => Real(pattern.Arguments[0], letters) <= Real(pattern.Arguments[1], letters),
        OpCode.Equal => Real(pattern.Arguments[0], letters) == Real(pattern.Arguments[1], letters),
        OpCode.Not => !Truth(pattern.Arguments[0], letters),
        _ when pattern.IsLetter => letters[pattern.Letter] > 0,
        _ => throw new NotSupportedException(pattern.Op.ToString()),
    };

    /// <summary>All values of a tape; a truth is 1 or 0. <paramref name="leaf"/> gives the parameters by number.</summary>
    public static BigFloat[] Values(Tape tape, IReadOnlyList<BigFloat> leaf)
    {
        var values = new BigFloat[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            BigFloat X() => values[n.A];
            BigFloat Y() => values[n.B];
            values[i] = n.Op switch
            {
                OpCode.Constant => n.Value,
                OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper => leaf[(int)n.Payload],
                OpCode.True => 1,
                OpCode.False => 0,
                OpCode.Less => X() < Y() ? 1 : 0,
                OpCode.LessOrEqual => X() <= Y() ? 1 : 0,
                OpCode.Equal => X() == Y() ? 1 : 0,
                OpCode.Not => X() == 0 ? 1 : 0,
                OpCode.And => X() * Y(),
                OpCode.Or => BigFloat.Max(X(), Y()),
                OpCode.Select => X() != 0 ? Y() : values[n.C],
                _ => Apply(n.Op, X(), n.B >= 0 ? Y() : default, n.C >= 0 ? values[n.C] : default),
            };
        }

        return values;
    }

    private static BigFloat Apply(OpCode op, BigFloat x, BigFloat y, BigFloat z)
    {
        if (op is OpCode.XLogY or OpCode.XLog1pY or OpCode.ScaledExp or OpCode.Direction && x.IsZero)
        {
            return 0;
        }

        if (Definitions[(int)op] is Pattern definition)
        {
            return Real(definition, new Dictionary<char, BigFloat> { ['x'] = x, ['y'] = y, ['z'] = z });
        }

        return op switch
        {
            OpCode.Add => x + y,
            OpCode.Subtract => x - y,
            OpCode.Multiply => x * y,
            OpCode.Divide => x / y,
            OpCode.Negate => -x,
            OpCode.Sqrt => BigMath.Sqrt(x),
            OpCode.Pow => BigMath.Pow(x, y),
            OpCode.Abs => BigFloat.Abs(x),
            OpCode.Sign => x.Sign,
            OpCode.Max => BigFloat.Max(x, y),
            OpCode.Min => BigFloat.Min(x, y),
            OpCode.Exp => BigMath.Exp(x),
            OpCode.Log => BigMath.Log(x),
            OpCode.Sin => BigMath.Sin(x),
            OpCode.Cos => BigMath.Cos(x),
            OpCode.Atan => BigMath.Atan(x),
            OpCode.Erf => BigMath.Erf(x),
            OpCode.LogGamma => BigMath.LogGamma(x),
            OpCode.Digamma => BigMath.Digamma(x),
            OpCode.Trigamma => BigMath.Trigamma(x),
            OpCode.Tetragamma => BigMath.Tetragamma(x),
            OpCode.Floor => BigFloat.Floor(x),
            OpCode.Ceiling => BigFloat.Ceiling(x),
            OpCode.Round => BigFloat.Round(x),
            OpCode.Truncate => x < 0 ? BigFloat.Ceiling(x) : BigFloat.Floor(x),
            _ => throw new NotSupportedException(op.ToString()),
        };
    }

    /// <summary>Whether two values are the same but for the rounding of some hundred bits.</summary>
    public static bool Agree(BigFloat a, BigFloat b) => a.IsNaN ? b.IsNaN : a == b || BigFloat.Abs(a - b) < BigFloat.ScaleB(1 + BigFloat.Abs(a), -150);
}

/// <summary>The sampling domain of a rule.</summary>
internal sealed class RewritingDomain
{
    private readonly Dictionary<char, (double Low, double High)> _ranges = [];

    public RewritingDomain(Rule rule)
    {
        foreach (string part in rule.Domain.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = part[2..].Trim().Split("..");
            _ranges.Add(part[0], (double.Parse(sides[0], CultureInfo.InvariantCulture), double.Parse(sides[1], CultureInfo.InvariantCulture)));
        }

        var letters = new SortedDictionary<char, ValueKind>();
        rule.Pattern.CollectLetters(letters);
        Letters = letters;
    }

    public IReadOnlyDictionary<char, ValueKind> Letters { get; }

    public IEnumerable<char> Named => _ranges.Keys;

    public (double Low, double High) Range(char letter) => _ranges.TryGetValue(letter, out var range) ? range : (-3, 3);

    public double Sample(char letter, Random random)
    {
        if (Letters[letter] == ValueKind.Truth)
        {
            return random.Next(2);
        }

        (double low, double high) = Range(letter);
        return low + ((high - low) * random.NextDouble());
    }
}
