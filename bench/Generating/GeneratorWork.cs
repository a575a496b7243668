using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using LossGen.Generator;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Bench;

/// <summary>The pack's declarations as a compilation, as often as it takes to have enough of them.</summary>
internal sealed class GeneratorWork
{
    private const string PackNamespace = "namespace LossGen.Losses;";
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private GeneratorWork(CSharpCompilation compilation, int losses) => (Compilation, Losses) = (compilation, losses);

    /// <summary>The declarations, parsed and with their symbols at hand, without anything generated.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>How many losses are declared.</summary>
    public int Losses { get; }

    /// <summary>At least <paramref name="count"/> losses: the pack, copied into further namespaces.</summary>
    public static GeneratorWork AtLeast(int count)
    {
        int pack = PackTable.Types().Count;
        int copies = (count + pack - 1) / pack;
        return Of(Enumerable.Range(1, copies).Select(k => $"namespace LossGen.Losses.Copy{k};"), copies * pack);
    }

    /// <summary>The pack as it is.</summary>
    public static GeneratorWork Pack() => Of([PackNamespace], PackTable.Types().Count);

    public static CSharpGeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create([new LossGenerator().AsSourceGenerator()], parseOptions: Parsing);

    /// <summary>The models of the pack.</summary>
    public static IReadOnlyList<LossModel> Models()
    {
        var models = new ConcurrentQueue<LossModel>();
        var generator = new LossGenerator(model =>
        {
            models.Enqueue(model);
            return new CompiledLoss(model, null);
        });
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Parsing).RunGenerators(Pack().Compilation);
        return [.. models];
    }

    public static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, Parsing);

    private static GeneratorWork Of(IEnumerable<string> namespaces, int losses)
    {
        string[] sources = Sources();
        SyntaxTree[] trees = namespaces.SelectMany(n => sources.Select(s => Parse(s.Replace(PackNamespace, n, StringComparison.Ordinal)))).ToArray();
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release);
        CSharpCompilation compilation = CSharpCompilation.Create("Pack", trees, References(), options);
        compilation.GetDiagnostics(); // everything that is not the generator's work is done and cached before the clock starts
        return new GeneratorWork(compilation, losses);
    }

    private static string[] Sources()
    {
        Assembly assembly = typeof(GeneratorWork).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("pack/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })
            .ToArray();
    }

    private static IEnumerable<MetadataReference> References()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(LossInfo).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
