using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Fuzz.Grammar;

/// <summary>What C# writes with symbols, and the functions that all declarations share.</summary>
internal static class Operators
{
    private static readonly Domain[] Divided = [Domain.Usual, new(0.1, 3)];

    public static IReadOnlyList<Production> All { get; } = [.. Arithmetic(), .. Truths(), .. Choices(), .. Rows(), .. Functions()];

    private static IEnumerable<Production> Arithmetic()
    {
        (string Symbol, Func<double, double, double> OfNumbers, Func<Row, Row, Row> OfRows, Func<Row, double, Row> Right, Func<double, Row, Row> Left)[] symbols =
        [
            ("+", (a, b) => a + b, (a, b) => a + b, (a, b) => a + b, (a, b) => a + b),
            ("-", (a, b) => a - b, (a, b) => a - b, (a, b) => a - b, (a, b) => a - b),
            ("*", (a, b) => a * b, (a, b) => a * b, (a, b) => a * b, (a, b) => a * b),
            ("/", (a, b) => a / b, (a, b) => a / b, (a, b) => a / b, (a, b) => a / b),
        ];
        foreach (var (symbol, ofNumbers, ofRows, right, left) in symbols)
        {
            Domain[] domains = symbol == "/" ? Divided : [Domain.Usual, Domain.Usual];

            // Of two whole constants C# would drop the remainder.
            string text = symbol == "/" ? "(1.0 * {0} / {1})" : $"({{0}} {symbol} {{1}})";
            yield return new(symbol, Kind.Real, [Kind.Real, Kind.Real], text, x => ofNumbers((double)x[0], (double)x[1]), domains, 7);
            text = $"({{0}} {symbol} {{1}})";
            yield return new(symbol, Kind.Vector, [Kind.Vector, Kind.Vector], text, x => ofRows((Row)x[0], (Row)x[1]), domains, 5);
            yield return new(symbol, Kind.Vector, [Kind.Vector, Kind.Real], text, x => right((Row)x[0], (double)x[1]), domains, 4);
            yield return new(symbol, Kind.Vector, [Kind.Real, Kind.Vector], text, x => left((double)x[0], (Row)x[1]), domains, 3);
        }

        yield return new("-", Kind.Real, [Kind.Real], "(-{0})", x => -(double)x[0], [Domain.Usual], 3);
        yield return new("-", Kind.Vector, [Kind.Vector], "(-{0})", x => -(Row)x[0], [Domain.Usual], 2);
    }

    private static IEnumerable<Production> Truths()
    {
        (string Symbol, Func<double, double, bool> Holds)[] comparisons = [("<", (a, b) => a < b), ("<=", (a, b) => a <= b), (">", (a, b) => a > b), (">=", (a, b) => a >= b)];
        foreach (var (symbol, holds) in comparisons)
        {
            yield return new(symbol, Kind.Truth, [Kind.Real, Kind.Real], $"({{0}} {symbol} {{1}})", x => holds((double)x[0], (double)x[1]), [Domain.Usual, Domain.Usual], 4);
        }

        (string Symbol, Func<bool, bool, bool> Of)[] connectives = [("&&", (a, b) => a && b), ("||", (a, b) => a || b), ("^", (a, b) => a ^ b), ("==", (a, b) => a == b)];
        foreach (var (symbol, of) in connectives)
        {
            yield return new(symbol, Kind.Truth, [Kind.Truth, Kind.Truth], $"({{0}} {symbol} {{1}})", x => of((bool)x[0], (bool)x[1]), [default, default], 1);
        }

        // Grown for rules that compare with a constant: two computed numbers are not to be compared so.
        yield return new("==", Kind.Truth, [Kind.Real, Kind.Real], "({0} == {1})", x => (double)x[0] == (double)x[1], [Domain.Usual, Domain.Usual], 0);
        yield return new("!", Kind.Truth, [Kind.Truth], "(!{0})", x => !(bool)x[0], [default], 1);
        yield return new("is", Kind.Truth, [Kind.Real], "((double){0} is > -1 and not (> 1.25 or 0.5))", x => (double)x[0] is > -1 and not (> 1.25 or 0.5), [Domain.Usual], 1);
        yield return new("is", Kind.Truth, [Kind.Index], "({0} is 0 or > 2)", x => (int)x[0] is 0 or > 2, [default], 1);
        yield return new("==", Kind.Truth, [Kind.Index, Kind.Index], "({0} == {1})", x => (int)x[0] == (int)x[1], [default, default], 1);
    }

    private static IEnumerable<Production> Choices()
    {
        yield return new("?:", Kind.Real, [Kind.Truth, Kind.Real, Kind.Real], "({0} ? {1} : {2})", x => (bool)x[0] ? x[1] : x[2], [default, Domain.Usual, Domain.Usual], 8);
        yield return new("?:", Kind.Vector, [Kind.Truth, Kind.Vector, Kind.Vector], "({0} ? {1} : {2})", x => (bool)x[0] ? x[1] : x[2], [default, Domain.Usual, Domain.Usual], 3);
        yield return new("?:", Kind.Truth, [Kind.Truth, Kind.Truth, Kind.Truth], "({0} ? {1} : {2})", x => (bool)x[0] ? x[1] : x[2], [default, default, default], 0.5);
        yield return new("switch", Kind.Real, [Kind.Real, Kind.Real, Kind.Real, Kind.Real], "((double){0} switch {{ < -0.75 => {1}, > 0.5 and <= 2 => {2}, _ => {3} }})",
            x => (double)x[0] switch { < -0.75 => x[1], > 0.5 and <= 2 => x[2], _ => x[3] }, [Domain.Usual, Domain.Usual, Domain.Usual, Domain.Usual], 1.5);
        yield return new("switch", Kind.Real, [Kind.Index, Kind.Real, Kind.Real], "({0} switch {{ 0 or 2 => {1}, _ => {2} }})",
            x => (int)x[0] switch { 0 or 2 => x[1], _ => x[2] }, [default, Domain.Usual, Domain.Usual], 1.5);
    }

    private static IEnumerable<Production> Rows()
    {
        yield return new("[]", Kind.Real, [Kind.Vector, Kind.Index], "{0}[{1}]", x => ((Row)x[0])[(int)x[1]], [Domain.Usual, default], 5);
        yield return new("[]", Kind.Vector, [Kind.Table, Kind.Index], "{0}[{1}]", x => ((Table)x[0])[(int)x[1]], [default, default], 0);
        yield return new("With", Kind.Vector, [Kind.Vector, Kind.Index, Kind.Real], "{0}.With({1}, {2})", x => ((Row)x[0]).With((int)x[1], (double)x[2]), [Domain.Usual, default, Domain.Usual], 3);
        yield return new("OneHot*", Kind.Vector, [Kind.Index, Kind.Vector], "(OneHot({0}) * {1})", x => LossMath.OneHot((int)x[0]) * (Row)x[1], [default, Domain.Usual], 1.5);
        yield return new("-OneHot", Kind.Vector, [Kind.Vector, Kind.Index], "({0} - OneHot({1}))", x => (Row)x[0] - LossMath.OneHot((int)x[1]), [Domain.Usual, default], 1.5);
        yield return new("OneHotWith", Kind.Vector, [Kind.Index, Kind.Real, Kind.Vector], "(OneHot({0}).With({0}, {1}) + 0 * {2})",
            x => LossMath.OneHot((int)x[0]).With((int)x[0], (double)x[1]) + (0 * (Row)x[2]), [default, Domain.Usual, Domain.Usual], 0);
        yield return new("Length", Kind.Real, [Kind.Vector], "(double){0}.Length", x => (double)((Row)x[0]).Length, [Domain.Usual], 0.5);
        yield return new("number", Kind.Real, [Kind.Index], "(1.0 * {0})", x => (double)(int)x[0], [default], 1);
    }

    /// <summary>Those of <see cref="Vocabulary.Functions"/>.</summary>
    private static IEnumerable<Production> Functions()
    {
        yield return new("Blend", Kind.Real, [Kind.Real, Kind.Real], "Blend(b: {0}, a: {1})", x => (0.75 * (double)x[1]) + (0.25 * (double)x[0]), [Domain.Usual, Domain.Usual], 1);
        yield return new("Tilt", Kind.Real, [Kind.Real], "Tilt({0})", x => (double)x[0] is < 0 and var v ? v * v / 16 : (double)x[0] * (double)x[0], [Domain.Usual], 1);
        yield return new("Centred", Kind.Vector, [Kind.Vector], "Centred({0})", x => (Row)x[0] - LossMath.Mean((Row)x[0]), [Domain.Usual], 1);
    }
}
