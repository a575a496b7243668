using System;
using System.Linq;

namespace LossGen.Samples.Embedding;

/// <summary>Triplets of pictures, drawn at random: anchors, then as many that show the same digit, then as many that show another.</summary>
internal sealed class Triplets(DigitImages images, int count, Random random)
{
    private readonly int[][] _byDigit = Enumerable.Range(0, DigitData.Digits)
        .Select(d => Enumerable.Range(0, images.Count).Where(i => images.Labels[i] == d).ToArray())
        .ToArray();

    public float[] Pixels { get; } = new float[3 * count * DigitImages.PixelCount];

    public int[] Labels { get; } = new int[3 * count];

    public void Draw()
    {
        for (int t = 0; t < count; t++)
        {
            int anchor = random.Next(images.Count), digit = images.Labels[anchor], other = random.Next(DigitData.Digits - 1);
            Take(t, anchor);
            Take(count + t, Any(digit));
            Take((2 * count) + t, Any(other < digit ? other : other + 1));
        }
    }

    private int Any(int digit) => _byDigit[digit][random.Next(_byDigit[digit].Length)];

    private void Take(int place, int picture)
    {
        images.Pixels.AsSpan(picture * DigitImages.PixelCount, DigitImages.PixelCount).CopyTo(Pixels.AsSpan(place * DigitImages.PixelCount));
        Labels[place] = images.Labels[picture];
    }
}
