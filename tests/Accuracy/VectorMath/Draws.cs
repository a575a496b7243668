using System;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Draws of a chunk of a sweep: the same whichever thread makes it.</summary>
internal sealed class Draws(int chunk)
{
    private const double Unit = 1.0 / (1L << 53);

    private ulong _state = (ulong)chunk * 0x9E3779B97F4A7C15 ^ 0xD1B54A32D192ED03;

    public int Next(int count) => (int)(Bits() % (ulong)count);

    public double Even(double low, double high) => low + ((high - low) * Unit * (Bits() >> 11));

    /// <summary>A positive number, its binary exponent evenly drawn.</summary>
    public double Magnitude(double lowExponent, double highExponent)
    {
        double exponent = Math.Floor(Even(lowExponent, highExponent));
        return Math.ScaleB(Even(1, 2), (int)exponent);
    }

    public double Signed(double lowExponent, double highExponent) => Next(2) == 0 ? Magnitude(lowExponent, highExponent) : -Magnitude(lowExponent, highExponent);

    /// <summary>An argument of a primitive: by exponent, evenly where it is characteristic, and near what is hard.</summary>
    public double Argument(Primitive p)
    {
        int kind = Next(10);
        if (kind < 4)
        {
            return Signed(Math.Log2(p.Low), Math.Log2(p.High));
        }

        if (kind < 7 || (p.Centers.Length == 0 && !p.IsPeriodic))
        {
            return Even(p.CoreLow, p.CoreHigh);
        }

        if (p.IsPeriodic)
        {
            double multiple = Math.Round(Even(0, p.High / (Math.PI / 2))) * (Math.PI / 2);
            return multiple + (Math.ScaleB(multiple, -52) * (Next(9) - 4));
        }

        double center = p.Centers[Next(p.Centers.Length)];
        return center + (Math.Max(Math.Abs(center), 1e-3) * Signed(-53, -6));
    }

    private ulong Bits()
    {
        // SplitMix64.
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
