using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.Tests;

namespace LossGen.Generator.Tests;

/// <summary>The table of stable forms in the documentation names rules and primitives that exist.</summary>
public class StableFormTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "stable-forms.md"))
            .Where(l => Regex.IsMatch(l, @"^\| [RLD]\d"))
            .Select(l => Regex.Split(l.Trim('|', ' '), @"(?<!\\)\|").Select(c => c.Trim()).ToArray()),
    ];

    [Fact]
    public void Every_number_has_a_row() =>
        Assert.Equal(
            [.. Enumerable.Range(1, 41).Select(k => $"R{k}"), .. Enumerable.Range(1, 20).Select(k => $"L{k}"), .. Enumerable.Range(1, 21).Select(k => $"D{k}")],
            Rows.Select(r => r[0]).Where(id => !id.EndsWith('b')));

    [Fact]
    public void Every_row_names_what_exists()
    {
        HashSet<string> rules = [.. RuleSet.AllRules.Select(r => r.Name), .. RuleSet.CodedRules.Select(r => r.Name)];
        foreach (string[] row in Rows)
        {
            Assert.Equal(4, row.Length);
            string[] names = Names(row);
            Assert.True(names.Length > 0 || row[3].Contains("no rule", StringComparison.Ordinal), string.Join(" | ", row));
            Assert.All(names, n => Assert.True(n.StartsWith("OpCode.", StringComparison.Ordinal) ? Enum.TryParse(n[7..], out OpCode op) && (OpTable.Row(op).IsEvaluation || DerivativeRules.Has(op)) : rules.Contains(n), n));
        }
    }

    private static string[] Names(string[] row) => [.. Regex.Matches(row[3], "`([^`]+)`").Select(m => m.Groups[1].Value)];
}
