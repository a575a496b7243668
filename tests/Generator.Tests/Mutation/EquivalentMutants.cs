using System.Collections.Generic;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>The mutants that may survive: they mean the same, or are as good as the row promises.</summary>
internal static class EquivalentMutants
{
    public static IReadOnlyList<Equivalent> All { get; } =
    [
        new(
            "RewriteRules: log-of-ratio-plus-one: guard y > -1 made y >= -1",
            "At y = −1 both sides are infinite."),
        new(
            "RewriteRules: power-of-exp-xlogy: guard x > 0 made x >= 0",
            "At x = 0 both sides are the same: the guard could be weaker."),
        new(
            "RewriteRules: max-already-above: guard x > c made x >= c",
            "Where x is the constant it does not matter which of them is taken."),
        new(
            "RewriteRules: min-already-below: guard x < c made x <= c",
            "Where x is the constant it does not matter which of them is taken."),
        new(
            "RewriteRules: direction-of-square-and-number: guard y > 0 made y >= 0",
            "At y = 0 both sides are 1 wherever the pattern is a number."),
        new(
            "RewriteRules: hypot-with-number: guard y > 0 made y >= 0",
            "At y = 0 both sides are the magnitude of x."),
        new(
            "RewriteRules: zero-times: guard x < 1e300 made x <= 1e300",
            "The bound only stands for finite."),
        new(
            "RewriteRules: log-mean-exp: guard single(y) dropped",
            "The rule is true for rows too, entry by entry: the condition is not needed."),
        new(
            "RewriteRules: log-mean-exp: guard y > 0 dropped",
            "A sum of exponentials is positive, so that the sign of y decides on both sides whether there is a logarithm: the condition is not needed."),
        new(
            "RewriteRules: log-mean-exp: guard y > 0 made y >= 0",
            "The condition is not needed."),
        new(
            "RewriteRules: log-of-own-quotient: comparison made weak or strict: select(abs(subtract(a, b)) <= multiply(0.5, b), negate(logExcess(divide(subtract(a, b), b))), add(subtract(divide(a, b), 1), log(divide(1, divide(a, b)))))",
            "Either form is accurate at the border."),
        new(
            "RewriteRules: log-of-own: comparison made weak or strict: select(abs(subtract(x, 1)) <= 0.5, negate(logExcess(subtract(x, 1))), add(subtract(x, 1), log(divide(1, x))))",
            "Either form is accurate at the border."),
        new(
            "RewriteRules: xlogx-against-line: comparison made weak or strict: select(abs(subtract(y, x)) <= multiply(0.5, x), negate(multiply(x, logExcess(divide(subtract(y, x), x)))), subtract(subtract(y, x), xLogY(x, divide(y, x))))",
            "Either form is accurate at the border."),
        new(
            "RewriteRules: power-minus-one-of-log: guard x > 0 made x >= 0",
            "At x = 0 both sides are −1 for a positive power: the guard could be weaker."),
        new(
            "RewriteRules: power-minus-one-of-log: guard y > 0 made y >= 0",
            "At y = 0 both sides are 0: the guard could be weaker."),
        new(
            "RewriteRules: log1p-difference: guard b > -1 made b >= -1",
            "At b = −1 both sides are infinite."),

        // Within what the rows promise.
        new(
            "Lowerings: Tanh Single: MultiplyAddNegated made MultiplyAdd (operation 15)",
            "The low part of the exponent is a few hundredths of a last place here, less than what the bound of the row leaves."),
        new(
            "Lowerings: LogCosh Single: MultiplyAddNegated made MultiplyAdd (operation 15)",
            "The low part of the exponent is smaller than the rounding of |x| − ln 2, to which it is added."),
        new(
            "Lowerings: LogCosh Single: MultiplyAdd made MultiplyAddNegated (operation 20)",
            "The highest term of e^r − 1 is smaller than the rounding of |x| − ln 2, to which it is added."),
        new(
            "Lowerings: LogCosh Single: MultiplyAdd made MultiplyAddNegated (operation 52)",
            "The highest term of the logarithm is smaller than the rounding of |x| − ln 2, to which it is added."),
    ];
}
