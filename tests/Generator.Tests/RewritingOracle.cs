using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>Evaluates patterns as real functions, with hundreds of bits; primitives with a definition are evaluated by it.</summary>
internal static class RewritingOracle
{
    /// <summary>Every part of a pattern by its structure: parts that look the same, also of different patterns, have the same key.</summary>
    private static readonly ConditionalWeakTable<Pattern, string> Keys = [];

    public static BigFloat Real(Pattern pattern, IReadOnlyDictionary<char, BigFloat> letters) =>
        Real([pattern], letters.ToDictionary(l => l.Key, l => (TapeValue)l.Value), columns: 1)[0][0];

    /// <summary>The values of the patterns in every column. What occurs more than once is computed once.</summary>
    public static BigFloat[][] Real(Pattern[] patterns, IReadOnlyDictionary<char, TapeValue> letters, int columns)
    {
        var known = new Dictionary<string, BigFloat[]>();
        return [.. patterns.Select(Value)];

        BigFloat[] Value(Pattern pattern)
        {
            string key = Key(pattern);
            if (!known.TryGetValue(key, out BigFloat[]? value))
            {
                known.Add(key, value = Make(pattern));
            }

            return value;
        }

        BigFloat[] Make(Pattern pattern)
        {
            if (pattern.IsLetter)
            {
                return Columns(j => letters[pattern.Letter][j]);
            }

            if (pattern.IsNumber)
            {
                return Columns(_ => pattern.Number);
            }

            if (pattern.Op is OpCode.Column or OpCode.Columns)
            {
                return Columns(j => pattern.Op == OpCode.Column ? j : columns);
            }

            BigFloat[][] x = [.. pattern.Arguments.Select(Value)];
            switch (OpTable.Row(pattern.Op).Form)
            {
                case Form.Gather:
                    return Columns(_ => x[0][(int)x[1][0].ToDouble()]);
                case Form.Reduction:
                    BigFloat reduced = TapeEvaluator.Reduce(pattern.Op, x[0], x.Length > 1 ? (int)x[1][0].ToDouble() : -1);
                    return Columns(_ => reduced);
                default:
                    return pattern.Op == OpCode.Select
                        ? Columns(j => x[0][j].IsZero ? x[2][j] : x[1][j])
                        : Columns(j => TapeEvaluator.Apply(pattern.Op, x[0][j], x.Length > 1 ? x[1][j] : default, x.Length > 2 ? x[2][j] : default));
            }
        }

        BigFloat[] Columns(Func<int, BigFloat> value) => [.. Enumerable.Range(0, columns).Select(value)];
    }

    private static string Key(Pattern p) => Keys.GetValue(
        p,
        p => p.IsLetter ? p.Letter.ToString() : p.IsNumber ? p.Number.ToString("R", CultureInfo.InvariantCulture) : $"{p.Op}({string.Join(", ", p.Arguments.Select(Key))})");

    /// <summary>Whether two values are the same but for the rounding of some hundred bits.</summary>
    public static bool Agree(BigFloat a, BigFloat b) => a.IsNaN ? b.IsNaN : a == b || BigFloat.Abs(a - b) < BigFloat.ScaleB(1 + BigFloat.Abs(a), -150);
}

/// <summary>The sampling domain of a rule.</summary>
internal sealed class RewritingDomain
{
    private static readonly double[] Fractions = [-9, -3, -1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.5, 3, 9];

    private readonly Dictionary<char, (double Low, double High)> _ranges = [];
    private readonly HashSet<char> _rows = [];
    private readonly HashSet<char> _indices = [];

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
        CollectRows(rule.Pattern, inside: false);
        _rows.ExceptWith(rule.Guard.SingleLetters);
        _rows.ExceptWith(rule.Guard.FixedLetters);
        _rows.ExceptWith(_indices);
    }

    public IReadOnlyDictionary<char, ValueKind> Letters { get; }

    /// <summary>Whether a letter stands for a row: one that is reduced is.</summary>
    public bool IsRow(char letter) => _rows.Contains(letter);

    /// <summary>Whether a letter picks a column.</summary>
    public bool IsIndex(char letter) => _indices.Contains(letter);

    public bool HasRows => _rows.Count > 0;

    public IEnumerable<char> Named => _ranges.Keys;

    public (double Low, double High) Range(char letter) => _ranges.TryGetValue(letter, out var range) ? range : (-3, 3);

    /// <param name="letter">The letter.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="simple">Whether to take a small fraction, if the domain has one.</param>
    public double Sample(char letter, Random random, bool simple = false)
    {
        if (Letters[letter] == ValueKind.Truth)
        {
            return random.Next(2);
        }

        (double low, double high) = Range(letter);
        double[] fractions = simple ? [.. Fractions.Where(f => f >= low && f <= high)] : [];
        return fractions.Length > 0 ? fractions[random.Next(fractions.Length)] : low + ((high - low) * random.NextDouble());
    }

    /// <summary>The value of a letter, in every column if it stands for a row.</summary>
    public TapeValue Sample(char letter, Random random, int columns, bool simple) =>
        IsIndex(letter) ? (BigFloat)random.Next(columns)
        : IsRow(letter) ? Enumerable.Range(0, columns).Select(_ => (BigFloat)Sample(letter, random, simple)).ToArray()
        : (BigFloat)Sample(letter, random, simple);

    private void CollectRows(Pattern pattern, bool inside)
    {
        if (pattern.IsLetter && inside)
        {
            _rows.Add(pattern.Letter);
        }

        Form form = OpTable.Row(pattern.Op).Form;
        for (int k = 0; k < pattern.Arguments.Count; k++)
        {
            Pattern argument = pattern.Arguments[k];
            if (argument.IsLetter && k == 1 && (form is Form.Reduction or Form.Gather || (pattern.Op == OpCode.Equal && pattern.Arguments[0].Op == OpCode.Column)))
            {
                _indices.Add(argument.Letter);
            }

            CollectRows(argument, inside || form is Form.Reduction or Form.Gather);
        }
    }
}
