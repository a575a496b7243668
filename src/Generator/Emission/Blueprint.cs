using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Analysis;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>Everything the emitter needs of a compiled loss.</summary>
internal sealed class Blueprint
{
    private KernelNames[]? _names;
    private IReadOnlyDictionary<RowPass, KernelNames>[]? _rowNames;
    private bool[]? _perCall;

    /// <summary>The declaration.</summary>
    public required LossModel Model { get; init; }

    /// <summary>The joint tape as formulas show it; its roots are the loss, the gradients, the second derivatives.</summary>
    public required Tape Tape { get; init; }

    /// <summary>The tape that the kernels were planned from; uniforms are nodes of it.</summary>
    public required Tape Scheduled { get; init; }

    /// <summary>The four kernels of a loss of one value per sample.</summary>
    public required IReadOnlyList<KernelPlan> Plans { get; init; }

    /// <summary>The two kernels of a loss with rows, or whose samples count differently; then <see cref="Plans"/> is empty.</summary>
    public required IReadOnlyList<RowPlan> RowPlans { get; init; }

    /// <summary>What the derivatives belong to, in the order of the joint tape's roots.</summary>
    public required IReadOnlyList<OutputSpec> Slots { get; init; }

    /// <summary>The rewrite rules that fired.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>What is proven of the loss.</summary>
    public required LossFacts Facts { get; init; }

    /// <summary>What the exact second derivative is multiplied by to bound the whole matrix from above; 0 where no bound is known.</summary>
    public required double CurvatureBound { get; init; }

    public bool IsRow => RowPlans.Count > 0;

    /// <summary>Whether the kernels are told a number of columns.</summary>
    public bool HasColumns => Data.Any(k => Model.Parameters[k].HasColumns);

    /// <summary>Whether the loss says what a sample counts.</summary>
    public bool HasWeight => Model.Tape.Roots.Count > 1;

    /// <summary>Whether samples can count differently without any weights given.</summary>
    public bool CountsDiffer => HasWeight || Model.Parameters.Any(p => p.IgnoreLabel is not null);

    /// <summary>The numbers of the differentiated parameters.</summary>
    public int[] Inputs => Numbers(ParameterRole.Input);

    /// <summary>The numbers of the parameters that are data.</summary>
    public int[] Data => Model.Parameters.Select((p, k) => (p, k)).Where(x => x.p.Role != ParameterRole.Hyper).Select(x => x.k).ToArray();

    public int[] Hypers => Numbers(ParameterRole.Hyper);

    public IEnumerable<ParameterModel> RowHypers => Hypers.Select(k => Model.Parameters[k]).Where(p => p.Type == ParameterType.Row);

    /// <summary>The names of each plan's text.</summary>
    public IReadOnlyList<KernelNames> Names => _names ??= Plans.Select(p => new KernelNames(Model, p)).ToArray();

    /// <summary>The names of each row plan's passes.</summary>
    public IReadOnlyList<IReadOnlyDictionary<RowPass, KernelNames>> RowNames => _rowNames ??= RowPlans.Select(p => KernelNames.ForPasses(Model, p)).ToArray();

    /// <summary>The name of input <paramref name="k"/>'s gradient (or Hessian) argument.</summary>
    public string Output(int k, string kind) =>
        Inputs.Length == 1 ? kind : Model.Parameters[Inputs[k]].Name + CSharpText.Pascal(kind);

    /// <summary>Which of the inputs a parameter is.</summary>
    public int InputOf(int parameter) => System.Array.IndexOf(Inputs, parameter);

    /// <summary>What a derivative is taken with respect to, as formulas call it.</summary>
    public string SlotName(int k)
    {
        string name = Model.Parameters[Slots[k].Parameter].Name;
        return Slots[k].Shape != OutputShape.Table ? name
            : $"{name}[{(Slots[k].Row.IsLabel ? Model.Parameters[Slots[k].Row.Value].Name : CSharpText.Int(Slots[k].Row.Value))}]";
    }

    /// <summary>Nodes that are the same for all samples and that a kernel reads.</summary>
    public int[] Uniforms(MachineOp op) => Names.Concat(RowNames.SelectMany(n => n.Values)).SelectMany(n => n.Leaves(op)).Where(n => n >= 0).Distinct().OrderBy(n => n).ToArray();

    /// <summary>Whether a uniform depends on the number of columns, and is known when the kernel is called, not before.</summary>
    public bool IsPerCall(int node)
    {
        if (_perCall is null)
        {
            _perCall = new bool[Scheduled.Count];
            for (int i = 0; i < _perCall.Length; i++)
            {
                _perCall[i] = Scheduled[i].Op == OpCode.Columns;
                for (int k = 0; k < Scheduled.Arity(i); k++)
                {
                    _perCall[i] |= _perCall[Scheduled[i].Operand(k)];
                }
            }
        }

        return _perCall[node];
    }

    private int[] Numbers(ParameterRole role) => Model.Parameters.Select((p, k) => (p, k)).Where(x => x.p.Role == role).Select(x => x.k).ToArray();
}
