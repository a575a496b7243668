namespace LossGen.Accuracy.VectorMath;

/// <summary>Every primitive as a loss: what is measured are the kernels that the generator makes of them.</summary>
public static class Functions
{
    [Loss]
    public static double Sqrt(double x) => LossMath.Sqrt(x);

    [Loss]
    public static double Exp(double x) => LossMath.Exp(x);

    [Loss]
    public static double Expm1(double x) => LossMath.Expm1(x);

    [Loss]
    public static double ExpExcess(double x) => LossMath.ExpExcess(x);

    [Loss]
    public static double Log(double x) => LossMath.Log(x);

    [Loss]
    public static double Log1p(double x) => LossMath.Log1p(x);

    [Loss]
    public static double LogExcess(double x) => LossMath.LogExcess(x);

    [Loss]
    public static double Log1mExp(double x) => LossMath.Log1mExp(x);

    [Loss]
    public static double Sigmoid(double x) => LossMath.Sigmoid(x);

    [Loss]
    public static double LogisticDensity(double x) => LossMath.LogisticDensity(x);

    [Loss]
    public static double Softplus(double x) => LossMath.Softplus(x);

    [Loss]
    public static double Tanh(double x) => LossMath.Tanh(x);

    [Loss]
    public static double LogCosh(double x) => LossMath.LogCosh(x);

    [Loss]
    public static double Sin(double x) => LossMath.Sin(x);

    [Loss]
    public static double Cos(double x) => LossMath.Cos(x);

    [Loss]
    public static double Tan(double x) => LossMath.Tan(x);

    [Loss]
    public static double Asin(double x) => LossMath.Asin(x);

    [Loss]
    public static double Acos(double x) => LossMath.Acos(x);

    [Loss]
    public static double Atan(double x) => LossMath.Atan(x);

    [Loss]
    public static double Sinh(double x) => LossMath.Sinh(x);

    [Loss]
    public static double Cosh(double x) => LossMath.Cosh(x);

    [Loss]
    public static double Erf(double x) => LossMath.Erf(x);

    [Loss]
    public static double Erfc(double x) => LossMath.Erfc(x);

    [Loss]
    public static double LogGamma(double x) => LossMath.LogGamma(x);

    [Loss]
    public static double Digamma(double x) => LossMath.Digamma(x);

    // The generator knows no second derivative of these: they take targets only. The factor is 1 in all that is measured.
    [Loss]
    public static double Trigamma(double factor, [Target] double x) => factor * LossMath.Trigamma(x);

    [Loss]
    public static double Tetragamma(double factor, [Target] double x) => factor * LossMath.Tetragamma(x);

    [Loss]
    public static double Pow(double x, double y) => LossMath.Pow(x, y);

    [Loss]
    public static double ScaledExp(double x, double y) => LossMath.ScaledExp(x, y);

    [Loss]
    public static double Gaussian(double x, double y) => LossMath.Gaussian(x, y);

    [Loss]
    public static double XLogY(double x, double y) => LossMath.XLogY(x, y);

    [Loss]
    public static double XLog1pY(double x, double y) => LossMath.XLog1pY(x, y);

    [Loss]
    public static double SigmoidResidual(double x, [Target] double y) => LossMath.SigmoidResidual(x, y);

    [Loss]
    public static double SoftplusResidual(double x, [Target] double y) => LossMath.SoftplusResidual(x, y);

    [Loss]
    public static double Hypot(double x, double y) => LossMath.Hypot(x, y);

    [Loss]
    public static double Direction(double x, double y) => LossMath.Direction(x, y);

    [Loss]
    public static double HypotExcess(double x, double y) => LossMath.HypotExcess(x, y);
}
