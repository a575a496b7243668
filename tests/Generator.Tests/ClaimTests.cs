using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Tests;

/// <summary>What authors claim of their losses: proven, refuted with a witness, or neither.</summary>
public class ClaimTests
{
    private const string Pt = "(double p, [Target] double t)";

    /// <summary>Members of a class, the rule that is reported (empty for none), and a part of its message.</summary>
    public static readonly (string Id, string Members, string Part)[] Cases =
    [
        ("", $"[Loss, AssertConvex, AssertNonNegative] static double F{Pt} => Square(p - t);", ""),
        ("", $"[Loss, AssertConvex, AssertNonNegative, AssertLipschitz(1)] static double F{Pt} => Huber(p - t, 1); [LossFunction] static double Huber(double r, double d) => Math.Abs(r) <= d ? 0.5 * r * r : d * (Math.Abs(r) - 0.5 * d);", ""),
        ("", $"[Loss, AssertConvex, AssertNonNegative, AssertLipschitz(1)] static double F{Pt} => LogCosh(p - t);", ""),
        ("", "[Loss, AssertConvex] static double F(Row x, [Target] int y) => LogSumExp(x) - x[y];", ""),
        ("", "[Loss, AssertConvex] static double F(double p, [Target] double t, [Range(0, 100)] double over = 2) { double r = p - t; return (r > 0 ? over : 1) * LogCosh(r); }", ""),
        ("LG0301", $"[Loss, AssertConvex] static double F{Pt} => Math.Sin(p - t);", "'L.F' is claimed convex, but is not in 'p': the second derivative is -"),
        ("LG0301", $"[Loss, AssertConvex] static double F{Pt} => -Math.Abs(p - t);", "more than their mean, half-way"),
        ("LG0301", "[Loss, AssertConvex] static double F(Row x, [Target] int y) => x[y] - LogSumExp(x);", "is claimed convex, but is not in 'x'"),
        ("LG0301", "[Loss, AssertConvex] static double F(double p, [Target] double t, double over = 2) { double r = p - t; return (r > 0 ? over : 1) * LogCosh(r); }", "over = -"),
        ("LG0301 LG0301", "[Loss, AssertConvex] static double F(double p, double t, bool twice = false) { double r = p - t; return (twice ? 2 : 1) * (r > 0 ? r * r - r : r * r + r); }", "more than their mean, half-way"),
        ("LG0302", $"[Loss, AssertNonNegative] static double F{Pt} => (p - t) * (p - t) - 1;", "'L.F' is claimed never to be negative, but is -"),
        ("LG0303", $"[Loss, AssertLipschitz(1.5)] static double F{Pt} => 2 * LogCosh(p - t);", "'L.F' is claimed Lipschitz with 1.5, but its gradient by 'p' is of size "),
        ("LG0303", "[Loss, AssertLipschitz(1)] static double F(Row x, [Target] int y) => LogSumExp(x) - x[y];", "by 'x' is of size 1."),
        ("LG0304", $"[Loss, AssertNonNegative] static double F{Pt} => p * p - 2 * p * t + t * t;", "It could not be proven that 'L.F' is never negative; no counterexample was found at "),
        ("LG0305", $"[Loss, AssertLipschitz(-1)] static double F{Pt} => LogCosh(p - t);", "-1 bounds no gradient"),
        ("LG0305", $"[Loss, AssertLipschitz(double.NaN)] static double F{Pt} => LogCosh(p - t);", "NaN bounds no gradient"),
        ("LG0306", "[LossFunction, AssertConvex] static double G(double r) => r * r;", "'G' is not a [Loss]"),
        ("LG0306", "[AssertNonNegative] static double G(double r) => r * r;", "'G' is not a [Loss]"),
    ];

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach ((string id, string members, string part) in Cases)
            {
                data.Add(id, members, part);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Claims_are_proven_or_refuted_or_neither(string id, string members, string part)
    {
        Run run = Drive.Compilation(Compile.Of(Compile.Class(members)), new LossGenerator());
        string[] expected = id.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(expected.SequenceEqual(run.Diagnostics.Select(d => d.Id)), string.Join("\n", run.Diagnostics));
        Assert.All(run.Diagnostics, d => Assert.Contains(part, d.GetMessage(), StringComparison.Ordinal));
        Assert.All(run.Diagnostics, d => Assert.Equal(LocationKind.SourceFile, d.Location.Kind));
    }

    /// <summary>What is proven stands in <c>Info</c> and in the documentation that an editor shows.</summary>
    [Fact]
    public void Facts_are_in_the_generated_class()
    {
        string text = Drive.Compilation(Compile.Of(Compile.Class("[Loss] static double F(double logit, [Target, Range(0, 1)] double t) => Softplus(logit) - t * logit;")), new LossGenerator()).Sources.Values.Single();
        Assert.Contains("/// <para>Proven: loss ≥ 0; convex in logit; -1 &lt; ∂/∂logit &lt; 1; 0 &lt; ∂²/∂logit² ≤ 0.25.</para>", text, StringComparison.Ordinal);
        Assert.Contains("Convexity = global::LossGen.Convexity.Convex,", text, StringComparison.Ordinal);
        Assert.Contains("GradientMaximum = 1", text, StringComparison.Ordinal);
    }

    /// <summary>Kinks are those of the declaration, in every operation that has one; borders between the forms of one function are none.</summary>
    [Theory]
    [InlineData("Row x, [Target] int y", "Softplus(x[y]) + LogSumExp(x)")]
    [InlineData("double p, [Target] double t", "LogCosh(p - t) + Sigmoid(p)")]
    [InlineData("double p, [Target] double t", "Math.Abs(p - t)", "p − t = 0", "slope 0 for the absolute value")]
    [InlineData("double p, [Target] double t", "Math.Max(p, t)", "p = t", "the slope of the constant side, 0")]
    [InlineData("double p, double t", "Math.Max(p, t)", "p = t", "half the slope of each side")]
    [InlineData("double p, [Target] double t", "p > t ? p : 2 * p - t", "t = p", "the derivative of the second branch")]
    [InlineData("double p, [Target] double t", "t > 0 ? p : 2 * p")]
    [InlineData("double p, [Target] double t", "p > 0 && p < t ? p : 2 * p", "0 = p", "the derivative of the branch taken there", "p = t", "the derivative of the branch taken there")]
    [InlineData("double p, [Target] double t", "Math.Floor(p) * t", "p is an integer", "slope 0, as on both sides of the jump")]
    [InlineData("Row x, Row y", "Norm(x - y)", "x[j] − y[j] = 0 in every column", "derivative 0")]
    [InlineData("Row x, [Target] int y", "Max(x) - x[y]", "x[j] has its maximum in several columns", "an equal share for each")]
    public void Kinks_are_those_of_the_declaration(string parameters, string body, params string[] expected)
    {
        Run run = Drive.Compilation(Compile.Of(Compile.Class($"[Loss] static double F({parameters}) => {body};")), new LossGenerator());
        IEnumerable<string> found = run.Sources.Values.Single().Split('\n').Where(l => l.Contains("new global::LossGen.Kink(", StringComparison.Ordinal)).Select(l => l.Trim());
        Assert.Equal(expected.Chunk(2).Select(k => $"new global::LossGen.Kink(\"{k[0]}\", \"{k[1]}\"),"), found);
    }
}
