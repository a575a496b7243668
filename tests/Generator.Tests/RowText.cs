using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Support;
using LossGen.Generator.Precision;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>
/// Losses of rows written as patterns. Letters: x, y, z are rows and s a number, all differentiated; t is a row that is not; a is a hyper-parameter, w a row of them;
/// i, l are labels of columns; u, v are rows of one table, picked by labels g, h, and q the row of another table that g picks; j is the column, n their number.
/// </summary>
internal static class RowText
{
    public const int TableRows = 3;

    private const int X = 0, Y = 1, Z = 2, S = 3, T = 4, A = 5, W = 6, I = 7, L = 8, G = 9, H = 10, FirstTable = 11, SecondTable = 12;
    private const Axes Row = Axes.Sample | Axes.Column;

    public static EquatableArray<ParameterModel> Parameters { get; } = new(
    [
        Of("x", ParameterRole.Input, ParameterType.Row), Of("y", ParameterRole.Input, ParameterType.Row), Of("z", ParameterRole.Input, ParameterType.Row),
        Of("s", ParameterRole.Input, ParameterType.Double), Of("t", ParameterRole.Target, ParameterType.Row),
        Of("a", ParameterRole.Hyper, ParameterType.Double), Of("w", ParameterRole.Hyper, ParameterType.Row),
        Of("i", ParameterRole.Target, ParameterType.Int), Of("l", ParameterRole.Target, ParameterType.Int), Of("g", ParameterRole.Target, ParameterType.Int), Of("h", ParameterRole.Target, ParameterType.Int),
        Of("u", ParameterRole.Input, ParameterType.Table), Of("q", ParameterRole.Input, ParameterType.Table),
    ]);

    public static LossModel Model(string text) => new("", "Loss", true, "Loss.g.cs", "Losses.Loss", "", "", text, Parameters, Build(text));

    public static LossModel Model(string text, string weight) => Model(text) with { Tape = Build(text, weight) };

    public static Tape Build(params string[] texts)
    {
        var t = new TapeBuilder();
        return t.Freeze([.. texts.Select(text => Build(t, text))]);
    }

    public static int Build(TapeBuilder t, string text)
    {
        var bindings = new int[26];
        Pattern pattern = Pattern.Parse(text);
        var letters = new SortedDictionary<char, ValueKind>();
        pattern.CollectLetters(letters);
        foreach (char letter in letters.Keys)
        {
            bindings[Pattern.Index(letter)] = Leaf(t, letter);
        }

        return pattern.Build(t, bindings);
    }

    public static int Leaf(TapeBuilder t, char letter) => letter switch
    {
        'x' => t.Leaf(OpCode.Data, X, Row),
        'y' => t.Leaf(OpCode.Data, Y, Row),
        'z' => t.Leaf(OpCode.Data, Z, Row),
        's' => t.Leaf(OpCode.Data, S, Axes.Sample),
        't' => t.Leaf(OpCode.Data, T, Row),
        'a' => t.Leaf(OpCode.Hyper, A, Axes.None),
        'w' => t.Leaf(OpCode.Hyper, W, Row),
        'i' => t.Leaf(OpCode.Label, I, Axes.Sample),
        'l' => t.Leaf(OpCode.Label, L, Axes.Sample),
        'g' => t.Leaf(OpCode.Label, G, Axes.Sample),
        'h' => t.Leaf(OpCode.Label, H, Axes.Sample),
        'u' => t.TableEntry(FirstTable, Leaf(t, 'g')),
        'v' => t.TableEntry(FirstTable, Leaf(t, 'h')),
        'q' => t.TableEntry(SecondTable, Leaf(t, 'g')),
        'j' => t.Leaf(OpCode.Column, 0, Row),
        'n' => t.Columns,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "has no meaning"),
    };

    /// <summary>The tree of a node, operands of commutative operations sorted, so that the order of creation does not show.</summary>
    public static string Canonical(Tape tape, int node)
    {
        var names = new TapeBuilder();
        Dictionary<Node, string> leaves = "xyzstawilghjn".ToDictionary(c => names[Leaf(names, c)], c => c.ToString());
        var texts = new string[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            string[] operands = [.. Enumerable.Range(0, tape.Arity(i)).Select(k => texts[n.Operand(k)])];
            if (OpTable.Row(n.Op).Commutative)
            {
                Array.Sort(operands, StringComparer.Ordinal);
            }

            string op = n.Op.ToString();
            texts[i] = n.Op == OpCode.Constant ? n.Value.ToString("R", CultureInfo.InvariantCulture)
                : n.Op == OpCode.TableEntry ? $"{(n.Payload == FirstTable ? "u" : "q")}[{operands[0]}]"
                : operands.Length == 0 ? leaves.TryGetValue(n, out string? letter) ? letter : op
                : $"{char.ToLowerInvariant(op[0])}{op[1..]}({string.Join(", ", operands)})";
        }

        return texts[node];
    }

    /// <summary>Random values of all parameters, t, a and w positive, the labels g and h different or the same.</summary>
    public static BigFloat[][][] Point(Random random, int columns, bool sameRow)
    {
        int g = random.Next(TableRows);
        BigFloat[] Numbers(double low, double high) => [.. Enumerable.Range(0, columns).Select(_ => (BigFloat)(low + ((high - low) * random.NextDouble())))];
        BigFloat[][] Table() => [.. Enumerable.Range(0, TableRows).Select(_ => Numbers(-2, 2))];
        return
        [
            [Numbers(-2, 2)], [Numbers(-2, 2)], [Numbers(-2, 2)], [[(BigFloat)((2 * random.NextDouble()) - 1)]], [Numbers(0.1, 1)],
            [[(BigFloat)(0.5 + random.NextDouble())]], [Numbers(0.1, 2)],
            [[random.Next(columns)]], [[random.Next(columns)]], [[g]], [[sameRow ? g : (g + 1) % TableRows]],
            Table(), Table(),
        ];
    }

    /// <summary>A point as the evaluator takes it.</summary>
    public static TapeValue[] Values(BigFloat[][][] point) =>
        [.. point.Select((p, k) => Parameters[k].Type switch
        {
            ParameterType.Table => (TapeValue)p,
            ParameterType.Row => (TapeValue)p[0],
            _ => (TapeValue)p[0][0],
        })];

    private static ParameterModel Of(string name, ParameterRole role, ParameterType type) => new(name, role, type, "double", null, null, "");
}
