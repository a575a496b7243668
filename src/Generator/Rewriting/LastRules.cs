using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Differences of logarithms, powers and sigmoids of operands that may be nearly the same. Logarithms of quotients are parts of what many other rules
/// look for: only what those have left comes here. So do forms that only serve to evaluate.
/// </summary>
internal static class LastRules
{
    /// <summary>ln x − ln(1 − x): near ½ the quotient is near 1, below ¼ the difference of x and 1 − x says little of x.</summary>
    private const string Logit = "select(x < 0.25, log(x), 0) - select(x < 0.25, 1, -1) * log1p(select(x < 0.25, -x, (2 * x - 1) / (1 - x)))";

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("logit", Last, Stabilising, "log(x) - log1p(-x)", Logit, domain: "x: 0.01..0.99"),
        new("logit-of-odds", Last, Stabilising, "log(x / (1 - x))", Logit, domain: "x: 0.01..0.99"),

        // The larger of the two is above the line: below it, log1p would be asked for the neighbourhood of −1.
        new("log-of-quotient", Last, Stabilising, "log(x / y)", "sign(x - y) * log1p(abs(x - y) / min(x, y))", "y > 0", "x: 0.1..9, y: 0.1..9"),
        new("difference-of-logs", Last, Stabilising,
            "log(x) - log(y)",
            "select(abs(x - y) < 8 * min(x, y), sign(x - y) * log1p(abs(x - y) / min(x, y)), log(x)) - select(abs(x - y) < 8 * min(x, y), 0, log(y))",
            "varies(x), varies(y)", "x: 0.1..9, y: 0.1..9"),
        new("difference-of-powers", Last, Stabilising,
            "pow(x, y) - pow(z, y)",
            "select(abs(x - z) < 0.5 * z, pow(z, y) * expm1(y * log1p((x - z) / z)), pow(x, y)) - select(abs(x - z) < 0.5 * z, 0, pow(z, y))",
            domain: "x: 0.1..9, z: 0.1..9"),
        new("difference-of-sigmoids", Last, Stabilising,
            "sigmoidResidual(x, sigmoid(y))", "-(sign(x - y) * (sigmoid(max(x, y)) * sigmoid(-min(x, y)) * expm1(-abs(x - y))))", domain: "x: -9..9, y: -9..9"),

        // The form that other rules look for asks which is greater; the sign of x tells.
        new("greater-of-two-slopes", Last, RealEqual, "max(a * x, (a - 1) * x)", "select(x < 0, (a - 1) * x, a * x)", domain: "a: 0.1..0.9"),
    ];
}
