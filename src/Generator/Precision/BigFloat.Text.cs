using System;
using System.Globalization;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal readonly partial struct BigFloat
{
    // Powers of ten beyond this would take seconds and serve no test.
    private const long MaxDecimalExponent = 1_000_000;

    /// <summary>
    /// Reads a decimal number (<c>-12.5e-3</c>, <c>NaN</c>, <c>Infinity</c>), exactly where
    /// <see cref="Precision"/> allows and to nearest otherwise.
    /// </summary>
    public static BigFloat Parse(string text)
    {
        string rest = text.Trim();
        bool negative = rest.StartsWith("-", StringComparison.Ordinal);
        if (negative || rest.StartsWith("+", StringComparison.Ordinal))
        {
            rest = rest.Substring(1);
        }

        if (rest.Equals("NaN", StringComparison.OrdinalIgnoreCase))
        {
            return NaN;
        }

        if (rest.Equals("Infinity", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || rest.Equals("∞", StringComparison.Ordinal))
        {
            return negative ? NegativeInfinity : PositiveInfinity;
        }

        long exponent = 0;
        int mark = rest.IndexOfAny(['e', 'E']);
        if (mark >= 0)
        {
            exponent = long.Parse(rest.Substring(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            rest = rest.Substring(0, mark);
        }

        int point = rest.IndexOf('.');
        string digits = point < 0 ? rest : rest.Remove(point, 1);
        BigInteger mantissa = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
        {
            return Zero;
        }

        exponent -= point < 0 ? 0 : rest.Length - point - 1;
        if (Math.Abs(exponent) > MaxDecimalExponent)
        {
            throw new OverflowException("The decimal exponent is out of range.");
        }

        BigFloat power = BigInteger.Pow(10, (int)Math.Abs(exponent));
        BigFloat value = negative ? -mantissa : mantissa;
        return exponent < 0 ? value / power : value * power;
    }

    /// <summary>Thirty significant decimal digits.</summary>
    public override string ToString() => ToString(30);

    /// <summary>The value in scientific notation, rounded to the given number of significant decimal digits.</summary>
    public string ToString(int digits)
    {
        if (digits < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(digits), digits, "A number has at least one digit.");
        }

        if (_kind != Kind.Finite)
        {
            return IsNaN ? "NaN" : IsPositiveInfinity ? "Infinity" : "-Infinity";
        }

        if (_mantissa.IsZero)
        {
            return "0";
        }

        string sign = _mantissa.Sign < 0 ? "-" : string.Empty;
        if (Math.Abs(Exponent) > 3 * MaxDecimalExponent)
        {
            BigFloat fraction = new(_mantissa, _scale - Exponent);
            return fraction.ToString(digits) + "*2^" + Exponent.ToString(CultureInfo.InvariantCulture);
        }

        long power = (long)Math.Floor(Exponent * 0.30102999566398120);
        string text = ScaledDigits(digits - 1 - power);
        if (text.Length > digits)
        {
            // The estimate of the decimal exponent was one too low, or rounding carried into a new digit.
            power++;
            text = ScaledDigits(digits - 1 - power);
        }

        string fractionText = text.Length > 1 ? "." + text.Substring(1) : string.Empty;
        string exponentText = power == 0 ? string.Empty : "e" + power.ToString(CultureInfo.InvariantCulture);
        return sign + text[0] + fractionText + exponentText;
    }

    /// <summary>The digits of <c>round(|x| * 10^power)</c>.</summary>
    private string ScaledDigits(long power)
    {
        BigInteger ten = BigInteger.Pow(10, (int)Math.Abs(power));
        BigInteger numerator = BigInteger.Abs(_mantissa);
        BigInteger denominator = BigInteger.One;
        if (power >= 0)
        {
            numerator *= ten;
        }
        else
        {
            denominator = ten;
        }

        if (_scale >= 0)
        {
            numerator <<= (int)_scale;
        }
        else
        {
            denominator <<= (int)-_scale;
        }

        BigInteger rounded = ((numerator << 1) + denominator) / (denominator << 1);
        return rounded.ToString(CultureInfo.InvariantCulture);
    }
}
