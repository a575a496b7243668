using System;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>Every expanded function against twice the digits, over the whole range of its operands. The bounds are those the rows document.</summary>
public class LoweringAccuracyTests
{
    [Theory]
    [InlineData(nameof(OpCode.Exp), -104, 88.8, 0.9)]
    [InlineData(nameof(OpCode.Expm1), -120, 88.8, 1.1)]
    [InlineData(nameof(OpCode.ExpExcess), -1e30, 88.8, 2.2)]
    [InlineData(nameof(OpCode.Log), 1e-45, 3.4e38, 0.8)]
    [InlineData(nameof(OpCode.Log1p), -0.99999994, 3.4e38, 1.03)]
    [InlineData(nameof(OpCode.LogExcess), -0.99999994, 3.4e38, 2.0)]
    [InlineData(nameof(OpCode.Log1mExp), -104, -1e-45, 1.5)]
    [InlineData(nameof(OpCode.Sigmoid), -104, 3.4e38, 2.0)]
    [InlineData(nameof(OpCode.LogisticDensity), -104, 104, 2.5)]
    [InlineData(nameof(OpCode.Softplus), -104, 3.4e38, 1.7)]
    [InlineData(nameof(OpCode.Tanh), -3.4e38, 3.4e38, 1.95)]
    [InlineData(nameof(OpCode.LogCosh), -3.4e38, 3.4e38, 2.1)]
    [InlineData(nameof(OpCode.Sqrt), 0, 3.4e38, 0.5)]
    public void Single_of_one_operand(string name, double from, double to, double bound)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        Passes(LoweringChecks.Accuracy(new LoweringProgram<float>(op), LoweringChecks.SinglePoints(op, from, to, LoweringChecks.Stride, LoweringChecks.Samples), bound));
    }

    [Theory]
    [InlineData(nameof(OpCode.Exp), -708, 709.7, 0.75)]
    [InlineData(nameof(OpCode.Expm1), -800, 709.7, 1.1)]
    [InlineData(nameof(OpCode.ExpExcess), -1e300, 709.7, 3.0)]
    [InlineData(nameof(OpCode.Log), 5e-324, 1.7e308, 0.8)]
    [InlineData(nameof(OpCode.Log1p), -0.9999999999, 1.7e308, 1.03)]
    [InlineData(nameof(OpCode.LogExcess), -0.9999999999, 1.7e308, 2.0)]
    [InlineData(nameof(OpCode.Log1mExp), -700, -1e-300, 1.5)]
    [InlineData(nameof(OpCode.Sigmoid), -700, 1e300, 2.0)]
    [InlineData(nameof(OpCode.LogisticDensity), -700, 700, 2.5)]
    [InlineData(nameof(OpCode.Softplus), -700, 1e300, 1.7)]
    [InlineData(nameof(OpCode.Tanh), -1e300, 1e300, 1.9)]
    [InlineData(nameof(OpCode.LogCosh), -1e300, 1e300, 2.1)]
    public void Double_of_one_operand(string name, double from, double to, double bound)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        Passes(LoweringChecks.Accuracy(new LoweringProgram<double>(op), LoweringChecks.DoublePoints(op, from, to, LoweringChecks.Samples), bound));
    }

    [Theory]
    [InlineData(nameof(OpCode.ScaledExp), 1e37, -150, 150, 1.7, 1.7)]
    [InlineData(nameof(OpCode.Gaussian), 12, 1, 1000, 0.9, 0.75)]
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
        Passes(LoweringChecks.Accuracy(new LoweringProgram<float>(op), LoweringChecks.PairPoints(op, limit, from, to, LoweringChecks.Samples, single: true), boundSingle));
        Passes(LoweringChecks.Accuracy(new LoweringProgram<double>(op), LoweringChecks.PairPoints(op, limit, from, to, LoweringChecks.Samples, single: false), boundDouble));
    }

    private static void Passes(string? failure) => Assert.True(failure is null, failure);
}
