using System;
using System.Linq;
using LossGen.Losses;

namespace LossGen.Samples.WorkedExamples;

/// <summary>Errors of numbers, and straight lines fitted through points.</summary>
internal static class RegressionExamples
{
    public static void Run(Sheet sheet)
    {
        Means(sheet);
        Slopes(sheet);
        LineOfFive(sheet);
        LeastSquares(sheet);
        CallsOfPyTorch(sheet);
    }

    private static void Means(Sheet sheet)
    {
        double[] prediction = [1.5, 2, 3], target = [1, 2, 4];
        sheet.Check("s0-mae", "mean absolute error", 0.5, MaeLoss.Default.Forward(prediction, target).Mean);
        sheet.Check("s0-mse", "mean squared error", 1.25 / 3, MseLoss.Default.Forward(prediction, target).Mean);

        // Half the squared error is a Gaussian's negative log-likelihood without its constant.
        double[] mean = [0.5, 3], observed = [1, 2], variance = [1, 1];
        sheet.Check("s0-gauss-nll", "Gaussian NLL without its constant", 0.625, HalfMseLoss.Default.Forward(mean, observed).Sum);
        sheet.Check("s0-gauss-nll", "the same with it", 2.4628770664093453, new GaussianNllLoss(full: true).Forward(mean, observed, variance).Sum);
    }

    private static void Slopes(Sheet sheet)
    {
        double[] prediction = [0.5, 1.5, 1], target = [1, 1, 1], slopes = new double[3];
        MaeLoss.Default.ForwardBackward(prediction, target, slopes, reduction: Reduction.Sum);
        sheet.Check("s2-mae-slope", "slope below, above and at the target", [-1, 1, 0], slopes);

        double[] residual = [0.5, 1.5, -1.5, 4], zero = new double[4], losses = new double[4];
        new HuberLoss(delta: 1.5).ForwardEach(residual, zero, losses);
        sheet.Check("s2-huber", "Huber with δ = 1.5", [0.125, 1.125, 1.125, 4.875], losses);
    }

    /// <summary>ŷ = θ₀ + θ₁x at θ = (0, 1) for points on y = 1 + 2x. The squares are 4, 9, 16, 25, 36 and their mean is 18.</summary>
    private static void LineOfFive(Sheet sheet)
    {
        double[] x = [1, 2, 3, 4, 5], y = [3, 5, 7, 9, 11], losses = new double[5], gradient = new double[5];
        MseLoss.Default.ForwardEach(x, y, losses);
        sheet.Check("s3-linear", "squared errors", [4, 9, 16, 25, 36], losses);
        double mean = MseLoss.Default.ForwardBackward(x, y, gradient).Mean;
        sheet.Check("s3-linear", "J", 18, mean);
        sheet.Check("s3-linear", "∂J/∂θ₀, ∂J/∂θ₁", [-8, -28], [gradient.Sum(), Dot(gradient, x)]);
    }

    /// <summary>Gradient descent through the kernel reaches the solution of the normal equations.</summary>
    private static void LeastSquares(Sheet sheet)
    {
        double[] x = [1, 2, 3, 4], y = [0.8, 1.5, 1.8, 2.0], prediction = new double[4], gradient = new double[4];
        double slope = 0, intercept = 0;

        LossSum Pass()
        {
            for (int i = 0; i < x.Length; i++)
            {
                prediction[i] = slope * x[i] + intercept;
            }

            return MseLoss.Default.ForwardBackward(prediction, y, gradient, reduction: Reduction.Sum);
        }

        Pass();
        sheet.Check("s2-normal-equations", "∂SSE/∂W, ∂SSE/∂b at (0, 0)", [-34.4, -12.2], [Dot(gradient, x), gradient.Sum()]);
        LossSum loss = default;
        for (int step = 0; step < 5000; step++)
        {
            loss = Pass();
            slope -= 0.02 * Dot(gradient, x);
            intercept -= 0.02 * gradient.Sum();
        }

        sheet.Check("s2-normal-equations", "W, b after gradient descent", [0.39, 0.55], [slope, intercept]);
        sheet.Check("s2-normal-equations", "SSE, MSE, MAE", [0.067, 0.01675, 0.125], [loss.Sum, loss.Mean, MaeLoss.Default.Forward(prediction, y).Mean]);
        sheet.Check("s2-normal-equations", "gradient there", [0, 0], [Dot(gradient, x), gradient.Sum()]);
    }

    private static void CallsOfPyTorch(Sheet sheet)
    {
        double[] prediction = [2.5, 0, 2, 8], target = [3, -0.5, 2, 7];
        sheet.Check("s4-mse", "nn.MSELoss()", 0.375, MseLoss.Default.Forward(prediction, target).Mean);
        sheet.Check("s4-mae", "nn.L1Loss()", 0.5, L1Loss.Default.Forward(prediction, target).Mean);
        sheet.Check("s4-smoothl1", "nn.SmoothL1Loss()", 0.1875, SmoothL1Loss.Default.Forward(prediction, target).Mean);
        sheet.Check("s4-smoothl1", "nn.HuberLoss(), the same at δ = β = 1", 0.1875, HuberLoss.Default.Forward(prediction, target).Mean);
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
