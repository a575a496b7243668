using System.Linq;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>The names by which the types of the vocabulary are found in a compilation.</summary>
internal static class WellKnownNames
{
    public const string Loss = "LossGen.LossAttribute";
    public const string LossFunction = "LossGen.LossFunctionAttribute";
    public const string Target = "LossGen.TargetAttribute";
    public const string Hyper = "LossGen.HyperAttribute";
    public const string AssertConvex = "LossGen.AssertConvexAttribute";
    public const string AssertNonNegative = "LossGen.AssertNonNegativeAttribute";
    public const string AssertLipschitz = "LossGen.AssertLipschitzAttribute";
    public const string LossMath = "LossGen.LossMath";
    public const string Row = "LossGen.Row";
    public const string Table = "LossGen.Table";
    public const string Range = "System.ComponentModel.DataAnnotations.RangeAttribute";

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } type && FullName(type) == fullName);

    public static bool Is(this ITypeSymbol? type, string fullName) => type is INamedTypeSymbol named && fullName.EndsWith(named.MetadataName, System.StringComparison.Ordinal) && FullName(named) == fullName;

    public static string FullName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? FullName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(NameRules.Plain) + "." + type.MetadataName
        : type.MetadataName;

    /// <summary>Where an attribute stands, or <paramref name="fallback"/>.</summary>
    public static Location Place(this AttributeData attribute, Location fallback) =>
        attribute.ApplicationSyntaxReference is { } reference ? Microsoft.CodeAnalysis.Location.Create(reference.SyntaxTree, reference.Span) : fallback;
}
