using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace LossGen.Bench;

/// <summary>Row losses of float batches, one thread: the generated kernel and the C++ one.</summary>
public class RowBenchmarks
{
    private static readonly Lazy<string?> Compiler = new(() => NativeKernels.Build(out _));
    private RowsWorkload _work = null!;

    public virtual IEnumerable<string> Works => Names(c => c.Scalar is null);

    /// <summary>Loss, pass and shape.</summary>
    [ParamsSource(nameof(Works))]
    public string Work { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _ = Compiler.Value;
        (RowsCase @case, int rows, int columns) = All().Single(w => RowsChild.Work(w.Case, w.Rows, w.Columns) == Work);
        _work = new RowsWorkload(@case, rows, columns);
        _work.Check();
    }

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    [Benchmark(Baseline = true)]
    public double Generated() => Call("generated");

    [Benchmark]
    public double Native() => Call("native");

    internal static IEnumerable<string> Names(Func<RowsCase, bool> which) => All().Where(w => which(w.Case)).Select(w => RowsChild.Work(w.Case, w.Rows, w.Columns));

    private protected double Call(string contender) => _work.Contenders.First(c => c.Name == contender).Call();

    private static IEnumerable<(RowsCase Case, int Rows, int Columns)> All() => RowsCase.All.SelectMany(c => c.DefaultShapes.Select(s => (c, s.Rows, s.Columns)));
}

/// <summary>Cross-entropy and its gradient, which has a scalar loop and a composition of TensorPrimitives for rivals too.</summary>
public class CrossEntropyBenchmarks : RowBenchmarks
{
    public override IEnumerable<string> Works => Names(c => c.Scalar is not null);

    [Benchmark]
    public double Scalar() => Call("scalar");

    [Benchmark]
    public double TensorPrimitives() => Call("tensor");
}
