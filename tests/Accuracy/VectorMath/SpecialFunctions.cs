using System;
using LossGen.Generator.Precision;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>
/// References for what kernels call the library for: to the digits of a double (for results that are <c>float</c>), and to twice as many. Between the ends, where
/// a few terms of a series suffice, they interpolate values of hundreds of bits.
/// </summary>
internal static class SpecialFunctions
{
    private const int TinyBits = -20;
    private const int LargeBits = 10;
    private const double Tiny = 1.0 / (1 << -TinyBits);
    private const double Large = 1 << LargeBits;
    private const double Zeta3 = 1.2020569031595942;

    private static readonly Lazy<Piecewise> SineInverse = new(() => new(BigMath.Asin, -12, -1));
    private static readonly Lazy<Piecewise> TangentInverse = new(() => new(BigMath.Atan, -12, 3));
    private static readonly Lazy<Piecewise> ErrorFunction = new(() => new(BigMath.Erf, -12, 0));
    private static readonly Lazy<Piecewise> ScaledComplement = new(() => new(x => BigMath.Exp(x * x) * BigMath.Erfc(x), -2, 5));
    private static readonly Lazy<Piecewise> LnGamma = new(() => new(BigMath.LogGamma, TinyBits, LargeBits));
    private static readonly Lazy<Piecewise> Psi = new(() => new(BigMath.Digamma, TinyBits, LargeBits));
    private static readonly Lazy<Piecewise> Psi1 = new(() => new(BigMath.Trigamma, TinyBits, LargeBits));
    private static readonly Lazy<Piecewise> Psi2 = new(() => new(BigMath.Tetragamma, TinyBits, LargeBits));

    private static readonly DoubleDouble Euler = Constant(() => -BigMath.Digamma(1));
    private static readonly DoubleDouble Zeta2 = Constant(() => BigMath.Pi * BigMath.Pi / 6);
    private static readonly DoubleDouble TwoOverRootPi = Constant(() => 2 / BigFloat.Sqrt(BigMath.Pi));
    private static readonly DoubleDouble HalfLogTwoPi = Constant(() => BigMath.Log(2 * BigMath.Pi) / 2);

    public static double Asin(double x)
    {
        double length = Math.Abs(x);
        double value = length < 1.0 / 4096 ? length + (length * length * length / 6)
            : length < 0.5 ? SineInverse.Value.At(length)
            : length == 0.5 ? Math.PI / 6
            : length <= 1 ? (Math.PI / 2) - (2 * Asin(Math.Sqrt((1 - length) / 2)))
            : double.NaN;
        return Math.CopySign(value, x);
    }

    public static double Acos(double x) =>
        Math.Abs(x) < 0.5 ? (Math.PI / 2) - Asin(x)
        : x < 0 ? Math.PI - Acos(-x)
        : !(x <= 1) ? double.NaN
        : 2 * Asin(Math.Sqrt((1 - x) / 2));

    public static double Atan(double x)
    {
        double length = Math.Abs(x);
        double value = length < 1.0 / 4096 ? length - (length * length * length / 3)
            : length < 8 ? TangentInverse.Value.At(length)
            : double.IsNaN(x) ? x
            : (Math.PI / 2) - Atan(1 / length);
        return Math.CopySign(value, x);
    }

    public static double Sinh(double x)
    {
        double length = Math.Abs(x), square = x * x;
        if (length < 0.125)
        {
            return x + (x * square / 6 * (1 + (square / 20 * (1 + (square / 42 * (1 + (square / 72)))))));
        }

        double power = Math.Exp(Math.Min(length, 200));
        return Math.CopySign((power - (1 / power)) / 2, x);
    }

    public static double Cosh(double x)
    {
        double power = Math.Exp(Math.Min(Math.Abs(x), 200));
        return double.IsNaN(x) ? x : (power + (1 / power)) / 2;
    }

    public static double Erf(double x)
    {
        double length = Math.Abs(x);
        double value = length < 1.0 / 4096 ? TwoOverRootPi.High * (length - (length * length * length / 3))
            : length < 1 ? ErrorFunction.Value.At(length)
            : length < 7 ? 1 - Complement(length)
            : length <= double.PositiveInfinity ? 1 : double.NaN;
        return Math.CopySign(value, x);
    }

    public static double Erfc(double x) => x < 0.25 ? 1 - Erf(x) : x < 28 ? Complement(x) : double.IsNaN(x) ? x : 0;

    public static DoubleDouble WideErf(double x)
    {
        double length = Math.Abs(x);
        DoubleDouble square = (DoubleDouble)x * x;
        DoubleDouble value = length < 1.0 / 4096 ? TwoOverRootPi * length * (1 - (square / 3) + (square * square / 10) - (square * square * square / 42))
            : length < 1 ? ErrorFunction.Value.WideAt(length)
            : length < 7 ? 1 - WideComplement(length)
            : 1;
        return x < 0 ? -value : value;
    }

    public static DoubleDouble WideErfc(double x) => x < 0.25 ? 1 - WideErf(x) : x < 27 ? WideComplement(x) : 0;

    public static double LogGamma(double x) =>
        !(x >= 0) ? double.NaN
        : x < Tiny ? -Math.Log(x) - (Euler.High * x)
        : x < Large ? LnGamma.Value.At(x)
        : double.IsInfinity(x) ? x
        : ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi.High + (1 / (12 * x));

    public static double Digamma(double x) =>
        !(x >= 0) ? double.NaN
        : x < Tiny ? (-1 / Math.Abs(x)) - Euler.High + (Zeta2.High * x)
        : x < Large ? Psi.Value.At(x)
        : Math.Log(x) - (1 / (2 * x)) - (1 / (12 * x * x));

    public static double Trigamma(double x) =>
        !(x >= 0) ? double.NaN
        : x < Tiny ? (1 / (x * x)) + Zeta2.High
        : x < Large ? Psi1.Value.At(x)
        : (1 + (1 / (2 * x)) + (1 / (6 * x * x))) / x;

    public static double Tetragamma(double x) =>
        !(x >= 0) ? double.NaN
        : x < Tiny ? (-2 / (x * x * x)) - (2 * Zeta3)
        : x < Large ? Psi2.Value.At(x)
        : -(1 + (1 / x) + (1 / (2 * x * x))) / (x * x);

    public static DoubleDouble WideLogGamma(double x)
    {
        DoubleDouble log = x is < Tiny or >= Large ? DoubleDouble.Log(x) : 0, inverse = (DoubleDouble)1 / x;
        return x < Tiny ? -log - (Euler * x) + (Zeta2 * x * x / 2) - (Zeta3 * x * x * x / 3)
            : x < Large ? LnGamma.Value.WideAt(x)
            : (log * x) - (log / 2) - x + HalfLogTwoPi + (inverse / 12) - (inverse * inverse * inverse / 360) + Math.Pow(inverse.High, 5) / 1260;
    }

    public static DoubleDouble WideDigamma(double x)
    {
        DoubleDouble inverse = (DoubleDouble)1 / x;
        return x < Tiny ? -inverse - Euler + (Zeta2 * x) - (Zeta3 * x * x) + (1.0823232337111382 * x * x * x)
            : x < Large ? Psi.Value.WideAt(x)
            : DoubleDouble.Log(x) - (inverse / 2) - (inverse * inverse / 12) + (Math.Pow(inverse.High, 4) / 120) - (Math.Pow(inverse.High, 6) / 252);
    }

    public static DoubleDouble WideTrigamma(double x)
    {
        DoubleDouble inverse = (DoubleDouble)1 / x;
        return x < Tiny ? (inverse * inverse) + Zeta2 - (2 * Zeta3 * x)
            : x < Large ? Psi1.Value.WideAt(x)
            : inverse * (1 + (inverse / 2) + (inverse * inverse / 6) - (Math.Pow(inverse.High, 4) / 30) + (Math.Pow(inverse.High, 6) / 42));
    }

    public static DoubleDouble WideTetragamma(double x)
    {
        DoubleDouble inverse = (DoubleDouble)1 / x;
        return x < Tiny ? (-2 * inverse * inverse * inverse) - (2 * Zeta3)
            : x < Large ? Psi2.Value.WideAt(x)
            : -(inverse * inverse) * (1 + inverse + (inverse * inverse / 2) - (Math.Pow(inverse.High, 4) / 6) + (Math.Pow(inverse.High, 6) / 6));
    }

    /// <summary>erfc of x in [¼, 28); the square is exact for a float.</summary>
    private static double Complement(double x) => Math.Exp(-x * x) * ScaledComplement.Value.At(x);

    private static DoubleDouble WideComplement(double x) => DoubleDouble.Exp(-((DoubleDouble)x * x)) * ScaledComplement.Value.WideAt(x);

    private static DoubleDouble Constant(Func<BigFloat> value)
    {
        using var scope = BigFloat.WithPrecision(200);
        return DoubleDouble.Of(value());
    }
}
