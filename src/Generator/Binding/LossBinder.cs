using System;
using System.Threading;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Support;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>The door of the room: a declaration becomes a model that every later room accepts, or at least one error.</summary>
internal static class LossBinder
{
    public static BoundLoss Bind(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not IMethodSymbol method)
        {
            // The compiler reports an attribute that stands on something else.
            return new BoundLoss(context.TargetSymbol.Name, context.TargetNode.GetLocation(), null, Array.Empty<Finding>());
        }

        var findings = new FindingBag();
        Location identifier = DeclarationBinder.Identifier(context.TargetNode);
        LossModel? model = null;
        try
        {
            model = Bind(method.PartialImplementationPart ?? method, context, identifier, findings, cancellation);
        }
        catch (InsufficientExecutionStackException)
        {
            findings.Report(Descriptors.TooDeep, identifier, OperationBinder.MaximumDepthText);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            findings.Report(Descriptors.InternalError, identifier, method.Name, e.GetType().Name + ": " + e.Message);
        }

        return new BoundLoss(method.Name, identifier, findings.Failed || findings.Broken ? null : model, findings.Items);
    }

    private static LossModel? Bind(IMethodSymbol method, GeneratorAttributeSyntaxContext context, Location identifier, FindingBag findings, CancellationToken cancellation)
    {
        Compilation compilation = context.SemanticModel.Compilation;
        var declaration = new DeclarationBinder(method, context.Attributes[0], identifier, findings, cancellation);
        if (!declaration.CheckMethod())
        {
            return null;
        }

        string typeName = declaration.TypeName();

        // Of a partial method the definition has the default values and the documentation, the implementation the body.
        IMethodSymbol definition = method.PartialDefinitionPart ?? method;
        Documentation documentation = Documentation.Of(definition, cancellation);
        ParameterModel[] parameters = new SignatureBinder(definition, typeName, documentation, findings, cancellation).Bind(identifier);
        bool isPublic = DeclarationBinder.IsPublic(method);
        declaration.CheckClash(typeName, isPublic);

        var operations = new OperationBinder(compilation, findings, cancellation);
        Tape? tape = operations.Bind(method, parameters, identifier);
        return tape is null || findings.Failed || findings.Broken
            ? null
            : new LossModel(
                method.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(NameRules.Plain) : string.Empty,
                typeName,
                isPublic,
                NameRules.HintName(method),
                DeclarationBinder.DisplayName(method),
                documentation.Summary,
                documentation.Remarks,
                BodyText.Of(method, cancellation),
                declaration.Claims(),
                new EquatableArray<ParameterModel>(parameters),
                tape);
    }
}
