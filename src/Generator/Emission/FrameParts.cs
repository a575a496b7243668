using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>What the walk over blocks of rows and that over tiles have in common.</summary>
internal static class FrameParts
{
    private const string R = KernelNames.Runtime;

    /// <summary>The head of a method that walks over blocks of rows.</summary>
    public static SourceWriter.Block OpenFrame(SourceWriter w, KernelNames names, string name)
    {
        w.Line("[global::System.Runtime.CompilerServices.SkipLocalsInit]");
        w.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
        SourceWriter.Block body = w.Open($"private static double {name}<O, V, {names.SwitchList}>(void* pointer, nint from, nint to) where O : struct, {R}.ILanes<V, {names.T}> where V : unmanaged{names.Constraints}");
        w.Line($"var arguments = ({names.Arguments}*)pointer;");
        return body;
    }

    /// <summary>Memory on the stack that begins with a cache line: vectors that lie across two lines cost twice.</summary>
    public static void PrintStack(SourceWriter w, string type, string name, string length)
    {
        w.Line($"{type}* {name} = stackalloc {type}[{length} + {R}.KernelRows.Line];");
        w.Line($"{name} = {R}.KernelRows.Aligned({name});");
    }

    /// <summary>Behind all other memory on the stack: what is called from here on finds its vectors of 512 bits, where the registers do not hold them all, at whole cache lines.</summary>
    public static void PrintAlignedStack(SourceWriter w) => w.Line($"byte* beyond = stackalloc byte[{R}.KernelRunner.BeyondLine()]; {R}.KernelRunner.Keep(beyond);");

    /// <summary>What the samples of a block count; where only that is asked for, the block is done.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="names">Any pass's names.</param>
    /// <param name="before">What has to be done first.</param>
    public static void PrintWeights(SourceWriter w, RowPlan plan, KernelNames names, string before = "")
    {
        if (plan.WeightPass is not null)
        {
            using (w.Open("if (arguments->counts)"))
            {
                if (before.Length > 0)
                {
                    w.Line(before);
                }

                w.Line($"Weigh<O, V, {names.SwitchList}>(arguments, slots, first, rows);");
                w.Line($"{R}.KernelRows.Weigh(slots, {NarrowText.Slot(plan.WeightSlot)}, rows);");
            }
        }

        w.Line();
        using (w.Open("if (arguments->weightsOnly)"))
        {
            w.Line($"total += {R}.KernelRows.Sum(slots, rows);");
            w.Line("continue;");
        }

        w.Line();
    }

    /// <summary>Adds the losses of a block and writes them where they are wanted.</summary>
    public static void PrintLosses(SourceWriter w)
    {
        string losses = NarrowText.Slot(RowPlan.LossSlot);
        w.Line($"total += {R}.KernelRows.Sum(slots, {losses}, rows);");
        w.Line($"if (arguments->losses != null) {{ {R}.KernelRows.Store(slots, {losses}, arguments->losses + first, rows); }}");
    }
}
