using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Fuzz.Running;

namespace LossGen.Fuzz.Reporting;

/// <summary>The arguments of the program.</summary>
internal sealed record Options
{
    public const string Usage = """
        --count N       how many declarations (1000)
        --seed N        the number of the first one (1)
        --processes N   how many processes work at once (1)
        --shrink N      how many findings of a kind a process makes smaller (2)
        --depth D       none: coverage alone; quick: one kernel of a declaration; usual: one of each element type; whole: all (usual)
        --file PATH     declarations from a file instead, as findings print them
        --show          print the declarations only
        """;

    public int Count { get; private init; } = 1000;

    public int Seed { get; private init; } = 1;

    public int Processes { get; private init; } = 1;

    public int Shrinks { get; private init; } = 2;

    public Depth Depth { get; private init; } = Depth.Usual;

    public string? File { get; private init; }

    public bool Shows { get; private init; }

    /// <summary>Whether another process reads what is printed.</summary>
    public bool IsChild { get; private init; }

    /// <summary>Null where the arguments are not understood.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Count; i++)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            int number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1;
            Options? next = arguments[i] switch
            {
                "--count" when number >= 0 => options with { Count = number },
                "--seed" when number >= 0 => options with { Seed = number },
                "--processes" when number > 0 => options with { Processes = number },
                "--shrink" when number >= 0 => options with { Shrinks = number },
                "--file" when value.Length > 0 => options with { File = value },
                "--depth" when Enum.TryParse(value, ignoreCase: true, out Depth depth) => options with { Depth = depth },
                "--show" => options with { Shows = true },
                "--child" => options with { IsChild = true },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
            i += arguments[i] is "--show" or "--child" ? 0 : 1;
        }

        return options;
    }
}
