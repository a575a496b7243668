using System;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Tests.Harness;

namespace LossGen.Generator.Tests;

/// <summary>Rows, labels, tables and weights: what a tape says is what the declaration computes.</summary>
public class BindingRowTests
{
    private const int Columns = 5;

    private static readonly Lazy<(Run Run, Type Type)> Corpus = new(() =>
        (Drive.Sources(RowCorpus.Source), Compile.Load(Compile.Of(RowCorpus.Source)).GetType("L")!));

    public static TheoryData<string> Cases() => [.. Regex.Matches(RowCorpus.Members, @"\[Loss\] static double (\w+)").Select(m => m.Groups[1].Value)];

    [Fact]
    public void The_corpus_has_no_findings() => Assert.Empty(Corpus.Value.Run.Diagnostics);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_tape_computes_what_the_method_computes(string name)
    {
        LossModel model = Corpus.Value.Run.Models.Single(m => m.DeclaringMethod == "L." + name);
        MethodInfo method = Corpus.Value.Type.GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        var random = new Random(1);
        for (int trial = 0; trial < 100; trial++)
        {
            object[] arguments = [.. method.GetParameters().Select(p => Draw(p.ParameterType, random))];
            double expected = (double)method.Invoke(null, arguments)!;
            double actual = TapeInterpreter.Evaluate(model.Tape, [.. arguments.Select(Value)])[0];
            Assert.True(Close(expected, actual), $"{name}({string.Join(", ", arguments.Select(a => a is Row r ? string.Join(' ', r.Values.ToArray()) : a))}): {expected:R} but the tape gives {actual:R}");
        }
    }

    private static object Draw(Type type, Random random) =>
        type == typeof(Row) ? new Row(Numbers(random, Columns))
        : type == typeof(Table) ? new Table(Columns, Numbers(random, Columns * Columns))
        : type == typeof(int) ? random.Next(Columns)
        : type == typeof(bool) ? random.Next(2) == 0
        : type == typeof(double) ? (random.NextDouble() * 5) - 2.5
        : Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!;

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 4) - 2)];

    private static object Value(object argument) => argument is Row or Table ? argument : Convert.ToDouble(argument is Enum e ? Convert.ToInt32(e, null) : argument, null);

    private static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
