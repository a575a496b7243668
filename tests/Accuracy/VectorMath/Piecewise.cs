using System;
using LossGen.Generator.Precision;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>
/// A function on [2^low, 2^high), interpolated from values of hundreds of bits: a polynomial on each eighth of a binade, whose first coefficients have twice
/// the digits of a double. It shares nothing with how the library computes the function.
/// </summary>
internal sealed class Piecewise
{
    private const int Degree = 15;
    private const int WideTerms = 6;
    private const int PieceBits = 3;
    private const int Precision = 200;

    private readonly int _low;
    private readonly double[][] _high;
    private readonly double[][] _rest;

    public Piecewise(Func<BigFloat, BigFloat> function, int low, int high)
    {
        using var scope = BigFloat.WithPrecision(Precision);
        _low = low;
        _high = new double[(high - low) << PieceBits][];
        _rest = new double[_high.Length][];
        for (int i = 0; i < _high.Length; i++)
        {
            BigFloat[] series = Interpolate(function, Center(i), HalfWidth(i));
            _high[i] = Array.ConvertAll(series, c => c.ToDouble());
            _rest[i] = Array.ConvertAll(series, c => (c - c.ToDouble()).ToDouble());
        }
    }

    /// <summary>The value to the digits of a double.</summary>
    public double At(double x)
    {
        int i = Piece(x);
        return Horner(_high[i], (x - Center(i)) / HalfWidth(i));
    }

    /// <summary>The value to 70 bits and more.</summary>
    public DoubleDouble WideAt(DoubleDouble x)
    {
        int i = Piece(x.High);
        double[] c = _high[i];
        DoubleDouble t = (x - Center(i)) * (1 / HalfWidth(i));
        DoubleDouble sum = Horner(c.AsSpan(WideTerms), t.High);
        for (int k = WideTerms - 1; k >= 0; k--)
        {
            sum = (sum * t) + new DoubleDouble(c[k], _rest[i][k]);
        }

        return sum;
    }

    /// <summary>Σ coefficients[k]·x^k.</summary>
    public static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = coefficients[^1];
        for (int k = coefficients.Length - 2; k >= 0; k--)
        {
            sum = Math.FusedMultiplyAdd(sum, x, coefficients[k]);
        }

        return sum;
    }

    private int Piece(double x) => (int)((BitConverter.DoubleToInt64Bits(x) >> (52 - PieceBits)) - ((long)(_low + 1023) << PieceBits));

    private double Center(int i) => Math.ScaleB((1 << PieceBits) + (i & ((1 << PieceBits) - 1)) + 0.5, _low + (i >> PieceBits) - PieceBits);

    private double HalfWidth(int i) => Math.ScaleB(0.5, _low + (i >> PieceBits) - PieceBits);

    /// <summary>The coefficients, in powers of t = (x − center)/width, of the polynomial through the zeros of Chebyshev's.</summary>
    private static BigFloat[] Interpolate(Func<BigFloat, BigFloat> function, double center, double width)
    {
        var nodes = new BigFloat[Degree + 1];
        var differences = new BigFloat[Degree + 1];
        for (int k = 0; k <= Degree; k++)
        {
            nodes[k] = Math.Cos(Math.PI * (k + 0.5) / (Degree + 1));
            differences[k] = function(center + (width * nodes[k]));
        }

        for (int order = 1; order <= Degree; order++)
        {
            for (int k = Degree; k >= order; k--)
            {
                differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - order]);
            }
        }

        var series = new BigFloat[Degree + 1];
        for (int k = Degree; k >= 0; k--)
        {
            // series·(t − node) + difference
            for (int j = Degree; j > 0; j--)
            {
                series[j] = series[j - 1] - (nodes[k] * series[j]);
            }

            series[0] = differences[k] - (nodes[k] * series[0]);
        }

        return series;
    }
}
