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
    private const int Columns = 4;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Random_bodies_compute_what_the_method_computes(int seed, bool rows)
    {
        var random = new Random(seed);
        string source = Compile.Class(string.Join("\n", Enumerable.Range(0, Methods).Select(i => new Body(random, rows).Method("F" + i))));
        Run run = Drive.Sources(source);
        Assert.Empty(run.Diagnostics.Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.Equal(Methods, run.Models.Count);
        Type type = Compile.Load(Compile.Of(source)).GetType("L")!;
        for (int i = 0; i < Methods; i++)
        {
            var model = run.Models.Single(m => m.DeclaringMethod == "L.F" + i);
            MethodInfo method = type.GetMethod("F" + i, BindingFlags.NonPublic | BindingFlags.Static)!;
            for (int trial = 0; trial < 100; trial++)
            {
                double p = random.Next(-4, 5) / 2.0, t = random.Next(-4, 5) / 2.0;
                int n = random.Next(-2, 3), label = random.Next(Columns);
                bool b = random.Next(2) == 0;
                object[] arguments = [p, t, n, b], values = [p, t, (double)n, b ? 1.0 : 0.0];
                if (rows)
                {
                    object[] more = [new Row(Halves(random, Columns)), new Row(Halves(random, Columns)), new Table(Columns, Halves(random, Columns * Columns))];
                    (arguments, values) = ([.. arguments, label, .. more], [.. values, (double)label, .. more]);
                }

                double expected = (double)method.Invoke(null, arguments)!, actual = TapeInterpreter.Evaluate(model.Tape, values)[0];
                Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"F{i}({p}, {t}, {n}, {b}, {label}): {expected:R}, {actual:R}\n{model.Source}");
            }
        }
    }

    private static double[] Halves(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-4, 5) / 2.0)];

    /// <summary>Rows have only functions here of which the tape does the same operations: the results of others differ in their last digit, which a comparison can make large.</summary>
    private sealed class Body(Random random, bool rows)
    {
        public string Method(string name) =>
            $"[Loss] static double {name}(double p, [Target] double t, int n, bool b{(rows ? ", int label, Row v, [Target] Row w, Table table" : string.Empty)})\n{{\n    double x = {Real(2)}, y = p;\n    bool c = b;\n    int k = n;\n{(rows ? $"    Row r = {Vector(2)};\n" : string.Empty)}{Statements(3)}    return {Real(3)}{(rows ? " + Sum(r)" : string.Empty)};\n}}\n".Replace("return ", "return x + y + ", StringComparison.Ordinal);

        private string Statements(int depth)
        {
            var text = new StringBuilder();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                text.Append(random.Next(depth > 0 ? 8 : 5) switch
                {
                    0 => rows && random.Next(2) == 0 ? $"r = {Vector(2)};\n" : $"x = {Real(2)};\n",
                    1 => rows && random.Next(2) == 0 ? $"r += {Vector(2)};\n" : $"y += {Real(2)};\n",
                    2 => $"c = {Truth(2)};\n",
                    3 => $"k = {Whole(2)};\n",
                    4 => "x *= 0.5;\n",
                    5 => $"if ({Truth(2)})\n{{\n{Statements(depth - 1)}}}\n",
                    6 => $"if ({Truth(2)}) {{ {Statements(depth - 1)} if ({Truth(1)}) return {Real(1)}; }} else {{ {Statements(depth - 1)} }}\n",
                    _ => $"if ({Truth(2)}) {{ {Statements(depth - 1)} }} else if ({Truth(1)}) {{ {Statements(depth - 1)} return {Real(2)}; }}\n",
                });
            }

            return text.ToString();
        }

        private string Real(int depth) => rows && depth > 0 && random.Next(3) == 0 ? OfRow(depth) : random.Next(depth > 0 ? 12 : 4) switch
        {
            0 => "p",
            1 => "t",
            2 => random.Next(2) == 0 ? "0.5" : "1.5",
            3 => Whole(depth - 1) + " * 1.0",
            4 => $"({Real(depth - 1)} + {Real(depth - 1)})",
            5 => $"({Real(depth - 1)} - {Real(depth - 1)})",
            6 => $"({Real(depth - 1)} * {Real(depth - 1)})",
            7 => $"(-{Real(depth - 1)})",
            8 => $"({Truth(depth - 1)} ? {Real(depth - 1)} : {Real(depth - 1)})",
            9 => $"Math.Max({Real(depth - 1)}, {Real(depth - 1)})",
            10 => $"({Whole(depth - 1)} switch {{ 0 => {Real(depth - 1)}, > 1 when {Truth(depth - 1)} => {Real(depth - 1)}, < 0 or 2 => p, _ => {Real(depth - 1)} }})",
            _ => $"Math.Tanh({Real(depth - 1)})",
        };

        private string Whole(int depth) => random.Next(depth > 0 ? 6 : 2) switch
        {
            0 => rows && random.Next(2) == 0 ? "label" : "n",
            1 => random.Next(0, 3).ToString(System.Globalization.CultureInfo.InvariantCulture),
            2 => $"({Whole(depth - 1)} + {Whole(depth - 1)})",
            3 => $"({Whole(depth - 1)} * {Whole(depth - 1)})",
            4 => $"(-{Whole(depth - 1)})",
            _ => $"({Truth(depth - 1)} ? {Whole(depth - 1)} : n)",
        };

        private string Truth(int depth) => random.Next(depth > 0 ? 9 : 2) switch
        {
            0 => "b",
            1 => "n > 0",
            2 => $"({Real(depth - 1)} < {Real(depth - 1)})",
            3 => $"({Real(depth - 1)} >= {Real(depth - 1)})",
            4 => $"({Truth(depth - 1)} && {Truth(depth - 1)})",
            5 => $"({Truth(depth - 1)} || !({Truth(depth - 1)}))",
            6 => $"({Truth(depth - 1)} ^ {Truth(depth - 1)})",
            7 => $"({Real(depth - 1)} is > -1 and not (>= 1) or 2)",
            _ => $"({Truth(depth - 1)} ? {Truth(depth - 1)} : {Truth(depth - 1)})",
        };

        private string Vector(int depth) => random.Next(depth > 0 ? 12 : 3) switch
        {
            0 => "v",
            1 => "w",
            2 => $"table[{Index()}]",
            3 => $"({Vector(depth - 1)} + {Vector(depth - 1)})",
            4 => $"({Vector(depth - 1)} * {Real(depth - 1)})",
            5 => $"({Real(depth - 1)} - {Vector(depth - 1)})",
            6 => $"(-{Vector(depth - 1)})",
            7 => $"{Vector(depth - 1)}.With({Index()}, {Real(depth - 1)})",
            8 => $"({Truth(depth - 1)} ? {Vector(depth - 1)} : {Vector(depth - 1)})",
            9 => $"LossMath.Max({Vector(depth - 1)}, {(random.Next(2) == 0 ? Vector(depth - 1) : Real(depth - 1))})",
            10 => $"(OneHot({Index()}) * {Vector(depth - 1)})",
            _ => $"Tanh({Vector(depth - 1)})",
        };

        private string OfRow(int depth) => random.Next(8) switch
        {
            0 => $"Sum({Vector(depth - 1)})",
            1 => $"LossMath.Max({Vector(depth - 1)})",
            2 => $"LossMath.Min({Vector(depth - 1)})",
            3 => $"SumExcept({Vector(depth - 1)}, {Index()})",
            4 => $"MaxExcept({Vector(depth - 1)}, {Index()})",
            5 => $"Tanh(Norm({Vector(depth - 1)}))",
            6 => $"v.Length",
            _ => $"{Vector(depth - 1)}[{Index()}]",
        };

        private string Index() => random.Next(3) == 0 ? random.Next(Columns).ToString(System.Globalization.CultureInfo.InvariantCulture) : "label";
    }
}
