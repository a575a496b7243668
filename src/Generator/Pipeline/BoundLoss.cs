using System.Collections.Generic;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Support;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Pipeline;

/// <summary>
/// What binding made of one declaration: a model every later room accepts, or errors (the compiler's own, where the declaration is not C#).
/// It lives for one step only and is compared by reference: it holds locations, so nothing is cached on it.
/// </summary>
internal sealed class BoundLoss(string name, Location identifier, LossModel? model, IReadOnlyList<Finding> findings)
{
    public string Name { get; } = name;

    public Location Identifier { get; } = identifier;

    public LossModel? Model { get; } = model;

    public IReadOnlyList<Finding> Findings { get; } = findings;
}

/// <summary>What the rooms after binding made of a model.</summary>
/// <param name="Name">The declaration, as texts call it.</param>
/// <param name="HintName">That of the model, by which its location is found again.</param>
/// <param name="File">The file, or null if there is none.</param>
/// <param name="Complaints">What there is to say of it.</param>
internal sealed record CompiledLoss(string Name, string HintName, GeneratedFile? File, EquatableArray<Complaint> Complaints)
{
    public CompiledLoss(LossModel model, GeneratedFile? file, params Complaint[] complaints)
        : this(model.DeclaringMethod, model.HintName, file, new EquatableArray<Complaint>(complaints))
    {
    }
}

/// <summary>A finding without its location, which must not pass the cache: the rule by its number, and what its message is filled with.</summary>
internal sealed record Complaint(string Rule, EquatableArray<string> Arguments)
{
    public Complaint(string rule, params string[] arguments)
        : this(rule, new EquatableArray<string>(arguments))
    {
    }
}
