using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Finds a shape in a tape. What remains to be matched is a linked list of goals, so that every choice can be taken back by returning.
/// At the root a sum or a product may match some of the parts only; deeper ones match whole, and there the last free letter takes all that is left.
/// </summary>
internal sealed partial class Matcher(TapeBuilder tape, Facts facts)
{
    private readonly int[] _bindings = NewBindings();
    private readonly Dictionary<int, View?> _views = [];
    private Guard _guard = Guard.None;
    private int _effort;

    /// <summary>What each letter stands for after a match, at <see cref="Pattern.Index"/>; −1 where free.</summary>
    public int[] Bindings => _bindings;

    /// <summary>After a match, what of each part of the root's view the pattern did not take: 0 or the weight left.</summary>
    public int[] Left { get; private set; } = [];

    /// <summary>After a match, −1 where the root is the pattern with every sign turned.</summary>
    public int Turned { get; private set; }

    /// <summary>The steps of all attempts together.</summary>
    public long TotalEffort { get; private set; }

    /// <summary>Backtracking is bounded too: a match that needs more steps than this is not worth finding.</summary>
    private const int MaxEffort = 4000;

    /// <summary>Tries a rule on a node; <paramref name="view"/> is that node's, null where it is neither a sum nor a product.</summary>
    public bool Match(Rule rule, int node, View? view)
    {
        Clear(_bindings);
        TotalEffort += _effort + 1;
        (_guard, _effort) = (rule.Guard, 0);
        Shape shape = rule.Shape;
        if (view is null)
        {
            return Solve(new NodeGoal(shape, node, null));
        }

        if (view.IsSum)
        {
            return StartSum(shape, view, 1) || StartSum(shape, view, -1);
        }

        return view.MayHold(shape, 1)
            && Step(new ProductGoal(shape, view.Parts, view.Weights(), All(shape), view.Sign * shape.Sign, 0, null) { IsRoot = true });
    }

    /// <summary>The flat view of a node; made once, since nodes never change.</summary>
    public View? ViewOf(int node)
    {
        if (!_views.TryGetValue(node, out View? view))
        {
            OpCode op = tape[node].Op;
            view = Views.IsSum(op) ? View.OfSum(tape, node) : Views.IsProduct(op) ? View.OfProduct(tape, node) : null;
            _views.Add(node, view);
        }

        return view;
    }

    private static int[] NewBindings()
    {
        var bindings = new int[26];
        Clear(bindings);
        return bindings;
    }

    private static void Clear(int[] bindings)
    {
        for (int i = 0; i < bindings.Length; i++)
        {
            bindings[i] = -1;
        }
    }

    private bool StartSum(Shape shape, View view, int flip)
    {
        if (!view.MayHold(shape, flip))
        {
            return false;
        }

        Clear(_bindings);
        return Step(new SumGoal(shape, view.Parts, view.Weights(), All(shape), flip, null) { IsRoot = true });
    }

    private static int All(Shape shape) => (1 << shape.Elements.Length) - 1;

    private bool Solve(Goal? goal)
    {
        if (++_effort > MaxEffort)
        {
            return false;
        }

        switch (goal)
        {
            case null:
                return _guard.Holds(tape, facts, _bindings);
            case SumGoal sum:
                return Step(sum);
            case ProductGoal product:
                return Step(product);
        }

        var here = (NodeGoal)goal;
        Shape shape = here.Shape;
        Node node = tape[here.Node];
        switch (shape.Kind)
        {
            case ShapeKind.Number:
                return node.Op == OpCode.Constant && node.Value == shape.Number && Solve(here.Next);
            case ShapeKind.ConstantLetter when node.Op != OpCode.Constant:
                return false;
            case ShapeKind.Letter or ShapeKind.ConstantLetter:
                return _bindings[shape.Letter] == here.Node ? Solve(here.Next) : _bindings[shape.Letter] < 0 && Bind(shape.Letter, here.Node, here.Next);
            case ShapeKind.Sum:
                return MatchWholeSum(shape, here.Node, 1, here.Next);
            case ShapeKind.Product:
                return MatchWholeProduct(shape, here.Node, 1, here.Next);
        }

        if (node.Op != shape.Op)
        {
            return false;
        }

        if (Solve(Arguments(shape, node.A, node.B, node.C, here.Next)))
        {
            return true;
        }

        return OpTable.Row(node.Op).Commutative && node.A != node.B && Solve(Arguments(shape, node.B, node.A, -1, here.Next));
    }

    private static Goal? Arguments(Shape shape, int a, int b, int c, Goal? next)
    {
        for (int i = shape.Arguments.Length - 1; i >= 0; i--)
        {
            next = new NodeGoal(shape.Arguments[i], i == 0 ? a : i == 1 ? b : c, next);
        }

        return next;
    }

    private bool Bind(int letter, int node, Goal? next)
    {
        _bindings[letter] = node;
        if (Solve(next))
        {
            return true;
        }

        _bindings[letter] = -1;
        return false;
    }

    private bool MatchWholeSum(Shape shape, int node, int flip, Goal? next)
    {
        Node n = tape[node];
        if (shape.Elements.Length == 1)
        {
            // A lone "−x": only what is visibly negated, or every node would match.
            int operand = n.Op == OpCode.Negate ? n.A : n.Op == OpCode.Constant && n.Value < 0 ? tape.Neg(node) : -1;
            Shape inner = shape.Elements[0].Shape;
            int bound = inner.Kind == ShapeKind.Letter ? _bindings[inner.Letter] : -1;
            return bound >= 0 ? Views.SameUpToSign(tape, bound, node) < 0 && Solve(next) : operand >= 0 && Solve(new NodeGoal(inner, operand, next));
        }

        if (!Views.IsSum(n.Op))
        {
            // A letter that stands for zero leaves the rest: 0 − x is −x.
            View single = View.OfSum(tape, node);
            return HasZeroLetter(shape) && Step(new SumGoal(shape, single.Parts, single.Weights(), All(shape), flip, next));
        }

        View view = ViewOf(node)!;
        return view.MayHold(shape, flip) && Step(new SumGoal(shape, view.Parts, view.Weights(), All(shape), flip, next));
    }

    private bool HasZeroLetter(Shape shape)
    {
        foreach (Element e in shape.Elements)
        {
            if (e.Shape.Kind == ShapeKind.Letter && _bindings[e.Shape.Letter] >= 0 && tape.IsConstant(_bindings[e.Shape.Letter], 0))
            {
                return true;
            }
        }

        return false;
    }

    // sign is what the whole must have relative to the pattern, 0 for any.
    private bool MatchWholeProduct(Shape shape, int node, int sign, Goal? next)
    {
        OpCode op = tape[node].Op;
        View? view = Views.IsProduct(op) ? ViewOf(node) : op == OpCode.Negate ? View.OfProduct(tape, node) : null;
        return view is not null && view.MayHold(shape, 1)
            && Step(new ProductGoal(shape, view.Parts, view.Weights(), All(shape), view.Sign * shape.Sign, sign, next));
    }

    /// <summary>The pattern element to place next: the most telling kinds first, free letters last.</summary>
    private int Next(Shape shape, int remaining)
    {
        int best = -1;
        int bestRank = int.MaxValue;
        for (int i = 0; i < shape.Elements.Length; i++)
        {
            if ((remaining & (1 << i)) == 0)
            {
                continue;
            }

            Shape s = shape.Elements[i].Shape;
            int rank = s.Kind switch
            {
                ShapeKind.Number => 0,
                ShapeKind.Call => 1,
                ShapeKind.Product or ShapeKind.Sum => 2,
                _ when _bindings[s.Letter] >= 0 => 3,
                ShapeKind.ConstantLetter => 4,
                _ => 5,
            };
            if (rank < bestRank)
            {
                (best, bestRank) = (i, rank);
            }
        }

        return best;
    }

    private static int[] Taking(int[] left, int index, int weight)
    {
        var result = (int[])left.Clone();
        result[index] -= weight;
        return result;
    }

    private abstract class Goal(Goal? next)
    {
        public Goal? Next { get; } = next;
    }

    private sealed class NodeGoal(Shape shape, int node, Goal? next) : Goal(next)
    {
        public Shape Shape { get; } = shape;

        public int Node { get; } = node;
    }

    private sealed class SumGoal(Shape shape, List<Part> view, int[] left, int remaining, int flip, Goal? next) : Goal(next)
    {
        public Shape Shape { get; } = shape;

        public List<Part> View { get; } = view;

        public int[] Left { get; } = left;

        public int Remaining { get; } = remaining;

        public int Flip { get; } = flip;

        public bool IsRoot { get; init; }

        public SumGoal With(int[] left, int element) => new(Shape, View, left, Remaining & ~(1 << element), Flip, Next) { IsRoot = IsRoot };
    }

    private sealed class ProductGoal(Shape shape, List<Part> view, int[] left, int remaining, int sign, int wanted, Goal? next) : Goal(next)
    {
        public Shape Shape { get; } = shape;

        public List<Part> View { get; } = view;

        public int[] Left { get; } = left;

        public int Remaining { get; } = remaining;

        public int Sign { get; } = sign;

        public int Wanted { get; } = wanted;

        public bool IsRoot { get; init; }

        public ProductGoal With(int[] left, int element, int sign = 1) => new(Shape, View, left, Remaining & ~(1 << element), Sign * sign, Wanted, Next) { IsRoot = IsRoot };
    }
}
