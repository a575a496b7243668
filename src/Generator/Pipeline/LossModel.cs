using LossGen.Generator.Ir;
using LossGen.Generator.Support;

namespace LossGen.Generator.Pipeline;

/// <summary>What a parameter of a declaration is to the loss.</summary>
internal enum ParameterRole : byte
{
    /// <summary>Data, differentiated.</summary>
    Input,

    /// <summary>Data, not differentiated.</summary>
    Target,

    /// <summary>One value per loss object.</summary>
    Hyper,
}

internal enum ParameterType : byte
{
    Double,
    Int,
    Bool,
    Enum,

    /// <summary>A vector: one per sample, or one per loss object.</summary>
    Row,

    /// <summary>A matrix whose rows are picked by an index; always data.</summary>
    Table,
}

/// <summary>A parameter of a declaration. Its number in <see cref="LossModel.Parameters"/> is the payload of its leaf.</summary>
/// <param name="Name">The name as the user wrote it, without <c>@</c>.</param>
/// <param name="Role">What it is to the loss.</param>
/// <param name="Type">Its type.</param>
/// <param name="TypeName">The fully qualified name of an enum type with <c>global::</c>; otherwise the C# keyword.</param>
/// <param name="Default">The bits of the default value as a double (0 or 1 for a bool, the number for an enum); null where there is none.</param>
/// <param name="Range">The values allowed, from <c>[Range]</c>; null where nothing is said.</param>
/// <param name="Documentation">The text of its <c>param</c> element, XML-escaped, or empty.</param>
/// <param name="IgnoreLabel">The value of an int target whose samples do not count; null where every sample counts.</param>
internal sealed record ParameterModel(
    string Name,
    ParameterRole Role,
    ParameterType Type,
    string TypeName,
    long? Default,
    RangeModel? Range,
    string Documentation,
    int? IgnoreLabel = null)
{
    /// <summary>Whether there is a value for every column.</summary>
    public bool HasColumns => Type is ParameterType.Row or ParameterType.Table;
}

/// <summary>The interval of a <c>[Range]</c>, bounds as bits.</summary>
internal sealed record RangeModel(long MinimumBits, long MaximumBits, bool MinimumIsExclusive, bool MaximumIsExclusive)
{
    public double Minimum => System.BitConverter.Int64BitsToDouble(MinimumBits);

    public double Maximum => System.BitConverter.Int64BitsToDouble(MaximumBits);
}

/// <summary>What the author of a loss claims of it, for the compiler to prove.</summary>
/// <param name="Convex">It is convex in every input.</param>
/// <param name="NonNegative">It is never negative.</param>
/// <param name="LipschitzBits">The bits of a bound of the gradient by every input; null where none is claimed.</param>
internal sealed record ClaimsModel(bool Convex, bool NonNegative, long? LipschitzBits)
{
    public static readonly ClaimsModel None = new(false, false, null);
}

/// <summary>
/// A declared loss as plain data: the value that crosses the cache boundary of the incremental pipeline.
/// It holds no symbol, syntax, compilation or location.
/// </summary>
/// <param name="Namespace">The namespace of the generated class; empty for the global one.</param>
/// <param name="TypeName">The name of the generated class.</param>
/// <param name="IsPublic">Whether the generated class is public.</param>
/// <param name="HintName">The name of the generated file, unique in the compilation.</param>
/// <param name="DeclaringMethod">The declaration, as <c>Type.Method</c>, for texts.</param>
/// <param name="Summary">The inner text of the declaration's <c>summary</c> element, XML as written, or empty.</param>
/// <param name="Remarks">The inner text of its <c>remarks</c> element, or empty.</param>
/// <param name="Source">The body as the user wrote it, white space collapsed, for the header comment.</param>
/// <param name="Claims">What is to be proven of it.</param>
/// <param name="Parameters">The parameters in order.</param>
/// <param name="Tape">The value; its first root is the loss of a sample, a second one what the sample counts (<c>Weighted</c>).</param>
internal sealed record LossModel(
    string Namespace,
    string TypeName,
    bool IsPublic,
    string HintName,
    string DeclaringMethod,
    string Summary,
    string Remarks,
    string Source,
    ClaimsModel Claims,
    EquatableArray<ParameterModel> Parameters,
    Tape Tape);

/// <summary>A file to add to the compilation.</summary>
internal sealed record GeneratedFile(string HintName, string Text);
