using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>The names a kernel's text uses. Names of the user's parameters are kept where they cannot be mistaken for the generator's own.</summary>
internal sealed class KernelNames(LossModel model, KernelPlan plan)
{
    public const string Runtime = "global::LossGen.Kernels";

    // Aliases: a kernel names these types hundreds of times. Two underscores keep them apart from any type of the user's.
    public const string V512 = "__V512";
    public const string Avx512 = "__Avx512";

    /// <summary>The aliases as directives.</summary>
    public static readonly string[] Aliases =
    [
        $"using {V512} = global::System.Runtime.Intrinsics.Vector512;",
        $"using {Avx512} = global::System.Runtime.Intrinsics.X86.Avx512F;",
        "using __On = global::LossGen.Kernels.On;",
    ];

    // One or two letters and digits are the generator's.
    private static readonly Regex Reserved = new("^([a-z]{1,2}[0-9]*|sum|from|to|end|stop|lanes|totals|whole|left|arguments|floor|scale|weight|losses|zero|term|lane|result|gradient[0-9]+|hessian[0-9]+|table.*)$", RegexOptions.CultureInvariant);

    /// <summary>The C# element type.</summary>
    public string T => plan.Element == Element.Single ? "float" : "double";

    public string Vector => $"global::System.Runtime.Intrinsics.Vector512<{T}>";

    /// <summary>Elements in the widest vector, which is also the virtual width every narrower one emulates.</summary>
    public int VirtualWidth => plan.Element == Element.Single ? 16 : 8;

    public string Arguments => plan.Element == Element.Single ? "SingleArguments" : "DoubleArguments";

    /// <summary>The kernel's switches: each is a type parameter that is <c>On</c> or <c>Off</c>, so that one text serves every entry point.</summary>
    public IReadOnlyList<string> Switches =>
        plan.Hessians.Count == 0
            ? ["TSum", "TEach", "TWeighted", .. plan.Gradients.Select((_, k) => $"TGradient{k}"), .. Choices.Select(Choice)]
            : ["TWeighted", .. plan.Gradients.Select((_, k) => $"TGradient{k}"), .. plan.Hessians.Select((_, k) => $"THessian{k}"), .. Choices.Select(Choice)];

    /// <summary>How many switches come before those of <see cref="Choices"/>.</summary>
    public int FirstChoice => Switches.Count - Choices.Count;

    /// <summary>
    /// Conditions on hyper-parameters alone by which the kernel selects. They are switches as well: the side that is not chosen is never computed.
    /// </summary>
    public IReadOnlyList<int> Choices =>
        Used().Where(n => n.Op == MachineOp.Select && plan.Nodes[n.A].Op == MachineOp.UniformMask).Select(n => (int)plan.Nodes[n.A].Payload).Distinct().OrderBy(n => n).Take(MaximumChoices).ToArray();

    private const int MaximumChoices = 6;

    public string SwitchList => string.Join(", ", Switches);

    public string Constraints => string.Concat(Switches.Select(s => $" where {s} : struct, {Runtime}.ISwitch"));

    public bool HasSumSwitch => plan.Hessians.Count == 0;

    public static string IsOn(string name) => $"typeof({name}) == typeof(__On)";

    public static string Choice(int tapeNode) => "TChoice" + CSharpText.Int(tapeNode);

    /// <summary>The condition of a selection if it is one of <see cref="Choices"/>, otherwise null.</summary>
    public string? ChoiceOf(MachineNode node) =>
        node.Op == MachineOp.Select && plan.Nodes[node.A].Op == MachineOp.UniformMask && Choices.Contains((int)plan.Nodes[node.A].Payload)
            ? IsOn(Choice((int)plan.Nodes[node.A].Payload))
            : null;

    /// <summary>The name of a parameter's field in the arguments.</summary>
    public string Data(int parameter)
    {
        string name = model.Parameters[parameter].Name;
        return Reserved.IsMatch(name) ? name + "Data" : CSharpText.Identifier(name);
    }

    /// <summary>The vector of machine node <paramref name="node"/> for unrolled copy <paramref name="copy"/>.</summary>
    public string Value(int node, string copy) =>
        plan.Nodes[node].Op is MachineOp.Input or MachineOp.InputMask
            ? (copy.Length == 0 ? Data((int)plan.Nodes[node].Payload) : Data((int)plan.Nodes[node].Payload).TrimStart('@') + copy)
            : plan.Nodes[node].Op switch
            {
                MachineOp.Uniform => "u" + CSharpText.Int(plan.Nodes[node].Payload),
                MachineOp.UniformMask => "m" + CSharpText.Int(plan.Nodes[node].Payload),
                _ => "v" + CSharpText.Int(node) + copy,
            };

    /// <summary>Payloads of the leaves and lookups that the plan uses: parameters, uniforms, tables.</summary>
    public IReadOnlyList<int> Leaves(MachineOp op) =>
        Used().Where(n => n.Op == op).Select(n => (int)n.Payload).Distinct().OrderBy(k => k).ToArray();

    /// <summary>The machine nodes of the plan's steps.</summary>
    private IEnumerable<MachineNode> Used() => plan.Steps.Where(s => s.Kind == StepKind.Compute).Select(s => plan.Nodes[s.Index]);

    public IReadOnlyList<LookupTable> Tables() => Leaves(MachineOp.Lookup).Select(k => (LookupTable)k).ToArray();

    public static string TableName(LookupTable table, Element element) => $"{table}{element}";
}
