using System.Collections.Immutable;
using System.Linq;
using LossGen.Generator.Binding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generator;

/// <summary>A declaration is read by the generator, so nobody needs to call it: a private one is not unused.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LossSuppressor : DiagnosticSuppressor
{
    private const string Reason = "The method is compiled into kernels by LossGen";

    private static readonly ImmutableArray<SuppressionDescriptor> Rules = ImmutableArray.Create(
        new SuppressionDescriptor("LGSPR0001", "IDE0051", Reason),
        new SuppressionDescriptor("LGSPR0002", "CA1811", Reason),
        new SuppressionDescriptor("LGSPR0003", "S1144", Reason));

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => Rules;

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } syntax
                && context.GetSemanticModel(tree).GetDeclaredSymbol(syntax, context.CancellationToken) is { } method
                && (method.Attribute(WellKnownNames.Loss) is not null || method.Attribute(WellKnownNames.LossFunction) is not null))
            {
                foreach (SuppressionDescriptor rule in Rules.Where(r => r.SuppressedDiagnosticId == diagnostic.Id))
                {
                    context.ReportSuppression(Suppression.Create(rule, diagnostic));
                }
            }
        }
    }
}
