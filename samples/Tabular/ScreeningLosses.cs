using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Samples.Tabular;

/// <summary>The losses of this application: the declarations are all there is, the kernels are generated.</summary>
internal static class ScreeningLosses
{
    /// <summary>A cancer that is missed costs the square, and the more so the surer the model was; a false alarm costs as usual.</summary>
    [Loss]
    internal static double MissedCancer(double score, [Target] double malignant, [Range(0, 1000)] double missCost = 3)
        => malignant * missCost * Square(Softplus(-score)) + (1 - malignant) * Softplus(score);
}
