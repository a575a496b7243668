using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses.Tests;

/// <summary>
/// Losses with a branch that is no number, infinite or steep where it is not taken, and functions at the edge of their domains: what users write and expect to hold.
/// </summary>
public static class Guards
{
    [Loss]
    public static double GuardedLog(double x) => x > 0 ? Log(x) : 0;

    [Loss]
    public static double LogOrLine(double x) => x > 0 ? Log(x) : x;

    [Loss]
    public static double CutLog(double x) => x <= 0 ? 100 : -Log(x);

    [Loss]
    public static double Sinc(double x) => x < 0 || x > 0 ? Sin(x) / x : 1;

    [Loss]
    public static double GuardedRoot(double x) => x > 0 ? Sqrt(x) : 0;

    [Loss]
    public static double GuardedPower(double x, double power = 0.5) => x > 0 ? Pow(x, power) : 0;

    [Loss]
    public static double GuardedEntropy(double x) => x > 0 ? x * Log(x) : 0;

    [Loss]
    public static double GuardedRatio(double x, double y) => y > 0 ? x / y : 0;

    /// <summary>The guarded value among other factors and terms.</summary>
    [Loss]
    public static double GuardedFactor(double x, double y) => y * (x > 0 ? Log(x) : 0) + Square(x > 0 ? Sqrt(x) : -1);

    [Loss]
    public static double NestedGuards(double x, double y) => x > 0 ? (y > 0 ? Log(x) * Log(y) : Sqrt(x)) : y > 0 ? 1 / y : 0;

    [Loss]
    public static double Arms(double x) => x switch { > 0 => Log(x), < 0 => Sqrt(-x), _ => 0 };

    [Loss]
    public static double Returns(double x, [Target] bool yes)
    {
        if (!yes)
        {
            return Square(x);
        }

        double logarithm = Log(x);
        return logarithm * logarithm;
    }

    /// <summary>A factor that is infinite, before a sum of which no term is taken.</summary>
    [Loss]
    public static double RootOfRamps([Target] Row weights, double x) => Sqrt(Sum(Relu(weights * x)));

    [Loss]
    public static double RootOfRamp(Row x) => Sqrt(Sum(Relu(x)));

    [Loss]
    public static double LogsOfOthers(Row x, [Target] int label) => SumExcept(Log(x), label);

    [Loss]
    public static double LogsWithout(Row x, [Target] int label) => Sum(Log(x.With(label, 1)));

    [Loss]
    public static double OthersByLog(Row x, [Target] double y, [Target] int label) => SumExcept(x * Log(y), label);

    /// <summary>With the power 0 the cross-entropy, also where there are no other classes.</summary>
    [Loss]
    public static double FocalOfRow(Row logits, [Target] int label, [Range(0, 10)] double power = 2)
        => -Pow(1 - Softmax(logits)[label], power) * LogSoftmax(logits)[label];

    [Loss]
    public static double Divergence([Target] double x, double y) => XLogY(x, x) - XLogY(x, y);

    [Loss]
    public static double LabelledLog(Row x, [Target] int label) => x[label] > 0 ? Log(x[label]) : Norm(x);

    [Loss]
    public static double RowEntropy(Row x) => Sum(XLogY(x, x));

    [Loss]
    public static double Length(Row x) => Norm(x);

    [Loss]
    public static double Between(Row x, [Target] Row y) => Distance(x, y);

    [Loss]
    public static double WeightedLog(double x, [Target] double importance) => Weighted(-Log(x), importance);

    [Loss]
    public static double Larger(double x, double y) => Max(x, y);

    [Loss]
    public static double Smaller(double x, double y) => Min(x, y);

    [Loss]
    public static double Clamped(double x) => Clamp(x, -1, 1);

    [Loss]
    public static double LargestAndSmallest(Row x) => Max(x) - Min(x);

    [Loss]
    public static double Power(double x, double exponent = 2) => Pow(x, exponent);

    [Loss]
    public static double PowerOfBoth(double x, double exponent) => Pow(x, exponent);

    [Loss]
    public static double PowerHalf(double x) => Pow(x, 0.5);

    [Loss]
    public static double PowerOne(double x) => Pow(x, 1);

    [Loss]
    public static double PowerThreeHalves(double x) => Pow(x, 1.5);

    [Loss]
    public static double PowerTwo(double x) => Pow(x, 2);

    [Loss]
    public static double PowerThree(double x) => Pow(x, 3);

    [Loss]
    public static double PowerZero(double x) => Pow(x, 0) + x;

    [Loss]
    public static double PowerMinusTwo(double x) => Pow(x, -2);
}
