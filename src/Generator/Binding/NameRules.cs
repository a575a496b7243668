using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generator.Binding;

/// <summary>How generated things are named and which names the user may not take.</summary>
internal static class NameRules
{
    /// <summary>Namespaces and types with all that contains them, without <c>@</c> and <c>global::</c>.</summary>
    public static readonly SymbolDisplayFormat Plain = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private const int LongestFileName = 120;

    /// <summary>Arguments that kernels have besides those of the declaration.</summary>
    private static readonly HashSet<string> Arguments = new(StringComparer.Ordinal)
    {
        "weight", "gradient", "hessian", "columns", "upstream", "parallel", "reduction", "curvature", "losses", "floor",
    };

    /// <summary>Members of a generated class beside which a property of a hyper-parameter would not compile.</summary>
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "Info", "Default", "Forward", "ForwardEach", "ForwardBackward", "Backward", "GradientHessian", "Validate",
        "Equals", "GetHashCode", "GetType", "ToString", "Finalize", "MemberwiseClone", "ReferenceEquals",
    };

    public static bool IsReserved(string parameter, string typeName) =>
        Arguments.Contains(parameter) || Members.Contains(PropertyName(parameter)) || PropertyName(parameter) == typeName;

    /// <summary>The property of a hyper-parameter.</summary>
    public static string PropertyName(string parameter) =>
        parameter.Length == 0 ? parameter : char.ToUpperInvariant(parameter[0]) + parameter.Substring(1);

    public static string TypeName(string method) => method.EndsWith("Loss", StringComparison.Ordinal) ? method : method + "Loss";

    public static bool IsTypeName(string name) =>
        SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None
        && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None;

    /// <summary>
    /// The name of the generated file: that of the method. A hash is added where the name had to be changed, or where
    /// something beside it has the same name but for case, because hint names are compared without it.
    /// </summary>
    public static string HintName(IMethodSymbol method)
    {
        string full = WellKnownNames.FullName(method.ContainingType) + "." + method.Name;
        var clean = new StringBuilder(full.Length + 16);
        foreach (char c in full)
        {
            clean.Append(c is '.' or '+' or '_' || (c < 128 && char.IsLetterOrDigit(c)) ? c : '_');
        }

        if (clean.Length > LongestFileName)
        {
            clean.Length = LongestFileName;
        }

        bool changed = clean.ToString() != full || DiffersOnlyInCase(method);
        return clean + (changed ? "-" + Hash(full) : string.Empty) + ".g.cs";
    }

    private static bool DiffersOnlyInCase(ISymbol symbol)
    {
        for (ISymbol? s = symbol; s is not null and not INamespaceSymbol { IsGlobalNamespace: true }; s = (ISymbol?)s.ContainingType ?? s.ContainingNamespace)
        {
            IEnumerable<string> beside = s.ContainingType is { } type ? type.MemberNames.Concat(type.GetTypeMembers().Select(t => t.Name))
                : s.ContainingNamespace.GetMembers().Select(m => m.Name);
            if (beside.Any(n => n.Length == s.Name.Length && n != s.Name && string.Equals(n, s.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    // FNV-1a: the same on every host, unlike string.GetHashCode.
    private static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
