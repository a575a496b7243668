using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Row functions in terms of what a loop over columns can do: sums and maxima. A row's exponentials are computed once, shifted by a power of two near
/// their maximum; a label's probability and the sum of the others share one sum, so neither is ever found by subtraction.
/// </summary>
internal sealed class RowExpansion
{
    /// <summary>The most reciprocals that are taken out of a sum.</summary>
    private const int MostStripped = 3;

    private readonly Tape _tape;
    private readonly TapeBuilder _t = new();
    private readonly int[] _map;

    /// <summary>By row: the index by which its sum is split.</summary>
    private readonly Dictionary<int, int> _split = new();
    private readonly Dictionary<int, Exponentials> _exponentials = new();

    /// <summary>Reciprocals of sums of exponentials: factors that may leave a sum without harm.</summary>
    private readonly HashSet<int> _reciprocals = new();

    private RowExpansion(Tape tape) => (_tape, _map) = (tape, new int[tape.Count]);

    public static Tape Run(Tape tape) => new RowExpansion(tape).Expand();

    private Tape Expand()
    {
        bool[] live = _tape.Reachable([.. _tape.Roots]), ofLoss = _tape.Reachable(_tape.Roots[0]);
        for (int i = 0; i < _tape.Count; i++)
        {
            if (live[i] && _tape[i].Op == OpCode.LogProbability && !_split.ContainsKey(_tape[i].A))
            {
                _split.Add(_tape[i].A, _tape[i].B);
            }
        }

        for (int i = 0; i < _tape.Count; i++)
        {
            if (live[i])
            {
                _map[i] = Expand(_tape[i], ofLoss[i]);
            }
        }

        return _t.Freeze(_tape.Roots.Select(r => _map[r]).ToArray());
    }

    /// <summary>NaN of an entry is brought into the loss; derivatives are NaN where it is.</summary>
    private int Poison(bool isOfLoss, int x) => isOfLoss ? _t.Make(OpCode.Poison, x) : _t.Zero;

    private int Expand(Node node, bool isOfLoss) => node.Op switch
    {
        OpCode.Sum => Sum(node.A),
        OpCode.RowMax => _t.Add(_t.Make(OpCode.Peak, _map[node.A]), Poison(isOfLoss, _map[node.A])),
        OpCode.RowMin => _t.Sub(Poison(isOfLoss, _map[node.A]), _t.Make(OpCode.Peak, _t.Neg(_map[node.A]))),
        OpCode.Equal when _tape[node.B].Op == OpCode.RowMin && _tape[node.B].A == node.A => IsLeast(_map[node.A]),
        OpCode.Equal when _tape[node.A].Op == OpCode.RowMin && _tape[node.A].A == node.B => IsLeast(_map[node.B]),
        OpCode.LogSumExp => LogSumExp(Of(node.A)),
        OpCode.Subtract when IsLogarithm(node) => Logarithm(node),
        OpCode.LogProbability => LogProbability(node.A, _map[node.B]),
        OpCode.SoftmaxEntry => _tape[node.B].Op == OpCode.LogSumExp ? Probability(Of(_tape[node.B].A), _map[node.A]) : _t.Copy(node, _map),
        OpCode.Norm => Norm(_map[node.A], out _, out _),
        OpCode.UnitEntry when _tape[node.B].Op == OpCode.Norm => UnitEntry(_map[node.A], _map[_tape[node.B].A]),
        _ => _t.Copy(node, _map),
    };

    /// <summary>Whether an entry is the least one. What is compared is what the greatest one is sought of: the opposite may be rounded another way.</summary>
    private int IsLeast(int entry)
    {
        int opposite = _t.Neg(entry);
        return _t.Make(OpCode.Equal, _t.Make(OpCode.Peak, opposite), opposite);
    }

    /// <summary>The exponentials of row <paramref name="row"/> of the old tape.</summary>
    private Exponentials Of(int row)
    {
        if (!_exponentials.TryGetValue(row, out Exponentials? e))
        {
            int x = _map[row];
            int peak = _t.Make(OpCode.Peak, x);
            int shift = _t.Make(OpCode.ShiftBase, peak), exponent = _t.Make(OpCode.ShiftExponent, peak);
            int entry = _t.Make(OpCode.ShiftedExp, _t.Sub(x, shift), exponent);
            // The index is a leaf, which may stand behind the row and so not be mapped yet.
            int sum = _split.TryGetValue(row, out int index) ? Split(entry, _t.Copy(_tape[index], _map)) : _t.Sum(entry);

            // All entries −∞: there is no probability to give, and the derivative of the logarithm is 0 by convention.
            int reciprocal = _t.Select(_t.Make(OpCode.Equal, sum, _t.Zero), _t.Zero, _t.Make(OpCode.Reciprocal, sum));
            e = new Exponentials(peak, shift, exponent, entry, sum, reciprocal);
            _exponentials.Add(row, e);
            _reciprocals.Add(reciprocal);
        }

        return e;
    }

    private int Split(int entry, int index) => _t.Add(Others(entry, index), _t.Gather(entry, index));

    private int Others(int entry, int index) => _t.Sum(_t.Select(_t.IsAt(index), _t.Zero, entry));

    private int LogSumExp(Exponentials e) => _t.Make(OpCode.UnshiftedLog, e.Sum, e.Base, e.Exponent);

    private int Probability(Exponentials e, int x) => _t.Mul(_t.Make(OpCode.ShiftedExp, _t.Sub(x, e.Base), e.Exponent), e.Reciprocal);

    /// <summary>−ln(1 + others/own) where the label is more likely than all others, else ln own − ln sum, in which nothing cancels and ∞ gives NaN.</summary>
    private int LogProbability(int row, int index)
    {
        Exponentials e = Of(row);
        int others = Others(e.Entry, index), own = _t.Gather(e.Entry, index);
        int near = _t.Neg(_t.Make(OpCode.Log1p, _t.Div(others, own)));
        int far = _t.Sub(_t.Sub(_t.Gather(_map[row], index), e.Base), _t.Make(OpCode.UnshiftedLog, e.Sum, _t.Zero, e.Exponent));
        return _t.Select(_t.Make(OpCode.And, _t.Less(others, own), _t.Less(own, _t.Constant(double.PositiveInfinity))), near, far);
    }

    private int Norm(int x, out int scale, out int scaled)
    {
        scale = _t.Make(OpCode.InverseScale, _t.Make(OpCode.Peak, _t.Make(OpCode.Abs, x)));
        scaled = _t.Make(OpCode.Sqrt, _t.Sum(_t.Make(OpCode.Square, _t.Mul(x, scale))));
        return _t.Div(scaled, scale);
    }

    private int UnitEntry(int x, int row)
    {
        Norm(row, out int scale, out int scaled);
        return _t.Mul(_t.Mul(x, scale), _t.Select(_t.Make(OpCode.Equal, scaled, _t.Zero), _t.Zero, _t.Make(OpCode.Reciprocal, scaled)));
    }

    /// <summary>
    /// A sum that needs no second walk over the row: of w·(x − LogSumExp x) the logarithm is taken out, and so are the reciprocals of sums of
    /// exponentials.
    /// </summary>
    private int Sum(int term)
    {
        Node n = _tape[term];
        if (n.Op == OpCode.Negate)
        {
            return _t.Neg(Sum(n.A));
        }

        if (n.Op == OpCode.Multiply && IsLogarithm(_tape[n.B]))
        {
            return SumOfLogarithms(_map[n.A], _tape[n.B]);
        }

        if (n.Op == OpCode.Multiply && IsLogarithm(_tape[n.A]))
        {
            return SumOfLogarithms(_map[n.B], _tape[n.A]);
        }

        if (IsLogarithm(n))
        {
            return SumOfLogarithms(_t.One, n);
        }

        int outside = _t.One, stripped = 0;
        int inside = Strip(_map[term], ref outside, ref stripped);
        return _t.Mul(_t.Sum(inside), outside);
    }

    /// <summary>Whether a node is ln softmax x, spelled x − LogSumExp x or the other way round.</summary>
    private bool IsLogarithm(Node n) => n.Op == OpCode.Subtract && (IsOfRow(n.A, n.B) || IsOfRow(n.B, n.A));

    private bool IsOfRow(int row, int logarithm) => _tape[logarithm].Op == OpCode.LogSumExp && _tape[logarithm].A == row;

    /// <summary>(x − m) − ln(Σ e^(x − m)), m the maximum: both terms have one sign, and at the peak the first is 0.</summary>
    private int Logarithm(Node n)
    {
        int below = BelowPeak(n, out int logarithm, out bool turned);
        return turned ? _t.Sub(logarithm, below) : _t.Sub(below, logarithm);
    }

    /// <summary>Σ w·(x − m) − (Σ w)·ln(Σ e^(x − m)).</summary>
    private int SumOfLogarithms(int weight, Node n)
    {
        int below = BelowPeak(n, out int logarithm, out bool turned);
        int sum = _t.Sub(_t.Sum(_t.Mul(weight, below)), _t.Mul(_t.Sum(weight), logarithm));
        return turned ? _t.Neg(sum) : sum;
    }

    /// <summary>x − m and ln(Σ e^(x − m)) of a node that is x − LogSumExp x, or that turned. The logarithm is of one plus the others.</summary>
    private int BelowPeak(Node n, out int logarithm, out bool turned)
    {
        turned = _tape[n.A].Op == OpCode.LogSumExp && _tape[n.A].A == n.B;
        int row = turned ? n.B : n.A;
        Exponentials e = Of(row);
        int smaller = _t.Less(_map[row], e.Peak);
        int others = _t.Sum(_t.Select(smaller, e.Entry, _t.Zero)), peaks = _t.Sum(_t.Select(smaller, _t.Zero, _t.One));
        int own = _t.Make(OpCode.ShiftedExp, _t.Sub(e.Peak, e.Base), e.Exponent);
        logarithm = _t.Make(OpCode.Log1p, _t.Add(_t.Sub(peaks, _t.One), _t.Div(others, own)));
        return _t.Sub(_map[row], e.Peak);
    }

    /// <summary>The factors of a term without reciprocals of sums of exponentials. No more than three: the product of what remains has to be representable.</summary>
    private int Strip(int x, ref int outside, ref int stripped)
    {
        Node n = _t[x];
        switch (n.Op)
        {
            case OpCode.Multiply when _reciprocals.Contains(n.A) && stripped < MostStripped:
                stripped++;
                outside = _t.Mul(outside, n.A);
                return Strip(n.B, ref outside, ref stripped);
            case OpCode.Multiply when _reciprocals.Contains(n.B) && stripped < MostStripped:
                stripped++;
                outside = _t.Mul(outside, n.B);
                return Strip(n.A, ref outside, ref stripped);
            case OpCode.Multiply:
                int left = Strip(n.A, ref outside, ref stripped);
                return _t.Mul(left, Strip(n.B, ref outside, ref stripped));
            case OpCode.Negate:
                outside = _t.Neg(outside);
                return Strip(n.A, ref outside, ref stripped);
            case OpCode.Select when _t.IsConstant(n.B, 0):
                return _t.Select(n.A, n.B, Strip(n.C, ref outside, ref stripped));
            case OpCode.Select when _t.IsConstant(n.C, 0):
                return _t.Select(n.A, Strip(n.B, ref outside, ref stripped), n.C);
            default:
                return x;
        }
    }

    /// <param name="Peak">The greatest entry of the row.</param>
    /// <param name="Base">What is subtracted from the row.</param>
    /// <param name="Exponent">The power of two its exponentials are divided by.</param>
    /// <param name="Entry">The shifted exponential in a column.</param>
    /// <param name="Sum">Their sum.</param>
    /// <param name="Reciprocal">One over it.</param>
    private sealed record Exponentials(int Peak, int Base, int Exponent, int Entry, int Sum, int Reciprocal);
}
