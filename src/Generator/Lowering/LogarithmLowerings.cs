namespace LossGen.Generator.Lowering;

/// <summary>
/// Logarithms. With t a short reciprocal of the mantissa m from a table, ln(2^k·m) = (k·ln 2 − ln t) + ln(1 + r), r = m·t − 1: the first sum is
/// exact because of how the table and the high part of ln 2 are chosen. Around 1 the table has t = 1, so that nothing cancels.
/// </summary>
internal static class LogarithmLowerings
{
    /// <summary>ln x, ∓∞ at 0 and ∞, NaN below 0; 0.8 ulp, 18 and 23 operations.</summary>
    public static int Log(MachineBuilder b, int x)
    {
        Mantissa m = Decompose(b, x);
        int r = b.Fms(m.Value, m.Reciprocal, b.Constant(1));
        return Finish(b, m, r);
    }

    /// <summary>ln x + base + k·ln 2 for a whole k.</summary>
    public static int UnshiftedLog(MachineBuilder b, int x, int @base, int k)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        return b.Add(@base, b.Fma(k, b.Constant(c.LogLn2High), b.Fma(k, b.Constant(c.LogLn2Low), Log(b, x))));
    }

    /// <summary>ln(1 + x); 1.03 ulp, 23 and 28 operations, one less where x is never negative. 1 + x is rounded only to choose the table's entry.</summary>
    public static int Log1p(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);

        // For +∞ the exponent carries the result and the polynomial must merely stay finite.
        int finite = b.Min(b.Constant(c.Largest), x);
        Mantissa m = Decompose(b, b.Add(x, b.Constant(1)));
        int scaled = ScaledReciprocal(b, m, x);
        int r = b.Fma(finite, scaled, b.Sub(scaled, b.Constant(1)));
        return Finish(b, m, r);
    }

    /// <summary>ln(1 + x) − x; 2.1 ulp, 29 and 34 operations.</summary>
    public static int LogExcess(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int finite = b.Min(b.Constant(c.Largest), x);
        Mantissa m = Decompose(b, b.Add(finite, b.Constant(1)));
        int scaled = ScaledReciprocal(b, m, x);

        // 1 + r + rest = (1 + x)·t exactly; the sum of the parts that nearly cancel with −x is exact too where the result is small.
        int product = b.Mul(finite, scaled);
        int rest = b.Fms(finite, scaled, product);
        int high = b.Add(product, b.Sub(scaled, b.Constant(1)));
        int r = b.Add(high, rest);
        int low = b.Fnma(m.NegatedExponent, b.Constant(c.LogLn2Low), b.Add(rest, b.Lookup(m.Index, LookupTable.LogLogarithmError)));
        int tail = b.Fma(b.Mul(r, r), Polynomial.Horner(b, r, c.LogSecond), low);
        return b.Add(b.Add(b.Sub(Leading(b, m), x), high), tail);
    }

    /// <summary>ln(1 − e^x), −∞ at 0, NaN above; 1.6 ulp, 41 and 49 operations.</summary>
    public static int Log1mExp(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int one = b.Constant(1);
        ExponentialLowerings.Split s = ExponentialLowerings.SplitPower(b, b.Max(b.Constant(-c.ExponentLimit), x));
        int e = s.Value(b);
        Mantissa m = Decompose(b, b.Unary(MachineOp.Negate, s.Minus(b, one)));

        // Near 0 the mantissa of 1 − e^x is accurate, further away e^x is; there the exponent is 0 or −1.
        int near = b.Fms(m.Value, m.Reciprocal, one);
        int scaled = b.Make(MachineOp.Scale, m.Reciprocal, m.NegatedExponent);
        int far = b.Fnma(e, scaled, b.Sub(scaled, one));
        int r = b.Select(b.Make(MachineOp.Less, b.Constant(-c.Ln2), x), near, far);
        return Finish(b, m, r);
    }

    /// <summary>x·ln y, 0 where x is 0 and y a number; 2.3 ulp, 5 operations more than <see cref="Log"/>.</summary>
    public static int XLogY(MachineBuilder b, int x, int y) => ZeroWhereZero(b, x, y, Log(b, y));

    /// <summary>x·ln(1 + y), 0 where x is 0 and y a number; 2.3 ulp, 5 operations more than <see cref="Log1p"/>.</summary>
    public static int XLog1pY(MachineBuilder b, int x, int y) => ZeroWhereZero(b, x, y, Log1p(b, y));

    /// <summary>ln(1 + e) for e in [0, 1], by the nearest of 16 entries 1 + i/15; 1.1 ulp, 11 and 15 operations.</summary>
    public static int Log1pUnit(MachineBuilder b, int e)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int index = b.Fma(e, b.Constant(15), b.Constant(c.IndexMagic));
        int reciprocal = b.Lookup(index, LookupTable.Log1pReciprocal);
        int r = b.Fma(e, reciprocal, b.Sub(reciprocal, b.Constant(1)));
        int tail = b.Fma(b.Mul(r, r), Polynomial.Horner(b, r, c.Log1pUnit), r);
        return b.Add(tail, b.Lookup(index, LookupTable.Log1pLogarithm));
    }

    private static int ZeroWhereZero(MachineBuilder b, int x, int y, int logarithm)
    {
        int zero = b.Constant(0);
        int mask = b.Make(MachineOp.And, b.Make(MachineOp.Equal, x, zero), b.Make(MachineOp.Equal, y, y));
        return b.Select(mask, zero, b.Mul(x, logarithm));
    }

    /// <summary>x = 2^k·m and the entry of the table for m. For 0 and ∞ k is infinite and m is 1; m is NaN for a negative x.</summary>
    private static Mantissa Decompose(MachineBuilder b, int x)
    {
        int m = b.Unary(MachineOp.GetMantissa, x);
        int negatedExponent = b.Sub(b.Unary(MachineOp.GetExponent, m), b.Unary(MachineOp.GetExponent, x));
        int index = b.ShiftBitsRight(m, ElementConstants.Of(b.Element).MantissaIndexShift);
        return new Mantissa(m, negatedExponent, index, b.Lookup(index, LookupTable.LogReciprocal));
    }

    /// <summary>t·2^-k, where 1 + x = 2^k·m; finite for x = −1 as well.</summary>
    private static int ScaledReciprocal(MachineBuilder b, Mantissa m, int x)
    {
        int shift = MachineFacts.IsNonNegative(b, x)
            ? m.NegatedExponent
            : b.Min(b.Constant(ElementConstants.Of(b.Element).ReciprocalLimit), m.NegatedExponent);
        return b.Make(MachineOp.Scale, m.Reciprocal, shift);
    }

    /// <summary>k·ln 2 − ln t, exact but for the low part of ln 2.</summary>
    private static int Leading(MachineBuilder b, Mantissa m) =>
        b.Fnma(m.NegatedExponent, b.Constant(ElementConstants.Of(b.Element).LogLn2High), b.Lookup(m.Index, LookupTable.LogLogarithm));

    private static int Finish(MachineBuilder b, Mantissa m, int r)
    {
        ElementConstants c = ElementConstants.Of(b.Element);

        // What is small is added up first: only the last two sums round.
        int low = b.Fnma(m.NegatedExponent, b.Constant(c.LogLn2Low), b.Lookup(m.Index, LookupTable.LogLogarithmError));
        int tail = b.Fma(b.Mul(r, r), Polynomial.Horner(b, r, c.Log), low);
        return b.Add(Leading(b, m), b.Add(r, tail));
    }

    private readonly record struct Mantissa(int Value, int NegatedExponent, int Index, int Reciprocal);
}
