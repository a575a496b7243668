using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Prints constructor, properties and the fields of what depends on hyper-parameters alone.</summary>
internal static class HyperEmitter
{
    public static void Emit(SourceWriter w, Blueprint loss)
    {
        LossModel model = loss.Model;
        string type = CSharpText.Identifier(model.TypeName);
        ParameterModel[] hypers = loss.Hypers.Select(k => model.Parameters[k]).ToArray();
        int[] uniforms = loss.Uniforms(MachineOp.Uniform).Where(n => !loss.IsPerCall(n)).ToArray(), masks = loss.Uniforms(MachineOp.UniformMask).Where(n => !loss.IsPerCall(n)).ToArray();
        foreach (int n in uniforms)
        {
            w.Line($"private readonly double _u{n};");
        }

        foreach (int n in masks)
        {
            w.Line($"private readonly bool _m{n};");
        }

        foreach (ParameterModel p in loss.RowHypers)
        {
            w.Line($"private readonly float[] {Field(p, Element.Single)};");
            w.Line($"private readonly double[] {Field(p, Element.Double)};");
        }

        w.Line();
        w.Line($"/// <summary>Makes the loss{(hypers.Length == 0 ? string.Empty : " with its hyper-parameters")}.</summary>");
        foreach (ParameterModel p in hypers)
        {
            w.Line($"/// <param name=\"{p.Name}\">{Describe(p)}</param>");
        }

        if (hypers.Any(p => p.Range is not null))
        {
            w.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">A hyper-parameter is outside its range.</exception>");
        }

        string parameters = string.Join(", ", hypers.Select(p => $"{(p.Type == ParameterType.Row ? "global::System.ReadOnlySpan<double>" : p.TypeName)} {CSharpText.Identifier(p.Name)}{(p.Default is { } bits ? " = " + Default(p, bits) : string.Empty)}"));
        using (w.Open($"public {type}({parameters})"))
        {
            foreach (ParameterModel p in hypers)
            {
                string name = CSharpText.Identifier(p.Name);
                string property = "this." + CSharpText.Identifier(CSharpText.Pascal(p.Name));
                if (p.Type == ParameterType.Row)
                {
                    string range = p.Range is { } r ? $"{CSharpText.Literal(r.Minimum)}, {CSharpText.Literal(r.Maximum)}, {Bool(r.MinimumIsExclusive)}, {Bool(r.MaximumIsExclusive)}" : "double.NegativeInfinity, double.PositiveInfinity, false, false";
                    w.Line($"{Field(p, Element.Double)} = {KernelNames.Runtime}.KernelRows.CopyOf({name}, {range}, nameof({name}), out {Field(p, Element.Single)});");
                }
                else if (p.Range is { } range && p.Type is ParameterType.Double or ParameterType.Int)
                {
                    string check = $"{KernelNames.Runtime}.KernelChecks.InRange({name}, {CSharpText.Literal(p.Range!.Minimum)}, {CSharpText.Literal(p.Range.Maximum)}, {Bool(p.Range.MinimumIsExclusive)}, {Bool(p.Range.MaximumIsExclusive)}, nameof({name}))";
                    w.Line($"{property} = {(p.Type == ParameterType.Int ? "(int)" : string.Empty)}{check};");
                }
                else
                {
                    w.Line($"{property} = {name};");
                }
            }

            int[] all = [.. uniforms, .. masks];
            IReadOnlyList<string> values = new ScalarPrinter(model, loss.Scheduled).Print(w, all);
            for (int k = 0; k < all.Length; k++)
            {
                w.Line($"_{(k < uniforms.Length ? "u" : "m")}{all[k]} = {values[k]};");
            }
        }

        w.Line();
        if (hypers.All(p => p.Default is not null))
        {
            w.Line($"/// <summary>The loss with the default value of every hyper-parameter.</summary>");
            w.Line($"public static {type} Default {{ get; }} = new {type}();");
            w.Line();
        }

        foreach (ParameterModel p in hypers)
        {
            w.Line($"/// <summary>{Describe(p)}</summary>");
            w.Line(p.Type == ParameterType.Row
                ? $"public global::System.ReadOnlyMemory<double> {CSharpText.Identifier(CSharpText.Pascal(p.Name))} => {Field(p, Element.Double)};"
                : $"public {p.TypeName} {CSharpText.Identifier(CSharpText.Pascal(p.Name))} {{ get; }}");
            w.Line();
        }
    }

    /// <summary>The field that holds a row shared by all samples, in an element type.</summary>
    public static string Field(ParameterModel p, Element element) => $"_{p.Name}{(element == Element.Single ? "Single" : string.Empty)}";

    /// <summary>The text of a parameter, with its range.</summary>
    public static string Describe(ParameterModel p)
    {
        string text = p.Documentation.Length > 0 ? p.Documentation : p.Role switch
        {
            ParameterRole.Hyper when p.Type == ParameterType.Row => "One value per column, copied.",
            ParameterRole.Input when p.Type == ParameterType.Row => "A row of <c>columns</c> values per sample; the loss is differentiated with respect to it.",
            ParameterRole.Input when p.Type == ParameterType.Table => "A matrix of <c>columns</c> columns, whose rows are picked by an index; the loss is differentiated with respect to it.",
            ParameterRole.Target when p.Type == ParameterType.Row => "A row of <c>columns</c> values per sample.",
            ParameterRole.Target when p.Type == ParameterType.Table => "A matrix of <c>columns</c> columns, whose rows are picked by an index.",
            ParameterRole.Input => "One value per sample; the loss is differentiated with respect to it.",
            ParameterRole.Target => "One value per sample.",
            _ => $"The hyper-parameter <c>{p.Name}</c>.",
        };
        if (p.Range is { } range)
        {
            string lower = range.Minimum <= -double.MaxValue ? "(−∞" : (range.MinimumIsExclusive ? "(" : "[") + CSharpText.Round(range.Minimum);
            string upper = range.Maximum >= double.MaxValue ? "∞)" : CSharpText.Round(range.Maximum) + (range.MaximumIsExclusive ? ")" : "]");
            text += $" In {lower}, {upper}.";
        }

        return string.Join(" ", text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()));
    }

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Default(ParameterModel p, long bits)
    {
        double value = BitConverter.Int64BitsToDouble(bits);
        return p.Type switch
        {
            ParameterType.Bool => Bool(value != 0),
            ParameterType.Int => CSharpText.Int((long)value),
            ParameterType.Enum => $"({p.TypeName})({CSharpText.Int((long)value)})",
            _ => CSharpText.Literal(value),
        };
    }
}
