using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace LossGen.Fuzz.Grammar;

/// <summary>A random declaration.</summary>
/// <param name="Seed">What it was grown from.</param>
/// <param name="Loss">The loss of a sample.</param>
/// <param name="Weight">What a sample counts, where it says so.</param>
/// <param name="Columns">How many columns its rows are tried with.</param>
/// <param name="Style">Draws which parts have names and which choices are statements; null for one plain expression.</param>
/// <param name="Topic">The rule or the definition that it was grown around; empty for none.</param>
internal sealed record Declaration(int Seed, Expr Loss, Expr? Weight, int Columns, int? Style, string Topic)
{
    /// <summary>The text of a declaration that was not grown; its method is F.</summary>
    public string? Own { get; init; }

    /// <summary>The parameters in the order of the method: those with a default value last.</summary>
    public IReadOnlyList<Parameter> Parameters { get; } =
        Loss.IsVerbatim ? [.. Loss.Parameters] : [.. Loss.Parameters.Concat(Weight?.Parameters ?? []).Distinct().OrderBy(p => p.HasDefault).ThenBy(p => p.Name, StringComparer.Ordinal)];

    public IEnumerable<Parameter> Data => Parameters.Where(p => p.Role != Role.Hyper);

    public IEnumerable<Parameter> Hyper => Parameters.Where(p => p.Role == Role.Hyper);

    /// <summary>Whether calls take the number of columns.</summary>
    public bool HasColumns => Data.Any(p => p.HasColumns);

    /// <summary>Whether its kernels go over rows: of columns, or of samples of which some do not count.</summary>
    public bool HasRowKernel => Weight is not null || Own is not null || Parameters.Any(p => p.HasColumns || p.IgnoreLabel is not null);

    public int Points => Loss.Values.Length;

    /// <summary>The C# of it.</summary>
    public string Text(string name)
    {
        if (Own is not null)
        {
            return Own.Replace(" F(", $" {name}(", StringComparison.Ordinal);
        }

        var writer = new Body(Style);
        string body = writer.Write(Loss, Weight);
        return $"[Loss] internal static double {name}({string.Join(", ", Parameters.Select(Signature))})\n{body}\n";
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "double.PositiveInfinity" : double.IsNegativeInfinity(value) ? "double.NegativeInfinity" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Signature(Parameter p)
    {
        var attributes = new List<string>();
        if (p.Role == Role.Target && !(p.Kind == Kind.Index && p.IgnoreLabel is null))
        {
            attributes.Add(p.IgnoreLabel is { } label ? $"Target(IgnoreLabel = {Number(label)})" : "Target");
        }

        if (p.Role == Role.Hyper && !p.HasDefault)
        {
            attributes.Add("Hyper");
        }

        if (p.Range is { } range)
        {
            attributes.Add($"Range({Number(range.Low)}, {Number(range.High)})");
        }

        string type = p.Kind switch { Kind.Vector => "Row", Kind.Index => "int", Kind.Truth => "bool", Kind.Table => "Table", _ => "double" };
        string value = p.HasDefault ? " = " + (p.Values[0] is bool truth ? (truth ? "true" : "false") : Number((double)p.Values[0])) : "";
        return $"{(attributes.Count > 0 ? $"[{string.Join(", ", attributes)}] " : "")}{type} {p.Name}{value}";
    }

    /// <summary>Writes expressions as statements: some parts get names, some choices become <c>if</c>.</summary>
    private sealed class Body(int? style)
    {
        private readonly Random? _random = style is { } seed ? new Random(seed) : null;
        private int _locals;

        public string Write(Expr loss, Expr? weight)
        {
            if (_random is null)
            {
                return weight is null ? $"    => {Plain(loss)};" : $"    => Weighted({Plain(loss)}, {Plain(weight)});";
            }

            var text = new StringBuilder("{\n");
            if (weight is not null)
            {
                string value = Value(loss, text, new Dictionary<Expr, string>());
                text.Append($"    return Weighted({value}, {Plain(weight)});\n");
            }
            else
            {
                Return(loss, text, []);
            }

            return text.Append('}').ToString();
        }

        private static string Plain(Expr e) =>
            e.IsLeaf ? e.Text : string.Format(CultureInfo.InvariantCulture, e.Production!.Text, [.. e.Operands.Select(Plain)]);

        private void Return(Expr e, StringBuilder text, Dictionary<Expr, string> known)
        {
            if (e.Production?.Name == "?:" && Often(0.5))
            {
                string condition = Value(e.Operands[0], text, known);
                text.Append($"    if ({condition})\n    {{\n");
                Return(e.Operands[1], text, new(known));
                text.Append("    }\n");
                bool otherwise = Often(0.3);
                text.Append(otherwise ? "    else\n    {\n" : "");
                Return(e.Operands[2], text, new(known));
                text.Append(otherwise ? "    }\n" : "");
                return;
            }

            string value = Value(e, text, known);
            text.Append($"    return {value};\n");
        }

        /// <summary>The text of a value; what it needs is computed by statements before.</summary>
        private string Value(Expr e, StringBuilder text, Dictionary<Expr, string> known)
        {
            if (e.IsLeaf || known.TryGetValue(e, out _))
            {
                return e.IsLeaf ? e.Text : known[e];
            }

            bool choice = e.Production!.Name == "?:" && e.Kind != Kind.Truth && Often(0.35);
            string type = e.Kind switch { Kind.Vector => "Row", Kind.Truth => "bool", Kind.Index => "int", _ => "double" };
            string name = "v" + Number(_locals++);
            if (choice)
            {
                string condition = Value(e.Operands[0], text, known);
                bool preset = Often(0.5);
                string first = preset ? Value(e.Operands[2], text, known) : "";
                text.Append(preset ? $"    {type} {name} = {first};\n    if ({condition})\n    {{\n" : $"    {type} {name};\n    if ({condition})\n    {{\n");
                Assign(e.Operands[1]);
                text.Append("    }\n");
                if (!preset)
                {
                    text.Append("    else\n    {\n");
                    Assign(e.Operands[2]);
                    text.Append("    }\n");
                }

                known[e] = name;
                return name;
            }

            string value = string.Format(CultureInfo.InvariantCulture, e.Production.Text, [.. e.Operands.Select(o => Value(o, text, known))]);
            if (!Often(0.2))
            {
                return value;
            }

            text.Append($"    {(e.Kind != Kind.Index && Often(0.3) ? "var" : type)} {name} = {value};\n");
            known[e] = name;
            return name;

            void Assign(Expr value)
            {
                string assigned = Value(value, text, new(known));
                text.Append($"    {name} = {assigned};\n");
            }
        }

        private bool Often(double share) => _random!.NextDouble() < share;
    }
}
