using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Exponentials, logarithms and what is made of them, recognised as named functions. A named function owns a stable value and a stable
/// derivative, therefore nearly all of these come before derivatives too. Inner expressions are already rewritten when an outer pattern is
/// tried: patterns are written in terms of what the rules leave.
/// </summary>
internal static class StabilityRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // Logarithm of one plus, exponential minus one.
        new("softplus", Always, Stabilising, "log(1 + exp(x))", "softplus(x)", domain: "x: -20..20"),
        new("softplus-log1p", Always, Stabilising, "log1p(exp(x))", "softplus(x)", domain: "x: -20..20"),
        new("log-of-exp-pair", Always, Stabilising, "log(exp(x) + exp(-x))", "softplus(2 * x) - x", domain: "x: -9..9"),
        // What varies along the columns stands outside: the derivative by what does not would be the difference of two sums.
        new("log-of-exp-sum", BeforeDerivatives, Stabilising, "log(exp(x) + exp(y))", "y + softplus(x - y)", "broad(y + x)", domain: "x: -9..9, y: -9..9"),
        new("log-of-three-exponentials", BeforeDerivatives, Stabilising, "log(exp(x) + exp(y) + exp(z))", "z + softplus(y + softplus(x - y) - z)", "broad(z + y), broad(y + x)", domain: "x: -9..9, y: -9..9"),
        new("log-of-one-and-two-exponentials", BeforeDerivatives, Stabilising, "log1p(exp(x) + exp(y))", "softplus(y + softplus(x - y))", "broad(y + x)", domain: "x: -9..9, y: -9..9"),
        new("log-of-exp-difference", Always, Stabilising, "log(exp(x) - exp(y))", "x + log1mExp(y - x)", domain: "x: 3.1..9, y: -3..3"),
        new("log1m-exp-expm1", Always, Stabilising, "log(-expm1(x))", "log1mExp(x)", domain: "x: -9..-0.01"),
        new("log1m-exp-log1p", Always, Stabilising, "log1p(-exp(x))", "log1mExp(x)", domain: "x: -9..-0.01"),
        new("log-of-opposite-ratio", BeforeDerivatives, Stabilising, "log((1 + x) / (1 - x))", "log1p(x) - log1p(-x)", domain: "x: -0.9..0.9"),
        new("log-of-ratio-plus-one", BeforeDerivatives, Stabilising, "log((1 + x) / (1 + y))", "log1p(x) - log1p(y)", "y >= -1", "x: -0.9..9, y: -1..9"),
        new("inverse-of-cosh", BeforeDerivatives, Stabilising, "log(1 + x + sqrt(square(1 + x) - 1))", "log1p(x + sqrt(x * (x + 2)))", domain: "x: 0..9"),
        new("log1p", Always, Stabilising, "log(1 + x)", "log1p(x)", domain: "x: -0.9..9"),
        new("log-of-log1p-argument", Always, RealEqual, "log1p(x - 1)", "log(x)", domain: "x: 0.1..9"),
        new("expm1", Always, Stabilising, "exp(x) - 1", "expm1(x)", domain: "x: -5..5"),
        new("one-plus-expm1", Always, RealEqual, "1 + expm1(x)", "exp(x)", domain: "x: -5..5"),
        new("log1p-of-expm1", Always, Stabilising, "log1p(expm1(x))", "x", domain: "x: -5..5"),
        new("expm1-of-log1p", Always, Stabilising, "expm1(log1p(x))", "x", "x >= -1", "x: -1..9"),
        new("exp-of-log1p", Always, RealEqual, "exp(log1p(x))", "1 + x", "x >= -1", "x: -1..9"),
        new("slope-of-log-odds", Always, Stabilising, "y * exp(x) / expm1(x) - y", "y / expm1(x)", domain: "x: 0.1..5"),
        new("exp-excess", Always, Stabilising, "expm1(x) - x", "expExcess(x)"),
        new("log-excess", Always, Stabilising, "log1p(x) - x", "logExcess(x)", domain: "x: -0.9..9"),

        // Exponential and logarithm undo each other.
        new("log-of-exp", Always, Stabilising, "log(exp(x))", "x", domain: "x: -20..20"),
        new("exp-of-log", Always, RealEqual, "exp(log(x))", "x", "x >= 0", "x: 0..9"),
        new("power-of-exp-log", Always, Stabilising, "exp(y * log(x))", "pow(x, y)", "x >= 0", "x: 0..9"),
        new("power-of-exp-xlogy", Always, Stabilising, "exp(xLogY(y, x))", "pow(x, y)", "x >= 0", "x: 0..9, y: 0.1..3"),
        // Zero to the power of zero is one.
        new("log-of-power", Always, Stabilising, "log(pow(x, y))", "y * log(x)", "x >= 0, y != 0", "x: 0..4, y: 0.1..3"),
        new("log-of-any-power", Always, Stabilising, "log(pow(x, y))", "xLogY(y, x)", "x >= 0", "x: 0..4, y: -2..3"),
        new("log-of-sqrt", Always, RealEqual, "log(sqrt(x))", "0.5 * log(x)", domain: "x: 0.1..9"),
        new("log-of-square", Always, Stabilising, "log(square(x))", "2 * log(abs(x))", domain: "x: 0.1..9"),
        new("log-of-reciprocal", BeforeDerivatives, RealEqual, "log(1 / x)", "-log(x)", domain: "x: 0.1..9"),
        new("reciprocal-of-exp", Always, Stabilising, "1 / exp(x)", "exp(-x)"),
        new("exp-times-exp-of-opposite", Always, Stabilising, "exp(x) * exp(-x)", "1"),
        new("square-of-exp", Always, RealEqual, "square(exp(x))", "exp(2 * x)"),
        new("sqrt-of-exp", Always, Stabilising, "sqrt(exp(x))", "exp(0.5 * x)"),
        new("power-of-exp", Always, Stabilising, "pow(exp(x), y)", "exp(x * y)"),

        // x·log y with the limit 0 at x = 0.
        new("xlogx", BeforeDerivatives, RealEqual, "x * log(x)", "xLogY(x, x)", domain: "x: 0.1..9"),
        // Differentiated as a difference, evaluated as a quotient; two negative operands have only the quotient.
        new("xlogx-ratio-to-positive", BeforeDerivatives, RealEqual, "x * log(x / y)", "xLogY(x, x) - xLogY(x, y)", "varies(x), y >= 0", "x: 0.1..9, y: 0..9"),
        new("xlogx-ratio-of-positive", BeforeDerivatives, RealEqual, "x * log(y / x)", "xLogY(x, y) - xLogY(x, x)", "varies(x), y >= 0", "x: 0.1..9, y: 0..9"),
        new("xlogx-difference", BeforeDerivatives, RealEqual, "x * (log(x) - log(y))", "xLogY(x, x) - xLogY(x, y)", "varies(x)", "x: 0.1..9, y: 0.1..9"),
        new("xlogy-ratio-to-positive", BeforeDerivatives, RealEqual, "xLogY(x, x / y)", "xLogY(x, x) - xLogY(x, y)", "y >= 0", "x: 0.1..9, y: 0..9"),
        new("xlogy-ratio-of-positive", BeforeDerivatives, RealEqual, "xLogY(x, y / x)", "xLogY(x, y) - xLogY(x, x)", "y >= 0", "x: 0.1..9, y: 0..9"),
        new("xlogx-ratio", BeforeDerivatives, RealEqual, "x * log(x / y)", "xLogY(x, x / y)", "varies(x)", "x: -9..-0.1, y: -9..-0.1"),
        new("xlogx-ratio-turned", BeforeDerivatives, RealEqual, "x * log(y / x)", "-xLogY(x, x / y)", "varies(x)", "x: -9..-0.1, y: -9..-0.1"),
        new("xlogy", BeforeDerivatives, RealEqual, "x * log(y)", "xLogY(x, y)", "x >= 0, varies(x)", "x: 0..3, y: 0.1..9"),
        new("xlog1py", BeforeDerivatives, RealEqual, "x * log1p(y)", "xLog1pY(x, y)", "x >= 0, varies(x)", "x: 0..3, y: -0.9..9"),
        new("xlogy-turned", BeforeDerivatives, RealEqual, "xLogY(x, y / x)", "-xLogY(x, x / y)", domain: "x: -9..-0.1, y: -9..-0.1"),

        // Logistic functions.
        new("logistic-density", Always, Stabilising, "exp(x) / square(1 + exp(x))", "logisticDensity(x)", domain: "x: -20..20"),
        new("tanh-of-exp", Always, Stabilising, "expm1(2 * x) / (1 + exp(2 * x))", "tanh(x)"),
        new("tanh-of-exponentials", Always, Stabilising, "(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "tanh(x)"),
        new("sigmoid", Always, Stabilising, "exp(x) / (1 + exp(x))", "sigmoid(x)", domain: "x: -20..20"),
        new("sigmoid-of-two", Always, Stabilising, "exp(x) / (exp(x) + exp(y))", "sigmoid(x - y)", domain: "x: -9..9, y: -9..9"),
        new("sigmoid-of-opposite", Always, Stabilising, "1 / (1 + exp(-x))", "sigmoid(x)", domain: "x: -20..20"),
        new("sigmoid-of-reciprocal", Always, Stabilising, "1 / (1 + exp(x))", "sigmoid(-x)", domain: "x: -20..20"),
        new("logistic-density-of-sigmoids", Always, RealEqual, "sigmoid(x) * sigmoid(-x)", "logisticDensity(x)", domain: "x: -20..20"),
        new("logistic-density-of-square", Always, Stabilising, "sigmoid(x) - square(sigmoid(x))", "logisticDensity(x)", domain: "x: -20..20"),
        new("logistic-density-is-even", Always, RealEqual, "logisticDensity(-x)", "logisticDensity(x)"),
        new("complement-of-sigmoid", Always, Stabilising, "1 - sigmoid(x)", "sigmoid(-x)", domain: "x: -20..20"),
        new("odds-of-sigmoid", Always, Stabilising, "sigmoid(x) / sigmoid(-x)", "exp(x)", domain: "x: -20..20"),
        new("exp-times-sigmoid", Always, Stabilising, "exp(x) * sigmoid(-x)", "sigmoid(x)", domain: "x: -20..20"),
        new("tanh-of-sigmoid", Always, Stabilising, "2 * sigmoid(x) - 1", "tanh(0.5 * x)", domain: "x: -20..20"),
        new("half-tanh-of-sigmoid", Always, Stabilising, "sigmoid(x) - 0.5", "0.5 * tanh(0.5 * x)", domain: "x: -20..20"),
        new("log-sigmoid", Always, Stabilising, "log(sigmoid(x))", "-softplus(-x)", domain: "x: -20..20"),
        new("log-complement-of-sigmoid", Always, Stabilising, "log1p(-sigmoid(x))", "-softplus(x)", domain: "x: -20..20"),
        new("log-of-sigmoid-difference", BeforeDerivatives, Stabilising, "log(sigmoidResidual(x, sigmoid(y)))", "log1mExp(y - x) - softplus(-x) - softplus(y)", domain: "x: 3.1..9, y: -3..3"),
        new("exp-of-softplus", Always, RealEqual, "exp(softplus(x))", "1 + exp(x)"),
        new("exp-of-minus-softplus", Always, Stabilising, "exp(-softplus(x))", "sigmoid(-x)", domain: "x: -20..20"),
        new("expm1-of-minus-softplus", Always, Stabilising, "expm1(-softplus(x))", "-sigmoid(x)", domain: "x: -20..20"),
        new("sigmoid-of-logit", Always, Stabilising, "sigmoid(log(x / (1 - x)))", "x", "x >= 0, x <= 1", "x: 0..1"),
        new("sigmoid-of-logit-difference", Always, Stabilising, "sigmoid(log(x) - log1p(-x))", "x", "x >= 0, x <= 1", "x: 0..1"),
        new("sigmoid-of-log", Always, RealEqual, "sigmoid(log(x))", "x / (1 + x)", "x >= 0", "x: 0..9"),
        new("softplus-of-log", Always, RealEqual, "softplus(log(x))", "log1p(x)", "x >= 0", "x: 0..9"),
        new("softplus-pair", Always, Stabilising, "softplus(x) - softplus(-x)", "x", domain: "x: -20..20"),
        new("softplus-minus-argument", Always, Stabilising, "softplus(x) - x", "softplus(-x)", domain: "x: -20..20"),
        new("softplus-of-magnitude", Always, Stabilising, "max(x, 0) + softplus(-abs(x))", "softplus(x)", domain: "x: -20..20"),
        new("power-of-sigmoid", BeforeDerivatives, Stabilising, "pow(sigmoid(x), y)", "exp(-(y * softplus(-x)))", domain: "x: -9..9, y: 0..3"),

        // softplus x against a share of x.
        new("softplus-residual", Always, Stabilising, "(1 - t) * softplus(x) + t * softplus(-x)", "softplusResidual(x, t)", domain: "x: -20..20, t: 0..1"),
        new("softplus-residual-turned", Always, Stabilising, "softplus(-x) + (1 - t) * x", "softplusResidual(x, t)", domain: "x: -20..20, t: 0..1"),
        new("softplus-residual-distributed", Always, Stabilising, "softplus(x) - t * x", "softplusResidual(x, t)", domain: "x: -20..20, t: 0..1"),
        new("sigmoid-residual-weighted", Always, Stabilising, "(1 - t) * sigmoid(x) - t * sigmoid(-x)", "sigmoidResidual(x, t)", domain: "x: -20..20, t: 0..1"),
        new("sigmoid-residual", Always, Stabilising, "sigmoid(x) - t", "sigmoidResidual(x, t)", domain: "x: -20..20, t: 0..1"),

        // Hyperbolic functions.
        new("cosh-of-exponentials", Always, RealEqual, "0.5 * (exp(x) + exp(-x))", "cosh(x)"),
        new("sinh-of-exponentials", Always, Stabilising, "0.5 * (exp(x) - exp(-x))", "sinh(x)"),
        new("tanh-of-quotient", Always, Stabilising, "sinh(x) / cosh(x)", "tanh(x)"),
        new("log-cosh", Always, Stabilising, "log(cosh(x))", "logCosh(x)", domain: "x: -8..8"),
        new("log-cosh-of-softplus", Always, Stabilising, "softplus(2 * x) - x - log(2)", "logCosh(x)", domain: "x: -8..8"),
        new("log-cosh-of-opposite", Always, Stabilising, "softplus(-2 * x) + x - log(2)", "logCosh(x)", domain: "x: -8..8"),
        new("log-cosh-is-even", Always, RealEqual, "logCosh(-x)", "logCosh(x)"),
        new("log-cosh-of-abs", Always, RealEqual, "logCosh(abs(x))", "logCosh(x)"),
        new("complement-of-tanh-square", Always, Stabilising, "1 - square(tanh(x))", "4 * logisticDensity(2 * x)", domain: "x: -9..9"),

        // The error function.
        new("erfc", Always, Stabilising, "1 - erf(x)", "erfc(x)"),
        new("erfc-of-opposite", Always, Stabilising, "1 + erf(x)", "erfc(-x)"),
        new("complement-of-erfc", Always, Stabilising, "1 - erfc(x)", "erf(x)"),
    ];
}
