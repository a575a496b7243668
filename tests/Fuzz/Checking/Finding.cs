using System.Globalization;
using System.Linq;
using System.Text;
using LossGen.Fuzz.Grammar;

namespace LossGen.Fuzz.Checking;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Kind">What sort of thing; a shrunken declaration must show the same.</param>
/// <param name="Declaration">The declaration.</param>
/// <param name="Point">The number of the point; −1 for none.</param>
/// <param name="Detail">What was expected and what came.</param>
internal sealed record Finding(string Kind, Declaration Declaration, int Point, string Detail)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Kind}: {Detail}\n  seed {Declaration.Seed}{(Declaration.Topic.Length > 0 ? ", " + Declaration.Topic : "")}, {Declaration.Columns} columns\n");
        if (Point >= 0)
        {
            text.Append("  at ").AppendJoin(", ", Declaration.Parameters.Select(p => $"{p.Name} = {Text(p.Values[Point])}")).Append('\n');
        }

        return text.Append("  ").Append(Declaration.Text("F").TrimEnd().Replace("\n", "\n  ", System.StringComparison.Ordinal)).ToString();
    }

    private static string Text(object value) => value switch
    {
        Row row => "[" + string.Join(", ", row.Values.ToArray().Select(Grammar.Declaration.Number)) + "]",
        Table table => "{" + string.Join(", ", Enumerable.Range(0, table.Rows).Select(i => Text(table[i]))) + "}",
        double number => Grammar.Declaration.Number(number),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
