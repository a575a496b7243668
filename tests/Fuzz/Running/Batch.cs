using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using LossGen.Fuzz.Grammar;
using LossGen.Generator;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Fuzz.Running;

/// <summary>Declarations that are compiled together by the C# compiler and the generator, and loaded. Whether they are all right is another's question.</summary>
internal sealed class Batch : IDisposable
{
    private const string Usings = "using System;\nusing System.ComponentModel.DataAnnotations;\nusing LossGen;\nusing static LossGen.LossMath;\n\n";

    // Warnings about null are not what is tried here, and take a third of the compiler's time.
    private static readonly CSharpParseOptions Parse = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None).WithFeatures([new("run-nullable-analysis", "never")]);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release, concurrentBuild: false);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard.dll"))
            .Append(typeof(LossAttribute).Assembly.Location)
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    // Its symbols of the references serve all batches.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Fuzzed", [Tree($"internal static partial class L\n{{\n{Vocabulary.Functions}}}\n", "")], References, Options);

    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly Dictionary<string, List<string>> _complaints = [];
    private readonly ConcurrentDictionary<string, LossModel> _models = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _rules = new();
    private readonly Depth _depth;
    private Type? _calls;

    /// <param name="declarations">The declarations.</param>
    /// <param name="depth">How much of each is compiled and run.</param>
    public Batch(IReadOnlyList<Declaration> declarations, Depth depth)
    {
        Declarations = declarations;
        _depth = depth;
        Scopes = [.. declarations.Select(d => Scope.Of(d, depth))];
        (string Name, Declaration Declaration, Scope Scope)[] named = [.. declarations.Select((d, i) => (Name(i), d, Scopes[i]))];
        SyntaxTree[] trees = [.. named.Select(n => Tree($"internal static partial class L\n{{\n{n.Declaration.Text(n.Name)}}}\n", n.Name))];
        CSharpCompilation compilation = Empty.AddSyntaxTrees(trees);
        var generator = new LossGenerator(Compile);
        var driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Parse);
        using (Clock.Measure("generator"))
        {
            driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> findings);
            compilation = (CSharpCompilation)output.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Harness.Text(named), Parse));
            Complain(findings);
        }

        if (depth == Depth.None)
        {
            return;
        }

        using var image = new MemoryStream();
        using (Clock.Measure("compiler"))
        {
            var result = compilation.Emit(image);
            Complain(result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
            if (!result.Success)
            {
                return;
            }
        }

        image.Position = 0;
        _calls = _context.LoadFromStream(image).GetType(Harness.Class);
    }

    public IReadOnlyList<Declaration> Declarations { get; }

    /// <summary>What of each is compiled and run.</summary>
    public IReadOnlyList<Scope> Scopes { get; }

    /// <summary>Whether there is something to run.</summary>
    public bool IsLoaded => _calls is not null;

    /// <summary>The class of a declaration without its ending.</summary>
    public static string Name(int index) => "F" + Declaration.Number(index);

    /// <summary>The model that the binder made of a declaration; null where it made none.</summary>
    public LossModel? Model(int index) => _models.GetValueOrDefault(Name(index));

    /// <summary>What the compiler and the generator said.</summary>
    public IReadOnlyList<string> Complaints(int index) => _complaints.GetValueOrDefault(Name(index)) ?? [];

    /// <summary>The rules that fired.</summary>
    public IReadOnlyList<string> Rules(int index) => _depth == Depth.None ? _rules[Name(index)] : Info(index).Rules;

    public LossInfo Info(int index) => Call<Func<LossInfo>>("Info", index)();

    /// <summary>The declaration run as C#.</summary>
    public Func<object[], double> Plain(int index) => Call<Func<object[], double>>("Plain", index);

    /// <summary>The kernels of an element type, see <see cref="Harness"/>.</summary>
    public Func<object[], object[], int, int, object[]> Kernels(int index, Type element) =>
        Call<Func<object[], object[], int, int, object[]>>(element == typeof(float) ? "float" : "double", index);

    public void Dispose()
    {
        _calls = null;
        _context.Unload();
    }

    private T Call<T>(string prefix, int index)
        where T : Delegate => _calls!.GetMethod(prefix + Name(index))!.CreateDelegate<T>();

    private static SyntaxTree Tree(string text, string name) => CSharpSyntaxTree.ParseText(Usings + text, Parse, name + ".cs");

    private CompiledLoss Compile(LossModel model)
    {
        string name = model.DeclaringMethod[(model.DeclaringMethod.LastIndexOf('.') + 1)..];
        _models[name] = model;
        if (_depth == Depth.None)
        {
            LossCompiler.Derive(model, out List<string> fired);
            _rules[name] = fired;
            return new CompiledLoss(model, null);
        }

        CompiledLoss loss = LossCompiler.Compile(model);
        int index = int.Parse(name[1..], CultureInfo.InvariantCulture);
        return Scopes[index].IsWhole || loss.File is not { } file ? loss : loss with { File = file with { Text = Excerpt.Of(file.Text, Declarations[index], Scopes[index]) } };
    }

    private void Complain(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic d in diagnostics)
        {
            string file = Path.GetFileName(d.Location.SourceTree?.FilePath ?? "");
            string name = file.StartsWith("L.", StringComparison.Ordinal) ? file.Split('.')[1] : file.Split('.')[0];
            if (!_complaints.TryGetValue(name, out List<string>? list))
            {
                _complaints[name] = list = [];
            }

            list.Add(d.ToString());
        }
    }
}
