using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Scheduling;

/// <summary>What picks a column or a row of a table: the value of an int parameter, or a constant.</summary>
internal readonly record struct IndexSource(bool IsLabel, int Value);

/// <summary>How many values an output has.</summary>
internal enum OutputShape : byte
{
    /// <summary>One per sample.</summary>
    Sample,

    /// <summary>A row per sample.</summary>
    Row,

    /// <summary>A table: to the row that a sample picks its values are added.</summary>
    Table,
}

/// <summary>A derivative to be written.</summary>
/// <param name="Parameter">The parameter it belongs to.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Row">For a table: what picks the row.</param>
internal sealed record OutputSpec(int Parameter, OutputShape Shape, IndexSource Row);

/// <summary>An entry that a label picks and that differs from what the loop over the columns writes there.</summary>
/// <param name="Index">The column.</param>
/// <param name="Slot">Where its value is.</param>
internal readonly record struct Fixup(IndexSource Index, int Slot);

/// <summary>An output of a row kernel: gradient or second derivative number <c>Derivative</c>.</summary>
internal sealed class RowOutput
{
    public required OutputSpec Spec { get; init; }

    /// <summary>The number of the derivative, in the order of the joint tape's roots.</summary>
    public required int Derivative { get; init; }

    public required bool IsSecond { get; init; }

    public List<Fixup> Fixups { get; } = new();

    /// <summary>Parameters whose memory this output may share, because nothing reads them after it has been written.</summary>
    public List<int> MayReplace { get; } = new();
}

internal enum SinkKind : byte
{
    /// <summary>In a loop over rows: keeps a value in slot <c>Index</c>.</summary>
    Slot,

    /// <summary>In a loop over rows: writes output <c>Index</c>.</summary>
    SampleOutput,

    /// <summary>In a loop over columns: the sum, to slot <c>Index</c>.</summary>
    Sum,

    /// <summary>In a loop over columns: the maximum of what is not NaN, to slot <c>Index</c>.</summary>
    Peak,

    /// <summary>In a loop over columns: NaN if one value is, to slot <c>Index</c>.</summary>
    Poison,

    /// <summary>In a loop over columns: leaves a value in scratch row <c>Index</c> for a later loop.</summary>
    Stash,

    /// <summary>In a loop over columns: writes output <c>Index</c>.</summary>
    Output,
}

/// <summary>A result of a pass.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Node">The machine node.</param>
/// <param name="Index">The slot or the output.</param>
/// <param name="NeededBy">A bit for every root of the joint tape that needs it; bit 0 is the loss, which is always wanted.</param>
/// <param name="OnlyIf">Conditions on hyper-parameters, nodes of the tape, without which nothing needs it.</param>
internal readonly record struct Sink(SinkKind Kind, int Node, int Index, ulong NeededBy, IReadOnlyList<Choice> OnlyIf)
{
    /// <summary>Whether all columns go into one value of the row.</summary>
    public bool IsReduction => Kind is SinkKind.Sum or SinkKind.Peak or SinkKind.Poison;
}

/// <summary>A condition on hyper-parameters, and how it has to turn out.</summary>
internal readonly record struct Choice(int Condition, bool Holds);

/// <summary>A statement of a pass: machine node <c>Index</c>, or sink <c>Index</c>.</summary>
/// <param name="IsSink">Which of the two.</param>
/// <param name="Index">Its number.</param>
internal readonly record struct RowStep(bool IsSink, int Index);

/// <summary>A loop: over the rows of a block, or for each of them over its columns.</summary>
internal sealed class RowPass
{
    public required int Number { get; init; }

    public required bool OverColumns { get; init; }

    public required MachineNode[] Nodes { get; init; }

    public required IReadOnlyList<Sink> Sinks { get; init; }

    /// <summary>Nodes that are the same in all columns, in order: computed once a row.</summary>
    public required IReadOnlyList<int> Hoisted { get; init; }

    public required IReadOnlyList<RowStep> Steps { get; init; }

    public required int Unroll { get; init; }

    /// <summary>Whether there is no unrolled loop, because the body calls library functions or is very long.</summary>
    public required bool IsNarrowOnly { get; init; }

    /// <summary>What all sinks have in common of their conditions.</summary>
    public IReadOnlyList<Choice> OnlyIf => Sinks.Count == 0 ? [] : Sinks.Skip(1).Aggregate(Sinks[0].OnlyIf.AsEnumerable(), (all, sink) => all.Intersect(sink.OnlyIf)).ToArray();

    /// <summary>The roots that need anything of this pass.</summary>
    public ulong NeededBy
    {
        get
        {
            ulong mask = 0;
            foreach (Sink sink in Sinks)
            {
                mask |= sink.NeededBy;
            }

            return mask;
        }
    }
}

/// <summary>A value taken before the first pass: an entry of a row or of a table's row.</summary>
/// <param name="Slot">Where it goes.</param>
/// <param name="Parameter">Of what.</param>
/// <param name="Column">In which column.</param>
/// <param name="Row">Of a table, what picks the row; null for an entry of the sample's own row.</param>
internal readonly record struct Pick(int Slot, int Parameter, IndexSource Column, IndexSource? Row);

/// <summary>
/// The kernel of a loss with rows, or with samples that count differently: passes over a block of rows, values of a row between them in slots.
/// Passes over rows and over columns alternate; the first is over rows.
/// </summary>
internal sealed class RowPlan
{
    /// <summary>The most conditions on hyper-parameters that a kernel is compiled apart for.</summary>
    public const int MostChoices = 6;

    /// <summary>The slot of the factor of a row's outputs: the sample's weight or its upstream factor, 0 for a row that does not count.</summary>
    public const int FactorSlot = 0;

    /// <summary>The slot of a row's loss.</summary>
    public const int LossSlot = 1;

    /// <summary>The number that stands for the reduction's factor among the uniforms.</summary>
    public const int ScaleUniform = -1;

    /// <summary>The number that stands for the factor of the second derivatives among the uniforms.</summary>
    public const int CurvatureUniform = -2;

    /// <summary>The number that stands for the lowest second derivative among the uniforms.</summary>
    public const int FloorUniform = -3;

    /// <summary>The bit of a derivative among the roots that need something; that of the loss is 0.</summary>
    public static ulong Bit(int derivative) => 1UL << System.Math.Min(63, 1 + derivative);

    public required Element Element { get; init; }

    /// <summary>The tape whose nodes uniforms are.</summary>
    public required Ir.Tape Tape { get; init; }

    public required int Slots { get; init; }

    /// <summary>The pass that computes what a sample counts, into <see cref="WeightSlot"/>; null where all count alike.</summary>
    public required RowPass? WeightPass { get; init; }

    public required int WeightSlot { get; init; }

    public required IReadOnlyList<RowPass> Passes { get; init; }

    public required IReadOnlyList<Pick> Picks { get; init; }

    /// <summary>The table rows that loops over columns read.</summary>
    public required IReadOnlyList<(int Parameter, IndexSource Row)> TableRows { get; init; }

    public required IReadOnlyList<RowOutput> Outputs { get; init; }

    /// <summary>The number of scratch rows.</summary>
    public required int Stashes { get; init; }

    /// <summary>The slots of what exponentials of a row are shifted by; in most rows it is 0.</summary>
    public required IReadOnlyList<int> Shifts { get; init; }
}
