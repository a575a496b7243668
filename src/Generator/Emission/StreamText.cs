using System.Collections.Generic;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>
/// How the 512-bit loop of a loss of elements stores its outputs; if the plan streams, also past the cache. Then whole lines are written, each put together from the two vectors it
/// takes part of, so that lanes stay bound to the sample's index wherever the output begins. What lies in front of the first line and behind the last one is stored as ever.
/// </summary>
internal sealed class StreamText(KernelPlan plan, KernelNames names)
{
    /// <summary>The pointer to the losses.</summary>
    public const string Losses = "pl";

    private const string V = KernelNames.V512;
    private const string Vector512 = "global::System.Runtime.Intrinsics.Vector512";

    /// <summary>The pointer to the gradient of input <paramref name="k"/>.</summary>
    public static string Gradient(int k) => "g" + CSharpText.Int(k);

    /// <summary>The pointer to the second derivative of input <paramref name="k"/>.</summary>
    public static string Hessian(int k) => "h" + CSharpText.Int(k);

    /// <summary>The switches of the loop.</summary>
    public string Switches => plan.Streams ? $"{names.SwitchList}, {KernelNames.Stream}" : names.SwitchList;

    public string Constraints => plan.Streams ? $"{names.Constraints} where {KernelNames.Stream} : struct, {KernelNames.Runtime}.ISwitch" : names.Constraints;

    private string Integer => plan.Element == Lowering.Element.Single ? "int" : "long";

    private string Lanes => CSharpText.Int(names.VirtualWidth);

    /// <summary>What is written: the pointer, and the switch that tells whether it is wanted.</summary>
    private IEnumerable<(string Pointer, string IsOn)> Outputs
    {
        get
        {
            if (names.HasSumSwitch)
            {
                yield return (Losses, KernelNames.IsOn("TEach"));
            }

            for (int k = 0; k < plan.Gradients.Count; k++)
            {
                yield return (Gradient(k), KernelNames.IsOn("TGradient" + CSharpText.Int(k)));
            }

            for (int k = 0; k < plan.Hessians.Count; k++)
            {
                yield return (Hessian(k), KernelNames.IsOn("THessian" + CSharpText.Int(k)));
            }
        }
    }

    /// <summary>Calls the loop from <c>from</c> on. The first flush is always stored as ever, so that a line never begins before the samples of the call.</summary>
    public void PrintCall(SourceWriter w)
    {
        string call = $"i = Wide<{names.SwitchList}";
        if (!plan.Streams)
        {
            w.Line($"{call}>(arguments, from, to, open, totals);");
            return;
        }

        w.Line($"bool streams = arguments->streams && to - from >= {CSharpText.Int(Blocks.Flush + (plan.Unroll * names.VirtualWidth))};");
        w.Line($"{call}, {KernelNames.Runtime}.Off>(arguments, from, streams ? from + {CSharpText.Int(Blocks.Flush)} : to, open, totals);");
        w.Line($"if (streams) {{ {call}, __On>(arguments, i, to, open, totals); }}");
    }

    /// <summary>Per output, c: the vector before, x: which elements of it and of the present one make a line, t: where the line of the vector at 0 begins.</summary>
    public void PrintBegin(SourceWriter w)
    {
        if (!plan.Streams)
        {
            return;
        }

        foreach ((string pointer, _) in Outputs)
        {
            w.Line($"{names.T}* t{pointer} = {pointer};");
            w.Line($"{names.Vector} c{pointer} = default;");
            w.Line($"{Vector512}<{Integer}> x{pointer} = default;");
        }

        foreach ((string pointer, string isOn) in Outputs)
        {
            using (w.Open($"if ({KernelNames.IsOn(KernelNames.Stream)} && {isOn})"))
            {
                w.Line($"nint own = {KernelNames.Runtime}.KernelStream<{names.T}>.InFrontOf({pointer} + from);");
                w.Line($"t{pointer} = {pointer} - own;");
                w.Line($"c{pointer} = {V}.Load({pointer} + from - {Lanes});");
                w.Line($"x{pointer} = {Vector512}<{Integer}>.Indices + {V}.Create(({Integer})({Lanes} - own));");
            }

            w.Line();
        }
    }

    public void PrintEnd(SourceWriter w)
    {
        if (!plan.Streams)
        {
            return;
        }

        using (w.Open($"if ({KernelNames.IsOn(KernelNames.Stream)})"))
        {
            foreach ((string pointer, string isOn) in Outputs)
            {
                w.Line($"if ({isOn}) {{ {V}.Store(c{pointer}, {pointer} + i - {Lanes}); }}");
            }

            w.Line($"{KernelNames.Runtime}.KernelRows.EndStreams(true);");
        }

        w.Line();
    }

    /// <summary>Stores a vector of an output.</summary>
    /// <param name="pointer">The output.</param>
    /// <param name="value">The vector.</param>
    /// <param name="offset">What is added to the index of the sample.</param>
    public string Store(string pointer, string value, string offset)
    {
        if (!plan.Streams)
        {
            return $"{V}.Store({value}, {pointer} + i{offset});";
        }

        string permute = KernelNames.Avx512 + (plan.Element == Lowering.Element.Single ? ".PermuteVar16x32x2" : ".PermuteVar8x64x2");
        return $"var whole = {value}; if ({KernelNames.IsOn(KernelNames.Stream)}) {{ {V}.StoreAlignedNonTemporal({permute}(c{pointer}, x{pointer}, whole), t{pointer} + i{offset}); c{pointer} = whole; }} else {{ {V}.Store(whole, {pointer} + i{offset}); }}";
    }
}
