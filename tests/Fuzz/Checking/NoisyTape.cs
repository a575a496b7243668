using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>
/// The tape of a declaration, every value of it multiplied by a parameter of its own: 1 for the exact function, near 1 to see what roundings do. What steers the derivative
/// (<c>Detach</c>, <c>ClampThrough</c>) is put into the function itself, so that its differences are the derivatives that are meant.
/// </summary>
internal sealed class NoisyTape
{
    private readonly Tape _original;
    private readonly int _parameters;
    private readonly int _columns;

    // The parameters after those of the declaration: of each the node it stands for.
    private readonly List<int> _noises = [];
    private readonly List<int> _frozen = [];
    private readonly int[] _map;
    private readonly Tape _tape;

    public NoisyTape(Tape original, int parameters, int columns, Func<int, bool> isWhole)
    {
        (_original, _parameters, _columns) = (original, parameters, columns);
        var t = new TapeBuilder();
        _map = new int[original.Count];
        var exact = new bool[original.Count];
        IsExact = exact;
        var extra = new List<(int Node, bool Frozen)>();
        int Extra(int node, bool frozen)
        {
            extra.Add((node, frozen));
            return t.Leaf(OpCode.Hyper, parameters + extra.Count - 1, HasColumns(node) ? Axes.Sample | Axes.Column : Axes.None);
        }

        for (int i = 0; i < original.Count; i++)
        {
            Node n = original[i];
            OpRow row = OpTable.Row(n.Op);
            int copy = n.Op switch
            {
                OpCode.Detach => Extra(i, frozen: true),
                OpCode.ClampThrough => t.Add(_map[n.A], Extra(i, frozen: true)),
                _ => t.Copy(n, _map),
            };
            exact[i] = row.Kind == ValueKind.Truth || n.Op is OpCode.Label or OpCode.Column or OpCode.Columns
                || (n.Op is OpCode.Data or OpCode.Hyper && isWhole((int)n.Payload))
                || (n.Op == OpCode.Constant && (double.IsInfinity(n.Value) || (Math.Floor(n.Value) == n.Value && Math.Abs(n.Value) < 100)))
                || (n.Op is OpCode.Add or OpCode.Subtract or OpCode.Multiply or OpCode.Negate or OpCode.Abs && Enumerable.Range(0, row.Arity).All(k => exact[n.Operand(k)]));
            _map[i] = exact[i] ? copy : t.Mul(copy, Extra(i, frozen: false));
        }

        _frozen = [.. Enumerable.Range(0, extra.Count).Select(k => extra[k].Frozen ? extra[k].Node : -1)];
        _noises = [.. Enumerable.Range(0, extra.Count).Select(k => extra[k].Frozen ? -1 : extra[k].Node)];
        _tape = t.Freeze([.. original.Roots.Select(r => _map[r])]);
    }

    public Tape Original => _original;

    /// <summary>Whether a node is made of whole numbers alone, which nothing rounds.</summary>
    public IReadOnlyList<bool> IsExact { get; }

    /// <summary>The tape with the additional parameters.</summary>
    public Tape Tape => _tape;

    /// <summary>The node of <see cref="Tape"/> that stands for one of the original.</summary>
    public int NodeOf(int original) => _map[original];

    /// <summary>The additional arguments at a point.</summary>
    /// <param name="a">The arithmetic.</param>
    /// <param name="plain">The values of the original tape there.</param>
    /// <param name="random">Draws the sign of each perturbation; null for none.</param>
    /// <param name="size">The size of the perturbations.</param>
    public TapeValue<T>[] Extras<T>(Arithmetic<T> a, TapeValue<T>[] plain, Random? random, double size)
    {
        var extras = new TapeValue<T>[_frozen.Count];
        for (int k = 0; k < extras.Length; k++)
        {
            int frozen = _frozen[k];
            if (frozen >= 0)
            {
                Node n = _original[frozen];
                extras[k] = PerColumn(frozen, j => n.Op == OpCode.Detach ? plain[frozen][j] : a.Subtract(plain[frozen][j], plain[n.A][j]));
            }
            else
            {
                extras[k] = PerColumn(_noises[k], _ => a.From(random is null ? 1 : 1 + (random.Next(2) == 0 ? size : -size)));
            }
        }

        return extras;
    }

    /// <summary>Whether an additional argument has a value for every column.</summary>
    public bool ExtraHasColumns(int extra) => HasColumns(_frozen[extra] >= 0 ? _frozen[extra] : _noises[extra]);

    public bool HasColumns(int node) => (_original[node].Axes & Axes.Column) != 0;

    private TapeValue<T> PerColumn<T>(int node, Func<int, T> value) => HasColumns(node) ? Enumerable.Range(0, _columns).Select(value).ToArray() : value(0);
}
