using System;

namespace LossGen;

/// <summary>
/// Declares a loss: the generator differentiates the method's expression and emits a class of fused kernels for it.
/// Stands on a static method that returns <see cref="double"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LossAttribute : Attribute
{
    /// <summary>The name of the generated class. By default the method's name, with <c>Loss</c> at the end.</summary>
    public string? TypeName { get; set; }
}

/// <summary>Marks a static method that losses of the same compilation may call; it is inlined into them. It yields no class of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LossFunctionAttribute : Attribute;

/// <summary>Marks a datum that is not differentiated.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TargetAttribute : Attribute
{
    /// <summary>The value of an <c>int</c> label whose samples count for nothing. By default no label is ignored.</summary>
    public int IgnoreLabel { get; set; } = int.MinValue;
}

/// <summary>Marks a hyper-parameter: one value per loss object. A parameter with a default value is one without being marked.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HyperAttribute : Attribute;

/// <summary>
/// Claims that a loss is convex in each differentiated input while everything else stays fixed, of a row in all its entries together, for every value that its
/// hyper-parameters may have. The compiler proves it; a claim that is false is a build error that shows where, one that is neither proven nor refuted a warning.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AssertConvexAttribute : Attribute;

/// <summary>
/// Claims that a loss is never negative, for all data in their ranges and every value that its hyper-parameters may have. The compiler proves it; a claim that is
/// false is a build error that shows where, one that is neither proven nor refuted a warning.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AssertNonNegativeAttribute : Attribute;

/// <summary>
/// Claims that the gradient of a loss by each differentiated input is at most <paramref name="bound"/> in size (of a row: in its Euclidean norm), with
/// hyper-parameters at their defaults. The compiler proves it; a claim that is false is a build error that shows where, one that is neither proven nor refuted a warning.
/// </summary>
/// <param name="bound">The Lipschitz constant: a finite number from 0 on.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AssertLipschitzAttribute(double bound) : Attribute
{
    /// <summary>The Lipschitz constant.</summary>
    public double Bound { get; } = bound;
}
