using System.Collections.Generic;
using LossGen.Generator.Diagnostics;
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

/// <summary>What the rooms after binding made of a model: a file, or the text of an exception, which is a bug of ours.</summary>
internal sealed record CompiledLoss(string Name, GeneratedFile? File, string? Error);
