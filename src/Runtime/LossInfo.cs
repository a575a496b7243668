using System.Collections.Generic;

namespace LossGen;

/// <summary>A formula in three notations.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Latex">LaTeX, without dollar signs.</param>
/// <param name="MathMl">A MathML <c>math</c> element.</param>
public sealed record Formula(string Text, string Latex, string MathMl)
{
    /// <summary>The plain text.</summary>
    public override string ToString() => Text;
}

/// <summary>How a loss bends in an input, as far as the generator could prove it.</summary>
public enum Convexity
{
    /// <summary>Nothing is proven.</summary>
    Unknown,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>The chord between two points never lies below the loss.</summary>
    Convex,

    /// <summary>The chord between two points never lies above the loss.</summary>
    Concave,
}

/// <summary>Whether a loss rises or falls in an input, as far as the generator could prove it.</summary>
public enum Monotonicity
{
    /// <summary>Nothing is proven.</summary>
    Unknown,

    /// <summary>The loss does not depend on the input.</summary>
    Constant,

    /// <summary>The loss never falls when the input grows.</summary>
    NonDecreasing,

    /// <summary>The loss never rises when the input grows.</summary>
    NonIncreasing,
}

/// <summary>What the generator derived and proved for one differentiated input.</summary>
/// <param name="Name">The input.</param>
/// <param name="Gradient">The first derivative with respect to it.</param>
/// <param name="SecondDerivative">The second derivative with respect to it.</param>
public sealed record InputInfo(string Name, Formula Gradient, Formula SecondDerivative)
{
    /// <summary>How the loss bends in the input while all else stays fixed (of a row: in all its entries together), for every value that hyper-parameters may have.</summary>
    public Convexity Convexity { get; init; }

    /// <summary>Whether the loss rises or falls in the input (of a row: in each entry), for every value that hyper-parameters may have.</summary>
    public Monotonicity Monotonicity { get; init; }

    /// <summary>A proven lower bound of the gradient (of a row: of each entry) with hyper-parameters at their defaults; −∞ where none is proven.</summary>
    public double GradientMinimum { get; init; } = double.NegativeInfinity;

    /// <summary>A proven upper bound of the gradient with hyper-parameters at their defaults; +∞ where none is proven.</summary>
    public double GradientMaximum { get; init; } = double.PositiveInfinity;

    /// <summary>A proven lower bound of the second derivative (of a row: of the diagonal) with hyper-parameters at their defaults; −∞ where none is proven.</summary>
    public double SecondDerivativeMinimum { get; init; } = double.NegativeInfinity;

    /// <summary>A proven upper bound of the second derivative with hyper-parameters at their defaults; +∞ where none is proven.</summary>
    public double SecondDerivativeMaximum { get; init; } = double.PositiveInfinity;
}

/// <summary>A point where the loss, or its slope, is not differentiable, and what is taken there.</summary>
/// <param name="Where">The condition of the point.</param>
/// <param name="Taken">The value of the local derivative taken there.</param>
public sealed record Kink(string Where, string Taken);

/// <summary>What the generator knows of a loss.</summary>
/// <param name="Name">The name of the generated class.</param>
/// <param name="Declaration">The declaration's body as its author wrote it.</param>
/// <param name="Value">The loss of one sample, after rewriting into its stable form.</param>
/// <param name="Inputs">The derivatives, one entry per differentiated input.</param>
/// <param name="Kinks">The points where a convention decides the derivative.</param>
/// <param name="Rules">The names of the rewrite rules that fired, in order.</param>
/// <param name="Minimum">A proven lower bound of the loss, −∞ where none is proven.</param>
/// <param name="Maximum">A proven upper bound of the loss, +∞ where none is proven.</param>
public sealed record LossInfo(
    string Name,
    string Declaration,
    Formula Value,
    IReadOnlyList<InputInfo> Inputs,
    IReadOnlyList<Kink> Kinks,
    IReadOnlyList<string> Rules,
    double Minimum,
    double Maximum);
