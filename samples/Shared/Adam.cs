using System;

namespace LossGen.Samples;

/// <summary>Adam (D. Kingma and J. Ba, 2014): gradient descent with a step of its own for every parameter.</summary>
internal sealed class Adam(int count, float rate)
{
    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.999f;
    private readonly float[] _mean = new float[count];
    private readonly float[] _square = new float[count];
    private float _meanBias = 1;
    private float _squareBias = 1;

    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        _meanBias *= MeanDecay;
        _squareBias *= SquareDecay;
        float step = rate * MathF.Sqrt(1 - _squareBias) / (1 - _meanBias);
        for (int k = 0; k < parameters.Length; k++)
        {
            _mean[k] += (1 - MeanDecay) * (gradient[k] - _mean[k]);
            _square[k] += (1 - SquareDecay) * (gradient[k] * gradient[k] - _square[k]);
            parameters[k] -= step * _mean[k] / (MathF.Sqrt(_square[k]) + 1e-8f);
        }
    }
}
