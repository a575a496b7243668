using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// One spelling for every kink and choice, so that one table of derivatives at kinks decides them all. Conditions come as <c>&lt;</c> and
/// <c>≤</c> only; a letter that stands for 0 drops out of a sum, so that <c>a &lt; b ? b − a : 0</c> is also <c>0 &lt; x ? x : 0</c>.
/// </summary>
internal static class ChoiceRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("same-either-way", Always, Exact, "select(p, x, x)", "x"),

        // Extremes written as a choice.
        new("max-of-choice", Always, Exact, "select(a < b, b, a)", "max(a, b)"),
        new("max-of-weak-choice", Always, Exact, "select(a <= b, b, a)", "max(a, b)"),
        new("min-of-choice", Always, Exact, "select(a < b, a, b)", "min(a, b)"),
        new("min-of-weak-choice", Always, Exact, "select(a <= b, a, b)", "min(a, b)"),
        new("ramp-up", Always, RealEqual, "select(a < b, b - a, 0)", "max(b - a, 0)"),
        new("weak-ramp-up", Always, RealEqual, "select(a <= b, b - a, 0)", "max(b - a, 0)"),
        new("ramp-down", Always, RealEqual, "select(a < b, 0, a - b)", "max(a - b, 0)"),
        new("weak-ramp-down", Always, RealEqual, "select(a <= b, 0, a - b)", "max(a - b, 0)"),
        new("negative-ramp-up", Always, RealEqual, "select(a < b, a - b, 0)", "min(a - b, 0)"),
        new("negative-weak-ramp-up", Always, RealEqual, "select(a <= b, a - b, 0)", "min(a - b, 0)"),
        new("negative-ramp-down", Always, RealEqual, "select(a < b, 0, b - a)", "min(b - a, 0)"),
        new("negative-weak-ramp-down", Always, RealEqual, "select(a <= b, 0, b - a)", "min(b - a, 0)"),
        new("abs-of-choice", Always, RealEqual, "select(a < b, b - a, a - b)", "abs(b - a)"),
        new("abs-of-weak-choice", Always, RealEqual, "select(a <= b, b - a, a - b)", "abs(b - a)"),
        new("negative-abs-of-choice", Always, RealEqual, "select(a < b, a - b, b - a)", "-abs(a - b)"),
        new("negative-abs-of-weak-choice", Always, RealEqual, "select(a <= b, a - b, b - a)", "-abs(a - b)"),

        // A mask, and the square of a ramp.
        new("ramp-of-mask", Always, RealEqual, "x * select(0 < x, 1, 0)", "max(x, 0)"),
        new("ramp-of-weak-mask", Always, RealEqual, "x * select(0 <= x, 1, 0)", "max(x, 0)"),
        new("ramp-of-turned-mask", Always, RealEqual, "x * select(x < 0, 0, 1)", "max(x, 0)"),
        new("ramp-of-weak-turned-mask", Always, RealEqual, "x * select(x <= 0, 0, 1)", "max(x, 0)"),
        new("ramp-of-difference-and-mask", Always, RealEqual, "(b - a) * select(a < b, 1, 0)", "max(b - a, 0)"),
        new("ramp-of-difference-and-weak-mask", Always, RealEqual, "(b - a) * select(a <= b, 1, 0)", "max(b - a, 0)"),
        new("ramp-of-difference-and-turned-mask", Always, RealEqual, "(a - b) * select(a < b, 0, 1)", "max(a - b, 0)"),
        new("ramp-of-difference-and-weak-turned-mask", Always, RealEqual, "(a - b) * select(a <= b, 0, 1)", "max(a - b, 0)"),
        new("square-of-ramp", Always, RealEqual, "select(0 < x, square(x), 0)", "square(max(x, 0))"),
        new("square-of-weak-ramp", Always, RealEqual, "select(0 <= x, square(x), 0)", "square(max(x, 0))"),
        new("square-of-turned-ramp", Always, RealEqual, "select(x < 0, 0, square(x))", "square(max(x, 0))"),
        new("square-of-weak-turned-ramp", Always, RealEqual, "select(x <= 0, 0, square(x))", "square(max(x, 0))"),
        new("square-of-difference-ramp", Always, RealEqual, "select(a < b, square(b - a), 0)", "square(max(b - a, 0))"),
        new("square-of-weak-difference-ramp", Always, RealEqual, "select(a <= b, square(b - a), 0)", "square(max(b - a, 0))"),
        new("square-of-turned-difference-ramp", Always, RealEqual, "select(a < b, 0, square(a - b))", "square(max(a - b, 0))"),
        new("square-of-weak-turned-difference-ramp", Always, RealEqual, "select(a <= b, 0, square(a - b))", "square(max(a - b, 0))"),
        new("square-of-negative-ramp", Always, Exact, "square(min(x, 0))", "square(max(-x, 0))"),

        // Between two bounds. That beyond the branch is not read where the branch is not taken, so it must not be able to be NaN.
        new("clamp-turned", BeforeDerivatives, Exact, "max(min(x, b), a)", "min(max(x, a), b)", "a < b", "a: -2..0.9, b: 1..2"),
        new("clamp-of-choice-below", Always, Exact, "select(x < a, a, min(x, b))", "min(max(x, a), b)", "a < b, fixed(b)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-weak-choice-below", Always, Exact, "select(x <= a, a, min(x, b))", "min(max(x, a), b)", "a < b, fixed(b)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-turned-choice-below", Always, Exact, "select(a < x, min(x, b), a)", "min(max(x, a), b)", "a < b, fixed(b)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-weak-turned-choice-below", Always, Exact, "select(a <= x, min(x, b), a)", "min(max(x, a), b)", "a < b, fixed(b)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-choice-above", Always, Exact, "select(b < x, b, max(x, a))", "min(max(x, a), b)", "a < b, fixed(a)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-weak-choice-above", Always, Exact, "select(b <= x, b, max(x, a))", "min(max(x, a), b)", "a < b, fixed(a)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-turned-choice-above", Always, Exact, "select(x < b, max(x, a), b)", "min(max(x, a), b)", "a < b, fixed(a)", "a: -2..0.9, b: 1..2"),
        new("clamp-of-weak-turned-choice-above", Always, Exact, "select(x <= b, max(x, a), b)", "min(max(x, a), b)", "a < b, fixed(a)", "a: -2..0.9, b: 1..2"),

        // Signs.
        new("sign-of-choices", Always, Exact, "select(0 < x, 1, select(x < 0, -1, 0))", "sign(x)"),
        new("sign-of-turned-choices", Always, Exact, "select(x < 0, -1, select(0 < x, 1, 0))", "sign(x)"),
        new("sign-of-choice-apart-from-zero", Always, Exact, "select(x == 0, 0, select(0 < x, 1, -1))", "sign(x)"),
        new("sign-of-turned-choice-apart-from-zero", Always, Exact, "select(x == 0, 0, -select(x < 0, 1, -1))", "sign(x)"),

        // Extremes written with |x|, |x| written as an extreme.
        new("max-of-abs", Always, RealEqual, "0.5 * (a + b + abs(a - b))", "max(a, b)"),
        new("min-of-abs", Always, RealEqual, "0.5 * (a + b - abs(a - b))", "min(a, b)"),
        new("positive-part", Always, RealEqual, "0.5 * (x + abs(x))", "max(x, 0)"),
        new("positive-part-distributed", Always, RealEqual, "0.5 * x + 0.5 * abs(x)", "max(x, 0)"),
        new("negative-part", Always, RealEqual, "0.5 * (abs(x) - x)", "max(-x, 0)"),
        new("negative-part-distributed", Always, RealEqual, "0.5 * abs(x) - 0.5 * x", "max(-x, 0)"),
        new("negated-min", Always, Exact, "-min(x, 0)", "max(-x, 0)"),
        new("min-of-opposite", Always, Exact, "min(-x, 0)", "-max(x, 0)"),
        new("abs-of-parts", Always, RealEqual, "max(x, 0) + max(-x, 0)", "abs(x)"),
        new("abs-of-extremes", Always, RealEqual, "max(x, 0) - min(x, 0)", "abs(x)"),
        new("argument-of-extremes", Always, Exact, "max(x, 0) + min(x, 0)", "x"),
        new("argument-of-parts", Always, Exact, "max(x, 0) - max(-x, 0)", "x"),
        new("abs-of-max", Always, Exact, "max(x, -x)", "abs(x)"),
        new("abs-of-min", Always, Exact, "min(x, -x)", "-abs(x)"),

        // Two slopes that meet: however it is spelt, at the tie of two varying operands their mean is taken.
        new("two-slopes-of-choice", BeforeDerivatives, RealEqual, "select(x < 0, (a - 1) * x, a * x)", "max(a * x, (a - 1) * x)", domain: "a: 0.1..0.9"),
        new("two-slopes-of-weak-choice", BeforeDerivatives, RealEqual, "select(x <= 0, (a - 1) * x, a * x)", "max(a * x, (a - 1) * x)", domain: "a: 0.1..0.9"),
        new("two-slopes-turned", BeforeDerivatives, RealEqual, "select(0 < x, a * x, (a - 1) * x)", "max(a * x, (a - 1) * x)", domain: "a: 0.1..0.9"),
        new("two-slopes-turned-weakly", BeforeDerivatives, RealEqual, "select(0 <= x, a * x, (a - 1) * x)", "max(a * x, (a - 1) * x)", domain: "a: 0.1..0.9"),
        // Both rates are read then, so neither may be NaN.
        new("two-rates-of-choice", Always, RealEqual, "select(x < 0, -(b * x), a * x)", "max(a * x, -(b * x))", "a >= 0, b >= 0, fixed(a), fixed(b)", "a: 0..3, b: 0..3"),
        new("two-rates-of-weak-choice", Always, RealEqual, "select(x <= 0, -(b * x), a * x)", "max(a * x, -(b * x))", "a >= 0, b >= 0, fixed(a), fixed(b)", "a: 0..3, b: 0..3"),
        new("two-rates-turned", Always, RealEqual, "select(0 < x, a * x, -(b * x))", "max(a * x, -(b * x))", "a >= 0, b >= 0, fixed(a), fixed(b)", "a: 0..3, b: 0..3"),
        new("two-rates-turned-weakly", Always, RealEqual, "select(0 <= x, a * x, -(b * x))", "max(a * x, -(b * x))", "a >= 0, b >= 0, fixed(a), fixed(b)", "a: 0..3, b: 0..3"),

        // A parabola with straight tails, in one of its spellings.
        new("parabola-after-tails", BeforeDerivatives, RealEqual, "select(y < abs(x), z, 0.5 * square(x))", "select(abs(x) <= y, 0.5 * square(x), z)"),
        new("parabola-weakly-after-tails", BeforeDerivatives, RealEqual, "select(y <= abs(x), z, 0.5 * square(x))", "select(abs(x) < y, 0.5 * square(x), z)"),
        new("parabola-with-its-border", BeforeDerivatives, RealEqual,
            "select(abs(x) <= y, 0.5 * square(x), y * (abs(x) - 0.5 * y))", "select(abs(x) < y, 0.5 * square(x), y * (abs(x) - 0.5 * y))"),
        new("parabola-with-distributed-tails", BeforeDerivatives, RealEqual,
            "select(abs(x) < y, 0.5 * square(x), y * abs(x) - 0.5 * square(y))", "select(abs(x) < y, 0.5 * square(x), y * (abs(x) - 0.5 * y))"),
        new("parabola-with-its-border-and-distributed-tails", BeforeDerivatives, RealEqual,
            "select(abs(x) <= y, 0.5 * square(x), y * abs(x) - 0.5 * square(y))", "select(abs(x) < y, 0.5 * square(x), y * (abs(x) - 0.5 * y))"),
        new("unit-parabola-with-its-border", BeforeDerivatives, RealEqual, "select(abs(x) <= 1, 0.5 * square(x), abs(x) - 0.5)", "select(abs(x) < 1, 0.5 * square(x), abs(x) - 0.5)"),

        // The same and its slope: no choice is needed, only a clamp.
        new("tails-of-parabola", AfterDerivatives, RealEqual, "select(abs(x) < y, 0.5 * square(x), y * (abs(x) - 0.5 * y))", "max(min(x, y), -y) * (x - 0.5 * max(min(x, y), -y))", "y >= 0", "y: 0..2"),
        new("clamp-by-slope", AfterDerivatives, RealEqual, "select(abs(x) < y, x, y * absSlope(x))", "max(min(x, y), -y)", "y >= 0", "y: 0..2"),

        // A choice that is already made. The bound that cannot win must be a constant: a NaN in it would be lost.
        new("abs-of-nonnegative", Always, Exact, "abs(x)", "x", "x >= 0", "x: 0..9"),
        new("abs-of-nonpositive", Always, Exact, "abs(x)", "-x", "x <= 0", "x: -9..0"),
        // At 0 both sides are level, so that nothing is to be decided there.
        new("ramp-of-square", BeforeDerivatives, Exact, "max(square(x), 0)", "square(x)"),
        new("max-already-above", Always, Exact, "max(x, c)", "x", "x > c", "x: 1..9, c: -3..0.5"),
        new("min-already-below", Always, Exact, "min(x, c)", "x", "x < c", "x: -9..-1, c: -0.5..3"),

        // Halves of one choice, and functions pulled out of a choice: computed once.
        new("join-choices", Always, Exact, "select(p, x, 0) + select(p, 0, y)", "select(p, x, y)"),
        new("join-choices-apart", Always, Exact, "select(p, x, 0) - select(p, 0, y)", "select(p, x, -y)"),
        new("join-first-choices", Always, RealEqual, "select(p, x, 0) + select(p, y, 0)", "select(p, x + y, 0)"),
        new("join-second-choices", Always, RealEqual, "select(p, 0, x) + select(p, 0, y)", "select(p, 0, x + y)"),
        new("product-of-choices", AfterDerivatives, RealEqual, "select(p, x, 0) * select(p, y, 0)", "select(p, x * y, 0)"),
        new("product-of-other-choices", AfterDerivatives, RealEqual, "select(p, 0, x) * select(p, 0, y)", "select(p, 0, x * y)"),
        // The sign goes outside, where both signs of one choice share what is even in it.
        new("choice-of-opposites", Always, Exact, "select(p, -x, x)", "-select(p, x, -x)"),
        new("choice-of-negatives", Always, Exact, "select(p, -x, -y)", "-select(p, x, y)"),
        new("choice-of-exp", Always, Exact, "select(p, exp(x), exp(y))", "exp(select(p, x, y))"),
        new("choice-of-log", Always, Exact, "select(p, log(x), log(y))", "log(select(p, x, y))", domain: "x: 0.1..9, y: 0.1..9"),
        new("choice-of-log1p", Always, Exact, "select(p, log1p(x), log1p(y))", "log1p(select(p, x, y))", domain: "x: -0.9..9, y: -0.9..9"),
        new("choice-of-sigmoid", Always, Exact, "select(p, sigmoid(x), sigmoid(y))", "sigmoid(select(p, x, y))"),
        new("choice-of-softplus", Always, Exact, "select(p, softplus(x), softplus(y))", "softplus(select(p, x, y))"),
        new("choice-of-tanh", Always, Exact, "select(p, tanh(x), tanh(y))", "tanh(select(p, x, y))"),
    ];
}
