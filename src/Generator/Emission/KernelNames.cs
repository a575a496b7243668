using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>The names a kernel's text uses. Names of the user's parameters are kept where they cannot be mistaken for the generator's own.</summary>
internal sealed class KernelNames
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

    private const int MaximumChoices = 6;

    // One or two letters and digits are the generator's.
    private static readonly Regex Reserved = new("^([a-z]{1,2}[0-9]*|sum|from|to|end|stop|lanes|totals|whole|left|arguments|floor|scale|weight|losses|zero|term|lane|result|gradient[0-9]+|hessian[0-9]+|table.*)$", RegexOptions.CultureInvariant);

    private readonly LossModel _model;
    private readonly KernelPlan _plan;
    private readonly MachineNode[] _used;
    private readonly string?[] _values;
    private readonly string?[] _literals;

    public KernelNames(LossModel model, KernelPlan plan)
    {
        (_model, _plan) = (model, plan);
        _used = plan.Steps.Where(s => s.Kind == StepKind.Compute).Select(s => plan.Nodes[s.Index]).ToArray();
        _values = new string?[plan.Nodes.Length];
        _literals = new string?[plan.Nodes.Length];
        Choices = _used.Where(n => n.Op == MachineOp.Select && plan.Nodes[n.A].Op == MachineOp.UniformMask).Select(n => (int)plan.Nodes[n.A].Payload).Distinct().OrderBy(n => n).Take(MaximumChoices).ToArray();
        IEnumerable<string> gradients = plan.Gradients.Select((_, k) => $"TGradient{k}"), hessians = plan.Hessians.Select((_, k) => $"THessian{k}");
        Switches = plan.Hessians.Count == 0
            ? ["TSum", "TEach", "TWeighted", .. gradients, .. Choices.Select(Choice)]
            : ["TWeighted", .. gradients, .. hessians, .. Choices.Select(Choice)];
    }

    /// <summary>The C# element type.</summary>
    public string T => _plan.Element == Element.Single ? "float" : "double";

    public string Vector => $"global::System.Runtime.Intrinsics.Vector512<{T}>";

    /// <summary>Elements in the widest vector, which is also the virtual width every narrower one emulates.</summary>
    public int VirtualWidth => _plan.Element == Element.Single ? 16 : 8;

    public string Arguments => _plan.Element == Element.Single ? "SingleArguments" : "DoubleArguments";

    /// <summary>The kernel's switches: each is a type parameter that is <c>On</c> or <c>Off</c>, so that one text serves every entry point.</summary>
    public IReadOnlyList<string> Switches { get; }

    /// <summary>How many switches come before those of <see cref="Choices"/>.</summary>
    public int FirstChoice => Switches.Count - Choices.Count;

    /// <summary>
    /// Conditions on hyper-parameters alone by which the kernel selects. They are switches as well: the side that is not chosen is never computed.
    /// </summary>
    public IReadOnlyList<int> Choices { get; }

    public string SwitchList => string.Join(", ", Switches);

    public string Constraints => string.Concat(Switches.Select(s => $" where {s} : struct, {Runtime}.ISwitch"));

    public bool HasSumSwitch => _plan.Hessians.Count == 0;

    public static string IsOn(string name) => $"typeof({name}) == typeof(__On)";

    public static string Choice(int tapeNode) => "TChoice" + CSharpText.Int(tapeNode);

    /// <summary>The condition of a selection if it is one of <see cref="Choices"/>, otherwise null.</summary>
    public string? ChoiceOf(MachineNode node) =>
        node.Op == MachineOp.Select && _plan.Nodes[node.A].Op == MachineOp.UniformMask && Choices.Contains((int)_plan.Nodes[node.A].Payload)
            ? IsOn(Choice((int)_plan.Nodes[node.A].Payload))
            : null;

    /// <summary>The name of a parameter's field in the arguments.</summary>
    public string Data(int parameter)
    {
        string name = _model.Parameters[parameter].Name;
        return Reserved.IsMatch(name) ? name + "Data" : CSharpText.Identifier(name);
    }

    /// <summary>The vector of machine node <paramref name="node"/> for unrolled copy <paramref name="copy"/>.</summary>
    public string Value(int node, string copy)
    {
        MachineOp op = _plan.Nodes[node].Op;
        string name = _values[node] ??= op switch
        {
            MachineOp.Input or MachineOp.InputMask => Data((int)_plan.Nodes[node].Payload),
            MachineOp.Uniform => "u" + CSharpText.Int(_plan.Nodes[node].Payload),
            MachineOp.UniformMask => "m" + CSharpText.Int(_plan.Nodes[node].Payload),
            _ => "v" + CSharpText.Int(node),
        };
        return copy.Length == 0 || op is MachineOp.Uniform or MachineOp.UniformMask ? name : (name[0] == '@' ? name.Substring(1) : name) + copy;
    }

    /// <summary>The text of a constant.</summary>
    public string Literal(int node) => _literals[node] ??= CSharpText.Literal(_plan.Nodes[node].Value, _plan.Element);

    /// <summary>Payloads of the leaves and lookups that the plan uses: parameters, uniforms, tables.</summary>
    public IReadOnlyList<int> Leaves(MachineOp op) =>
        _used.Where(n => n.Op == op).Select(n => (int)n.Payload).Distinct().OrderBy(k => k).ToArray();

    public IReadOnlyList<LookupTable> Tables() => Leaves(MachineOp.Lookup).Select(k => (LookupTable)k).ToArray();

    public static string TableName(LookupTable table, Element element) => $"{table}{element}";
}
