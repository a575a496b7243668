using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Forms to evaluate, not to differentiate: each would make a worse derivative than what it replaces, so none is applied before.
/// </summary>
internal static class DerivativeSideRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // Of a greater one the slopes of both sides stand in a sum; with two slopes of one line, which is greater is a question of its sign.
        new("slopes-of-maximum", AfterDerivatives, RealEqual, "select(y < x, a, select(x == y, b, 0)) + select(x < y, z, select(x == y, w, 0))", "select(y < x, a, select(x < y, z, b + w))"),
        new("right-of-two-slopes", AfterDerivatives, RealEqual, "(a - 1) * x < a * x", "0 < x", domain: "a: 0.1..0.9"),
        new("left-of-two-slopes", AfterDerivatives, RealEqual, "a * x < (a - 1) * x", "x < 0", domain: "a: 0.1..0.9"),
        new("middle-of-two-slopes", AfterDerivatives, RealEqual, "a * x == (a - 1) * x", "x == 0", domain: "a: 0.1..0.9"),
        // What the derivative of x·ln y by y is, if y is not zero.
        new("quotient-of-zero", Always, RealEqual, "select(x == 0, 0, x / y)", "x / y", "y != 0, read(y)", "y: 0.1..9"),
        new("one-minus-quotient-of-zero", AfterDerivatives, Stabilising, "1 + select(x == 0, 0, -(x / y))", "select(x == 0, 1, (y - x) / y)", domain: "y: 0.1..9"),
        new("quotient-by-itself", Always, RealEqual, "select(x == 0, 0, x / x)", "select(x == 0, 0, 1)"),
        new("one-beside-logarithm", Always, RealEqual, "log(x) + select(x == 0, 0, 1)", "log(x) + 1", domain: "x: 0.1..9"),

        // Differences of nearly equal values.
        new("two-slopes-of-quotient", AfterDerivatives, Stabilising, "y / (x + z) - x * y / square(x + z)", "y * z / square(x + z)", domain: "x: 0.1..9, z: 0.1..9"),
        new("slope-of-quotient", AfterDerivatives, Stabilising, "1 / (x + z) - x / square(x + z)", "z / square(x + z)", domain: "x: 0.1..9, z: 0.1..9"),
        new("log-of-own-quotient", AfterDerivatives, Stabilising,
            "a / b - log(a / b) - 1",
            "select(abs(a - b) < 0.5 * b, -logExcess((a - b) / b), (a / b - 1) + log(1 / (a / b)))",
            domain: "a: 0.1..9, b: 0.1..9"),
        new("log-of-own", AfterDerivatives, Stabilising,
            "x - log(x) - 1",
            "select(abs(x - 1) < 0.5, -logExcess(x - 1), (x - 1) + log(1 / x))",
            domain: "x: 0.1..9"),
        new("xlogx-against-line", AfterDerivatives, Stabilising,
            "xLogY(x, x / y) - x + y",
            "select(abs(y - x) < 0.5 * x, -(x * logExcess((y - x) / x)), (y - x) - xLogY(x, y / x))",
            domain: "x: 0.1..9, y: 0.1..9"),
        new("xlogy-difference", AfterDerivatives, RealEqual, "xLogY(x, x) - xLogY(x, y)", "xLogY(x, x / y)", "y > 0", "x: 0.1..9, y: 0.1..9"),
        // Two negative operands have a quotient with a logarithm, but none themselves; and where both are zero the terms have a limit, but no quotient.
        new("xlogy-difference-of-any", AfterDerivatives, RealEqual, "xLogY(x, x) - xLogY(x, y)", "-xLogY(x, select(0 < y, y / x, y))", domain: "x: 0.1..9, y: 0..9"),
        new("xlogx-of-any-against-line", AfterDerivatives, Stabilising,
            "y - x - xLogY(x, select(0 < y, y / x, y))",
            "select(abs(y - x) < 0.5 * x, -(x * logExcess((y - x) / x)), (y - x) - xLogY(x, select(y <= 0, y, y / x)))",
            domain: "x: 0.1..9, y: 0.1..9"),
        new("product-with-complement", AfterDerivatives, Stabilising, "x * (1 - y) - x", "-(x * y)"),
        new("product-with-complement-turned", AfterDerivatives, Stabilising, "x * (y - 1) + x", "x * y"),
        new("quotient-minus-one", AfterDerivatives, Stabilising, "a / b - 1", "(a - b) / b", domain: "a: 0.1..9, b: 0.1..9"),
        new("reciprocal-minus-one", AfterDerivatives, Stabilising, "1 / x - 1", "(1 - x) / x", domain: "x: 0.1..9"),
        new("power-minus-one-of-log1p", AfterDerivatives, Stabilising, "pow(1 + x, y) - 1", "expm1(y * log1p(x))", "x > -1", "x: -0.9..9"),
        new("power-minus-one-of-log", AfterDerivatives, Stabilising, "pow(x, y) - 1", "expm1(y * log(x))", "x >= 0, x <= 1, y > 0", "x: 0..1, y: 0.1..3"),
        new("difference-of-squares", AfterDerivatives, Stabilising, "square(a) - square(b)", "(a - b) * (a + b)"),
        new("square-minus-one", AfterDerivatives, Stabilising, "square(x) - 1", "(x - 1) * (x + 1)"),
        new("sqrt-minus-one", AfterDerivatives, Stabilising, "sqrt(1 + x) - 1", "x / (1 + sqrt(1 + x))", domain: "x: -0.9..9"),
        new("difference-of-roots-of-sum", AfterDerivatives, Stabilising, "sqrt(x + y) - sqrt(y)", "x / (sqrt(x + y) + sqrt(y))", "y > 0", "x: 0.1..9, y: 0.1..9"),
        new("difference-of-roots", AfterDerivatives, Stabilising, "sqrt(a) - sqrt(b)", "(a - b) / (sqrt(a) + sqrt(b))", "b > 0", "a: 0.1..9, b: 0.1..9"),
        new("one-minus-cos", AfterDerivatives, Stabilising, "1 - cos(x)", "2 * square(sin(0.5 * x))"),

        // Its exponent's rounding, magnified by its size.
        new("gaussian", AfterDerivatives, Stabilising, "exp(-0.5 * square(x / y))", "gaussian(x, y)", domain: "y: 0.1..3"),

        // Three cosines and a length are the same root four times; its square is enough. Each sum is infinite only where the result vanishes.
        new("slope-of-square-of-direction", AfterDerivatives, Stabilising,
            "direction(x, y) * square(direction(y, x)) / hypot(x, y)", "y / (y + x / y * x) / (x + y / (x / y))", domain: "y: 0.1..3"),

        // What is added to the larger part is above the line, what it is added to below.
        new("log-of-share", AfterDerivatives, Stabilising, "log(x / (x + y))", "-log1p(y / x)", domain: "x: 0.1..9, y: 0..9"),
        new("log-of-share-apart", AfterDerivatives, Stabilising, "log(x) - log(x + y)", "-log1p(y / x)", "x >= 0", "x: 0..9, y: 0.1..9"),

        // A user who has seen to nearly equal operands need not pay for them twice.
        new("difference-of-logs-far-apart", AfterDerivatives, RealEqual,
            "select(abs(x - y) < c * y, z, w + log(y) - log(x))", "select(abs(x - y) < c * y, z, w + literal(log(y) - log(x)))", domain: "c: 0.4..0.9, x: 0.1..9, y: 0.1..9"),

        // The inverse of sinh, an odd function, and its slope, which is a sum of two opposites where x is negative.
        new("inverse-of-sinh", AfterDerivatives, Stabilising, "log(x + hypot(x, 1))", "sign(x) * log1p(abs(x) + hypotExcess(x, 1))"),
        new("slope-of-inverse-of-sinh", BeforeDerivatives, Stabilising, "1 / (x + hypot(x, y)) + direction(x, y) / (x + hypot(x, y))", "1 / hypot(x, y)", domain: "y: 0.1..3"),
        new("slope-times-slope-of-inverse-of-sinh", BeforeDerivatives, Stabilising,
            "z / (x + hypot(x, y)) + z * direction(x, y) / (x + hypot(x, y))", "z / hypot(x, y)", domain: "y: 0.1..3"),
        new("slope-of-inverse-of-tanh", BeforeDerivatives, Stabilising, "1 / (1 + x) + 1 / (1 - x)", "2 / (1 - square(x))", domain: "x: -0.9..0.9"),
        new("slope-times-slope-of-inverse-of-tanh", BeforeDerivatives, Stabilising, "z / (1 + x) + z / (1 - x)", "2 * z / (1 - square(x))", domain: "x: -0.9..0.9"),
        new("opposite-log1p-difference", AfterDerivatives, Stabilising, "log1p(x) - log1p(-x)", "sign(x) * log1p(2 * abs(x) / (1 - abs(x)))", domain: "x: -0.9..0.9"),

        // The larger of the two is above the line: below it, log1p would be asked for the neighbourhood of −1.
        new("log1p-difference", AfterDerivatives, Stabilising,
            "log1p(a) - log1p(b)",
            "sign(a - b) * log1p(abs(a - b) / (1 + min(a, b)))",
            "b > -1", "a: -0.9..9, b: -0.9..9"),
        new("square-of-log1p-difference", AfterDerivatives, RealEqual,
            "square(sign(x) * log1p(abs(x) / y))", "square(log1p(abs(x) / y))", domain: "y: 0.1..9"),

        // Overflow.
        new("log-of-exp-sum-value", AfterDerivatives, Stabilising, "softplus(x - y) + y", "max(x, y) + softplus(-abs(x - y))", domain: "x: -9..9, y: -9..9"),
        new("log-of-exp-sum-of-sum-value", AfterDerivatives, Stabilising, "softplus((w + x) - y) + y", "max(w + x, y) + softplus(-abs((w + x) - y))", domain: "x: -9..9, y: -9..9"),
        new("log1p-of-square", AfterDerivatives, Stabilising,
            "log1p(square(x))",
            "select(abs(x) < 1e18, 1, 2) * log1p(select(abs(x) < 1e18, square(x), abs(x)))"),

        // The product is formed before the exponential can overflow, and 0·∞ does not arise.
        new("scaled-exp-times-sigmoid", AfterDerivatives, Stabilising, "scaledExp(y, x) * sigmoid(-x)", "y * sigmoid(x)", domain: "x: -9..9"),
        new("scaled-exp", AfterDerivatives, Stabilising, "x * exp(y)", "scaledExp(x, y)", "varies(x), varies(y), tame(x)"),
        new("scaled-exp-factor", AfterDerivatives, Stabilising, "x * scaledExp(y, z)", "scaledExp(x * y, z)", "varies(x), tame(x)"),
    ];
}
