namespace LossGen.Generator.Lowering;

/// <summary>
/// The logistic family. All are written with e = e^−|x|, 1 + e and r = 1/(1 + e), which the builder keeps once, also between x and −x:
/// a loss with its derivative costs one exponential and one division.
/// </summary>
internal static class LogisticLowerings
{
    /// <summary>n·(1 − e·r) with n = 1 or e: the roundings of the quotient count only as far as it differs from n; 2.0 ulp, 17 and 20 operations.</summary>
    public static int Sigmoid(MachineBuilder b, int x)
    {
        int n = Numerator(b, x);
        return b.Fnma(n, Quotient(b, x), n);
    }

    /// <summary>p·(1 − p), p = σ(−|x|) = e·(1 − e·r); 2.6 ulp, 17 and 20 operations.</summary>
    public static int Density(MachineBuilder b, int x)
    {
        int e = Decay(b, x);
        int p = b.Fnma(e, Quotient(b, x), e);
        return b.Fnma(p, p, p);
    }

    /// <summary>
    /// (n − t) − n·e·r: for t = 0 it is the sigmoid, for t = 1 the difference is exact where the result is small; 2.8 ulp for those two, 18 and 21
    /// operations.
    /// </summary>
    public static int SigmoidResidual(MachineBuilder b, int x, int t)
    {
        int n = Numerator(b, x);
        return b.Fnma(n, Quotient(b, x), b.Sub(n, t));
    }

    /// <summary>max(x, 0) + ln(1 + e); 1.7 ulp, 25 and 32 operations.</summary>
    public static int Softplus(MachineBuilder b, int x) =>
        b.Add(b.Max(b.Constant(0), x), LogarithmLowerings.Log1pUnit(b, Decay(b, x)));

    /// <summary>max(x, 0) − t·x + ln(1 + e); 1.7 ulp for t = 0 and t = 1, 26 and 33 operations. x must be finite: 0·∞ is NaN.</summary>
    public static int SoftplusResidual(MachineBuilder b, int x, int t) =>
        b.Add(b.Fnma(t, x, b.Max(b.Constant(0), x)), LogarithmLowerings.Log1pUnit(b, Decay(b, x)));

    /// <summary>
    /// With d = e^−2|x| and the sign of x: (1 − d)/(1 + d), the numerator without cancellation, and where the result exceeds a half 1 − 2·d/(1 + d), in which
    /// the roundings of the quotient count for less; 1.95 ulp, 27 and 30 operations.
    /// </summary>
    public static int Tanh(MachineBuilder b, int x)
    {
        ExponentialLowerings.Split s = DoubledDecay(b, x);
        int one = b.Constant(1);
        int decay = s.Value(b);
        int isLarge = b.Make(MachineOp.Less, decay, b.Constant(1.0 / 3));
        int quotient = b.Div(b.Select(isLarge, decay, s.Minus(b, one)), s.Plus(b, one));
        return b.Make(MachineOp.CopySign, b.Select(isLarge, b.Fnma(b.Constant(2), quotient, one), quotient), x);
    }

    /// <summary>|x| − ln 2 + ln(1 + e^−2|x|), where it would cancel x²·p(x²); 2.1 ulp, 40 and 53 operations, 17 and 20 of them those of <see cref="Tanh"/>.</summary>
    public static int LogCosh(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        ExponentialLowerings.Split s = DoubledDecay(b, x);
        int abs = b.Unary(MachineOp.Abs, x);
        int square = b.Mul(x, x);
        int near = b.Mul(square, Polynomial.Horner(b, square, c.LogCosh));
        int far = b.Add(b.Sub(abs, b.Constant(c.Ln2)), LogarithmLowerings.Log1pUnit(b, s.Value(b)));
        return b.Select(b.Make(MachineOp.Less, abs, b.Constant(0.7)), near, far);
    }

    private static int Decay(MachineBuilder b, int x) => ExponentialLowerings.Exp(b, b.Unary(MachineOp.NegateAbs, x));

    /// <summary>e/(1 + e), as e times the reciprocal that other quotients share.</summary>
    private static int Quotient(MachineBuilder b, int x)
    {
        int one = b.Constant(1);
        int e = Decay(b, x);
        return b.Mul(e, b.Div(one, b.Add(e, one)));
    }

    private static int Numerator(MachineBuilder b, int x) => b.Make(MachineOp.SelectNegative, x, Decay(b, x), b.Constant(1));

    private static ExponentialLowerings.Split DoubledDecay(MachineBuilder b, int x)
    {
        int doubled = b.Unary(MachineOp.NegateAbs, b.Add(x, x));
        return ExponentialLowerings.SplitPower(b, ExponentialLowerings.Clamp(b, doubled, 0));
    }
}
