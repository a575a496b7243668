using System;

namespace LossGen.Fuzz.Checking;

/// <summary>How close is close enough, for an element type.</summary>
/// <param name="Unit">Half the distance of 1 from the next number.</param>
/// <param name="Largest">Above this squares of squares may overflow.</param>
/// <param name="Smallest">Below this they may vanish.</param>
internal sealed record Tolerance(double Unit, double Largest, double Smallest)
{
    /// <summary>
    /// How many roundings of each value are allowed: kernels compute other forms than the declaration, whose steps are as many again, and functions of a few units in the last place. What is wrong is off by more.
    /// </summary>
    private const double Roundings = 32;

    public static readonly Tolerance Single = new(1.0 / (1 << 24), 1e12, 1e-18);

    public static readonly Tolerance Double = new(1.0 / (1L << 53), 1e90, 1e-90);

    /// <summary>Whether a point can be judged: not at a kink or at the end of a domain, and within what the element type can hold on the way.</summary>
    public bool Judges(Expectation e) => e.Margin > 4 * Roundings * Unit && e.Largest < Largest && e.Smallest > Smallest;

    public double Of(Quantity q) => (Roundings * Unit * (Math.Abs(q.Exact) + q.Error)) + (Smallest * Smallest);

    public bool Accepts(Quantity q, double actual) =>
        double.IsNaN(q.Exact) ? double.IsNaN(actual)
        : double.IsInfinity(q.Exact) || !double.IsFinite(q.Error) || Math.Abs(q.Exact) > Largest || Math.Abs(actual - q.Exact) <= Of(q);
}
