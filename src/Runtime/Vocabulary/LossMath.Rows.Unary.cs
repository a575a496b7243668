namespace LossGen;

// The functions of one number, entry by entry.
public static partial class LossMath
{
    /// <summary><see cref="Square(double)"/> of each entry.</summary>
    public static Row Square(Row x) => Row.Map(x, Square);

    /// <summary><see cref="Reciprocal(double)"/> of each entry.</summary>
    public static Row Reciprocal(Row x) => Row.Map(x, Reciprocal);

    /// <summary><see cref="Sqrt(double)"/> of each entry.</summary>
    public static Row Sqrt(Row x) => Row.Map(x, Sqrt);

    /// <summary><see cref="Abs(double)"/> of each entry.</summary>
    public static Row Abs(Row x) => Row.Map(x, Abs);

    /// <summary><see cref="AbsSlope(double)"/> of each entry.</summary>
    public static Row AbsSlope(Row x) => Row.Map(x, AbsSlope);

    /// <summary><see cref="Sign(double)"/> of each entry.</summary>
    public static Row Sign(Row x) => Row.Map(x, Sign);

    /// <summary><see cref="Floor(double)"/> of each entry.</summary>
    public static Row Floor(Row x) => Row.Map(x, Floor);

    /// <summary><see cref="Ceiling(double)"/> of each entry.</summary>
    public static Row Ceiling(Row x) => Row.Map(x, Ceiling);

    /// <summary><see cref="Round(double)"/> of each entry.</summary>
    public static Row Round(Row x) => Row.Map(x, Round);

    /// <summary><see cref="Truncate(double)"/> of each entry.</summary>
    public static Row Truncate(Row x) => Row.Map(x, Truncate);

    /// <summary><see cref="Exp(double)"/> of each entry.</summary>
    public static Row Exp(Row x) => Row.Map(x, Exp);

    /// <summary><see cref="Expm1(double)"/> of each entry.</summary>
    public static Row Expm1(Row x) => Row.Map(x, Expm1);

    /// <summary><see cref="ExpExcess(double)"/> of each entry.</summary>
    public static Row ExpExcess(Row x) => Row.Map(x, ExpExcess);

    /// <summary><see cref="Log(double)"/> of each entry.</summary>
    public static Row Log(Row x) => Row.Map(x, Log);

    /// <summary><see cref="Log1p(double)"/> of each entry.</summary>
    public static Row Log1p(Row x) => Row.Map(x, Log1p);

    /// <summary><see cref="LogExcess(double)"/> of each entry.</summary>
    public static Row LogExcess(Row x) => Row.Map(x, LogExcess);

    /// <summary><see cref="Log1mExp(double)"/> of each entry.</summary>
    public static Row Log1mExp(Row x) => Row.Map(x, Log1mExp);

    /// <summary><see cref="Sigmoid(double)"/> of each entry.</summary>
    public static Row Sigmoid(Row x) => Row.Map(x, Sigmoid);

    /// <summary><see cref="LogisticDensity(double)"/> of each entry.</summary>
    public static Row LogisticDensity(Row x) => Row.Map(x, LogisticDensity);

    /// <summary><see cref="Softplus(double)"/> of each entry.</summary>
    public static Row Softplus(Row x) => Row.Map(x, Softplus);

    /// <summary><see cref="Tanh(double)"/> of each entry.</summary>
    public static Row Tanh(Row x) => Row.Map(x, Tanh);

    /// <summary><see cref="LogCosh(double)"/> of each entry.</summary>
    public static Row LogCosh(Row x) => Row.Map(x, LogCosh);

    /// <summary><see cref="Sin(double)"/> of each entry.</summary>
    public static Row Sin(Row x) => Row.Map(x, Sin);

    /// <summary><see cref="Cos(double)"/> of each entry.</summary>
    public static Row Cos(Row x) => Row.Map(x, Cos);

    /// <summary><see cref="Tan(double)"/> of each entry.</summary>
    public static Row Tan(Row x) => Row.Map(x, Tan);

    /// <summary><see cref="Asin(double)"/> of each entry.</summary>
    public static Row Asin(Row x) => Row.Map(x, Asin);

    /// <summary><see cref="Acos(double)"/> of each entry.</summary>
    public static Row Acos(Row x) => Row.Map(x, Acos);

    /// <summary><see cref="Atan(double)"/> of each entry.</summary>
    public static Row Atan(Row x) => Row.Map(x, Atan);

    /// <summary><see cref="Sinh(double)"/> of each entry.</summary>
    public static Row Sinh(Row x) => Row.Map(x, Sinh);

    /// <summary><see cref="Cosh(double)"/> of each entry.</summary>
    public static Row Cosh(Row x) => Row.Map(x, Cosh);

    /// <summary><see cref="Erf(double)"/> of each entry.</summary>
    public static Row Erf(Row x) => Row.Map(x, Erf);

    /// <summary><see cref="Erfc(double)"/> of each entry.</summary>
    public static Row Erfc(Row x) => Row.Map(x, Erfc);

    /// <summary><see cref="LogGamma(double)"/> of each entry.</summary>
    public static Row LogGamma(Row x) => Row.Map(x, LogGamma);

    /// <summary><see cref="Digamma(double)"/> of each entry.</summary>
    public static Row Digamma(Row x) => Row.Map(x, Digamma);

    /// <summary><see cref="Trigamma(double)"/> of each entry.</summary>
    public static Row Trigamma(Row x) => Row.Map(x, Trigamma);

    /// <summary><see cref="Tetragamma(double)"/> of each entry.</summary>
    public static Row Tetragamma(Row x) => Row.Map(x, Tetragamma);

    /// <summary><see cref="Relu(double)"/> of each entry.</summary>
    public static Row Relu(Row x) => Row.Map(x, Relu);

    /// <summary><see cref="Exp2(double)"/> of each entry.</summary>
    public static Row Exp2(Row x) => Row.Map(x, Exp2);

    /// <summary><see cref="Log2(double)"/> of each entry.</summary>
    public static Row Log2(Row x) => Row.Map(x, Log2);

    /// <summary><see cref="Log10(double)"/> of each entry.</summary>
    public static Row Log10(Row x) => Row.Map(x, Log10);

    /// <summary><see cref="LogSigmoid(double)"/> of each entry.</summary>
    public static Row LogSigmoid(Row x) => Row.Map(x, LogSigmoid);

    /// <summary><see cref="Logit(double)"/> of each entry.</summary>
    public static Row Logit(Row p) => Row.Map(p, Logit);

    /// <summary><see cref="NormalDensity(double)"/> of each entry.</summary>
    public static Row NormalDensity(Row z) => Row.Map(z, NormalDensity);

    /// <summary><see cref="NormalCdf(double)"/> of each entry.</summary>
    public static Row NormalCdf(Row z) => Row.Map(z, NormalCdf);

    /// <summary>The row, a constant to every derivative.</summary>
    public static Row Detach(Row x) => x;

    /// <summary>The row: a wall to the generator's rewriting, which treats what stands inside and what stands outside apart.</summary>
    public static Row Literal(Row x) => x;

    /// <summary><see cref="Clamp(double, double, double)"/> of each entry.</summary>
    public static Row Clamp(Row x, double lo, double hi) => Row.Map(x, v => Clamp(v, lo, hi));

    /// <summary><see cref="ClampThrough(double, double, double)"/> of each entry.</summary>
    public static Row ClampThrough(Row x, double lo, double hi) => Row.Map(x, v => ClampThrough(v, lo, hi));
}
