using System.Collections.Generic;

namespace LossGen.Fuzz.Checking;

/// <summary>What a result should be.</summary>
/// <param name="Exact">The exact value, rounded to a double.</param>
/// <param name="Error">How far it may be off, in units of rounding, see <see cref="Rounded"/>.</param>
internal readonly record struct Quantity(double Exact, double Error);

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
    public required Rounded[][] Nodes { get; init; }

    /// <summary>How far the point is from the nearest kink, jump or end of a domain, measured by how far what decides it may be off.</summary>
    public required double Margin { get; init; }

    /// <summary>The largest and the smallest magnitude met on the way.</summary>
    public required double Largest { get; init; }

    public required double Smallest { get; init; }
}
