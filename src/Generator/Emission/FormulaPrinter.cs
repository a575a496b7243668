using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>A formula in the three notations of <c>LossInfo</c>.</summary>
internal sealed record FormulaText(string Text, string Latex, string MathMl);

/// <summary>Shows tapes as formulas. A subexpression that is used several times is named and defined behind the formula.</summary>
internal sealed class FormulaPrinter(LossModel model, Tape tape)
{
    private const int NameFrom = 3;

    private enum Notation
    {
        Text,
        Latex,
        MathMl,
    }

    public FormulaText Print(int root) => new(Print(root, Notation.Text), Print(root, Notation.Latex), Print(root, Notation.MathMl));

    /// <summary>A form to be read inside of a sentence: what would be named is left out.</summary>
    public string PrintInline(int root)
    {
        string text = Print(root, Notation.Text);
        int names = text.IndexOf(" where q", StringComparison.Ordinal);
        return names < 0 ? text : text.Substring(0, names);
    }

    private string Print(int root, Notation notation)
    {
        bool[] live = tape.Reachable(root);
        var uses = new int[tape.Count];
        var size = new int[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            size[i] = 1;
            for (int k = 0; k < tape.Arity(i); k++)
            {
                size[i] = Math.Min(1000, size[i] + size[tape[i].Operand(k)]);
                uses[tape[i].Operand(k)] += live[i] ? 1 : 0;
            }
        }

        var names = new Dictionary<int, string>();
        var definitions = new List<string>();
        for (int i = 0; i < root; i++)
        {
            // A long chain is cut as well: no formula is nested deeper than a reader or a stack can follow.
            if (live[i] && OpTable.Row(tape[i].Op).Kind == ValueKind.Real && ((uses[i] > 1 && size[i] > NameFrom) || size[i] > 60))
            {
                string name = Name(names.Count, notation);
                definitions.Add(Equation(name, Write(i, notation, names, i).Text, notation));
                names.Add(i, name);
                size[i] = 1;
            }
            else
            {
                size[i] = 1;
                for (int k = 0; k < tape.Arity(i); k++)
                {
                    size[i] = Math.Min(1000, size[i] + (names.ContainsKey(tape[i].Operand(k)) ? 1 : size[tape[i].Operand(k)]));
                }
            }
        }

        string formula = Write(root, notation, names, root).Text;
        return notation switch
        {
            Notation.Text => definitions.Count == 0 ? formula : formula + " where " + string.Join(", ", definitions.AsEnumerable().Reverse()),
            Notation.Latex => definitions.Count == 0 ? formula : formula + @"\quad\text{where } " + string.Join(@",\; ", definitions.AsEnumerable().Reverse()),
            _ => $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>{formula}{string.Concat(definitions.AsEnumerable().Reverse().Select(d => "<mo>,</mo><mspace width=\"1em\"/>" + d))}</mrow></math>",
        };
    }

    private static string Equation(string name, string formula, Notation notation) => notation == Notation.MathMl ? $"{name}<mo>=</mo>{formula}" : $"{name} = {formula}";

    private static string Name(int index, Notation notation) => notation switch
    {
        Notation.Text => "q" + Subscript(index + 1),
        Notation.Latex => $"q_{{{(index + 1).ToString(CultureInfo.InvariantCulture)}}}",
        _ => $"<msub><mi>q</mi><mn>{(index + 1).ToString(CultureInfo.InvariantCulture)}</mn></msub>",
    };

    private static string Subscript(int number) =>
        new(number.ToString(CultureInfo.InvariantCulture).Select(c => (char)('₀' + (c - '0'))).ToArray());

    /// <summary>The text of a node and how tightly it binds: 1 sum, 2 product, 3 power or prefix, 4 atom.</summary>
    private (string Text, int Binding) Write(int id, Notation notation, Dictionary<int, string> names, int self)
    {
        if (id != self && names.TryGetValue(id, out string name))
        {
            return (name, 4);
        }

        Node node = tape[id];
        switch (node.Op)
        {
            case OpCode.Constant:
                string number = Number(node.Value);
                return (notation == Notation.MathMl ? $"<mn>{number}</mn>" : notation == Notation.Latex ? number.Replace("−", "-").Replace("∞", @"\infty").Replace("π", @"\pi") : number, number[0] == '−' ? 1 : 4);
            case OpCode.Data or OpCode.Hyper when (node.Axes & Axes.Column) != 0:
                return (Entry(node, Identifier("j", notation), notation), 4);
            case OpCode.Data or OpCode.Hyper or OpCode.BoolData or OpCode.BoolHyper or OpCode.Label:
                return (Parameter(node, notation), 4);
            case OpCode.Column or OpCode.Columns:
                return (Identifier(node.Op == OpCode.Column ? "j" : "C", notation), 4);
            case OpCode.TableEntry:
                return (Entry(node, Write(node.A, notation, names, self).Text + "," + Identifier("j", notation), notation), 4);
            case OpCode.Gather:
                Node leaf = tape[node.A];
                return (Entry(leaf, leaf.Op == OpCode.TableEntry ? Write(leaf.A, notation, names, self).Text + "," + Write(node.B, notation, names, self).Text : Write(node.B, notation, names, self).Text, notation), 4);
            case OpCode.True or OpCode.False:
                return (node.Op == OpCode.True ? "true" : "false", 4);
        }

        int binding = node.Op switch
        {
            OpCode.Add or OpCode.Subtract or OpCode.Less or OpCode.LessOrEqual or OpCode.Equal or OpCode.And or OpCode.Or => 1,
            OpCode.Multiply or OpCode.Divide or OpCode.Reciprocal or OpCode.ScaledExp or OpCode.XLogY or OpCode.XLog1pY => 2,
            OpCode.SigmoidResidual or OpCode.SoftplusResidual or OpCode.Expm1 or OpCode.ExpExcess or OpCode.LogExcess or OpCode.HypotExcess => 1,
            OpCode.Direction => 2,
            OpCode.Negate or OpCode.Not => 2,
            OpCode.Square or OpCode.Pow => 3,
            _ => 4,
        };

        OpRow row = OpTable.Row(node.Op);
        var operands = new string[] { "", "", "" };
        for (int k = 0; k < row.Arity; k++)
        {
            (string text, int inner) = Write(node.Operand(k), notation, names, self);
            int needed = Needed(node.Op, k, notation);
            operands[k] = inner < needed ? Parenthesise(text, notation) : text;
        }

        string result = notation switch
        {
            Notation.Text => row.Text is null
                ? $"{char.ToLowerInvariant(node.Op.ToString()[0])}{node.Op.ToString().Substring(1)}({string.Join(", ", operands.Take(row.Arity))})"
                : string.Format(CultureInfo.InvariantCulture, row.Text, operands[0], operands[1], operands[2]),
            Notation.Latex => string.Format(CultureInfo.InvariantCulture, row.Latex, operands[0], operands[1], operands[2]),
            _ => MathMl(node.Op, row, operands),
        };
        return (result, binding);
    }

    private static string Identifier(string name, Notation notation) => notation switch
    {
        Notation.Text => name,
        Notation.Latex => name.Length == 1 ? name : @"\mathit{" + name.Replace("_", @"\_") + "}",
        _ => $"<mi>{CSharpText.Xml(name)}</mi>",
    };

    private string Parameter(Node leaf, Notation notation)
    {
        string name = model.Parameters[(int)leaf.Payload].Name;
        return notation == Notation.Latex ? @"\mathit{" + name.Replace("_", @"\_") + "}" : Identifier(name, notation);
    }

    /// <summary>An entry of a row or a table.</summary>
    private string Entry(Node leaf, string index, Notation notation) => notation switch
    {
        Notation.Text => $"{Parameter(leaf, notation)}[{index}]",
        Notation.Latex => $"{Parameter(leaf, notation)}_{{{index}}}",
        _ => $"<msub>{Parameter(leaf, notation)}<mrow>{index}</mrow></msub>",
    };

    /// <summary>How tightly an operand must bind to stand without parentheses. Functions bring their own.</summary>
    private static int Needed(OpCode op, int operand, Notation notation)
    {
        bool fraction = notation != Notation.Text;
        return op switch
        {
            OpCode.Add => operand == 0 ? 1 : 2,
            OpCode.Subtract => operand == 0 ? 1 : 2,
            OpCode.Less or OpCode.LessOrEqual or OpCode.Equal => 1,
            OpCode.And or OpCode.Or => 2,
            OpCode.Not or OpCode.Negate => 2,
            OpCode.Multiply => 2,
            OpCode.Divide => fraction ? 0 : operand == 0 ? 2 : 3,
            OpCode.Reciprocal => fraction ? 0 : 3,
            OpCode.Direction => operand == 0 && fraction ? 0 : 4,
            OpCode.Gaussian => fraction ? 0 : operand == 0 ? 2 : 3,
            OpCode.Square => 4,
            OpCode.Pow => operand == 0 ? 4 : fraction ? 0 : 4,
            OpCode.Hypot or OpCode.HypotExcess => 4,
            OpCode.ScaledExp or OpCode.XLogY => operand == 0 ? 2 : 0,
            OpCode.XLog1pY => 2,
            OpCode.Log1p => 2,
            OpCode.SoftplusResidual => 4,
            OpCode.SigmoidResidual or OpCode.ExpExcess or OpCode.LogExcess => operand == 0 ? 0 : 2,
            _ => 0,
        };
    }

    private static string Parenthesise(string text, Notation notation) => notation switch
    {
        Notation.Text => $"({text})",
        Notation.Latex => $@"\left({text}\right)",
        _ => $"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>",
    };

    private static string Number(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "−∞";
        }

        // Plain digits where they are not many, otherwise an exponent.
        double size = Math.Abs(value);
        string text = size is 0 or (>= 1e-4 and < 1e15) && CSharpText.Round(value).Contains("E")
            ? value.ToString("0.##################", CultureInfo.InvariantCulture)
            : CSharpText.Round(value);
        return value == Math.PI ? "π" : text.Replace("-", "−");
    }

    private static string MathMl(OpCode op, OpRow row, string[] x)
    {
        switch (op)
        {
            case OpCode.Divide:
                return $"<mfrac><mrow>{x[0]}</mrow><mrow>{x[1]}</mrow></mfrac>";
            case OpCode.Reciprocal:
                return $"<mfrac><mn>1</mn><mrow>{x[0]}</mrow></mfrac>";
            case OpCode.Square:
                return $"<msup><mrow>{x[0]}</mrow><mn>2</mn></msup>";
            case OpCode.Pow:
                return $"<msup><mrow>{x[0]}</mrow><mrow>{x[1]}</mrow></msup>";
            case OpCode.Sqrt:
                return $"<msqrt>{x[0]}</msqrt>";
            case OpCode.Exp:
                return $"<msup><mi>e</mi><mrow>{x[0]}</mrow></msup>";
            case OpCode.Select:
                return $"<mrow><mo>{{</mo><mtable><mtr><mtd>{x[1]}</mtd><mtd>{x[0]}</mtd></mtr><mtr><mtd>{x[2]}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>";
            case OpCode.Abs:
                return $"<mrow><mo>|</mo>{x[0]}<mo>|</mo></mrow>";
        }

        // The text template with its literal parts as operators.
        string template = row.Text ?? op.ToString().ToLowerInvariant() + "(" + string.Join(", ", Enumerable.Range(0, row.Arity).Select(k => "{" + k + "}")) + ")";
        var parts = new List<string>();
        int start = 0;
        while (start < template.Length)
        {
            int brace = template.IndexOf('{', start);
            string literal = brace < 0 ? template.Substring(start) : template.Substring(start, brace - start);
            if (literal.Trim().Length > 0)
            {
                parts.Add($"<mo>{CSharpText.Xml(literal.Trim())}</mo>");
            }

            if (brace < 0)
            {
                break;
            }

            parts.Add(x[template[brace + 1] - '0']);
            start = brace + 3;
        }

        return $"<mrow>{string.Concat(parts)}</mrow>";
    }
}
