using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Tests.Harness;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>
/// What rules are there for: at hard points the text, evaluated operation by operation in double, has lost its digits or overflows, and what becomes of it has not,
/// in value and derivatives. Letters as in <see cref="RewritingSpellingTests"/>.
/// </summary>
public class RewritingDigitTests
{
    private const double Lost = 1e-9, Kept = 2e-14;

    [Theory]
    [InlineData("log(a / b)", "a: 1.1, b: 1.10000000013")]
    [InlineData("log(x) - log(y)", "x: 7, y: 7.00000001")]
    [InlineData("log(t / (1 - t))", "t: 0.50000001")]
    [InlineData("log(a / (a + b))", "a: 1, b: 1e-11")]
    [InlineData("log(a) - log(a + b)", "a: 3, b: 1e-11")]
    [InlineData("pow(x, a) - pow(y, a)", "x: 3, y: 3.00000001, a: 1.7")]
    [InlineData("sigmoid(x) - sigmoid(y)", "x: 1, y: 1.00000001")]
    [InlineData("sigmoid(x) - sigmoid(y)", "x: 40, y: 39.5")]
    [InlineData("log(sigmoid(x) - sigmoid(y))", "x: 40, y: 39.5")]
    [InlineData("0.5 * log((1 + x) / (1 - x))", "x: 1e-9")]
    [InlineData("log(x + sqrt(square(x) + 1))", "x: -1e5")]
    [InlineData("log(x + sqrt(square(x) + 1))", "x: 1e-9")]
    [InlineData("log(1 + a + sqrt(square(1 + a) - 1))", "a: 1e-12")]
    [InlineData("sqrt(x + a) - sqrt(a)", "x: 1e-10, a: 1")]
    [InlineData("log(exp(x) + exp(y) + exp(z))", "x: 800, y: 799, z: 790")]
    [InlineData("log(1 + exp(x) + exp(y))", "x: -40, y: -41")]
    [InlineData("t * (log(t) - log(x)) - t + x", "t: 0.5, x: 0.500000001")]
    [InlineData("t * log(t) - t * log(x) - t + x", "t: 0.5, x: 0.500000001")]
    [InlineData("x * (log(x) - log(t)) - x + t", "t: 0.5, x: 0.500000001")]
    [InlineData("x * log(x / t) - x + t", "t: 0.5, x: 0.500000001")]
    [InlineData("t * log(t / a) - t + a", "a: 0.5, t: 0.500000001")]
    [InlineData("sqrt(square(x) + a) - sqrt(a)", "x: 1e-6, a: 1")]
    [InlineData("a * exp(x) / expm1(x) - a", "x: 40, a: 2")]
    public void Digits_are_lost_without_the_rules_only(string text, string point)
    {
        var at = new double[26];
        foreach (string[] sides in point.Split(", ").Select(p => p.Split(": ")))
        {
            at[sides[0][0] - 'a'] = double.Parse(sides[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        Tape plain = RewritingSpellingTests.Build(text), derived = KinkSpellingTests.Derive(text, out List<string> rules);
        using var precision = BigFloat.WithPrecision(900);
        BigFloat[] leaves = [.. at.Select(v => (BigFloat)v)];
        BigFloat exact = TapeEvaluator.Run(plain, leaves)[plain.Roots[0]];
        Assert.True(!(Error(exact, TapeInterpreter.Evaluate(plain, at)[0]) <= Lost), $"{text} keeps its digits by itself");

        BigFloat[] expected = TapeEvaluator.Run(derived, leaves);
        Assert.True(RewritingOracle.Agree(exact, expected[derived.Roots[0]]));
        double[] actual = TapeInterpreter.Evaluate(derived, at);
        for (int k = 0; k < actual.Length; k++)
        {
            double error = Error(expected[derived.Roots[k]], actual[k]);
            Assert.True(error <= Kept, $"{text}, root {k}: {actual[k]:R} instead of {expected[derived.Roots[k]].ToString(20)} by {string.Join(" ", rules)}");
        }
    }

    private static double Error(BigFloat expected, double actual) =>
        expected.IsZero ? Math.Abs(actual) : double.IsFinite(actual) ? (BigFloat.Abs((BigFloat)actual - expected) / BigFloat.Abs(expected)).ToDouble() : double.PositiveInfinity;
}
