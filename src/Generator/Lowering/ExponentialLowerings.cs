namespace LossGen.Generator.Lowering;

/// <summary>
/// e^x and what is computed from it. x = n·ln 2 + r with n a multiple of 1/16: e^x = 2^⌊n⌋·T·e^r with T from a table of 2^(j/16), so that the
/// polynomial for e^r has a sixteenth of the usual width to cover.
/// </summary>
internal static class ExponentialLowerings
{
    /// <summary>e^x with gradual underflow; 0.9 ulp and 12 operations (Single), 0.7 ulp and 15 (Double), one less where the sign of x is known.</summary>
    public static int Exp(MachineBuilder b, int x)
    {
        Power p = TablePower(b, x);
        return b.Make(MachineOp.Scale, p.Value, p.Exponent);
    }

    /// <summary>
    /// x·e^y, the product formed before the exponent is applied, so that 0·e^y is 0 and nothing overflows early; 1.8 ulp while |x| is normal and below
    /// half of the largest number; 13 and 16 operations.
    /// </summary>
    public static int ScaledExp(MachineBuilder b, int x, int y)
    {
        Power p = TablePower(b, y);
        return b.Make(MachineOp.Scale, b.Mul(x, p.Value), p.Exponent);
    }

    /// <summary>
    /// e^x·2^(−k) for a whole k, x not much above k·ln 2: the powers of two are joined before they are applied, so that only the product must be representable.
    /// As exact as e^x, 13 and 16 operations.
    /// </summary>
    public static int ShiftedExp(MachineBuilder b, int x, int k)
    {
        Power p = TablePowerOf(b, b.Max(b.Constant(-ElementConstants.Of(b.Element).ShiftedLimit), x));
        return b.Make(MachineOp.Scale, p.Value, b.Sub(p.Exponent, k));
    }

    /// <summary>What to subtract from a row of maximum <paramref name="m"/>: nothing where the exponent can do it exactly, m where m is large; then x − m is exact or e^(x − m) is 0.</summary>
    public static int ShiftBase(MachineBuilder b, int m)
    {
        int size = b.Unary(MachineOp.Abs, m);
        int large = b.Make(MachineOp.And, b.Make(MachineOp.LessOrEqual, b.Constant(ElementConstants.Of(b.Element).ShiftRange), size), b.Make(MachineOp.Less, size, b.Constant(double.PositiveInfinity)));
        return b.Select(large, m, b.Constant(0));
    }

    /// <summary>The power of two that a row of maximum <paramref name="m"/> is divided by; 0 where <see cref="ShiftBase"/> does it or no shift is needed.</summary>
    public static int ShiftExponent(MachineBuilder b, int m)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int small = b.Make(MachineOp.Less, b.Unary(MachineOp.Abs, m), b.Constant(c.ShiftRange));
        int outside = b.Make(MachineOp.Or, b.Make(MachineOp.Less, m, b.Constant(0)), b.Make(MachineOp.Less, b.Constant(c.UnshiftedRange), m));
        return b.Select(b.Make(MachineOp.And, small, outside), b.Unary(MachineOp.Round, b.Mul(m, b.Constant(c.Log2E))), b.Constant(0));
    }

    /// <summary>e^x − 1; 1.1 ulp, 19 and 22 operations, three less where x is never positive.</summary>
    public static int Expm1(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        if (MachineFacts.IsNonPositive(b, x))
        {
            return SplitPower(b, Clamp(b, x, c.ExponentLimit)).Minus(b, b.Constant(1));
        }

        // Halved, because 2^n overflows before e^x does.
        int half = SplitPower(b, Clamp(b, x, c.Expm1Upper), halved: true).Minus(b, b.Constant(0.5));
        return b.Add(half, half);
    }

    /// <summary>
    /// e^x − 1 − x; 2.2 ulp (Single), 3.0 (Double), 22 and 27 operations. With x = n·ln 2 + r and h = 2^n it is h·(e^r − 1 − r) + (h − 1)·(1 + r) − n·ln 2;
    /// where the result is small the last two are exact but for the low part of r, because n and h are short. All is halved, because h overflows first.
    /// </summary>
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
        int slope = b.Sub(power, half);

        // upper − high is n·ln 2; beyond the lower clamp it follows x itself.
        int linear = b.Fma(slope, high, b.Fnma(half, b.Sub(upper, high), slope));
        int result = b.Fma(power, second, b.Fma(power, low, linear));
        return b.Add(result, result);
    }

    /// <summary>
    /// e^(−½(x/y)²); as exact as e^x, 23 and 26 operations. The quotient q leaves the remainder (x − q·y)/y and its square what a fused product tells; both go to the exponent's low
    /// part. Where they are no numbers, or of no size, the power is 0 or 1 without them.
    /// </summary>
    public static int Gaussian(MachineBuilder b, int x, int y)
    {
        int minusHalf = b.Constant(-0.5);
        int quotient = b.Div(x, y);
        int rest = b.Div(b.Fnma(quotient, y, x), y);
        int square = b.Mul(quotient, quotient);
        int low = b.Fnma(quotient, rest, b.Mul(minusHalf, b.Fms(quotient, quotient, square)));
        int isSmall = b.Make(MachineOp.Less, b.Unary(MachineOp.Abs, low), b.Constant(1.0 / 1024));
        Power p = TablePowerOf(b, Clamp(b, b.Mul(minusHalf, square), ElementConstants.Of(b.Element).ExponentLimit), b.Select(isSmall, low, b.Constant(0)));
        return b.Make(MachineOp.Scale, p.Value, p.Exponent);
    }

    /// <summary>
    /// e^x with its distance from 1. The table's entries have few bits and the offset tells the polynomial what they lack: s − 1 is exact, and so are
    /// the larger part of r and, around 0, s = 1.
    /// </summary>
    public static Split SplitPower(MachineBuilder b, int x, bool halved = false)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int magic = b.Constant(c.SixteenthMagic);
        int t = b.Fma(x, b.Constant(c.Log2E), magic);
        int n = b.Sub(t, magic);
        int high = b.Fnma(n, b.Constant(c.ExpLn2High), x);
        int low = b.Fnma(n, b.Constant(c.ExpLn2Low), b.Lookup(t, LookupTable.Expm1Offset));
        int r = b.Add(high, low);
        int tail = b.Fma(b.Mul(r, r), Polynomial.Horner(b, r, c.Expm1), low);
        int power = b.Make(MachineOp.Scale, b.Lookup(t, LookupTable.Expm1Power), halved ? b.Sub(n, b.Constant(1)) : n);
        return new Split(power, b.Add(high, tail));
    }

    /// <summary>Within what the reduction takes; NaN is kept by the order of the operands, and a bound that cannot be reached is left out.</summary>
    public static int Clamp(MachineBuilder b, int x, double upper)
    {
        int bounded = MachineFacts.IsNonPositive(b, x) ? x : b.Min(b.Constant(upper), x);
        return MachineFacts.IsNonNegative(b, x) ? bounded : b.Max(b.Constant(-ElementConstants.Of(b.Element).ExponentLimit), bounded);
    }

    private static Power TablePower(MachineBuilder b, int x) => TablePowerOf(b, Clamp(b, x, ElementConstants.Of(b.Element).ExponentLimit));

    /// <summary>For an x whose power of two is in the range of the exponent's arithmetic, and its low part if it has one.</summary>
    private static Power TablePowerOf(MachineBuilder b, int x, int low = -1)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int magic = b.Constant(c.SixteenthMagic);
        int t = b.Fma(x, b.Constant(c.Log2E), magic);
        int n = b.Sub(t, magic);
        int r = b.Fnma(n, b.Constant(c.ExpLn2Low), b.Fnma(n, b.Constant(c.ExpLn2High), x));
        r = low < 0 ? r : b.Add(r, low);
        int table = b.Lookup(t, LookupTable.Exp2Sixteenth);
        return new Power(b.Fma(table, Polynomial.Horner(b, r, c.Exp), table), n);
    }

    /// <summary>e^x = s + s·d, s being <paramref name="Scale"/> (half of that, when halved was asked for) and d = e^r − 1 <paramref name="Distance"/>.</summary>
    public readonly record struct Split(int Scale, int Distance)
    {
        /// <summary>e^x, 0.6 ulp.</summary>
        public int Value(MachineBuilder b) => b.Fma(Scale, Distance, Scale);

        /// <summary>e^x − <paramref name="one"/>, 1.2 ulp.</summary>
        public int Minus(MachineBuilder b, int one) => b.Fma(Scale, Distance, b.Sub(Scale, one));

        /// <summary>e^x + <paramref name="one"/>, 0.6 ulp while e^x is at most 1.</summary>
        public int Plus(MachineBuilder b, int one) => b.Fma(Scale, Distance, b.Add(Scale, one));
    }

    private readonly record struct Power(int Value, int Exponent);
}
