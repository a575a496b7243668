using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Prints the public methods for one element type: documentation, checks, and the call into a kernel.</summary>
internal sealed class EntryPointEmitter
{
    private const string Options = "global::System.Threading.Tasks.ParallelOptions?";
    private readonly Blueprint _loss;
    private readonly Element _element;
    private readonly string _t;
    private readonly string _in;
    private readonly string _out;
    private readonly string[] _gradients;
    private readonly string[] _hessians;

    public EntryPointEmitter(Blueprint loss, Element element)
    {
        _loss = loss;
        _element = element;
        _t = element == Element.Single ? "float" : "double";
        _in = $"global::System.ReadOnlySpan<{_t}>";
        _out = $"global::System.Span<{_t}>";
        _gradients = Enumerable.Range(0, loss.Inputs.Length).Select(k => loss.Output(k, "gradient")).ToArray();
        _hessians = Enumerable.Range(0, loss.Inputs.Length).Select(k => loss.Output(k, "hessian")).ToArray();
    }

    /// <summary>A name of the generator's own that no parameter of the declaration has.</summary>
    private string Own(string name)
    {
        while (_loss.Model.Parameters.Any(p => p.Name == name) || _gradients.Contains(name) || _hessians.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    private IEnumerable<ParameterModel> Data => _loss.Data.Select(k => _loss.Model.Parameters[k]);

    private string DataList => string.Join(", ", Data.Select(p => $"{SpanType(p)} {CSharpText.Identifier(p.Name)}"));

    private string DataNames => string.Join(", ", Data.Select(p => CSharpText.Identifier(p.Name)));

    private string First => CSharpText.Identifier(Data.First().Name);

    public void Emit(SourceWriter w)
    {
        string total = Own("total"), weighted = Own("weighted"), sum = Own("sum"), scale = Own("scale"), lowest = Own("lowest");
        string noOutputs = string.Concat(Enumerable.Repeat(", default", _gradients.Length + _hessians.Length));
        string gradientArguments = string.Concat(_gradients.Select(g => ", " + CSharpText.Identifier(g)));
        string noHessians = string.Concat(Enumerable.Repeat(", default", _hessians.Length));

        Document(w, "The loss of a batch.", ["weight", "parallel"], "The weighted sum of the losses, the sum of the weights, and the number of samples.");
        using (w.Open($"public global::LossGen.LossSum Forward({DataList}, {_in} weight = default, {Options} parallel = null)"))
        {
            Weigh(w);
            w.Line($"double {sum} = Run(false, {weighted} ? 5u : 1u, {DataNames}, weight, nameof(weight), default{noOutputs}, 1.0, 0.0, parallel);");
            w.Line($"return new global::LossGen.LossSum({sum}, {total}, {First}.Length);");
        }

        w.Line();
        Document(w, "The loss of every sample, unweighted.", ["losses", "parallel"], null);
        using (w.Open($"public void ForwardEach({DataList}, {_out} losses, {Options} parallel = null)"))
        {
            w.Line($"KernelChecksOfData({DataNames});");
            w.Line($"{KernelNames.Runtime}.KernelChecks.LongEnough<{_t}>(losses, {First}.Length, nameof(losses));");
            w.Line($"Run(false, 2u, {DataNames}, default, \"weight\", losses{noOutputs}, 1.0, 0.0, parallel);");
        }

        w.Line();
        Document(w, "The loss of a batch and its gradient, in one pass.", [.. _gradients, "weight", "reduction", "parallel"], "The weighted sum of the losses, the sum of the weights, and the number of samples.");
        using (w.Open($"public global::LossGen.LossSum ForwardBackward({DataList}, {Outputs(_gradients)}, {_in} weight = default, global::LossGen.Reduction reduction = global::LossGen.Reduction.Mean, {Options} parallel = null)"))
        {
            Weigh(w);
            w.Line($"double {scale} = {KernelNames.Runtime}.KernelEntry.Scale(reduction, {total}, {First}.Length);");
            w.Line($"double {sum} = Run(false, ({weighted} ? 5u : 1u){Wanted(_gradients, 3)}, {DataNames}, weight, nameof(weight), default{gradientArguments}{noHessians}, {scale}, 0.0, parallel);");
            w.Line($"return new global::LossGen.LossSum({sum}, {total}, {First}.Length);");
        }

        w.Line();
        Document(w, "The gradient of every sample times its upstream factor.", ["upstream", .. _gradients, "parallel"], null);
        using (w.Open($"public void Backward({DataList}, {_in} upstream, {Outputs(_gradients)}, {Options} parallel = null)"))
        {
            w.Line($"KernelChecksOfData({DataNames});");
            w.Line($"{KernelNames.Runtime}.KernelChecks.SameLength<{_t}>(upstream, {First}.Length, nameof(upstream));");
            w.Line($"Run(false, 4u{Wanted(_gradients, 3)}, {DataNames}, upstream, nameof(upstream), default{gradientArguments}{noHessians}, 1.0, 0.0, parallel);");
        }

        w.Line();
        Document(w, "The loss of a batch, and of every sample the gradient and the second derivative, both times the sample's weight.", [.. _gradients, .. _hessians, "weight", "curvature", "floor", "parallel"], "The weighted sum of the losses, the sum of the weights, and the number of samples.");
        w.Line("/// <exception cref=\"global::System.NotSupportedException\"><paramref name=\"curvature\"/> asks for a bound and none is known.</exception>");
        using (w.Open($"public global::LossGen.LossSum GradientHessian({DataList}, {Outputs(_gradients)}, {Outputs(_hessians)}, {_in} weight = default, global::LossGen.Curvature curvature = global::LossGen.Curvature.Exact, double floor = 0, {Options} parallel = null)"))
        {
            w.Line($"{KernelNames.Runtime}.KernelEntry.ExactCurvature(curvature, nameof({CSharpText.Identifier(_loss.Model.TypeName)}));");
            w.Line($"double {lowest} = {KernelNames.Runtime}.KernelEntry.Floor(floor);");
            Weigh(w);
            w.Line($"double {sum} = Run(true, ({weighted} ? 1u : 0u){Wanted(_gradients, 1)}{Wanted(_hessians, 1 + _gradients.Length)}, {DataNames}, weight, nameof(weight), default{gradientArguments}{string.Concat(_hessians.Select(h => ", " + CSharpText.Identifier(h)))}, 1.0, {lowest}, parallel);");
            w.Line($"return new global::LossGen.LossSum({sum}, {total}, {First}.Length);");
        }

        w.Line();
        PrintValidate(w);
        PrintChecks(w);
        PrintRun(w);
        PrintArguments(w);
    }

    private string SpanType(ParameterModel p) => p.Type switch
    {
        ParameterType.Int => "global::System.ReadOnlySpan<int>",
        ParameterType.Bool => "global::System.ReadOnlySpan<bool>",
        _ => _in,
    };

    private string Outputs(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"{_out} {CSharpText.Identifier(n)}"));

    private static string Wanted(IReadOnlyList<string> names, int firstBit) =>
        string.Concat(names.Select((n, k) => $" | ({CSharpText.Identifier(n)}.IsEmpty ? 0u : {1u << (firstBit + k)}u)"));

    private void Weigh(SourceWriter w)
    {
        w.Line($"KernelChecksOfData({DataNames});");
        w.Line($"bool {Own("weighted")} = !weight.IsEmpty;");
        w.Line($"double {Own("total")} = {Own("weighted")} ? {KernelNames.Runtime}.KernelEntry.SumWeights(weight, {First}.Length) : {First}.Length;");
    }

    private void Document(SourceWriter w, string summary, IReadOnlyList<string> others, string? returns)
    {
        w.Line($"/// <summary>{summary} For <c>{_t}</c>.</summary>");
        foreach (ParameterModel p in Data)
        {
            w.Line($"/// <param name=\"{p.Name}\">{HyperEmitter.Describe(p)}</param>");
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
                _ => "Receives the gradient of every sample; empty where it is not wanted. May be the input's own memory.",
            };
            w.Line($"/// <param name=\"{name}\">{text}</param>");
        }

        if (returns is not null)
        {
            w.Line($"/// <returns>{returns}</returns>");
        }

        w.Line("/// <exception cref=\"global::System.ArgumentException\">Lengths differ, or an output overlaps other memory of the call. Nothing has been written.</exception>");
    }

    private void PrintValidate(SourceWriter w)
    {
        w.Line($"/// <summary>Checks that all data lie in the ranges the declaration states; kernels rely on them and do not look. For <c>{_t}</c>.</summary>");
        foreach (ParameterModel p in Data)
        {
            w.Line($"/// <param name=\"{p.Name}\">{HyperEmitter.Describe(p)}</param>");
        }

        w.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">A value is outside its range; the message names row and value.</exception>");
        using (w.Open($"public void Validate({DataList})"))
        {
            w.Line($"KernelChecksOfData({DataNames});");
            foreach (ParameterModel p in Data.Where(p => p.Range is not null && p.Type == ParameterType.Double))
            {
                RangeModel r = p.Range!;
                w.Line($"{KernelNames.Runtime}.KernelChecks.ValidateRange({CSharpText.Identifier(p.Name)}, {CSharpText.Literal(r.Minimum)}, {CSharpText.Literal(r.Maximum)}, {(r.MinimumIsExclusive ? "true" : "false")}, {(r.MaximumIsExclusive ? "true" : "false")}, nameof({CSharpText.Identifier(p.Name)}));");
            }
        }

        w.Line();
    }

    private void PrintChecks(SourceWriter w)
    {
        using (w.Open($"private static void KernelChecksOfData({DataList})"))
        {
            foreach (ParameterModel p in Data.Skip(1))
            {
                w.Line($"{KernelNames.Runtime}.KernelChecks.SameLength({CSharpText.Identifier(p.Name)}, {First}.Length, nameof({CSharpText.Identifier(p.Name)}));");
            }
        }

        w.Line();
    }

    private void PrintRun(SourceWriter w)
    {
        string outputs = string.Join(", ", _gradients.Concat(_hessians).Select(n => $"{_out} {CSharpText.Identifier(n)}"));
        string kernel = $"{_element}";
        string count = Own("count"), scale = Own("scale"), lowest = Own("lowest"), arguments = Own("arguments"), switches = Own("switches"), secondOrder = Own("secondOrder"), weightName = Own("weightName");
        w.Line("/// <summary>Checks the outputs, pins everything and runs the kernel.</summary>");
        using (w.Open($"private unsafe double Run(bool {secondOrder}, uint {switches}, {DataList}, {_in} weight, string {weightName}, {_out} losses, {outputs}, double {scale}, double {lowest}, {Options} parallel)"))
        {
            string[] written = ["losses", .. _gradients, .. _hessians];
            w.Line($"int {count} = {First}.Length;");
            for (int k = 0; k < written.Length; k++)
            {
                string output = CSharpText.Identifier(written[k]);
                using (w.Open($"if (!{output}.IsEmpty)"))
                {
                    w.Line($"{output} = {KernelNames.Runtime}.KernelEntry.Output({output}, {count}, \"{written[k]}\");");
                    foreach (ParameterModel p in Data)
                    {
                        w.Line($"{KernelNames.Runtime}.KernelChecks.NoOverlap<{_t}, {ElementOf(p)}>({output}, {CSharpText.Identifier(p.Name)}, \"{written[k]}\", \"{p.Name}\", true);");
                    }

                    w.Line($"{KernelNames.Runtime}.KernelChecks.NoOverlap<{_t}, {_t}>({output}, weight, \"{written[k]}\", {weightName}, true);");
                    foreach (string other in written.Take(k))
                    {
                        w.Line($"{KernelNames.Runtime}.KernelChecks.NoOverlap<{_t}, {_t}>({output}, {CSharpText.Identifier(other)}, \"{written[k]}\", \"{other}\", false);");
                    }
                }

                w.Line();
            }

            int pin = 0;
            foreach (ParameterModel p in Data)
            {
                w.Line($"fixed ({ElementOf(p)}* {Own("pin" + CSharpText.Int(pin++))} = {CSharpText.Identifier(p.Name)})");
            }

            w.Line($"fixed ({_t}* {Own("pinWeight")} = weight)");
            foreach (string output in written)
            {
                w.Line($"fixed ({_t}* {Own("pinOf" + CSharpText.Pascal(output))} = {CSharpText.Identifier(output)})");
            }

            using (w.Open())
            {
                var names = Names(secondOrder: false);
                w.Line($"{_element}Arguments {arguments} = default;");
                pin = 0;
                foreach (int k in _loss.Data)
                {
                    w.Line($"{arguments}.{names.Data(k)} = {Own("pin" + CSharpText.Int(pin++))};");
                }

                w.Line($"{arguments}.weight = {Own("pinWeight")};");
                w.Line($"{arguments}.losses = {Own("pinOfLosses")};");
                for (int k = 0; k < _gradients.Length; k++)
                {
                    w.Line($"{arguments}.gradient{k} = {Own("pinOf" + CSharpText.Pascal(_gradients[k]))};");
                    w.Line($"{arguments}.hessian{k} = {Own("pinOf" + CSharpText.Pascal(_hessians[k]))};");
                }

                w.Line($"{arguments}.scale = {scale};");
                w.Line($"{arguments}.floor = {lowest};");
                string cast = _element == Element.Single ? "(float)" : string.Empty;
                foreach (int n in _loss.Uniforms(MachineOp.Uniform))
                {
                    w.Line($"{arguments}.u{n} = {cast}_u{n};");
                }

                foreach (int n in _loss.Uniforms(MachineOp.UniformMask))
                {
                    w.Line($"{arguments}.m{n} = _m{n};");
                }

                w.Line($"return {KernelNames.Runtime}.KernelRunner.Sum({secondOrder} ? {kernel}CurvatureKernel.Choose({switches}{ChosenBy(true)}) : {kernel}GradientKernel.Choose({switches}{ChosenBy(false)}), &{arguments}, {count}, parallel);");
            }
        }

        w.Line();
    }

    private KernelNames Names(bool secondOrder)
    {
        int k = 0;
        while (_loss.Plans[k].Element != _element || (_loss.Plans[k].Hessians.Count > 0) != secondOrder)
        {
            k++;
        }

        return _loss.Names[k];
    }

    /// <summary>The bits of the switches that hyper-parameters set.</summary>
    private string ChosenBy(bool secondOrder)
    {
        KernelNames names = Names(secondOrder);
        return string.Concat(names.Choices.Select((n, k) => $" | (_m{n} ? {1u << (names.FirstChoice + k)}u : 0u)"));
    }

    private string ElementOf(ParameterModel p) => p.Type switch { ParameterType.Int => "int", ParameterType.Bool => "bool", _ => _t };

    private void PrintArguments(SourceWriter w)
    {
        var names = Names(secondOrder: false);
        using (w.Open($"private unsafe struct {_element}Arguments"))
        {
            foreach (int k in _loss.Data)
            {
                w.Line($"public {ElementOf(_loss.Model.Parameters[k])}* {names.Data(k)};");
            }

            w.Line($"public {_t}* weight;");
            w.Line($"public {_t}* losses;");
            for (int k = 0; k < _gradients.Length; k++)
            {
                w.Line($"public {_t}* gradient{k};");
                w.Line($"public {_t}* hessian{k};");
            }

            w.Line("public double scale;");
            w.Line("public double floor;");
            foreach (int n in _loss.Uniforms(MachineOp.Uniform))
            {
                w.Line($"public {_t} u{n};");
            }

            foreach (int n in _loss.Uniforms(MachineOp.UniformMask))
            {
                w.Line($"public bool m{n};");
            }
        }

        w.Line();
    }
}
