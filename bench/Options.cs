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

    public int[] Numbers(string name, int otherwise) => List(name, otherwise.ToString(CultureInfo.InvariantCulture)).Select(t => int.Parse(t, CultureInfo.InvariantCulture)).ToArray();

    public string[] List(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise).Split(',');
}
