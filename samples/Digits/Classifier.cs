using System;
using System.Diagnostics;

namespace LossGen.Samples.Digits;

/// <summary>Value and gradient of the mean loss of a batch of logits: what a training loop asks of a loss.</summary>
internal delegate LossSum LossPass(ReadOnlySpan<float> logits, ReadOnlySpan<int> digits, Span<float> gradient);

/// <summary>Softmax regression: ten logits that are linear in the pixels.</summary>
internal sealed class Classifier
{
    public const int Steps = 300;

    private const float Rate = 0.05f;
    private const float Penalty = 1e-4f;
    private readonly DenseLayer _layer = new(DigitImages.PixelCount, DigitData.Digits, Rate, new Random(1));

    /// <summary>Learns from all pictures at every step.</summary>
    /// <returns>The loss at the last step, and how long all steps took together and in the loss alone.</returns>
    public (double MeanLoss, TimeSpan All, TimeSpan InLoss) Fit(DigitImages images, LossPass pass)
    {
        var logits = new float[images.Count * DigitData.Digits];
        var gradient = new float[logits.Length];
        LossSum loss = pass(logits, images.Labels, gradient); // compiles the kernel, so that what is timed is its work
        TimeSpan inLoss = TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            _layer.Forward(images.Pixels, logits);
            long before = Stopwatch.GetTimestamp();
            loss = pass(logits, images.Labels, gradient);
            inLoss += Stopwatch.GetElapsedTime(before);
            _layer.Learn(images.Pixels, gradient, penalty: Penalty);
        }

        return (loss.Mean, Stopwatch.GetElapsedTime(start), inLoss);
    }

    public float[] Logits(DigitImages images)
    {
        var logits = new float[images.Count * DigitData.Digits];
        _layer.Forward(images.Pixels, logits);
        return logits;
    }

    /// <summary>The most likely digit of every picture.</summary>
    public int[] Read(DigitImages images)
    {
        float[] logits = Logits(images);
        var digits = new int[images.Count];
        for (int i = 0; i < digits.Length; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * DigitData.Digits, DigitData.Digits);
            for (int d = 1; d < row.Length; d++)
            {
                digits[i] = row[d] > row[digits[i]] ? d : digits[i];
            }
        }

        return digits;
    }
}
