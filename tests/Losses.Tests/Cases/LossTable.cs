using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Losses.Tests.Cases;

/// <summary>Which golden file tells about which declaration.</summary>
public static class LossTable
{
    private static readonly (int, int) None = (-1, -1);
    private static readonly (int, int) Residual = (0, 1);

    public static IReadOnlyList<LossEntry> All { get; } =
    [
        // Losses of the residual. The file has the derivatives for both inputs.
        Row("mse", typeof(BothInputs), nameof(BothInputs.Mse), Residual),
        Row("half_mse", typeof(BothInputs), nameof(BothInputs.HalfMse), Residual),
        Row("mae", typeof(BothInputs), nameof(BothInputs.Mae), Residual),
        Row("huber", typeof(BothInputs), nameof(BothInputs.Huber), Residual),
        Row("smooth_l1", typeof(BothInputs), nameof(BothInputs.SmoothL1), Residual),
        Row("log_cosh", typeof(BothInputs), nameof(BothInputs.LogCosh), Residual),
        Row("pseudo_huber", typeof(BothInputs), nameof(BothInputs.PseudoHuber), Residual),
        Row("charbonnier", typeof(BothInputs), nameof(BothInputs.Charbonnier), Residual, ("eps", "epsilon")),
        Row("lq", typeof(BothInputs), nameof(BothInputs.Lq), Residual),
        Row("berhu", typeof(BothInputs), nameof(BothInputs.BerHu), Residual),
        Row("epsilon_insensitive", typeof(BothInputs), nameof(BothInputs.EpsilonInsensitive), Residual, ("eps", "epsilon")),
        Row("squared_epsilon_insensitive", typeof(BothInputs), nameof(BothInputs.SquaredEpsilonInsensitive), Residual, ("eps", "epsilon")),
        Row("quantile", typeof(BothInputs), nameof(BothInputs.Quantile), Residual),
        Row("expectile", typeof(BothInputs), nameof(BothInputs.Expectile), Residual),
        Row("fair", typeof(BothInputs), nameof(BothInputs.Fair), Residual),
        Row("geman_mcclure", typeof(BothInputs), nameof(BothInputs.GemanMcClure), Residual),
        Row("welsch", typeof(BothInputs), nameof(BothInputs.Welsch), Residual),

        Row("log_lin_quantile", typeof(Regression), nameof(Regression.LogLinQuantile), None),
        Row("mape", typeof(Regression), nameof(Regression.Mape), None, ("eps", "epsilon")),
        Row("smape", typeof(Regression), nameof(Regression.Smape), None),
        Row("msle", typeof(Regression), nameof(Regression.Msle), None),
        Row("itakura_saito", typeof(Regression), nameof(Regression.ItakuraSaito), None),

        // The file's eps caps PyTorch's gradient; the loss has no such number.
        Row("bce", typeof(Classification), nameof(Classification.Bce), None, ("eps", null)),
        Row("bce_with_logits", typeof(Classification), nameof(Classification.BceWithLogits), None, ("pos_weight", "positiveWeight")),
        Row("focal_prob", typeof(Classification), nameof(Classification.ProbabilityFocal), None),
        Row("sigmoid_focal", typeof(Classification), nameof(Classification.SigmoidFocal), None),
        Row("sigmoid_mse", typeof(Classification), nameof(Classification.SigmoidMse), None),
        Row("zero_one", typeof(Classification), nameof(Classification.ZeroOne), Residual),
        Row("zero_one_threshold", typeof(Classification), nameof(Classification.ZeroOneThreshold), Residual, ("T", "threshold")),

        Row("hinge", typeof(Margin), nameof(Margin.Hinge), None),
        Row("squared_hinge", typeof(Margin), nameof(Margin.SquaredHinge), None),
        Row("smoothed_hinge", typeof(Margin), nameof(Margin.SmoothedHinge), None, ("s", "smoothing")),
        Row("modified_huber", typeof(Margin), nameof(Margin.ModifiedHuber), None),
        Row("exponential", typeof(Margin), nameof(Margin.Exponential), None),
        Row("logistic_pm", typeof(Margin), nameof(Margin.Logistic), None),
        Row("perceptron", typeof(Margin), nameof(Margin.Perceptron), None),
        Row("savage", typeof(Margin), nameof(Margin.Savage), None),
        Row("tangent", typeof(Margin), nameof(Margin.Tangent), None),
        Row("binary_sparsemax", typeof(Margin), nameof(Margin.BinarySparsemax), None),
        Row("hinge_embedding", typeof(Margin), nameof(Margin.HingeEmbedding), None),

        Row("gaussian_nll", typeof(Distribution), nameof(Distribution.GaussianNll), Residual, ("eps", "epsilon")),
        Row("rmse_with_uncertainty", typeof(Distribution), nameof(Distribution.RmseWithUncertainty), (0, 2)),
        Row("laplace_nll", typeof(Distribution), nameof(Distribution.LaplaceNll), (0, 2)),
        Row("gaussian_crps", typeof(Distribution), nameof(Distribution.GaussianCrps), (0, 2)),
        Row("vae_kl", typeof(Distribution), nameof(Distribution.VaeKl), None),
        Row("kl_div", typeof(Distribution), nameof(Distribution.KlDiv), None, ("log_target", "logTarget")),
        Row("poisson_nll", typeof(Distribution), nameof(Distribution.PoissonNll), None, ("log_input", "logInput"), ("eps", "epsilon")),
        Row("gamma_log", typeof(Distribution), nameof(Distribution.GammaNll), None),
        Row("tweedie_log", typeof(Distribution), nameof(Distribution.TweedieNll), None),
        Row("negative_binomial_nll", typeof(Distribution), nameof(Distribution.NegativeBinomialNll), None),
        Row("zero_inflated_poisson_nll", typeof(Distribution), nameof(Distribution.ZeroInflatedPoissonNll), None),

        Row("margin_ranking", typeof(Ranking), nameof(Ranking.MarginRanking), Residual),
        Row("ranknet", typeof(Ranking), nameof(Ranking.RankNet), Residual),

        Row("bradley_terry", typeof(Preference), nameof(Preference.BradleyTerry), Residual),
        Row("dpo", typeof(Preference), nameof(Preference.Dpo), None, ("label_smoothing", "labelSmoothing")),
        Row("ipo", typeof(Preference), nameof(Preference.Ipo), None),
        Row("simpo", typeof(Preference), nameof(Preference.SimPo), Residual),
        Row("kto", typeof(Preference), nameof(Preference.Kto), Residual, ("wd", "desirableWeight"), ("wu", "undesirableWeight")),
        Row("orpo_odds", typeof(Preference), nameof(Preference.OrpoOdds), None),
        Row("grpo_token", typeof(Preference), nameof(Preference.GrpoToken), None, ("eps_low", "clipLow"), ("eps_high", "clipHigh")),
    ];

    public static LossEntry Find(string golden) => All.Single(e => e.Golden == golden);

    /// <summary>For theories: the golden names.</summary>
    public static TheoryData<string> Names => new(All.Select(e => e.Golden));

    private static LossEntry Row(string golden, Type type, string method, (int, int) difference, params (string Golden, string? Own)[] renamed) =>
        new(golden, type.GetMethod(method)!, difference, renamed.ToDictionary(r => r.Golden, r => r.Own));
}
