using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>
/// A tape of which the differences are the derivatives that are meant: what steers them (<c>Detach</c>, <c>ClampThrough</c>) is put into the function itself, by parameters that stand still.
/// </summary>
internal sealed class SteeredTape
{
    private readonly Tape _original;
    private readonly int _columns;

    // Of each additional parameter the node it is taken from.
    private readonly List<int> _still = [];

    public SteeredTape(Tape original, int parameters, int columns)
    {
        (_original, _columns) = (original, columns);
        var t = new TapeBuilder();
        var map = new int[original.Count];
        for (int i = 0; i < original.Count; i++)
        {
            map[i] = original[i].Op switch
            {
                OpCode.Detach => Still(i),
                OpCode.ClampThrough => t.Add(map[original[i].A], Still(i)),
                _ => t.Copy(original[i], map),
            };
        }

        Tape = t.Freeze([.. original.Roots.Select(r => map[r])]);

        int Still(int node)
        {
            _still.Add(node);
            return t.Leaf(OpCode.Hyper, parameters + _still.Count - 1, HasColumns(node) ? Axes.Sample | Axes.Column : Axes.None);
        }
    }

    public Tape Tape { get; }

    /// <summary>The additional arguments where the nodes of the original tape have certain values.</summary>
    public TapeValue<BigFloat>[] Still(TapeValue<BigFloat>[] plain) =>
        [.. _still.Select(i => PerColumn(i, j => _original[i].Op == OpCode.Detach ? plain[i][j] : plain[i][j] - plain[_original[i].A][j]))];

    private bool HasColumns(int node) => (_original[node].Axes & Axes.Column) != 0;

    private TapeValue<BigFloat> PerColumn(int node, Func<int, BigFloat> value) => HasColumns(node) ? Enumerable.Range(0, _columns).Select(value).ToArray() : value(0);
}
