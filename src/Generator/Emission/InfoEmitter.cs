using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Emission;

/// <summary>Prints the <c>Info</c> of a loss.</summary>
internal static class InfoEmitter
{
    public static void Emit(SourceWriter w, Blueprint loss, FormulaText[] texts)
    {
        w.Line("/// <summary>The formula, its derivatives, the kinks with the value taken there, and the rewrite rules used.</summary>");
        w.Line("public static global::LossGen.LossInfo Info => InfoHolder.Value;");
        w.Line();
        w.Line("/// <summary>Made when it is first asked for.</summary>");
        using (w.Open("private static class InfoHolder"))
        {
            w.Line("public static readonly global::LossGen.LossInfo Value = new global::LossGen.LossInfo(");
            w.Line($"    {CSharpText.String(loss.Model.TypeName)},");
            w.Line($"    {CSharpText.String(loss.Model.Source)},");
            w.Line($"    {Formula(texts[0])},");
            w.Line("    new global::LossGen.InputInfo[]");
            w.Line("    {");
            for (int k = 0; k < loss.Slots.Count; k++)
            {
                w.Line($"        new global::LossGen.InputInfo({CSharpText.String(loss.SlotName(k))}, {Formula(texts[1 + k])}, {Formula(texts[1 + loss.Slots.Count + k])}),");
            }

            w.Line("    },");
            w.Line("    new global::LossGen.Kink[]");
            w.Line("    {");
            foreach ((string where, string taken) in Kinks(loss))
            {
                w.Line($"        new global::LossGen.Kink({CSharpText.String(where)}, {CSharpText.String(taken)}),");
            }

            w.Line("    },");
            w.Line($"    new string[] {{ {string.Join(", ", loss.Rules.Distinct().Select(CSharpText.String))} }},");
            w.Line($"    {CSharpText.Literal(loss.Minimum)},");
            w.Line($"    {CSharpText.Literal(loss.Maximum)});");
        }

        w.Line();
    }

    private static string Formula(FormulaText f) =>
        $"new global::LossGen.Formula({CSharpText.String(f.Text)}, {CSharpText.String(f.Latex)}, {CSharpText.String(f.MathMl)})";

    /// <summary>Where a convention decides: |x|, max and min, and the borders of selections.</summary>
    private static IEnumerable<(string Where, string Taken)> Kinks(Blueprint loss)
    {
        Tape tape = loss.Tape;
        var formulas = new FormulaPrinter(loss.Model, tape);
        bool[] live = tape.Reachable(tape.Roots[0]);
        var varies = new bool[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node node = tape[i];
            varies[i] = node.Op == OpCode.Data && loss.Model.Parameters[(int)node.Payload].Role == Pipeline.ParameterRole.Input;
            for (int k = 0; k < tape.Arity(i); k++)
            {
                varies[i] |= varies[node.Operand(k)];
            }

            if (!live[i] || !varies[i])
            {
                continue;
            }

            switch (node.Op)
            {
                case OpCode.Abs:
                    yield return (formulas.PrintInline(node.A) + " = 0", "slope 0 for the absolute value");
                    break;
                case OpCode.Max or OpCode.Min:
                    yield return (
                        formulas.PrintInline(node.A) + " = " + formulas.PrintInline(node.B),
                        varies[node.A] && varies[node.B] ? "half the slope of each side" : "the slope of the constant side, 0");
                    break;
                case OpCode.Select when tape[node.A].Op is OpCode.Less or OpCode.LessOrEqual:
                    Node test = tape[node.A];
                    yield return (
                        formulas.PrintInline(test.A) + " = " + formulas.PrintInline(test.B),
                        test.Op == OpCode.Less ? "the derivative of the second branch" : "the derivative of the first branch");
                    break;
            }
        }
    }
}
