using System;

namespace LossGen.Fuzz.Grammar;

/// <summary>What an expression of a declaration yields.</summary>
internal enum Kind : byte
{
    Real,
    Truth,
    Vector,

    /// <summary>A label, or a constant that picks an entry.</summary>
    Index,
    Table,
}

/// <summary>Where operands are drawn from.</summary>
internal readonly record struct Domain(double Low, double High)
{
    public static readonly Domain Usual = new(-3, 3);

    public double Width => High - Low;

    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>A way to make an expression of others, as C#.</summary>
/// <param name="Name">Its name, unique together with the kinds of the operands.</param>
/// <param name="Result">What it yields.</param>
/// <param name="Operands">What it takes.</param>
/// <param name="Text">The C# of it; {0}, {1} … are the operands.</param>
/// <param name="Evaluate">Computes it as C# does.</param>
/// <param name="Domains">Where its operands should lie, one per operand.</param>
/// <param name="Weight">How often it is chosen.</param>
/// <param name="TakesData">Whether its operands may depend on differentiated data.</param>
internal sealed record Production(
    string Name,
    Kind Result,
    Kind[] Operands,
    string Text,
    Func<object[], object> Evaluate,
    Domain[] Domains,
    double Weight = 1,
    bool TakesData = true);
