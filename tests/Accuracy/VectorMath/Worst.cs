using System;

namespace LossGen.Accuracy.VectorMath;

/// <summary>The largest error met, and where. Of equal ones that of the least argument, so that threads do not matter.</summary>
internal sealed class Worst
{
    public double Error { get; private set; } = -1;

    public double X { get; private set; }

    public double Y { get; private set; }

    public double Actual { get; private set; }

    /// <summary>How many arguments there were.</summary>
    public long Count { get; set; }

    public void Add(double error, double x, double y, double actual)
    {
        if (error > Error || (error == Error && (x < X || (x == X && y < Y))))
        {
            (Error, X, Y, Actual) = (error, x, y, actual);
        }
    }

    /// <summary>Adds the worst of many; where it is, is asked only if it counts.</summary>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> size)
    {
        double largest = Ulps.OfSingles(actual, expected, size);
        if (largest < Error)
        {
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (Ulps.OfSingle(actual[i], expected[i], size[i]) == largest)
            {
                Add(largest, x[i], y.IsEmpty ? 0 : y[i], actual[i]);
            }
        }
    }

    public void Add(Worst other)
    {
        Count += other.Count;
        if (other.Error >= 0)
        {
            Add(other.Error, other.X, other.Y, other.Actual);
        }
    }
}
