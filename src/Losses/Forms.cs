using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>What declarations of several groups are spelt with.</summary>
internal static class Forms
{
    /// <summary>
    /// The value of one form and the derivatives of another, which differ by a constant: one minus a ratio keeps its digits as a ratio of differences, and its derivatives keep theirs as those of
    /// the ratio.
    /// </summary>
    [LossFunction]
    public static double Told(double value, double slopes) => Detach(value) + (slopes - Detach(slopes));
}
