using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Bench;

/// <summary>One call on the data: returns the mean loss, and writes its gradients where it is asked for them.</summary>
internal delegate double Pass(RaceData data);

/// <summary>What the data are read and written in.</summary>
internal enum Storage
{
    Single,
    Double,
    Half,
}

/// <summary>Someone who does the work of a case, on data in <paramref name="Storage"/>.</summary>
internal readonly record struct Runner(string Name, Pass Pass, Storage Storage = Storage.Single);

/// <summary>One pass of a loss, and who does it: the generated kernel first, called <see cref="Generated"/>.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Pass">What is computed, and how; one of the names below.</param>
/// <param name="Kind">What the arrays hold.</param>
/// <param name="Runners">Those who need nothing but this program.</param>
/// <param name="Native">The hand-written C++ kernel.</param>
internal sealed record RaceCase(string Loss, string Pass, DataKind Kind, IReadOnlyList<Runner> Runners, Func<NativeKernels, Pass>? Native = null)
{
    public const string Generated = "generated";
    public const string Cpp = "native";
    public const string Scalar = "scalar";
    public const string Tensor = "tensor";
    public const string Blocked = "blocked";
    public const string Single = "single";
    public const string OneThread = "one-thread";

    /// <summary>The mean loss of <see cref="float"/> data.</summary>
    public const string Forward = "Forward";

    /// <summary>The same, and its gradient.</summary>
    public const string ForwardBackward = "ForwardBackward";

    /// <summary>The same in <see cref="double"/>.</summary>
    public const string Double = "Double";

    /// <summary>The same with inputs and gradients in <see cref="System.Half"/>; gradients are those of the sum, as those of the mean would vanish.</summary>
    public const string Half = "Half";

    /// <summary>The same as <see cref="ForwardBackward"/> on two threads.</summary>
    public const string TwoThreads = "TwoThreads";

    private static readonly (int Rows, int Columns)[] RowShapes = [(65536, 10), (8192, 128), (4096, 1000), (512, 32000)];
    private static readonly (int Rows, int Columns)[] ElementShapes = [(4096, 1), (65536, 1), (1 << 20, 1), (1 << 24, 1)];

    public static IReadOnlyList<RaceCase> All { get; } = [.. ElementCases.All, .. RowCases.All];

    /// <summary>A loss of elements, whose rows have one column.</summary>
    public bool IsElementwise => Kind < DataKind.Logits;

    /// <summary>The shapes that are raced where none are asked for.</summary>
    public IReadOnlyList<(int Rows, int Columns)> DefaultShapes => IsElementwise ? ElementShapes : Kind == DataKind.Logits ? RowShapes : RowShapes[1..3];

    /// <summary>The passes of the losses and their shapes: those that the options ask for, or else all.</summary>
    public static IEnumerable<(RaceCase Case, int Rows, int Columns)> Chosen(Options options)
    {
        string[] losses = Known("loss", options.Text("losses"), c => c.Loss), passes = Known("pass", options.Text("passes"), c => c.Pass);
        return All.Where(c => losses.Contains(c.Loss) && passes.Contains(c.Pass))
            .SelectMany(c => options.Shapes("shapes", c.DefaultShapes).Where(s => c.IsElementwise == (s.Columns == 1)).Select(s => (c, s.Rows, s.Columns)));
    }

    /// <summary>What the work is called in what a child prints.</summary>
    public string Work(int rows, int columns) => $"{Loss}.{Pass}@{rows}x{columns}";

    private static string[] Known(string what, string? asked, Func<RaceCase, string> name)
    {
        string[] all = All.Select(name).Distinct().ToArray();
        return asked?.Split(',').Select(a => all.FirstOrDefault(n => string.Equals(n, a, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"No {what} '{a}'; there are {string.Join(", ", all)}.")).ToArray() ?? all;
    }
}
