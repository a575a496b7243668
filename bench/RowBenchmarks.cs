using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace LossGen.Bench;

/// <summary>Row losses of float batches, one thread: the generated kernel and the C++ one.</summary>
public class RowBenchmarks
{
    /// <summary>Once per process: why there is no C++ kernel; null where there is one.</summary>
    private static readonly Lazy<string?> NotBuilt = new(() => NativeKernels.Build(out string reason) is null ? reason : null);
    private RowsWorkload _work = null!;

    public IEnumerable<string> Works => All().Where(w => w.Case.Scalar is not null == HasMoreRivals).Select(w => RowsChild.Work(w.Case, w.Rows, w.Columns));

    /// <summary>Loss, pass and shape.</summary>
    [ParamsSource(nameof(Works))]
    public string Work { get; set; } = string.Empty;

    private protected virtual bool HasMoreRivals => false;

    [GlobalSetup]
    public void Setup()
    {
        _ = NotBuilt.Value;
        (RowsCase @case, int rows, int columns) = All().Single(w => RowsChild.Work(w.Case, w.Rows, w.Columns) == Work);
        _work = new RowsWorkload(@case, rows, columns);
        _work.Check();
    }

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    [Benchmark(Baseline = true)]
    public double Generated() => Call("generated");

    [Benchmark]
    public double Native() => NotBuilt.Value is { } reason ? throw new InvalidOperationException($"No C++ kernels: {reason}.") : Call("native");

    private protected double Call(string contender) => _work.Contenders.First(c => c.Name == contender).Call();

    private static IEnumerable<(RowsCase Case, int Rows, int Columns)> All() => RowsCase.All.SelectMany(c => c.DefaultShapes.Select(s => (c, s.Rows, s.Columns)));
}

/// <summary>Cross-entropy and its gradient, which has a scalar loop and a composition of TensorPrimitives for rivals too.</summary>
public class CrossEntropyBenchmarks : RowBenchmarks
{
    private protected override bool HasMoreRivals => true;

    [Benchmark]
    public double Scalar() => Call("scalar");

    [Benchmark]
    public double TensorPrimitives() => Call("tensor");
}
