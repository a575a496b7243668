using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>
/// The derivative of an entry of one row by the same entry of another, exact and without a matrix. A node that is the same in every column has the total
/// derivative D by entry j of the row. A node with columns depends on entry j of its own column directly, and on all entries through the nodes without columns
/// that it reads: one sweep in reverse over its column part finds both, the local derivative and the partial derivatives by those nodes. A reduction
/// r of h with weights w = ∂r/∂h has D(r) = w·local(h) + Σ Sum(w·∂h/∂s)·D(s), and the entry of a node e is local(e) + Σ ∂e/∂s·D(s), over the nodes s that are read.
/// </summary>
internal sealed class DiagonalMode
{
    private readonly TapeBuilder _t;

    /// <summary>Nodes from here on were made by differentiation.</summary>
    private readonly int _count;
    private readonly bool[] _varies;
    private readonly bool[] _active;
    private readonly bool[] _verbatim;

    /// <summary>The derivative of each leaf by the entry, −1 for zero.</summary>
    private readonly int[] _seeds;

    /// <summary>D of the nodes without columns, −1 for zero.</summary>
    private readonly int[] _totals;

    private DiagonalMode(TapeBuilder t, int leaf, Func<int, bool> differentiated)
    {
        (_t, _count) = (t, t.Count);
        _varies = ReverseMode.Varying(t, differentiated);
        _verbatim = Verbatim.Inside(t);
        _seeds = Fresh();
        _totals = Fresh();
        for (int i = 0; i < _count; i++)
        {
            Node node = t[i];
            _seeds[i] = i == leaf ? t.One
                : node.Op == OpCode.TableEntry && t.Is(leaf, OpCode.TableEntry) && node.Payload == t[leaf].Payload ? SameRow(node.A, t[leaf].A)
                : -1;
        }

        _active = ReverseMode.Dependent(t, i => i < _count && _seeds[i] >= 0);
    }

    /// <summary>
    /// Appends the derivative of <paramref name="root"/> in column j by entry j of <paramref name="leaf"/>, a row. If it is a row of a table, other rows of that table
    /// are the same data where their index is the same.
    /// </summary>
    public static int Differentiate(TapeBuilder t, int root, int leaf, Func<int, bool> differentiated)
    {
        var mode = new DiagonalMode(t, leaf, differentiated);
        int result = mode.Run(root);
        return result < 0 ? t.Zero : result;
    }

    private int Run(int root)
    {
        for (int i = 0; i <= root; i++)
        {
            if (_active[i] && !_t.HasColumns(i))
            {
                _totals[i] = Total(i);
            }
        }

        return !_active[root] ? -1 : _t.HasColumns(root) ? Sweep(root, _t.One, summed: false) : _totals[root];
    }

    /// <summary>D of a node without columns.</summary>
    private int Total(int id)
    {
        Partial?[] row = DerivativeRules.Row(_t[id].Op);
        var operands = new Operands(_t, id, Varies);
        int total = -1;
        for (int k = 0; k < row.Length; k++)
        {
            int operand = _t[id].Operand(k);
            if (row[k] is not { } partial || !_active[operand])
            {
                continue;
            }

            if (_t.HasColumns(operand))
            {
                total = Plus(total, Sweep(operand, Marked(id, partial(_t, operands)), summed: true));
            }
            else if (_totals[operand] >= 0)
            {
                total = Plus(total, Marked(id, Guarded.Times(_t, Marked(id, partial(_t, operands)), _totals[operand])));
            }
        }

        return total;
    }

    /// <summary>The derivative of weight·entry of <paramref name="root"/>; <paramref name="summed"/>: of the sum of all columns.</summary>
    private int Sweep(int root, int weight, bool summed)
    {
        var adjoint = new int[root + 1];
        for (int i = 0; i <= root; i++)
        {
            adjoint[i] = -1;
        }

        adjoint[root] = weight;
        var read = new SortedSet<int>();
        int result = -1;
        for (int i = root; i >= 0; i--)
        {
            if (adjoint[i] < 0 || !_active[i] || !_t.HasColumns(i))
            {
                continue;
            }

            if (_seeds[i] >= 0)
            {
                result = Plus(result, Guarded.Times(_t, adjoint[i], _seeds[i]));
                continue;
            }

            Partial?[] row = DerivativeRules.Row(_t[i].Op);
            var operands = new Operands(_t, i, Varies);
            for (int k = 0; k < row.Length; k++)
            {
                int operand = _t[i].Operand(k);
                if (row[k] is not { } partial || !_active[operand])
                {
                    continue;
                }

                adjoint[operand] = Plus(adjoint[operand], Marked(i, Guarded.Times(_t, adjoint[i], Marked(i, partial(_t, operands)))));
                if (!_t.HasColumns(operand))
                {
                    read.Add(operand);
                }
            }
        }

        foreach (int s in read)
        {
            if (_totals[s] >= 0)
            {
                int slope = summed ? Guarded.Sum(_t, adjoint[s]) : adjoint[s];
                result = Plus(result, Guarded.Times(_t, slope, _totals[s]));
            }
        }

        return result;
    }

    /// <summary>A derivative of a node, marked if the node is.</summary>
    private int Marked(int id, int derivative) => _verbatim[id] ? Verbatim.Mark(_t, derivative) : derivative;

    private bool Varies(int id) => id < _count && _varies[id];

    private int Plus(int a, int b) => a < 0 ? b : b < 0 ? a : Guarded.Plus(_t, a, b);

    private int SameRow(int index, int other) => _t.Select(_t.Make(OpCode.Equal, index, other), _t.One, _t.Zero);

    private int[] Fresh()
    {
        var numbers = new int[_count];
        for (int i = 0; i < _count; i++)
        {
            numbers[i] = -1;
        }

        return numbers;
    }
}
