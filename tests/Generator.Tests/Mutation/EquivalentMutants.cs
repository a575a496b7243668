using System.Collections.Generic;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>The mutants that may survive.</summary>
internal static class EquivalentMutants
{
    public static IReadOnlyList<Equivalent> All { get; } =
    [
    ];
}
