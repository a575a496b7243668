namespace LossGen.Generator.Lowering;

/// <summary>
/// The logistic family. All are written with e = e^−|x|, 1 + e and r = 1/(1 + e), which the builder keeps once, also between x and −x:
/// a loss with its derivative costs one exponential and one division.
/// </summary>
internal static class LogisticLowerings
{
    public static int Sigmoid(MachineBuilder b, int x) => b.Mul(Numerator(b, x), Reciprocal(b, x));

    public static int Density(MachineBuilder b, int x)
    {
        int r = Reciprocal(b, x);
        return b.Mul(b.Mul(Decay(b, x), r), r);
    }

    /// <summary>σ(x) − t = (n − t − t·e)·r, n = 1 or e: for t = 0 the first difference is exact, for t = 1 it is the multiply-add.</summary>
    public static int SigmoidResidual(MachineBuilder b, int x, int t) =>
        b.Mul(b.Fnma(t, Decay(b, x), b.Sub(Numerator(b, x), t)), Reciprocal(b, x));

    public static int Softplus(MachineBuilder b, int x) =>
        b.Add(b.Max(b.Constant(0), x), LogarithmLowerings.Log1pUnit(b, Decay(b, x)));

    public static int SoftplusResidual(MachineBuilder b, int x, int t) =>
        b.Add(b.Fnma(t, x, b.Max(b.Constant(0), x)), LogarithmLowerings.Log1pUnit(b, Decay(b, x)));

    public static int Tanh(MachineBuilder b, int x)
    {
        ExponentialLowerings.Split s = DoubledDecay(b, x);
        int em1 = b.Fma(s.Slope, s.Factor, b.Sub(s.Base, b.Constant(1)));
        return b.Make(MachineOp.CopySign, b.Div(em1, b.Add(em1, b.Constant(2))), x);
    }

    public static int LogCosh(MachineBuilder b, int x)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        ExponentialLowerings.Split s = DoubledDecay(b, x);
        int abs = b.Unary(MachineOp.Abs, x);
        int square = b.Mul(x, x);
        int near = b.Mul(square, Polynomial.Horner(b, square, c.LogCosh));
        int far = b.Add(b.Sub(abs, b.Constant(c.Ln2)), LogarithmLowerings.Log1pUnit(b, b.Fma(s.Slope, s.Factor, s.Base)));
        return b.Select(b.Make(MachineOp.Less, abs, b.Constant(0.7)), near, far);
    }

    private static int Decay(MachineBuilder b, int x) => ExponentialLowerings.Exp(b, b.Unary(MachineOp.NegateAbs, x));

    private static int Reciprocal(MachineBuilder b, int x)
    {
        int one = b.Constant(1);
        return b.Div(one, b.Add(Decay(b, x), one));
    }

    private static int Numerator(MachineBuilder b, int x) => b.Make(MachineOp.SelectNegative, x, Decay(b, x), b.Constant(1));

    private static ExponentialLowerings.Split DoubledDecay(MachineBuilder b, int x)
    {
        int doubled = b.Unary(MachineOp.NegateAbs, b.Add(x, x));
        return ExponentialLowerings.SplitPower(b, ExponentialLowerings.Clamp(b, doubled, 0), exact: false, halved: false);
    }
}
