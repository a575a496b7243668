using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Which golden file tells about which declaration.</summary>
public static class LossTable
{
    private static readonly (int, int)[] None = [];
    private static readonly (int, int)[] Residual = [(0, 1)];

    // Positive and negative, both less the anchor.
    private static readonly (int, int)[] FromAnchor = [(1, 0), (2, 0)];

    private static readonly (string, string?) Smoothing = ("label_smoothing", "labelSmoothing");
    private static readonly (string, string?) ClassWeights = ("weight", "classWeights");

    public static IReadOnlyList<LossEntry> All { get; } =
    [
        // Losses of the residual. The file has the derivatives for both inputs.
        Entry("mse", typeof(BothInputs), nameof(BothInputs.Mse), Residual),
        Entry("half_mse", typeof(BothInputs), nameof(BothInputs.HalfMse), Residual),
        Entry("mae", typeof(BothInputs), nameof(BothInputs.Mae), Residual),
        Entry("huber", typeof(BothInputs), nameof(BothInputs.Huber), Residual),
        Entry("smooth_l1", typeof(BothInputs), nameof(BothInputs.SmoothL1), Residual),
        Entry("log_cosh", typeof(BothInputs), nameof(BothInputs.LogCosh), Residual),
        Entry("pseudo_huber", typeof(BothInputs), nameof(BothInputs.PseudoHuber), Residual),
        Entry("charbonnier", typeof(BothInputs), nameof(BothInputs.Charbonnier), Residual, ("eps", "epsilon")),
        Entry("lq", typeof(BothInputs), nameof(BothInputs.Lq), Residual),
        Entry("berhu", typeof(BothInputs), nameof(BothInputs.BerHu), Residual),
        Entry("epsilon_insensitive", typeof(BothInputs), nameof(BothInputs.EpsilonInsensitive), Residual, ("eps", "epsilon")),
        Entry("squared_epsilon_insensitive", typeof(BothInputs), nameof(BothInputs.SquaredEpsilonInsensitive), Residual, ("eps", "epsilon")),
        Entry("quantile", typeof(BothInputs), nameof(BothInputs.Quantile), Residual),
        Entry("expectile", typeof(BothInputs), nameof(BothInputs.Expectile), Residual),
        Entry("fair", typeof(BothInputs), nameof(BothInputs.Fair), Residual),
        Entry("geman_mcclure", typeof(BothInputs), nameof(BothInputs.GemanMcClure), Residual),
        Entry("welsch", typeof(BothInputs), nameof(BothInputs.Welsch), Residual),

        Entry("log_lin_quantile", typeof(Regression), nameof(Regression.LogLinQuantile), None),
        Entry("mape", typeof(Regression), nameof(Regression.Mape), None, ("eps", "epsilon")),
        Entry("smape", typeof(Regression), nameof(Regression.Smape), None),
        Entry("msle", typeof(Regression), nameof(Regression.Msle), None),
        Entry("itakura_saito", typeof(Regression), nameof(Regression.ItakuraSaito), None),

        // The file's eps caps PyTorch's gradient; the loss has no such number.
        Entry("bce", typeof(Classification), nameof(Classification.Bce), None, ("eps", null)),
        Entry("bce_with_logits", typeof(Classification), nameof(Classification.BceWithLogits), None, ("pos_weight", "positiveWeight")),
        Entry("focal_prob", typeof(Classification), nameof(Classification.ProbabilityFocal), None),
        Entry("sigmoid_focal", typeof(Classification), nameof(Classification.SigmoidFocal), None),
        Entry("sigmoid_mse", typeof(Classification), nameof(Classification.SigmoidMse), None),
        Entry("zero_one", typeof(Classification), nameof(Classification.ZeroOne), Residual),
        Entry("zero_one_threshold", typeof(Classification), nameof(Classification.ZeroOneThreshold), Residual, ("T", "threshold")),

        Entry("hinge", typeof(Margin), nameof(Margin.Hinge), None),
        Entry("squared_hinge", typeof(Margin), nameof(Margin.SquaredHinge), None),
        Entry("smoothed_hinge", typeof(Margin), nameof(Margin.SmoothedHinge), None, ("s", "smoothing")),
        Entry("modified_huber", typeof(Margin), nameof(Margin.ModifiedHuber), None),
        Entry("exponential", typeof(Margin), nameof(Margin.Exponential), None),
        Entry("logistic_pm", typeof(Margin), nameof(Margin.Logistic), None),
        Entry("perceptron", typeof(Margin), nameof(Margin.Perceptron), None),
        Entry("savage", typeof(Margin), nameof(Margin.Savage), None),
        Entry("tangent", typeof(Margin), nameof(Margin.Tangent), None),
        Entry("binary_sparsemax", typeof(Margin), nameof(Margin.BinarySparsemax), None),
        Entry("hinge_embedding", typeof(Margin), nameof(Margin.HingeEmbedding), None),

        Entry("gaussian_nll", typeof(Distribution), nameof(Distribution.GaussianNll), Residual, ("eps", "epsilon")),
        Entry("rmse_with_uncertainty", typeof(Distribution), nameof(Distribution.RmseWithUncertainty), [(0, 2)]),
        Entry("laplace_nll", typeof(Distribution), nameof(Distribution.LaplaceNll), [(0, 2)]),
        Entry("gaussian_crps", typeof(Distribution), nameof(Distribution.GaussianCrps), [(0, 2)]),
        Entry("vae_kl", typeof(Distribution), nameof(Distribution.VaeKl), None),
        Entry("kl_div", typeof(Distribution), nameof(Distribution.KlDiv), None, ("log_target", "logTarget")),
        Entry("poisson_nll", typeof(Distribution), nameof(Distribution.PoissonNll), None, ("log_input", "logInput"), ("eps", "epsilon")),
        Entry("gamma_log", typeof(Distribution), nameof(Distribution.GammaNll), None),
        Entry("tweedie_log", typeof(Distribution), nameof(Distribution.TweedieNll), None),
        Entry("negative_binomial_nll", typeof(Distribution), nameof(Distribution.NegativeBinomialNll), None),
        Entry("zero_inflated_poisson_nll", typeof(Distribution), nameof(Distribution.ZeroInflatedPoissonNll), None),

        Entry("margin_ranking", typeof(Ranking), nameof(Ranking.MarginRanking), Residual),
        Entry("ranknet", typeof(Ranking), nameof(Ranking.RankNet), Residual),

        Entry("bradley_terry", typeof(Preference), nameof(Preference.BradleyTerry), Residual),
        Entry("dpo", typeof(Preference), nameof(Preference.Dpo), None, ("label_smoothing", "labelSmoothing")),
        Entry("ipo", typeof(Preference), nameof(Preference.Ipo), None),
        Entry("simpo", typeof(Preference), nameof(Preference.SimPo), Residual),
        Entry("kto", typeof(Preference), nameof(Preference.Kto), Residual, ("wd", "desirableWeight"), ("wu", "undesirableWeight")),
        Entry("orpo_odds", typeof(Preference), nameof(Preference.OrpoOdds), None),
        Entry("grpo_token", typeof(Preference), nameof(Preference.GrpoToken), None, ("eps_low", "clipLow"), ("eps_high", "clipHigh")),

        Entry("cross_entropy", typeof(Multiclass), nameof(Multiclass.CrossEntropy), None, Smoothing),
        Entry("cross_entropy", typeof(Multiclass), nameof(Multiclass.WeightedCrossEntropy), None, Smoothing, ClassWeights),
        Entry("nll", typeof(Multiclass), nameof(Multiclass.Nll), None),
        Entry("nll", typeof(Multiclass), nameof(Multiclass.WeightedNll), None, ClassWeights),
        Entry("z_loss_ce", typeof(Multiclass), nameof(Multiclass.ZLossCrossEntropy), None, ("lam", "penalty")),
        Entry("softmax_focal", typeof(Multiclass), nameof(Multiclass.SoftmaxFocal), None),
        Entry("symmetric_ce", typeof(Multiclass), nameof(Multiclass.SymmetricCrossEntropy), None, ("A", "cut")),
        Entry("arcface", typeof(Multiclass), nameof(Multiclass.ArcFace), None, ("m", "margin"), ("s", "scale")),
        Entry("cosface", typeof(Multiclass), nameof(Multiclass.CosFace), None, ("m", "margin"), ("s", "scale")),
        Entry("multi_margin", typeof(Multiclass), nameof(Multiclass.MultiMargin), None, ("p", "power")),
        Entry("multi_margin", typeof(Multiclass), nameof(Multiclass.WeightedMultiMargin), None, ("p", "power"), ClassWeights),
        Entry("crammer_singer", typeof(Multiclass), nameof(Multiclass.CrammerSinger), None),
        Entry("soft_cross_entropy", typeof(Multiclass), nameof(Multiclass.SoftCrossEntropy), None, Smoothing),
        Entry("soft_cross_entropy", typeof(Multiclass), nameof(Multiclass.WeightedSoftCrossEntropy), None, Smoothing, ClassWeights),
        Entry("ce_prob", typeof(Multiclass), nameof(Multiclass.ProbabilityCrossEntropy), None),
        Entry("multilabel_soft_margin", typeof(Multiclass), nameof(Multiclass.MultilabelSoftMargin), None),
        Entry("multilabel_soft_margin", typeof(Multiclass), nameof(Multiclass.WeightedMultilabelSoftMargin), None, ClassWeights),
        Entry("categorical_hinge", typeof(Multiclass), nameof(Multiclass.CategoricalHinge), None),

        Entry("cosine_similarity", typeof(Similarity), nameof(Similarity.CosineDistance), None, ("eps", "epsilon")),
        Entry("cosine_embedding", typeof(Similarity), nameof(Similarity.CosineEmbedding), None, ("eps", "epsilon")),
        Entry("contrastive", typeof(Similarity), nameof(Similarity.Contrastive), Residual),
        Entry("triplet_margin", typeof(Similarity), nameof(Similarity.TripletMargin), FromAnchor, ("p", "norm"), ("eps", "epsilon")),
        Entry("triplet_squared", typeof(Similarity), nameof(Similarity.TripletSquared), FromAnchor, ("alpha", "margin")),
        Entry("center_loss", typeof(Similarity), nameof(Similarity.Center), None),

        Entry("dice", typeof(Overlap), nameof(Overlap.Dice), None, ("smooth_nr", "smoothNumerator"), ("smooth_dr", "smoothDenominator")),
        Entry("log_cosh_dice", typeof(Overlap), nameof(Overlap.LogCoshDice), None),
        Entry("jaccard", typeof(Overlap), nameof(Overlap.Jaccard), None),
        Entry("tversky", typeof(Overlap), nameof(Overlap.Tversky), None),
        Entry("mcc", typeof(Overlap), nameof(Overlap.Mcc), None, ("eps", "epsilon")),
        Entry("giou", typeof(Overlap), nameof(Overlap.GeneralizedBoxIou), None),

        Entry("generalized_kl", typeof(Distribution), nameof(Distribution.GeneralizedKl), None),
        Entry("hellinger_sq", typeof(Distribution), nameof(Distribution.SquaredHellinger), None),
        Entry("total_variation", typeof(Distribution), nameof(Distribution.TotalVariation), Residual),
        Entry("listnet", typeof(Ranking), nameof(Ranking.ListNet), None),
    ];

    /// <summary>The losses of rows, those without a golden file too.</summary>
    public static IReadOnlyList<LossEntry> Rows { get; } =
    [
        .. All.Where(e => e.HasColumns),
        Entry(null, typeof(Distribution), nameof(Distribution.KlDivergence), None, ("log_target", "logTarget")),
        Entry(null, typeof(Distribution), nameof(Distribution.KlDivergenceWithLogits), None),
    ];

    /// <summary>Losses of rows as users declare them.</summary>
    public static IReadOnlyList<LossEntry> Users { get; } =
    [
        Entry(null, typeof(UserLosses), nameof(UserLosses.Distillation), None),
        Entry(null, typeof(UserLosses), nameof(UserLosses.MarginSoftmax), None),
        Entry(null, typeof(UserLosses), nameof(UserLosses.Mahalanobis), None),
        Entry(null, typeof(UserLosses), nameof(UserLosses.TwoTables), None),
        Entry(null, typeof(UserLosses), nameof(UserLosses.Hierarchical), None),
        Entry(null, typeof(UserLosses), nameof(UserLosses.Concentration), None),
    ];

    public static LossEntry Find(string name) => All.Concat(Rows).Concat(Users).First(e => e.Name == name);

    /// <summary>For theories: the names of those with a golden file.</summary>
    public static TheoryData<string> Names => new(All.Select(e => e.Name));

    /// <summary>For theories: all names.</summary>
    public static TheoryData<string> EveryName => new(All.Concat(Rows).Concat(Users).Select(e => e.Name));

    /// <summary>For theories: the names of losses of single numbers.</summary>
    public static TheoryData<string> NumberNames => new(All.Where(e => !e.HasColumns).Select(e => e.Name));

    /// <summary>For theories: the names of losses of rows.</summary>
    public static TheoryData<string> RowNames => new(Rows.Select(e => e.Name));

    /// <summary>For theories: the names of losses of rows, those of users too.</summary>
    public static TheoryData<string> AllRowNames => new(Rows.Concat(Users).Select(e => e.Name));

    private static LossEntry Entry(string? golden, Type type, string method, (int, int)[] differences, params (string Golden, string? Own)[] renamed) =>
        new(golden, type.GetMethod(method)!, differences, renamed.ToDictionary(r => r.Golden, r => r.Own));
}
