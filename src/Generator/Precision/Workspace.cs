using System;
using System.Collections.Generic;
using System.Numerics;

namespace LossGen.Generator.Precision;

/// <summary>
/// Fixed-point constants and tables of one working precision: integers that stand for <c>value / 2^Bits</c>.
/// Tables fill on demand, where a zero marks an entry not yet made. One set per thread, so nothing is locked.
/// </summary>
internal sealed class Workspace
{
    /// <summary>Bits that kernels carry beyond the precision asked for; rounding errors stay below them.</summary>
    internal const int Guard = 32;

    private const int Granule = 64;

    [ThreadStatic]
    private static Dictionary<int, Workspace>? s_all;

    [ThreadStatic]
    private static Workspace? s_last;

    private readonly Dictionary<int, BigInteger[]> _tables = [];
    private BigInteger _pi;
    private BigInteger _ln2;
    private BigInteger _e;
    private BigInteger[]? _zeta;
    private BigInteger[]? _gauss;

    private Workspace(int bits)
    {
        Bits = bits;
        Unit = BigInteger.One << bits;
    }

    /// <summary>The number of fractional bits.</summary>
    internal int Bits { get; }

    /// <summary>One.</summary>
    internal BigInteger Unit { get; }

    /// <summary>π by Machin's formula.</summary>
    internal BigInteger Pi
    {
        get
        {
            if (_pi.IsZero)
            {
                BigInteger one = Unit << Guard;
                _pi = ((InverseArc(one, 5, true) << 4) - (InverseArc(one, 239, true) << 2)) >> Guard;
            }

            return _pi;
        }
    }

    /// <summary>ln 2 from three inverse hyperbolic tangents of small reciprocals.</summary>
    internal BigInteger Ln2
    {
        get
        {
            if (_ln2.IsZero)
            {
                BigInteger one = Unit << Guard;
                _ln2 = ((18 * InverseArc(one, 26, false)) - (2 * InverseArc(one, 4801, false))
                    + (8 * InverseArc(one, 8749, false))) >> Guard;
            }

            return _ln2;
        }
    }

    /// <summary>e by the sum of the inverse factorials.</summary>
    internal BigInteger E
    {
        get
        {
            if (_e.IsZero)
            {
                BigInteger term = Unit << Guard;
                BigInteger sum = term;
                for (int k = 1; !term.IsZero; k++)
                {
                    term /= k;
                    sum += term;
                }

                _e = sum >> Guard;
            }

            return _e;
        }
    }

    /// <summary>The argument from which Stirling's series reaches full precision with <see cref="Zeta"/>.</summary>
    internal int StirlingStart => Bits / 5;

    /// <summary><c>ζ(2k)</c> at index k from 1, as many as Stirling's series needs at its starting point.</summary>
    internal BigInteger[] Zeta => _zeta ??= MakeZeta();

    /// <summary>The reciprocal of the step of the trapezoidal rule for erfc.</summary>
    internal int GaussStepInverse => (int)Math.Ceiling(Math.Sqrt((Bits + Guard) * 0.6931471805599453) / Math.PI);

    /// <summary><c>exp(-(n/q)^2)</c> with q = <see cref="GaussStepInverse"/>, down to the last place.</summary>
    internal BigInteger[] Gauss => _gauss ??= MakeGauss();

    /// <summary>The workspace whose kernels return at least the given number of good bits.</summary>
    internal static Workspace For(int precision) => WithBits(precision + Guard);

    /// <summary>The workspace of at least the given number of fractional bits.</summary>
    internal static Workspace WithBits(int bits)
    {
        bits = (bits + Granule - 1) / Granule * Granule;
        Workspace? last = s_last;
        if (last is not null && last.Bits == bits)
        {
            return last;
        }

        s_all ??= [];
        if (!s_all.TryGetValue(bits, out Workspace? found))
        {
            found = new Workspace(bits);
            s_all.Add(bits, found);
        }

        return s_last = found;
    }

    /// <summary>A finite value in this fixed point, truncated downwards.</summary>
    internal BigInteger Fix(BigFloat value)
    {
        long shift = value.Scale + Bits;
        if (shift >= 0)
        {
            return value.Mantissa << (int)shift;
        }

        return value.Exponent < -Bits ? BigInteger.Zero : value.Mantissa >> (int)-shift;
    }

    /// <summary>The floating value of a fixed-point number, all bits kept.</summary>
    internal BigFloat Float(BigInteger value) => BigFloat.FromScaled(value, -Bits);

    internal BigInteger Multiply(BigInteger left, BigInteger right) => (left * right) >> Bits;

    internal BigInteger Divide(BigInteger left, BigInteger right) => (left << Bits) / right;

    /// <summary>A table by its key, with entries that start at zero.</summary>
    internal BigInteger[] Table(int key, int size)
    {
        if (!_tables.TryGetValue(key, out BigInteger[]? table))
        {
            table = new BigInteger[size];
            _tables.Add(key, table);
        }

        return table;
    }

    /// <summary><c>atan(1/n)</c> (alternating) or <c>atanh(1/n)</c> of an integer.</summary>
    private static BigInteger InverseArc(BigInteger one, int n, bool alternating)
    {
        BigInteger power = one / n;
        BigInteger sum = power;
        int square = n * n;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power /= alternating ? -square : square;
            sum += power / k;
        }

        return sum;
    }

    private BigInteger[] MakeZeta()
    {
        // The terms (2k)!/(2πx)^2k of Stirling's series shrink until they fall below the last place.
        double logScale = Math.Log(2 * Math.PI * StirlingStart, 2);
        double logTerm = 0;
        int count = 0;
        while (logTerm > -Bits - 8)
        {
            count++;
            logTerm += Math.Log(2.0 * count * ((2 * count) - 1), 2) - (2 * logScale);
        }

        // Tangent numbers by their two-term recurrence (all positive integers, exact).
        var tangent = new BigInteger[count + 1];
        tangent[1] = BigInteger.One;
        for (int k = 2; k <= count; k++)
        {
            tangent[k] = (k - 1) * tangent[k - 1];
        }

        for (int k = 2; k <= count; k++)
        {
            for (int j = k; j <= count; j++)
            {
                tangent[j] = ((j - k) * tangent[j - 1]) + ((j - k + 2) * tangent[j]);
            }
        }

        // |B_2k| = 2k T_k / (4^k (4^k - 1)) and ζ(2k) = |B_2k| (2π)^2k / (2 (2k)!).
        var zeta = new BigInteger[count + 1];
        using (BigFloat.WithPrecision(Bits + Guard))
        {
            BigFloat twoPi = WithBits(Bits + Guard).TwoPi();
            BigFloat square = twoPi * twoPi;
            BigFloat ratio = 0.5;
            for (int k = 1; k <= count; k++)
            {
                ratio = ratio * square / (2L * k * ((2 * k) - 1));
                BigInteger fourPower = BigInteger.One << (2 * k);
                BigFloat bernoulli = (BigFloat)(2 * k * tangent[k]) / (fourPower * (fourPower - 1));
                zeta[k] = Fix(bernoulli * ratio);
            }
        }

        return zeta;
    }

    private BigFloat TwoPi() => BigFloat.FromScaled(Pi, 1 - Bits);

    private BigInteger[] MakeGauss()
    {
        int q = GaussStepInverse;
        BigInteger one = Unit << Guard;
        BigInteger ratio = one;
        BigInteger term = one;
        for (int k = 1; !term.IsZero; k++)
        {
            term /= -k * q * q;
            ratio += term;
        }

        // exp(-(n+1)²/q²) = exp(-n²/q²) · g^(2n+1) with g = exp(-1/q²).
        BigInteger squared = (ratio * ratio) >> (Bits + Guard);
        BigInteger weight = one;
        var weights = new List<BigInteger>();
        while (true)
        {
            BigInteger rounded = weight >> Guard;
            if (rounded.IsZero)
            {
                return weights.ToArray();
            }

            weights.Add(rounded);
            weight = (weight * ratio) >> (Bits + Guard);
            ratio = (ratio * squared) >> (Bits + Guard);
        }
    }
}
