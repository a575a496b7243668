using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LossGen.Bench;

/// <summary>What the generator costs a build and an editor, and how much it generates.</summary>
internal static class GeneratorReport
{
    public const string ColdVerb = "generator-cold";

    private const int Runs = 5;

    public static int Run(Options options)
    {
        int count = options.Number("losses", 300);
        double[] cold = Enumerable.Range(0, Runs).Select(_ => Cold(count)).ToArray();
        GeneratorWork many = GeneratorWork.AtLeast(count);
        Console.WriteLine($"{many.Losses} declared losses, medians of {Runs}:");
        Show("in a fresh process, its first run", Median(cold), many.Losses);

        GeneratorDriver driver = GeneratorWork.Driver();
        Time(() => driver = GeneratorWork.Driver().RunGenerators(many.Compilation));
        Show("in a warm process, everything anew", Repeat(_ => Time(() => driver = GeneratorWork.Driver().RunGenerators(many.Compilation))), many.Losses);
        Show("after an unrelated edit", Repeat(k => Edit(many, driver, k)), many.Losses);

        Console.WriteLine();
        return Pack();
    }

    /// <summary>Prints the milliseconds of the first run of a process.</summary>
    public static int RunCold(Options options)
    {
        GeneratorWork work = GeneratorWork.AtLeast(options.Number("losses", 300));
        Console.WriteLine(Time(() => GeneratorWork.Driver().RunGenerators(work.Compilation)).ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static double Cold(int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ColdVerb, "--losses", count.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    private static double Edit(GeneratorWork work, GeneratorDriver driver, int number)
    {
        CSharpCompilation edited = work.Compilation.AddSyntaxTrees(GeneratorWork.Parse($"internal static class Unrelated {{ internal static int Answer() => {number}; }}"));
        return Time(() => driver.RunGenerators(edited));
    }

    private static int Pack()
    {
        GeneratorWork pack = GeneratorWork.Pack();
        GeneratorDriver driver = GeneratorWork.Driver().RunGeneratorsAndUpdateCompilation(pack.Compilation, out Compilation compilation, out ImmutableArray<Diagnostic> findings);
        if (Errors(findings))
        {
            return 1;
        }

        string[] files = driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()).ToArray();
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        if (Errors(result.Diagnostics))
        {
            return 1;
        }

        int[] code = GeneratedCode(image.ToArray()).ToArray();
        double with = Repeat(_ => Emit(compilation)), without = Repeat(_ => Emit(pack.Compilation));
        Console.WriteLine($"The pack, {pack.Losses} losses in {files.Length} files:");
        Console.WriteLine($"  lines per loss           median {Median(files.Select(f => (double)f.Count(c => c == '\n'))):0}, most {files.Max(f => f.Count(c => c == '\n'))}");
        Console.WriteLine($"  IL bytes per loss        median {Median(code.Select(c => (double)c)):0}, most {code.Max()}");
        Console.WriteLine($"  compiling what is generated {with - without:0} ms, {(with - without) / pack.Losses:0.0} ms per loss (binding and emitting, medians of {Runs})");
        return 0;
    }

    private static bool Errors(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        foreach (Diagnostic error in errors.Take(5))
        {
            Console.WriteLine(error);
        }

        return errors.Length > 0;
    }

    private static double Emit(Compilation compilation)
    {
        Compilation fresh = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees);
        return Time(() =>
        {
            using var stream = new MemoryStream();
            fresh.Emit(stream);
        });
    }

    /// <summary>The bytes of IL of every generated class, its kernels included.</summary>
    private static IEnumerable<int> GeneratedCode(byte[] image)
    {
        using var file = new PEReader(new MemoryStream(image));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            bool generated = type.GetDeclaringType().IsNil
                && type.GetMethods().Any(m => metadata.StringComparer.Equals(metadata.GetMethodDefinition(m).Name, "ForwardBackward"));
            if (generated)
            {
                yield return Code(file, metadata, type);
            }
        }
    }

    private static int Code(PEReader file, MetadataReader metadata, TypeDefinition type)
    {
        int bytes = type.GetMethods()
            .Select(m => metadata.GetMethodDefinition(m).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Sum(address => file.GetMethodBody(address).GetILReader().Length);
        return bytes + type.GetNestedTypes().Sum(nested => Code(file, metadata, metadata.GetTypeDefinition(nested)));
    }

    private static void Show(string what, double milliseconds, int losses) =>
        Console.WriteLine($"  {what,-36} {milliseconds,8:0.0} ms, {milliseconds / losses:0.00} ms per loss");

    private static double Repeat(Func<int, double> run) => Median(Enumerable.Range(0, Runs).Select(run).ToArray());

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
