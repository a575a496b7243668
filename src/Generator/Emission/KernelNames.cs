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

    /// <summary>Whether any row of a block is shifted.</summary>
    public const string Shift = "TShift";

    /// <summary>Whether the outputs are written past the cache.</summary>
    public const string Stream = "TStream";

    /// <summary>The attribute of the methods with loops: compiled well at the first call, and apart.</summary>
    public const string Optimised = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization | global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    /// <summary>The aliases as directives.</summary>
    public static readonly string[] Aliases =
    [
        $"using {V512} = global::System.Runtime.Intrinsics.Vector512;",
        $"using {Avx512} = global::System.Runtime.Intrinsics.X86.Avx512F;",
        "using __On = global::LossGen.Kernels.On;",
    ];

    // One or two letters and digits are the generator's.
    private static readonly Regex Reserved = new("^([a-z]{1,2}[0-9]*|T[A-Z][A-Za-z]*|sum|from|to|end|stop|lanes|totals|start|open|one|two|pair|four|low|cpl|tpl|xpl|high|whole|left|arguments|floor|scale|curvature|uScale|uCurvature|uFloor|slots|scratch|stride|block|ahead|elements|streams|own|others|late|before|toLine|next|column|first|rows|columns|tail|kept|weight|losses|zero|term|lane|result|count|begin|beyond|tiles|numbers|total|pointer|gradient[0-9]+|hessian[0-9]+|table.*)$", RegexOptions.CultureInvariant);

    private readonly LossModel _model;
    private readonly Element _element;
    private readonly MachineNode[] _nodes;
    private readonly MachineNode[] _used;
    private readonly HashSet<int> _hoisted;
    private readonly string?[] _values;
    private readonly string?[] _literals;

    public KernelNames(LossModel model, KernelPlan plan)
        : this(model, plan.Element, plan.Nodes, plan.Steps.Where(s => s.Kind == StepKind.Compute).Select(s => s.Index), [])
    {
        HasSumSwitch = plan.Hessians.Count == 0;
        IEnumerable<string> gradients = plan.Gradients.Select((_, k) => $"TGradient{k}"), hessians = plan.Hessians.Select((_, k) => $"THessian{k}");
        Choices = Conditions.Take(RowPlan.MostChoices).ToArray();
        Switches = HasSumSwitch
            ? ["TSum", "TEach", "TWeighted", .. gradients, .. Choices.Select(Choice)]
            : ["TWeighted", .. gradients, .. hessians, .. Choices.Select(Choice)];
    }

    /// <summary>The names of a pass; <see cref="ForPasses"/> makes those of all passes of a plan.</summary>
    private KernelNames(LossModel model, Element element, RowPass pass)
        : this(model, element, pass.Nodes, pass.Steps.Where(s => !s.IsSink).Select(s => s.Index).Concat(pass.Hoisted).Concat(pass.Sinks.Select(s => s.Node)), pass.Hoisted)
    {
    }

    private KernelNames(LossModel model, Element element, MachineNode[] nodes, IEnumerable<int> computed, IEnumerable<int> hoisted)
    {
        (_model, _element, _nodes, _hoisted) = (model, element, nodes, [.. hoisted]);

        // Standing values are no statements; they are used by those that are.
        int[] statements = computed.ToArray();
        _used = statements.Concat(statements.SelectMany(s => nodes[s].Operands)).Distinct().OrderBy(k => k).Select(k => nodes[k]).ToArray();
        _values = new string?[nodes.Length];
        _literals = new string?[nodes.Length];
    }

    /// <summary>The names of all passes of a plan, which have their switches in common.</summary>
    public static IReadOnlyDictionary<RowPass, KernelNames> ForPasses(LossModel model, RowPlan plan)
    {
        RowPass[] passes = plan.WeightPass is { } weight ? [weight, .. plan.Passes] : [.. plan.Passes];
        var names = passes.ToDictionary(p => p, p => new KernelNames(model, plan.Element, p));
        int[] choices = names.Values.SelectMany(n => n.Conditions).Distinct().OrderBy(n => n).Take(RowPlan.MostChoices).ToArray();
        string[] switches = [.. plan.Outputs.Select(o => SwitchOf(plan, o.Derivative)), .. choices.Select(Choice)];
        foreach (KernelNames n in names.Values)
        {
            (n.Choices, n.Switches, n.Shifts) = (choices, switches, plan.Shifts);
        }

        return names;
    }

    /// <summary>The switch that tells whether derivative <paramref name="derivative"/> is wanted.</summary>
    public static string SwitchOf(RowPlan plan, int derivative) =>
        plan.Outputs[derivative].IsSecond ? $"THessian{derivative - (plan.Outputs.Count / 2)}" : $"TGradient{derivative}";

    public Element Element => _element;

    /// <summary>The C# element type.</summary>
    public string T => _element == Element.Single ? "float" : "double";

    public string Vector => $"global::System.Runtime.Intrinsics.Vector512<{T}>";

    /// <summary>Elements in the widest vector, which is also the virtual width every narrower one emulates.</summary>
    public int VirtualWidth => _element == Element.Single ? 16 : 8;

    public string Arguments => _element == Element.Single ? "SingleArguments" : "DoubleArguments";

    /// <summary>The kernel's switches: each is a type parameter that is <c>On</c> or <c>Off</c>, so that one text serves every entry point.</summary>
    public IReadOnlyList<string> Switches { get; private set; } = [];

    /// <summary>How many switches come before those of <see cref="Choices"/>.</summary>
    public int FirstChoice => Switches.Count - Choices.Count;

    /// <summary>
    /// Conditions on hyper-parameters alone by which the kernel selects. They are switches as well: the side that is not chosen is never computed.
    /// </summary>
    public IReadOnlyList<int> Choices { get; private set; } = [];

    private IEnumerable<int> Conditions =>
        _used.Where(n => n.Op == MachineOp.Select && _nodes[n.A].Op == MachineOp.UniformMask).Select(n => (int)_nodes[n.A].Payload).Distinct().OrderBy(n => n);

    public string SwitchList => string.Join(", ", Switches);

    public string Constraints => string.Concat(Switches.Select(s => $" where {s} : struct, {Runtime}.ISwitch"));

    /// <summary>Whether the pass subtracts shifts: then it has a switch more, <see cref="Shift"/>, that is off where all of them are 0.</summary>
    public bool HasShift => _used.Any(IsShift);

    /// <summary>The switches of the pass's own methods.</summary>
    public string PassSwitches => HasShift ? $"{SwitchList}, {Shift}" : SwitchList;

    public string PassConstraints => HasShift ? $"{Constraints} where {Shift} : struct, {Runtime}.ISwitch" : Constraints;

    private IReadOnlyList<int> Shifts { get; set; } = [];

    /// <summary>Whether an operation subtracts a shift.</summary>
    public bool IsShift(MachineNode node) =>
        node.Op == MachineOp.Subtract && _nodes[node.B].Op == MachineOp.RowValue && Shifts.Contains((int)_nodes[node.B].Payload);

    /// <summary>A call of a method of the pass.</summary>
    /// <param name="call">The call with {0} for its switches.</param>
    /// <param name="asks">Whether it is worth asking if any row of the block is shifted.</param>
    public string Call(string call, bool asks)
    {
        if (!HasShift || !asks)
        {
            return call.Replace("{0}", HasShift ? SwitchList + ", __On" : SwitchList);
        }

        string any = string.Join(" || ", Leaves(MachineOp.RowValue).Where(Shifts.Contains).Select(s => $"{Runtime}.KernelRows.IsAnySet({NarrowText.Slot(s)}, rows)"));
        return $"if ({any}) {{ {call.Replace("{0}", SwitchList + ", __On")} }} else {{ {call.Replace("{0}", $"{SwitchList}, {Runtime}.Off")} }}";
    }

    public bool HasSumSwitch { get; }

    public static string IsOn(string name) => $"typeof({name}) == typeof(__On)";

    public static string Choice(int tapeNode) => "TChoice" + CSharpText.Int(tapeNode);

    /// <summary>The condition of a selection if it is one of <see cref="Choices"/>, otherwise null.</summary>
    public string? ChoiceOf(MachineNode node) =>
        node.Op == MachineOp.Select && _nodes[node.A].Op == MachineOp.UniformMask && Choices.Contains((int)_nodes[node.A].Payload)
            ? IsOn(Choice((int)_nodes[node.A].Payload))
            : null;

    /// <summary>The name of a parameter's field in the arguments.</summary>
    public string Data(int parameter)
    {
        string name = _model.Parameters[parameter].Name;
        return Reserved.IsMatch(name) ? name + "Data" : CSharpText.Identifier(name);
    }

    /// <summary>Whether the node is a mask that is made before the loop that reads it.</summary>
    public bool IsMaskFromOutside(int node) =>
        _nodes[node].Op is MachineOp.UniformMask or MachineOp.RowMask
        || (_hoisted.Contains(node) && _nodes[node].Op is MachineOp.Less or MachineOp.LessOrEqual or MachineOp.Equal or MachineOp.Unordered or MachineOp.And or MachineOp.Or or MachineOp.Not);

    /// <summary>The vector of machine node <paramref name="node"/> for unrolled copy <paramref name="copy"/>.</summary>
    public string Value(int node, string copy)
    {
        MachineOp op = _nodes[node].Op;
        string name = _values[node] ??= op switch
        {
            MachineOp.Input or MachineOp.InputMask => Data((int)_nodes[node].Payload),
            MachineOp.Uniform => Uniform((int)_nodes[node].Payload),
            MachineOp.RowValue => "b" + CSharpText.Int(_nodes[node].Payload),
            MachineOp.RowMask => "n" + CSharpText.Int(_nodes[node].Payload),
            MachineOp.UniformMask => "m" + CSharpText.Int(_nodes[node].Payload),
            _ => "v" + CSharpText.Int(node),
        };
        return copy.Length == 0 || Ordering.IsStanding(op) || _hoisted.Contains(node) ? name : (name[0] == '@' ? name.Substring(1) : name) + copy;
    }

    /// <summary>The vector of a uniform.</summary>
    public static string Uniform(int number) => number switch
    {
        RowPlan.ScaleUniform => "uScale",
        RowPlan.CurvatureUniform => "uCurvature",
        RowPlan.FloorUniform => "uFloor",
        _ => "u" + CSharpText.Int(number),
    };

    /// <summary>The field of the arguments it comes from, as an element.</summary>
    public string UniformField(int number) => number >= 0 ? $"arguments->u{CSharpText.Int(number)}" : (_element == Element.Single ? "(float)" : string.Empty) + "arguments->" + Uniform(number).Substring(1).ToLowerInvariant();

    /// <summary>The machine node of a number.</summary>
    public MachineNode Node(int number) => _nodes[number];

    /// <summary>The text of a constant.</summary>
    public string Literal(int node) => _literals[node] ??= CSharpText.Literal(_nodes[node].Value, _element);

    /// <summary>Payloads of the leaves and lookups that the plan uses: parameters, uniforms, tables.</summary>
    public IReadOnlyList<int> Leaves(MachineOp op) =>
        _used.Where(n => n.Op == op).Select(n => (int)n.Payload).Distinct().OrderBy(k => k).ToArray();

    public IReadOnlyList<LookupTable> Tables() => Leaves(MachineOp.Lookup).Select(k => (LookupTable)k).ToArray();

    public static string TableName(LookupTable table, Element element) => $"{table}{element}";
}
