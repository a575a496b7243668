using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.HighPrecision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Evaluates patterns and tapes as real functions, with hundreds of bits; primitives with a definition are evaluated by it.</summary>
internal static class RewritingOracle
{
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
        return TapeEvaluator.Apply(pattern.Op, x[0], x.Length > 1 ? x[1] : default, x.Length > 2 ? x[2] : default);
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
