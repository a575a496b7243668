using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// What a row kernel computes, before it is divided into passes: every derivative as a core that varies along the columns, a coefficient that does
/// not, and the entries that a label picks apart.
/// </summary>
internal sealed class RowOutline
{
    private RowOutline(Tape tape, int loss, int weight, Derivative[] derivatives) =>
        (Tape, Loss, Weight, Derivatives) = (tape, loss, weight, derivatives);

    public Tape Tape { get; }

    public int Loss { get; }

    /// <summary>What a sample counts; −1 where all count alike.</summary>
    public int Weight { get; }

    public IReadOnlyList<Derivative> Derivatives { get; }

    /// <param name="joint">The expanded joint tape: loss, gradients, second derivatives and perhaps the weight.</param>
    /// <param name="specs">The outputs that the gradients, and the second derivatives, belong to.</param>
    public static RowOutline Of(Tape joint, IReadOnlyList<OutputSpec> specs)
    {
        var t = new TapeBuilder();
        var map = new int[joint.Count];
        bool[] live = joint.Reachable([.. joint.Roots]);
        for (int i = 0; i < joint.Count; i++)
        {
            map[i] = live[i] ? t.Copy(joint[i], map) : -1;
        }

        int count = 2 * specs.Count;
        var derivatives = new Derivative[count];
        for (int d = 0; d < count; d++)
        {
            OutputSpec spec = specs[d % specs.Count];
            int root = map[joint.Roots[1 + d]];
            derivatives[d] = spec.Shape == OutputShape.Sample
                ? new Derivative(spec, d >= specs.Count, -1, root, [])
                : Take(t, spec, d >= specs.Count, root);
        }

        int loss = map[joint.Roots[0]], weight = joint.Roots.Count > 1 + count ? map[joint.Roots[1 + count]] : -1;
        int[] roots = [loss, .. derivatives.SelectMany(d => d.Nodes), .. weight < 0 ? Array.Empty<int>() : [weight]];
        return new RowOutline(t.Freeze(roots), loss, weight, derivatives);
    }

    private static Derivative Take(TapeBuilder t, OutputSpec spec, bool isSecond, int root)
    {
        // What samples add to a row of a table cannot be put there afterwards: the row may be another sample's as well.
        List<int> conditions = spec.Shape == OutputShape.Table || !t.IsSameApart(root) ? [] : Conditions(t, root);
        (int Index, int Value)[] entries = conditions.Select(c => (Index: IndexOf(t, c), Value: t.Gather(root, IndexOf(t, c)))).ToArray();
        (int core, int coefficient) = Split(t, Without(t, root, conditions), isSecond);
        return new Derivative(spec, isSecond, core, coefficient, entries);
    }

    /// <summary>The conditions "this is the column that an index picks" on which a column's value depends.</summary>
    private static List<int> Conditions(TapeBuilder t, int root)
    {
        var found = new List<int>();
        bool[] cone = t.Cone(root);
        for (int i = 0; i <= root; i++)
        {
            if (cone[i] && t.Is(i, OpCode.Equal) && (t.Is(t[i].A, OpCode.Column) || t.Is(t[i].B, OpCode.Column)) && t[IndexOf(t, i)].Op is OpCode.Label or OpCode.Constant)
            {
                found.Add(i);
            }
        }

        return found;
    }

    private static int IndexOf(TapeBuilder t, int condition) => t.Is(t[condition].A, OpCode.Column) ? t[condition].B : t[condition].A;

    /// <summary>The expression in all other columns.</summary>
    private static int Without(TapeBuilder t, int root, List<int> conditions)
    {
        if (conditions.Count == 0)
        {
            return root;
        }

        bool[] cone = t.Cone(root);
        var map = new int[root + 1];
        for (int i = 0; i <= root; i++)
        {
            map[i] = !cone[i] ? i : conditions.Contains(i) ? t.Bool(false) : t.Copy(t[i], map);
        }

        return map[root];
    }

    /// <summary>
    /// Divides a product into what varies along the columns and what does not. A choice of zero is made in both: of a branch that is not taken what varies may be NaN.
    /// </summary>
    /// <param name="t">The tape.</param>
    /// <param name="id">The product.</param>
    /// <param name="isSecond">Whether it is a second derivative, which is compared with the floor before a coefficient of zero is looked at.</param>
    private static (int Core, int Coefficient) Split(TapeBuilder t, int id, bool isSecond)
    {
        Node n = t[id];
        if (!t.HasColumns(id))
        {
            return (t.One, id);
        }

        switch (n.Op)
        {
            case OpCode.Negate:
                (int core, int coefficient) = Split(t, n.A, isSecond);
                return (core, t.Neg(coefficient));
            case OpCode.Multiply:
                (int leftCore, int left) = Split(t, n.A, isSecond);
                (int rightCore, int right) = Split(t, n.B, isSecond);
                return (t.Mul(leftCore, rightCore), t.Mul(left, right));
            case OpCode.Divide when !t.HasColumns(n.B):
                (core, coefficient) = Split(t, n.A, isSecond);
                return (core, t.Div(coefficient, n.B));
            // Of a branch that is not taken, only what is a number is multiplied by zero, or NaN where the coefficient tells; other entries are chosen themselves.
            case OpCode.Select when !t.HasColumns(n.A) && (t.IsConstant(n.B, 0) || t.IsConstant(n.C, 0)):
                bool isElse = t.IsConstant(n.B, 0);
                (core, coefficient) = Split(t, isElse ? n.C : n.B, isSecond);
                int Taken(int value) => isElse ? t.Select(n.A, t.Zero, value) : t.Select(n.A, value, t.Zero);
                bool isNumber = t.IsConstant(core, 1) || (!isSecond && Finiteness.IsCertain(t, new Facts(i => t[i], Facts.Unknown), core));
                return (isNumber ? core : Taken(core), Taken(coefficient));
            default:
                return (id, t.One);
        }
    }

    /// <param name="Spec">The output.</param>
    /// <param name="IsSecond">Whether it is a second derivative.</param>
    /// <param name="Core">What varies along the columns; −1 for an output of one value per sample.</param>
    /// <param name="Coefficient">What does not; for an output of one value per sample its value.</param>
    /// <param name="Entries">Columns with a value of their own.</param>
    internal sealed record Derivative(OutputSpec Spec, bool IsSecond, int Core, int Coefficient, (int Index, int Value)[] Entries)
    {
        public IEnumerable<int> Nodes => [.. Core < 0 ? Array.Empty<int>() : [Core], Coefficient, .. Entries.Select(e => e.Value)];
    }
}
