using System;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

// Beside the tests of declarations with two inputs, whose classes have the same names.
namespace LossGen.Losses.Contracts;

/// <summary>What callers are promised, row by row: errors before anything is written, exact zeros, NaN where it belongs.</summary>
public class ContractTests
{
    private const float Untouched = 42;

    private readonly float[] _prediction = [0.5f, -2, 3, 1];
    private readonly float[] _target = [1, 0, 0.25f, 1];
    private readonly float[] _gradient = [Untouched, Untouched, Untouched, Untouched];
    private readonly float[] _hessian = [Untouched, Untouched, Untouched, Untouched];

    [Theory]
    [InlineData("target")]
    [InlineData("weight")]
    [InlineData("gradient")]
    public void Lengths_that_differ_name_the_argument(string name)
    {
        var e = Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.ForwardBackward(
            _prediction,
            name == "target" ? _target[..3] : _target,
            name == "gradient" ? _gradient.AsSpan(0, 3) : _gradient,
            name == "weight" ? [1, 1, 1] : default));
        Assert.Equal(name, e.ParamName);
        Assert.All(_gradient, g => Assert.Equal(Untouched, g));
    }

    [Fact]
    public void Upstream_and_losses_are_checked_too()
    {
        Assert.Equal("upstream", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.Backward(_prediction, _target, [1, 1], _gradient)).ParamName);
        Assert.Equal("losses", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.ForwardEach(_prediction, _target, new float[3])).ParamName);
        Assert.Equal("hessian", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.GradientHessian(_prediction, _target, _gradient, new float[3])).ParamName);
        Assert.All(_gradient, g => Assert.Equal(Untouched, g));
    }

    [Fact]
    public void Outputs_that_overlap_are_refused()
    {
        float[] memory = [0, 1, 2, 3, 4, 5, 6, 7];
        float[] before = [.. memory];
        Assert.Equal("gradient", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.ForwardBackward(memory.AsSpan(0, 4), _target, memory.AsSpan(1, 4))).ParamName);
        Assert.Equal("hessian", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.GradientHessian(_prediction, _target, memory.AsSpan(0, 4), memory.AsSpan(2, 4))).ParamName);
        Assert.Equal("hessian", Assert.ThrowsAny<ArgumentException>(() => HuberLoss.Default.GradientHessian(_prediction, _target, memory.AsSpan(0, 4), memory.AsSpan(0, 4))).ParamName);
        Assert.Equal(before, memory);
    }

    [Fact]
    public void No_samples_are_the_zero_sum()
    {
        LossSum sum = HuberLoss.Default.ForwardBackward([], [], _gradient);
        Assert.Equal(new LossSum(0, 0, 0), sum);
        Assert.True(double.IsNaN(sum.Mean));
        Assert.All(_gradient, g => Assert.Equal(Untouched, g));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_bad_weight_is_named_before_anything_is_written(float bad)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => HuberLoss.Default.ForwardBackward(_prediction, _target, _gradient, [1, 1, bad, 1]));
        Assert.Equal("weight", e.ParamName);
        Assert.Contains("2", e.Message, StringComparison.Ordinal);
        Assert.All(_gradient, g => Assert.Equal(Untouched, g));
    }

    [Fact]
    public void A_weight_of_zero_leaves_nothing_of_its_sample()
    {
        float[] prediction = [1, float.PositiveInfinity, float.NaN, 2];
        LossSum sum = MseLoss.Default.GradientHessian(prediction, new float[4], _gradient, _hessian, [1, 0, 0, 2]);
        Assert.Equal(new LossSum(9, 3, 4), sum);
        Assert.Equal([2f, 0, 0, 8], _gradient);
        Assert.Equal([2f, 0, 0, 4], _hessian);
        MseLoss.Default.Backward(prediction, new float[4], [1, 0, 0, 1], _gradient);
        Assert.Equal([2f, 0, 0, 4], _gradient);
    }

    [Fact]
    public void Weights_that_are_all_zero_give_zero_gradients()
    {
        LossSum sum = BceWithLogitsLoss.Default.ForwardBackward(_prediction, _target, _gradient, new float[4]);
        Assert.True(double.IsNaN(sum.Mean));
        Assert.All(_gradient, g => Assert.Equal(0f, g));
    }

    [Theory]
    [MemberData(nameof(LossTable.NumberNames), MemberType = typeof(LossTable))]
    public void A_NaN_stays_with_its_sample_and_fills_it(string name)
    {
        Nan<float>(name);
        Nan<double>(name);
    }

    [Fact]
    public void A_hyper_parameter_outside_its_range_is_refused()
    {
        Assert.Equal("delta", Assert.Throws<ArgumentOutOfRangeException>(() => new HuberLoss(0)).ParamName);
        Assert.Equal("delta", Assert.Throws<ArgumentOutOfRangeException>(() => new HuberLoss(double.NaN)).ParamName);
        Assert.Equal("tau", Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileLoss(1)).ParamName);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => HuberLoss.Default.GradientHessian(_prediction, _target, _gradient, _hessian, curvature: Curvature.Bound));
        Assert.Equal("floor", Assert.Throws<ArgumentOutOfRangeException>(() => HuberLoss.Default.GradientHessian(_prediction, _target, _gradient, _hessian, floor: -1)).ParamName);
        Assert.Equal("reduction", Assert.Throws<ArgumentOutOfRangeException>(() => HuberLoss.Default.ForwardBackward(_prediction, _target, _gradient, reduction: (Reduction)9)).ParamName);
        Assert.All(_gradient, g => Assert.Equal(Untouched, g));
    }

    [Fact]
    public void The_floor_lifts_the_Hessian_times_the_weight()
    {
        MaeLoss.Default.GradientHessian(_prediction, _target, _gradient, _hessian, [1, 2, 0, 4], floor: 0.5);
        Assert.Equal([0.5f, 1, 0, 2], _hessian);
    }

    [Fact]
    public void Validate_names_row_and_value()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => BceLoss.Default.Validate([0.5f, 1.5f, 0.25f, 1], _target));
        Assert.Equal("prediction", e.ParamName);
        Assert.Contains("1", e.Message, StringComparison.Ordinal);
        Assert.Contains("1.5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_not_wanted_may_be_empty()
    {
        float[] mean = [0, 1], variance = [1, 2], target = [1, 1], first = new float[2], second = new float[2], alone = new float[2];
        GaussianNllLoss.Default.ForwardBackward(mean, target, variance, first, second);
        GaussianNllLoss.Default.ForwardBackward(mean, target, variance, default, alone);
        Assert.Equal(second, alone);
        GaussianNllLoss.Default.ForwardBackward(mean, target, variance, alone, default);
        Assert.Equal(first, alone);
    }

    [Fact]
    public void Sums_of_shards_add_up()
    {
        LossSum whole = HuberLoss.Default.Forward(_prediction, _target, [1, 2, 3, 4]);
        LossSum parts = HuberLoss.Default.Forward(_prediction.AsSpan(0, 2), _target.AsSpan(0, 2), [1, 2]) + HuberLoss.Default.Forward(_prediction.AsSpan(2), _target.AsSpan(2), [3, 4]);
        Assert.Equal(whole.Sum, parts.Sum, 1e-12);
        Assert.Equal((whole.Weight, whole.Count), (parts.Weight, parts.Count));
        Assert.Equal(whole.Sum / 10, whole.Mean);
        Assert.Equal(whole.Sum / 4, whole.MeanPerSample);
    }

    [Fact]
    public void A_call_on_one_thread_allocates_nothing()
    {
        var prediction = new float[100_000];
        var gradient = new float[prediction.Length];
        HuberLoss loss = HuberLoss.Default;
        loss.ForwardBackward(prediction, prediction, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            loss.ForwardBackward(prediction, prediction, gradient);
            loss.Forward(prediction, prediction, gradient);
            loss.GradientHessian(prediction, prediction, gradient, default);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Nan<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossEntry entry = LossTable.Find(name);
        GoldenCase c = entry.Cases[0];
        var kernels = new LossKernels<T>(entry, entry.HyperOf(c));
        foreach (int input in entry.Differentiated)
        {
            double[][] broken = c.Data;
            broken[input] = [double.NaN];
            Results<T> results = kernels.Run(kernels.Batch([c.Data, broken, c.Data]));
            Assert.True(T.IsNaN(results.Losses[1]), $"{name}: the loss of a NaN is {results.Losses[1]}");
            Assert.False(T.IsNaN(results.Losses[0]) || T.IsNaN(results.Losses[2]), $"{name}: a neighbour of a NaN is NaN");
            foreach (T[] output in results.Gradients.Concat(results.Newton).Concat(results.Hessians))
            {
                Assert.True(T.IsNaN(output[1]), $"{name}: a derivative beside a NaN loss is {output[1]}");
                Assert.Equal(output[0], output[2]);
            }
        }
    }
}
