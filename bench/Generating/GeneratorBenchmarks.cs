using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Bench;

/// <summary>The time a build and a keystroke spend in the generator.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private GeneratorWork _work = null!;
    private GeneratorDriver _done = null!;
    private CSharpCompilation _edited = null!;

    [Params(60, 300)]
    public int Losses { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _work = GeneratorWork.AtLeast(Losses);
        _done = GeneratorWork.Driver().RunGenerators(_work.Compilation);
        _edited = _work.Compilation.AddSyntaxTrees(GeneratorWork.Parse("internal static class Unrelated { internal static int Answer() => 42; }"));
    }

    [Benchmark]
    public GeneratorDriver EverythingAnew() => GeneratorWork.Driver().RunGenerators(_work.Compilation);

    [Benchmark]
    public GeneratorDriver AfterAnUnrelatedEdit() => _done.RunGenerators(_edited);
}
