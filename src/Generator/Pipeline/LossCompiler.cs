using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Analysis;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Emission;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Scheduling;
using LossGen.Generator.SelfCheck;
using Element = LossGen.Generator.Lowering.Element;

namespace LossGen.Generator.Pipeline;

/// <summary>From a model to its file: stabilise, differentiate, stabilise again, plan, print. A pure function.</summary>
internal static class LossCompiler
{
    public static CompiledLoss Compile(LossModel model)
    {
        Blueprint loss = Analyse(model);
        return new CompiledLoss(
            model,
            new GeneratedFile(model.HintName, ClassEmitter.Emit(loss)),
            [.. Check(model, loss.Tape), .. ClaimCheck.Of(model, loss.Tape, loss.Facts)]);
    }

    /// <summary>The compiler's check of itself: what it says of the tape derived from a model.</summary>
    public static Complaint[] Check(LossModel model, Tape derived) =>
        DerivativeCheck.Find(model, derived) is { } mismatch ? [new Complaint(Descriptors.WrongDerivative.Id, model.DeclaringMethod, mismatch.ToString())] : [];

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

        Facts facts = Facts.Of(tape, Facts.Declared(model.Parameters));
        bool isBounded = slots.Count == 1 && slots[0].Shape == OutputShape.Row && CurvatureBound.Holds(tape, facts, slots[0].Parameter);
        return new Blueprint
        {
            Model = model,
            Tape = tape,
            Scheduled = scheduled,
            Plans = plans,
            RowPlans = rowPlans,
            Slots = slots,
            Rules = rules,
            Facts = FactFinder.Of(model, tape),
            CurvatureBound = isBounded ? CurvatureBound.Factor : 0,
        };
    }

    private static IReadOnlyList<OutputSpec> Slots(LossModel model) =>
        DerivativeSlot.Of(model).Select(s => new OutputSpec(s.Parameter, Shape(model.Parameters[s.Parameter].Type), s.Row)).ToArray();

    private static OutputShape Shape(ParameterType type) => type switch
    {
        ParameterType.Row => OutputShape.Row,
        ParameterType.Table => OutputShape.Table,
        _ => OutputShape.Sample,
    };

    /// <summary>
    /// The joint tape: its roots are the loss, the gradients and the second derivatives of its slots (see <see cref="DerivativeSlot"/>), then the weight if the declaration has one.
    /// </summary>
    public static Tape Derive(LossModel model, out List<string> rules)
    {
        Func<Node, Interval> declared = Facts.Declared(model.Parameters);
        var read = new Dictionary<int, bool>();
        var fired = new List<string>();
        Tape value = Rewrite(model.Tape, RuleSet.BeforeDerivatives);

        // The first derivative is brought to named functions before it is differentiated again; forms that are only good to evaluate come last.
        Tape first = Rewrite(WithDerivatives(model, value, second: false), RuleSet.BeforeDerivatives);
        Tape joint = Rewrite(WithDerivatives(model, first, second: true), RuleSet.AfterDerivatives);
        rules = fired;
        return Uniforms.Hoist(LostData.Restore(model.Tape, joint, p => model.Parameters[p].Type is ParameterType.Double or ParameterType.Row or ParameterType.Table));

        bool IsRead(int parameter) => read.TryGetValue(parameter, out bool known) ? known : read[parameter] = LostData.IsRestored(model.Tape, parameter);

        Tape Rewrite(Tape tape, RuleSet set)
        {
            Rewritten result = Rewriter.Run(tape, set, declared, IsRead);
            fired.AddRange(result.Fired);
            return result.Tape;
        }
    }

    /// <summary>The same roots with one derivative per slot after those that are there: of the loss, or of each gradient. A weight stays last and is not differentiated.</summary>
    private static Tape WithDerivatives(LossModel model, Tape tape, bool second)
    {
        var t = new TapeBuilder();
        int[] map = t.Copy(tape);
        int[] slots = DerivativeSlot.Of(model).Select(s => s.Leaf(t)).ToArray();
        int[] roots = tape.Roots.Select(r => map[r]).ToArray();
        int known = second ? 1 + slots.Length : 1;
        bool Differentiated(int parameter) => model.Parameters[parameter].Role == ParameterRole.Input;
        int[] derivatives = second ? slots.Select((s, k) => Second(roots[1 + k], s)).ToArray() : ReverseMode.Differentiate(t, roots[0], slots, Differentiated);
        return t.Freeze([.. roots.Take(known), .. derivatives, .. roots.Skip(known)]);

        int Second(int gradient, int leaf) =>
            t.HasColumns(leaf)
                ? DiagonalMode.Differentiate(t, gradient, leaf, Differentiated)
                : ReverseMode.Differentiate(t, gradient, [leaf], Differentiated)[0];
    }
}
