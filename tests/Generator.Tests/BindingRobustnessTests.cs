using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generator.Tests;

/// <summary>Code that is not finished, not C# or not kind.</summary>
public class BindingRobustnessTests
{
    private const int Parts = 8;

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Parts)];

    /// <summary>Every prefix (in steps) of a corpus, and the corpus without any one token: what an editor sees while somebody types.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Unfinished_code_gives_a_model_or_an_error(int part)
    {
        foreach (string source in (string[])[Corpus.Source, RowCorpus.Source])
        {
            SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(source, Compile.Parse).GetRoot().DescendantTokens()];
            for (int i = part; i < tokens.Length; i += 13 * Parts)
            {
                Check(source[..tokens[i].SpanStart]);
                Check(source.Remove(tokens[i].SpanStart, tokens[i].Span.Length));
            }
        }
    }

    [Theory]
    [InlineData("[Loss] static double F(double p) => ;")]
    [InlineData("[Loss] static double F(double p) =>")]
    [InlineData("[Loss] static double F(")]
    [InlineData("[Loss] static double F(double) => 1;")]
    [InlineData("[Loss] static double F(double p, double p) => p;")]
    [InlineData("[Loss] static double (double p) => p;")]
    [InlineData("[Loss] double F(double p) { }")]
    [InlineData("[Loss] [Loss] static double F(double p) => p;")]
    [InlineData("[Loss] static double F(double p) => p; [Loss] static double F(double p) => p;")]
    [InlineData("[Loss(] static double F(double p) => p;")]
    [InlineData("[Loss(1)] static double F(double p) => p;")]
    [InlineData("[Loss(TypeName = missing)] static double F(double p) => p;")]
    [InlineData("[Loss(TypeName = 3)] static double F(double p) => p;")]
    [InlineData("[Loss] int x;")]
    [InlineData("[Loss] class C { }")]
    [InlineData("[Loss] static missing F(double p) => p;")]
    [InlineData("[Loss] static double F(missing p, Row r) => p;")]
    [InlineData("[Loss] static double F(double p = missing) => p;")]
    [InlineData("[Loss] static double F(double p, double q = p) => p;")]
    [InlineData("[Loss] static double F(double p, [Range] double s = 1) => p;")]
    [InlineData("[Loss] static double F(double p, [Range(0)] double s = 1) => p;")]
    [InlineData("[Loss] static double F(double p, [Range(a, b)] double s = 1) => p;")]
    [InlineData("[Loss] static double F(double p, [Range(0, \"1\")] double s = 1) => p;")]
    [InlineData("[Loss] static double F(double p, [Target(IgnoreLabel = x)] int s) => p;")]
    [InlineData("[Loss] static double F(double p) { }")]
    [InlineData("[Loss] static double F(double p) { return; }")]
    [InlineData("[Loss] static double F(double p) { double q; return q; }")]
    [InlineData("[Loss] static double F(double p) { double q; if (p > 0) q = 1; return q; }")]
    [InlineData("[Loss] static double F(double p) { if (p > 0) return 1; }")]
    [InlineData("[Loss] static double F(double p) { if (p > 0) { } else return 1; }")]
    [InlineData("[Loss] static double F(double p) { const double c = p; return c; }")]
    [InlineData("[Loss] static double F(double p) => p switch { };")]
    [InlineData("[Loss] static double F(double p) => p switch { > \"a\" => 1, _ => 2 };")]
    [InlineData("[Loss] static double F(double p) => p switch { _ => 1, 0 => 2 };")]
    [InlineData("[Loss] static double F(double p) => p switch { 0 when p > 1 => 1 };")]
    [InlineData("[Loss] static double F(double p) => Math.Max(p);")]
    [InlineData("[Loss] static double F(double p) => Math.Max(p, q: 1);")]
    [InlineData("[Loss] static double F(double p) => G(p); [LossFunction] static double G(double x, double y) => x;")]
    [InlineData("[Loss] static double F(double p) => G(p); [LossFunction] static double G(double x);")]
    [InlineData("[Loss] static double F(double p) => G(p); [LossFunction] static extern double G(double x);")]
    [InlineData("[Loss] static double F(double p) => G(p); [LossFunction] static void G(double x) { }")]
    [InlineData("[Loss] static double F(double p) => G(out p); [LossFunction] static double G(out double x) => x = 1;")]
    [InlineData("[Loss] static double F(Row x) => x[missing];")]
    [InlineData("[Loss] static double F(Row x) => x[];")]
    [InlineData("[Loss] static double F(Row x) => x[0, 1];")]
    [InlineData("[Loss] static double F(Row x) => x[0.5];")]
    [InlineData("[Loss] static double F(Row x, Row w = 1) => x[0];")]
    [InlineData("[Loss] static double F(Row x) => x.With(1);")]
    [InlineData("[Loss] static double F(Row x) => x.Missing;")]
    [InlineData("[Loss] static double F(Row x) => x;")]
    [InlineData("[Loss] static double F(Row x) => x > 0 ? 1 : 2;")]
    [InlineData("[Loss] static double F(Row x) { x[0] = 1; return x[0]; }")]
    [InlineData("[Loss] static double F(Row x) { foreach (double v in x) return v; }")]
    [InlineData("[Loss] static Row F(Row x) => x;")]
    [InlineData("[Loss] static double F(Table t) => t;")]
    [InlineData("[Loss] static double F(Table t) => t[0];")]
    [InlineData("[Loss] static double F() { Table t; return t[0][0] + Weighted(1, t[0][0]); }")]
    [InlineData("static Table T; [Loss] static double F() => Weighted(1, T[0][0]);")]
    [InlineData("[Loss] static double F(Row x) => Weighted(Sum(x));")]
    [InlineData("[Loss] static double F(Row x) { return Weighted(Sum(x), ); }")]
    [InlineData("[Loss] static double F(Row x) { Weighted(Sum(x), 1); }")]
    [InlineData("[Loss] static double F(Row x, [Target(IgnoreLabel = 1.5)] int n) => x[n];")]
    [InlineData("[Loss] static double F(Row x) => Sum(x, x);")]
    [InlineData("[Loss] static double F(Row x) => Distance(x, null);")]
    [InlineData("[Loss] static double F(double p) => nameof(p);")]
    [InlineData("[Loss] static double F(double p) => p!;")]
    [InlineData("[Loss] static double F(double p) => (dynamic)p;")]
    [InlineData("[Loss] static double F(double p) => 1 / 0 + p;")]
    [InlineData("[Loss] static double F(double p) => p + null;")]
    [InlineData("[Loss] static async double F(double p) => p;")]
    [InlineData("[Loss] static partial double F(double p);")]
    [InlineData("[Loss] static double F(double p) { goto x; x: return p; }")]
    [InlineData("[Loss] static double F(double p) { yield return p; }")]
    [InlineData("[Loss] static double F(this double p, params double[] q) => p;")]
    [InlineData("[Loss] static double F(double p, __arglist) => p;")]
    [InlineData("[Loss] static unsafe double F(double* p) => *p;")]
    [InlineData("[Loss] static double F(double p) => stackalloc double[1][0];")]
    [InlineData("[Loss] static double F(double p) { fixed double x; return p; }")]
    [InlineData("extension(double d) { [Loss] static double F(double p) => p; }")]
    public void Erroneous_code_gives_a_model_or_an_error(string member) => Check(Compile.Class(member));

    [Theory]
    [InlineData("-")]
    [InlineData("Math.Abs(")]
    [InlineData("1 / (1 + ")]
    [InlineData("p > 0 ? 1 : p * (")]
    [InlineData("(")]
    public void An_expression_nested_without_end_is_refused(string open)
    {
        // Far deeper, the compiler's own parser gives way.
        foreach (int depth in (int[])[300, 390, 500, 2_000])
        {
            string close = open.Contains('(', StringComparison.Ordinal) ? ")" : string.Empty;
            Check(Compile.Class("[Loss] static double F(double p) => " + string.Concat(Enumerable.Repeat(open + " ", depth)) + "p" + string.Concat(Enumerable.Repeat(close, depth)) + ";"));
        }
    }

    [Fact]
    public void Nested_blocks_are_bound_on_a_small_stack()
    {
        // Not deeper, and without nullable analysis: the compiler's own walkers take more of the stack than the binder.
        const int Depth = 120;
        string body = string.Concat(Enumerable.Range(0, Depth).Select(i => $"if (p > {i}) {{ ")) + "p = 1;" + new string('}', Depth) + " return p;";
        CSharpCompilation compilation = Compile.Of("#nullable disable\n" + Compile.Class("[Loss] static double F(double p) { " + body + " }"));
        Exception? failure = null;
        var thread = new System.Threading.Thread(() => failure = Record.Exception(() => Check(compilation)), maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void The_culture_of_the_host_changes_nothing(string culture)
    {
        Run expected = Drive.Sources(Corpus.Source), actual = null!;
        string warned = Drive.Class("[Loss] static double I(double p) => -1 / 2 * p;").Diagnostics.Single().GetMessage(CultureInfo.InvariantCulture);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            actual = Drive.Sources(Corpus.Source);
            Assert.Equal(warned, Drive.Class("[Loss] static double I(double p) => -1 / 2 * p;").Diagnostics.Single().GetMessage(CultureInfo.InvariantCulture));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(expected.Models, actual.Models);
    }

    private static void Check(string source) => Check(Compile.Of(source));

    /// <summary>Not through the harness' second run: there are very many of these.</summary>
    private static void Check(CSharpCompilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new LossGenerator(Drive.Describe).AsSourceGenerator()],
            parseOptions: Compile.Parse,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.True(result.Exception is null, result.Exception + "\n" + compilation.SyntaxTrees[0]);
        Assert.DoesNotContain(result.Diagnostics, d => d.Id == "LG9000");
        IEnumerable<BoundLoss> silent = result.TrackedSteps.TryGetValue(TrackingNames.Bound, out var steps)
            ? steps.SelectMany(s => s.Outputs).Select(o => (BoundLoss)o.Value).Where(b => b.Model is null && b.Findings.Count == 0)
            : [];
        Assert.True(!silent.Any() || compilation.Errors().Any(), "Neither a model nor an error:\n" + compilation.SyntaxTrees[0]);
    }
}
