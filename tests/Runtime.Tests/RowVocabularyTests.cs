using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using static LossGen.LossMath;

namespace LossGen.Runtime.Tests;

/// <summary>Rows, tables and the functions of <see cref="LossMath"/> on them: against straightforward formulas, at edges, and their errors.</summary>
public class RowVocabularyTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly Row Sample = new(0.75, -1.5, 2.25, 0.5);
    private static readonly Row Other = new(1.25, 0.375, -0.5, 3);
    private static readonly Row Zero = new(0, 0);

    // All functions of numbers but Weighted, which is not one of its operands.
    private static readonly MethodInfo[] Scalar = [.. Public.Where(m => m.GetParameters().All(p => p.ParameterType == typeof(double)) && m.Name != nameof(Weighted))];

    private static IEnumerable<MethodInfo> Public => typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static);

    public static TheoryData<string> ScalarNames => [.. Scalar.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(ScalarNames))]
    public void EveryFunctionOfNumbersIsOneOfEntriesToo(string name)
    {
        MethodInfo scalar = Scalar.Single(m => m.Name == name);
        int arity = scalar.GetParameters().Length;
        // Which operands are rows: of two any, of the clamps' three the first.
        string[] patterns = arity switch { 1 => ["R"], 2 => ["RR", "RN", "NR"], _ => ["RNN"] };
        foreach (string pattern in patterns)
        {
            MethodInfo? method = typeof(LossMath).GetMethod(name, [.. pattern.Select(c => c == 'R' ? typeof(Row) : typeof(double))]);
            Assert.True(method is not null, $"LossMath has no {name} of {pattern}");
            object[] operands = [.. pattern.Select((c, k) => c == 'R' ? new[] { Sample, Other }[k] : (object)(k == 2 ? 1.0 : 0.625))];
            var row = (Row)method.Invoke(null, operands)!;
            Assert.Equal(Sample.Length, row.Length);
            for (int j = 0; j < row.Length; j++)
            {
                Assert.Equal((double)scalar.Invoke(null, [.. operands.Select(o => o is Row r ? r[j] : o)])!, row[j]);
            }

            // The same in the form without a length.
            object[] spikes = [.. operands.Select(o => o is Row ? OneHot(1) * 0.25 + 0.5 : o)];
            var spike = (Row)method.Invoke(null, spikes)!;
            Assert.Equal((double)scalar.Invoke(null, [.. spikes.Select(o => o is Row ? 0.75 : o)])!, spike[1]);
            Assert.Equal((double)scalar.Invoke(null, [.. spikes.Select(o => o is Row ? 0.5 : o)])!, spike[7]);
        }
    }

    [Fact]
    public void OperatorsWorkEntryByEntry()
    {
        Check(Sample + Other, (a, b) => a + b);
        Check(Sample - Other, (a, b) => a - b);
        Check(Sample * Other, (a, b) => a * b);
        Check(Sample / Other, (a, b) => a / b);
        Check(-Sample, (a, _) => -a);
        Check(Sample + 3, (a, _) => a + 3);
        Check(Sample - 3, (a, _) => a - 3);
        Check(Sample * 3, (a, _) => a * 3);
        Check(Sample / 3, (a, _) => a / 3);
        Check(3 + Sample, (a, _) => 3 + a);
        Check(3 - Sample, (a, _) => 3 - a);
        Check(3 * Sample, (a, _) => 3 * a);
        Check(3 / Sample, (a, _) => 3 / a);

        static void Check(Row row, Func<double, double, double> expected)
            => Assert.Equal(Enumerable.Range(0, 4).Select(j => expected(Sample[j], Other[j])), row.Values.ToArray());
    }

    [Fact]
    public void ARowKeepsItsEntries()
    {
        double[] source = [1, 2, 3];
        var row = new Row(source);
        Row changed = row.With(1, 9);
        source[0] = 7;
        Assert.Equal([1, 2, 3], row.Values.ToArray());
        Assert.Equal([1, 9, 3], changed.Values.ToArray());
        Assert.Equal(3, row.Length);
        Assert.Equal(0, new Row().Length);
    }

    [Fact]
    public void ATableIsRowMajor()
    {
        double[] source = [1, 2, 3, 4, 5, 6];
        var table = new Table(2, source);
        source[2] = 7;
        Assert.Equal((3, 2), (table.Rows, table.Columns));
        Assert.Equal([3, 4], table[1].Values.ToArray());
        Assert.Equal(0, new Table(2).Rows);
        Throws<ArgumentOutOfRangeException>("row", () => _ = table[3]);
        Throws<ArgumentOutOfRangeException>("row", () => _ = table[-1]);
        Throws<ArgumentOutOfRangeException>("columns", () => _ = new Table(0));
        Throws<ArgumentException>("values", () => _ = new Table(2, 1, 2, 3));
    }

    [Fact]
    public void LengthsThatDifferAreNamed()
    {
        Row two = new(1, 2);
        Throws<ArgumentException>("right", () => _ = Sample + two);
        Throws<ArgumentException>("right", () => _ = Sample - two);
        Throws<ArgumentException>("right", () => _ = Sample * two);
        Throws<ArgumentException>("right", () => _ = Sample / two);
        Throws<ArgumentException>("y", () => Max(Sample, two));
        Throws<ArgumentException>("b", () => LogAddExp(Sample, two));
        foreach (Func<Row, Row, double> function in new Func<Row, Row, double>[] { Dot, Distance, SquaredDistance, CosineSimilarity })
        {
            Throws<ArgumentException>("b", () => function(Sample, two));
            Throws<ArgumentNullException>("a", () => function(null!, two));
            Throws<ArgumentNullException>("b", () => function(two, null!));
        }

        foreach (Func<Row, double> function in new Func<Row, double>[] { Sum, Max, Min, Norm, SquaredNorm, LogSumExp, x => SumExcept(x, 0), x => MaxExcept(x, 0), x => Softmax(x)[0], x => LogSoftmax(x)[0], x => Exp(x)[0] })
        {
            Throws<ArgumentNullException>("x", () => function(null!));
        }
    }

    [Fact]
    public void IndicesOutOfRangeAreRefused()
    {
        foreach (int index in new[] { -1, 4 })
        {
            Throws<ArgumentOutOfRangeException>("index", () => _ = Sample[index]);
            Throws<ArgumentOutOfRangeException>("index", () => Sample.With(index, 0));
            Throws<ArgumentOutOfRangeException>("index", () => SumExcept(Sample, index));
            Throws<ArgumentOutOfRangeException>("index", () => MaxExcept(Sample, index));
        }

        Throws<ArgumentOutOfRangeException>("index", () => OneHot(-1));
        Throws<ArgumentOutOfRangeException>("right", () => _ = Sample - OneHot(4));
        Throws<ArgumentOutOfRangeException>("left", () => _ = OneHot(4) - Sample);
        Throws<ArgumentOutOfRangeException>("index", () => _ = OneHot(2)[-1]);
    }

    [Fact]
    public void OneHotTakesTheLengthOfItsPartner()
    {
        Assert.Equal([0, 0, 1, 0], (OneHot(2) + new Row(0, 0, 0, 0)).Values.ToArray());
        Assert.Equal([0.75, -1.5, 1.25, 0.5], (Sample - OneHot(2)).Values.ToArray());
        Assert.Equal([2, 5], Max(new Row(1, 5), 2 * OneHot(0)).Values.ToArray());
        // Two of them, at different indices, before the length is known; and an entry replaced.
        Row open = (OneHot(0) + 3 * OneHot(2)).With(1, -1) + 1;
        Assert.Equal([2, 0, 4, 1], (open * new Row(1, 1, 1, 1)).Values.ToArray());
        Assert.Equal(1, open[1_000_000_000]);
        Assert.Equal(Sample[2], Dot(Sample, OneHot(2)));
        Assert.Equal(0.5, SquaredDistance(new Row(0.5, 0.5), OneHot(1)));
    }

    [Fact]
    public void ARowWithoutALengthIsNotReduced()
    {
        Row open = Exp(OneHot(1));
        Action[] reductions =
        [
            () => Sum(open), () => Mean(open), () => Max(open), () => Min(open), () => Norm(open), () => SquaredNorm(open), () => Dot(open, open), () => Distance(open, OneHot(3)),
            () => CosineSimilarity(open, open), () => LogSumExp(open), () => Softmax(open), () => LogSoftmax(open), () => SumExcept(open, 0), () => MaxExcept(open, 0),
            () => _ = open.Length, () => _ = open.Values,
        ];
        foreach (Action reduction in reductions)
        {
            Assert.Contains("OneHot", Assert.Throws<InvalidOperationException>(reduction).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReductionsFollowTheirFormulas()
    {
        double[] a = Sample.Values.ToArray(), b = Other.Values.ToArray();
        Close(a.Sum(), Sum(Sample));
        Close(a.Average(), Mean(Sample));
        Assert.Equal(2.25, Max(Sample));
        Assert.Equal(-1.5, Min(Sample));
        Close(a.Zip(b, (x, y) => x * y).Sum(), Dot(Sample, Other));
        Close(a.Sum(x => x * x), SquaredNorm(Sample));
        Close(Math.Sqrt(a.Sum(x => x * x)), Norm(Sample));
        Close(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum(), SquaredDistance(Sample, Other));
        Close(Math.Sqrt(SquaredDistance(Sample, Other)), Distance(Sample, Other));
        Close(Dot(Sample, Other) / (Norm(Sample) * Norm(Other)), CosineSimilarity(Sample, Other));
        Close(Math.Log(a.Sum(Math.Exp)), LogSumExp(Sample));
        for (int j = 0; j < a.Length; j++)
        {
            Close(Math.Exp(a[j]) / a.Sum(Math.Exp), Softmax(Sample)[j]);
            Close(a[j] - LogSumExp(Sample), LogSoftmax(Sample)[j]);
            Close(a.Sum() - a[j], SumExcept(Sample, j));
        }

        Assert.Equal(0.75, MaxExcept(Sample, 2));
        Assert.Equal(2.25, MaxExcept(Sample, 0));
        Assert.Equal(3.5, Weighted(3.5, 0.25));
    }

    [Fact]
    public void SumsOfIntegersAreRoundedOnce()
    {
        var random = new Random(7);
        for (int run = 0; run < 200; run++)
        {
            // Of 13 to 53 bits, so that plain summation would round all the time.
            long[] a = Draw(random), b = Draw(random);
            BigInteger sum = a.Aggregate(BigInteger.Zero, (s, x) => s + x), dot = a.Zip(b).Aggregate(BigInteger.Zero, (s, p) => s + ((BigInteger)p.First * p.Second));
            Row x = new([.. a.Select(v => (double)v)]), y = new([.. b.Select(v => (double)v)]);
            AssertRounded(sum, Sum(x));
            AssertRounded(dot, Dot(x, y));
        }

        static void AssertRounded(BigInteger exact, double value)
            => Assert.True((double)BigInteger.Abs((2 * (BigInteger)value) - (2 * exact)) <= Math.BitIncrement(Math.Abs(value)) - Math.Abs(value), $"{value:R} is not {exact} rounded");

        static long[] Draw(Random random) => [.. Enumerable.Range(0, 50).Select(_ => random.NextInt64(-1L << 53, 1L << 53) >> random.Next(40))];
    }

    [Fact]
    public void NothingOverflowsOrUnderflowsOnTheWay()
    {
        Close(5e300, Norm(new Row(3e300, -4e300)));
        Close(5e-320, Norm(new Row(3e-320, 4e-320)), 1e-3);
        Close(3e-300, Distance(new Row(4e-300, 1), new Row(1e-300, 1)));
        Close(0.6, CosineSimilarity(new Row(3e300, 4e300), new Row(1e-300, 0)));
        Close(1, CosineSimilarity(new Row(3e-200, 4e-200), new Row(6e200, 8e200)));
        Assert.Equal(1e308, Sum(new Row(1e308, 1e308, -1e308)));
        Assert.Equal(2, Sum(new Row(1, 1e100, 1, -1e100)));
        // 10¹⁰ beside terms of 10²⁰, and beside terms that no double holds.
        Assert.Equal(1e10, Dot(new Row(1e10, 1e5, 1e10), new Row(1e10, 1e5, -1e10)));
        Assert.Equal(0, Dot(new Row(1e200, 1e200), new Row(1e200, -1e200)));
        Assert.Equal(Inf, SquaredNorm(new Row(1e200)));
    }

    [Fact]
    public void SoftmaxIsStable()
    {
        Close(1e30 + Math.Log(2), LogSumExp(new Row(1e30, 1e30, -1e30)));
        // ln(1 + e^(−700)) and 1 − p of a sure answer.
        Close(Math.Exp(-700), LogSumExp(new Row(0, -700)));
        Close(-Math.Exp(-40) * 2, LogSoftmax(new Row(40, 0, 0))[0]);
        Close(Math.Exp(-40) * 2, SumExcept(Softmax(new Row(40, 0, 0)), 0));
        Close(-1740, LogSoftmax(new Row(1740, 0))[1]);
        Close(Math.Exp(-740), Softmax(new Row(740, 0))[1], 1e-3);
        Assert.Equal([0.5, 0.5], Softmax(new Row(1e308, 1e308)).Values.ToArray());
        Assert.Equal(-Inf, LogSoftmax(new Row(1e308, -1e308))[1]);
        Assert.Equal(-Math.Log(3), LogSoftmax(new Row(1e4, 1e4, 1e4))[1]);
    }

    [Fact]
    public void InfinitiesHaveTheirLimits()
    {
        Assert.Equal(-Inf, LogSumExp(new Row(-Inf, -Inf)));
        Assert.Equal(-Inf, LogSumExp(new Row()));
        Assert.Equal(Inf, LogSumExp(new Row(1, Inf)));
        Close(Math.Log(2), LogSumExp(new Row(0, -Inf, 0)));
        Assert.Equal([0.5, 0, 0.5], Softmax(new Row(3, -Inf, 3)).Values.ToArray());
        Assert.Equal(-Inf, LogSoftmax(new Row(3, -Inf, 3))[1]);
        Assert.Equal([NaN, NaN], Softmax(new Row(-Inf, -Inf)).Values.ToArray());
        Assert.Equal([NaN, NaN], LogSoftmax(new Row(-Inf, -Inf)).Values.ToArray());
        Assert.Equal([0, NaN], Softmax(new Row(1, Inf)).Values.ToArray());
        Assert.Equal(Inf, Norm(new Row(1, -Inf)));
        Assert.Equal(Inf, Sum(new Row(1, Inf)));
        Assert.Equal(NaN, Sum(new Row(-Inf, Inf)));
        Assert.Equal(NaN, CosineSimilarity(new Row(1, Inf), new Row(1, 1)));
        Assert.Equal(-Inf, MaxExcept(new Row(5), 0));
        Assert.Equal(0, SumExcept(new Row(5), 0));
        Assert.Equal((0.0, -Inf, Inf, NaN, 0.0), (Sum(new Row()), Max(new Row()), Min(new Row()), Mean(new Row()), Norm(new Row())));
    }

    [Fact]
    public void TheZeroRowHasNoDirection()
    {
        Assert.Equal(0, CosineSimilarity(Zero, new Row(3, 4)));
        Assert.Equal(0, CosineSimilarity(new Row(3, 4), Zero));
        Assert.Equal(0, Norm(Zero));
    }

    [Fact]
    public void NaNPropagates()
    {
        Row bad = new(1, NaN, Inf), good = new(1, 2, 3);
        double[] reductions =
        [
            Sum(bad), Mean(bad), Max(bad), Min(bad), Norm(bad), SquaredNorm(bad), LogSumExp(bad), Dot(bad, good), Dot(good, bad), Distance(good, bad), SquaredDistance(bad, good),
            CosineSimilarity(bad, good), CosineSimilarity(good * 0, bad), SumExcept(bad, 0), MaxExcept(bad, 2), .. Softmax(bad).Values, .. LogSoftmax(bad).Values,
        ];
        Assert.All(reductions, v => Assert.Equal(NaN, v));
        // What is left out is not looked at.
        Assert.Equal(4, SumExcept(new Row(1, NaN, 3), 1));
        Assert.Equal(3, MaxExcept(new Row(1, NaN, 3), 1));
    }

    private static void Close(double expected, double actual, double tolerance = 1e-15)
        => Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");

    private static void Throws<T>(string name, Action action)
        where T : ArgumentException
        => Assert.Equal(name, Assert.Throws<T>(action).ParamName);
}
