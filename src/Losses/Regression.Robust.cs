using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

public static partial class Regression
{
    /// <summary>The Fair loss: quadratic near 0, nearly linear far away, with a bounded and continuous influence.</summary>
    /// <remarks>
    /// <c>c²(|p − t|/c − ln(1 + |p − t|/c))</c>; the derivative is <c>c(p − t)/(c + |p − t|)</c>.
    /// R. C. Fair, On the Robust Estimation of Econometric Models, 1974. LightGBM <c>fair</c>.
    /// Below c it is written with the excess of the logarithm, above c without, so that neither the value nor the second derivative cancels.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="c">Where the loss turns from quadratic to linear, in the unit of the target; positive.</param>
    [Loss]
    public static double Fair(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
    {
        double ratio = Abs(prediction - target) / c;
        return Square(c) * (ratio < 1 ? -LogExcess(ratio) : ratio - Log1p(ratio));
    }

    /// <summary>The Geman–McClure loss: half a square near 0, at most 2.</summary>
    /// <remarks>
    /// <c>2u/(u + 4)</c> with <c>u = ((p − t)/c)²</c>: twice the squared cosine of the angle whose legs are the residual and 2c, which stays finite for any residual.
    /// S. Geman and D. E. McClure, Bayesian Image Analysis, 1985; J. T. Barron, A General and Adaptive Robust Loss Function, 2019, α = −2.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="c">The scale of an ordinary residual, in the unit of the target; positive.</param>
    [Loss]
    public static double GemanMcClure(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
        => 2 * Square(Direction(prediction - target, 2 * c));

    /// <summary>The Welsch or Leclerc loss: half a square near 0, at most 1.</summary>
    /// <remarks>
    /// <c>1 − e^(−½((p − t)/c)²)</c>, which is 1 to 2900 binary places where the residual exceeds 64 c.
    /// J. E. Dennis and R. E. Welsch, Techniques for Nonlinear Least Squares and Robust Regression, 1978. kornia <c>welsch_loss</c>.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="c">The scale of an ordinary residual, in the unit of the target; positive.</param>
    [Loss]
    public static double Welsch(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
    {
        double ratio = (prediction - target) / c;
        return Abs(ratio) < 64 ? -Expm1(-0.5 * Square(ratio)) : 1;
    }

    /// <summary>The absolute error in proportion to the target.</summary>
    /// <remarks>
    /// <c>scale·|t − p|/max(|t|, ε)</c>, derivative 0 where they are equal. Keras <c>MeanAbsolutePercentageError</c> (ε = 1e−7, scale 100);
    /// LightGBM and CatBoost have ε = 1 and scale 1.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="epsilon">The least divisor, in the unit of the target; positive.</param>
    /// <param name="scale">What an error as large as the target costs: 100 for per cent, 1 for a fraction.</param>
    [Loss]
    public static double Mape(
        double prediction,
        [Target] double target,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-7,
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double scale = 100.0)
        => scale * Abs(target - prediction) / Max(Abs(target), epsilon);

    /// <summary>The absolute error in proportion to the mean of both magnitudes, in per cent: 0 to 200.</summary>
    /// <remarks>
    /// <c>200·|p − t|/(|p| + |t|)</c>, 0 where both are 0, constant where the signs differ.
    /// S. Makridakis, Accuracy Measures, 1993. CatBoost <c>SMAPE</c>.
    /// Where the prediction is more than twice the target it is written as <c>200 − 400·|t|/(|p| + |t|)</c>, whose derivative does not cancel.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double Smape(double prediction, [Target] double target)
    {
        double size = Abs(prediction) + Abs(target);
        return Sign(prediction) * Sign(target) < 0 ? 200
            : Abs(prediction) > 2 * Abs(target) ? 200 - 400 * Abs(target) / size
            : size > 0 ? 200 * Abs(prediction - target) / size
            : 0;
    }

    /// <summary>The squared error of logarithms: for counts and prices, whose errors matter in proportion.</summary>
    /// <remarks><c>(ln(1 + p) − ln(1 + t))²</c>. CatBoost <c>MSLE</c>, Keras <c>MeanSquaredLogarithmicError</c> (which clamps both at 1e−7); XGBoost has half of it.</remarks>
    /// <param name="prediction">The predicted number, greater than −1.</param>
    /// <param name="target">The true number, greater than −1, in the same unit.</param>
    [Loss]
    public static double Msle(
        [Range(-1, double.MaxValue, MinimumIsExclusive = true)] double prediction,
        [Target, Range(-1, double.MaxValue, MinimumIsExclusive = true)] double target)
        => Square(Log1p(prediction) - Log1p(target));

    /// <summary>The Itakura–Saito divergence: half the deviance of the gamma distribution, blind to the unit.</summary>
    /// <remarks>
    /// <c>t/p − ln(t/p) − 1</c>. F. Itakura and S. Saito, Analysis Synthesis Telephony Based on the Maximum Likelihood Method, 1968; scikit-learn NMF with β = 0.
    /// Where both are near each other it is written with the excess of the logarithm, of which no digit is lost.
    /// </remarks>
    /// <param name="prediction">The predicted number, positive.</param>
    /// <param name="target">The true number, positive, in the same unit.</param>
    [Loss]
    public static double ItakuraSaito(
        [Range(0, double.MaxValue, MinimumIsExclusive = true)] double prediction,
        [Target, Range(0, double.MaxValue, MinimumIsExclusive = true)] double target)
        => Abs(target - prediction) < 0.5 * prediction
            ? -LogExcess((target - prediction) / prediction)
            : target / prediction - Log(target) + Log(prediction) - 1;
}
