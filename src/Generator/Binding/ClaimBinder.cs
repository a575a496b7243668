using LossGen.Generator.Diagnostics;
using LossGen.Generator.Support;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>Claims that stand where nobody proves them.</summary>
internal static class ClaimBinder
{
    public static Finding? Bind(GeneratorAttributeSyntaxContext context) =>
        context.TargetSymbol.Attribute(WellKnownNames.Loss) is null
            ? new Finding(Descriptors.ClaimWithoutLoss, context.Attributes[0].Place(context.TargetNode.GetLocation()), new EquatableArray<string>([context.TargetSymbol.Name]))
            : null;
}
