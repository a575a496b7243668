using System.Collections.Generic;

namespace LossGen.Generator.Rewriting;

/// <summary>A value of a letter at a counter-example.</summary>
internal readonly record struct Assignment(char Letter, double Value);

/// <summary>An identity that is not applied.</summary>
/// <param name="Pattern">What it would replace.</param>
/// <param name="Replacement">By what.</param>
/// <param name="At">Where the two differ in double arithmetic.</param>
/// <param name="Why">What goes wrong.</param>
internal sealed record NonRule(string Pattern, string Replacement, IReadOnlyList<Assignment> At, string Why);

/// <summary>
/// Tempting identities with the point at which each fails. They are kept so that nobody adds them again; tests evaluate the counter-examples.
/// </summary>
internal static class NonRules
{
    private const double Infinity = double.PositiveInfinity;

    public static IReadOnlyList<NonRule> All { get; } =
    [
        new("x * 0", "0", [new('x', double.NaN)], "hides NaN and infinity"),
        new("x - x", "0", [new('x', Infinity)], "hides NaN and infinity"),
        new("x / x", "1", [new('x', 0)], "0/0; applied only where x cannot be 0"),
        new("y * (x / y)", "x", [new('x', 1), new('y', 0)], "0·∞; applied only where y cannot be 0"),
        new("max(x, 1)", "1", [new('x', double.NaN)], "even if x is never above 1, a NaN would be lost"),
        new("exp(x) * exp(y)", "exp(x + y)", [new('x', 1e-13), new('y', 600)], "the rounding of the sum is magnified by the exponential"),
        new("log(x) + log(y)", "log(x * y)", [new('x', 1e200), new('y', 1e200)], "overflow, and two negative operands become a positive one"),
        new("sqrt(x) * sqrt(y)", "sqrt(x * y)", [new('x', -1), new('y', -1)], "a number where there is none"),
        new("square(sqrt(x))", "x", [new('x', -1)], "a number where there is none; applied only where x cannot be negative"),
        new("exp(log(x))", "x", [new('x', -1)], "a number where there is none; applied only where x cannot be negative"),
        new("pow(pow(x, y), z)", "pow(x, y * z)", [new('x', -2), new('y', 2), new('z', 0.5)], "|x| becomes x"),
        new("x * y + x * z", "x * (y + z)", [new('x', 1e-300), new('y', 1.7e308), new('z', 1.7e308)], "overflow"),
        new("(x + y) - y", "x", [new('x', 1e-20), new('y', 1)], "the user may have meant the rounding"),
        new("x - log(x) - 1", "-logExcess(x - 1)", [new('x', 1e-12)], "far from 1 the digits of x are lost in x − 1; applied near 1 only"),
        new("log(x / y)", "log1p((x - y) / y)", [new('x', 1e-12), new('y', 1)], "good for nearly equal operands only"),
        new("log1p(x) - log1p(y)", "log1p((x - y) / (1 + y))", [new('x', 0), new('y', 1e12)], "good only with the larger operand above the line"),
        new("max(x, y)", "0.5 * (x + y + abs(x - y))", [new('x', 1e308), new('y', 1.1e308)], "overflow"),
    ];
}
