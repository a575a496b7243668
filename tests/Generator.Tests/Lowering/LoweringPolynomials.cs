using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Precision;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>
/// What is asked of the polynomials of <see cref="ElementConstants"/>: that the largest error in its interval is what it was when one was fitted. The fits are nearly the best of
/// their degree, so that a change of any coefficient shows.
/// </summary>
internal static class LoweringPolynomials
{
    private const int Points = 240;

    /// <summary>The name, the interval, what is approximated, by what an error is multiplied to count, and the largest error in units of the last place.</summary>
    public static IReadOnlyList<Fit> Fits { get; } =
    [
        new(nameof(ElementConstants.Exp), -Math.Log(2) / 32, Math.Log(2) / 32, (r, f) => (BigMath.Exp(r) / f) - 1, (r, f) => f / BigMath.Exp(r), 0.0282999, 0.0481173),
        new(nameof(ElementConstants.Expm1), -(Math.Log(2) / 32) - (1 / 512.0), (Math.Log(2) / 32) + (1 / 512.0), (r, _) => ExpSecond(r), (r, _) => r * r / BigMath.Expm1(r), 0.00386931, 0.00798193),
        new(nameof(ElementConstants.ExpSecond), -Math.Log(2) / 2, Math.Log(2) / 2, (r, _) => ExpSecond(r), (r, _) => 1 / ExpSecond(r), 0.0371167, 0.0141144),
        new(nameof(ElementConstants.Log), -1 / 32.0, 1 / 16.0, (r, _) => LogSecond(r), (r, _) => r * r / BigMath.Log1p(r), 0.0270435, 0.0476659),
        new(nameof(ElementConstants.LogSecond), -1 / 32.0, 1 / 16.0, (r, _) => LogSecond(r), (r, _) => 1 / LogSecond(r), 0.0460238, 0.0982249),
        new(nameof(ElementConstants.Log1pUnit), -1 / 30.0, 1 / 30.0, (r, _) => LogSecond(r), (r, _) => r * r / BigMath.Log1p(r), 0.00409901, 0.0966688),
        new(nameof(ElementConstants.LogCosh), 0, 0.5, (u, _) => LogCosh(u), (u, _) => 1 / LogCosh(u), 0.0231003, 0.0594884),
    ];

    public static double[] Coefficients(Fit fit, Element element) =>
        (double[])typeof(ElementConstants).GetProperty(fit.Name)!.GetValue(ElementConstants.Of(element))!;

    /// <summary>What is the matter with the coefficients, or null.</summary>
    public static string? Check(Fit fit, Element element, double[] coefficients)
    {
        using var precision = BigFloat.WithPrecision(160);
        double expected = element == Element.Single ? fit.Single : fit.Double, worst = 0, where = 0;
        BigFloat factor = element == Element.Single ? Factors[(int)Element.Single].Value : Factors[(int)Element.Double].Value;
        for (int i = 0; i <= Points; i++)
        {
            // Denser towards the ends, where the error is largest; never 0, where the quotients are 0/0.
            double r = fit.Low + ((fit.High - fit.Low) * (0.5 - (0.5 * Math.Cos(Math.PI * (i + 0.01) / (Points + 0.02)))));
            BigFloat sum = coefficients.Reverse().Aggregate(BigFloat.Zero, (s, c) => (s * r) + (BigFloat)c);
            BigFloat error = BigFloat.Abs((sum - fit.Function(r, factor)) * fit.Weight(r, factor));
            double ulps = Math.ScaleB(error.ToDouble(), element == Element.Single ? 23 : 52);
            (worst, where) = ulps > worst ? (ulps, r) : (worst, where);
        }

        return Math.Abs(worst - expected) <= 1e-4 * expected ? null : string.Create(CultureInfo.InvariantCulture, $"{fit.Name} of {element} errs by {worst:R} at {where:R}");
    }

    private static readonly Lazy<BigFloat>[] Factors = [.. Enum.GetValues<Element>().Select(e => new Lazy<BigFloat>(() => Factor(e)))];

    /// <summary>What the entries of the table of powers have in common.</summary>
    private static BigFloat Factor(Element element) =>
        LookupTables.Values(LookupTable.Exp2Sixteenth, element).Select((v, j) => (BigFloat)v * BigMath.Exp(-(BigMath.Ln2 * j / 16)) / 16).Aggregate((a, b) => a + b);

    private static BigFloat ExpSecond(BigFloat r) => (BigMath.Expm1(r) - r) / (r * r);

    private static BigFloat LogSecond(BigFloat r) => (BigMath.Log1p(r) - r) / (r * r);

    private static BigFloat LogCosh(BigFloat u) => BigMath.Log(BigMath.Cosh(BigFloat.Sqrt(u))) / u;

    /// <summary>One polynomial and how good it is.</summary>
    internal sealed record Fit(string Name, double Low, double High, Func<BigFloat, BigFloat, BigFloat> Function, Func<BigFloat, BigFloat, BigFloat> Weight, double Single, double Double);
}
