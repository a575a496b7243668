using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Accuracy.Losses;

/// <summary>The largest error of one result of a loss, in units of its bound, and where.</summary>
/// <param name="Ratio">Error over bound.</param>
/// <param name="Ulps">The error in units in the last place.</param>
/// <param name="Actual">What was computed.</param>
/// <param name="Exact">What is right, rounded.</param>
/// <param name="At">The inputs and hyper-parameters.</param>
internal sealed record WorstRatio(double Ratio, double Ulps, double Actual, double Exact, string At);

/// <summary>What was found about one loss in one element type.</summary>
/// <param name="Class">The class.</param>
/// <param name="Single">Whether in <c>float</c>.</param>
internal sealed class Findings(string @class, bool single)
{
    private readonly Dictionary<(string Source, string Output), WorstRatio> _worst = [];

    public string Class => @class;

    public bool Single => single;

    /// <summary>How many results were compared.</summary>
    public long Count { get; set; }

    /// <summary>How many derivatives were not, because they stand on a kink or a pole, where a convention decides.</summary>
    public long Kinks { get; set; }

    /// <summary>How many points lie outside of the domain of the formula.</summary>
    public long Outside { get; set; }

    public WorstRatio? this[string source, string output] => _worst.GetValueOrDefault((source, output));

    public IEnumerable<string> Outputs(string source) => _worst.Keys.Where(k => k.Source == source).Select(k => k.Output);

    public void Set(string source, string output, WorstRatio worst) => _worst[(source, output)] = worst;

    /// <summary>The largest of a source's outputs of an order: the value, the gradients, the second derivatives.</summary>
    public double? Largest(string source, int order)
    {
        double[] ratios = _worst.Where(w => w.Key.Source == source && OrderOf(w.Key.Output) == order).Select(w => w.Value.Ratio).ToArray();
        return ratios.Length == 0 ? null : ratios.Max();
    }

    public static string Output(int order, string input) => order switch { 0 => "value", 1 => $"∂/∂{input}", _ => $"∂²/∂{input}²" };

    private static int OrderOf(string output) => output == "value" ? 0 : output.StartsWith("∂²", StringComparison.Ordinal) ? 2 : 1;
}
