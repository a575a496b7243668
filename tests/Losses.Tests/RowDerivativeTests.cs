using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>Gradients and second derivatives of kernels against those of the declared formula, which are differences in the arithmetic of 600 bits and right to more than 200.</summary>
public class RowDerivativeTests
{
    private const int Bits = 600;
    private const int PointsPerShape = 13;
    private const double Allowed = 1e-12;

    /// <summary>Longer rows are checked in some of their columns.</summary>
    private const int MostEntries = 4;

    private static readonly int[] Shapes = [1, 2, 3, 17];

    [Theory]
    [MemberData(nameof(LossTable.AllRowNames), MemberType = typeof(LossTable))]
    public void Are_those_of_the_formula(string name)
    {
        LossEntry entry = LossTable.Find(name);
        var failures = new List<string>();
        int points = 0;
        foreach (int shape in Shapes)
        {
            int columns = Math.Max(shape, RowSamples.LeastColumns(entry));
            object[] hyper = RowSamples.Hyper(entry, columns);
            var kernels = new LossKernels<double>(entry, hyper);
            foreach (double[][] sample in RowSamples.Make(entry, PointsPerShape, columns))
            {
                points++;
                Results<double> results = kernels.Run(kernels.Batch([sample], columns));
                Sensitivity exact = Tolerance.Of(entry, sample, hyper, columns, Bits);
                foreach ((int input, int k) in entry.Differentiated.Select((input, k) => (input, k)))
                {
                    int parameter = entry.Data[input].Position;
                    double size = 1 + results.Newton[k].Max(Math.Abs) + results.Hessians[k].Max(Math.Abs);
                    for (int j = 0, step = Math.Max(1, results.Newton[k].Length / MostEntries); j < results.Newton[k].Length; j += step)
                    {
                        Check($"{name}, {columns} columns, ∂/∂{entry.Data[input].Name}[{j}]", 1, results.Newton[k][j]);
                        Check($"{name}, {columns} columns, ∂²/∂{entry.Data[input].Name}[{j}]²", 2, results.Hessians[k][j]);

                        // Of what is ill-conditioned no more can be asked than its condition allows.
                        void Check(string what, int order, double actual)
                        {
                            double expected = exact.Value(order, parameter, j), error = Math.Abs(actual - expected);
                            if (!(error <= Allowed * size) && !(error <= Allowed * exact.Of(order, parameter, j)))
                            {
                                failures.Add($"{what}: expected {expected:R}, got {actual:R}");
                            }
                        }
                    }
                }
            }
        }

        Assert.True(points >= 50, "too few points");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    /// <summary>What users declare, with labels that pick the same row of a table again and again.</summary>
    [Fact]
    public void Of_two_tables_add_up_in_sample_order()
    {
        const int Columns = 3, Samples = 40;
        var random = new Random(3);
        double[] Numbers(int count) => Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5).ToArray();
        double[] context = Numbers(Samples * Columns), rating = Numbers(Samples), users = Numbers(4 * Columns), items = Numbers(2 * Columns);
        int[] user = Enumerable.Range(0, Samples).Select(i => i % 3).ToArray(), item = Enumerable.Range(0, Samples).Select(i => i & 1).ToArray();
        double[] byContext = new double[context.Length], byUsers = new double[users.Length], byItems = new double[items.Length];
        TwoTablesLoss.Default.ForwardBackward(context, user, item, rating, users, items, Columns, byContext, byUsers, byItems, reduction: Reduction.Sum);

        double[] sumOfUsers = new double[users.Length], sumOfItems = new double[items.Length];
        double[] one = new double[users.Length], other = new double[items.Length];
        for (int i = 0; i < Samples; i++)
        {
            TwoTablesLoss.Default.ForwardBackward(context.AsSpan(i * Columns, Columns), [user[i]], [item[i]], [rating[i]], users, items, Columns, default, one, other, reduction: Reduction.Sum);
            for (int j = 0; j < one.Length; j++)
            {
                sumOfUsers[j] += one[j];
            }

            for (int j = 0; j < other.Length; j++)
            {
                sumOfItems[j] += other[j];
            }
        }

        Assert.Equal(sumOfUsers, byUsers);
        Assert.Equal(sumOfItems, byItems);
        Assert.Equal([0, 0, 0], byUsers[^Columns..]);
    }
}
