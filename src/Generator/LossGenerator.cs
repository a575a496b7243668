using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using LossGen.Generator.Binding;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generator;

/// <summary>Generates a class of kernels for every method marked <c>[Loss]</c>. Wiring only.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LossGenerator : IIncrementalGenerator
{
    private readonly Func<LossModel, CompiledLoss> _compile;

    public LossGenerator()
        : this(LossCompiler.Compile)
    {
    }

    internal LossGenerator(Func<LossModel, CompiledLoss> compile) => _compile = compile;

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<BoundLoss> bound = context.SyntaxProvider
            .ForAttributeWithMetadataName(WellKnownNames.Loss, static (node, _) => node is MemberDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax, LossBinder.Bind)
            .WithTrackingName(TrackingNames.Bound);

        IncrementalValuesProvider<LossModel> models = bound
            .SelectMany(static (b, _) => b.Model is { } model ? ImmutableArray.Create(model) : ImmutableArray<LossModel>.Empty)
            .WithTrackingName(TrackingNames.Model);

        IncrementalValueProvider<EquatableArray<string>> clashes = models.Collect()
            .Select(static (all, _) => Clashes.Find(all))
            .WithTrackingName(TrackingNames.Clashes);

        IncrementalValuesProvider<CompiledLoss> compiled = models.Combine(clashes)
            .Where(static pair => !Clashes.Contains(pair.Right, pair.Left))
            .Select((pair, _) => Compile(pair.Left))
            .WithTrackingName(TrackingNames.Compiled);

        context.RegisterSourceOutput(compiled, static (output, loss) => Add(output, loss));
        context.RegisterSourceOutput(bound.Collect(), static (output, all) => Report(output, all));

        IncrementalValuesProvider<CompiledLoss> complaints = compiled.Where(static loss => loss.Complaints.Count > 0);
        context.RegisterSourceOutput(complaints.Collect().Combine(bound.Collect()), static (output, pair) => Complain(output, pair.Left, pair.Right));
    }

    /// <summary>A model was accepted, so a failure from here on is a bug of ours: it is told, not thrown.</summary>
    private CompiledLoss Compile(LossModel model)
    {
        try
        {
            return _compile(model);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new CompiledLoss(model, null, new Complaint(Descriptors.InternalError.Id, model.DeclaringMethod, e.GetType().Name + ": " + e.Message));
        }
    }

    private static void Add(SourceProductionContext output, CompiledLoss loss)
    {
        if (loss.File is { } file)
        {
            output.AddSource(file.HintName, Microsoft.CodeAnalysis.Text.SourceText.From(file.Text, System.Text.Encoding.UTF8));
        }
    }

    /// <summary>What was found after the cache, at the declarations it is about.</summary>
    private static void Complain(SourceProductionContext output, ImmutableArray<CompiledLoss> compiled, ImmutableArray<BoundLoss> bound)
    {
        foreach (CompiledLoss loss in compiled)
        {
            Location place = bound.FirstOrDefault(b => b.Model?.HintName == loss.HintName)?.Identifier ?? Location.None;
            foreach (Complaint complaint in loss.Complaints)
            {
                output.ReportDiagnostic(new Finding(Descriptors.Of(complaint.Rule), place, complaint.Arguments).ToDiagnostic());
            }
        }
    }

    private static void Report(SourceProductionContext output, ImmutableArray<BoundLoss> all)
    {
        IEnumerable<Finding> findings = all.SelectMany(static b => b.Findings).Concat(Clashes.Explain(all));
        foreach (Finding finding in findings.Distinct())
        {
            output.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}
