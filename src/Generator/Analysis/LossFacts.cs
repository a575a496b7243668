using System.Collections.Generic;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>How a loss bends in an input, as far as that is proven. The names are those of the runtime's enumeration.</summary>
internal enum Convexity : byte
{
    Unknown,
    Linear,
    Convex,
    Concave,
}

/// <summary>Whether a loss rises or falls in an input, as far as that is proven. The names are those of the runtime's enumeration.</summary>
internal enum Monotonicity : byte
{
    Unknown,
    Constant,
    NonDecreasing,
    NonIncreasing,
}

/// <summary>What is proven of a loss in one input.</summary>
/// <param name="Convexity">For every value that hyper-parameters may have; of a row in all entries together.</param>
/// <param name="Monotonicity">For every value that hyper-parameters may have; of a row in each entry.</param>
/// <param name="Gradient">Where the gradient (each entry of it) lies with hyper-parameters at their defaults.</param>
/// <param name="Second">Where the second derivative (the diagonal) lies with hyper-parameters at their defaults.</param>
internal sealed record InputFacts(Convexity Convexity, Monotonicity Monotonicity, Interval Gradient, Interval Second);

/// <summary>What is proven of a loss.</summary>
/// <param name="Range">Where its value lies, for every value that hyper-parameters may have.</param>
/// <param name="Inputs">One entry per derivative slot.</param>
internal sealed record LossFacts(Interval Range, IReadOnlyList<InputFacts> Inputs);
