namespace LossGen.Fuzz.Grammar;

internal enum Role : byte
{
    Input,
    Target,
    Hyper,
}

/// <summary>A parameter of a declaration and its value at each point; a hyper-parameter and a table are the same at all.</summary>
internal sealed class Parameter(string name, Kind kind, Role role, object[] values)
{
    public string Name { get; } = name;

    public Kind Kind { get; } = kind;

    public Role Role { get; } = role;

    public object[] Values { get; } = values;

    /// <summary>What [Range] says; null for none.</summary>
    public Domain? Range { get; init; }

    /// <summary>A hyper-parameter without one is marked.</summary>
    public bool HasDefault { get; init; }

    public int? IgnoreLabel { get; init; }

    /// <summary>Whether there is a derivative by it.</summary>
    public bool IsInput => Role == Role.Input && Kind is Kind.Real or Kind.Vector or Kind.Table;

    public bool HasColumns => Kind is Kind.Vector or Kind.Table;
}
