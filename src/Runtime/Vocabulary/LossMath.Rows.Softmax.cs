using System;

namespace LossGen;

public static partial class LossMath
{
    /// <summary>ln Σⱼ e^(xⱼ), without overflow.</summary>
    /// <param name="x">A row; entries of −∞ count for nothing, −∞ if there are no others; ∞ if an entry is.</param>
    public static double LogSumExp(Row x)
    {
        double max = Max(x);
        return double.IsFinite(max) ? (max + Wide.Log1p(Rest(x, max))).Hi : max;
    }

    /// <summary>The probabilities e^(xⱼ)/Σₖ e^(xₖ) that logits stand for.</summary>
    /// <param name="x">A row; an entry of −∞ gives 0. NaN where all are −∞, and at an entry of ∞.</param>
    public static Row Softmax(Row x)
    {
        double max = Max(x);
        if (!double.IsFinite(max))
        {
            return Row.Map(x, v => Math.Exp(v - max));
        }

        Wide total = 1 + Rest(x, max);
        return Row.Map(x, v => (ShiftedExp(v, max) / total).Hi);
    }

    /// <summary>The logarithms xⱼ − ln Σₖ e^(xₖ) of the probabilities that logits stand for; no digit is lost where a probability is near 1.</summary>
    /// <param name="x">A row; an entry of −∞ gives −∞. NaN where all are −∞, and at an entry of ∞.</param>
    public static Row LogSoftmax(Row x)
    {
        double max = Max(x);
        Wide log = double.IsFinite(max) ? Wide.Log1p(Rest(x, max)) : 0;
        return Row.Map(x, v => double.IsFinite(v - max) ? (Wide.Sum(v, -max) - log).Hi : v - max);
    }

    /// <summary>1 at an index and 0 everywhere else. It has no length of its own but takes that of the row it is combined with.</summary>
    /// <param name="index">Not negative, and less than the length of that row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static Row OneHot(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Row.Spike(index, 1, 0);
    }

    /// <summary>The loss of a sample that counts <paramref name="weight"/> times, as class weights have it. Only the last statement of a declaration may be a <c>return</c> of it.</summary>
    /// <remarks>
    /// Run as plain C#, and for one sample in a kernel, it is the loss itself: what one unit of the weight costs. Where kernels sum up samples, this one
    /// counts <paramref name="weight"/> times its sample weight, both in the sum of losses and in the sum of weights that their mean is divided by.
    /// </remarks>
    /// <param name="loss">The loss.</param>
    /// <param name="weight">How often the sample counts; not negative.</param>
    public static double Weighted(double loss, double weight) => loss;

    /// <summary>Σⱼ e^(xⱼ − max) without the term of the maximum itself, which is 1.</summary>
    private static Wide Rest(Row x, double max)
    {
        Wide rest = 0;
        bool met = false;
        foreach (double value in x.Values)
        {
            if (value == max && !met)
            {
                met = true;
            }
            else
            {
                rest += ShiftedExp(value, max);
            }
        }

        return rest;
    }

    // e^(x − max), which is 0 to a double beyond the limit.
    private static Wide ShiftedExp(double x, double max)
    {
        if (x - max < -800)
        {
            return 0;
        }

        Wide excess = Wide.Exp(Wide.Sum(x, -max), out int exponent);
        return (1 + excess).Scaled(exponent);
    }
}
