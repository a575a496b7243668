using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal readonly partial struct BigFloat
{
    /// <summary>Identity.</summary>
    public static BigFloat operator +(BigFloat value) => value;

    /// <summary>The negation, exact.</summary>
    public static BigFloat operator -(BigFloat value) => value._kind switch
    {
        Kind.Finite => new BigFloat(-value._mantissa, value._scale),
        Kind.PositiveInfinity => NegativeInfinity,
        Kind.NegativeInfinity => PositiveInfinity,
        _ => NaN,
    };

    /// <summary>The rounded sum.</summary>
    public static BigFloat operator +(BigFloat left, BigFloat right)
    {
        if (left._kind != Kind.Finite || right._kind != Kind.Finite)
        {
            return left.IsNaN || right.IsNaN || (left.IsInfinity && right.IsInfinity && left._kind != right._kind) ? NaN
                : left.IsInfinity ? left : right;
        }

        if (left._mantissa.IsZero)
        {
            return Rounded(right._mantissa, right._scale, Precision);
        }

        if (right._mantissa.IsZero)
        {
            return Rounded(left._mantissa, left._scale, Precision);
        }

        return left.Exponent >= right.Exponent ? AddFinite(left, right) : AddFinite(right, left);
    }

    /// <summary>The rounded difference.</summary>
    public static BigFloat operator -(BigFloat left, BigFloat right) => left + -right;

    /// <summary>The rounded product.</summary>
    public static BigFloat operator *(BigFloat left, BigFloat right)
    {
        if (left._kind == Kind.Finite && right._kind == Kind.Finite)
        {
            return Rounded(left._mantissa * right._mantissa, left._scale + right._scale, Precision);
        }

        return (left.Sign * right.Sign) switch
        {
            > 0 => PositiveInfinity,
            < 0 => NegativeInfinity,
            _ => NaN,
        };
    }

    /// <summary>The rounded quotient; a finite value over zero is an infinity of the dividend's sign.</summary>
    public static BigFloat operator /(BigFloat left, BigFloat right)
    {
        if (left._kind != Kind.Finite || right._kind != Kind.Finite)
        {
            return left.IsNaN || right.IsNaN || (left.IsInfinity && right.IsInfinity) ? NaN
                : right.IsInfinity ? Zero
                : (right.Sign < 0 ? -left : left);
        }

        if (right._mantissa.IsZero)
        {
            return left.Sign switch
            {
                > 0 => PositiveInfinity,
                < 0 => NegativeInfinity,
                _ => NaN,
            };
        }

        int bits = Precision;
        long wanted = bits + 2 + BitLength(right._mantissa) - BitLength(left._mantissa);
        int shift = (int)Math.Max(wanted, 0);
        BigInteger quotient = BigInteger.DivRem(left._mantissa << shift, right._mantissa, out BigInteger remainder);
        return RoundedWithTail(
            quotient, left._scale - right._scale - shift, remainder.Sign * right._mantissa.Sign, bits);
    }

    /// <summary>The absolute value, exact.</summary>
    public static BigFloat Abs(BigFloat value) => value.Sign < 0 ? -value : value;

    /// <summary>The larger value; NaN if either is.</summary>
    public static BigFloat Max(BigFloat left, BigFloat right) =>
        left.IsNaN || right.IsNaN ? NaN : left >= right ? left : right;

    /// <summary>The smaller value; NaN if either is.</summary>
    public static BigFloat Min(BigFloat left, BigFloat right) =>
        left.IsNaN || right.IsNaN ? NaN : left <= right ? left : right;

    /// <summary>The rounded square root; NaN below zero.</summary>
    public static BigFloat Sqrt(BigFloat value)
    {
        if (value.Sign < 0 || value.IsNaN)
        {
            return NaN;
        }

        if (value._kind != Kind.Finite || value._mantissa.IsZero)
        {
            return value;
        }

        int bits = Precision;
        long shift = Math.Max((2L * bits) + 6 - BitLength(value._mantissa), 0);
        shift += (value._scale - shift) & 1;
        BigInteger radicand = value._mantissa << (int)shift;
        BigInteger root = IntegerSqrt(radicand);
        return RoundedWithTail(root, (value._scale - shift) / 2, root * root == radicand ? 0 : 1, bits);
    }

    /// <summary><c>value * 2^power</c>, exact.</summary>
    public static BigFloat ScaleB(BigFloat value, long power)
    {
        if (value._kind != Kind.Finite || value._mantissa.IsZero)
        {
            return value;
        }

        // Such powers move any value out of range anyway; clamping only keeps the sum from overflowing.
        long clamped = Math.Max(-4 * MaxExponent, Math.Min(power, 4 * MaxExponent));
        return Bounded(value._mantissa, value._scale + clamped);
    }

    /// <summary>The value times a power of two, exact.</summary>
    public BigFloat ScaleB(int power) => ScaleB(this, power);

    /// <summary>The largest integer not above the value, exact.</summary>
    public static BigFloat Floor(BigFloat value)
    {
        if (value._kind != Kind.Finite || value._scale >= 0)
        {
            return value;
        }

        return new BigFloat(value.FloorMantissa(), 0);
    }

    /// <summary>The smallest integer not below the value, exact.</summary>
    public static BigFloat Ceiling(BigFloat value) => -Floor(-value);

    /// <summary>The nearest integer, ties to even, exact.</summary>
    public static BigFloat Round(BigFloat value)
    {
        if (value._kind != Kind.Finite || value._scale >= 0)
        {
            return value;
        }

        return value.Exponent < -1 ? Zero : new BigFloat(ShiftRightNearest(value._mantissa, (int)-value._scale), 0);
    }

    /// <summary>The product without any rounding.</summary>
    internal static BigFloat MultiplyExact(BigFloat left, BigFloat right) =>
        Bounded(left._mantissa * right._mantissa, left._scale + right._scale);

    internal static BigInteger IntegerSqrt(BigInteger value)
    {
        long length = BitLength(value);
        if (length <= 50)
        {
            // Below 2^50 the double root, truncated, is exact.
            return (ulong)Math.Sqrt((double)(ulong)value);
        }

        // Half of the bits from the upper half of the radicand, then one Newton step doubles them.
        int k = (int)((length - 1) / 4);
        BigInteger root = IntegerSqrt(value >> (2 * k)) << k;
        root = (root + (value / root)) >> 1;
        while (root * root > value)
        {
            root -= BigInteger.One;
        }

        return root;
    }

    private static BigFloat AddFinite(BigFloat large, BigFloat small)
    {
        int bits = Precision;
        long gap = large._scale - small._scale;
        if (gap <= 0)
        {
            long reach = -gap;
            return Rounded(large._mantissa + (small._mantissa << (int)reach), large._scale, bits);
        }

        long pad = Math.Max(bits + 3 - BitLength(large._mantissa), 0);
        if (small.Exponent < large._scale - pad - 1)
        {
            // The small operand lies wholly below the padded mantissa: only its sign can matter.
            return RoundedWithTail(large._mantissa << (int)pad, large._scale - pad, small._mantissa.Sign, bits);
        }

        return Rounded((large._mantissa << (int)gap) + small._mantissa, small._scale, bits);
    }

    /// <summary>Rounds <c>(mantissa + tail) * 2^scale</c> where the tail is of the given sign and below one unit.</summary>
    private static BigFloat RoundedWithTail(BigInteger mantissa, long scale, int tailSign, int bits) => tailSign == 0
        ? Rounded(mantissa, scale, bits)
        : Rounded((mantissa << 2) + tailSign, scale - 2, bits);

    private BigInteger FloorMantissa()
    {
        if (_mantissa.IsZero)
        {
            return BigInteger.Zero;
        }

        return Exponent < 0 ? (_mantissa.Sign < 0 ? BigInteger.MinusOne : BigInteger.Zero) : _mantissa >> (int)-_scale;
    }
}
