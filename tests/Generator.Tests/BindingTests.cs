using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Tests;

/// <summary>What a tape says is what the declaration computes.</summary>
public class BindingTests
{
    private const string HostileNames = """
        namespace @class.@event
        {
            public enum @enum { @if = 1 }

            static class @static
            {
                [Loss] static double @return(double @in, [Target] double @out, @enum @params = @enum.@if) => @params == @enum.@if ? @in : @out;
                [Loss] static double two(double x, double lanes, [Hyper] double i, [Hyper] bool n, [Target] double loss, [Target] double sum, double z = 3) => n ? x * lanes * i + loss * sum * z : x;
            }
        }

        namespace My.LossGen
        {
            static class Math { }
            class System { }
            static class C { [global::LossGen.Loss] static double F(double p, double t) => global::System.Math.Exp(p) * t; }
        }
        """;

    private static readonly double[] Reals = [-2.5, -1, -0.5, 0, 0.3, 1, 1.75, 3];
    private static readonly Lazy<(Run Run, Type Type)> Corpus = new(() =>
    {
        Run run = Drive.Sources(Harness.Corpus.Source);
        return (run, Compile.Load(Compile.Of(Harness.Corpus.Source)).GetType("L")!);
    });

    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        foreach (System.Text.RegularExpressions.Match m in System.Text.RegularExpressions.Regex.Matches(Harness.Corpus.Members, @"\[Loss\] static double (\w+)"))
        {
            data.Add(m.Groups[1].Value);
        }

        return data;
    }

    [Fact]
    public void The_corpus_has_no_findings() => Assert.Empty(Corpus.Value.Run.Diagnostics.Where(d => d.Id.StartsWith("LG", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_tape_computes_what_the_method_computes(string name)
    {
        LossModel model = Corpus.Value.Run.Models.Single(m => m.DeclaringMethod == "L." + name);
        MethodInfo method = Corpus.Value.Type.GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        var random = new Random(1);
        for (int trial = 0; trial < 300; trial++)
        {
            object[] arguments = [.. method.GetParameters().Select(p => Draw(p.ParameterType, random))];
            double expected = (double)method.Invoke(null, arguments)!;
            double actual = TapeInterpreter.Evaluate(model.Tape, [.. arguments.Select(Number)])[0];
            Assert.True(Close(expected, actual), $"{name}({string.Join(", ", arguments)}): {expected:R} but the tape gives {actual:R}");
        }
    }

    [Theory]
    [InlineData("sum", 10_000)]
    [InlineData("conditions", 300)]
    [InlineData("logic", 2_000)]
    [InlineData("patterns", 300)]
    [InlineData("locals", 5_000)]
    [InlineData("ifs", 1_000)]
    [InlineData("elses", 150)]
    [InlineData("partial", 60)]
    public void Long_bodies_are_bound(string form, int n)
    {
        string Join(string separator, Func<int, string> part) => string.Join(separator, Enumerable.Range(0, n).Select(part));
        (string body, double expected) = form switch
        {
            "sum" => ($"=> {Join(" + ", i => $"p * {i}")};", n * (n - 1.0)),
            "conditions" => ($"=> {Join(" : ", i => $"p > {i + 1} ? {i}")} : p < {n} ? 0 : p;", 0),
            "logic" => ($"=> {Join(" && ", i => $"p > {i}")} ? p : 1;", 1),
            "patterns" => ($"=> p is {Join(" or ", i => $"{i}")} ? p : 1;", 2),
            "locals" => ($"{{ double a0 = p; {Join(" ", i => $"double a{i + 1} = a{i} * 0.5 + a{i} * 0.5;")} return a{n}; }}", 2),
            "ifs" => ($"{{ {Join(" ", i => $"if (p < {i}) return p + {i};")} return p; }}", 5),
            "partial" => ($"{{ double r = 0; {Join(" ", i => $"if (p > {i}) {{ if (p > 2 * {i} + 1) return r + {i}; r += 1; }} else if (p < -{i}) return -1;")} return r; }}", 0),
            _ => ($"{{ {Join(" else ", i => $"if (p < {i}) return p + {i};")} else return p; }}", 5),
        };
        Run run = Drive.Class("[Loss] static double F(double p) " + body);
        Assert.Empty(run.Diagnostics);
        Assert.True(run.Model.Tape.Count < 20 * n, "The tape grows faster than the body");
        Assert.Equal(expected, TapeInterpreter.Evaluate(run.Model.Tape, [2.0])[0]);
    }

    [Theory]
    [InlineData(Harness.Corpus.Members)]
    [InlineData(HostileNames)]
    public void What_is_accepted_compiles_without_a_warning(string members)
    {
        string source = members == HostileNames ? Compile.Usings + members : Compile.Class(members);
        Run run = Drive.Compilation(Compile.Of(source), new LossGenerator());
        Assert.Empty(run.Diagnostics);
        Assert.NotEmpty(run.Sources);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree != run.Output.SyntaxTrees.First()));
    }

    [Fact]
    public void A_leaf_says_what_it_stands_for()
    {
        LossModel model = Drive.Class("[Loss] static double F(double p, [Target] double t, int n, bool b, double h = 1, [Hyper] bool c = true) => b && c ? p * t * n * h : p;").Model;
        Node[] leaves = [.. model.Tape.Nodes.Where(n => OpTable.Row(n.Op).Arity == 0 && n.Op != OpCode.Constant)];
        Assert.Equal(
            [(OpCode.Data, 0, Axes.Sample), (OpCode.Data, 1, Axes.Sample), (OpCode.Data, 2, Axes.Sample), (OpCode.BoolData, 3, Axes.Sample), (OpCode.Hyper, 4, Axes.None), (OpCode.BoolHyper, 5, Axes.None)],
            leaves.Select(n => (n.Op, (int)n.Payload, n.Axes)).OrderBy(n => n.Item2));
        Assert.Single(model.Tape.Roots);
    }

    [Fact]
    public void A_local_that_is_not_used_leaves_nothing_on_the_tape()
    {
        LossModel with = Drive.Class("[Loss] static double F(double p, [Target] double t) { double unused = t * 3; return p; }").Model;
        LossModel without = Drive.Class("[Loss] static double F(double p, [Target] double t) { return p; }").Model;
        Assert.Equal(without.Tape, with.Tape);
    }

    [Fact]
    public void A_default_arm_that_cannot_be_reached_may_throw_and_one_that_can_may_not()
    {
        Assert.Empty(Drive.Class("[Loss] static double F(double p, [Hyper] bool b) => b switch { true => p, false => -p };").Diagnostics);
        Assert.Equal("LG0201", Assert.Single(Drive.Class("[Loss] static double F(double p, int n) => n switch { 0 => p, _ => throw null! };").Diagnostics).Id);
    }

    /// <summary>Of these the second derivative is not in the vocabulary.</summary>
    private static bool EndsThePolygammas(string name) => name is nameof(LossMath.Trigamma) or nameof(LossMath.Tetragamma);

    [Theory]
    [InlineData(nameof(LossMath.Trigamma))]
    [InlineData(nameof(LossMath.Tetragamma))]
    public void The_last_polygammas_take_hyper_parameters_only(string name)
    {
        Assert.Contains(Drive.Class($"[Loss] static double F(double p) => {name}(p);").Diagnostics, d => d.Id == "LG0202");
        Assert.Empty(Drive.Class($"[Loss] static double F(double p, double h = 1) => p * {name}(h);").Diagnostics);
    }

    [Fact]
    public void Every_vocabulary_function_of_numbers_is_bound()
    {
        MethodInfo[] methods = [.. typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(double) && m.GetParameters().All(p => p.ParameterType == typeof(double)) && !EndsThePolygammas(m.Name) && m.Name != nameof(LossMath.Weighted))];
        Assert.NotEmpty(methods);
        string members = string.Join("\n", methods.Select((m, i) =>
            $"[Loss] static double F{i}(double p, [Target] double t, [Target] double s) => LossMath.{m.Name}({string.Join(", ", new[] { "p", "t", "s" }.Take(m.GetParameters().Length))});"));
        Run run = Drive.Class(members);
        Assert.Empty(run.Diagnostics);
        for (int i = 0; i < methods.Length; i++)
        {
            LossModel model = run.Models.Single(m => m.DeclaringMethod == "L.F" + i);
            double[] x = [0.3, 0.6, 0.9];
            double expected = (double)methods[i].Invoke(null, [.. x.Take(methods[i].GetParameters().Length).Cast<object>()])!;
            Assert.True(Close(expected, TapeInterpreter.Evaluate(model.Tape, x)[0]), methods[i].Name);
        }
    }

    private static object Draw(Type type, Random random) =>
        type == typeof(double) ? random.Next(4) == 0 ? (random.NextDouble() * 5) - 2.5 : Reals[random.Next(Reals.Length)]
        : type == typeof(int) ? random.Next(-2, 4)
        : type == typeof(bool) ? random.Next(2) == 0
        : Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!;

    private static double Number(object value) => value switch
    {
        bool b => b ? 1 : 0,
        Enum e => Convert.ToDouble(e, null),
        _ => Convert.ToDouble(value, null),
    };

    private static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
