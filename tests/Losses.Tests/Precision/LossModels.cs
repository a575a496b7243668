using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LossGen.Generator.Binding;
using LossGen.Generator.Pipeline;
using LossGen.Losses.Tests.Cases;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Losses.Tests.Precision;

/// <summary>The models of the declarations under test, as the generator's binder reads them from their text.</summary>
internal static class LossModels
{
    private static readonly Lazy<IReadOnlyDictionary<string, LossModel>> Models = new(Bind);

    /// <summary>The model of a declaration; its tape is the value, its parameters are numbered as the method's.</summary>
    public static LossModel Of(LossEntry entry) => Models.Value[entry.ClassName];

    private static Dictionary<string, LossModel> Bind()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        IEnumerable<SyntaxTree> trees = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "declarations"), "*.cs")
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f));
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string own = typeof(LossModels).Assembly.Location;
        IEnumerable<MetadataReference> references = platform.Split(Path.PathSeparator)
            .Where(p => p != own)
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "Declarations",
            trees,
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        var collector = new Collector();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([collector.AsSourceGenerator()], parseOptions: options);
        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        if (result.Exception is not null)
        {
            throw new InvalidOperationException("Binding failed.", result.Exception);
        }

        return collector.Models.ToDictionary(m => m.Namespace.Length == 0 ? m.TypeName : m.Namespace + "." + m.TypeName);
    }

    /// <summary>A generator that generates nothing: only a generator may call the binder.</summary>
    private sealed class Collector : IIncrementalGenerator
    {
        public ConcurrentQueue<LossModel> Models { get; } = new();

        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(
                context.SyntaxProvider.ForAttributeWithMetadataName(WellKnownNames.Loss, static (_, _) => true, LossBinder.Bind),
                (_, bound) =>
                {
                    Models.Enqueue(bound.Model ?? throw new InvalidOperationException(string.Join("\n", bound.Findings)));
                });
    }
}
