using System;
using System.Linq;
using LossGen.Losses;
using static LossGen.Samples.WorkedExamples.RegressionExamples;

namespace LossGen.Samples.WorkedExamples;

/// <summary>Probabilities, logits, margins and a coin.</summary>
internal static class ClassificationExamples
{
    public static void Run(Sheet sheet)
    {
        Counting(sheet);
        Margins(sheet);
        Probabilities(sheet);
        Coin(sheet);
        Logits(sheet);
    }

    private static void Counting(Sheet sheet)
    {
        double[] losses = new double[3];
        ZeroOneLoss.Default.ForwardEach([1, 1, 0], [1, 0, 1], losses);
        sheet.Check("s0-zero-one", "prediction ≠ label", [0, 1, 1], losses);
        new ZeroOneThresholdLoss(threshold: 0.5).ForwardEach([1, 0.5, 0.75], [1, 1, 1], losses);
        sheet.Check("s0-zero-one-T", "an error of T counts", [0, 1, 0], losses);
    }

    private static void Margins(Sheet sheet)
    {
        double[] losses = new double[3];
        HingeLoss.Default.ForwardEach([2, 0.5, 0.25], [1, -1, 1], losses);
        sheet.Check("s0-hinge", "max(0, 1 − y·f)", [0, 1.5, 0.75], losses);

        double[] two = new double[2];
        ExponentialLoss.Default.ForwardEach([0.5, 0.5], [1, -1], two);
        sheet.Check("s0-exp", "e^(−y·f)", [0.6065306597126334, 1.6487212707001282], two);

        double[] output = [0.5, -2, 1, 0.25], label = [1, -1, 1, -1], four = new double[4];
        HingeLoss.Default.ForwardEach(output, label, four);
        sheet.Check("s4-hinge", "per sample", [0.5, 0, 0, 1.25], four);
        double mean = HingeLoss.Default.ForwardBackward(output, label, four).Mean;
        sheet.Check("s4-hinge", "mean", 0.4375, mean);
        sheet.Check("s4-hinge", "its gradient, 0 on the kink", [-0.25, 0, 0, 0.25], four);
    }

    private static void Probabilities(Sheet sheet)
    {
        double sum = BceLoss.Default.Forward([0.75, 0.25], [1.0, 0]).Sum;
        sheet.Check("s0-ce", "the minus covers both terms", 0.5753641449035618, sum);

        double[] losses = new double[2];
        BceLoss.Default.ForwardEach([0.75, 0.75], [1, 0.25], losses);
        sheet.Check("s4-bce", "hard and soft labels", [0.2876820724517809, 1.1116412889528633], losses);
        new ProbabilityFocalLoss(gamma: 2).ForwardEach([0.75, 0.5], losses);
        sheet.Check("s0-focal", "γ = 2", [0.017980129528236306, 0.17328679513998632], losses);
        double plain = new ProbabilityFocalLoss(gamma: 0).Forward([0.25]).Mean;
        sheet.Check("s3-focal-gamma0", "γ = 0 is the cross-entropy", 1.3862943611198906, plain);
    }

    /// <summary>Heads, tails, heads, tails, heads.</summary>
    private static void Coin(Sheet sheet)
    {
        bool[] tosses = [true, false, true, false, true];
        double Likelihood(double w) => Math.Exp(-TossLoss.Default.Forward(Enumerable.Repeat(w, 5).ToArray(), tosses).Sum);
        sheet.Check("s1-coin-0.8", "likelihood", 0.02048, Likelihood(0.8));
        sheet.Check("s1-coin-0.9", "likelihood", 0.00729, Likelihood(0.9));
        sheet.Check("s1-coin-0.6", "likelihood", 0.03456, Likelihood(0.6));

        double[] gradient = new double[5], hessian = new double[5];
        double heads = 0.5;
        for (int step = 0; step < 20; step++)
        {
            TossLoss.Default.GradientHessian(Enumerable.Repeat(heads, 5).ToArray(), tosses, gradient, hessian);
            heads -= gradient.Sum() / hessian.Sum();
        }

        sheet.Check("s1-coin-mle", "w by Newton's method", 0.6, heads);
        sheet.Check("s1-coin-mle", "slope of the log-likelihood there", 0, gradient.Sum());
    }

    private static void Logits(Sheet sheet)
    {
        double[] gradient = new double[1];
        double loss = SigmoidMseLoss.Default.ForwardBackward([0.5 * 2 + 0.25], [1], gradient).Mean;
        sheet.Check("s1-sigmoid-mse", "½(σ(Wx + b) − y)²", 0.024797675916405918, loss);
        sheet.Check("s1-sigmoid-mse", "∂/∂W, ∂/∂b", [-0.0771009201891092, -0.0385504600945546], [gradient[0] * 2, gradient[0]]);

        double[] first = [1, 0, 1], second = [0, 1, 1], logits = [0, 0, 0], target = [0, 1, 1], losses = new double[3], g = new double[3];
        BceWithLogitsLoss.Default.ForwardEach(logits, target, losses);
        sheet.Check("s3-logistic", "per sample", [Math.Log(2), Math.Log(2), Math.Log(2)], losses);
        double mean = BceWithLogitsLoss.Default.ForwardBackward(logits, target, g).Mean;
        sheet.Check("s3-logistic", "J", 0.6931471805599453, mean);
        sheet.Check("s3-logistic", "∂J/∂θ", [0, -1.0 / 3], [Dot(g, first), Dot(g, second)]);
        double single = BceWithLogitsLoss.Default.Forward([2.0], [1]).Mean;
        sheet.Check("s4-bcewithlogits", "logit 2, label 1", 0.1269280110429725, single);
    }
}
