using System.Collections.Generic;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>What a result should be.</summary>
/// <param name="Exact">The exact value, rounded to a double.</param>
/// <param name="Noise">How far it moves if every value on the way is off by one part in one, to first order: times a unit of rounding it is what the declaration, computed as written, may lose.</param>
internal readonly record struct Quantity(double Exact, double Noise);

/// <summary>What the kernels should yield at a point.</summary>
internal sealed class Expectation
{
    public required Quantity Value { get; init; }

    /// <summary>What the sample counts.</summary>
    public required Quantity Weight { get; init; }

    /// <summary>One array per input, one quantity per entry; null for an entry that is not looked at.</summary>
    public required IReadOnlyList<Quantity?[]> Gradients { get; init; }

    public required IReadOnlyList<Quantity?[]> Hessians { get; init; }

    /// <summary>The values of the declaration's tape.</summary>
    public required TapeValue<DoubleDouble>[] Nodes { get; init; }

    /// <summary>How far the point is from the nearest kink, jump or end of a domain, measured by the noise of what decides it.</summary>
    public required double Margin { get; init; }

    /// <summary>The largest and the smallest magnitude met on the way.</summary>
    public required double Largest { get; init; }

    public required double Smallest { get; init; }
}
