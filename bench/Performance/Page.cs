using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LossGen.Bench;

/// <summary>A page of Markdown in the making.</summary>
internal sealed class Page
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a paragraph or a heading.</summary>
    public void Add(string paragraph) => _text.Append(_text.Length > 0 ? "\n" : string.Empty).Append(paragraph).Append('\n');

    /// <summary>Adds a table; numbers stand right but for the first column.</summary>
    public void AddTable(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[] lines = [Line(head), "|---|" + string.Concat(Enumerable.Repeat("--:|", head.Count - 1)), .. rows.Select(Line)];
        Add(string.Join("\n", lines));
    }

    public override string ToString() => _text.ToString();

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
