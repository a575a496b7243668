using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Prints the public methods for one element type: documentation, checks, and the call into a kernel.</summary>
internal sealed partial class EntryPointEmitter
{
    private const string LossSumText = "The weighted sum of the losses, the sum of the weights, and the number of samples.";
    private const string Options = "global::System.Threading.Tasks.ParallelOptions?";
    private readonly Blueprint _loss;
    private readonly Element _element;

    /// <summary>Whether numbers are stored in 16 bits and computed in <see cref="Element.Single"/>.</summary>
    private readonly bool _isHalf;
    private readonly string _t;
    private readonly string _in;
    private readonly string _out;
    private readonly string[] _gradients;
    private readonly string[] _hessians;

    public EntryPointEmitter(Blueprint loss, Element element, bool isHalf = false)
    {
        _loss = loss;
        _element = element;
        _isHalf = isHalf;
        _t = isHalf ? "global::System.Half" : Computed;
        _in = $"global::System.ReadOnlySpan<{_t}>";
        _out = $"global::System.Span<{_t}>";
        _gradients = Enumerable.Range(0, loss.Inputs.Length).Select(k => loss.Output(k, "gradient")).ToArray();
        _hessians = Enumerable.Range(0, loss.Inputs.Length).Select(k => loss.Output(k, "hessian")).ToArray();
    }

    /// <summary>What the kernel computes with.</summary>
    private string Computed => _element == Element.Single ? "float" : "double";

    /// <summary>A name of the generator's own that no parameter of the declaration has.</summary>
    private string Own(string name)
    {
        while (_loss.Model.Parameters.Any(p => p.Name == name) || _gradients.Contains(name) || _hessians.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>The type of numbers in the documentation.</summary>
    private string Stored => _isHalf ? "Half</c>, computed in <c>float" : _t;

    private IEnumerable<ParameterModel> Data => _loss.Data.Select(k => _loss.Model.Parameters[k]);

    private string DataList => string.Join(", ", Data.Select(p => $"{SpanType(p)} {CSharpText.Identifier(p.Name)}")) + (_loss.HasColumns ? ", int columns" : string.Empty);

    private string DataNames => string.Join(", ", Data.Select(p => CSharpText.Identifier(p.Name))) + (_loss.HasColumns ? ", columns" : string.Empty);

    public void Emit(SourceWriter w)
    {
        string sum = Own("sum"), scale = Own("scale"), lowest = Own("lowest"), count = Own("count"), counted = Own("counted"), total = Own("total");
        string noOutputs = string.Concat(Enumerable.Repeat(", default", _gradients.Length + _hessians.Length));
        string gradientArguments = string.Concat(_gradients.Select(g => ", " + CSharpText.Identifier(g)));
        string noHessians = string.Concat(Enumerable.Repeat(", default", _hessians.Length));
        string result = $"return new global::LossGen.LossSum({sum}, {total}, {counted});";

        Document(w, "The loss of a batch.", ["weight", "parallel"], LossSumText);
        using (w.Open($"public global::LossGen.LossSum Forward({DataList}, {_in} weight = default, {Options} parallel = null)"))
        {
            Weigh(w);
            w.Line($"double {sum} = Run({Mode(curvature: false)}{SumSwitches}, {count}, {DataNames}, weight, nameof(weight), default{noOutputs}, 1.0, 0.0, parallel);");
            w.Line(result);
        }

        w.Line();
        Document(w, "The loss of every sample, unweighted.", ["losses", "parallel"], null);
        using (w.Open($"public void ForwardEach({DataList}, {_out} losses, {Options} parallel = null)"))
        {
            w.Line($"int {count} = Check({DataNames}, out _);");
            w.Line($"{KernelNames.Runtime}.KernelChecks.LongEnough<{_t}>(losses, {count}, nameof(losses));");
            w.Line($"Run({Mode(curvature: false, counts: false)}{(_loss.IsRow ? "0u" : "2u")}, {count}, {DataNames}, default, \"weight\", losses{noOutputs}, 1.0, 0.0, parallel);");
        }

        w.Line();
        Document(w, "The loss of a batch and its gradient, in one pass.", [.. _gradients, "weight", "reduction", "parallel"], LossSumText);
        using (w.Open($"public global::LossGen.LossSum ForwardBackward({DataList}, {Outputs(_gradients)}, {_in} weight = default, global::LossGen.Reduction reduction = global::LossGen.Reduction.Mean, {Options} parallel = null)"))
        {
            Weigh(w);
            w.Line($"double {scale} = {KernelNames.Runtime}.KernelEntry.Scale(reduction, {total}, {counted});");
            w.Line($"double {sum} = Run({Mode(curvature: false)}{SumSwitches}{Wanted(_gradients, FirstGradient)}, {count}, {DataNames}, weight, nameof(weight), default{gradientArguments}{noHessians}, {scale}, 0.0, parallel);");
            w.Line(result);
        }

        w.Line();
        Document(w, "The gradient of every sample times its upstream factor.", ["upstream", .. _gradients, "parallel"], null);
        using (w.Open($"public void Backward({DataList}, {_in} upstream, {Outputs(_gradients)}, {Options} parallel = null)"))
        {
            w.Line($"int {count} = Check({DataNames}, out _);");
            w.Line($"{KernelNames.Runtime}.KernelChecks.SameLength<{_t}>(upstream, {count}, nameof(upstream));");
            w.Line($"Run({Mode(curvature: false, counts: false)}{(_loss.IsRow ? "0u" : "4u")}{Wanted(_gradients, FirstGradient)}, {count}, {DataNames}, upstream, nameof(upstream), default{gradientArguments}{noHessians}, 1.0, 0.0, parallel);");
        }

        w.Line();
        Document(w, "The loss of a batch, and of every sample the gradient and the second derivative, both times the sample's weight.", [.. _gradients, .. _hessians, "weight", "curvature", "floor", "parallel"], LossSumText);
        w.Line("/// <exception cref=\"global::System.NotSupportedException\"><paramref name=\"curvature\"/> asks for a bound and none is known.</exception>");
        using (w.Open($"public global::LossGen.LossSum GradientHessian({DataList}, {Outputs(_gradients)}, {Outputs(_hessians)}, {_in} weight = default, global::LossGen.Curvature curvature = global::LossGen.Curvature.Exact, double floor = 0, {Options} parallel = null)"))
        {
            string bound = Own("bound");
            w.Line(_loss.CurvatureBound > 0
                ? $"double {bound} = {KernelNames.Runtime}.KernelEntry.CurvatureFactor(curvature, {CSharpText.Literal(_loss.CurvatureBound)});"
                : $"{KernelNames.Runtime}.KernelEntry.ExactCurvature(curvature, nameof({CSharpText.Identifier(_loss.Model.TypeName)}));");
            w.Line($"double {lowest} = {KernelNames.Runtime}.KernelEntry.Floor(floor);");
            Weigh(w);
            string switches = _loss.IsRow
                ? $"0u{Wanted(_gradients, 0)}{Wanted(_hessians, _loss.Slots.Count)}"
                : $"(weight.IsEmpty ? 0u : 1u){Wanted(_gradients, 1)}{Wanted(_hessians, 1 + _gradients.Length)}";
            w.Line($"double {sum} = Run({Mode(curvature: true)}{switches}, {count}, {DataNames}, weight, nameof(weight), default{gradientArguments}{string.Concat(_hessians.Select(h => ", " + CSharpText.Identifier(h)))}, 1.0, {lowest}, parallel{(_loss.CurvatureBound > 0 ? ", " + bound : string.Empty)});");
            w.Line(result);
        }

        w.Line();
        PrintValidate(w);
        PrintChecks(w);
        PrintRun(w);
        if (!_isHalf)
        {
            PrintArguments(w);
        }
    }

    /// <summary>The switches of a kernel that sums.</summary>
    private string SumSwitches => _loss.IsRow ? "0u" : "(weight.IsEmpty ? 1u : 5u)";

    /// <summary>The switch of the first gradient.</summary>
    private int FirstGradient => _loss.IsRow ? 0 : 3;

    /// <summary>The first argument of <c>Run</c>: which of the two kernels, or for a row kernel what the factors of its samples are.</summary>
    private string Mode(bool curvature, bool counts = true) =>
        _loss.IsRow ? (counts ? "1, " : "0, ") : curvature ? "true, " : "false, ";

    private string SpanType(ParameterModel p) => p.Type switch
    {
        ParameterType.Int => "global::System.ReadOnlySpan<int>",
        ParameterType.Bool => "global::System.ReadOnlySpan<bool>",
        _ => _in,
    };

    private string Outputs(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"{_out} {CSharpText.Identifier(n)}"));

    /// <summary>The switches of the outputs wanted. A table that several labels pick from has several derivatives and one output.</summary>
    private string Wanted(IReadOnlyList<string> names, int firstBit) =>
        string.Concat(_loss.Slots.Select((slot, k) => $" | ({CSharpText.Identifier(names[_loss.InputOf(slot.Parameter)])}.IsEmpty ? 0u : {1u << (firstBit + k)}u)"));

    /// <summary>Checks the data and the weights, and finds what the samples count in all.</summary>
    private void Weigh(SourceWriter w)
    {
        string count = Own("count"), counted = Own("counted"), total = Own("total");
        w.Line($"int {count} = Check({DataNames}, out int {counted});");
        w.Line($"double {total} = weight.IsEmpty ? {counted} : {KernelNames.Runtime}.KernelEntry.SumWeights(weight, {count});");
        if (_loss.CountsDiffer)
        {
            string noOutputs = string.Concat(Enumerable.Repeat(", default", _gradients.Length + _hessians.Length));
            string when = _loss.HasWeight ? string.Empty : $"if ({counted} < {count} && !weight.IsEmpty) ";
            w.Line($"{when}{{ {total} = Run(2, 0u, {count}, {DataNames}, weight, nameof(weight), default{noOutputs}, 1.0, 0.0, parallel); }}");
        }
    }

    private void Document(SourceWriter w, string summary, IReadOnlyList<string> others, string? returns)
    {
        w.Line($"/// <summary>{summary} For <c>{Stored}</c>.</summary>");
        foreach (ParameterModel p in Data)
        {
            w.Line($"/// <param name=\"{p.Name}\">{HyperEmitter.Describe(p)}</param>");
        }

        if (_loss.HasColumns)
        {
            w.Line("/// <param name=\"columns\">The number of columns of every row.</param>");
        }

        foreach (string name in others)
        {
            string text = name switch
            {
                "weight" => "One finite, non-negative weight per sample, or empty for weights of 1. A sample of weight 0 contributes exactly 0, even where its loss is infinite or NaN.",
                "losses" => "Receives one loss per sample.",
                "upstream" => "One factor per sample. Where it is 0 the gradient is exactly 0.",
                "reduction" => "What the gradient is divided by.",
                "curvature" => "Which curvature fills the Hessian.",
                "floor" => "If positive, second derivatives are lifted to at least this (times the weight); 0 leaves them as they are.",
                "parallel" => "Null for one thread. The result has the same bits for every number of threads.",
                _ when name.EndsWith("essian", System.StringComparison.Ordinal) => "Receives the second derivative of every sample; empty where it is not wanted.",
                _ => "Receives the gradient of every sample; empty where it is not wanted. " + InPlaceText(name),
            };
            w.Line($"/// <param name=\"{name}\">{text}</param>");
        }

        if (returns is not null)
        {
            w.Line($"/// <returns>{returns}</returns>");
        }

        w.Line("/// <exception cref=\"global::System.ArgumentException\">Lengths differ, or an output overlaps other memory of the call. Nothing has been written.</exception>");
    }
}
