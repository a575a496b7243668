using System;
using System.Numerics;

namespace LossGen.Generator.Precision;

internal static partial class BigMath
{
    // Keys of tables; the two of sines and cosines take their step's shift on top.
    private const int AtanTable = 3;
    private const int SinTable = 64;
    private const int CosTable = 128;

    // Reduction needs π to as many bits as the argument's exponent; beyond this the functions give NaN.
    private const int TrigonometricLimit = 1 << 16;

    /// <summary>The sine; NaN for infinities and for arguments beyond 2^65536.</summary>
    public static BigFloat Sin(BigFloat x)
    {
        if (x.IsZero || !TryReduce(x, out int quadrant, out BigFloat r))
        {
            return x.IsZero ? x : BigFloat.NaN;
        }

        int precision = BigFloat.Precision;
        SinCosKernel(r, Workspace.For(precision), out BigFloat sin, out BigFloat cos);
        BigFloat value = (quadrant & 1) == 0 ? sin : cos;
        return ((quadrant & 2) == 0 ? value : -value).RoundedTo(precision);
    }

    /// <summary>The cosine; NaN for infinities and for arguments beyond 2^65536.</summary>
    public static BigFloat Cos(BigFloat x)
    {
        if (x.IsZero || !TryReduce(x, out int quadrant, out BigFloat r))
        {
            return x.IsZero ? BigFloat.One : BigFloat.NaN;
        }

        int precision = BigFloat.Precision;
        SinCosKernel(r, Workspace.For(precision), out BigFloat sin, out BigFloat cos);
        BigFloat value = (quadrant & 1) == 0 ? cos : sin;
        return (quadrant is 0 or 3 ? value : -value).RoundedTo(precision);
    }

    /// <summary>The tangent; NaN for infinities and for arguments beyond 2^65536.</summary>
    public static BigFloat Tan(BigFloat x)
    {
        if (x.IsZero || !TryReduce(x, out int quadrant, out BigFloat r))
        {
            return x.IsZero ? x : BigFloat.NaN;
        }

        SinCosKernel(r, Workspace.For(BigFloat.Precision), out BigFloat sin, out BigFloat cos);
        return (quadrant & 1) == 0 ? sin / cos : -cos / sin;
    }

    /// <summary>The inverse tangent.</summary>
    public static BigFloat Atan(BigFloat x)
    {
        if (x.IsNaN || x.IsZero)
        {
            return x;
        }

        if (x.Sign < 0)
        {
            return -Atan(-x);
        }

        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            Workspace w = Workspace.For(BigFloat.Precision);
            BigFloat result = x <= BigFloat.One
                ? AtanUnit(x, w)
                : BigFloat.FromScaled(w.Pi, -w.Bits - 1) - AtanUnit(BigFloat.One / x, w);
            return result.RoundedTo(precision);
        }
    }

    /// <summary>The inverse sine; NaN outside [−1, 1].</summary>
    public static BigFloat Asin(BigFloat x)
    {
        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            BigFloat square = (BigFloat.One - x) * (BigFloat.One + x);
            return Atan(x / BigFloat.Sqrt(square)).RoundedTo(precision);
        }
    }

    /// <summary>The inverse cosine; NaN outside [−1, 1].</summary>
    public static BigFloat Acos(BigFloat x)
    {
        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            // The half-angle tangent keeps full relative accuracy as x tends to one.
            BigFloat ratio = (BigFloat.One - x) / (BigFloat.One + x);
            return BigFloat.ScaleB(Atan(BigFloat.Sqrt(ratio)), 1).RoundedTo(precision);
        }
    }

    /// <summary>
    /// Writes x as <c>n π/2 + r</c> with |r| at most π/4 (a little over at the seams) and r accurate relative to
    /// itself; the quadrant is n modulo four.
    /// </summary>
    private static bool TryReduce(BigFloat x, out int quadrant, out BigFloat r)
    {
        quadrant = 0;
        r = x;
        long exponent = x.Exponent;
        if (exponent < -1)
        {
            return true;
        }

        if (exponent > TrigonometricLimit)
        {
            return false;
        }

        int wanted = BigFloat.Precision + Workspace.Guard;
        int bits = wanted + (int)Math.Max(exponent, 0) + 8;
        while (true)
        {
            Workspace w = Workspace.WithBits(bits);
            BigInteger value = w.Fix(x);
            BigInteger turns = ((value << 1) / w.Pi) + (value.Sign < 0 ? -1 : 0);
            BigInteger rest = value - ((turns * w.Pi) >> 1);
            if (rest > w.Pi >> 2)
            {
                rest -= w.Pi >> 1;
                turns += BigInteger.One;
            }

            // The error of π, times the number of turns, reaches the lowest exponent+2 bits of the rest.
            long good = BigFloat.BitLength(rest) - Math.Max(exponent, 0) - 4;
            if (good >= BigFloat.Precision + 8)
            {
                quadrant = (int)(turns & 3);
                r = w.Float(rest).RoundedTo(wanted);
                return true;
            }

            bits += wanted - (int)good;
        }
    }

    /// <summary>Sine (relative to itself) and cosine of |r| below one, unrounded.</summary>
    private static void SinCosKernel(BigFloat r, Workspace w, out BigFloat sin, out BigFloat cos)
    {
        BigInteger t = w.Fix(BigFloat.Abs(r));
        int index = (int)(t >> (w.Bits - TableBits));
        if (index == 0)
        {
            BigInteger square = w.Multiply(t, t);
            cos = w.Float(FactorialSeries(square, 0, w));
            sin = BigFloat.MultiplyExact(r, w.Float(FactorialSeries(square, 1, w)));
            return;
        }

        Rotate(index, TableBits, w, BigInteger.Zero, w.Unit, out BigInteger s, out BigInteger c);
        t -= (BigInteger)index << (w.Bits - TableBits);
        int fine = (int)(t >> (w.Bits - (2 * TableBits)));
        if (fine != 0)
        {
            Rotate(fine, 2 * TableBits, w, s, c, out s, out c);
            t -= (BigInteger)fine << (w.Bits - (2 * TableBits));
        }

        BigInteger restSquare = w.Multiply(t, t);
        BigInteger restCos = FactorialSeries(restSquare, 0, w);
        BigInteger restSin = w.Multiply(t, FactorialSeries(restSquare, 1, w));
        BigInteger fixedSin = ((s * restCos) + (c * restSin)) >> w.Bits;
        BigInteger fixedCos = ((c * restCos) - (s * restSin)) >> w.Bits;
        sin = w.Float(r.Sign < 0 ? -fixedSin : fixedSin);
        cos = w.Float(fixedCos);
    }

    /// <summary>Adds <c>index / 2^shift</c> to the angle of a sine and a cosine, by tables.</summary>
    private static void Rotate(
        int index, int shift, Workspace w, BigInteger s, BigInteger c, out BigInteger sin, out BigInteger cos)
    {
        BigInteger[] sines = w.Table(SinTable + shift, 1 << TableBits);
        BigInteger[] cosines = w.Table(CosTable + shift, 1 << TableBits);
        if (sines[index].IsZero)
        {
            BigInteger angle = (BigInteger)index << (w.Bits - shift);
            BigInteger square = w.Multiply(angle, angle);
            cosines[index] = FactorialSeries(square, 0, w);
            sines[index] = w.Multiply(angle, FactorialSeries(square, 1, w));
        }

        if (s.IsZero)
        {
            sin = sines[index];
            cos = cosines[index];
            return;
        }

        sin = ((sines[index] * c) + (cosines[index] * s)) >> w.Bits;
        cos = ((cosines[index] * c) - (sines[index] * s)) >> w.Bits;
    }

    /// <summary>cos t (odd = 0) or sin(t)/t (odd = 1) from t².</summary>
    private static BigInteger FactorialSeries(BigInteger square, int odd, Workspace w)
    {
        BigInteger sum = w.Unit;
        BigInteger term = w.Unit;
        for (int k = 1 + odd; ; k += 2)
        {
            term = w.Multiply(term, square) / (-k * (k + 1));
            if (Negligible(term))
            {
                return sum;
            }

            sum += term;
        }
    }

    /// <summary>atan of x in (0, 1].</summary>
    private static BigFloat AtanUnit(BigFloat x, Workspace w)
    {
        BigInteger t = w.Fix(x);
        int index = (int)(t >> (w.Bits - TableBits));
        if (index == 0)
        {
            return x * w.Float(ArcSeries(-w.Multiply(t, t), w));
        }

        // atan x = atan c + atan((x - c) / (1 + x c)) with c the table point below x.
        BigInteger[] table = w.Table(AtanTable, (1 << TableBits) + 1);
        if (table[index].IsZero)
        {
            table[index] = AtanRational(index, w);
        }

        BigInteger point = (BigInteger)index << (w.Bits - TableBits);
        t = w.Divide(t - point, w.Unit + ((t * index) >> TableBits));
        return w.Float(table[index] + w.Multiply(t, ArcSeries(-w.Multiply(t, t), w)));
    }

    /// <summary>atan(index / 2^8) by Euler's series, which converges geometrically on all of (0, 1].</summary>
    private static BigInteger AtanRational(int index, Workspace w)
    {
        long square = (long)index * index;
        long hypotenuse = square + (1 << (2 * TableBits));
        BigInteger term = ((w.Unit * index) << TableBits) / hypotenuse;
        BigInteger sum = term;
        for (int k = 1; !term.IsZero; k++)
        {
            term = term * (2 * k * square) / (((2 * k) + 1) * hypotenuse);
            sum += term;
        }

        return sum;
    }
}
