using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Emission;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Scheduling;
using Element = LossGen.Generator.Lowering.Element;

namespace LossGen.Generator.Pipeline;

/// <summary>From a model to its file: stabilise, differentiate, stabilise again, plan, print. A pure function.</summary>
internal static class LossCompiler
{
    public static GeneratedFile Compile(LossModel model) => new(model.HintName, ClassEmitter.Emit(Analyse(model)));

    /// <summary>Everything up to the text.</summary>
    public static Blueprint Analyse(LossModel model)
    {
        Tape tape = Derive(model, out List<string> rules);
        IReadOnlyList<OutputSpec> slots = Slots(model);
        bool isRow = model.Parameters.Any(p => p.HasColumns || p.IgnoreLabel is not null) || model.Tape.Roots.Count > 1;
        KernelPlan[] plans = [];
        RowPlan[] rowPlans = [];
        Tape scheduled = tape;
        if (isRow)
        {
            RowOutline outline = RowOutline.Of(Uniforms.Hoist(RowExpansion.Run(tape)), slots);
            scheduled = outline.Tape;
            rowPlans = [RowPlanner.Plan(outline, Element.Single), RowPlanner.Plan(outline, Element.Double)];
        }
        else
        {
            var nan = new NanPropagation(tape, tape.Roots[0]);
            plans = [.. KernelPlanner.Plan(tape, nan, slots.Count, Element.Single), .. KernelPlanner.Plan(tape, nan, slots.Count, Element.Double)];
        }

        Interval range = Facts.Of(tape, Facts.Declared(model.Parameters)).Of(tape.Roots[0]);
        return new Blueprint
        {
            Model = model,
            Tape = tape,
            Scheduled = scheduled,
            Plans = plans,
            RowPlans = rowPlans,
            Slots = slots,
            Rules = rules,
            Minimum = range.Low,
            Maximum = range.High,
            CurvatureBound = 0,
        };
    }

    private static IReadOnlyList<OutputSpec> Slots(LossModel model) =>
        model.Parameters.Select((p, k) => (p, k)).Where(x => x.p.Role == ParameterRole.Input)
            .Select(x => new OutputSpec(x.k, x.p.Type == ParameterType.Row ? OutputShape.Row : OutputShape.Sample, default)).ToArray();

    /// <summary>The joint tape: its roots are the loss, the gradients and the second derivatives, in the order of the declaration.</summary>
    public static Tape Derive(LossModel model, out List<string> rules)
    {
        Func<Node, Interval> declared = Facts.Declared(model.Parameters);
        var fired = new List<string>();
        Tape value = Rewrite(model.Tape, RuleSet.BeforeDerivatives);

        // The first derivative is brought to named functions before it is differentiated again; forms that are only good to evaluate come last.
        Tape first = Rewrite(WithDerivatives(model, value, second: false), RuleSet.BeforeDerivatives);
        Tape joint = Rewrite(WithDerivatives(model, first, second: true), RuleSet.AfterDerivatives);
        rules = fired;
        return Uniforms.Hoist(joint);

        Tape Rewrite(Tape tape, RuleSet set)
        {
            Rewritten result = Rewriter.Run(tape, set, declared);
            fired.AddRange(result.Fired);
            return result.Tape;
        }
    }

    private static Tape WithDerivatives(LossModel model, Tape tape, bool second)
    {
        var t = new TapeBuilder();
        var map = new int[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            map[i] = t.Copy(tape[i], map);
        }

        int[] inputs = model.Parameters
            .Select((p, k) => (p, k))
            .Where(x => x.p.Role == ParameterRole.Input)
            .Select(x => t.Leaf(OpCode.Data, x.k, Axes.Sample))
            .ToArray();
        int[] roots = tape.Roots.Select(r => map[r]).ToArray();
        bool Differentiated(int parameter) => model.Parameters[parameter].Role == ParameterRole.Input;
        int[] derivatives = second
            ? inputs.Select((x, k) => ReverseMode.Differentiate(t, roots[1 + k], [x], Differentiated)[0]).ToArray()
            : ReverseMode.Differentiate(t, roots[0], inputs, Differentiated);
        return t.Freeze([.. roots, .. derivatives]);
    }
}
