using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of a real number; many are functions of the residual, prediction − target.</summary>
public static partial class Regression
{
    /// <summary>The squared error.</summary>
    /// <remarks><c>(p − t)²</c>. PyTorch <c>MSELoss</c>, Keras <c>MeanSquaredError</c>; boosting libraries use half of it, see <see cref="HalfMse"/>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double Mse(double prediction, [Target] double target) => Square(prediction - target);

    /// <summary>Half the squared error: its gradient is the residual, its second derivative 1.</summary>
    /// <remarks><c>½(p − t)²</c>: the negative log-likelihood of a Gaussian of unit variance without its constant. scikit-learn <c>HalfSquaredError</c>, optax <c>l2_loss</c>, XGBoost and LightGBM <c>l2</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double HalfMse(double prediction, [Target] double target) => 0.5 * Square(prediction - target);

    /// <summary>The absolute error; its minimiser is the median.</summary>
    /// <remarks><c>|p − t|</c>, derivative 0 where they are equal. PyTorch <c>L1Loss</c>, Keras <c>MeanAbsoluteError</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double Mae(double prediction, [Target] double target) => Abs(prediction - target);

    /// <summary>The absolute error under its other name, see <see cref="Mae"/>.</summary>
    /// <remarks><c>|p − t|</c>, derivative 0 where they are equal. PyTorch <c>L1Loss</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double L1(double prediction, [Target] double target) => Mae(prediction, target);

    /// <summary>Quadratic for small residuals, linear for large ones.</summary>
    /// <remarks>
    /// <c>½(p − t)²</c> where <c>|p − t|</c> is less than δ, <c>δ(|p − t| − ½δ)</c> elsewhere; the second derivative at the edge is 0.
    /// P. J. Huber, Robust Estimation of a Location Parameter, 1964. PyTorch <c>HuberLoss</c>; δ·<see cref="SmoothL1"/> with β = δ.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="delta">The residual where the loss becomes linear, in the unit of the target; positive.</param>
    [Loss]
    public static double Huber(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double delta = 1.0)
    {
        double size = Abs(prediction - target);
        return size < delta ? 0.5 * Square(size) : delta * (size - 0.5 * delta);
    }

    /// <summary>The absolute error with a parabola in its corner.</summary>
    /// <remarks>
    /// <c>½(p − t)²/β</c> where <c>|p − t|</c> is less than β, <c>|p − t| − ½β</c> elsewhere; with β = 0 the absolute error.
    /// R. Girshick, Fast R-CNN, 2015. PyTorch <c>SmoothL1Loss</c>.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="beta">The residual where the loss becomes linear, in the unit of the target; not negative.</param>
    [Loss]
    public static double SmoothL1(double prediction, [Target] double target, [Range(0, double.MaxValue)] double beta = 1.0)
    {
        double size = Abs(prediction - target);
        return size < beta ? 0.5 * Square(size) / beta : size - 0.5 * beta;
    }

    /// <summary>The logarithm of the hyperbolic cosine: like half the square near 0, like the absolute error far away.</summary>
    /// <remarks><c>ln cosh(p − t)</c>; its derivative is <c>tanh</c>. Keras <c>LogCosh</c>, optax <c>log_cosh</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    [Loss]
    public static double LogCosh(double prediction, [Target] double target) => LossMath.LogCosh(prediction - target);

    /// <summary>A smooth relative of the Huber loss.</summary>
    /// <remarks>
    /// <c>δ²(√(1 + ((p − t)/δ)²) − 1)</c>. XGBoost <c>reg:pseudohubererror</c> (<c>huber_slope</c>).
    /// It is written as δ times the excess of a hypotenuse over its leg, which loses no digit to cancellation.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="delta">Where the loss turns from quadratic to linear, in the unit of the target; positive.</param>
    [Loss]
    public static double PseudoHuber(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double delta = 1.0)
        => delta * HypotExcess(prediction - target, delta);

    /// <summary>The absolute error with its corner rounded off.</summary>
    /// <remarks><c>√((p − t)² + ε²)</c>. P. Charbonnier et al., Two Deterministic Half-Quadratic Regularization Algorithms for Computed Imaging, 1994; image restoration.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="epsilon">The radius of the corner, in the unit of the target; positive.</param>
    [Loss]
    public static double Charbonnier(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double epsilon = 1e-3)
        => Hypot(prediction - target, epsilon);

    /// <summary>The q-th power of the absolute error.</summary>
    /// <remarks><c>|p − t|^q</c>. CatBoost <c>Lq</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="q">The exponent, at least 1.</param>
    [Loss]
    public static double Lq(double prediction, [Target] double target, [Range(1, double.MaxValue)] double q = 2.0)
        => Pow(Abs(prediction - target), q);

    /// <summary>The absolute error for small residuals, quadratic for large ones: the Huber loss reversed.</summary>
    /// <remarks>
    /// <c>|p − t|</c> where it is at most c, <c>((p − t)² + c²)/(2c)</c> elsewhere. A. B. Owen, A Robust Hybrid of Lasso and Ridge Regression, 2007;
    /// I. Laina et al., Deeper Depth Prediction, 2016, where c is a fifth of the batch's largest residual.
    /// </remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="c">The residual where the loss becomes quadratic, in the unit of the target; positive.</param>
    [Loss]
    public static double BerHu(double prediction, [Target] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double c = 1.0)
    {
        double size = Abs(prediction - target);
        return size <= c ? size : 0.5 * (Square(size) + Square(c)) / c;
    }

    /// <summary>The absolute error beyond a tolerance, as in support vector regression.</summary>
    /// <remarks><c>max(0, |p − t| − ε)</c>, derivative 0 on the edge. V. Vapnik, The Nature of Statistical Learning Theory, 1995. scikit-learn <c>epsilon_insensitive</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="epsilon">The residual that costs nothing, in the unit of the target; not negative.</param>
    [Loss]
    public static double EpsilonInsensitive(double prediction, [Target] double target, [Range(0, double.MaxValue)] double epsilon = 0.1)
        => Max(0, Abs(prediction - target) - epsilon);

    /// <summary>The square of the error beyond a tolerance.</summary>
    /// <remarks><c>max(0, |p − t| − ε)²</c>. scikit-learn <c>squared_epsilon_insensitive</c>.</remarks>
    /// <param name="prediction">The predicted number.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="epsilon">The residual that costs nothing, in the unit of the target; not negative.</param>
    [Loss]
    public static double SquaredEpsilonInsensitive(double prediction, [Target] double target, [Range(0, double.MaxValue)] double epsilon = 0.1)
        => Square(Max(0, Abs(prediction - target) - epsilon));

    /// <summary>The quantile or pinball loss; its minimiser is the τ-quantile.</summary>
    /// <remarks>
    /// <c>max(τ(t − p), (τ − 1)(t − p))</c>; where they are equal the derivative is the middle of the two slopes, ½ − τ.
    /// R. Koenker and G. Bassett, Regression Quantiles, 1978. LightGBM <c>quantile</c>, scikit-learn <c>PinballLoss</c>.
    /// </remarks>
    /// <param name="prediction">The predicted quantile.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="tau">The level of the quantile, between 0 and 1.</param>
    [Loss]
    public static double Quantile(
        double prediction, [Target] double target, [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)] double tau = 0.5)
        => Max(tau * (target - prediction), (tau - 1) * (target - prediction));

    /// <summary>The asymmetric squared error; its minimiser is the τ-expectile.</summary>
    /// <remarks>
    /// <c>τ(t − p)²</c> where the prediction is too low, <c>(1 − τ)(t − p)²</c> where it is too high.
    /// W. K. Newey and J. L. Powell, Asymmetric Least Squares Estimation and Testing, 1987. CatBoost <c>Expectile</c>; XGBoost has half of it.
    /// </remarks>
    /// <param name="prediction">The predicted expectile.</param>
    /// <param name="target">The true number, in the same unit.</param>
    /// <param name="tau">The level, between 0 and 1; 0.5 is half the squared error.</param>
    [Loss]
    public static double Expectile(
        double prediction, [Target] double target, [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)] double tau = 0.5)
        => (target - prediction < 0 ? 1 - tau : tau) * Square(target - prediction);

    /// <summary>The quantile loss of a number predicted by its logarithm.</summary>
    /// <remarks><c>max(α(t − eˣ), (α − 1)(t − eˣ))</c> with the middle slope where they are equal. CatBoost <c>LogLinQuantile</c>.</remarks>
    /// <param name="prediction">The logarithm of the predicted quantile.</param>
    /// <param name="target">The true number.</param>
    /// <param name="alpha">The level of the quantile, between 0 and 1.</param>
    [Loss]
    public static double LogLinQuantile(
        double prediction, [Target] double target, [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)] double alpha = 0.5)
        => Quantile(Exp(prediction), target, alpha);
}
