using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal readonly partial struct BigFloat
{
    /// <summary>The exact value of a double.</summary>
    public static implicit operator BigFloat(double value)
    {
        if (double.IsNaN(value))
        {
            return NaN;
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? PositiveInfinity : NegativeInfinity;
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        long fraction = bits & ((1L << 52) - 1);
        int biased = (int)(bits >> 52) & 0x7FF;
        if (biased == 0)
        {
            biased = 1;
        }
        else
        {
            fraction |= 1L << 52;
        }

        if (fraction == 0)
        {
            return Zero;
        }

        // Short mantissas keep later products short.
        int zeros = 0;
        for (; (fraction & 1) == 0; zeros++)
        {
            fraction >>= 1;
        }

        return new BigFloat(bits < 0 ? -fraction : fraction, biased - 1075 + zeros);
    }

    /// <summary>The exact value of a float.</summary>
    public static implicit operator BigFloat(float value) => (double)value;

    /// <summary>The exact value of an integer.</summary>
    public static implicit operator BigFloat(int value) => new(value, 0);

    /// <summary>The exact value of an integer.</summary>
    public static implicit operator BigFloat(long value) => new(value, 0);

    /// <summary>The exact value of an integer.</summary>
    public static implicit operator BigFloat(BigInteger value) => new(value, 0);

    /// <summary>The nearest double, ties to even, with gradual underflow and overflow to infinity.</summary>
    public static explicit operator double(BigFloat value) => value.ToDouble();

    /// <summary>The nearest float, ties to even, rounded once.</summary>
    public static explicit operator float(BigFloat value) => value.ToSingle();

    /// <summary>The nearest double, ties to even, with gradual underflow and overflow to infinity.</summary>
    public double ToDouble()
    {
        if (_kind != Kind.Finite)
        {
            return IsNaN ? double.NaN : IsPositiveInfinity ? double.PositiveInfinity : double.NegativeInfinity;
        }

        long bits = EncodeMagnitude(52, 1023);
        return BitConverter.Int64BitsToDouble(_mantissa.Sign < 0 ? bits | long.MinValue : bits);
    }

    /// <summary>The nearest float, ties to even, rounded once.</summary>
    public float ToSingle()
    {
        if (_kind != Kind.Finite)
        {
            return IsNaN ? float.NaN : IsPositiveInfinity ? float.PositiveInfinity : float.NegativeInfinity;
        }

        int bits = (int)EncodeMagnitude(23, 127);
        return BitConverter.ToSingle(BitConverter.GetBytes(_mantissa.Sign < 0 ? bits | int.MinValue : bits), 0);
    }

    /// <summary>The bit pattern, sign aside, of the nearest number of an IEEE format.</summary>
    private long EncodeMagnitude(int fractionBits, int bias)
    {
        if (_mantissa.IsZero)
        {
            return 0;
        }

        long infinity = ((2L * bias) + 1) << fractionBits;
        long exponent = Exponent;
        if (exponent > bias)
        {
            return infinity;
        }

        // The weight of the last place: fixed for subnormals.
        long normal = Math.Max(exponent, 1 - bias);
        long unit = normal - fractionBits;
        if (exponent < unit - 1)
        {
            return 0;
        }

        BigInteger magnitude = BigInteger.Abs(_mantissa);
        long shift = unit - _scale;
        long significand = (long)(shift > 0 ? ShiftRightNearest(magnitude, (int)shift) : magnitude << (int)-shift);

        // The hidden bit adds one to the exponent field by itself, and so does a carry out of the rounding,
        // up to and including the step to infinity.
        return ((normal + bias - 1) << fractionBits) + significand;
    }
}
