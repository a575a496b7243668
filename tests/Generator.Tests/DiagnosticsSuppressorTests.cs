using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generator.Tests;

/// <summary>A declaration that nobody calls is not unused.</summary>
public class DiagnosticsSuppressorTests
{
    [Fact]
    public async Task A_private_loss_is_not_reported_as_unused()
    {
        var compilation = Compile.Of(Compile.Class("[Loss] private static double F(double p) => G(p); [LossFunction] private static double G(double p) => p; private static double H(double p) => p;"));
        ImmutableArray<Diagnostic> found = await compilation
            .WithAnalyzers([new UnusedAnalyzer(), new LossSuppressor()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, false, false, reportSuppressedDiagnostics: true))
            .GetAllDiagnosticsAsync();
        Assert.Equal([("F", true), ("G", true), ("H", false)], found.Where(d => d.Id == "IDE0051").OrderBy(d => d.Location.SourceSpan.Start)
            .Select(d => (d.Location.SourceTree!.ToString().Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length), d.IsSuppressed)));
    }

    /// <summary>Stands for the editor's own, which reports every private member without a use.</summary>
#pragma warning disable RS1036, RS1038, RS1041, RS2008 // It is no product.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class UnusedAnalyzer : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Rule = new("IDE0051", "Unused", "Unused", "Test", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(c => c.ReportDiagnostic(Diagnostic.Create(Rule, c.Symbol.Locations[0])), SymbolKind.Method);
        }
    }
}
