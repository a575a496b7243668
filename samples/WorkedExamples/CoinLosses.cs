using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Samples.WorkedExamples;

internal static class CoinLosses
{
    /// <summary>The negative log-likelihood of one toss of a coin that shows heads with probability <paramref name="heads"/>.</summary>
    [Loss]
    internal static double Toss([Range(0, 1)] double heads, [Target] bool isHeads) => isHeads ? -Log(heads) : -Log1p(-heads);
}
