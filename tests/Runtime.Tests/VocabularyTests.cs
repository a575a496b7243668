using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;

namespace LossGen.Runtime.Tests;

/// <summary>The bodies of <see cref="LossMath"/> against values of arbitrary precision, and at the special values.</summary>
public class VocabularyTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    // Greatest error in ulp of the value. Half an ulp is the rounding of the result; the third decimal is what double-double arithmetic leaves.
    // What ends in the platform's C library is allowed what the documentation says.
    private static readonly Dictionary<string, double> Bounds = new()
    {
        ["Square"] = 0.5, ["Reciprocal"] = 0.5, ["Sqrt"] = 0.5, ["Pow"] = 1, ["Hypot"] = 0.501, ["Direction"] = 0.501, ["HypotExcess"] = 0.501,
        ["Exp"] = 1, ["Expm1"] = 0.501, ["ScaledExp"] = 0.501, ["ExpExcess"] = 0.501, ["Gaussian"] = 0.501, ["Log"] = 1, ["Log1p"] = 0.501, ["LogExcess"] = 0.501,
        ["Log1mExp"] = 0.501, ["XLogY"] = 0.501, ["XLog1pY"] = 0.501,
        ["Sigmoid"] = 0.501, ["LogisticDensity"] = 0.501, ["SigmoidResidual"] = 0.501, ["Softplus"] = 0.501, ["SoftplusResidual"] = 0.501,
        ["Tanh"] = 0.501, ["LogCosh"] = 0.501,
        ["Sin"] = 1, ["Cos"] = 1, ["Tan"] = 1, ["Asin"] = 1, ["Acos"] = 1, ["Atan"] = 1, ["Sinh"] = 2, ["Cosh"] = 2,
        ["Erf"] = 1, ["Erfc"] = 2, ["LogGamma"] = 2, ["Digamma"] = 2, ["Trigamma"] = 2, ["Tetragamma"] = 2,
        ["Exp2"] = 1, ["Log2"] = 2, ["Log10"] = 3, ["LogSigmoid"] = 0.501, ["Logit"] = 2, ["LogAddExp"] = 2, ["NormalDensity"] = 2, ["NormalCdf"] = 3,
    };

    // Exact by their definition, so that a table of values would repeat the body.
    private static readonly string[] Exact =
        ["Abs", "AbsSlope", "Sign", "Max", "Min", "Floor", "Ceiling", "Round", "Truncate", "Detach", "ClampThrough", "Literal", "Relu", "Clamp"];

    private static readonly ILookup<string, Reference> References = ReadReferences().ToLookup(r => r.Name);

    // Those of numbers; functions of rows share some of the names. Weighted is a word of the language and tested with the rows.
    private static readonly Dictionary<string, MethodInfo> Functions = typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(m => m.GetParameters().All(p => p.ParameterType == typeof(double)) && m.Name != nameof(LossMath.Weighted)).ToDictionary(m => m.Name);

    public static TheoryData<string> Names => [.. Bounds.Keys];

    public static TheoryData<string> AllNames => [.. Bounds.Keys.Concat(Exact)];

    [Fact]
    public void EveryFunctionIsTested()
        => Assert.Equal(Bounds.Keys.Concat(Exact).Order(), Functions.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void IsWithinItsErrorBound(string name)
    {
        Func<double[], double> function = Function(name);
        Assert.True(References[name].Count() >= 60);
        foreach (Reference r in References[name])
        {
            double value = function(r.Operands);
            double error = Error(value, r);
            // Of a subnormal value the table cannot hold the low half.
            double bound = Math.Abs(r.High) < 2.3e-308 ? Math.Max(1, Bounds[name]) : Bounds[name];
            Assert.True(error <= bound, $"{name}({string.Join(", ", r.Operands)}) = {value:R} is {error} ulp from {r.High:R}");
        }
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void NaNPropagatesFromEveryOperand(string name)
    {
        Func<double[], double> function = Function(name);
        int arity = Functions[name].GetParameters().Length;
        foreach (double other in new[] { 0.0, -0.0, 1, -1, 0.5, -2, 1e300, Inf, -Inf })
        {
            for (int n = 0; n < arity; n++)
            {
                double[] operands = Enumerable.Repeat(other, arity).ToArray();
                operands[n] = NaN;
                Assert.Equal(NaN, function(operands));
            }
        }
    }

    [Theory]
    [InlineData("Reciprocal", 0.0, Inf)]
    [InlineData("Reciprocal", Inf, 0.0)]
    [InlineData("Sqrt", -1.0, NaN)]
    [InlineData("Sqrt", Inf, Inf)]
    [InlineData("Abs", -Inf, Inf)]
    [InlineData("AbsSlope", 0.0, 0.0)]
    [InlineData("AbsSlope", -5e-324, -1.0)]
    [InlineData("Sign", 0.0, 0.0)]
    [InlineData("Sign", Inf, 1.0)]
    [InlineData("Floor", -0.5, -1.0)]
    [InlineData("Ceiling", 0.5, 1.0)]
    [InlineData("Round", 2.5, 2.0)]
    [InlineData("Round", 3.5, 4.0)]
    [InlineData("Round", -0.5, 0.0)]
    [InlineData("Truncate", -1.5, -1.0)]
    [InlineData("Exp", -Inf, 0.0)]
    [InlineData("Exp", Inf, Inf)]
    [InlineData("Expm1", -Inf, -1.0)]
    [InlineData("Expm1", Inf, Inf)]
    [InlineData("ExpExcess", 0.0, 0.0)]
    [InlineData("ExpExcess", -Inf, Inf)]
    [InlineData("ExpExcess", Inf, Inf)]
    [InlineData("Log", 0.0, -Inf)]
    [InlineData("Log", -1.0, NaN)]
    [InlineData("Log", 1.0, 0.0)]
    [InlineData("Log1p", -1.0, -Inf)]
    [InlineData("Log1p", -1.5, NaN)]
    [InlineData("Log1p", Inf, Inf)]
    [InlineData("LogExcess", -1.0, -Inf)]
    [InlineData("LogExcess", -2.0, NaN)]
    [InlineData("LogExcess", Inf, -Inf)]
    [InlineData("LogExcess", 0.0, 0.0)]
    [InlineData("Log1mExp", 0.0, -Inf)]
    [InlineData("Log1mExp", 1.0, NaN)]
    [InlineData("Log1mExp", -Inf, 0.0)]
    [InlineData("Sigmoid", -Inf, 0.0)]
    [InlineData("Sigmoid", Inf, 1.0)]
    [InlineData("Sigmoid", 0.0, 0.5)]
    [InlineData("LogisticDensity", Inf, 0.0)]
    [InlineData("LogisticDensity", -Inf, 0.0)]
    [InlineData("LogisticDensity", 0.0, 0.25)]
    [InlineData("Softplus", Inf, Inf)]
    [InlineData("Softplus", -Inf, 0.0)]
    [InlineData("Tanh", Inf, 1.0)]
    [InlineData("Tanh", -Inf, -1.0)]
    [InlineData("LogCosh", -Inf, Inf)]
    [InlineData("LogCosh", 0.0, 0.0)]
    [InlineData("Sin", Inf, NaN)]
    [InlineData("Cos", -Inf, NaN)]
    [InlineData("Tan", Inf, NaN)]
    [InlineData("Asin", 1.5, NaN)]
    [InlineData("Acos", -1.5, NaN)]
    [InlineData("Acos", 1.0, 0.0)]
    [InlineData("Sinh", -Inf, -Inf)]
    [InlineData("Sinh", 711.0, Inf)]
    [InlineData("Cosh", -Inf, Inf)]
    [InlineData("Cosh", 0.0, 1.0)]
    [InlineData("Erf", Inf, 1.0)]
    [InlineData("Erf", -Inf, -1.0)]
    [InlineData("Erf", 0.0, 0.0)]
    [InlineData("Erfc", Inf, 0.0)]
    [InlineData("Erfc", -Inf, 2.0)]
    [InlineData("Erfc", 0.0, 1.0)]
    [InlineData("LogGamma", 0.0, Inf)]
    [InlineData("LogGamma", 1.0, 0.0)]
    [InlineData("LogGamma", 2.0, 0.0)]
    [InlineData("LogGamma", Inf, Inf)]
    [InlineData("LogGamma", 1e306, Inf)]
    [InlineData("LogGamma", -0.5, NaN)]
    [InlineData("Digamma", 0.0, -Inf)]
    [InlineData("Digamma", Inf, Inf)]
    [InlineData("Digamma", -0.5, NaN)]
    [InlineData("Trigamma", 0.0, Inf)]
    [InlineData("Trigamma", Inf, 0.0)]
    [InlineData("Trigamma", -0.5, NaN)]
    [InlineData("Tetragamma", 0.0, -Inf)]
    [InlineData("Tetragamma", Inf, 0.0)]
    [InlineData("Tetragamma", -0.5, NaN)]
    [InlineData("Relu", -3.0, 0.0)]
    [InlineData("Relu", 3.0, 3.0)]
    [InlineData("Log2", 8.0, 3.0)]
    [InlineData("LogSigmoid", -Inf, -Inf)]
    [InlineData("LogSigmoid", Inf, 0.0)]
    [InlineData("Logit", 0.0, -Inf)]
    [InlineData("Logit", 1.0, Inf)]
    [InlineData("Logit", 1.5, NaN)]
    [InlineData("NormalDensity", Inf, 0.0)]
    [InlineData("NormalCdf", -Inf, 0.0)]
    [InlineData("NormalCdf", 0.0, 0.5)]
    [InlineData("NormalCdf", Inf, 1.0)]
    [InlineData("Detach", -2.5, -2.5)]
    [InlineData("Literal", -2.5, -2.5)]
    public void HasItsLimitsAndEdges(string name, double x, double expected) => AssertSame(expected, Function(name)([x]));

    [Theory]
    [InlineData("Pow", 0.0, 0.0, 1.0)]
    [InlineData("Pow", 0.0, 2.0, 0.0)]
    [InlineData("Pow", 0.0, -1.0, Inf)]
    [InlineData("Pow", -2.0, 0.5, NaN)]
    [InlineData("Max", 2.0, -3.0, 2.0)]
    [InlineData("Min", 2.0, -3.0, -3.0)]
    [InlineData("Hypot", -Inf, 1.0, Inf)]
    [InlineData("Hypot", Inf, -Inf, Inf)]
    [InlineData("Hypot", 0.0, 0.0, 0.0)]
    [InlineData("Hypot", 1.7e308, 1.7e308, Inf)]
    [InlineData("Direction", 0.0, 0.0, 0.0)]
    [InlineData("Direction", -Inf, 2.0, -1.0)]
    [InlineData("Direction", 2.0, Inf, 0.0)]
    [InlineData("Direction", Inf, Inf, NaN)]
    [InlineData("HypotExcess", 0.0, 0.0, 0.0)]
    [InlineData("HypotExcess", -Inf, 2.0, Inf)]
    [InlineData("HypotExcess", 2.0, -Inf, 0.0)]
    [InlineData("HypotExcess", Inf, Inf, NaN)]
    [InlineData("Gaussian", 0.0, 2.0, 1.0)]
    [InlineData("Gaussian", -Inf, 2.0, 0.0)]
    [InlineData("Gaussian", 2.0, Inf, 1.0)]
    [InlineData("Gaussian", 2.0, 0.0, 0.0)]
    [InlineData("Gaussian", 1e300, -1e-300, 0.0)]
    [InlineData("Gaussian", 0.0, 0.0, NaN)]
    [InlineData("Gaussian", Inf, Inf, NaN)]
    [InlineData("ScaledExp", 0.0, 1e300, 0.0)]
    [InlineData("ScaledExp", 0.0, -Inf, 0.0)]
    [InlineData("ScaledExp", 3.0, -Inf, 0.0)]
    [InlineData("ScaledExp", -3.0, Inf, -Inf)]
    [InlineData("ScaledExp", Inf, -5.0, Inf)]
    [InlineData("ScaledExp", Inf, -Inf, NaN)]
    [InlineData("XLogY", 0.0, 0.0, 0.0)]
    [InlineData("XLogY", 0.0, Inf, 0.0)]
    [InlineData("XLogY", 2.0, 0.0, -Inf)]
    [InlineData("XLogY", 2.0, Inf, Inf)]
    [InlineData("XLogY", 2.0, -1.0, NaN)]
    [InlineData("XLogY", Inf, 0.5, -Inf)]
    [InlineData("XLogY", Inf, 1.0, NaN)]
    [InlineData("XLog1pY", 0.0, -1.0, 0.0)]
    [InlineData("XLog1pY", 0.0, Inf, 0.0)]
    [InlineData("XLog1pY", 2.0, -1.0, -Inf)]
    [InlineData("XLog1pY", 2.0, -3.0, NaN)]
    [InlineData("XLog1pY", -2.0, Inf, -Inf)]
    [InlineData("SigmoidResidual", Inf, 1.0, 0.0)]
    [InlineData("SigmoidResidual", Inf, 0.25, 0.75)]
    [InlineData("SigmoidResidual", -Inf, 0.25, -0.25)]
    [InlineData("SigmoidResidual", 3.0, Inf, -Inf)]
    [InlineData("SoftplusResidual", Inf, 1.0, 0.0)]
    [InlineData("SoftplusResidual", Inf, 0.5, Inf)]
    [InlineData("SoftplusResidual", -Inf, 0.0, 0.0)]
    [InlineData("SoftplusResidual", -Inf, 0.5, Inf)]
    [InlineData("SoftplusResidual", 0.0, Inf, NaN)]
    [InlineData("LogAddExp", -Inf, 3.0, 3.0)]
    [InlineData("LogAddExp", Inf, 3.0, Inf)]
    public void HasItsLimitsAndEdgesInBothOperands(string name, double x, double y, double expected) => AssertSame(expected, Function(name)([x, y]));

    [Fact]
    public void ClampsKeepToTheirLimits()
    {
        foreach (string name in new[] { "Clamp", "ClampThrough" })
        {
            Func<double[], double> clamp = Function(name);
            Assert.Equal(-1, clamp([-3, -1, 2]));
            Assert.Equal(2, clamp([3, -1, 2]));
            Assert.Equal(0.5, clamp([0.5, -1, 2]));
            Assert.Equal(2, clamp([Inf, -1, 2]));
        }
    }

    [Fact]
    public void OddFunctionsAreOddAndEvenOnesEven()
    {
        foreach (string name in new[] { "Tanh", "Erf", "Sinh", "Asin", "Atan", "Sin", "Tan" })
        {
            Assert.All(Samples, x => AssertSame(-Function(name)([x]), Function(name)([-x])));
        }

        foreach (string name in new[] { "LogCosh", "Cosh", "LogisticDensity", "Cos", "NormalDensity" })
        {
            Assert.All(Samples, x => AssertSame(Function(name)([x]), Function(name)([-x])));
        }
    }

    private static IEnumerable<double> Samples => Enumerable.Range(-300, 350).Select(n => 1.37 * Math.Pow(10, n / 10.0));

    private static Func<double[], double> Function(string name)
    {
        MethodInfo method = Functions[name];
        return operands => (double)method.Invoke(null, operands.Cast<object>().ToArray())!;
    }

    // A real zero has no sign.
    private static void AssertSame(double expected, double actual)
        => Assert.True(expected == actual || (double.IsNaN(expected) && double.IsNaN(actual)), $"expected {expected:R}, got {actual:R}");

    private static double Error(double value, Reference r)
    {
        if (double.IsInfinity(r.High))
        {
            return value == r.High ? 0 : Inf;
        }

        double size = Math.Max(Math.Abs(r.High), r.Scale);
        double ulp = Math.BitIncrement(size) - size;
        double error = Math.Abs((value - r.High) - r.Low) / ulp;
        return double.IsNaN(error) ? Inf : error;
    }

    private static IEnumerable<Reference> ReadReferences()
    {
        using Stream stream = typeof(VocabularyTests).Assembly.GetManifestResourceStream("VocabularyReference.csv")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(';');
            double[] operands = fields[1].Split(' ').Select(Parse).ToArray();
            yield return new Reference(fields[0], operands, Parse(fields[2]), Parse(fields[3]), fields[4].Length == 0 ? 0 : Parse(fields[4]));
        }
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A row of the table: the value is High + Low; errors are in ulp of the value or, where it is greater, of Scale.</summary>
    private sealed record Reference(string Name, double[] Operands, double High, double Low, double Scale);
}
