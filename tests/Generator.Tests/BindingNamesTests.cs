using System;
using System.Linq;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;

namespace LossGen.Generator.Tests;

/// <summary>Names of classes and files.</summary>
public class BindingNamesTests
{
    [Theory]
    [InlineData("Huber", "HuberLoss")]
    [InlineData("HuberLoss", "HuberLoss")]
    [InlineData("Loss", "Loss")]
    [InlineData("Lossy", "LossyLoss")]
    [InlineData("@class", "classLoss")]
    [InlineData("Größe", "GrößeLoss")]
    public void The_class_is_named_after_the_method(string method, string type) =>
        Assert.Equal(type, Drive.Class($"[Loss] static double {method}(double p) => p;").Model.TypeName);

    [Fact]
    public void TypeName_decides() => Assert.Equal("My", Drive.Class("[Loss(TypeName = \"My\")] static double F(double p) => p;").Model.TypeName);

    [Theory]
    [InlineData("public class C { F }", true)]
    [InlineData("class C { F }", false)]
    [InlineData("public class C { internal class D { F } }", false)]
    [InlineData("public class C { public class D { F } }", true)]
    [InlineData("class C { public class D { F } }", false)]
    [InlineData("internal enum E { } public class C { G }", false)]
    [InlineData("public enum E { } public class C { G }", true)]
    [InlineData("public class C { protected internal class D { F } }", false)]
    public void The_class_is_as_visible_as_everything_around_it(string source, bool isPublic) =>
        Assert.Equal(isPublic, Drive.Sources(Compile.Usings + source.Replace("F ", "[Loss] static double F(double p) => p; ", StringComparison.Ordinal)
            .Replace("G ", "[Loss] static double F(double p, [Hyper] E e) => p; ", StringComparison.Ordinal)).Model.IsPublic);

    [Fact]
    public void Names_that_need_an_at_are_kept_without_it()
    {
        LossModel model = Drive.Sources(Compile.Usings + """
            namespace @class.@event;
            public enum @enum { @if = 1 }
            static class @static { [Loss] static double @return(double @in, [Target] double @out, @enum @params = @enum.@if) => @params == @enum.@if ? @in : @out; }
            """).Model;
        Assert.Equal(("class.event", "returnLoss", "static.return", "class.event.static.return.g.cs"), (model.Namespace, model.TypeName, model.DeclaringMethod, model.HintName));
        Assert.Equal(["in", "out", "params"], model.Parameters.Select(p => p.Name));
        Assert.Equal("global::@class.@event.@enum", model.Parameters[2].TypeName);
    }

    [Fact]
    public void A_users_own_System_Math_and_Loss_confuse_nothing()
    {
        Run run = Drive.Sources("""
            namespace My.LossGen { static class Math { internal static double Max(double a, double b) => a; } class System { } class Loss : global::System.Attribute { }
            static class C { [global::LossGen.Loss] static double F(double p) => global::System.Math.Max(p, 0); [global::LossGen.Loss] static double G(double p) => Math.Max(p, 0); [Loss] static double H(double p) => p; } }
            """);
        Assert.Equal("LG0202", Assert.Single(run.Diagnostics).Id);
        Assert.Equal("My.LossGen.C.F.g.cs", Assert.Single(run.Sources).Key);
    }

    [Fact]
    public void Hint_names_are_unique_without_regard_to_case_and_legal()
    {
        string[] sources =
        [
            Compile.Usings + """
            namespace N { static class A { [Loss] static double f(double p) => p; [Loss] static double F(double p) => -p; } }
            namespace N { static class B { [Loss] static double g(double p) => p; } static class b { [Loss] static double G(double p) => -p; } }
            namespace n { static class A { [Loss] static double f(double p) => p; } }
            """,
            Compile.Usings + """
            class O { public class I { [Loss] static double Inner(double p) => p; } }
            class Ünï { [Loss] static double Cödé(double p) => p; [Loss] static double Cadé(double p) => p; }
            class
            """ + " " + new string('L', 300) + " { [Loss] static double Long(double p) => p; [Loss] static double Longer(double p) => p; }",
        ];
        Run run = Drive.Sources(sources);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(10, run.Sources.Count);
        Assert.Equal(10, run.Sources.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("O+I.Inner.g.cs", run.Sources.Keys);
        Assert.All(run.Sources.Keys, k => Assert.True(k.Length < 160 && k.All(c => c < 128) && k.EndsWith(".g.cs", StringComparison.Ordinal), k));
        Assert.Equal(run.Sources.Keys.Order(), Drive.Sources([.. sources.Reverse()]).Sources.Keys.Order());
    }

    [Fact]
    public void A_partial_method_has_its_defaults_from_one_part_and_its_body_from_the_other()
    {
        LossModel model = Drive.Sources(Compile.Usings + """
            static partial class C
            {
                /// <summary>Text.</summary>
                [Loss] static partial double F(double p, double s = 2);
                static partial double F(double q, double r) => q * r;
            }
            """).Model;
        Assert.Equal(ParameterRole.Hyper, model.Parameters[1].Role);
        Assert.Equal("Text.", model.Summary);
        Assert.Equal(6, TapeInterpreter.Evaluate(model.Tape, [2, 3])[0]);
    }

    [Fact]
    public void Parameters_have_their_roles_types_defaults_and_ranges()
    {
        LossModel model = Drive.Class("""
            public enum E { A = 3 }
            [Loss] static double F(double p, [Target] double t, int n, bool b, [Range(0.0, 1.0, MaximumIsExclusive = true)] double u,
                [Hyper] double h, double d = -0.0, int k = 7, bool c = true, E e = E.A) => p;
            """).Model;
        Assert.Equal(
            [ParameterRole.Input, ParameterRole.Target, ParameterRole.Target, ParameterRole.Target, ParameterRole.Input, ParameterRole.Hyper, ParameterRole.Hyper, ParameterRole.Hyper, ParameterRole.Hyper, ParameterRole.Hyper],
            model.Parameters.Select(p => p.Role));
        Assert.Equal(["double", "double", "int", "bool", "double", "double", "double", "int", "bool", "global::L.E"], model.Parameters.Select(p => p.TypeName));
        Assert.Equal([null, null, null, null, null, null, -0.0, 7.0, 1.0, 3.0], model.Parameters.Select(p => p.Default is { } bits ? BitConverter.Int64BitsToDouble(bits) : (double?)null));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), model.Parameters[6].Default);
        Assert.Equal(new RangeModel(0, BitConverter.DoubleToInt64Bits(1), false, true), model.Parameters[4].Range);
    }

    [Theory]
    [InlineData("=>   p+q*  Math . Max( p,q )", "p + q * Math.Max(p, q)")]
    [InlineData("=> - p  * ( -q )", "-p * (-q)")]
    [InlineData("=> p>q?p:q", "p > q ? p : q")]
    [InlineData("{ double r=p ; // why\n r ++ ;\n /* how */ return r+( double )q; }", "{ double r = p; r++; return r + (double)q; }")]
    [InlineData("=> p switch{>0=>1,_=>q}", "p switch { > 0 => 1, _ => q }")]
    public void The_body_is_shown_in_one_spelling(string body, string shown) =>
        Assert.Equal(shown, Drive.Class($"[Loss] static double F(double p, double q) {body}{(body[0] == '=' ? ";" : string.Empty)}").Model.Source);
}
