using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Support;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Diagnostics;

/// <summary>One thing to tell the user. The location is a true one: only those are silenced by <c>#pragma</c>.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, Location Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, Arguments.ToArray<object>());
}

/// <summary>Gathers findings, each once: a function inlined twice has its errors only once.</summary>
internal sealed class FindingBag
{
    private readonly List<Finding> _items = new();
    private readonly HashSet<Finding> _seen = new();

    public IReadOnlyList<Finding> Items => _items;

    /// <summary>Whether the C# compiler itself reports an error that keeps the declaration from being understood.</summary>
    public bool Broken { get; set; }

    /// <summary>Whether no model can be made.</summary>
    public bool Failed { get; private set; }

    public void Report(DiagnosticDescriptor rule, Location location, params string[] arguments)
    {
        var finding = new Finding(rule, location, new EquatableArray<string>(arguments));
        if (_seen.Add(finding))
        {
            _items.Add(finding);
            Failed |= rule.DefaultSeverity == DiagnosticSeverity.Error;
        }
    }
}
