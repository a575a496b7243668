using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace LossGen.Bench;

/// <summary>Every work of the race as a benchmark: a work of the race is its loss, pass, shape and contender.</summary>
public class KernelBenchmarks
{
    /// <summary>Once per process: the C++ kernels, where they can be built.</summary>
    private static readonly Lazy<string?> Compiler = new(() => NativeKernels.Build(out _));
    private RaceWork _work = null!;
    private Contender _contender;

    public static IEnumerable<string> Works => All().SelectMany(w => Names(w.Case).Select(name => $"{w.Case.Work(w.Rows, w.Columns)} {name}"));

    [ParamsSource(nameof(Works))]
    public string Work { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        string[] words = Work.Split(' ');
        (RaceCase @case, int rows, int columns) = All().Single(w => w.Case.Work(w.Rows, w.Columns) == words[0]);
        _work = new RaceWork(@case, rows, columns, [RaceCase.Generated, words[1]]);
        _work.Check();
        _contender = _work.Contenders.Single(c => c.Name == words[1]);
    }

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    [Benchmark]
    public double Call() => _contender.Call();

    private static IEnumerable<(RaceCase Case, int Rows, int Columns)> All() => RaceCase.All.SelectMany(c => c.DefaultShapes.Select(s => (c, s.Rows, s.Columns)));

    private static IEnumerable<string> Names(RaceCase @case) =>
        @case.Runners.Select(r => r.Name).Concat(@case.Native is not null && Compiler.Value is not null ? [RaceCase.Cpp] : []);
}
