using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Data that a declaration reads and a form of it does not, because they cancel: a NaN among them must make the loss NaN all the same. They are compared with themselves,
/// which costs little and happens seldom.
/// </summary>
internal static class LostData
{
    /// <param name="declared">The tape as it was bound.</param>
    /// <param name="derived">What was made of it; its first root is the loss.</param>
    /// <param name="mayBeNan">Whether a parameter may be NaN at all.</param>
    public static Tape Restore(Tape declared, Tape derived, Func<int, bool> mayBeNan)
    {
        NanPropagation before = new(declared, declared.Roots[0], readsPicked: false), after = new(derived, derived.Roots[0], readsPicked: false);
        var kept = new HashSet<Node>();
        for (int i = 0; i < derived.Count; i++)
        {
            if (derived[i].Op is OpCode.Data or OpCode.TableEntry && after.Spoils(i, derived.Roots[0]))
            {
                kept.Add(Identity(derived, i));
            }
        }

        var lost = new List<int>();
        for (int i = 0; i < declared.Count; i++)
        {
            if (declared[i].Op is OpCode.Data or OpCode.TableEntry && mayBeNan((int)declared[i].Payload) && before.Spoils(i, declared.Roots[0]) && !kept.Contains(Identity(declared, i)))
            {
                lost.Add(i);
            }
        }

        return lost.Count == 0 ? derived : With(declared, derived, lost);
    }

    /// <summary>Whether a NaN of a parameter makes the declared loss NaN whatever branch is taken, which is what is kept.</summary>
    public static bool IsRestored(Tape declared, int parameter)
    {
        var nan = new NanPropagation(declared, declared.Roots[0], readsPicked: false);
        for (int i = 0; i < declared.Count; i++)
        {
            if (declared[i].Op is OpCode.Data or OpCode.TableEntry && declared[i].Payload == parameter && nan.Spoils(i, declared.Roots[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static Tape With(Tape declared, Tape derived, List<int> lost)
    {
        var t = new TapeBuilder();
        int[] map = t.Copy(derived);
        int loss = map[derived.Roots[0]];
        foreach (int i in lost)
        {
            Node n = declared[i];
            int leaf = n.Op == OpCode.Data ? t.Leaf(n.Op, (int)n.Payload, n.Axes) : t.TableEntry((int)n.Payload, Leaf(t, declared[n.A]));
            int zero = t.Select(t.Make(OpCode.Equal, leaf, leaf), t.Zero, t.One);
            loss = t.Make(OpCode.Add, loss, t.HasColumns(leaf) ? t.Sum(zero) : zero);
        }

        var roots = new int[derived.Roots.Count];
        for (int k = 0; k < roots.Length; k++)
        {
            roots[k] = k == 0 ? loss : map[derived.Roots[k]];
        }

        return t.Freeze(roots);
    }

    private static int Leaf(TapeBuilder t, Node index) => index.Op == OpCode.Constant ? t.Constant(index.Value) : t.Leaf(index.Op, (int)index.Payload, index.Axes);

    /// <summary>A leaf whatever tape it stands on; a table's entry by what picks its row.</summary>
    private static Node Identity(Tape tape, int leaf) =>
        tape[leaf].Op == OpCode.Data ? tape[leaf] : tape[tape[leaf].A] with { Axes = Axes.Column, B = (int)tape[leaf].Payload };
}
