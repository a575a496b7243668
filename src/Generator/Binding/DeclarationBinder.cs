using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generator.Binding;

/// <summary>What a method must be to carry <c>[Loss]</c>, and the class it gives.</summary>
internal sealed class DeclarationBinder(IMethodSymbol method, AttributeData attribute, Location identifier, FindingBag findings, CancellationToken cancellation)
{
    public static Location Identifier(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax m => m.Identifier.GetLocation(),
        LocalFunctionStatementSyntax f => f.Identifier.GetLocation(),
        OperatorDeclarationSyntax o => o.OperatorToken.GetLocation(),
        AccessorDeclarationSyntax a => a.Keyword.GetLocation(),
        _ => node.GetFirstToken().GetLocation(),
    };

    /// <summary>The method with the types it stands in, for texts.</summary>
    public static string DisplayName(IMethodSymbol method)
    {
        string name = method.Name;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            name = type.Name + "." + name;
        }

        return name;
    }

    /// <summary>The generated class is as visible as the types around the declaration and the enums its constructor takes.</summary>
    public static bool IsPublic(IMethodSymbol method) =>
        IsPublic(method.ContainingType) && method.Parameters.All(p => p.Type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } type || IsPublic(type));

    /// <summary>False where nothing more can be said about the declaration.</summary>
    public bool CheckMethod()
    {
        if (WrongKind() is { } kind)
        {
            findings.Report(Descriptors.NotAStaticMethod, identifier, method.Name, kind);
            return false;
        }

        MethodDeclarationSyntax syntax = Syntax(method, cancellation)!;
        if (method.ReturnType.TypeKind == TypeKind.Error)
        {
            findings.Broken = true;
            return false;
        }

        if (method.ReturnType.SpecialType != SpecialType.System_Double || method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            string returned = syntax.ReturnType.ToString();
            findings.Report(Descriptors.ReturnType, syntax.ReturnType.GetLocation(), method.Name, returned);
            return false;
        }

        if (method.IsGenericMethod)
        {
            findings.Report(Descriptors.Generic, identifier, method.Name);
        }

        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.TypeParameters.Length > 0)
            {
                findings.Report(Descriptors.Generic, identifier, type.Name);
            }

            if (type.IsFileLocal)
            {
                findings.Report(Descriptors.FileLocal, identifier, type.Name, method.Name);
            }
        }

        if (method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Count() > 1)
        {
            findings.Report(Descriptors.Overloaded, identifier, method.Name, method.ContainingType.Name);
        }

        if (syntax.Body is null && syntax.ExpressionBody is null)
        {
            findings.Report(Descriptors.NoBody, identifier, method.Name);
            return false;
        }

        return true;
    }

    /// <summary>The name of the generated class.</summary>
    public string TypeName()
    {
        if (!attribute.NamedArguments.Any(a => a.Key == "TypeName"))
        {
            return NameRules.TypeName(method.Name);
        }

        string? name = attribute.NamedArguments.First(a => a.Key == "TypeName").Value.Value as string;
        if (name is null || !NameRules.IsTypeName(name))
        {
            findings.Report(Descriptors.TypeNameInvalid, Argument("TypeName"), name ?? "null");
        }

        return name ?? NameRules.TypeName(method.Name);
    }

    /// <summary>What the author claims of the loss.</summary>
    public ClaimsModel Claims()
    {
        long? lipschitz = null;
        if (method.Attribute(WellKnownNames.AssertLipschitz) is { } claim && claim.ConstructorArguments.FirstOrDefault().Value is double bound)
        {
            lipschitz = BitConverter.DoubleToInt64Bits(bound);
            if (!(bound >= 0) || double.IsInfinity(bound))
            {
                findings.Report(Descriptors.LipschitzInvalid, claim.Place(identifier), bound.ToString(CultureInfo.InvariantCulture));
            }
        }

        return new ClaimsModel(method.Attribute(WellKnownNames.AssertConvex) is not null, method.Attribute(WellKnownNames.AssertNonNegative) is not null, lipschitz);
    }

    /// <summary>A partial class of the same name is the user's own part of the generated one; anything else of that name is a clash.</summary>
    public void CheckClash(string typeName, bool isPublic)
    {
        foreach (INamespaceOrTypeSymbol existing in method.ContainingNamespace.GetMembers(typeName))
        {
            if (existing is INamespaceSymbol)
            {
                findings.Report(Descriptors.TypeExists, identifier, typeName, method.Name, "namespace");
            }
            else if (existing is INamedTypeSymbol { Arity: 0 } type && !type.DeclaringSyntaxReferences.All(r => IsOurPart(r.GetSyntax(cancellation), isPublic)))
            {
                findings.Report(Descriptors.TypeExists, identifier, typeName, method.Name, "type");
            }
        }
    }

    public static MethodDeclarationSyntax? Syntax(IMethodSymbol method, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<MethodDeclarationSyntax>().FirstOrDefault();

    private static bool IsOurPart(SyntaxNode node, bool isPublic) =>
        node is ClassDeclarationSyntax type
        && type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && type.Modifiers.All(m => m.Kind() switch
        {
            SyntaxKind.PartialKeyword or SyntaxKind.SealedKeyword or SyntaxKind.UnsafeKeyword => true,
            SyntaxKind.PublicKeyword => isPublic,
            SyntaxKind.InternalKeyword => !isPublic,
            _ => false,
        });

    private static bool IsPublic(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    private string? WrongKind() => method switch
    {
        { MethodKind: MethodKind.LocalFunction } => "a local function",
        { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => "an operator",
        { MethodKind: MethodKind.ExplicitInterfaceImplementation } => "an explicit implementation of an interface",
        { MethodKind: not MethodKind.Ordinary } => "not an ordinary method",
        { IsStatic: false } => "an instance method",
        _ => Syntax(method, cancellation) is null ? "not an ordinary method" : null,
    };

    private Location Argument(string name) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList: { } list }
        && list.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name) is { } argument
            ? argument.Expression.GetLocation()
            : identifier;
}
