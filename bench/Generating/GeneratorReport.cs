using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using LossGen.Generator.Analysis;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.SelfCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LossGen.Bench;

/// <summary>What the generator costs a build and an editor, and how much it generates.</summary>
internal static class GeneratorReport
{
    public const string ColdVerb = "generator-cold";

    private const int Runs = 5;
    private const int Compilations = 3;

    /// <summary>Milliseconds by the clock, and of all processors together: the latter tells on a busy machine too.</summary>
    private readonly record struct Cost(double Clock, double Processor)
    {
        public static Cost operator -(Cost left, Cost right) => new(left.Clock - right.Clock, left.Processor - right.Processor);

        public static Cost Median(IReadOnlyCollection<Cost> costs) =>
            new(GeneratorReport.Median(costs.Select(c => c.Clock)), GeneratorReport.Median(costs.Select(c => c.Processor)));

        public string Each(int losses) =>
            string.Create(CultureInfo.InvariantCulture, $"{Clock,8:0.0} ms ({Processor:0.0} ms of processors), {Clock / losses:0.00} ({Processor / losses:0.00}) per loss");
    }

    public static int Run(Options options)
    {
        int count = options.Number("losses", 300);
        Cost[] cold = Enumerable.Range(0, Runs).Select(_ => Cold(count)).ToArray();
        GeneratorWork many = GeneratorWork.AtLeast(count);
        Console.WriteLine($"{many.Losses} declared losses, medians of {Runs}:");
        Show("in a fresh process, its first run", Cost.Median(cold), many.Losses);

        GeneratorDriver driver = GeneratorWork.Driver();
        Time(() => driver = GeneratorWork.Driver().RunGenerators(many.Compilation));
        Show("in a warm process, everything anew", Repeat(Runs, _ => Time(() => driver = GeneratorWork.Driver().RunGenerators(many.Compilation))), many.Losses);
        Show("after an unrelated edit", Repeat(Runs, k => Edit(many, driver, k)), many.Losses);

        Console.WriteLine();
        Rooms();
        return Pack();
    }

    /// <summary>What checking and proving take of a loss of the pack, warm.</summary>
    private static void Rooms()
    {
        (LossModel Model, Tape Tape)[] losses = GeneratorWork.Models().Select(m => (m, LossCompiler.Derive(m, out _))).ToArray();
        Room("the compiler's check of itself", loss => DerivativeCheck.Find(loss.Model, loss.Tape));
        Room("what is proven of a loss", loss => FactFinder.Of(loss.Model, loss.Tape));
        Console.WriteLine();

        void Room(string what, Action<(LossModel Model, Tape Tape)> work)
        {
            // The least of several runs: others use the processor too.
            (double Milliseconds, string Name)[] least = losses.Select(loss => (Enumerable.Range(0, 3 * Runs).Min(_ => Time(() => work(loss)).Clock), loss.Model.TypeName)).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: median {least[least.Length / 2].Milliseconds:0.00} ms, most {least[^1].Milliseconds:0.00} ms ({least[^1].Name}) per loss"));
        }
    }

    /// <summary>Prints the milliseconds of the first run of a process.</summary>
    public static int RunCold(Options options)
    {
        GeneratorWork work = GeneratorWork.AtLeast(options.Number("losses", 300));
        Cost cost = Time(() => GeneratorWork.Driver().RunGenerators(work.Compilation));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Clock:R} {cost.Processor:R}"));
        return 0;
    }

    private static Cost Cold(int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ColdVerb, "--losses", count.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        double[] numbers = output.Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new Cost(numbers[0], numbers[1]);
    }

    private static Cost Edit(GeneratorWork work, GeneratorDriver driver, int number)
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
        Cost added = Repeat(Compilations, _ => Emit(compilation)) - Repeat(Compilations, _ => Emit(pack.Compilation));
        Console.WriteLine($"The pack, {pack.Losses} losses in {files.Length} files:");
        Console.WriteLine($"  lines per loss: median {Median(files.Select(f => (double)f.Count(c => c == '\n'))):0}, most {files.Max(f => f.Count(c => c == '\n'))}");
        Console.WriteLine($"  IL bytes per loss: median {Median(code.Select(c => (double)c)):0}, most {code.Max()}");
        Show("compiling what is generated", added, pack.Losses);
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

    private static Cost Emit(Compilation compilation)
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

    private static void Show(string what, Cost cost, int losses) => Console.WriteLine($"  {what,-34} {cost.Each(losses)}");

    private static Cost Repeat(int runs, Func<int, Cost> run) => Cost.Median(Enumerable.Range(0, runs).Select(run).ToArray());

    private static Cost Time(Action action)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        action();
        double clock = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        return new Cost(clock, (process.TotalProcessorTime - before).TotalMilliseconds);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
