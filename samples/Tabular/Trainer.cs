using System;

namespace LossGen.Samples.Tabular;

/// <summary>Value and gradient of the mean loss of a batch: what a user's training loop asks of a loss.</summary>
internal delegate LossSum GradientPass(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, Span<double> gradient);

/// <summary>Value, gradient and second derivative of every sample, unscaled.</summary>
internal delegate LossSum CurvaturePass(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels, Span<double> gradient, Span<double> hessian);

/// <summary>Fits a linear model to a loss, with a quadratic penalty on its weights.</summary>
internal sealed class Trainer(Rows rows, Action<int, double, LinearModel> progress)
{
    private const double Penalty = 1e-3;
    private readonly double[] _scores = new double[rows.Count];
    private readonly double[] _gradient = new double[rows.Count];
    private readonly double[] _hessian = new double[rows.Count];

    /// <summary>Gradient descent with momentum.</summary>
    public LinearModel Descend(GradientPass pass, int steps, double rate)
    {
        const double Momentum = 0.9;
        var model = new LinearModel(rows.Columns);
        var velocity = new double[rows.Columns];
        for (int step = 1; step <= steps; step++)
        {
            model.Score(rows, _scores);
            LossSum loss = pass(_scores, rows.Labels, _gradient);
            double[] slope = Slope(model, 1);
            for (int k = 0; k < slope.Length; k++)
            {
                velocity[k] = Momentum * velocity[k] - rate * slope[k];
                model.Weights[k] += velocity[k];
            }

            progress(step, loss.Mean, model);
        }

        return model;
    }

    /// <summary>Newton's method: the second derivative of the loss at every sample weights its row.</summary>
    public LinearModel Newton(CurvaturePass pass, int steps)
    {
        var model = new LinearModel(rows.Columns);
        for (int step = 1; step <= steps; step++)
        {
            model.Score(rows, _scores);
            LossSum loss = pass(_scores, rows.Labels, _gradient, _hessian);
            double[] slope = Slope(model, loss.Weight);
            double[] move = Cholesky.Solve(Curvature(loss.Weight), slope);
            for (int k = 0; k < move.Length; k++)
            {
                model.Weights[k] -= move[k];
            }

            progress(step, loss.Mean, model);
        }

        return model;
    }

    /// <summary>Xᵀg divided by <paramref name="divisor"/>, plus the slope of the penalty.</summary>
    private double[] Slope(LinearModel model, double divisor)
    {
        var slope = new double[rows.Columns];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<double> row = rows.Row(i);
            for (int k = 0; k < slope.Length; k++)
            {
                slope[k] += _gradient[i] / divisor * row[k];
            }
        }

        for (int k = 0; k < slope.Length; k++)
        {
            slope[k] += Penalty * model.Weights[k];
        }

        return slope;
    }

    /// <summary>Xᵀ diag(h) X divided by <paramref name="divisor"/>, plus the curvature of the penalty.</summary>
    private double[,] Curvature(double divisor)
    {
        var curvature = new double[rows.Columns, rows.Columns];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<double> row = rows.Row(i);
            double weight = _hessian[i] / divisor;
            for (int a = 0; a < row.Length; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    curvature[a, b] += weight * row[a] * row[b];
                }
            }
        }

        for (int a = 0; a < rows.Columns; a++)
        {
            curvature[a, a] += Penalty;
        }

        return curvature;
    }
}
