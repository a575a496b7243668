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

/// <summary>What the generator derived for one differentiated input.</summary>
/// <param name="Name">The input.</param>
/// <param name="Gradient">The first derivative with respect to it.</param>
/// <param name="SecondDerivative">The second derivative with respect to it.</param>
public sealed record InputInfo(string Name, Formula Gradient, Formula SecondDerivative);

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
