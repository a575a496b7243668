"""Fits the polynomials of LossMath's special functions and prints them as C#. Needs mpmath.

Each is a Chebyshev fit at 240 bits, near the best polynomial of its degree; the first coefficient is printed in two parts. The error printed is that of the polynomial with its coefficients rounded to double.
"""
from mpmath import chebyfit, digamma, erf, erfc, euler, exp, findroot, linspace, log, loggamma, mp, mpf, nstr, pi, polyval, sqrt

mp.prec = 240


def fit(name, f, low, high, count):
    coefficients = chebyfit(f, [mpf(low), mpf(high)], count)[::-1]
    rounded = [mpf(float(c)) for c in coefficients]
    rest = float(coefficients[0] - rounded[0])
    print(f"    private const double {name}Low = {rest!r};")
    rounded[0] = coefficients[0]
    points = linspace(mpf(low) + mpf("1e-9"), mpf(high), 801)
    worst = max(abs(polyval(rounded[::-1], t) / f(t) - 1) for t in points)
    print(f"    // {name}: relative error 2^{nstr(log(worst, 2), 3)}")
    texts = [repr(float(c)) for c in coefficients]
    print(f"    private static ReadOnlySpan<double> {name} =>\n    [")
    for start in range(0, len(texts), 4):
        print("        " + ", ".join(texts[start:start + 4]) + ",")
    print("    ];\n")


def erfcx(x):
    return erfc(x) * exp(x * x)


def erfcx_far(z):
    """x·erfcx(x) at z = 1/x², by its divergent series where x is so large that this is exact to the working precision."""
    if z > mpf("0.003"):
        x = 1 / sqrt(z)
        return x * erfcx(x)
    total, term, n = mpf(0), mpf(1), 0
    while abs(term) > mpf(2) ** -140 and n < 300:
        total += term
        n += 1
        term *= -(2 * n - 1) * z / 2
    return total / sqrt(pi)


fit("ErfSeries", lambda z: erf(sqrt(z)) / sqrt(z) if z > 0 else 2 / sqrt(pi), 0, 1, 13)
fit("ErfcxNear", lambda t: erfcx(t + mpf("0.75")), -0.28125, 0.25, 15)
fit("ErfcxMiddle", lambda t: erfcx(t + mpf("1.5")), -0.5, 0.5, 18)
fit("ErfcxUpper", lambda t: erfcx(t + 3), -1, 1, 21)
fit("ErfcxFar", erfcx_far, 0, 1 / 16.0, 17)

fit("LogGammaAtOne", lambda z: loggamma(1 + z) / z if z else -euler, -0.25, 0.25, 19)
fit("LogGammaMiddle", lambda t: loggamma(mpf("1.5") + t), -0.25, 0.25, 17)
fit("LogGammaAtTwo", lambda t: loggamma(mpf("2.25") + t) / (t + mpf("0.25")), -0.5, 0.5, 20)

root = findroot(digamma, mpf("1.4616321449683623"))
high = float(root)
print(f"    private const double DigammaRoot = {high!r};")
print(f"    private const double DigammaRootLow = {float(root - high)!r};")
fit("DigammaSeries", lambda t: digamma(mpf("1.625") + t) / (t + mpf("1.625") - root), -0.625, 0.625, 27)
