using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Samples.Digits;

/// <summary>The losses of this application: the declarations are all there is, the kernels are generated.</summary>
internal static class MeterLosses
{
    /// <summary>Reading a meter: besides the cross-entropy a sample costs what is expected to be billed wrongly, so 3 for 2 is a lesser fault than 9 for 2.</summary>
    /// <param name="logits">The logits of the digits.</param>
    /// <param name="digit">The digit that is shown.</param>
    /// <param name="worth">What each digit is worth.</param>
    /// <param name="price">What a unit billed wrongly costs.</param>
    [Loss]
    internal static double Misreading(Row logits, [Target] int digit, [Hyper] Row worth, [Range(0, double.MaxValue)] double price = 1)
        => -LogSoftmax(logits)[digit] + price * Dot(Softmax(logits), Abs(worth - worth[digit]));
}
