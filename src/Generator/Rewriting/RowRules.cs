using System.Collections.Generic;
using static LossGen.Generator.Rewriting.Phase;
using static LossGen.Generator.Rewriting.Soundness;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Rows: softmax and its kin, lengths and angles, sums. Letters under a sum are rows unless the guard calls them single. What a rule says of one row and one number
/// holds for an entry of the row too.
/// </summary>
internal static class RowRules
{
    private const string P = "softmaxEntry(x, logSumExp(x))";

    /// <summary>1 − p of the largest probability, the only one for which that loses digits, is the sum of the others.</summary>
    private const string Others = "sum(select(x < rowMax(x), " + P + ", 0))";

    private const string Rest = "select(column == i, -infinity, x)";
    private const string Shared = "softmaxEntry(" + Rest + ", logSumExp(" + Rest + "))";

    public static IReadOnlyList<Rule> All { get; } =
    [
        // Softmax and its logarithm.
        new("log-sum-exp", Always, Stabilising, "log(sum(exp(x)))", "logSumExp(x)"),
        new("log-of-one-plus-exponentials", Always, Stabilising, "log1p(sum(exp(x)))", "softplus(logSumExp(x))"),
        new("log-mean-exp", Always, Stabilising, "log(sum(exp(x)) / y)", "logSumExp(x) - log(y)", domain: "y: 0.1..9"),
        new("softmax", Always, Stabilising, "exp(y) / sum(exp(x))", "softmaxEntry(y, logSumExp(x))"),
        new("softmax-of-logarithm", Always, Stabilising, "exp(y - logSumExp(x))", "softmaxEntry(y, logSumExp(x))"),
        new("exp-of-log-probability", Always, RealEqual, "exp(logProbability(x, i))", "softmaxEntry(gather(x, i), logSumExp(x))"),
        new("log-softmax", Always, Stabilising, "log(softmaxEntry(x, y))", "x - y"),
        new("power-of-softmax", BeforeDerivatives, Stabilising, "pow(softmaxEntry(x, y), z)", "exp(z * (x - y))"),
        new("sum-of-softmax", Always, RealEqual, "sum(softmaxEntry(x, logSumExp(x)))", "1"),
        // The same without one column. Where there is no other, nothing adds up.
        new("sum-of-softmax-over-others", AfterDerivatives, RealEqual, "sum(select(column == i, 0, " + Shared + "))", "select(logSumExp(" + Rest + ") == -infinity, 0, 1)"),
        new("factor-of-softmax-over-others", AfterDerivatives, RealEqual, "sum(select(column == i, 0, y * " + Shared + "))", "select(logSumExp(" + Rest + ") == -infinity, 0, y)", "single(y)"),
        new("log-of-softmax-mixture", BeforeDerivatives, Stabilising, "log(0.5 * (softmaxEntry(x, y) + softmaxEntry(z, w)))", "(z - w) + softplus((x - y) - (z - w)) - log(2)"),
        new("log-of-softmax-mixture-distributed", BeforeDerivatives, Stabilising,
            "log(0.5 * softmaxEntry(x, y) + 0.5 * softmaxEntry(z, w))", "(z - w) + softplus((x - y) - (z - w)) - log(2)"),

        // A shift that is the same in every column, such as the maximum that careful users subtract: the functions have their own.
        new("shift-of-log-sum-exp", Always, RealEqual, "logSumExp(x - y) + y", "logSumExp(x)", "single(y)"),
        new("shift-of-softmax", Always, RealEqual, "softmaxEntry(x - y, logSumExp(x - y))", "softmaxEntry(x, logSumExp(x))", "single(y)"),
        new("shift-of-log-probability", Always, RealEqual, "logProbability(x - y, i)", "logProbability(x, i)", "single(y)"),

        // The other classes against one: powers of 1 − p, and what stands beside them, as functions of one logit. The logarithm of a power is finite, as the zeroth power
        // is 1 where there are no other classes too; beyond the bound every other power is 0.
        new("power-of-complement", BeforeDerivatives, Stabilising,
            "pow(sum(select(column == i, 0, " + P + ")), y)", "exp(-(y * min(softplus(gather(x, i) - logSumExp(select(column == i, -infinity, x))), 1e30)))", domain: "y: 0.1..3"),
        new("log-probability-beside-complement", BeforeDerivatives, Stabilising,
            "exp(-(y * min(softplus(z - logSumExp(select(column == i, w, x))), c))) * logProbability(x, i)",
            "-(exp(-(y * min(softplus(z - logSumExp(select(column == i, w, x))), c))) * softplus(logSumExp(select(column == i, -infinity, x)) - gather(x, i)))"),
        new("log-of-complement", BeforeDerivatives, Stabilising,
            "log(sum(select(column == i, 0, " + P + ")))", "-softplus(gather(x, i) - logSumExp(select(column == i, -infinity, x)))"),

        // Lengths, angles and distances.
        new("norm", Always, Stabilising, "sqrt(sum(square(x)))", "norm(x)"),
        new("square-of-norm", Always, RealEqual, "square(norm(x))", "sum(square(x))"),
        new("unit", Always, RealEqual, "x / norm(x)", "unitEntry(x, norm(x))"),
        new("angle", Always, Stabilising, "sum(x * y) / (norm(x) * norm(y))", "sum(unitEntry(x, norm(x)) * unitEntry(y, norm(y)))"),
        new("angle-from-chord", AfterDerivatives, Stabilising,
            "1 - sum(unitEntry(x, norm(x)) * unitEntry(y, norm(y)))",
            "select(0 < min(norm(x), norm(y)), 0.5 * sum(square(unitEntry(x, norm(x)) - unitEntry(y, norm(y)))), 1)"),
        new("slope-of-lengthened-norm", AfterDerivatives, RealEqual, "direction(norm(x), y) * unitEntry(x, norm(x))", "unitEntry(x, hypot(norm(x), y))"),
        new("squared-distance", Always, Stabilising, "sum(square(x)) + sum(square(y)) - 2 * sum(x * y)", "sum(square(x - y))"),

        // Sums.
        new("sign-out-of-sum", Always, RealEqual, "sum(-x)", "-sum(x)"),
        new("factor-out-of-sum", Always, RealEqual, "sum(y * x)", "y * sum(x)", "single(y)"),
        new("divisor-out-of-sum", Always, RealEqual, "sum(x / y)", "sum(x) / y", "single(y)", "y: 0.1..9"),
        // Where no column is taken the sum is 0, whatever the factor is.
        new("sign-out-of-sum-over-some", Always, RealEqual, "sum(select(p, -x, 0))", "-sum(select(p, x, 0))"),
        new("sign-out-of-sum-over-others", Always, RealEqual, "sum(select(p, 0, -x))", "-sum(select(p, 0, x))"),
        new("factor-out-of-sum-over-some", Always, RealEqual, "sum(select(p, y * x, 0))", "y * sum(select(p, x, 0))", "single(y), finite(y)"),
        new("factor-out-of-sum-over-others", Always, RealEqual, "sum(select(p, 0, y * x))", "y * sum(select(p, 0, x))", "single(y), finite(y)"),
        new("sum-of-one-column", Always, RealEqual, "sum(select(column == i, x, 0))", "gather(x, i)"),
        new("sum-of-deviations", AfterDerivatives, RealEqual, "sum(x - sum(x) / columns)", "0"),
        new("variance", Always, Stabilising, "sum(square(x)) / columns - square(sum(x) / columns)", "sum(square(x - sum(x) / columns)) / columns"),
        new("sum-of-squared-deviations", Always, Stabilising, "sum(square(x)) - square(sum(x)) / columns", "sum(square(x - sum(x) / columns))"),

        // Overlap.
        new("share-of-sums", AfterDerivatives, Stabilising, "1 - 2 * sum(x * y) / (sum(x) + sum(y))", "sum(x * (1 - y) + y * (1 - x)) / (sum(x) + sum(y))", domain: "x: 0.1..1, y: 0.1..1"),
        new("share-of-sums-smoothed", AfterDerivatives, Stabilising,
            "1 - (2 * sum(x * y) + z) / (sum(x) + sum(y) + z)", "sum(x * (1 - y) + y * (1 - x)) / (sum(x) + sum(y) + z)", domain: "x: 0.1..1, y: 0.1..1, z: 0.1..1"),
        new("share-of-squares", AfterDerivatives, Stabilising,
            "1 - 2 * sum(x * y) / (sum(square(x)) + sum(square(y)))", "sum(square(x - y)) / (sum(square(x)) + sum(square(y)))", domain: "x: 0.1..1, y: 0.1..1"),
        new("share-of-squares-smoothed", AfterDerivatives, Stabilising,
            "1 - (2 * sum(x * y) + z) / (sum(square(x)) + sum(square(y)) + z)", "sum(square(x - y)) / (sum(square(x)) + sum(square(y)) + z)", domain: "x: 0.1..1, y: 0.1..1, z: 0.1..1"),
        new("share-of-union", AfterDerivatives, Stabilising,
            "1 - sum(x * y) / (sum(x) + sum(y) - sum(x * y))", "sum(x * (1 - y) + y * (1 - x)) / (sum(x) + sum(y) - sum(x * y))", domain: "x: 0.1..1, y: 0.1..1"),
        new("share-of-union-smoothed", AfterDerivatives, Stabilising,
            "1 - (sum(x * y) + z) / (sum(x) + sum(y) - sum(x * y) + z)", "sum(x * (1 - y) + y * (1 - x)) / (sum(x) + sum(y) - sum(x * y) + z)", domain: "x: 0.1..1, y: 0.1..1, z: 0.1..1"),
        new("complement-of-share", AfterDerivatives, Stabilising, "1 - x / (x + y)", "y / (x + y)", domain: "x: 0.1..9, y: 0.1..9"),

        // What loses digits for the peak of a softmax only. For differences of products see PeakRules.
        new("complement-of-softmax", AfterDerivatives, Stabilising,
            "1 - " + P, "select(0.5 < " + P + ", " + Others + ", 1) - select(0.5 < " + P + ", 0, " + P + ")"),
    ];
}
