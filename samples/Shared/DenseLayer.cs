using System;

namespace LossGen.Samples;

/// <summary>y = xW + b for the rows of a batch, and what comes back through it. Plain loops in a fixed order: the same numbers on every machine.</summary>
internal sealed class DenseLayer
{
    private readonly float[] _weights; // input after input, then the biases
    private readonly float[] _gradient;
    private readonly Adam _adam;

    public DenseLayer(int inputs, int outputs, float rate, Random random)
    {
        (Inputs, Outputs) = (inputs, outputs);
        _weights = new float[(inputs + 1) * outputs];
        _gradient = new float[_weights.Length];
        _adam = new Adam(_weights.Length, rate);
        float reach = MathF.Sqrt(6f / (inputs + outputs));
        for (int k = 0; k < inputs * outputs; k++)
        {
            _weights[k] = reach * (2 * random.NextSingle() - 1);
        }
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length / Inputs; i++)
        {
            Span<float> row = y.Slice(i * Outputs, Outputs);
            _weights.AsSpan(Inputs * Outputs).CopyTo(row);
            for (int k = 0; k < Inputs; k++)
            {
                AddTimes(row, x[i * Inputs + k], _weights.AsSpan(k * Outputs, Outputs));
            }
        }
    }

    /// <summary>One step of the optimiser.</summary>
    /// <param name="x">What went in.</param>
    /// <param name="yGradient">The derivative of the loss by what came out.</param>
    /// <param name="xGradient">Receives the derivative by what went in; empty where nobody asks.</param>
    /// <param name="penalty">Of the squared weights, without the biases.</param>
    public void Learn(ReadOnlySpan<float> x, ReadOnlySpan<float> yGradient, Span<float> xGradient = default, float penalty = 0)
    {
        for (int k = 0; k < _gradient.Length; k++)
        {
            _gradient[k] = k < Inputs * Outputs ? 2 * penalty * _weights[k] : 0;
        }

        for (int i = 0; i < x.Length / Inputs; i++)
        {
            ReadOnlySpan<float> row = yGradient.Slice(i * Outputs, Outputs);
            for (int k = 0; k < Inputs; k++)
            {
                AddTimes(_gradient.AsSpan(k * Outputs, Outputs), x[i * Inputs + k], row);
                if (!xGradient.IsEmpty)
                {
                    xGradient[i * Inputs + k] = Dot(_weights.AsSpan(k * Outputs, Outputs), row);
                }
            }

            AddTimes(_gradient.AsSpan(Inputs * Outputs), 1, row);
        }

        _adam.Step(_weights, _gradient);
    }

    private static void AddTimes(Span<float> sum, float factor, ReadOnlySpan<float> row)
    {
        if (factor != 0)
        {
            for (int j = 0; j < row.Length; j++)
            {
                sum[j] += factor * row[j];
            }
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }
}
