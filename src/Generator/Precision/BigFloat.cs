using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

/// <summary>
/// Binary floating point of arbitrary precision, the oracle that tests measure double and single precision against.
/// A finite value is <c>mantissa * 2^scale</c>; there is one zero (no sign), both infinities and NaN.
/// Conversions into the type are exact; every arithmetic operation rounds to nearest, ties to even,
/// at <see cref="Precision"/> bits.
/// </summary>
internal readonly partial struct BigFloat : IEquatable<BigFloat>, IComparable<BigFloat>
{
    /// <summary>The precision, in bits, that a thread starts with.</summary>
    public const int DefaultPrecision = 320;

    /// <summary>Results whose binary exponent exceeds this become infinite, or zero on the other side.</summary>
    public const long MaxExponent = 1L << 40;

    [ThreadStatic]
    private static int s_precision;

    private readonly BigInteger _mantissa;
    private readonly long _scale;
    private readonly Kind _kind;

    private BigFloat(BigInteger mantissa, long scale)
    {
        _mantissa = mantissa;
        _scale = scale;
        _kind = Kind.Finite;
    }

    private BigFloat(Kind kind)
    {
        _mantissa = BigInteger.Zero;
        _scale = 0;
        _kind = kind;
    }

    private enum Kind : byte
    {
        Finite,
        NaN,
        PositiveInfinity,
        NegativeInfinity,
    }

    /// <summary>The number of mantissa bits that operations of the current thread round to.</summary>
    public static int Precision
    {
        get => s_precision == 0 ? DefaultPrecision : s_precision;
        set
        {
            s_precision = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A precision has at least two bits.");
        }
    }

    /// <summary>Zero.</summary>
    public static BigFloat Zero => default;

    /// <summary>One.</summary>
    public static BigFloat One => new(BigInteger.One, 0);

    /// <summary>Positive infinity.</summary>
    public static BigFloat PositiveInfinity => new(Kind.PositiveInfinity);

    /// <summary>Negative infinity.</summary>
    public static BigFloat NegativeInfinity => new(Kind.NegativeInfinity);

    /// <summary>Not a number.</summary>
    public static BigFloat NaN => new(Kind.NaN);

    /// <summary>Whether the value is NaN.</summary>
    public bool IsNaN => _kind == Kind.NaN;

    /// <summary>Whether the value is neither NaN nor infinite.</summary>
    public bool IsFinite => _kind == Kind.Finite;

    /// <summary>Whether the value is an infinity of either sign.</summary>
    public bool IsInfinity => _kind >= Kind.PositiveInfinity;

    /// <summary>Whether the value is +∞.</summary>
    public bool IsPositiveInfinity => _kind == Kind.PositiveInfinity;

    /// <summary>Whether the value is −∞.</summary>
    public bool IsNegativeInfinity => _kind == Kind.NegativeInfinity;

    /// <summary>Whether the value is zero.</summary>
    public bool IsZero => _kind == Kind.Finite && _mantissa.IsZero;

    /// <summary>Whether the value is less than zero.</summary>
    public bool IsNegative => Sign < 0;

    /// <summary>−1, 0 or 1; 0 for NaN.</summary>
    public int Sign => _kind switch
    {
        Kind.Finite => _mantissa.Sign,
        Kind.PositiveInfinity => 1,
        Kind.NegativeInfinity => -1,
        _ => 0,
    };

    /// <summary>
    /// <c>floor(log2 |x|)</c> of a finite value other than zero; <see cref="long.MinValue"/> for zero and
    /// <see cref="long.MaxValue"/> for infinities and NaN.
    /// </summary>
    public long Exponent => _kind != Kind.Finite ? long.MaxValue
        : _mantissa.IsZero ? long.MinValue
        : _scale + BitLength(_mantissa) - 1;

    /// <summary>Whether the value is finite and has no fractional part.</summary>
    public bool IsInteger
    {
        get
        {
            if (_kind != Kind.Finite)
            {
                return false;
            }

            return _scale >= 0 || _mantissa.IsZero || TrailingZeros(_mantissa) >= -_scale;
        }
    }

    /// <summary>Whether the value is an integer not divisible by two.</summary>
    public bool IsOddInteger =>
        IsInteger && !_mantissa.IsZero && TrailingZeros(_mantissa) + _scale == 0;

    internal BigInteger Mantissa => _mantissa;

    internal long Scale => _scale;

    /// <summary>Sets <see cref="Precision"/> until the returned scope is disposed of.</summary>
    public static PrecisionScope WithPrecision(int bits)
    {
        var scope = new PrecisionScope(Precision);
        Precision = bits;
        return scope;
    }

    /// <summary><c>mantissa * 2^scale</c>, exactly.</summary>
    public static BigFloat FromScaled(BigInteger mantissa, long scale) => Bounded(mantissa, scale);

    /// <summary>The value rounded to nearest, ties to even, at <paramref name="bits"/> bits.</summary>
    public BigFloat RoundedTo(int bits) => _kind == Kind.Finite ? Rounded(_mantissa, _scale, bits) : this;

    internal static long BitLength(BigInteger value) => value.Sign < 0 ? BitLengths.Of(-value) : BitLengths.Of(value);

    internal static BigFloat Rounded(BigInteger mantissa, long scale, int bits)
    {
        long excess = BitLength(mantissa) - bits;
        return excess <= 0
            ? Bounded(mantissa, scale)
            : Bounded(ShiftRightNearest(mantissa, (int)excess), scale + excess);
    }

    /// <summary>Divides by <c>2^shift</c> (shift of at least one), to nearest and ties to even.</summary>
    private static BigInteger ShiftRightNearest(BigInteger value, int shift)
    {
        BigInteger magnitude = BigInteger.Abs(value);
        BigInteger withHalf = magnitude >> (shift - 1);
        BigInteger result = withHalf >> 1;
        if (!withHalf.IsEven && (!result.IsEven || (withHalf << (shift - 1)) != magnitude))
        {
            result += BigInteger.One;
        }

        return value.Sign < 0 ? -result : result;
    }

    private static BigFloat Bounded(BigInteger mantissa, long scale)
    {
        if (mantissa.IsZero)
        {
            return Zero;
        }

        // The cheap test on the scale alone settles nearly every call.
        if (scale is > -MaxExponent / 2 and < MaxExponent / 2)
        {
            return new BigFloat(mantissa, scale);
        }

        long exponent = scale + BitLength(mantissa) - 1;
        return exponent > MaxExponent ? (mantissa.Sign > 0 ? PositiveInfinity : NegativeInfinity)
            : exponent < -MaxExponent ? Zero
            : new BigFloat(mantissa, scale);
    }

    private static long TrailingZeros(BigInteger value)
    {
        BigInteger lowest = value & -value;
        return BitLengths.Of(lowest) - 1;
    }

    /// <summary>Restores the precision that was in force when it was made.</summary>
    public readonly struct PrecisionScope : IDisposable
    {
        private readonly int _previous;

        internal PrecisionScope(int previous) => _previous = previous;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_previous != 0)
            {
                Precision = _previous;
            }
        }
    }
}
