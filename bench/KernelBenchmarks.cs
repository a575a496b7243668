using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace LossGen.Bench;

/// <summary>Value and gradient of one batch of floats, one thread.</summary>
public class KernelBenchmarks
{
    private Workload _work = null!;

    public static IEnumerable<string> Losses => LossCase.All.Select(c => c.Name);

    [ParamsSource(nameof(Losses))]
    public string Loss { get; set; } = "Mse";

    [Params(4096, 65536, 1048576, 16777216)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _work = new Workload(LossCase.Find(Loss), Count);
        _work.Check();
    }

    [Benchmark(Baseline = true)]
    public double Generated() => _work.Generated();

    [Benchmark]
    public double Scalar() => _work.Scalar();

    [Benchmark]
    public double TensorPrimitives() => _work.Tensor();

    [Benchmark]
    public double TensorPrimitivesInBlocks() => _work.TensorBlocked();
}
