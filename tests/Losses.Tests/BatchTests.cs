using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests;

/// <summary>
/// Batches of every length give for each sample the bits that the sample gives alone, touch nothing beyond their outputs, and weigh as promised.
/// The samples are the golden cases, so that what a sample gives alone is known to be right.
/// </summary>
public class BatchTests
{
    private const int Longest = 67;
    private const int Beyond = 9;

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Every_length_in_double(string name) => EveryLength<double>(name);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Every_length_in_float(string name) => EveryLength<float>(name);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Weights_in_double(string name) => Weights<double>(name, 1e-14);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Weights_in_float(string name) => Weights<float>(name, 4e-7);

    [Theory]
    [MemberData(nameof(LossTable.Names), MemberType = typeof(LossTable))]
    public void Gradient_over_an_input(string name)
    {
        OverInput<double>(name);
        OverInput<float>(name);
    }

    private static void EveryLength<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (LossKernels<T> kernels, double[][] samples) = Samples<T>(name);
        Single<T>[] alone = samples.Select(s => kernels.Single(s)).ToArray();
        for (int n = 0; n <= Longest; n++)
        {
            Array[] data = kernels.Columns(samples[..n]);
            T[] losses = Canaries<T>(n, 1)[0];
            kernels.ForwardEach(data, losses);
            Equal("losses", losses, n, i => alone[i].Loss);

            T[][] gradients = Canaries<T>(n, kernels.Outputs);
            LossSum sum = kernels.ForwardBackward(data, LossKernels<T>.AsMemory(gradients));
            Assert.Equal(kernels.Forward(data), sum);
            Assert.Equal(n, sum.Count);
            Assert.Equal(n, sum.Weight);
            T[][] backward = Canaries<T>(n, kernels.Outputs);
            kernels.Backward(data, Enumerable.Repeat(T.One, n).ToArray(), LossKernels<T>.AsMemory(backward));
            T[][] newton = Canaries<T>(n, kernels.Outputs);
            T[][] hessians = Canaries<T>(n, kernels.Outputs);
            LossSum third = kernels.GradientHessian(data, LossKernels<T>.AsMemory(newton), LossKernels<T>.AsMemory(hessians));
            Assert.Equal(sum, third);
            for (int k = 0; k < kernels.Outputs; k++)
            {
                Equal("ForwardBackward", gradients[k], n, i => alone[i].Gradients[k]);
                Equal("Backward", backward[k], n, i => alone[i].Gradients[k]);
                Equal("GradientHessian, gradient", newton[k], n, i => alone[i].Newton[k]);
                Equal("GradientHessian, hessian", hessians[k], n, i => alone[i].Hessians[k]);
            }
        }

        void Equal(string what, T[] actual, int n, Func<int, T> expected)
        {
            for (int i = 0; i < actual.Length; i++)
            {
                T wanted = i < n ? expected(i) : Canary<T>();
                Assert.True(wanted.Equals(actual[i]), $"{name}, {what}, entry {i} of {n}: expected {wanted:R}, got {actual[i]:R}");
            }
        }
    }

    private static void Weights<T>(string name, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (LossKernels<T> kernels, double[][] samples) = Samples<T>(name);
        Single<T>[] alone = samples.Select(s => kernels.Single(s)).ToArray();

        // Samples with an infinite loss or derivative weigh 0 and must leave no trace.
        double[] weights = samples.Select((_, i) => alone[i].IsFinite ? (i % 5) * 0.75 : 0).ToArray();
        T[] weight = weights.Select(T.CreateChecked).ToArray();
        Array[] data = kernels.Columns(samples);
        T[][] gradients = kernels.NewOutputs(samples.Length);
        T[][] hessians = kernels.NewOutputs(samples.Length);
        LossSum sum = kernels.GradientHessian(data, LossKernels<T>.AsMemory(gradients), LossKernels<T>.AsMemory(hessians), weight);

        double[] terms = alone.Select((a, i) => weights[i] == 0 ? 0 : weights[i] * double.CreateChecked(a.Loss)).ToArray();
        Assert.Equal(weights.Sum(), sum.Weight, 1e-9);
        Assert.Equal(samples.Length, sum.Count);
        Close("sum", terms.Sum(), sum.Sum, terms.Sum(Math.Abs));
        for (int i = 0; i < samples.Length; i++)
        {
            for (int k = 0; k < kernels.Outputs; k++)
            {
                Weighed($"gradient {i}", alone[i].Newton[k], gradients[k][i], weights[i]);
                Weighed($"hessian {i}", alone[i].Hessians[k], hessians[k][i], weights[i]);
            }
        }

        foreach ((Reduction reduction, double divisor) in new[] { (Reduction.Sum, 1.0), (Reduction.Mean, sum.Weight), (Reduction.MeanPerSample, sum.Count) })
        {
            LossSum reduced = kernels.ForwardBackward(data, LossKernels<T>.AsMemory(gradients), weight, reduction);
            Assert.Equal(sum, reduced);
            for (int i = 0; i < samples.Length; i++)
            {
                for (int k = 0; k < kernels.Outputs; k++)
                {
                    Weighed($"{reduction} gradient {i}", alone[i].Gradients[k], gradients[k][i], weights[i] / divisor);
                }
            }
        }

        T[] none = new T[samples.Length];
        LossSum empty = kernels.ForwardBackward(data, LossKernels<T>.AsMemory(gradients), none, Reduction.Mean);
        Assert.Equal(0, empty.Sum);
        Assert.Equal(double.NaN, empty.Mean);
        Assert.All(gradients, g => Assert.All(g, v => Assert.Equal(T.Zero, v)));

        void Weighed(string what, T one, T actual, double factor)
        {
            double expected = factor == 0 ? 0 : factor * double.CreateChecked(one);
            Close(what, expected, double.CreateChecked(actual), Math.Abs(expected));
        }

        void Close(string what, double expected, double actual, double scale) =>
            Assert.True(
                double.CreateChecked(T.CreateSaturating(expected)) == actual || Math.Abs(actual - expected) <= (tolerance * scale) + Smallest<T>(),
                $"{name} {what}: expected {expected:R}, got {actual:R}");
    }

    private static void OverInput<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (LossKernels<T> kernels, double[][] samples) = Samples<T>(name);
        T[][] expected = kernels.NewOutputs(samples.Length);
        kernels.ForwardBackward(kernels.Columns(samples), LossKernels<T>.AsMemory(expected));

        // Each gradient over the datum it is the derivative for.
        Array[] data = kernels.Columns(samples);
        Memory<T>[] over = kernels.Entry.Differentiated.Select(i => ((T[])data[i]).AsMemory()).ToArray();
        try
        {
            kernels.ForwardBackward(data, over);
        }
        catch (ArgumentException)
        {
            // A kernel that reads an input after it has written may refuse, before it writes anything.
            Assert.Equal(kernels.Columns(samples), data);
            return;
        }

        for (int k = 0; k < over.Length; k++)
        {
            Assert.Equal(expected[k], over[k].ToArray());
        }
    }

    /// <summary>The golden cases of the hyper-parameters that most cases have, repeated to the longest length.</summary>
    private static (LossKernels<T> Kernels, double[][] Samples) Samples<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase[] cases = entry.File.Cases
            .GroupBy(c => string.Join(";", entry.HyperOf(c)))
            .MaxBy(g => g.Count())!
            .ToArray();
        return (new LossKernels<T>(entry, entry.HyperOf(cases[0])), Enumerable.Range(0, Longest).Select(i => cases[i % cases.Length].Data).ToArray());
    }

    private static T Canary<T>()
        where T : IFloatingPointIeee754<T> => T.CreateChecked(-123.25);

    private static T[][] Canaries<T>(int length, int count)
        where T : IFloatingPointIeee754<T> =>
        Enumerable.Range(0, count).Select(_ => Enumerable.Repeat(Canary<T>(), length + Beyond).ToArray()).ToArray();

    private static double Smallest<T>() => typeof(T) == typeof(float) ? 1.2e-38 : 2.3e-308;
}
