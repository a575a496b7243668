using System;
using System.Linq;

namespace LossGen.Samples.Embedding;

/// <summary>Points in the plane and the digits they stand for.</summary>
/// <param name="Coordinates">x and y of one after the other.</param>
/// <param name="Labels">The digits.</param>
internal sealed record Points(float[] Coordinates, int[] Labels)
{
    public int Count => Labels.Length;

    public (float X, float Y) this[int index] => (Coordinates[2 * index], Coordinates[(2 * index) + 1]);

    /// <summary>The digit that most of the nearest points stand for; of several, that of the nearest.</summary>
    public int Vote((float X, float Y) at, int voters) =>
        Enumerable.Range(0, Count)
            .OrderBy(i => Square(this[i].X - at.X) + Square(this[i].Y - at.Y))
            .Take(voters)
            .GroupBy(i => Labels[i])
            .OrderByDescending(g => g.Count())
            .First().Key;

    private static float Square(float x) => x * x;
}
