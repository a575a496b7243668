using System;
using System.Linq;
using System.Numerics;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>Limits, poles, zeros, NaN and the arithmetic rows, for both element types.</summary>
public class LoweringSpecialValueTests
{
    private const double Inf = double.PositiveInfinity;

    [Theory]
    [InlineData(nameof(OpCode.Exp), 0, 1)]
    [InlineData(nameof(OpCode.Exp), -0.0, 1)]
    [InlineData(nameof(OpCode.Exp), Inf, Inf)]
    [InlineData(nameof(OpCode.Exp), -Inf, 0)]
    [InlineData(nameof(OpCode.Exp), 1e30, Inf)]
    [InlineData(nameof(OpCode.Exp), -1e30, 0)]
    [InlineData(nameof(OpCode.Expm1), 0, 0)]
    [InlineData(nameof(OpCode.Expm1), Inf, Inf)]
    [InlineData(nameof(OpCode.Expm1), -Inf, -1)]
    [InlineData(nameof(OpCode.ExpExcess), 0, 0)]
    [InlineData(nameof(OpCode.ExpExcess), Inf, Inf)]
    [InlineData(nameof(OpCode.ExpExcess), -Inf, Inf)]
    [InlineData(nameof(OpCode.Log), 0, -Inf)]
    [InlineData(nameof(OpCode.Log), -0.0, -Inf)]
    [InlineData(nameof(OpCode.Log), 1, 0)]
    [InlineData(nameof(OpCode.Log), Inf, Inf)]
    [InlineData(nameof(OpCode.Log), -1, double.NaN)]
    [InlineData(nameof(OpCode.Log), -Inf, double.NaN)]
    [InlineData(nameof(OpCode.Log1p), 0, 0)]
    [InlineData(nameof(OpCode.Log1p), -1, -Inf)]
    [InlineData(nameof(OpCode.Log1p), Inf, Inf)]
    [InlineData(nameof(OpCode.Log1p), -2, double.NaN)]
    [InlineData(nameof(OpCode.Log1p), -Inf, double.NaN)]
    [InlineData(nameof(OpCode.LogExcess), 0, 0)]
    [InlineData(nameof(OpCode.LogExcess), -1, -Inf)]
    [InlineData(nameof(OpCode.LogExcess), Inf, -Inf)]
    [InlineData(nameof(OpCode.LogExcess), -2, double.NaN)]
    [InlineData(nameof(OpCode.Log1mExp), 0, -Inf)]
    [InlineData(nameof(OpCode.Log1mExp), -Inf, 0)]
    [InlineData(nameof(OpCode.Log1mExp), 1, double.NaN)]
    [InlineData(nameof(OpCode.Log1mExp), Inf, double.NaN)]
    [InlineData(nameof(OpCode.Sigmoid), 0, 0.5)]
    [InlineData(nameof(OpCode.Sigmoid), -0.0, 0.5)]
    [InlineData(nameof(OpCode.Sigmoid), Inf, 1)]
    [InlineData(nameof(OpCode.Sigmoid), -Inf, 0)]
    [InlineData(nameof(OpCode.LogisticDensity), 0, 0.25)]
    [InlineData(nameof(OpCode.LogisticDensity), Inf, 0)]
    [InlineData(nameof(OpCode.LogisticDensity), -Inf, 0)]
    [InlineData(nameof(OpCode.Softplus), Inf, Inf)]
    [InlineData(nameof(OpCode.Softplus), -Inf, 0)]
    [InlineData(nameof(OpCode.Tanh), 0, 0)]
    [InlineData(nameof(OpCode.Tanh), Inf, 1)]
    [InlineData(nameof(OpCode.Tanh), -Inf, -1)]
    [InlineData(nameof(OpCode.LogCosh), 0, 0)]
    [InlineData(nameof(OpCode.LogCosh), Inf, Inf)]
    [InlineData(nameof(OpCode.LogCosh), -Inf, Inf)]
    [InlineData(nameof(OpCode.Sqrt), -1, double.NaN)]
    [InlineData(nameof(OpCode.Reciprocal), 0, Inf)]
    [InlineData(nameof(OpCode.Reciprocal), -0.0, -Inf)]
    [InlineData(nameof(OpCode.Reciprocal), 4, 0.25)]
    [InlineData(nameof(OpCode.Square), -3, 9)]
    [InlineData(nameof(OpCode.Negate), 2, -2)]
    [InlineData(nameof(OpCode.Abs), -Inf, Inf)]
    [InlineData(nameof(OpCode.AbsSlope), -1e-40, -1)]
    [InlineData(nameof(OpCode.AbsSlope), 0, 0)]
    [InlineData(nameof(OpCode.AbsSlope), -0.0, 0)]
    [InlineData(nameof(OpCode.AbsSlope), Inf, 1)]
    [InlineData(nameof(OpCode.Sign), -7, -1)]
    [InlineData(nameof(OpCode.Sign), 0, 0)]
    [InlineData(nameof(OpCode.Floor), -1.5, -2)]
    [InlineData(nameof(OpCode.Ceiling), -1.5, -1)]
    [InlineData(nameof(OpCode.Round), 2.5, 2)]
    [InlineData(nameof(OpCode.Truncate), -1.5, -1)]
    [InlineData(nameof(OpCode.Detach), 1.5, 1.5)]
    [InlineData(nameof(OpCode.Literal), 1.5, 1.5)]
    public void Of_one_operand(string name, double x, double expected)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        Passes(LoweringChecks.Special(new LoweringProgram<float>(op), [x], expected) ?? LoweringChecks.Special(new LoweringProgram<double>(op), [x], expected));
    }

    [Theory]
    [InlineData(nameof(OpCode.ScaledExp), 0, 1e4, 0)]
    [InlineData(nameof(OpCode.ScaledExp), 0, -1e4, 0)]
    [InlineData(nameof(OpCode.ScaledExp), -0.5, 1e4, -Inf)]
    [InlineData(nameof(OpCode.ScaledExp), 3, -Inf, 0)]
    [InlineData(nameof(OpCode.Gaussian), 0, 2, 1)]
    [InlineData(nameof(OpCode.Gaussian), 3, -Inf, 1)]
    [InlineData(nameof(OpCode.Gaussian), Inf, 2, 0)]
    [InlineData(nameof(OpCode.Gaussian), -1e30, 1e-20, 0)]
    [InlineData(nameof(OpCode.Gaussian), 1e30, 2, 0)]
    [InlineData(nameof(OpCode.Gaussian), 2, 0, 0)]
    [InlineData(nameof(OpCode.Gaussian), 0, 0, double.NaN)]
    [InlineData(nameof(OpCode.Gaussian), Inf, Inf, double.NaN)]
    [InlineData(nameof(OpCode.XLogY), 0, 0, 0)]
    [InlineData(nameof(OpCode.XLogY), 0, -1, 0)]
    [InlineData(nameof(OpCode.XLogY), 0, Inf, 0)]
    [InlineData(nameof(OpCode.XLogY), 0, -Inf, 0)]
    [InlineData(nameof(OpCode.XLogY), 0, double.NaN, double.NaN)]
    [InlineData(nameof(OpCode.XLogY), 2, 0, -Inf)]
    [InlineData(nameof(OpCode.XLog1pY), 0, -1, 0)]
    [InlineData(nameof(OpCode.XLog1pY), 0, -2, 0)]
    [InlineData(nameof(OpCode.XLog1pY), 0, double.NaN, double.NaN)]
    [InlineData(nameof(OpCode.XLog1pY), 1, -1, -Inf)]
    [InlineData(nameof(OpCode.SigmoidResidual), Inf, 1, 0)]
    [InlineData(nameof(OpCode.SigmoidResidual), Inf, 0, 1)]
    [InlineData(nameof(OpCode.SigmoidResidual), -Inf, 0, 0)]
    [InlineData(nameof(OpCode.SigmoidResidual), -Inf, 1, -1)]
    [InlineData(nameof(OpCode.Max), 1, 2, 2)]
    [InlineData(nameof(OpCode.Max), double.NaN, 2, double.NaN)]
    [InlineData(nameof(OpCode.Max), 2, double.NaN, double.NaN)]
    [InlineData(nameof(OpCode.Min), 1, 2, 1)]
    [InlineData(nameof(OpCode.Min), double.NaN, 2, double.NaN)]
    [InlineData(nameof(OpCode.Min), 2, double.NaN, double.NaN)]
    [InlineData(nameof(OpCode.Hypot), 0, 0, 0)]
    [InlineData(nameof(OpCode.Hypot), 3, -4, 5)]
    [InlineData(nameof(OpCode.Hypot), -Inf, 1, Inf)]
    [InlineData(nameof(OpCode.Hypot), 1, Inf, Inf)]
    [InlineData(nameof(OpCode.Direction), 0, 0, 0)]
    [InlineData(nameof(OpCode.Direction), Inf, 1, 1)]
    [InlineData(nameof(OpCode.Direction), -Inf, 1, -1)]
    [InlineData(nameof(OpCode.Direction), 1, Inf, 0)]
    [InlineData(nameof(OpCode.HypotExcess), 0, 0, 0)]
    [InlineData(nameof(OpCode.HypotExcess), 4, 3, 2)]
    [InlineData(nameof(OpCode.HypotExcess), 4, -3, 2)]
    [InlineData(nameof(OpCode.HypotExcess), -Inf, 1, Inf)]
    [InlineData(nameof(OpCode.HypotExcess), 1, Inf, 0)]
    [InlineData(nameof(OpCode.UnitEntry), 3, 2, 1.5)]
    [InlineData(nameof(OpCode.UnitEntry), 3, -2, -1.5)]
    [InlineData(nameof(OpCode.UnitEntry), 0, 0, 0)]
    [InlineData(nameof(OpCode.Add), 1, 2, 3)]
    [InlineData(nameof(OpCode.Subtract), 1, 2, -1)]
    [InlineData(nameof(OpCode.Multiply), 3, 2, 6)]
    [InlineData(nameof(OpCode.Divide), 3, 2, 1.5)]
    public void Of_two_operands(string name, double x, double y, double expected)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        Passes(LoweringChecks.Special(new LoweringProgram<float>(op), [x, y], expected) ?? LoweringChecks.Special(new LoweringProgram<double>(op), [x, y], expected));
    }

    [Theory]
    [InlineData(nameof(OpCode.Hypot), 3e200, 1e-200, 3e200)]
    [InlineData(nameof(OpCode.Direction), 3e200, 1e-200, 1)]
    [InlineData(nameof(OpCode.HypotExcess), 3e200, 1e-200, 3e200)]
    public void Of_operands_of_very_different_size(string name, double x, double y, double expected) =>
        Passes(LoweringChecks.Special(new LoweringProgram<double>(Enum.Parse<OpCode>(name)), [x, y], expected));

    [Theory]
    [InlineData(nameof(OpCode.ClampThrough), 0.5, -1, 1, 0.5)]
    [InlineData(nameof(OpCode.ClampThrough), -3, -1, 1, -1)]
    [InlineData(nameof(OpCode.ClampThrough), 3, -1, 1, 1)]
    [InlineData(nameof(OpCode.ClampThrough), double.NaN, -1, 1, double.NaN)]
    [InlineData(nameof(OpCode.ClampThrough), 0, double.NaN, 1, double.NaN)]
    [InlineData(nameof(OpCode.Select), 1, 2, 3, 2)]
    [InlineData(nameof(OpCode.Select), 0, 2, 3, 3)]
    public void Of_three_operands(string name, double x, double y, double z, double expected)
    {
        OpCode op = Enum.Parse<OpCode>(name);
        Passes(LoweringChecks.Special(new LoweringProgram<float>(op), [x, y, z], expected) ?? LoweringChecks.Special(new LoweringProgram<double>(op), [x, y, z], expected));
    }

    [Fact]
    public void Nan_in_nan_out()
    {
        foreach (OpRow row in OpTable.All.Where(row => row.Arity is 1 or 2 && row.Kind == ValueKind.Real && row.Form is Form.Map or Form.RowMap && !row.IsEvaluation))
        {
            Func<OpCode, double, double, double> library = (_, x, y) => x + y;
            foreach (double nan in new[] { double.NaN, -double.NaN })
            {
                Assert.True(double.IsNaN(new LoweringProgram<float>(row.Op, library).At(nan, 1)), row.Op.ToString());
                Assert.True(double.IsNaN(new LoweringProgram<double>(row.Op, library).At(nan, 1)), row.Op.ToString());
                Assert.True(row.Arity == 1 || double.IsNaN(new LoweringProgram<float>(row.Op, library).At(1, nan)), row.Op.ToString());
                Assert.True(row.Arity == 1 || double.IsNaN(new LoweringProgram<double>(row.Op, library).At(1, nan)), row.Op.ToString());
            }
        }
    }

    [Fact]
    public void Exponential_underflows_gradually()
    {
        var single = new LoweringProgram<float>(OpCode.Exp);
        var wide = new LoweringProgram<double>(OpCode.Exp);
        for (double x = -103.9; x < -87; x += 0.037)
        {
            double expected = Math.Exp((float)x);
            Assert.True(Math.Abs(single.At(x) - expected) <= Math.Max(float.Epsilon, 1e-7 * expected));
        }

        for (double x = -745; x < -708; x += 0.037)
        {
            Assert.True(Math.Abs(wide.Run(x) - Math.Exp(x)) <= Math.Max(2 * double.Epsilon, 4e-16 * Math.Exp(x)));
        }
    }

    [Fact]
    public void Tiny_operands_are_kept()
    {
        // Next to 0 these functions are x; e^x − 1 is halved on the way and may lose the last bit of a subnormal.
        foreach (OpCode op in new[] { OpCode.Expm1, OpCode.Log1p, OpCode.Tanh })
        {
            foreach (double x in new[] { 1e-45, -1e-45, 1e-40, -3e-39, 1e-30, -1e-20 })
            {
                float single = new LoweringProgram<float>(op).Run((float)x);
                Assert.True(Math.Abs(single - (float)x) <= (op == OpCode.Expm1 ? float.Epsilon : 0), $"{op}({x})");
                Assert.Equal(x, new LoweringProgram<double>(op).Run(x));
            }
        }
    }

    [Fact]
    public void Infinite_arguments_of_residuals_beside_ordinary_ones()
    {
        // 0·∞ is not a number, as the row says; a finite argument of any size is fine.
        var program = new LoweringProgram<float>(OpCode.SoftplusResidual);
        Assert.Equal(0, program.Run(float.MaxValue, 1));
        Assert.Equal(float.MaxValue, program.Run(float.MaxValue, 0));
        Assert.Equal(0, program.Run(-float.MaxValue, 0));
    }

    private static void Passes(string? failure) => Assert.True(failure is null, failure);
}
