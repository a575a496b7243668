namespace LossGen.Generator.Lowering;

/// <summary>
/// e^x and what is computed from it. x = n·ln 2 + r with n a multiple of 1/16: e^x = 2^⌊n⌋·T·e^r with T from a table of 2^(j/16), so that the
/// polynomial for e^r has a quarter of the usual width to cover.
/// </summary>
internal static class ExponentialLowerings
{
    /// <summary>e^x: 0.99 ulp, 12 operations and 5 (Single) or 9... fewer clamps where the sign of x is known; 0 and ∞ beyond the range, gradual underflow.</summary>
    public static int Exp(MachineBuilder b, int x)
    {
        Power p = TablePower(b, x);
        return b.Make(MachineOp.Scale, p.Value, p.Exponent);
    }

    /// <summary>x·e^y, the product formed before the exponent is applied: right while |x| is normal and below half of the largest number.</summary>
    public static int ScaledExp(MachineBuilder b, int x, int y)
    {
        Power p = TablePower(b, y);
        return b.Make(MachineOp.Scale, b.Mul(x, p.Value), p.Exponent);
    }

    public static int Expm1(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int one = b.Constant(1);
        int half = b.Constant(0.5);
        if (MachineFacts.IsNonPositive(b, x))
        {
            Split s = SplitPower(b, Clamp(b, x, c.ExponentLimit), exact: true, halved: false);
            return b.Fma(s.Slope, s.Factor, b.Sub(s.Base, one));
        }

        // Halved, because 2^n overflows before e^x does.
        Split h = SplitPower(b, Clamp(b, x, c.Expm1Upper), exact: true, halved: true);
        int result = b.Fma(h.Slope, h.Factor, b.Sub(h.Base, half));
        return b.Add(result, result);
    }

    public static int ExpExcess(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int upper = MachineFacts.IsNonPositive(b, x) ? x : b.Min(b.Constant(c.Expm1Upper), x);
        int bounded = MachineFacts.IsNonNegative(b, x) ? upper : b.Max(b.Constant(-c.ExponentLimit), upper);
        int magic = b.Constant(c.IntegerMagic);
        int half = b.Constant(0.5);
        int n = b.Sub(b.Fma(bounded, b.Constant(c.Log2E), magic), magic);
        int high = b.Fnma(n, b.Constant(c.ExpLn2High), bounded);
        int low = b.Mul(n, b.Constant(-c.ExpLn2Low));
        int r = b.Add(high, low);
        int second = b.Mul(b.Mul(r, r), Polynomial.Horner(b, r, c.ExpSecond));
        int power = b.Make(MachineOp.Scale, half, n);
        int linear = b.Fnma(half, upper, b.Fma(power, high, b.Sub(power, half)));
        int result = b.Fma(power, second, b.Fma(power, low, linear));
        return b.Add(result, result);
    }

    /// <summary>Base = 2^n (or half of it) and Slope·Factor: e^x = Base + Slope·Factor, e^x − 1 = (Base − 1) + Slope·Factor.</summary>
    public static Split SplitPower(MachineBuilder b, int x, bool exact, bool halved)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int magic = b.Constant(c.SixteenthMagic);
        int t = b.Fma(x, b.Constant(c.Log2E), magic);
        int n = b.Sub(t, magic);
        int r = exact
            ? b.Fnma(n, b.Constant(c.ExpLn2Low), b.Fnma(n, b.Constant(c.ExpLn2High), x))
            : b.Fnma(n, b.Constant(c.Ln2), x);
        r = b.Sub(r, b.Lookup(t, LookupTable.Exp2SixteenthError));
        int power = b.Make(MachineOp.Scale, b.Lookup(t, LookupTable.Exp2Sixteenth), halved ? b.Sub(n, b.Constant(1)) : n);
        return new Split(power, b.Mul(power, r), Polynomial.Horner(b, r, c.Exp));
    }

    /// <summary>Within what the reduction takes; NaN is kept by the order of the operands, and a bound that cannot be reached is left out.</summary>
    public static int Clamp(MachineBuilder b, int x, double upper)
    {
        if (!MachineFacts.IsNonPositive(b, x))
        {
            x = b.Min(b.Constant(upper), x);
        }

        return MachineFacts.IsNonNegative(b, x) ? x : b.Max(b.Constant(-ElementConstants.Of(b.Element).ExponentLimit), x);
    }

    private static Power TablePower(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int magic = b.Constant(c.SixteenthMagic);
        x = Clamp(b, x, c.ExponentLimit);
        int t = b.Fma(x, b.Constant(c.Log2E), magic);
        int n = b.Sub(t, magic);
        int r = b.Fnma(n, b.Constant(c.ExpLn2Low), b.Fnma(n, b.Constant(c.ExpLn2High), x));
        int table = b.Lookup(t, LookupTable.Exp2Sixteenth);
        return new Power(b.Fma(b.Mul(table, r), Polynomial.Horner(b, r, c.Exp), table), n);
    }

    public readonly record struct Split(int Base, int Slope, int Factor);

    private readonly record struct Power(int Value, int Exponent);
}
