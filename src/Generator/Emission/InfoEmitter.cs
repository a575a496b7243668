using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Analysis;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Emission;

/// <summary>Prints the <c>Info</c> of a loss.</summary>
internal static class InfoEmitter
{
    public static void Emit(SourceWriter w, Blueprint loss, FormulaText[] texts, IReadOnlyList<(string Where, string Taken)> kinks)
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
                w.Line($"        new global::LossGen.InputInfo({CSharpText.String(loss.SlotName(k))}, {Formula(texts[1 + k])}, {Formula(texts[1 + loss.Slots.Count + k])})");
                w.Line("        {");
                InputFacts facts = loss.Facts.Inputs[k];
                w.Line($"            Convexity = global::LossGen.Convexity.{facts.Convexity},");
                w.Line($"            Monotonicity = global::LossGen.Monotonicity.{facts.Monotonicity},");
                w.Line($"            GradientMinimum = {CSharpText.Literal(facts.Gradient.Low)},");
                w.Line($"            GradientMaximum = {CSharpText.Literal(facts.Gradient.High)},");
                w.Line($"            SecondDerivativeMinimum = {CSharpText.Literal(facts.Second.Low)},");
                w.Line($"            SecondDerivativeMaximum = {CSharpText.Literal(facts.Second.High)},");
                w.Line("        },");
            }

            w.Line("    },");
            w.Line("    new global::LossGen.Kink[]");
            w.Line("    {");
            foreach ((string where, string taken) in kinks)
            {
                w.Line($"        new global::LossGen.Kink({CSharpText.String(where)}, {CSharpText.String(taken)}),");
            }

            w.Line("    },");
            w.Line($"    new string[] {{ {string.Join(", ", loss.Rules.Distinct().Select(CSharpText.String))} }},");
            w.Line($"    {CSharpText.Literal(loss.Facts.Range.Low)},");
            w.Line($"    {CSharpText.Literal(loss.Facts.Range.High)});");
        }

        w.Line();
    }

    /// <summary>What is proven, as sentences for the documentation of the class; empty where there is nothing to say.</summary>
    public static string Facts(Blueprint loss)
    {
        var sentences = new List<string>();
        if (Between("loss", loss.Facts.Range) is string range)
        {
            sentences.Add(range);
        }

        for (int k = 0; k < loss.Slots.Count; k++)
        {
            InputFacts facts = loss.Facts.Inputs[k];
            string name = loss.SlotName(k);
            if (facts.Convexity != Convexity.Unknown)
            {
                sentences.Add($"{facts.Convexity.ToString().ToLowerInvariant()} in {name}");
            }

            if (facts.Monotonicity is Monotonicity.NonDecreasing or Monotonicity.NonIncreasing)
            {
                sentences.Add($"{(facts.Monotonicity == Monotonicity.NonDecreasing ? "non-decreasing" : "non-increasing")} in {name}");
            }

            sentences.AddRange(new[] { Between($"∂/∂{name}", facts.Gradient), Between($"∂²/∂{name}²", facts.Second) }.OfType<string>());
        }

        return string.Join("; ", sentences);
    }

    /// <summary>Null where nothing is known, or nothing that the formula does not show.</summary>
    private static string? Between(string what, Interval i)
    {
        bool below = !double.IsInfinity(i.Low), above = !double.IsInfinity(i.High);
        return i.Low == i.High || (!below && !above) ? null
            : below && above ? $"{Number(i.Low)} {(i.LowIsOpen ? "<" : "≤")} {what} {(i.HighIsOpen ? "<" : "≤")} {Number(i.High)}"
            : below ? $"{what} {(i.LowIsOpen ? ">" : "≥")} {Number(i.Low)}"
            : $"{what} {(i.HighIsOpen ? "<" : "≤")} {Number(i.High)}";
    }

    /// <summary>Six digits are enough for a reader; <c>Info</c> has all of them. Zero has no sign to him.</summary>
    private static string Number(double value) => (value + 0.0).ToString("G6", CultureInfo.InvariantCulture);

    private static string Formula(FormulaText f) =>
        $"new global::LossGen.Formula({CSharpText.String(f.Text)}, {CSharpText.String(f.Latex)}, {CSharpText.String(f.MathMl)})";

    /// <summary>Where a convention decides, and what it takes there.</summary>
    public static IReadOnlyList<(string Where, string Taken)> Kinks(Blueprint loss)
    {
        var formulas = new FormulaPrinter(loss.Model, loss.Model.Tape);
        return KinkFinder.Of(loss.Model)
            .Select(kink => (formulas.PrintInline(kink.Left) + " " + kink.Relation + (kink.Right < 0 ? string.Empty : " " + formulas.PrintInline(kink.Right)), kink.Taken))
            .ToArray();
    }
}
