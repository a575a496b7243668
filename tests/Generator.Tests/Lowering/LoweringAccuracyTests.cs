using System;
using System.Numerics;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>Every expanded function against twice the digits, over the whole range of its operands. The bounds are those the rows document.</summary>
public class LoweringAccuracyTests
{
    /// <summary>Coprime to powers of two, so that a sweep meets every exponent with ever different mantissas.</summary>
    private const uint Stride = 9973;

    /// <summary>Operands of the Double sweeps; the reference takes microseconds each.</summary>
    private const int Samples = 40_000;

    [Theory]
    [InlineData(nameof(OpCode.Exp), -104, 88.8, 0.9)]
    [InlineData(nameof(OpCode.Expm1), -120, 88.8, 1.1)]
    [InlineData(nameof(OpCode.ExpExcess), -1e30, 88.8, 2.2)]
    [InlineData(nameof(OpCode.Log), 1e-45, 3.4e38, 1.001)]
    [InlineData(nameof(OpCode.Log1p), -0.99999994, 3.4e38, 1.01)]
    [InlineData(nameof(OpCode.LogExcess), -0.99999994, 3.4e38, 2.0)]
    [InlineData(nameof(OpCode.Log1mExp), -104, -1e-45, 1.5)]
    [InlineData(nameof(OpCode.Sigmoid), -104, 3.4e38, 2.0)]
    [InlineData(nameof(OpCode.LogisticDensity), -104, 104, 2.5)]
    [InlineData(nameof(OpCode.Softplus), -104, 3.4e38, 1.7)]
    [InlineData(nameof(OpCode.Tanh), -3.4e38, 3.4e38, 2.01)]
    [InlineData(nameof(OpCode.LogCosh), -3.4e38, 3.4e38, 2.1)]
    [InlineData(nameof(OpCode.Sqrt), 0, 3.4e38, 0.5)]
    public void Single_of_one_operand(string name, double from, double to, double bound)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        var program = new LoweringProgram<float>(op);
        var worst = new Worst();
        for (ulong bits = 0; bits < 1UL << 32; bits += Stride)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)bits);
            if (x >= from && x <= to)
            {
                worst.Add(x, 0, program.Run(x), Reference.Evaluate(op, x, 0), single: true);
            }
        }

        // The strided patterns meet each mantissa once per binade; here functions are dense in what matters.
        var random = new Random(1);
        for (int i = 0; i < Samples; i++)
        {
            float x = (random.NextSingle() * 8) - 4;
            if (x >= from && x <= to)
            {
                worst.Add(x, 0, program.Run(x), Reference.Evaluate(op, x, 0), single: true);
            }
        }

        worst.AssertBelow(bound);
    }

    [Theory]
    [InlineData(nameof(OpCode.Exp), -708, 709.7, 0.75)]
    [InlineData(nameof(OpCode.Expm1), -800, 709.7, 1.1)]
    [InlineData(nameof(OpCode.ExpExcess), -1e300, 709.7, 3.0)]
    [InlineData(nameof(OpCode.Log), 5e-324, 1.7e308, 0.97)]
    [InlineData(nameof(OpCode.Log1p), -0.9999999999, 1.7e308, 1.0)]
    [InlineData(nameof(OpCode.LogExcess), -0.9999999999, 1.7e308, 2.0)]
    [InlineData(nameof(OpCode.Log1mExp), -700, -1e-300, 1.5)]
    [InlineData(nameof(OpCode.Sigmoid), -700, 1e300, 2.0)]
    [InlineData(nameof(OpCode.LogisticDensity), -700, 700, 2.5)]
    [InlineData(nameof(OpCode.Softplus), -700, 1e300, 1.7)]
    [InlineData(nameof(OpCode.Tanh), -1e300, 1e300, 2.01)]
    [InlineData(nameof(OpCode.LogCosh), -1e300, 1e300, 2.1)]
    public void Double_of_one_operand(string name, double from, double to, double bound)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        var program = new LoweringProgram<double>(op);
        var worst = new Worst();
        var random = new Random(2);
        for (int i = 0; i < Samples; i++)
        {
            double x = Draw(random, from, to, -1000);
            if (x >= from && x <= to)
            {
                worst.Add(x, 0, program.Run(x), Reference.Evaluate(op, x, 0), single: false);
            }
        }

        worst.AssertBelow(bound);
    }

    [Theory]
    [InlineData(nameof(OpCode.ScaledExp), 1e37, -150, 150, 1.7, 1.7)]
    [InlineData(nameof(OpCode.XLogY), 50, 1e-30, 1e30, 2.3, 2.3)]
    [InlineData(nameof(OpCode.XLog1pY), 50, -0.99, 10, 2.1, 2.1)]
    [InlineData(nameof(OpCode.SigmoidResidual), 100, 0, 0, 2.1, 2.1)]
    [InlineData(nameof(OpCode.SigmoidResidual), 100, 1, 1, 2.8, 2.8)]
    [InlineData(nameof(OpCode.SoftplusResidual), 100, 0, 0, 1.7, 1.7)]
    [InlineData(nameof(OpCode.SoftplusResidual), 100, 1, 1, 1.7, 1.7)]
    [InlineData(nameof(OpCode.Hypot), 1e38, -1e38, 1e38, 1.2, 1.2)]
    [InlineData(nameof(OpCode.Direction), 1e38, -1e38, 1e38, 2.3, 2.3)]
    [InlineData(nameof(OpCode.HypotExcess), 1e38, -1e38, 1e38, 2.8, 2.8)]
    public void Of_two_operands(string name, double limit, double from, double to, double boundSingle, double boundDouble)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        var single = new LoweringProgram<float>(op);
        var wide = new LoweringProgram<double>(op);
        Worst worst = new(), worstWide = new();
        var random = new Random(3);
        for (int i = 0; i < Samples; i++)
        {
            // Normal operands of either type.
            float x = (float)Draw(random, -limit, limit, -120);
            float y = (float)(from == to ? from : from > 0 ? from * Math.Pow(to / from, random.NextDouble()) : Draw(random, from, to, -120));
            if (y >= from && y <= to && Math.Abs(x) > 1.2e-38f)
            {
                DoubleDouble reference = Reference.Evaluate(op, x, y);
                if (op != OpCode.Direction || Math.Abs(reference.High) > 1.2e-38)
                {
                    worst.Add(x, y, single.Run(x, y), reference, single: true);
                }

                double factor = 1 + (random.NextDouble() * 1e-7), v = x * factor, w = from == to ? y : Math.Clamp(y * factor, from, to);
                worstWide.Add(v, w, wide.Run(v, w), Reference.Evaluate(op, v, w), single: false);
            }
        }

        worst.AssertBelow(boundSingle);
        worstWide.AssertBelow(boundDouble);
    }

    /// <summary>A third each uniform, of uniform exponent, and around 0.</summary>
    private static double Draw(Random random, double from, double to, int lowestExponent) => random.Next(3) switch
    {
        0 => from + ((to - from) * random.NextDouble()),
        1 => Math.Pow(2, lowestExponent + ((Math.Log2(Math.Max(Math.Abs(from), Math.Abs(to))) - lowestExponent) * random.NextDouble())) * (random.Next(2) == 0 ? 1 : -1),
        _ => (random.NextDouble() * 8) - 4,
    };

    private sealed class Worst
    {
        private double _ulp;
        private string _where = "";
        private int _count;

        public void Add(double x, double y, double actual, DoubleDouble expected, bool single)
        {
            double largest = single ? float.MaxValue : double.MaxValue;
            double error;
            if (!(Math.Abs(expected.High) <= largest))
            {
                error = double.IsInfinity(actual) && Math.Sign(actual) == Math.Sign(expected.High) ? 0 : double.PositiveInfinity;
            }
            else if (!single && Math.Abs(expected.High) < 1e-290)
            {
                // The reference itself has no low part there.
                return;
            }
            else
            {
                int exponent = expected.High == 0 ? -1074 : Math.ILogB(expected.High);
                double ulp = single ? Math.ScaleB(1, Math.Max(exponent, -126) - 23) : Math.ScaleB(1, exponent - 52);
                error = Math.Abs((actual - expected.High) - expected.Low) / ulp;
            }

            _count++;
            if (!(error <= _ulp))
            {
                _ulp = double.IsNaN(error) ? double.PositiveInfinity : error;
                _where = $"f({x:R}, {y:R}) = {actual:R}, not {expected.High:R}";
            }
        }

        public void AssertBelow(double bound)
        {
            Assert.True(_count > 10_000, "too few operands inside the domain");
            Assert.True(_ulp <= bound, $"{_ulp:F3} ulp: {_where}");
        }
    }
}
