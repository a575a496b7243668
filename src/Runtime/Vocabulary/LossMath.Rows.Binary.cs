using System;

namespace LossGen;

// The functions of two numbers, entry by entry. Two rows must have the same length; a number stands for a row of equal entries.
public static partial class LossMath
{
    /// <summary><see cref="Pow(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Pow(Row x, Row y) => Row.Map(x, y, Pow);

    /// <summary><see cref="Pow(double, double)"/> of each entry and a number.</summary>
    public static Row Pow(Row x, double y) => Row.Map(x, v => Pow(v, y));

    /// <summary><see cref="Pow(double, double)"/> of a number and each entry.</summary>
    public static Row Pow(double x, Row y) => Row.Map(y, v => Pow(x, v));

    /// <summary><see cref="Max(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Max(Row x, Row y) => Row.Map(x, y, Max);

    /// <summary><see cref="Max(double, double)"/> of each entry and a number.</summary>
    public static Row Max(Row x, double y) => Row.Map(x, v => Max(v, y));

    /// <summary><see cref="Max(double, double)"/> of a number and each entry.</summary>
    public static Row Max(double x, Row y) => Row.Map(y, v => Max(x, v));

    /// <summary><see cref="Min(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Min(Row x, Row y) => Row.Map(x, y, Min);

    /// <summary><see cref="Min(double, double)"/> of each entry and a number.</summary>
    public static Row Min(Row x, double y) => Row.Map(x, v => Min(v, y));

    /// <summary><see cref="Min(double, double)"/> of a number and each entry.</summary>
    public static Row Min(double x, Row y) => Row.Map(y, v => Min(x, v));

    /// <summary><see cref="Hypot(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Hypot(Row x, Row y) => Row.Map(x, y, Hypot);

    /// <summary><see cref="Hypot(double, double)"/> of each entry and a number.</summary>
    public static Row Hypot(Row x, double y) => Row.Map(x, v => Hypot(v, y));

    /// <summary><see cref="Hypot(double, double)"/> of a number and each entry.</summary>
    public static Row Hypot(double x, Row y) => Row.Map(y, v => Hypot(x, v));

    /// <summary><see cref="Direction(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Direction(Row x, Row y) => Row.Map(x, y, Direction);

    /// <summary><see cref="Direction(double, double)"/> of each entry and a number.</summary>
    public static Row Direction(Row x, double y) => Row.Map(x, v => Direction(v, y));

    /// <summary><see cref="Direction(double, double)"/> of a number and each entry.</summary>
    public static Row Direction(double x, Row y) => Row.Map(y, v => Direction(x, v));

    /// <summary><see cref="HypotExcess(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row HypotExcess(Row x, Row y) => Row.Map(x, y, HypotExcess);

    /// <summary><see cref="HypotExcess(double, double)"/> of each entry and a number.</summary>
    public static Row HypotExcess(Row x, double y) => Row.Map(x, v => HypotExcess(v, y));

    /// <summary><see cref="HypotExcess(double, double)"/> of a number and each entry.</summary>
    public static Row HypotExcess(double x, Row y) => Row.Map(y, v => HypotExcess(x, v));

    /// <summary><see cref="ScaledExp(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row ScaledExp(Row x, Row y) => Row.Map(x, y, ScaledExp);

    /// <summary><see cref="ScaledExp(double, double)"/> of each entry and a number.</summary>
    public static Row ScaledExp(Row x, double y) => Row.Map(x, v => ScaledExp(v, y));

    /// <summary><see cref="ScaledExp(double, double)"/> of a number and each entry.</summary>
    public static Row ScaledExp(double x, Row y) => Row.Map(y, v => ScaledExp(x, v));

    /// <summary><see cref="Gaussian(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row Gaussian(Row x, Row s) => Row.Map(x, s, Gaussian);

    /// <summary><see cref="Gaussian(double, double)"/> of each entry and a number.</summary>
    public static Row Gaussian(Row x, double s) => Row.Map(x, v => Gaussian(v, s));

    /// <summary><see cref="Gaussian(double, double)"/> of a number and each entry.</summary>
    public static Row Gaussian(double x, Row s) => Row.Map(s, v => Gaussian(x, v));

    /// <summary><see cref="XLogY(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row XLogY(Row x, Row y) => Row.Map(x, y, XLogY);

    /// <summary><see cref="XLogY(double, double)"/> of each entry and a number.</summary>
    public static Row XLogY(Row x, double y) => Row.Map(x, v => XLogY(v, y));

    /// <summary><see cref="XLogY(double, double)"/> of a number and each entry.</summary>
    public static Row XLogY(double x, Row y) => Row.Map(y, v => XLogY(x, v));

    /// <summary><see cref="XLog1pY(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row XLog1pY(Row x, Row y) => Row.Map(x, y, XLog1pY);

    /// <summary><see cref="XLog1pY(double, double)"/> of each entry and a number.</summary>
    public static Row XLog1pY(Row x, double y) => Row.Map(x, v => XLog1pY(v, y));

    /// <summary><see cref="XLog1pY(double, double)"/> of a number and each entry.</summary>
    public static Row XLog1pY(double x, Row y) => Row.Map(y, v => XLog1pY(x, v));

    /// <summary><see cref="SigmoidResidual(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row SigmoidResidual(Row x, Row y) => Row.Map(x, y, SigmoidResidual);

    /// <summary><see cref="SigmoidResidual(double, double)"/> of each entry and a number.</summary>
    public static Row SigmoidResidual(Row x, double y) => Row.Map(x, v => SigmoidResidual(v, y));

    /// <summary><see cref="SigmoidResidual(double, double)"/> of a number and each entry.</summary>
    public static Row SigmoidResidual(double x, Row y) => Row.Map(y, v => SigmoidResidual(x, v));

    /// <summary><see cref="SoftplusResidual(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row SoftplusResidual(Row x, Row y) => Row.Map(x, y, SoftplusResidual);

    /// <summary><see cref="SoftplusResidual(double, double)"/> of each entry and a number.</summary>
    public static Row SoftplusResidual(Row x, double y) => Row.Map(x, v => SoftplusResidual(v, y));

    /// <summary><see cref="SoftplusResidual(double, double)"/> of a number and each entry.</summary>
    public static Row SoftplusResidual(double x, Row y) => Row.Map(y, v => SoftplusResidual(x, v));

    /// <summary><see cref="LogAddExp(double, double)"/>, entry by entry.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row LogAddExp(Row a, Row b) => Row.Map(a, b, LogAddExp);

    /// <summary><see cref="LogAddExp(double, double)"/> of each entry and a number.</summary>
    public static Row LogAddExp(Row a, double b) => Row.Map(a, v => LogAddExp(v, b));

    /// <summary><see cref="LogAddExp(double, double)"/> of a number and each entry.</summary>
    public static Row LogAddExp(double a, Row b) => Row.Map(b, v => LogAddExp(a, v));
}
