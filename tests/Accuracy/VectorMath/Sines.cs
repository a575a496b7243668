using System;
using LossGen.Generator.Precision;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Sine and cosine of floats up to 10⁵ to the digits of a double, for the sweeps over all of them.</summary>
internal static class Sines
{
    private static readonly double[] Sine = Series(3);
    private static readonly double[] Cosine = Series(2);

    public static double Sin(double x) => Quadrant(x, 0);

    public static double Cos(double x) => Quadrant(x, 1);

    public static double Tan(double x) => Quadrant(x, 0) / Quadrant(x, 1);

    private static double Quadrant(double x, int turn)
    {
        double k = Math.Round(x * (2 / Math.PI));
        double r = x - (k * DoubleDouble.HalfPiParts[0]);
        r -= k * DoubleDouble.HalfPiParts[1];
        r -= k * DoubleDouble.HalfPiParts[2];
        double square = r * r;
        int quadrant = (int)k + turn;
        double value = (quadrant & 1) == 0 ? r + (r * square * Piecewise.Horner(Sine, square)) : 1 + (square * Piecewise.Horner(Cosine, square));
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static double[] Series(int first)
    {
        var series = new double[9];
        double factorial = first == 3 ? 6 : 2;
        for (int i = 0; i < series.Length; i++)
        {
            series[i] = ((i & 1) == 0 ? -1 : 1) / factorial;
            factorial *= (first + (2 * i) + 1) * (first + (2 * i) + 2);
        }

        return series;
    }
}
