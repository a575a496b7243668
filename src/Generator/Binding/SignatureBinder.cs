using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generator.Binding;

/// <summary>Parameters to roles, types, ranges and defaults.</summary>
internal sealed class SignatureBinder(IMethodSymbol method, string typeName, Documentation documentation, FindingBag findings, CancellationToken cancellation)
{
    /// <summary>Up to here every integer is a <c>double</c>.</summary>
    private const double LargestExactInteger = 9007199254740992;

    public ParameterModel[] Bind(Location identifier)
    {
        ParameterModel[] parameters = method.Parameters.Select(Bind).ToArray();
        CheckNames(parameters);
        if (!parameters.Any(p => p.Role == ParameterRole.Input) && !findings.Failed && !findings.Broken)
        {
            findings.Report(Descriptors.NothingToDifferentiate, identifier, method.Name);
        }

        return parameters;
    }

    private ParameterModel Bind(IParameterSymbol parameter)
    {
        ParameterSyntax? syntax = Syntax(parameter);
        Location name = Name(parameter);
        Location typePlace = syntax?.Type?.GetLocation() ?? name;
        ParameterType? type = Type(parameter.Type);
        bool columns = type is ParameterType.Row or ParameterType.Table;
        bool hyper = (parameter.HasExplicitDefaultValue && !columns) || parameter.Attribute(WellKnownNames.Hyper) is not null;
        if (parameter.RefKind != RefKind.None || parameter.IsParams)
        {
            SyntaxToken modifier = syntax?.Modifiers.FirstOrDefault(m => m.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword or SyntaxKind.InKeyword or SyntaxKind.ParamsKeyword) ?? default;
            findings.Report(Descriptors.Modifier, modifier.RawKind != 0 ? modifier.GetLocation() : name, parameter.Name, modifier.RawKind != 0 ? modifier.Text : "passed by reference");
        }

        if (type is null)
        {
            ReportType(parameter, typePlace);
        }
        else if (type == ParameterType.Enum)
        {
            CheckEnum((INamedTypeSymbol)parameter.Type, parameter, hyper, typePlace);
        }
        else if (type == ParameterType.Table && parameter.Attribute(WellKnownNames.Hyper) is { } mark)
        {
            findings.Report(Descriptors.HyperTable, mark.Place(name), parameter.Name);
        }

        if (columns && parameter.HasExplicitDefaultValue)
        {
            findings.Report(Descriptors.RowDefault, syntax?.Default?.Value.GetLocation() ?? name, parameter.Name, parameter.Type.Name);
        }

        int? ignored = CheckTarget(parameter, type, hyper, name);
        RangeModel? range = RangeBinder.Bind(parameter, type ?? ParameterType.Double, name, findings);
        long? value = parameter.HasExplicitDefaultValue && type is not null && !columns ? DefaultBits(parameter.ExplicitDefaultValue) : null;
        if (value is { } bits && range is not null && !RangeBinder.Contains(range, BitConverter.Int64BitsToDouble(bits)))
        {
            findings.Report(Descriptors.DefaultOutsideRange, syntax?.Default?.Value.GetLocation() ?? name, parameter.Name);
        }

        ParameterRole role = hyper ? ParameterRole.Hyper
            : (type == ParameterType.Double || columns) && parameter.Attribute(WellKnownNames.Target) is null ? ParameterRole.Input
            : ParameterRole.Target;
        return new ParameterModel(parameter.Name, role, type ?? ParameterType.Double, TypeText(type, parameter.Type), value, range, documentation.Parameter(parameter.Name), ignored);
    }

    private static ParameterType? Type(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Double => ParameterType.Double,
        SpecialType.System_Int32 => ParameterType.Int,
        SpecialType.System_Boolean => ParameterType.Bool,
        _ => type is INamedTypeSymbol { TypeKind: TypeKind.Enum } ? ParameterType.Enum
            : type.Is(WellKnownNames.Row) ? ParameterType.Row
            : type.Is(WellKnownNames.Table) ? ParameterType.Table
            : null,
    };

    private static string TypeText(ParameterType? type, ITypeSymbol symbol) => type switch
    {
        ParameterType.Int => "int",
        ParameterType.Bool => "bool",
        ParameterType.Enum or ParameterType.Row or ParameterType.Table => symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        _ => "double",
    };

    private static long DefaultBits(object? value) => BitConverter.DoubleToInt64Bits(value switch
    {
        null => 0,
        bool truth => truth ? 1 : 0,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    });

    private void ReportType(IParameterSymbol parameter, Location place)
    {
        if (parameter.Type.TypeKind == TypeKind.Error)
        {
            findings.Broken = true;
        }
        else
        {
            findings.Report(Descriptors.ParameterTypeUnsupported, place, parameter.Name, parameter.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
        }
    }

    private void CheckEnum(INamedTypeSymbol type, IParameterSymbol parameter, bool hyper, Location place)
    {
        if (!hyper)
        {
            findings.Report(Descriptors.EnumData, place, parameter.Name);
        }

        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal || t.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                findings.Report(Descriptors.EnumUnusable, place, type.Name, "is not visible to the generated class; make it 'internal' or 'public'");
                break;
            }

            if (t.IsGenericType)
            {
                findings.Report(Descriptors.EnumUnusable, place, type.Name, "stands in a generic type");
                break;
            }
        }

        if (type.GetMembers().OfType<IFieldSymbol>().Any(f => f.ConstantValue is { } v && Math.Abs(Convert.ToDouble(v, CultureInfo.InvariantCulture)) >= LargestExactInteger))
        {
            findings.Report(Descriptors.EnumUnusable, place, type.Name, "has a value that a 'double' cannot hold exactly");
        }
    }

    /// <summary>The label that is ignored, if there is one.</summary>
    private int? CheckTarget(IParameterSymbol parameter, ParameterType? type, bool hyper, Location name)
    {
        if (parameter.Attribute(WellKnownNames.Target) is not { } target)
        {
            return null;
        }

        if (hyper)
        {
            findings.Report(Descriptors.RolesContradict, target.Place(name), parameter.Name, parameter.HasExplicitDefaultValue ? "has a default value" : "is marked [Hyper]");
        }

        if (!target.NamedArguments.Any(a => a.Key == "IgnoreLabel"))
        {
            return null;
        }

        if (type is not (null or ParameterType.Int))
        {
            findings.Report(Descriptors.IgnoreLabelMisplaced, target.Place(name), parameter.Name);
        }

        return target.NamedArguments.First(a => a.Key == "IgnoreLabel").Value.Value as int?;
    }

    /// <summary>The names that the generated class makes of the parameters must be different from each other and from its own.</summary>
    private void CheckNames(ParameterModel[] parameters)
    {
        var made = new List<(string Made, string Of)>();
        foreach (ParameterModel p in parameters)
        {
            if (p.Role == ParameterRole.Input)
            {
                made.Add((p.Name + "Gradient", p.Name));
                made.Add((p.Name + "Hessian", p.Name));
            }
            else if (p.Role == ParameterRole.Hyper)
            {
                made.Add((NameRules.PropertyName(p.Name), p.Name));
            }
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            ParameterModel p = parameters[i];
            if (NameRules.IsReserved(p.Name, typeName))
            {
                findings.Report(Descriptors.ReservedName, Name(method.Parameters[i]), p.Name);
                continue;
            }

            foreach ((string name, string of) in made)
            {
                bool property = p.Role == ParameterRole.Hyper && name == NameRules.PropertyName(p.Name);
                if (of != p.Name && (name == p.Name || property))
                {
                    findings.Report(Descriptors.NamesCollide, Name(method.Parameters[i]), p.Name, name, of);
                    break;
                }
            }
        }
    }

    private Location Name(IParameterSymbol parameter) => Syntax(parameter)?.Identifier.GetLocation() ?? parameter.Locations.FirstOrDefault() ?? Location.None;

    private ParameterSyntax? Syntax(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<ParameterSyntax>().FirstOrDefault();
}
