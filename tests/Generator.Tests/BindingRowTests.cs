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

    /// <summary>What a function of rows means in terms of others.</summary>
    [Theory]
    [InlineData("LogSoftmax(x)[label]", "x[label] - LogSumExp(x)")]
    [InlineData("Mean(x)", "Sum(x) / x.Length")]
    [InlineData("Dot(x, y)", "Sum(x * y)")]
    [InlineData("SquaredNorm(x)", "Sum(x * x)")]
    [InlineData("Distance(x, y)", "Norm(x - y)")]
    [InlineData("SquaredDistance(x, y)", "SquaredNorm(x - y)")]
    [InlineData("SumExcept(x, label)", "Sum(x.With(label, 0))")]
    [InlineData("MaxExcept(x, label)", "Max(x.With(label, double.NegativeInfinity))")]
    [InlineData("Sum(OneHot(label) - x)", "Sum((0 * x).With(label, 1) - x)", false)]
    [InlineData("(2 * x + y)[label]", "2 * x[label] + y[label]")]
    [InlineData("Exp(x)[0]", "Exp(x[0])")]
    [InlineData("x.With(label, t)[label]", "t")]
    [InlineData("x.With(label, t)[other]", "other == label ? t : x[other]", false)]
    [InlineData("table[label][other]", "(table[label] + 0)[other]")]
    [InlineData("(t > 0 ? x : y)[label]", "t > 0 ? x[label] : y[label]")]
    public void Two_spellings_give_one_expression(string one, string other, bool same = true)
    {
        string Of(string body) => Text(Drive.Class($"[Loss] static double F(Row x, [Target] Row y, [Target] double t, [Target] int label, int other, Table table) => {body};").Model.Tape);
        if (same)
        {
            Assert.Equal(Of(one), Of(other));
        }
        else
        {
            Assert.NotEqual(Of(one), Of(other));
        }
    }

    [Theory]
    [InlineData("LogSumExp(x) - x[label]", "Subtract(LogSumExp(Data0), Gather(Data0, Label3))")]
    [InlineData("Sum(Softmax(x) * y)", "Sum(Multiply(Data1, SoftmaxEntry(Data0, LogSumExp(Data0))))")]
    [InlineData("Sum(LogSoftmax(x))", "Sum(Subtract(Data0, LogSumExp(Data0)))")]
    [InlineData("Mean(x)", "Divide(Sum(Data0), Columns)")]
    [InlineData("Max(x) - Min(x)", "Subtract(RowMax(Data0), RowMin(Data0))")]
    [InlineData("MaxExcept(x, label)", "RowMax(Select(Equal(Column, Label3), Constant -Infinity, Data0))")]
    [InlineData("Dot(x, OneHot(2))", "Sum(Multiply(Data0, Select(Equal(Column, Constant 2), Constant 1, Constant 0)))")]
    [InlineData("Sum(x.With(label, t))", "Sum(Select(Equal(Column, Label3), Data2, Data0))")]
    [InlineData("CosineSimilarity(x, y)", "Sum(Multiply(UnitEntry(Data0, Norm(Data0)), UnitEntry(Data1, Norm(Data1))))")]
    [InlineData("SquaredDistance(x, table[label])", "Sum(Square(Subtract(Data0, TableEntry5(Label3))))")]
    [InlineData("table[0][label]", "Gather(TableEntry5(Constant 0), Label3)")]
    [InlineData("x[label] * label", "Multiply(Data3, Gather(Data0, Label3))")]
    public void A_function_of_rows_is_written_with_reductions(string body, string expected) =>
        Assert.Equal(expected, Text(Drive.Class($"[Loss] static double F(Row x, [Target] Row y, [Target] double t, [Target] int label, int other, Table table) => {body};").Model.Tape));

    [Fact]
    public void A_leaf_says_what_it_stands_for()
    {
        const Axes Both = Axes.Sample | Axes.Column;
        LossModel model = Drive.Class("""
            [Loss] static double F(Row x, [Target] Row y, [Hyper] Row w, int label, Table t, [Target] Table u) =>
                Sum(x * y * w) + x[label] * label + w[label] + SquaredDistance(t[label], u[2]) + x.Length + Sum(x.With(label, 0));
            """).Model;
        Assert.Equal(
            [(OpCode.Data, 0, Both), (OpCode.Data, 1, Both), (OpCode.Hyper, 2, Both), (OpCode.Data, 3, Axes.Sample), (OpCode.Label, 3, Axes.Sample), (OpCode.TableEntry, 4, Both), (OpCode.TableEntry, 5, Both), (OpCode.Column, 0, Both), (OpCode.Columns, 0, Axes.None)],
            model.Tape.Nodes.Where(n => OpTable.Row(n.Op).Form == Form.Leaf && n.Op != OpCode.Constant).Select(n => (n.Op, (int)n.Payload, n.Axes))
                .OrderBy(n => n.Op is OpCode.Column or OpCode.Columns).ThenBy(n => n.Item2).ThenBy(n => n.Op.ToString(), StringComparer.Ordinal));
        Assert.Equal([Axes.Sample, Axes.Sample], model.Tape.Nodes.Where(n => n.Op == OpCode.Gather).Select(n => n.Axes));
        Assert.Equal([(OpCode.Label, 3), (OpCode.Constant, -1)], model.Tape.Nodes.Where(n => n.Op == OpCode.TableEntry).OrderBy(n => n.Payload).Select(n => model.Tape[n.A]).Select(n => (n.Op, n.Op == OpCode.Label ? (int)n.Payload : -1)));
    }

    [Fact]
    public void Parameters_have_their_roles_types_ranges_and_ignored_labels()
    {
        LossModel model = Drive.Class("""
            [Loss] static double F(Row a, [Target, Range(0, 1)] Row b, [Hyper, Range(0, double.MaxValue)] Row c, Table d, [Target] Table e, [Target(IgnoreLabel = -100)] int f, int g, Row? h) => Dot(a, b * c);
            """).Model;
        Assert.Equal(
            [ParameterRole.Input, ParameterRole.Target, ParameterRole.Hyper, ParameterRole.Input, ParameterRole.Target, ParameterRole.Target, ParameterRole.Target, ParameterRole.Input],
            model.Parameters.Select(p => p.Role));
        Assert.Equal(
            ["global::LossGen.Row", "global::LossGen.Row", "global::LossGen.Row", "global::LossGen.Table", "global::LossGen.Table", "int", "int", "global::LossGen.Row"],
            model.Parameters.Select(p => p.TypeName));
        Assert.Equal([true, true, true, true, true, false, false, true], model.Parameters.Select(p => p.HasColumns));
        Assert.All(model.Parameters, p => Assert.Null(p.Default));
        Assert.Equal([null, null, null, null, null, -100, null, null], model.Parameters.Select(p => p.IgnoreLabel));
        Assert.Equal([null, 1.0, double.MaxValue, null, null, null, null, null], model.Parameters.Select(p => p.Range?.Maximum));
    }

    [Theory]
    [InlineData("=> Weighted(Square(p - x[label]), w[label]);")]
    [InlineData("{ double d = p - x[label]; { return Weighted(weight: w[label], loss: d * d); } }")]
    [InlineData("{ double d = p; if (label >= 0) d -= x[label]; else d = 0; return LossMath.Weighted(d * d, t[label][label]); }")]
    [InlineData("=> Weighted(p - x[0], 2);")]
    public void A_weighted_loss_has_two_roots(string body)
    {
        LossModel model = Drive.Class("[Loss] static double F(double p, [Target] Row x, [Target] int label, [Hyper] Row w, [Target] Table t) " + body).Model;
        Assert.Equal(2, model.Tape.Roots.Count);
        Row x = new(1, 2, 3), w = new(2, 4, 8);
        bool constant = body.Contains("2)", StringComparison.Ordinal);
        Assert.Equal(constant ? [4.0, 2] : [4.0, 4], TapeInterpreter.Evaluate(model.Tape, [constant ? 5.0 : 4.0, x, 1.0, w, new Table(3, 0, 0, 0, 0, 4, 0)]));
    }

    /// <summary>Every function of the vocabulary that takes or gives a row.</summary>
    [Fact]
    public void Every_vocabulary_function_of_rows_is_bound()
    {
        static bool IsOfRows(MethodInfo m) => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType).Contains(typeof(Row));
        MethodInfo[] methods = [.. typeof(LossMath).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(IsOfRows)
            .Concat(typeof(Row).GetMethods(BindingFlags.Public | BindingFlags.Static)).Append(typeof(Row).GetMethod(nameof(Row.With))!)];
        Assert.True(methods.Length > 100);
        string members = string.Join("\n", methods.Select((m, i) => $"[Loss] static double F{i}(Row p, [Target] Row x, [Target] Row y, [Target] double s, [Target] double t, [Target] int label) => Sum(p * ({Call(m)}));"));
        Run run = Drive.Class(members);
        Assert.Empty(run.Diagnostics);
        Type type = Compile.Load(Compile.Of(Compile.Class(members))).GetType("L")!;
        object[] arguments = [new Row(1, 2, 4), new Row(0.3, 0.6, 0.9), new Row(0.8, 0.5, 0.2), 0.4, 0.7, 1];
        for (int i = 0; i < methods.Length; i++)
        {
            double expected = (double)type.GetMethod("F" + i, BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, arguments)!;
            double actual = TapeInterpreter.Evaluate(run.Models.Single(m => m.DeclaringMethod == "L.F" + i).Tape, [.. arguments.Select(Value)])[0];
            Assert.True(Close(expected, actual), $"{methods[i]}: {expected:R}, {actual:R}");
        }
    }

    /// <summary>The first root as a term; operands that may change places are in alphabetical order.</summary>
    private static string Text(Tape tape)
    {
        return Of(tape.Roots[0]);

        string Of(int i)
        {
            Node node = tape[i];
            string[] operands = [.. Enumerable.Range(0, tape.Arity(i)).Select(k => Of(node.Operand(k)))];
            string name = node.Op switch
            {
                OpCode.Constant => FormattableString.Invariant($"Constant {node.Value:R}"),
                OpCode.Data or OpCode.Hyper or OpCode.Label or OpCode.TableEntry => node.Op.ToString() + node.Payload,
                _ => node.Op.ToString(),
            };
            return operands.Length == 0 ? name : $"{name}({string.Join(", ", OpTable.Row(node.Op).Commutative ? operands.Order(StringComparer.Ordinal) : operands)})";
        }
    }

    private static string Call(MethodInfo method)
    {
        int row = 0, number = 0;
        string[] arguments = [.. method.GetParameters().Select(p => p.ParameterType == typeof(Row) ? new[] { "x", "y" }[row++] : p.ParameterType == typeof(int) ? "label" : new[] { "s", "t" }[number++])];
        return method.Name switch
        {
            "op_UnaryNegation" => "-" + arguments[0],
            "op_Addition" => string.Join(" + ", arguments),
            "op_Subtraction" => string.Join(" - ", arguments),
            "op_Multiply" => string.Join(" * ", arguments),
            "op_Division" => string.Join(" / ", arguments),
            _ => $"{(method.IsStatic ? "LossMath" : "x")}.{method.Name}({string.Join(", ", arguments)})",
        };
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
