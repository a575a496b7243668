using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal readonly partial struct BigFloat
{
    /// <summary>Equality of value; false if either is NaN.</summary>
    public static bool operator ==(BigFloat left, BigFloat right) => TryCompare(left, right, out int c) && c == 0;

    /// <summary>Inequality of value; true if either is NaN.</summary>
    public static bool operator !=(BigFloat left, BigFloat right) => !(left == right);

    /// <summary>Less than; false if either is NaN.</summary>
    public static bool operator <(BigFloat left, BigFloat right) => TryCompare(left, right, out int c) && c < 0;

    /// <summary>Greater than; false if either is NaN.</summary>
    public static bool operator >(BigFloat left, BigFloat right) => TryCompare(left, right, out int c) && c > 0;

    /// <summary>Less than or equal; false if either is NaN.</summary>
    public static bool operator <=(BigFloat left, BigFloat right) => TryCompare(left, right, out int c) && c <= 0;

    /// <summary>Greater than or equal; false if either is NaN.</summary>
    public static bool operator >=(BigFloat left, BigFloat right) => TryCompare(left, right, out int c) && c >= 0;

    /// <summary>The order of <see cref="double.CompareTo(double)"/>: NaN equals itself and precedes everything.</summary>
    public int CompareTo(BigFloat other) =>
        TryCompare(this, other, out int c) ? c : other.IsNaN.CompareTo(IsNaN);

    /// <summary>Equality of value, where NaN equals NaN.</summary>
    public bool Equals(BigFloat other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BigFloat other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_kind != Kind.Finite || _mantissa.IsZero)
        {
            return (int)_kind;
        }

        // Equal values may carry different numbers of trailing zero bits.
        long zeros = TrailingZeros(_mantissa);
        return ((_mantissa >> (int)zeros).GetHashCode() * 397) ^ (_scale + zeros).GetHashCode();
    }

    private static bool TryCompare(in BigFloat left, in BigFloat right, out int order)
    {
        order = 0;
        if (left.IsNaN || right.IsNaN)
        {
            return false;
        }

        int leftSign = left.Sign;
        int rightSign = right.Sign;
        if (leftSign != rightSign)
        {
            order = leftSign.CompareTo(rightSign);
            return true;
        }

        if (leftSign == 0)
        {
            return true;
        }

        // Infinities have the largest Exponent of all, so magnitudes order correctly without a special case.
        long leftExponent = left.Exponent;
        long rightExponent = right.Exponent;
        if (leftExponent != rightExponent)
        {
            order = leftExponent.CompareTo(rightExponent) * leftSign;
            return true;
        }

        if (left.IsInfinity)
        {
            return true;
        }

        long gap = left._scale - right._scale;
        BigInteger a = gap > 0 ? left._mantissa << (int)gap : left._mantissa;
        BigInteger b = gap < 0 ? right._mantissa << (int)-gap : right._mantissa;
        order = a.CompareTo(b);
        return true;
    }
}
