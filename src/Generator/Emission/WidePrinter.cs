using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// Prints the 512-bit main loop: U sample vectors in lockstep, each two statements behind the one before, literals at their use, sums
/// in index order, and no call in the loop.
/// </summary>
internal sealed class WidePrinter(LossModel model, KernelPlan plan, KernelNames names)
{
    private const string V = KernelNames.V512;
    private const string A = KernelNames.Avx512;

    private readonly KernelNames _names = names;
    private readonly WideText _text = new(model, names);
    private readonly StreamText _streams = new(plan, names);

    /// <summary>The loop method; it returns the index of the first sample it left over.</summary>
    public void Print(SourceWriter w)
    {
        int step = plan.Unroll * _names.VirtualWidth;
        w.Line("/// <summary>The main loop of 512-bit vectors. Leaves the samples behind the last whole step, and what is not yet in the totals, to <c>Narrow</c>.</summary>");
        w.Line(KernelNames.Optimised);
        using (w.Open($"private static nint Wide<{_streams.Switches}>({_names.Arguments}* arguments, nint from, nint to, {_names.T}* open, double* totals){_streams.Constraints}"))
        {
            PrintProlog(w);
            w.Line("nint i = from;");
            w.Line($"nint end = from + ((to - from) / {step} * {step});");
            _streams.PrintBegin(w);
            if (plan.Element == Element.Single)
            {
                PrintSingleLoop(w, step);
            }
            else
            {
                PrintDoubleLoop(w, step);
            }

            _streams.PrintEnd(w);
            w.Line("return i;");
        }
    }

    /// <summary>Floats go to their totals in double four vectors at a time, added in pairs. What is left of four vectors when the loop ends is kept for <c>Narrow</c>.</summary>
    private void PrintSingleLoop(SourceWriter w, int step)
    {
        bool waits = plan.Unroll != 4;
        w.Line($"var low = {V}.Load(totals);");
        w.Line($"var high = {V}.Load(totals + 8);");
        w.Line($"var two = {_names.Vector}.Zero;");
        if (plan.Unroll == 1)
        {
            w.Line($"var one = {_names.Vector}.Zero;");
        }

        using (w.Open($"for (; i < end; i += {step})"))
        {
            if (waits)
            {
                w.Line("nint at = i - from;");
            }

            PrintBody(w);
        }

        w.Line();
        w.Line($"{V}.Store(low, totals);");
        w.Line($"{V}.Store(high, totals + 8);");
        if (waits)
        {
            using (w.Open("if (((i - from) & 32) != 0)"))
            {
                w.Line($"{V}.Store(two, open);");
                w.Line($"{V}.Store({_names.Vector}.Zero, open + 16);");
            }

            w.Line();
        }

        if (plan.Unroll == 1)
        {
            w.Line($"{V}.Store(one, open + ((i - from) & 32));");
        }
    }

    private void PrintDoubleLoop(SourceWriter w, int step)
    {
        w.Line($"var sum = {_names.Vector}.Zero;");
        using (w.Open("while (i < end)"))
        {
            w.Line($"nint stop = end - i < {Blocks.Flush} ? end : i + {Blocks.Flush};");
            using (w.Open($"for (; i < stop; i += {step})"))
            {
                PrintBody(w);
            }

            w.Line();
            using (w.Open($"if ((i - from) % {Blocks.Flush} == 0)"))
            {
                w.Line($"{V}.Store({V}.Load(totals) + sum, totals);");
                w.Line($"sum = {_names.Vector}.Zero;");
            }
        }

        w.Line();
        w.Line($"{V}.Store(sum, open);");
    }

    private void PrintBody(SourceWriter w)
    {
        foreach (string line in Body())
        {
            w.Line(line);
        }
    }

    private void PrintProlog(SourceWriter w)
    {
        foreach (int k in _names.Leaves(MachineOp.Input).Concat(_names.Leaves(MachineOp.InputMask)))
        {
            w.Line($"var p{k} = arguments->{_names.Data(k)};");
        }

        w.Line($"{_names.T}* pw = arguments->weight;");
        if (_names.HasSumSwitch)
        {
            w.Line($"{_names.T}* pl = arguments->losses;");
        }

        for (int k = 0; k < plan.Gradients.Count; k++)
        {
            w.Line($"{_names.T}* g{k} = arguments->gradient{k};");
            w.Line($"var s{k} = {V}.Create({Cast($"arguments->scale * {CSharpText.Literal(plan.Gradients[k].Coefficient)}")});");
        }

        for (int k = 0; k < plan.Hessians.Count; k++)
        {
            w.Line($"{_names.T}* h{k} = arguments->hessian{k};");
        }

        if (plan.Hessians.Count > 0)
        {
            w.Line($"var floor = {V}.Create({Cast("arguments->floor")});");
        }

        _text.PrintUniforms(w);
    }

    private string Cast(string expression) => plan.Element == Element.Single ? $"(float)({expression})" : expression;

    /// <summary>The statements for U vectors, vector u running two statements behind vector u − 1.</summary>
    private IEnumerable<string> Body()
    {
        for (int u = 0; u < plan.Unroll; u++)
        {
            yield return $"var w_{u} = {KernelNames.IsOn("TWeighted")} ? {V}.Load(pw + i{Offset(u)}) : default;";
        }

        Step[][] steps = Statements();
        foreach ((int index, int u) in WideText.Lockstep(steps.Length, plan.Unroll))
        {
            foreach (Step step in steps[index])
            {
                yield return Statement(step, u);
            }
        }
    }

    /// <summary>The steps; an operation of which lanes are left out stands next to what chooses them, where the compiler makes one instruction of both.</summary>
    private Step[][] Statements()
    {
        var uses = new int[plan.Nodes.Length];
        foreach (Step step in plan.Steps.Reverse())
        {
            IEnumerable<int> read = step.Kind switch
            {
                StepKind.Compute => uses[step.Index] == 0 ? [] : _text.Operands(plan.Nodes[step.Index]),
                StepKind.StoreGradient => Guarded(plan.Gradients[step.Index].Node) is { } guarded ? [guarded.Loss, guarded.Value] : [plan.Gradients[step.Index].Node],
                StepKind.StoreHessian => [plan.Hessians[step.Index]],
                _ => [plan.Loss],
            };
            foreach (int node in read)
            {
                uses[node]++;
            }
        }

        bool IsLeftOut(int node) => uses[node] == 1 && plan.Nodes[node].Op is MachineOp.Add or MachineOp.Subtract or MachineOp.Multiply or MachineOp.Divide or MachineOp.Max or MachineOp.Min;
        var result = new List<Step[]>();
        var joined = new Dictionary<int, int>();
        foreach (Step step in plan.Steps.Where(s => s.Kind == StepKind.Compute))
        {
            MachineNode n = plan.Nodes[step.Index];
            int value = n.Op != MachineOp.Select ? -1 : _text.IsZero(n.B) ? n.C : _text.IsZero(n.C) ? n.B : -1;
            if (value >= 0 && IsLeftOut(value))
            {
                joined[step.Index] = value;
            }
        }

        foreach (Step step in plan.Steps)
        {
            bool isOmitted = step.Kind == StepKind.Compute
                ? Ordering.IsStanding(plan.Nodes[step.Index].Op) || uses[step.Index] == 0 || joined.ContainsValue(step.Index)
                : step.Kind == StepKind.StoreLoss && !_names.HasSumSwitch;
            if (!isOmitted)
            {
                result.Add(step.Kind == StepKind.Compute && joined.TryGetValue(step.Index, out int value) ? [new Step(StepKind.Compute, value), step] : [step]);
            }
        }

        return result.ToArray();
    }

    /// <summary>A derivative that is NaN where the loss is: the loss, and the derivative elsewhere.</summary>
    private (int Loss, int Value)? Guarded(int node) =>
        plan.Nodes[node] is { Op: MachineOp.Select } n && plan.Nodes[n.A] is { Op: MachineOp.Unordered } mask && mask.A == mask.B && plan.Nodes[n.B] is { Op: MachineOp.Constant } nan && double.IsNaN(nan.Value)
            ? (mask.A, n.C)
            : null;

    /// <summary>Adds a float term to the one before, every second sum of two to the one before, and the sum of four, in double, to the totals.</summary>
    private string AddPaired(string term, int u)
    {
        string declared = $"var term_{u} = {term};";
        const string widen = $"low += {A}.ConvertToVector512Double({V}.GetLower(four)); high += {A}.ConvertToVector512Double({V}.GetUpper(four));";
        string add = (plan.Unroll, u) switch
        {
            (4, 1) => "two = term_0 + term_1;",
            (4, 3) => $"{{ var four = two + (term_2 + term_3); {widen} }}",
            (2, 1) => $"{{ var pair = term_0 + term_1; if ((at & 32) == 0) {{ two = pair; }} else {{ var four = two + pair; {widen} }} }}",
            (1, 0) => $"if ((at & 16) == 0) {{ one = term_0; }} else {{ var pair = one + term_0; if ((at & 32) == 0) {{ two = pair; }} else {{ var four = two + pair; {widen} }} }}",
            _ => string.Empty,
        };
        return add.Length == 0 ? declared : $"{declared} {(_names.HasSumSwitch ? $"if ({KernelNames.IsOn("TSum")}) {{ {add} }}" : add)}";
    }

    private string Offset(int u) => u == 0 ? string.Empty : " + " + CSharpText.Int(u * _names.VirtualWidth);

    private string Statement(Step step, int u)
    {
        string copy = "_" + CSharpText.Int(u);
        const string zero = "default";
        switch (step.Kind)
        {
            case StepKind.Accumulate:
                string own = _text.Operand(plan.Loss, copy), term = $"{KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({own} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {own}";
                if (plan.Element == Element.Single)
                {
                    return AddPaired(term, u);
                }

                string add = $"sum += {term};";
                return _names.HasSumSwitch ? $"if ({KernelNames.IsOn("TSum")}) {{ {add} }}" : add;
            case StepKind.StoreLoss:
                return $"if ({KernelNames.IsOn("TEach")}) {{ {_streams.Store(StreamText.Losses, _text.Operand(plan.Loss, copy), Offset(u))} }}";
            case StepKind.StoreGradient:
                string s = "s" + CSharpText.Int(step.Index), on = KernelNames.IsOn("TGradient" + CSharpText.Int(step.Index));
                string value = _text.Operand(plan.Gradients[step.Index].Node, copy), open = string.Empty, close = string.Empty;
                if (Guarded(plan.Gradients[step.Index].Node) is { } guarded)
                {
                    string loss = _text.Operand(guarded.Loss, copy);
                    (value, open, close) = (_text.Operand(guarded.Value, copy), $"{A}.BlendVariable({V}.Create({_names.T}.NaN), ", $", {A}.CompareOrdered({loss}, {loss}))");
                }

                string scaled = $"{KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({open}{value} * (w{copy} * {s}){close}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {open}{value} * {s}{close}";
                return $"if ({on}) {{ {_streams.Store(StreamText.Gradient(step.Index), scaled, Offset(u))} }}";
            case StepKind.StoreHessian:
                string lifted = $"{A}.Max(floor, {_text.Operand(plan.Hessians[step.Index], copy)})";
                string weighted = $"{KernelNames.IsOn("TWeighted")} ? {A}.BlendVariable({lifted} * w{copy}, {zero}, {A}.CompareEqual(w{copy}, {zero})) : {lifted}";
                return $"if ({KernelNames.IsOn("THessian" + CSharpText.Int(step.Index))}) {{ {_streams.Store(StreamText.Hessian(step.Index), weighted, Offset(u))} }}";
            default:
                return $"var {_names.Value(step.Index, copy)} = {_text.Expression(plan.Nodes[step.Index], Offset(u), copy)};";
        }
    }
}
