using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LossGen.Samples;

/// <summary>Small pictures of handwritten digits.</summary>
/// <param name="Pixels">Picture after picture, 8 rows of 8 grey values each, from 0 to 1.</param>
/// <param name="Labels">The digit that each shows.</param>
internal sealed record DigitImages(float[] Pixels, int[] Labels)
{
    public const int PixelCount = 64;

    public int Count => Labels.Length;
}

/// <summary>The digits, split into pictures to learn from and pictures held out.</summary>
internal sealed record DigitData(DigitImages Training, DigitImages HeldOut)
{
    public const int Digits = 10;

    private const int Seed = 20;
    private const double HeldOutShare = 0.25;
    private const float White = 16;

    /// <summary>Reads <c>digits.csv</c>, which lies beside the program.</summary>
    public static DigitData Read()
    {
        int[][] table = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv"))
            .Skip(1)
            .Select(line => line.Split(',').Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        new Random(Seed).Shuffle(table);
        int heldOut = (int)(table.Length * HeldOutShare);
        return new DigitData(Images(table[heldOut..]), Images(table[..heldOut]));
    }

    private static DigitImages Images(int[][] rows) =>
        new(rows.SelectMany(r => r[..DigitImages.PixelCount]).Select(v => v / White).ToArray(), rows.Select(r => r[DigitImages.PixelCount]).ToArray());
}
