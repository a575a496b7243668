using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LossGen.Bench;

/// <summary>Options of a verb: <c>--name value</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    public Options(IReadOnlyList<string> arguments)
    {
        for (int k = 0; k < arguments.Count; k += 2)
        {
            if (!arguments[k].StartsWith("--", StringComparison.Ordinal) || k + 1 == arguments.Count)
            {
                throw new ArgumentException($"'{arguments[k]}' is not an option with a value.");
            }

            _values[arguments[k][2..]] = arguments[k + 1];
        }
    }

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The options of these names that were given, as arguments.</summary>
    public IEnumerable<string> Only(params string[] names) => names.Where(_values.ContainsKey).SelectMany(n => (string[])["--" + n, _values[n]]);

    /// <summary>The value as it was given; null where it was not.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>Rows and columns, as in <c>8192x128,4096x1000</c>.</summary>
    public (int Rows, int Columns)[] Shapes(string name, IEnumerable<(int Rows, int Columns)> otherwise) =>
        Text(name)?.Split(',').Select(Shape).ToArray() ?? otherwise.ToArray();

    private static (int Rows, int Columns) Shape(string text)
    {
        string[] parts = text.Split('x');
        return parts.Length == 2 && int.TryParse(parts[0], out int rows) && int.TryParse(parts[1], out int columns) && rows > 0 && columns > 0
            ? (rows, columns)
            : throw new ArgumentException($"'{text}' is not a shape; shapes are rows and columns like 8192x128.");
    }
}
