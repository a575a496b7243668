using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Powers, roots, distances and small identities. Powers that lead to something other rules know are replaced before derivatives;
/// the chains of multiplications only after, because the derivative of a power is a power, and that of x·√x is 0/0 at 0.
/// </summary>
internal static class AlgebraRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("power-zero", Always, Exact, "pow(x, 0)", "1"),
        new("power-one", Always, Exact, "pow(x, 1)", "x"),
        new("power-of-one", Always, Exact, "pow(1, x)", "1"),
        new("power-two", Always, RealEqual, "pow(x, 2)", "square(x)"),
        new("power-minus-one", Always, RealEqual, "pow(x, -1)", "1 / x", domain: "x: 0.1..3"),
        new("power-half", Always, RealEqual, "pow(x, 0.5)", "sqrt(x)", domain: "x: 0.1..9"),
        new("power-three", AfterDerivatives, RealEqual, "pow(x, 3)", "x * square(x)"),
        new("power-four", AfterDerivatives, RealEqual, "pow(x, 4)", "square(square(x))"),
        new("power-five", AfterDerivatives, RealEqual, "pow(x, 5)", "x * square(square(x))"),
        new("power-six", AfterDerivatives, RealEqual, "pow(x, 6)", "square(x * square(x))"),
        new("power-seven", AfterDerivatives, RealEqual, "pow(x, 7)", "x * square(x * square(x))"),
        new("power-eight", AfterDerivatives, RealEqual, "pow(x, 8)", "square(square(square(x)))"),
        new("power-minus-two", AfterDerivatives, RealEqual, "pow(x, -2)", "square(1 / x)", domain: "x: 0.1..3"),
        new("power-minus-three", AfterDerivatives, RealEqual, "pow(x, -3)", "square(1 / x) / x", domain: "x: 0.1..3"),
        new("power-minus-half", AfterDerivatives, RealEqual, "pow(x, -0.5)", "1 / sqrt(x)", domain: "x: 0.1..9"),
        new("power-three-halves", AfterDerivatives, RealEqual, "pow(x, 1.5)", "x * sqrt(x)", domain: "x: 0.1..9"),
        new("power-five-halves", AfterDerivatives, RealEqual, "pow(x, 2.5)", "square(x) * sqrt(x)", domain: "x: 0.1..9"),
        new("power-minus-three-halves", AfterDerivatives, RealEqual, "pow(x, -1.5)", "1 / (x * sqrt(x))", domain: "x: 0.1..9"),

        // Roots of squares, signs.
        new("sqrt-of-square", Always, Stabilising, "sqrt(square(x))", "abs(x)"),
        new("square-of-sqrt", Always, RealEqual, "square(sqrt(x))", "x", "x >= 0", "x: 0..9"),
        new("over-own-root", Always, RealEqual, "x / sqrt(x)", "sqrt(x)", "x > 0", "x: 0.1..9"),
        new("over-own-magnitude", Always, Exact, "x / abs(x)", "sign(x)"),
        new("magnitude-over-own", Always, Exact, "abs(x) / x", "sign(x)"),
        // At 0 too, where the slope itself is 0: the second derivative of a function of |x| is there its limit.
        new("slope-squared", Always, RealEqual, "square(absSlope(x))", "1"),
        new("times-slope", Always, Exact, "x * absSlope(x)", "abs(x)"),
        new("magnitude-times-slope", Always, Exact, "abs(x) * absSlope(x)", "x"),
        new("times-sign", Always, Exact, "x * sign(x)", "abs(x)"),
        new("magnitude-times-sign", Always, Exact, "abs(x) * sign(x)", "x"),

        // Distances without overflow.
        new("direction-of-square", Always, Stabilising, "square(x) / (1 + square(x))", "square(direction(x, 1))"),
        new("direction-of-squares", Always, Stabilising, "square(x) / (square(x) + square(y))", "square(direction(x, y))", domain: "y: 0.1..3"),
        new("direction-of-square-and-number", Always, Stabilising, "square(x) / (square(x) + y)", "square(direction(x, sqrt(y)))", "y > 0, fixed(y)", "y: 0.1..3"),
        new("square-of-quotient", Always, Stabilising, "square(x) / square(y)", "square(x / y)", domain: "y: 0.1..3"),
        new("hypot", Always, Stabilising, "sqrt(square(x) + square(y))", "hypot(x, y)"),
        new("hypot-with-number", Always, Stabilising, "sqrt(square(x) + y)", "hypot(x, sqrt(y))", "y >= 0, fixed(y)", "y: 0..3"),
        // A y that varies has a slope at 0, where |y| has none.
        new("hypot-excess", Always, Stabilising, "hypot(x, y) - y", "hypotExcess(x, y)", "y > 0", "y: 0.1..3"),
        new("hypot-excess-of-number", Always, Stabilising, "hypot(x, y) - y", "hypotExcess(x, y)", "y >= 0, fixed(y)", "y: 0..3"),
        new("hypot-excess-of-magnitude", Always, Stabilising, "hypot(x, y) - abs(y)", "hypotExcess(x, y)"),
        new("direction", Always, Stabilising, "x / hypot(x, y)", "direction(x, y)", domain: "y: 0.1..3"),

        // Constants that meet again.
        new("zero-times", Always, Exact, "0 * x", "0", "fixed(x), x >= 0, x < 1e300", "x: 0..3"),
        // A rate that only a branch not taken reads may be NaN; a NaN that the loss itself loses by this is put in again (LostData).
        new("zero-rate", AfterDerivatives, RealEqual, "0 * x", "0"),
        new("zero-over", Always, Exact, "0 / x", "0", "fixed(x), x > 0", "x: 0.1..3"),
        new("cancel-constants", Always, RealEqual, "x + c - c", "x"),
        new("half-of-double", Always, Exact, "0.5 * (2 * x)", "x"),
        new("cancel-factor", Always, RealEqual, "x / x", "1", "x != 0", "x: 0.1..3"),
    ];
}
