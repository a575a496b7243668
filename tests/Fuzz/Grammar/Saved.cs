using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Fuzz.Grammar;

/// <summary>
/// Declarations from a file, as findings print them: a line or more of comment that begins with <c>#</c>, perhaps a line <c>at x = 1, r = [0, 2]</c> with values for the first point, and the declaration.
/// </summary>
internal static class Saved
{
    private const int Columns = 3;

    public static IReadOnlyList<Declaration> Read(string path) =>
        [.. File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(b => b.Trim()).Where(b => b.Contains("[Loss]", StringComparison.Ordinal)).Select(Parse)];

    public static Declaration Parse(string block)
    {
        string[] lines = [.. block.Split('\n').SkipWhile(l => l.TrimStart().StartsWith('#'))];
        var values = new Dictionary<string, double[]>();
        if (lines[0].TrimStart().StartsWith("at ", StringComparison.Ordinal))
        {
            foreach (string part in Parts(lines[0].Trim()[3..]))
            {
                string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
                values[sides[0]] = sides[1] is "True" or "False" ? [sides[1] == "True" ? 1 : 0] : [.. sides[1].Trim('[', ']', '{', '}').Split(',').Select(v => double.Parse(v.Trim(' ', '[', ']'), CultureInfo.InvariantCulture))];
            }

            lines = lines[1..];
        }

        string text = string.Join('\n', lines).Trim() + "\n";
        var method = (MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(text)!;
        ParameterSyntax[] parameters = [.. method.ParameterList.Parameters];
        int columns = parameters.Where(p => TypeOf(p) == Kind.Vector && values.ContainsKey(p.Identifier.Text)).Select(p => values[p.Identifier.Text].Length).FirstOrDefault(Columns);
        var random = new Random(1);
        Parameter[] made = [.. parameters.Select(p => Make(p, columns, values.GetValueOrDefault(p.Identifier.Text), random))];
        return new Declaration(0, Expr.Verbatim(made), null, columns, null, "saved") { Own = text };
    }

    private static Parameter Make(ParameterSyntax p, int columns, double[]? first, Random random)
    {
        Kind kind = TypeOf(p);
        AttributeSyntax[] attributes = [.. p.AttributeLists.SelectMany(l => l.Attributes)];
        AttributeSyntax? range = attributes.FirstOrDefault(a => a.Name.ToString() == "Range"), target = attributes.FirstOrDefault(a => a.Name.ToString() == "Target");
        Domain domain = range is null ? Domain.Usual : new(Number(range.ArgumentList!.Arguments[0].Expression), Number(range.ArgumentList.Arguments[1].Expression));
        Role role = p.Default is not null || attributes.Any(a => a.Name.ToString() == "Hyper") ? Role.Hyper : target is not null || kind is Kind.Index or Kind.Truth ? Role.Target : Role.Input;
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(Math.Max(domain.Low, -9) + ((Math.Min(domain.High, 9) - Math.Max(domain.Low, -9)) * random.NextDouble())))];
        object Value(double[]? given) => kind switch
        {
            Kind.Vector => new Row(given ?? Numbers(columns)),
            Kind.Table => new Table(columns, given ?? Numbers(columns * Grower.TableRows)),
            Kind.Truth => given is not null ? given[0] != 0 : random.Next(2) == 0,
            Kind.Index => given is not null ? (int)given[0] : random.Next(Math.Min(columns, Grower.TableRows)),
            _ => (given ?? Numbers(1))[0],
        };
        double[]? fixedValue = p.Default is { } value ? [value.Value.ToString() is "true" ? 1 : value.Value.ToString() is "false" ? 0 : Number(value.Value)] : first;
        object one = Value(fixedValue);
        return new Parameter(p.Identifier.Text, kind, role, [one, .. Enumerable.Range(1, Grower.Points - 1).Select(_ => role == Role.Hyper || kind == Kind.Table ? one : Value(null))])
        {
            Range = range is null ? null : domain,
            HasDefault = p.Default is not null,
            IgnoreLabel = target?.ArgumentList is { } list ? (int)Number(list.Arguments[0].Expression) : null,
        };
    }

    private static Kind TypeOf(ParameterSyntax p) => p.Type!.ToString() switch { "Row" => Kind.Vector, "Table" => Kind.Table, "int" => Kind.Index, "bool" => Kind.Truth, _ => Kind.Real };

    private static double Number(ExpressionSyntax e) => double.Parse(e.ToString().Trim('(', ')'), CultureInfo.InvariantCulture);

    /// <summary>Splits at the commas outside of brackets.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                yield return text[start..i];
                start = i + 1;
            }
            else
            {
                depth += text[i] is '[' or '{' ? 1 : text[i] is ']' or '}' ? -1 : 0;
            }
        }
    }
}
