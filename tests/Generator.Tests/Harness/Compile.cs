using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generator.Tests.Harness;

/// <summary>Sources to compilations and to running code, without a project.</summary>
internal static class Compile
{
    public const string Usings = """
        using System;
        using System.ComponentModel.DataAnnotations;
        using LossGen;
        using static LossGen.LossMath;

        """;

    /// <summary>What the test host itself was built against: the platform and the runtime library.</summary>
    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Append(typeof(LossAttribute).Assembly.Location)
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    public static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public static CSharpCompilation Of(params string[] sources) => Of(Parse, sources);

    public static CSharpCompilation Of(CSharpParseOptions options, params string[] sources) => CSharpCompilation.Create(
        "Tested",
        sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, options, $"/Source{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    /// <summary>A class <c>L</c> with the members given, under the usual usings.</summary>
    public static string Class(string members) => Usings + "public static class L\n{\n" + members + "\n}\n";

    public static Assembly Load(Compilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }

    public static IEnumerable<Diagnostic> Errors(this Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
}
