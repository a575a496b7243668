using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Bench;

/// <summary>A case on data of one shape: every contender is one call that reads and writes the same arrays.</summary>
internal sealed class RaceWork : IDisposable
{
    private readonly RaceCase _case;
    private readonly RaceData _data;
    private readonly Runner[] _runners;

    /// <param name="case">The pass of a loss.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="columns">Entries of a sample.</param>
    /// <param name="names">Who takes part; all where it is null.</param>
    public RaceWork(RaceCase @case, int rows, int columns, IReadOnlyCollection<string>? names = null)
    {
        _case = @case;
        _data = new RaceData(@case.Kind, rows, columns, isRounded: @case.Pass == RaceCase.Half);
        IEnumerable<Runner> runners = @case.Native is { } native && NativeKernels.Load() is { } kernels ? @case.Runners.Append(new(RaceCase.Cpp, native(kernels))) : @case.Runners;
        _runners = runners.Where(r => names is null || names.Contains(r.Name)).ToArray();
        Contenders = _runners.Select(r => new Contender(r.Name, () => r.Pass(_data))).ToArray();
    }

    /// <summary>The generated kernel and whoever else there is, each a call that returns the mean loss.</summary>
    public IReadOnlyList<Contender> Contenders { get; }

    /// <summary>Throws unless all contenders give the same mean loss and the same gradients: they must do the same work to be compared.</summary>
    public void Check()
    {
        // A sum that is kept in float, as TensorPrimitives keeps it, loses more the longer it is.
        double tolerance = 1e-4 * Math.Max(2, Math.Sqrt(_data.Rows / (double)(1 << 17)));
        double mean = Contenders[0].Call();
        double[][] gradients = Gradients(_runners[0]);
        foreach (Runner runner in _runners.Skip(1))
        {
            for (int k = 0; k < gradients.Length; k++)
            {
                _data.Gradient(k).Clear();
            }

            double other = runner.Pass(_data);
            Require(Math.Abs(mean - other) <= tolerance * Math.Abs(mean), runner, $"the mean losses are {mean} and {other}");
            if (_case.Pass == RaceCase.Forward)
            {
                continue;
            }

            double[][] others = Gradients(runner);
            for (int k = 0; k < gradients.Length; k++)
            {
                Compare(gradients[k], others[k], runner, k);
            }
        }
    }

    public void Dispose() => _data.Dispose();

    private double[][] Gradients(Runner runner) => Enumerable.Range(0, _data.Gradients)
        .Select(k => runner.Storage switch
        {
            Storage.Double => _data.WideGradient(k).ToArray(),
            Storage.Half => Array.ConvertAll(_data.HalfGradient(k).ToArray(), x => (double)x),
            _ => Array.ConvertAll(_data.Gradient(k).ToArray(), x => (double)x),
        })
        .ToArray();

    /// <summary>Relative to the entry, and to the average size of all: a difference of nearly equal numbers has no more digits.</summary>
    private void Compare(double[] mine, double[] its, Runner runner, int gradient)
    {
        double tolerance = _case.Pass == RaceCase.Half ? 1e-3 : 1e-4;
        double average = mine.Average(Math.Abs);
        for (int i = 0; i < mine.Length; i++)
        {
            if (!(Math.Abs(mine[i] - its[i]) <= tolerance * (average + Math.Abs(mine[i]))))
            {
                Require(false, runner, $"entry {i % _data.Columns} of row {i / _data.Columns} of gradient {gradient} is {mine[i]} and {its[i]}");
            }
        }
    }

    private void Require(bool holds, Runner runner, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{_case.Work(_data.Rows, _data.Columns)}, generated against {runner.Name}: {message}.");
        }
    }
}
