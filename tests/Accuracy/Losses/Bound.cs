using System;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Accuracy.Losses;

/// <summary>What is promised of a result: so many units in its last place, and what the rounding of the inputs may cost, 2u·S.</summary>
/// <param name="Ulps">The units.</param>
/// <param name="Roundings">How often S counts.</param>
/// <param name="Least">Results below it are as good as it.</param>
internal readonly record struct Bound(double Ulps, int Roundings, double Least)
{
    private const double ElementUlps = 4;
    private const double CurvatureUlps = 8;
    private const double RowUlps = 8;
    private const double RowCurvatureUlps = 32;
    private const double SoftmaxLeast = 1e-38;

    // A factor that multiplies what is no normal number any more, such as the square of a scale.
    private const int VanishingBits = 10;

    /// <summary>The bound of the value (order 0), a gradient (1) or a second derivative (2) of a loss.</summary>
    public static Bound Of(LossEntry entry, object[] hyper, int order) =>
        order == 2 ? (RoundsOperations(entry) ? new(RowCurvatureUlps, 2, 0) : new(entry.HasColumns ? RowCurvatureUlps : CurvatureUlps, 1, 0))
        : IsCrossEntropy(entry, hyper) ? new(RowUlps, 0, SoftmaxLeast)
        : new(entry.HasColumns ? RowUlps : ElementUlps, PackLosses.IsOfResidual(entry) ? 0 : 1, 0);

    /// <summary>Whether S counts the operations of the declaration as well: a softmax keeps its digits without.</summary>
    public static bool RoundsOperations(LossEntry entry) =>
        entry.HasColumns && !LossModels.Of(entry).Tape.Nodes.Any(n => n.Op is OpCode.LogSumExp or OpCode.LogProbability);

    /// <summary>The negative logarithm of the label's probability and nothing else.</summary>
    public static bool IsCrossEntropy(LossEntry entry, object[] hyper) => entry.Declaration.Name == "CrossEntropy" && hyper is [0.0];

    /// <summary>The error and its unit: one last place of the exact result; below the normal numbers, where products that make it may have vanished, the least of these over the bound.</summary>
    /// <param name="exact">The exact result.</param>
    /// <param name="actual">The kernel's.</param>
    /// <param name="largest">The magnitude whose last place counts: that of the exact result, or of the largest entry of its row.</param>
    /// <param name="single">Whether it is a float.</param>
    public (BigFloat Error, BigFloat Ulp) Error(BigFloat exact, double actual, double largest, bool single)
    {
        (int low, int high, int digits) = single ? (-126, 128, 23) : (-1022, 1024, 52);
        BigFloat end = BigFloat.ScaleB(BigFloat.One, high);
        exact = BigFloat.Max(-end, BigFloat.Min(end, exact));
        BigFloat got = double.IsInfinity(actual) ? (actual > 0 ? end : -end) : actual;
        BigFloat error = BigFloat.Abs(got - exact);
        error = error <= BigFloat.ScaleB(BigFloat.One, low - VanishingBits) ? BigFloat.Zero : error;
        double size = Math.Max(largest, Least);
        if (size != 0 && size < Math.ScaleB(1, low))
        {
            return (error, BigFloat.ScaleB(BigFloat.One, low) / Ulps);
        }

        int exponent = size == 0 ? low : double.IsInfinity(size) ? high : Math.Max(Math.ILogB(size), low);
        return (error, BigFloat.ScaleB(BigFloat.One, exponent - digits));
    }
}
