using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses;

/// <summary>Losses of scores that should be in the right order: of a pair, or of a whole list.</summary>
public static class Ranking
{
    /// <summary>A hinge on the difference of two scores.</summary>
    /// <remarks><c>max(0, m − y(x₁ − x₂))</c>, derivative 0 on the edge. PyTorch <c>MarginRankingLoss</c>.</remarks>
    /// <param name="first">The first score.</param>
    /// <param name="second">The second score.</param>
    /// <param name="target">+1 where the first should be higher, −1 where the second should.</param>
    /// <param name="margin">The difference of the right sign from which nothing is paid.</param>
    [Loss]
    public static double MarginRanking(double first, double second, [Target] double target, double margin = 0.0)
        => Max(0, margin - target * (first - second));

    /// <summary>Cross-entropy of the predicted probability that the first of two is ranked higher.</summary>
    /// <remarks>
    /// <c>softplus(o) − t·o</c> with <c>o = σ(s₁ − s₂)</c>. C. Burges et al., Learning to Rank using Gradient Descent, 2005.
    /// XGBoost <c>rank:pairwise</c>, CatBoost <c>PairLogit</c> (t = 1).
    /// </remarks>
    /// <param name="first">The first score.</param>
    /// <param name="second">The second score.</param>
    /// <param name="target">The true probability that the first is higher: 1, 0, or ½ for a tie.</param>
    /// <param name="sigma">The steepness, positive.</param>
    [Loss]
    public static double RankNet(
        double first, double second, [Target, Range(0, 1)] double target, [Range(0, double.MaxValue, MinimumIsExclusive = true)] double sigma = 1.0)
        => SoftplusResidual(sigma * (first - second), target);

    /// <summary>Cross-entropy of the softmax of a list's scores with relevances: the ListNet loss of top-one probabilities.</summary>
    /// <remarks>
    /// <c>−Σⱼ tⱼ ln softmax(s)ⱼ</c>; the relevances are not brought to the sum 1. Z. Cao et al., Learning to Rank: From Pairwise Approach to Listwise Approach, 2007.
    /// optax <c>ranking_softmax_loss</c>, CatBoost <c>QuerySoftMax</c>.
    /// </remarks>
    /// <param name="scores">The scores of the list's items.</param>
    /// <param name="target">The relevances of the items.</param>
    [Loss]
    public static double ListNet(Row scores, [Target, Range(0, double.MaxValue)] Row target) => -Dot(target, LogSoftmax(scores));
}
