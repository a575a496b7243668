using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;

namespace LossGen.Bench;

/// <summary>What the arrays of a race hold.</summary>
internal enum DataKind
{
    /// <summary>Predictions and targets of any sign.</summary>
    Real,

    /// <summary>Logits, and targets 0 and 1.</summary>
    Label,

    /// <summary>Scores, and targets −1 and 1.</summary>
    Sign,

    /// <summary>Logarithms of rates, and counts.</summary>
    Count,

    /// <summary>Probabilities, and targets 0 and 1.</summary>
    Probability,

    /// <summary>Rows of logits, and labels.</summary>
    Logits,

    /// <summary>Rows of logarithms of probabilities, and of probabilities.</summary>
    Distributions,

    /// <summary>Two vectors a row, and +1 or −1.</summary>
    Pairs,

    /// <summary>Three vectors a row.</summary>
    Triplets,
}

/// <summary>The arrays of one race; losses of elements have one column. All start at cache lines, at different places of a page.</summary>
internal sealed unsafe class RaceData : IDisposable
{
    /// <summary>After so many numbers they repeat: drawing takes longer than the race.</summary>
    private const int Period = 1 << 20;

    private readonly AlignedArray<float>[] _inputs;
    private readonly AlignedArray<float>[] _gradients;
    private readonly AlignedArray<float>[] _scratch;
    private readonly Lazy<(AlignedArray<double>[] Inputs, AlignedArray<double>[] Gradients)> _wide;
    private readonly Lazy<(AlignedArray<Half>[] Inputs, AlignedArray<Half>[] Gradients)> _half;

    /// <param name="kind">What the arrays hold.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="columns">Entries of a sample.</param>
    /// <param name="isRounded">Whether all inputs are numbers that <see cref="Half"/> can hold.</param>
    public RaceData(DataKind kind, int rows, int columns, bool isRounded = false)
    {
        (Rows, Columns) = (rows, columns);
        (int inputs, int gradients) = kind switch
        {
            DataKind.Logits => (1, 1),
            DataKind.Pairs => (2, 2),
            DataKind.Triplets => (3, 3),
            _ => (2, 1),
        };
        int count = checked(rows * columns);
        _inputs = Arrays<float>(inputs, count, 0);
        _gradients = Arrays<float>(gradients, count, inputs);
        _scratch = columns == 1 ? Arrays<float>(3, count, inputs + gradients) : [];
        _wide = new(() => (_inputs.Select((array, k) => Converted<double>(array, k)).ToArray(), Arrays<double>(gradients, count, inputs)));
        _half = new(() => (_inputs.Select((array, k) => Converted<Half>(array, k)).ToArray(), Arrays<Half>(gradients, count, inputs)));
        Labels = new AlignedArray<int>(rows, 6);
        Signs = new AlignedArray<float>(rows, 7);
        Fill(kind);
        foreach (AlignedArray<float> input in isRounded ? _inputs : [])
        {
            foreach (ref float value in input.Span)
            {
                value = (float)(Half)value;
            }
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Gradients => _gradients.Length;

    public AlignedArray<int> Labels { get; }

    public AlignedArray<float> Signs { get; }

    public ReadOnlySpan<float> Input(int number) => _inputs[number].Span;

    public Span<float> Gradient(int number) => _gradients[number].Span;

    /// <summary>What compositions keep between two calls; for losses of elements only.</summary>
    public Span<float> Scratch(int number) => _scratch[number].Span;

    /// <summary>The same inputs in <see cref="double"/>.</summary>
    public ReadOnlySpan<double> WideInput(int number) => _wide.Value.Inputs[number].Span;

    public Span<double> WideGradient(int number) => _wide.Value.Gradients[number].Span;

    /// <summary>The same inputs in <see cref="Half"/>.</summary>
    public ReadOnlySpan<Half> HalfInput(int number) => _half.Value.Inputs[number].Span;

    public Span<Half> HalfGradient(int number) => _half.Value.Gradients[number].Span;

    public float* InputAt(int number) => _inputs[number].Pointer;

    public float* GradientAt(int number) => _gradients[number].Pointer;

    public void Dispose()
    {
        IEnumerable<IDisposable> arrays = [.. _inputs, .. _gradients, .. _scratch, Signs, Labels];
        IEnumerable<IDisposable> wide = _wide.IsValueCreated ? [.. _wide.Value.Inputs, .. _wide.Value.Gradients] : [], half = _half.IsValueCreated ? [.. _half.Value.Inputs, .. _half.Value.Gradients] : [];
        foreach (IDisposable array in arrays.Concat(wide).Concat(half))
        {
            array.Dispose();
        }
    }

    private static AlignedArray<T>[] Arrays<T>(int count, int length, int number)
        where T : unmanaged => Enumerable.Range(number, count).Select(k => new AlignedArray<T>(length, k)).ToArray();

    private static AlignedArray<T> Converted<T>(AlignedArray<float> array, int number)
        where T : unmanaged, INumber<T>
    {
        var result = new AlignedArray<T>(array.Span.Length, number);
        TensorPrimitives.ConvertTruncating<float, T>(array.Span, result.Span);
        return result;
    }

    private void Fill(DataKind kind)
    {
        var random = new Random(1);
        foreach (AlignedArray<float> input in _inputs)
        {
            Span<float> values = input.Span;
            Func<float> draw = input == _inputs[^1] && kind < DataKind.Logits ? () => Target(kind, random) : kind == DataKind.Probability ? () => 1 / (1 + MathF.Exp(-Normal(random))) : () => Normal(random);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = i < Period ? draw() : values[i - Period];
            }
        }

        for (int r = 0; r < Rows; r++)
        {
            Labels.Span[r] = random.Next(Columns);
            Signs.Span[r] = Sign(random);
        }

        if (kind == DataKind.Distributions)
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

    private static float Target(DataKind kind, Random random) => kind switch
    {
        DataKind.Label or DataKind.Probability => random.NextDouble() < 0.3 ? 1 : 0,
        DataKind.Sign => Sign(random),
        DataKind.Count => MathF.Floor(MathF.Exp(Normal(random)) + random.NextSingle()),
        _ => Normal(random),
    };

    private static int Sign(Random random) => (2 * random.Next(2)) - 1;

    /// <summary>A draw from the standard normal distribution.</summary>
    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

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
