using System;
using System.Linq;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>The polynomials against what they approximate.</summary>
public class LoweringPolynomialTests
{
    public static TheoryData<string> Names => new(LoweringPolynomials.Fits.Select(f => f.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_polynomial_errs_as_little_as_when_it_was_fitted(string name)
    {
        LoweringPolynomials.Fit fit = LoweringPolynomials.Fits.Single(f => f.Name == name);
        Assert.Empty(Enum.GetValues<Element>().Select(e => LoweringPolynomials.Check(fit, e, LoweringPolynomials.Coefficients(fit, e))).OfType<string>());
    }
}
