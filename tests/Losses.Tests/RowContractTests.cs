using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

// Beside the tests of declarations with two inputs, whose classes have the same names.
namespace LossGen.Losses.Contracts;

/// <summary>What callers of losses with rows, labels and tables are promised.</summary>
public class RowContractTests
{
    private const int Columns = 3;
    private const float Untouched = 42;

    private readonly float[] _logits = [0.5f, -2, 3, 1, 0, 0.25f, -1, 2, 0.75f, 4, 4, -4];
    private readonly int[] _label = [2, 0, 1, 0];
    private readonly float[] _gradient = Enumerable.Repeat(Untouched, 12).ToArray();
    private readonly float[] _hessian = Enumerable.Repeat(Untouched, 12).ToArray();

    [Theory]
    [InlineData("logits")]
    [InlineData("label")]
    [InlineData("weight")]
    [InlineData("gradient")]
    public void Lengths_that_differ_name_the_argument(string name)
    {
        var e = Assert.ThrowsAny<ArgumentException>(() => CrossEntropyLoss.Default.ForwardBackward(
            name == "logits" ? _logits.AsSpan(0, 11) : _logits,
            name == "label" ? _label[..3] : _label,
            Columns,
            name == "gradient" ? _gradient.AsSpan(0, 11) : _gradient,
            name == "weight" ? [1, 1, 1] : default));
        Assert.Equal(name, e.ParamName);
        AssertUntouched();
    }

    [Fact]
    public void Upstream_losses_and_second_derivatives_are_checked_too()
    {
        CrossEntropyLoss loss = CrossEntropyLoss.Default;
        Assert.Equal("upstream", Assert.ThrowsAny<ArgumentException>(() => loss.Backward(_logits, _label, Columns, new float[12], _gradient)).ParamName);
        Assert.Equal("losses", Assert.ThrowsAny<ArgumentException>(() => loss.ForwardEach(_logits, _label, Columns, new float[3])).ParamName);
        Assert.Equal("hessian", Assert.ThrowsAny<ArgumentException>(() => loss.GradientHessian(_logits, _label, Columns, _gradient, new float[4])).ParamName);
        AssertUntouched();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Columns_are_positive_and_not_too_many(int columns)
    {
        Assert.Equal("columns", Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropyLoss.Default.ForwardBackward(_logits, _label, columns, _gradient)).ParamName);
        Assert.Equal("columns", Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropyLoss.Default.Validate(_logits, _label, columns)).ParamName);
        AssertUntouched();
    }

    [Fact]
    public void A_column_that_the_declaration_names_must_exist() =>
        Assert.Equal("columns", Assert.Throws<ArgumentOutOfRangeException>(() => GeneralizedBoxIouLoss.Default.Forward(_logits, _logits, Columns)).ParamName);

    [Fact]
    public void All_rows_have_the_same_columns()
    {
        Assert.Equal("second", Assert.ThrowsAny<ArgumentException>(() => CosineDistanceLoss.Default.Forward(_logits, _logits.AsSpan(0, 9), Columns)).ParamName);
        Assert.Equal("target", Assert.ThrowsAny<ArgumentException>(() => CosineEmbeddingLoss.Default.Forward(_logits, _logits, _logits, Columns)).ParamName);
        Assert.Equal("centers", Assert.ThrowsAny<ArgumentException>(() => CenterLoss.Default.Forward(_logits, _label, _logits.AsSpan(0, 8), Columns)).ParamName);
    }

    [Fact]
    public void Class_weights_are_one_per_column_and_copied()
    {
        double[] weights = [1, 2, 3];
        var loss = new WeightedCrossEntropyLoss(weights);
        LossSum before = loss.Forward(_logits, _label, Columns);
        weights[2] = 100;
        Assert.Equal(before, loss.Forward(_logits, _label, Columns));
        Assert.Equal([1.0, 2, 3], loss.ClassWeights.ToArray());
        var e = Assert.ThrowsAny<ArgumentException>(() => loss.ForwardBackward(_logits, [0, 1, 2], 4, _gradient));
        Assert.Contains("classWeights", e.Message, StringComparison.Ordinal);
        Assert.Equal("classWeights", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedCrossEntropyLoss([1, -2, 3])).ParamName);
        Assert.Equal("classWeights", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedCrossEntropyLoss([1, double.NaN, 3])).ParamName);
        AssertUntouched();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(-99)]
    [InlineData(-101)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_label_without_a_column_is_named_before_anything_is_written(int bad)
    {
        // Among so many that vectors look for it.
        foreach (int row in new[] { 0, 7, 16, 40, 41 })
        {
            int[] label = Enumerable.Range(0, 42).Select(i => i == row ? bad : i % Columns).ToArray();
            float[] logits = new float[label.Length * Columns], gradient = Enumerable.Repeat(Untouched, logits.Length).ToArray(), losses = Enumerable.Repeat(Untouched, label.Length).ToArray();
            var loss = CrossEntropyLoss.Default;
            foreach (Action call in new Action[]
            {
                () => loss.ForwardBackward(logits, label, Columns, gradient),
                () => loss.Backward(logits, label, Columns, new float[42], gradient),
                () => loss.GradientHessian(logits, label, Columns, gradient, default),
                () => loss.ForwardEach(logits, label, Columns, losses),
                () => loss.Forward(logits, label, Columns),
                () => loss.Validate(logits, label, Columns),
                () => MultiMarginLoss.Default.ForwardBackward(logits, label, Columns, gradient),
            })
            {
                var e = Assert.Throws<ArgumentOutOfRangeException>(call);
                Assert.Equal("label", e.ParamName);
                Assert.Contains($"Row {row} ", e.Message, StringComparison.Ordinal);
                Assert.Contains($" {bad},", e.Message, StringComparison.Ordinal);
                Assert.All(gradient.Concat(losses), g => Assert.Equal(Untouched, g));
            }
        }
    }

    [Fact]
    public void Without_a_label_to_ignore_there_is_none() =>
        Assert.Equal("label", Assert.Throws<ArgumentOutOfRangeException>(() => MultiMarginLoss.Default.Forward(_logits, [0, -100, 1, 2], Columns)).ParamName);

    [Fact]
    public void A_label_of_a_table_is_one_of_its_rows()
    {
        // Two centres of three columns.
        float[] centers = [1, 2, 3, 4, 5, 6];
        Assert.Equal("label", Assert.Throws<ArgumentOutOfRangeException>(() => CenterLoss.Default.ForwardBackward(_logits, _label, centers, Columns, _gradient, default)).ParamName);
        AssertUntouched();
        Assert.Equal(4, CenterLoss.Default.Forward(_logits, [1, 0, 1, 0], centers, Columns).Count);
    }

    [Fact]
    public void Rows_to_ignore_leave_nothing_whatever_they_hold()
    {
        float[] logits = (float[])_logits.Clone();
        (logits[3], logits[4], logits[5]) = (float.NaN, float.PositiveInfinity, 1);
        int[] label = [2, -100, 1, 0];
        float[] kept = [.. _logits[..3], .. _logits[6..]], keptGradient = new float[9], keptHessian = new float[9], losses = new float[4];
        var loss = new CrossEntropyLoss(0.1);
        LossSum expected = loss.GradientHessian(kept, [2, 1, 0], Columns, keptGradient, keptHessian);
        Assert.Equal(expected, loss.GradientHessian(logits, label, Columns, _gradient, _hessian));
        Assert.Equal([.. keptGradient[..3], 0, 0, 0, .. keptGradient[3..]], _gradient);
        Assert.Equal([.. keptHessian[..3], 0, 0, 0, .. keptHessian[3..]], _hessian);
        loss.ForwardEach(logits, label, Columns, losses);
        Assert.Equal(0, losses[1]);
        Assert.All([losses[0], losses[2], losses[3]], l => Assert.True(l > 0));

        // Weights of ignored rows do not count either.
        Assert.Equal(7, loss.Forward(logits, label, Columns, [4, 100, 2, 1]).Weight);
        Assert.Equal(3, loss.Forward(logits, label, Columns, [4, 100, 2, 1]).Count);
        loss.ForwardBackward(kept, [2, 1, 0], Columns, keptGradient);
        Assert.Equal(expected, loss.ForwardBackward(logits, label, Columns, _gradient));
        Assert.Equal([.. keptGradient[..3], 0, 0, 0, .. keptGradient[3..]], _gradient);
        loss.Backward(logits, label, Columns, [1, 1, 1, 1], _gradient);
        Assert.Equal([0f, 0, 0], _gradient[3..6]);
    }

    [Theory]
    [InlineData(Reduction.Mean)]
    [InlineData(Reduction.MeanPerSample)]
    [InlineData(Reduction.Sum)]
    public void All_rows_ignored(Reduction reduction)
    {
        int[] label = [-100, -100, -100, -100];
        foreach (Func<LossSum> call in new[]
        {
            () => CrossEntropyLoss.Default.ForwardBackward(_logits, label, Columns, _gradient, default, reduction),
            () => CrossEntropyLoss.Default.ForwardBackward(_logits, label, Columns, _gradient, [1, 2, 3, 4], reduction),
            () => new WeightedCrossEntropyLoss([1, 2, 3], 0.5).ForwardBackward(_logits, label, Columns, _gradient, [1, 2, 3, 4], reduction),
        })
        {
            Array.Fill(_gradient, Untouched);
            LossSum sum = call();
            Assert.Equal(new LossSum(0, 0, 0), sum);
            Assert.True(double.IsNaN(sum.Mean));
            Assert.All(_gradient, g => Assert.Equal(0f, g));
        }
    }

    [Fact]
    public void A_class_of_weight_zero_counts_for_nothing()
    {
        float[] logits = (float[])_logits.Clone();
        logits[7] = float.NaN;
        LossSum sum = new WeightedCrossEntropyLoss([1, 0, 2], 0.1).ForwardBackward(logits, _label, Columns, _gradient, [1, 1, 1, 3]);
        Assert.Equal(2 + 1 + 0 + 3, sum.Weight);
        Assert.True(double.IsFinite(sum.Sum));
        Assert.Equal([0f, 0, 0], _gradient[6..9]);
        Assert.All(_gradient[..6].Concat(_gradient[9..]), g => Assert.True(float.IsFinite(g) && g != 0));
    }

    [Fact]
    public void A_weight_or_factor_of_zero_leaves_nothing_of_its_row()
    {
        float[] logits = (float[])_logits.Clone();
        (logits[3], logits[8]) = (float.NaN, float.PositiveInfinity);
        LossSum sum = CrossEntropyLoss.Default.GradientHessian(logits, _label, Columns, _gradient, _hessian, [1, 0, 0, 2]);
        Assert.Equal((3.0, 4L), (sum.Weight, sum.Count));
        Assert.True(double.IsFinite(sum.Sum));
        Assert.All(_gradient[3..9].Concat(_hessian[3..9]), g => Assert.Equal(0f, g));
        Assert.All(_gradient[..3].Concat(_hessian[9..]), g => Assert.True(float.IsFinite(g) && g != 0));
        Array.Fill(_gradient, Untouched);
        CrossEntropyLoss.Default.Backward(logits, _label, Columns, [1, 0, 0, 2], _gradient);
        Assert.All(_gradient[3..9], g => Assert.Equal(0f, g));
    }

    [Fact]
    public void No_samples_are_the_zero_sum()
    {
        Assert.Equal(new LossSum(0, 0, 0), CrossEntropyLoss.Default.ForwardBackward([], [], Columns, _gradient));
        Assert.Equal(new LossSum(0, 0, 0), TripletMarginLoss.Default.GradientHessian([], [], [], Columns, _gradient, default, default, _hessian, default, default));
        AssertUntouched();
    }

    [Fact]
    public void The_gradient_of_a_table_is_written_whole()
    {
        float[] centers = [1, 2, 3, 4, 5, 6, 7, 8, 9], expected = new float[9];
        int[] label = [2, 0, 2, 0];
        for (int i = 0; i < _logits.Length; i++)
        {
            int at = (label[i / Columns] * Columns) + (i % Columns);
            expected[at] += centers[at] - _logits[i];
        }

        CenterLoss.Default.ForwardBackward(_logits, label, centers, Columns, default, _gradient, default, Reduction.Sum);
        Assert.Equal([.. expected, Untouched, Untouched, Untouched], _gradient);
        CenterLoss.Default.GradientHessian(_logits, label, centers, Columns, default, default, default, _hessian, [1, 2, 3, 4]);
        Assert.Equal([6f, 6, 6, 0, 0, 0, 4, 4, 4, Untouched, Untouched, Untouched], _hessian);
    }

    [Fact]
    public void The_floor_lifts_the_Hessian_times_the_weight()
    {
        NllLoss.Default.GradientHessian(_logits, [0, 1, -100, 2], Columns, _gradient, _hessian, [1, 2, 3, 0], floor: 0.5);
        Assert.Equal([0.5f, 0.5f, 0.5f, 1, 1, 1, 0, 0, 0, 0, 0, 0], _hessian);
    }

    [Fact]
    public void Validate_names_row_and_value()
    {
        float[] probabilities = [0.5f, 0.25f, 0.25f, 1, 1.5f, 0];
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => ProbabilityCrossEntropyLoss.Default.Validate(probabilities, new float[6], Columns));
        Assert.Equal("probabilities", e.ParamName);
        Assert.Contains("1", e.Message, StringComparison.Ordinal);
        Assert.Contains("1.5", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void A_gradient_may_lie_on_the_logits(double labelSmoothing)
    {
        var loss = new CrossEntropyLoss(labelSmoothing);
        float[] expected = new float[12], memory = (float[])_logits.Clone();
        LossSum sum = loss.ForwardBackward(_logits, _label, Columns, expected);
        Assert.Equal(sum, loss.ForwardBackward(memory, _label, Columns, memory));
        Assert.Equal(expected, memory);
        loss.Backward(_logits, _label, Columns, [1, 2, 3, 4], expected);
        loss.Backward(memory = (float[])_logits.Clone(), _label, Columns, [1, 2, 3, 4], memory);
        Assert.Equal(expected, memory);
    }

    /// <summary>Any one of the outputs alone, the others not wanted. Second derivatives may differ in the last bits, where a wanted gradient's memory keeps for them what is otherwise computed again.</summary>
    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void An_output_that_is_not_wanted_changes_nothing(string name)
    {
        LossEntry entry = LossTable.Find(name);
        One<double>();
        One<float>();

        void One<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            const int Many = 83;
            var kernels = new LossKernels<T>(entry, RowSamples.Hyper(entry, Many));
            Batch batch = kernels.Batch(RowSamples.Make(entry, 5, Many), Many);
            Results<T> all = kernels.Run(batch);
            foreach ((string kernel, IReadOnlyList<string> outputs, T[][] expected) in new[]
            {
                ("ForwardBackward", kernels.GradientNames, all.Gradients),
                ("GradientHessian", kernels.GradientNames, all.Newton),
                ("GradientHessian", kernels.HessianNames, all.Hessians),
            })
            {
                for (int k = 0; k < outputs.Count; k++)
                {
                    var output = new T[expected[k].Length];
                    (string, object?)[] arguments = kernel == "ForwardBackward" ? [("reduction", Reduction.Sum)] : [];
                    Assert.Equal(all.Sum, kernels.Call(kernel, batch, [(outputs[k], output.AsMemory()), .. arguments]));
                    T scale = expected[k].Max(T.Abs), tolerance = kernel == "ForwardBackward" ? T.Zero : scale * T.CreateChecked(typeof(T) == typeof(float) ? 1e-5 : 1e-13);
                    Assert.True(output.Zip(expected[k]).All(v => T.Abs(v.First - v.Second) <= tolerance), $"{name}: {kernel} gives another {outputs[k]} of {typeof(T).Name} when it is the only one.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(LossTable.RowNames), MemberType = typeof(LossTable))]
    public void A_NaN_stays_with_its_row_and_fills_it(string name)
    {
        Nan<double>(name);
        Nan<float>(name);
    }

    [Fact]
    public void A_call_on_one_thread_allocates_nothing()
    {
        const int Rows = 1000, Many = 50;
        var logits = new float[Rows * Many];
        var gradient = new float[logits.Length];
        var centers = new float[Rows];
        var label = new int[Rows];
        var weight = new float[Rows];
        var weighted = new WeightedCrossEntropyLoss(new double[Many], 0.1);
        Calls();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Calls();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Calls()
        {
            CrossEntropyLoss.Default.ForwardBackward(logits, label, Many, gradient);
            CrossEntropyLoss.Default.Forward(logits, label, Many, weight);
            CrossEntropyLoss.Default.ForwardEach(logits, label, Many, weight);
            CrossEntropyLoss.Default.GradientHessian(logits, label, Many, default, gradient);
            weighted.ForwardBackward(logits, label, Many, gradient, weight);
            TripletMarginLoss.Default.ForwardBackward(logits, logits, logits, Many, gradient, default, default);
            CenterLoss.Default.ForwardBackward(logits, label, centers, Many, gradient, default);
            CenterLoss.Default.Backward(logits, label, centers, Many, weight, default, gradient);
        }
    }

    private static void Nan<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Few = 4, Rows = 3;
        LossEntry entry = LossTable.Find(name);
        var kernels = new LossKernels<T>(entry, RowSamples.Hyper(entry, Few));
        double[][][] samples = RowSamples.Make(entry, Rows, Few);
        Results<T> sound = kernels.Run(kernels.Batch(samples, Few));
        bool broke = false;
        foreach (int input in entry.Differentiated.Where(i => entry.Data[i].ParameterType == typeof(Row)))
        {
            for (int j = 0; j < Few; j++)
            {
                double[][][] broken = samples.Select(s => s.Select(d => (double[])d.Clone()).ToArray()).ToArray();
                broken[1][input][j] = double.NaN;
                Results<T> results = kernels.Run(kernels.Batch(broken, Few));
                string place = $"{name}, {entry.Data[input].Name}[{j}] of {typeof(T).Name}: ";
                Assert.Equal(sound.Losses[0], results.Losses[0]);
                Assert.Equal(sound.Losses[2], results.Losses[2]);

                // An entry may be read by a branch not taken only, or not at all.
                bool isNan = T.IsNaN(results.Losses[1]);
                broke |= isNan;
                foreach ((T[][] before, T[][] after) in new[] { (sound.Gradients, results.Gradients), (sound.Backward, results.Backward), (sound.Newton, results.Newton), (sound.Hessians, results.Hessians) })
                {
                    foreach ((int k, int of) in entry.Differentiated.Select((of, k) => (k, of)).Where(o => entry.Data[o.of].ParameterType == typeof(Row)))
                    {
                        Assert.True(after[k].AsSpan(0, Few).SequenceEqual(before[k].AsSpan(0, Few)), place + "a neighbour changes.");
                        Assert.True(after[k].AsSpan(2 * Few).SequenceEqual(before[k].AsSpan(2 * Few)), place + "a neighbour changes.");
                        Assert.True(after[k][Few..(2 * Few)].All(v => T.IsNaN(v) == isNan), $"{place}the loss is {results.Losses[1]}, beside it {string.Join(", ", after[k][Few..(2 * Few)])}.");
                    }
                }
            }
        }

        Assert.True(broke, $"{name}: no NaN makes the loss one.");
    }

    private void AssertUntouched() => Assert.All(_gradient.Concat(_hessian), g => Assert.Equal(Untouched, g));
}
