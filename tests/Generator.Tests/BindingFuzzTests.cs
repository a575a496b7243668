using System;
using System.Linq;
using System.Reflection;
using System.Text;
using LossGen.Generator.Tests.Harness;

namespace LossGen.Generator.Tests;

/// <summary>Random bodies: what is accepted means what C# means.</summary>
public class BindingFuzzTests
{
    private const int Methods = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_bodies_compute_what_the_method_computes(int seed)
    {
        var random = new Random(seed);
        string source = Compile.Class(string.Join("\n", Enumerable.Range(0, Methods).Select(i => Method("F" + i, random))));
        Run run = Drive.Sources(source);
        Assert.Equal(Methods, run.Models.Count);
        Type type = Compile.Load(Compile.Of(source)).GetType("L")!;
        for (int i = 0; i < Methods; i++)
        {
            var model = run.Models.Single(m => m.DeclaringMethod == "L.F" + i);
            MethodInfo method = type.GetMethod("F" + i, BindingFlags.NonPublic | BindingFlags.Static)!;
            for (int trial = 0; trial < 100; trial++)
            {
                double p = random.Next(-4, 5) / 2.0, t = random.Next(-4, 5) / 2.0;
                int n = random.Next(-2, 3);
                bool b = random.Next(2) == 0;
                double expected = (double)method.Invoke(null, [p, t, n, b])!, actual = TapeInterpreter.Evaluate(model.Tape, [p, t, n, b ? 1 : 0])[0];
                Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"F{i}({p}, {t}, {n}, {b}): {expected:R}, {actual:R}\n{model.Source}");
            }
        }
    }

    private static string Method(string name, Random random) =>
        $"[Loss] static double {name}(double p, [Target] double t, int n, bool b)\n{{\n    double x = {Real(random, 2)}, y = p;\n    bool c = b;\n    int k = n;\n{Statements(random, 3)}    return {Real(random, 3)};\n}}\n".Replace("return ", "return x + y + ", StringComparison.Ordinal);

    private static string Statements(Random random, int depth)
    {
        var text = new StringBuilder();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(random.Next(depth > 0 ? 8 : 5) switch
            {
                0 => $"x = {Real(random, 2)};\n",
                1 => $"y += {Real(random, 2)};\n",
                2 => $"c = {Truth(random, 2)};\n",
                3 => $"k = {Whole(random, 2)};\n",
                4 => "x *= 0.5;\n",
                5 => $"if ({Truth(random, 2)})\n{{\n{Statements(random, depth - 1)}}}\n",
                6 => $"if ({Truth(random, 2)}) {{ {Statements(random, depth - 1)} if ({Truth(random, 1)}) return {Real(random, 1)}; }} else {{ {Statements(random, depth - 1)} }}\n",
                _ => $"if ({Truth(random, 2)}) {{ {Statements(random, depth - 1)} }} else if ({Truth(random, 1)}) {{ {Statements(random, depth - 1)} return {Real(random, 2)}; }}\n",
            });
        }

        return text.ToString();
    }

    private static string Real(Random random, int depth) => random.Next(depth > 0 ? 12 : 4) switch
    {
        0 => "p",
        1 => "t",
        2 => random.Next(2) == 0 ? "0.5" : "1.5",
        3 => Whole(random, depth - 1) + " * 1.0",
        4 => $"({Real(random, depth - 1)} + {Real(random, depth - 1)})",
        5 => $"({Real(random, depth - 1)} - {Real(random, depth - 1)})",
        6 => $"({Real(random, depth - 1)} * {Real(random, depth - 1)})",
        7 => $"(-{Real(random, depth - 1)})",
        8 => $"({Truth(random, depth - 1)} ? {Real(random, depth - 1)} : {Real(random, depth - 1)})",
        9 => $"Math.Max({Real(random, depth - 1)}, {Real(random, depth - 1)})",
        10 => $"({Whole(random, depth - 1)} switch {{ 0 => {Real(random, depth - 1)}, > 1 when {Truth(random, depth - 1)} => {Real(random, depth - 1)}, < 0 or 2 => p, _ => {Real(random, depth - 1)} }})",
        _ => $"Math.Tanh({Real(random, depth - 1)})",
    };

    private static string Whole(Random random, int depth) => random.Next(depth > 0 ? 6 : 2) switch
    {
        0 => "n",
        1 => random.Next(0, 3).ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => $"({Whole(random, depth - 1)} + {Whole(random, depth - 1)})",
        3 => $"({Whole(random, depth - 1)} * {Whole(random, depth - 1)})",
        4 => $"(-{Whole(random, depth - 1)})",
        _ => $"({Truth(random, depth - 1)} ? {Whole(random, depth - 1)} : n)",
    };

    private static string Truth(Random random, int depth) => random.Next(depth > 0 ? 9 : 2) switch
    {
        0 => "b",
        1 => "n > 0",
        2 => $"({Real(random, depth - 1)} < {Real(random, depth - 1)})",
        3 => $"({Real(random, depth - 1)} >= {Real(random, depth - 1)})",
        4 => $"({Truth(random, depth - 1)} && {Truth(random, depth - 1)})",
        5 => $"({Truth(random, depth - 1)} || !{Wrap(Truth(random, depth - 1))})",
        6 => $"({Truth(random, depth - 1)} ^ {Truth(random, depth - 1)})",
        7 => $"({Real(random, depth - 1)} is > -1 and not (>= 1) or 2)",
        _ => $"({Truth(random, depth - 1)} ? {Truth(random, depth - 1)} : {Truth(random, depth - 1)})",
    };

    private static string Wrap(string truth) => "(" + truth + ")";
}
