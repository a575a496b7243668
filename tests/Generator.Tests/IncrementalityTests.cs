using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generator.Tests;

/// <summary>What an edit makes anew, and what it does not.</summary>
public class IncrementalityTests
{
    private const string A = "[Loss] static double A(double p, [Target] double t) => p - 0.5 * t;";
    private const string B = "[Loss] static double B(double p, [Target] double t) => M.Half * M.Twice(p) - t;";
    private const string Other = "static class M { internal const double Half = 0.5; [LossGen.LossFunction] internal static double Twice(double x) => 2 * x; }";
    private static readonly string[] Sources = [Compile.Class(A + "\n" + B), Other];

    [Fact]
    public void Every_step_has_its_name()
    {
        Run run = Drive.Sources(Sources);
        foreach (FieldInfo name in typeof(TrackingNames).GetFields())
        {
            Assert.Contains((string)name.GetRawConstantValue()!, run.Result.TrackedSteps.Keys);
        }
    }

    [Fact]
    public void An_unrelated_file_makes_nothing_anew() => Unchanged(c => c.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { int x = 1; }", Compile.Parse, "/New.cs")));

    [Theory]
    [InlineData("public static class L", "// comment\npublic static class L")]
    [InlineData(A, "/* comment */ " + A)]
    [InlineData(A, A + " // comment")]
    [InlineData("p - 0.5 * t", "p /* inside */ - // the expression\n 0.5 * t")]
    [InlineData("p - 0.5 * t", "p-0.5   *\r\n\tt")]
    [InlineData(A, "\n\n\n" + A)]
    [InlineData(A, "const int Unused = 1; " + A)]
    [InlineData("p - 0.5 * t", "p - 0.50 * t", false)]
    [InlineData("using System;", "using System;\nusing System.Text;")]
    public void Comments_layout_and_neighbours_make_nothing_anew(string from, string to, bool same = true)
    {
        if (same)
        {
            Unchanged(c => Edit(c, 0, from, to));
        }
        else
        {
            // The text of the body is shown in the file, so another spelling of a number is another file.
            Assert.Equal(IncrementalStepRunReason.Modified, After(c => Edit(c, 0, from, to)).Reason(TrackingNames.Model, "ALoss"));
        }
    }

    [Fact]
    public void Moving_a_method_makes_nothing_anew_but_moves_its_warning()
    {
        Run first = Drive.Class("[Loss] static double A(double p) => 1 / 2 * p;");
        Run moved = first.Next(Compile.Of(Compile.Class("\n\n[Loss] static double A(double p) => 1 / 2 * p;")));
        Assert.Equal([IncrementalStepRunReason.Unchanged], moved.Reasons(TrackingNames.Model));
        Assert.Equal([IncrementalStepRunReason.Cached], moved.Reasons(TrackingNames.Compiled));
        Assert.False(moved.AddsAnew);
        Assert.Equal(Line(first) + 2, Line(moved));
        static int Line(Run run) => Assert.Single(run.Diagnostics).Location.GetLineSpan().StartLinePosition.Line;
    }

    [Theory]
    [InlineData("0.5 * t", "0.25 * t")]
    [InlineData("p - 0.5 * t", "p + 0.5 * t")]
    [InlineData("p - 0.5 * t", "p - 0.5 * t * 0.0", "p - 0.5 * t * -0.0")]
    [InlineData("A(double p, [Target] double t) => p -", "A(double q, [Target] double t) => q -")]
    [InlineData("A(double p, [Target] double t)", "A(double p, double t)")]
    [InlineData("A(double p, [Target] double t)", "A(double p, [Target] double t, double s = 1)", "A(double p, [Target] double t, double s = 2)")]
    [InlineData("A(double p, [Target] double t)", "A(double p, [Range(0, 1)] double t)", "A(double p, [Range(0, 2)] double t)")]
    [InlineData("A(double p, [Target] double t)", "A(double p, [Range(0, 1)] double t)", "A(double p, [Range(0, 1, MinimumIsExclusive = true)] double t)")]
    [InlineData("[Loss] static double A", "[Loss(TypeName = \"ALoss2\")] static double A")]
    [InlineData("[Loss] static double A", "/// <summary>Text.</summary>\n[Loss] static double A", "/// <summary>Other text.</summary>\n[Loss] static double A")]
    [InlineData("public static class L", "static class L")]
    [InlineData("public static class L", "namespace N; public static class L")]
    public void A_real_edit_makes_its_loss_anew(string from, string to, string? then = null)
    {
        Run run = After(c => Edit(c, 0, from, to));
        if (then is not null)
        {
            run = run.Next(Edit(Edit(Compile.Of(Sources), 0, from, to), 0, to, then));
        }

        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(TrackingNames.Model));
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(TrackingNames.Compiled));
        Assert.True(run.AddsAnew);
    }

    [Fact]
    public void Editing_one_loss_leaves_the_other()
    {
        Run run = After(c => Edit(c, 0, "0.5 * t", "0.25 * t"));
        Assert.Equal(IncrementalStepRunReason.Modified, run.Reason(TrackingNames.Compiled, "ALoss"));
        Assert.Equal(IncrementalStepRunReason.Cached, run.Reason(TrackingNames.Compiled, "BLoss"));
    }

    [Fact]
    public void Adding_a_loss_leaves_the_others_and_deleting_one_removes_its_file()
    {
        Run added = After(c => Edit(c, 0, B, B + "\n[Loss] static double C(double p) => p;"));
        Assert.Equal(IncrementalStepRunReason.Cached, added.Reason(TrackingNames.Compiled, "ALoss"));
        Assert.Equal(IncrementalStepRunReason.Cached, added.Reason(TrackingNames.Compiled, "BLoss"));
        Assert.Equal(IncrementalStepRunReason.New, added.Reason(TrackingNames.Compiled, "CLoss"));
        Run deleted = After(c => Edit(c, 0, A, string.Empty));
        Assert.Equal("L.B.g.cs", Assert.Single(deleted.Sources).Key);
    }

    [Theory]
    [InlineData("Half = 0.5", "Half = 0.25")]
    [InlineData("=> 2 * x", "=> 3 * x")]
    public void An_edit_of_another_file_that_matters_makes_the_loss_anew(string from, string to)
    {
        Run run = After(c => Edit(c, 1, from, to));
        Assert.Equal(IncrementalStepRunReason.Cached, run.Reason(TrackingNames.Compiled, "ALoss"));
        Assert.Equal(IncrementalStepRunReason.Modified, run.Reason(TrackingNames.Compiled, "BLoss"));
        Assert.Equal(Drive.Compilation(Edit(Compile.Of(Sources), 1, from, to)).Sources["L.B.g.cs"], run.Sources["L.B.g.cs"]);
    }

    [Fact]
    public void A_second_loss_of_the_same_class_takes_both_files_away_and_its_removal_brings_the_first_back()
    {
        Run first = Drive.Sources(Sources);
        Run twice = first.Next(Compile.Of([.. Sources, Compile.Usings + "static class K { [Loss] static double A(double p) => p; }"]));
        Assert.Equal(["L.B.g.cs"], twice.Sources.Keys);
        Assert.Equal(IncrementalStepRunReason.Unchanged, twice.Reason(TrackingNames.Compiled, "BLoss"));
        Assert.Equal(["LG0009", "LG0009"], twice.Diagnostics.Select(d => d.Id));
        Run again = twice.Next(Compile.Of(Sources));
        Assert.Equal(first.Sources, again.Sources);
        Assert.Empty(again.Diagnostics);
    }

    [Fact]
    public void Documentation_is_the_same_with_and_without_documentation_mode()
    {
        const string Source = """
            /// <summary>The <c>p</c> and <paramref name="t"/>.
            ///   Two lines.</summary>
            /// <remarks>More &lt; less.</remarks>
            /// <param name="p">The prediction.</param>
            [Loss] static double A(double p, [Target] double t) => p - t;
            """;
        LossModel[] models = [.. new[] { DocumentationMode.None, DocumentationMode.Parse, DocumentationMode.Diagnose }
            .Select(mode => Drive.Compilation(Compile.Of(Compile.Parse.WithDocumentationMode(mode), Compile.Class(Source))).Model)];
        Assert.Equal("The <c>p</c> and <c>t</c>.\nTwo lines.", models[0].Summary);
        Assert.Equal("More &lt; less.", models[0].Remarks);
        Assert.Equal("The prediction.", models[0].Parameters[0].Documentation);
        Assert.All(models, m => Assert.Equal(models[0], m));
    }

    [Fact]
    public void Cancellation_gets_out()
    {
        var compilation = Compile.Of(Sources);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new LossGenerator());
        Assert.Throws<OperationCanceledException>(() => driver.RunGenerators(compilation, new CancellationToken(canceled: true)));
    }

    private static Run After(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        CSharpCompilation before = Compile.Of(Sources);
        return Drive.Compilation(before).Next(edit(before));
    }

    private static void Unchanged(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        Run run = After(edit);
        Assert.Equal(2, run.Reasons(TrackingNames.Model).Count);
        Assert.All(run.Reasons(TrackingNames.Model), r => Assert.True(r is IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Cached));
        Assert.All(run.Reasons(TrackingNames.Compiled), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.False(run.AddsAnew);
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, int file, string from, string to)
    {
        SyntaxTree tree = compilation.SyntaxTrees[file];
        string text = tree.ToString();
        Assert.Contains(from, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(from, to, StringComparison.Ordinal), Compile.Parse, tree.FilePath));
    }
}
