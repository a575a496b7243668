using System;
using System.Linq;

namespace LossGen.Bench;

/// <summary>The arrays of a row loss at one shape.</summary>
internal sealed unsafe class RowsData : IDisposable
{
    /// <summary>After so many numbers they repeat: drawing takes longer than the race.</summary>
    private const int Period = 1 << 20;

    private readonly AlignedArray<float>[] _inputs;
    private readonly AlignedArray<float>[] _gradients;

    public RowsData(RowsKind kind, int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        (int inputs, int gradients) = kind switch
        {
            RowsKind.Logits => (1, 1),
            RowsKind.Distributions => (2, 1),
            RowsKind.Pairs => (2, 2),
            _ => (3, 3),
        };
        int count = checked(rows * columns);
        _inputs = Enumerable.Range(0, inputs).Select(k => new AlignedArray<float>(count, k)).ToArray();
        _gradients = Enumerable.Range(0, gradients).Select(k => new AlignedArray<float>(count, inputs + k)).ToArray();
        Labels = new AlignedArray<int>(rows, 6);
        Signs = new AlignedArray<float>(rows, 7);
        Fill(kind);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Gradients => _gradients.Length;

    public AlignedArray<int> Labels { get; }

    public AlignedArray<float> Signs { get; }

    public ReadOnlySpan<float> Input(int number) => _inputs[number].Span;

    public Span<float> Gradient(int number) => _gradients[number].Span;

    public float* InputAt(int number) => _inputs[number].Pointer;

    public float* GradientAt(int number) => _gradients[number].Pointer;

    public void Dispose()
    {
        foreach (AlignedArray<float> array in _inputs.Concat(_gradients).Append(Signs))
        {
            array.Dispose();
        }

        Labels.Dispose();
    }

    private void Fill(RowsKind kind)
    {
        var random = new Random(1);
        foreach (AlignedArray<float> input in _inputs)
        {
            Span<float> values = input.Span;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = i < Period ? Workload.Normal(random) : values[i - Period];
            }
        }

        for (int r = 0; r < Rows; r++)
        {
            Labels.Span[r] = random.Next(Columns);
            Signs.Span[r] = 2 * random.Next(2) - 1;
        }

        if (kind == RowsKind.Distributions)
        {
            for (int r = 0; r < Rows; r++)
            {
                ToLogarithms(_inputs[0].Span.Slice(r * Columns, Columns));
                Span<float> target = _inputs[1].Span.Slice(r * Columns, Columns);
                ToLogarithms(target);
                foreach (ref float value in target)
                {
                    value = MathF.Exp(value);
                }
            }
        }
    }

    /// <summary>Logits become the logarithms of the probabilities they stand for.</summary>
    private static void ToLogarithms(Span<float> row)
    {
        double sum = 0;
        foreach (float value in row)
        {
            sum += Math.Exp(value);
        }

        var log = (float)Math.Log(sum);
        foreach (ref float value in row)
        {
            value -= log;
        }
    }
}
