using System.Collections.Generic;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>The mutants that may survive: they mean the same, or are as good as the row promises.</summary>
internal static class EquivalentMutants
{
    public static IReadOnlyList<Equivalent> All { get; } =
    [
        new(
            "RewriteRules: max-already-above: guard x > c made x >= c",
            "Where x is the constant both have the same value, but not the same derivative."),
        new(
            "RewriteRules: min-already-below: guard x < c made x <= c",
            "Where x is the constant both have the same value, but not the same derivative."),
        new(
            "RewriteRules: direction-of-square-and-number: guard y > 0 made y >= 0",
            "At y = 0 both sides are 1 wherever the pattern is a number; where x is 0 too it is none, and stays none."),
        new(
            "RewriteRules: greater-of-two-slopes: comparison made weak or strict: select(x <= 0, multiply(subtract(a, 1), x), multiply(a, x))",
            "Where x is 0 both slopes give 0."),
        new(
            "RewriteRules: quotient-of-zero: guard read(y) dropped",
            "Whether NaN in y is NaN in the loss is known of a declaration only; the regressions of the fuzzer hold one where it is not."),
        new(
            "RewriteRules: log-of-exp-sum: guard broad(y + x) dropped",
            "The other order has the same value; its digits are lost in the derivative of a sum over columns, of which the regressions of the fuzzer hold one."),
        new(
            "RewriteRules: log-of-three-exponentials: guard broad(z + y) dropped",
            "As that of log-of-exp-sum."),
        new(
            "RewriteRules: log-of-three-exponentials: guard broad(y + x) dropped",
            "As that of log-of-exp-sum."),
        new(
            "RewriteRules: log-of-one-and-two-exponentials: guard broad(y + x) dropped",
            "As that of log-of-exp-sum."),
        new(
            "RewriteRules: zero-times: guard x < 1e300 made x <= 1e300",
            "The bound only stands for finite."),
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
            "RewriteRules: log-of-quotient: guard y > 0 dropped",
            "The guard only keeps a negative number over 0, which has no logarithm, from having an infinite one."),
        new(
            "RewriteRules: log-of-quotient: guard y > 0 made y >= 0",
            "The guard only keeps a negative number over 0, which has no logarithm, from having an infinite one."),
        new(
            "RewriteRules: power-of-complement: constant doubled: exp(negate(multiply(y, min(softplus(subtract(gather(x, i), logSumExp(select(equal(column, i), -infinity, x)))), 2E+30))))",
            "The bound only stands for finite."),
        new(
            "RewriteRules: sum-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(-(column), i), -infinity, x)), -infinity), 0, 1)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: sum-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(column, -(i)), -infinity, x)), -infinity), 0, 1)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: sum-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(column, i), -infinity, -(x))), -infinity), 0, 1)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: factor-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(-(column), i), -infinity, x)), -infinity), 0, y)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: factor-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(column, -(i)), -infinity, x)), -infinity), 0, y)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: factor-of-softmax-over-others: sign flipped: select(equal(logSumExp(select(equal(column, i), -infinity, -(x))), -infinity), 0, y)",
            "The choice only tells whether there is another column."),
        new(
            "RewriteRules: parabola-with-its-border: comparison made weak or strict: select(abs(x) <= y, multiply(0.5, square(x)), multiply(y, subtract(abs(x), multiply(0.5, y))))",
            "At the border the parabola and its tails have the same value, and the same slope."),
        new(
            "RewriteRules: parabola-with-distributed-tails: comparison made weak or strict: select(abs(x) <= y, multiply(0.5, square(x)), multiply(y, subtract(abs(x), multiply(0.5, y))))",
            "At the border the parabola and its tails have the same value, and the same slope."),
        new(
            "RewriteRules: parabola-with-its-border-and-distributed-tails: comparison made weak or strict: select(abs(x) <= y, multiply(0.5, square(x)), multiply(y, subtract(abs(x), multiply(0.5, y))))",
            "At the border the parabola and its tails have the same value, and the same slope."),
        new(
            "RewriteRules: unit-parabola-with-its-border: comparison made weak or strict: select(abs(x) <= 1, multiply(0.5, square(x)), subtract(abs(x), 0.5))",
            "At the border the parabola and its tails have the same value, and the same slope."),
        new(
            "RewriteRules: log1p-difference: guard b > -1 made b >= -1",
            "At b = −1 both sides are infinite where a is in the domain."),

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
