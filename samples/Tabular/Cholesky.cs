using System;

namespace LossGen.Samples.Tabular;

/// <summary>Solves a symmetric positive definite system.</summary>
internal static class Cholesky
{
    /// <param name="a">The matrix; only its lower triangle is read, and it is overwritten.</param>
    /// <param name="b">The right side.</param>
    public static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < j; k++)
            {
                for (int i = j; i < n; i++)
                {
                    a[i, j] -= a[i, k] * a[j, k];
                }
            }

            if (!(a[j, j] > 0))
            {
                throw new InvalidOperationException("The curvature is not positive definite: the loss is not convex here.");
            }

            double root = Math.Sqrt(a[j, j]);
            for (int i = j; i < n; i++)
            {
                a[i, j] /= root;
            }
        }

        var x = (double[])b.Clone();
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                x[i] -= a[i, k] * x[k];
            }

            x[i] /= a[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                x[i] -= a[k, i] * x[k];
            }

            x[i] /= a[i, i];
        }

        return x;
    }
}
