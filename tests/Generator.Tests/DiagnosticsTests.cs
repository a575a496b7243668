using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;
using LossGen.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Generator.Tests;

/// <summary>What is reported, and exactly where.</summary>
public class DiagnosticsTests
{
    private static readonly Lazy<MetadataReference> Other = new(() =>
    {
        using var image = new MemoryStream();
        Assert.True(Compile.Of("public static class Other { [LossGen.LossFunction] public static double G(double p) => p; }").WithAssemblyName("Other").Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    });

    private static DiagnosticDescriptor[] Descriptors { get; } =
        [.. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>()];

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((string id, string source) in DiagnosticsCases.Members.Concat(DiagnosticsCases.Rows))
        {
            data.Add(id, Compile.Class(source));
        }

        foreach ((string id, string source) in DiagnosticsCases.Files)
        {
            data.Add(id, source);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_reported_at_the_very_token(string id, string marked)
    {
        (string source, List<TextSpan> spans) = Unmark(marked);
        Run run = Drive.Compilation(Compile.Of(source).AddReferences(Other.Value));
        Diagnostic[] found = [.. run.Diagnostics.OrderBy(d => d.Location.SourceSpan.Start)];
        Assert.Equal(spans.Select(s => (id, Slice(s))), found.Select(d => (d.Id, Slice(d.Location.SourceSpan))));
        Assert.Equal(spans, found.Select(d => d.Location.SourceSpan));
        Assert.All(found, d => Assert.Equal(LocationKind.SourceFile, d.Location.Kind));
        bool fails = found.Any(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(fails, run.Sources.Count < source.Split("[Loss").Length - 1 - (id == "LG0001" ? 0 : source.Split("[LossFunction").Length - 1));
        string Slice(TextSpan span) => source.Substring(span.Start, span.Length);
    }

    [Fact]
    public void A_failure_of_a_later_room_is_reported_and_not_thrown()
    {
        Run run = Drive.Compilation(Compile.Of(Compile.Class("[Loss] static double F(double p) => p;")), new LossGenerator(_ => throw new InvalidOperationException("lost")));
        Diagnostic bug = Assert.Single(run.Diagnostics);
        Assert.Equal("LG9000", bug.Id);
        Assert.Contains("'L.F'", bug.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: lost", bug.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("F", bug.Location.SourceTree!.ToString().Substring(bug.Location.SourceSpan.Start, bug.Location.SourceSpan.Length));
    }

    /// <summary>A compiler that got a sign wrong says so at the declaration, and the file is still there, so that nothing else fails for lack of it.</summary>
    [Fact]
    public void A_wrong_derivative_is_reported_with_the_point_and_both_values()
    {
        Run run = Drive.Compilation(Compile.Of(Compile.Class("[Loss] static double F(double p, [Target] double t) => Square(p - t);")), new LossGenerator(Wrong));
        Diagnostic bug = Assert.Single(run.Diagnostics);
        Assert.Equal("LG9001", bug.Id);
        Assert.Equal(DiagnosticSeverity.Error, bug.Severity);
        Assert.Matches(@"'L\.F'.*the gradient by 'p' at p = -?[0-9.]+, t = -?[0-9.]+ is -?[0-9.]+ where the declaration gives -?[0-9.]+", bug.GetMessage());
        Assert.Equal("F", bug.Location.SourceTree!.ToString().Substring(bug.Location.SourceSpan.Start, bug.Location.SourceSpan.Length));
        Assert.Single(run.Sources);

        static CompiledLoss Wrong(LossModel model)
        {
            Tape right = LossCompiler.Derive(model, out _);
            var t = new TapeBuilder();
            int[] map = t.Copy(right);
            Tape wrong = t.Freeze(map[right.Roots[0]], t.Neg(map[right.Roots[1]]), map[right.Roots[2]]);
            return new CompiledLoss(model, LossCompiler.Compile(model).File, LossCompiler.Check(model, wrong));
        }
    }

    [Fact]
    public void An_error_in_an_inlined_function_is_reported_once_and_in_its_own_file()
    {
        Run run = Drive.Sources(
            Compile.Class("[Loss] static double F(double p) => M.G(p) + M.G(-p); [Loss] static double H(double p) => M.G(p);"),
            Compile.Usings + "static class M { [LossFunction] internal static double G(double p) => p % 2; }");
        Diagnostic found = Assert.Single(run.Diagnostics);
        Assert.Equal("LG0201", found.Id);
        Assert.Equal("/Source1.cs", found.Location.SourceTree!.FilePath);
        Assert.Empty(run.Models);
    }

    [Fact]
    public void Every_error_of_a_body_is_found_in_one_pass() =>
        Assert.Equal(["LG0201", "LG0202", "LG0207"], Drive.Class("[Loss] static double F(double p, int n) => p % 2 + Math.Cbrt(p) + n / 3;").Diagnostics.Select(d => d.Id).Order());

    [Fact]
    public void The_compilers_own_error_is_enough()
    {
        Run run = Drive.Class("[Loss] static double F(double p) => p + missing; [Loss] static double G(double p) { if (p > 0) return p; } [Loss] static double H(Missing p) => 1;");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Models);
    }

    [Fact]
    public void A_partial_class_of_the_generated_name_is_the_users_own_part() =>
        Assert.Empty(Drive.Sources(Compile.Usings + "sealed partial class FLoss; class C { [Loss] static double F(double p) => p; }").Diagnostics);

    [Fact]
    public void Every_descriptor_has_a_case()
    {
        IEnumerable<string> covered = DiagnosticsCases.Members.Concat(DiagnosticsCases.Rows).Concat(DiagnosticsCases.Files).Select(c => c.Id).Concat(ClaimTests.Cases.SelectMany(c => c.Id.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Append("LG9000").Append("LG9001");
        Assert.Equal(Descriptors.Select(d => d.Id).Order(), covered.Distinct().Order());
        Assert.Equal(Descriptors.Length, Descriptors.Select(d => d.Id).Distinct().Count());
    }

    [Fact]
    public void Every_descriptor_has_a_page_and_every_page_a_descriptor()
    {
        string[] pages = [.. Repository.Files("docs/rules", "LG*.md")];
        Assert.Equal(Descriptors.Select(d => d.Id).Order(), pages.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (DiagnosticDescriptor d in Descriptors)
        {
            string page = File.ReadAllText(pages.Single(p => Path.GetFileNameWithoutExtension(p) == d.Id));
            Assert.StartsWith($"# {d.Id}: {d.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains("## How to mend it", page, StringComparison.Ordinal);
            Assert.Equal(Diagnostics.Descriptors.HelpRoot + d.Id + ".md", d.HelpLinkUri);
        }
    }

    /// <summary>But for the pages whose example another assembly or hundreds of lines would be part of.</summary>
    [Fact]
    public void The_example_of_a_page_gives_its_finding()
    {
        foreach (string page in Repository.Files("docs/rules", "LG*.md"))
        {
            string id = Path.GetFileNameWithoutExtension(page);
            string[] parts = File.ReadAllText(page).Split("```csharp\n");
            if (parts.Length < 2 || id is "LG0203" or "LG0211" or "LG0212")
            {
                continue;
            }

            string example = parts[1].Split("```")[0];
            Run run = Drive.Sources(example.Contains("class ", StringComparison.Ordinal) ? Compile.Usings + example : Compile.Class(example));
            Assert.Contains(run.Diagnostics, d => d.Id == id);
        }
    }

    [Theory]
    [InlineData("LG0201", "p % 2")]
    [InlineData("LG0208", "p * (1 / 2)")]
    public void A_pragma_and_NoWarn_silence_a_finding(string id, string body)
    {
        CSharpCompilation Source(string before) => Compile.Of(Compile.Class($"{before}\n[Loss] static double F(double p) => {body};"));
        Assert.False(Assert.Single(Drive.Compilation(Source(string.Empty)).Diagnostics).IsSuppressed);
        Assert.All(Drive.Compilation(Source("#pragma warning disable " + id)).Diagnostics, d => Assert.True(d.IsSuppressed));
        CSharpCompilation silent = Source(string.Empty);
        silent = silent.WithOptions(silent.Options.WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic> { [id] = ReportDiagnostic.Suppress }));
        Assert.Empty(Drive.Compilation(silent).Diagnostics);
    }

    private static (string Source, List<TextSpan> Spans) Unmark(string marked)
    {
        var spans = new List<TextSpan>();
        while (marked.IndexOf('⟦', StringComparison.Ordinal) is >= 0 and var start)
        {
            int end = marked.IndexOf('⟧', StringComparison.Ordinal) - 1;
            marked = marked.Remove(start, 1).Remove(end, 1);
            spans.Add(TextSpan.FromBounds(start, end));
        }

        return (marked, spans);
    }
}
