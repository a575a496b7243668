using System;
using System.Collections.Generic;

namespace LossGen.Bench;

/// <summary>A pass of a row loss on data of one shape: every contender is one call that reads and writes the same arrays.</summary>
internal sealed class RowsWorkload : IDisposable
{
    private const double Tolerance = 1e-4;
    private readonly RowsCase _case;
    private readonly RowsData _data;

    public RowsWorkload(RowsCase @case, int rows, int columns)
    {
        _case = @case;
        _data = new RowsData(@case.Kind, rows, columns);
        var contenders = new List<Contender> { New("generated", @case.Generated) };
        if (NativeKernels.Load() is { } native)
        {
            contenders.Add(New("native", @case.Native(native)));
        }

        if (@case.Scalar is { } scalar)
        {
            contenders.Add(New("scalar", scalar));
        }

        if (@case.Tensor is { } tensor)
        {
            contenders.Add(New("tensor", tensor));
        }

        Contenders = contenders;
    }

    /// <summary>The generated kernel and whoever else there is, each a call that returns the mean loss.</summary>
    public IReadOnlyList<Contender> Contenders { get; }

    /// <summary>Throws unless all contenders give the same mean loss and the same gradients: they must do the same work to be compared.</summary>
    public void Check()
    {
        double mean = Contenders[0].Call();
        var gradients = new float[_data.Gradients][];
        for (int k = 0; k < gradients.Length; k++)
        {
            gradients[k] = _data.Gradient(k).ToArray();
        }

        for (int c = 1; c < Contenders.Count; c++)
        {
            for (int k = 0; k < gradients.Length; k++)
            {
                _data.Gradient(k).Clear();
            }

            double other = Contenders[c].Call();
            Require(Math.Abs(mean - other) <= Tolerance * Math.Abs(mean), c, $"the mean losses are {mean} and {other}");
            for (int k = 0; k < gradients.Length; k++)
            {
                Compare(gradients[k], _data.Gradient(k), c, k);
            }
        }
    }

    public void Dispose() => _data.Dispose();

    private Contender New(string name, RowsPass pass) => new(name, () => pass(_data));

    /// <summary>Relative to the entry, and to the average size of all: a difference of nearly equal numbers has no more digits.</summary>
    private void Compare(ReadOnlySpan<float> mine, ReadOnlySpan<float> its, int contender, int gradient)
    {
        double average = 0;
        foreach (float entry in mine)
        {
            average += Math.Abs(entry);
        }

        average /= mine.Length;
        for (int i = 0; i < mine.Length; i++)
        {
            if (!(Math.Abs(mine[i] - its[i]) <= Tolerance * (average + Math.Abs(mine[i]))))
            {
                Require(false, contender, $"entry {i % _data.Columns} of row {i / _data.Columns} of gradient {gradient} is {mine[i]} and {its[i]}");
            }
        }
    }

    private void Require(bool holds, int contender, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{_case.Loss} {_case.Pass}, {_data.Rows}x{_data.Columns}, generated against {Contenders[contender].Name}: {message}.");
        }
    }
}
