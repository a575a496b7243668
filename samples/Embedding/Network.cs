using System;

namespace LossGen.Samples.Embedding;

/// <summary>Two layers from the pixels of a picture to a point, with max(0, x) between them.</summary>
internal sealed class Network(int hidden, float rate, Random random)
{
    public const int Dimensions = 2;

    private readonly DenseLayer _first = new(DigitImages.PixelCount, hidden, rate, random);
    private readonly DenseLayer _second = new(hidden, Dimensions, rate, random);
    private float[] _hidden = [];
    private float[] _hiddenGradient = [];

    /// <summary>The points of pictures.</summary>
    public void Embed(ReadOnlySpan<float> pixels, Span<float> points)
    {
        int length = pixels.Length / DigitImages.PixelCount * hidden;
        if (_hidden.Length != length)
        {
            (_hidden, _hiddenGradient) = (new float[length], new float[length]);
        }

        _first.Forward(pixels, _hidden);
        for (int k = 0; k < length; k++)
        {
            _hidden[k] = MathF.Max(0, _hidden[k]);
        }

        _second.Forward(_hidden, points);
    }

    /// <summary>One step, from the derivatives of the loss by the points that <see cref="Embed"/> gave for these pixels.</summary>
    public void Learn(ReadOnlySpan<float> pixels, ReadOnlySpan<float> pointsGradient)
    {
        _second.Learn(_hidden, pointsGradient, _hiddenGradient);
        for (int k = 0; k < _hidden.Length; k++)
        {
            _hiddenGradient[k] = _hidden[k] > 0 ? _hiddenGradient[k] : 0;
        }

        _first.Learn(pixels, _hiddenGradient);
    }
}
