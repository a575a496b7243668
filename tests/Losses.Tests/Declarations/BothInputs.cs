using System.ComponentModel.DataAnnotations;

namespace LossGen.Losses.Tests;

/// <summary>
/// Losses of the residual with the derivative for the target as well: each is the pack's declaration, called with a target that is not marked
/// <see cref="TargetAttribute"/> here.
/// </summary>
public static class BothInputs
{
    [Loss]
    public static double Mse(double prediction, double target) => Regression.Mse(prediction, target);

    [Loss]
    public static double HalfMse(double prediction, double target) => Regression.HalfMse(prediction, target);

    [Loss]
    public static double Mae(double prediction, double target) => Regression.Mae(prediction, target);

    [Loss]
    public static double Huber(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double delta = 1.0)
        => Regression.Huber(prediction, target, delta);

    [Loss]
    public static double SmoothL1(double prediction, double target, [Range(0, double.MaxValue)] double beta = 1.0)
        => Regression.SmoothL1(prediction, target, beta);

    [Loss]
    public static double LogCosh(double prediction, double target) => Regression.LogCosh(prediction, target);

    [Loss]
    public static double PseudoHuber(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double delta = 1.0)
        => Regression.PseudoHuber(prediction, target, delta);

    [Loss]
    public static double Charbonnier(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-3)
        => Regression.Charbonnier(prediction, target, epsilon);

    [Loss]
    public static double Lq(double prediction, double target, [Range(1, double.MaxValue)] double q = 2.0) => Regression.Lq(prediction, target, q);

    [Loss]
    public static double BerHu(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
        => Regression.BerHu(prediction, target, c);

    [Loss]
    public static double EpsilonInsensitive(double prediction, double target, [Range(0, double.MaxValue)] double epsilon = 0.1)
        => Regression.EpsilonInsensitive(prediction, target, epsilon);

    [Loss]
    public static double SquaredEpsilonInsensitive(double prediction, double target, [Range(0, double.MaxValue)] double epsilon = 0.1)
        => Regression.SquaredEpsilonInsensitive(prediction, target, epsilon);

    [Loss]
    public static double Quantile(double prediction, double target, [Range(0, 1)] double tau = 0.5) => Regression.Quantile(prediction, target, tau);

    [Loss]
    public static double Expectile(double prediction, double target, [Range(0, 1)] double tau = 0.5) => Regression.Expectile(prediction, target, tau);

    [Loss]
    public static double Fair(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
        => Regression.Fair(prediction, target, c);

    [Loss]
    public static double GemanMcClure(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
        => Regression.GemanMcClure(prediction, target, c);

    [Loss]
    public static double Welsch(double prediction, double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
        => Regression.Welsch(prediction, target, c);
}
