using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Generator.Tests;

/// <summary>The numbers the compiler checks itself with, against those of hundreds of bits, and derivatives by number against differences.</summary>
public class SelfCheckArithmeticTests
{
    private static readonly OpCode[] Functions =
    [
        OpCode.Sqrt, OpCode.Exp, OpCode.Expm1, OpCode.Log, OpCode.Log1p, OpCode.Sin, OpCode.Cos, OpCode.Atan, OpCode.Erf, OpCode.Erfc,
        OpCode.LogGamma, OpCode.Digamma, OpCode.Trigamma, OpCode.Tetragamma, OpCode.Floor, OpCode.Ceiling, OpCode.Round,
    ];

    public static IEnumerable<object[]> FunctionNames => Functions.Select(f => new object[] { f.ToString() });

    private static IEnumerable<double> Arguments(OpCode function)
    {
        var random = new Random(7);
        for (int i = 0; i < 400; i++)
        {
            double x = Math.Exp((random.NextDouble() * 40) - 34);
            bool onlyPositive = function is OpCode.Log or OpCode.Sqrt or OpCode.LogGamma or OpCode.Digamma or OpCode.Trigamma or OpCode.Tetragamma;
            double signed = onlyPositive || random.Next(2) == 0 ? x : -x;
            if (function != OpCode.Log1p || signed > -1)
            {
                yield return signed;
            }
        }

        foreach (double near in new[] { 1 - 1e-9, 1 + 1e-12, 0.2499999, 0.25, 0.339, 0.341, Math.PI, Math.PI / 2 })
        {
            yield return near;
        }
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Functions_of_double_doubles_have_a_hundred_bits(string name)
    {
        OpCode function = Enum.Parse<OpCode>(name);
        using var scope = BigFloat.WithPrecision(300);
        foreach (double high in Arguments(function))
        {
            var x = new DoubleDouble(high, high * 3e-17);
            BigFloat exact = BigArithmetic.Instance.Apply(function, (BigFloat)x.High + x.Low);
            DoubleDouble actual = DoubleDoubleArithmetic.Instance.Apply(function, x);
            BigFloat error = BigFloat.Abs((BigFloat)actual.High + actual.Low - exact);

            // Sine, cosine and the logarithm near their zeros keep an absolute precision only.
            BigFloat scale = function is OpCode.Sin or OpCode.Cos or OpCode.Log or OpCode.Floor or OpCode.Ceiling or OpCode.Round or OpCode.LogGamma or OpCode.Digamma
                ? BigFloat.Max(BigFloat.Abs(exact), BigFloat.Max(1, BigFloat.Abs(x.High)))
                : BigFloat.Abs(exact);
            bool isInRange = exact.IsFinite && (exact.IsZero || exact.Exponent > -900);
            Assert.True(!isInRange || error <= scale * 1e-28, $"{name}({high:R}) = {exact}, not {(BigFloat)actual.High + actual.Low}");
        }
    }

    [Fact]
    public void Arithmetic_of_double_doubles_has_a_hundred_bits()
    {
        var random = new Random(3);
        using var scope = BigFloat.WithPrecision(300);
        for (int i = 0; i < 2000; i++)
        {
            DoubleDouble x = Number(), y = Number();
            BigFloat bx = Exact(x), by = Exact(y);
            Check(x + y, bx + by, BigFloat.Abs(bx) + BigFloat.Abs(by), "+");
            Check(x * y, bx * by, BigFloat.Abs(bx * by), "·");
            Check(x / y, bx / by, BigFloat.Abs(bx / by), "/");

            void Check(DoubleDouble actual, BigFloat exact, BigFloat size, string operation) =>
                Assert.True(BigFloat.Abs(Exact(actual) - exact) <= size * 1e-30, $"{x} {operation} {y}");
        }

        static BigFloat Exact(DoubleDouble v) => (BigFloat)v.High + v.Low;

        DoubleDouble Number()
        {
            double high = (random.NextDouble() - 0.5) * Math.Exp((random.NextDouble() * 100) - 50);
            return new DoubleDouble(high) + (high * random.NextDouble() * 1e-17);
        }
    }

    /// <summary>Slopes and second derivatives that jets carry, against differences of the value at 900 bits.</summary>
    [Fact]
    public void Jets_of_every_primitive_are_its_derivatives()
    {
        var random = new Random(11);
        var jets = new JetArithmetic<BigFloat>(BigArithmetic.Instance);
        var onJets = new TapeEvaluator<Jet<BigFloat>>(jets);
        var onNumbers = new TapeEvaluator<BigFloat>(BigArithmetic.Instance);
        using var scope = BigFloat.WithPrecision(900);
        BigFloat step = BigFloat.One.ScaleB(-150);
        foreach (OpRow row in OpTable.All.Where(r => r.Kind == ValueKind.Real && r.Domain.Length > 0 && r.Form is Form.Map or Form.RowMap && r.Op is not (OpCode.Tetragamma or OpCode.Trigamma or OpCode.Select or OpCode.Detach or OpCode.ClampThrough)))
        {
            (double Low, double High)[] domain = row.Domain.Split(',').Select(d => d.Split("..")).Select(d => (double.Parse(d[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(d[1], System.Globalization.CultureInfo.InvariantCulture))).ToArray();
            for (int i = 0; i < 24; i++)
            {
                BigFloat[] at = domain.Select(d => (BigFloat)(d.Low + (random.NextDouble() * (d.High - d.Low)))).ToArray();
                BigFloat[] along = domain.Select(_ => (BigFloat)(random.NextDouble() - 0.5)).ToArray();
                BigFloat Value(BigFloat t) => onNumbers.Apply(row.Op, at[0] + (t * along[0]), at.Length > 1 ? at[1] + (t * along[1]) : default, at.Length > 2 ? at[2] + (t * along[2]) : default);
                Jet<BigFloat> Operand(int k) => k < at.Length ? new(at[k], along[k], 0) : default;
                jets.Tied = false;
                Jet<BigFloat> jet = onJets.Apply(row.Op, Operand(0), Operand(1), Operand(2));
                BigFloat first = (Value(step) - Value(-step)) / (2 * step), second = (Value(step) - (2 * Value(0)) + Value(-step)) / (step * step);
                Assert.False(jets.Tied);
                Close(Value(0), jet.Value, "value");
                Close(first, jet.First, "slope");
                Close(second, jet.Second, "second derivative");

                void Close(BigFloat expected, BigFloat actual, string what) =>
                    Assert.True(BigFloat.Abs(expected - actual) <= 1e-60 * (1 + BigFloat.Abs(expected)), $"{what} of {row.Op} at {string.Join(", ", at)}: {expected}, not {actual}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(OpCode.Abs), 0.0)]
    [InlineData(nameof(OpCode.Sign), 0.0)]
    [InlineData(nameof(OpCode.Floor), 2.0)]
    [InlineData(nameof(OpCode.Round), 2.5)]
    public void A_kink_is_told(string name, double at)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        var jets = new JetArithmetic<BigFloat>(BigArithmetic.Instance);
        var evaluator = new TapeEvaluator<Jet<BigFloat>>(jets);
        evaluator.Apply(op, jets.Constant(at), default, default);
        Assert.False(jets.Tied);
        evaluator.Apply(op, jets.Variable(at), default, default);
        Assert.True(jets.Tied);
    }

    [Theory]
    [InlineData(nameof(OpCode.Max))]
    [InlineData(nameof(OpCode.Min))]
    [InlineData(nameof(OpCode.Less))]
    public void A_tie_is_told_where_one_side_moves(string name)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        var jets = new JetArithmetic<BigFloat>(BigArithmetic.Instance);
        var evaluator = new TapeEvaluator<Jet<BigFloat>>(jets);
        evaluator.Apply(op, jets.Variable(1), jets.Variable(1), default);
        Assert.False(jets.Tied);
        evaluator.Apply(op, jets.Variable(1), jets.Constant(1), default);
        Assert.True(jets.Tied);
    }
}
