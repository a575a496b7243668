using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <content>Terms of sums.</content>
internal sealed partial class Matcher
{
    private bool Step(SumGoal goal)
    {
        if (++_effort > MaxEffort)
        {
            return false;
        }

        if (goal.Remaining == 0)
        {
            if (!goal.IsRoot)
            {
                return IsEmpty(goal.Left) && Solve(goal.Next);
            }

            (Left, Turned) = (goal.Left, goal.Flip);
            return Solve(goal.Next);
        }

        int i = Next(goal.Shape, goal.Remaining);
        Shape shape = goal.Shape.Elements[i].Shape;
        int sign = goal.Flip * goal.Shape.Elements[i].Weight;
        if (shape.Kind == ShapeKind.Letter)
        {
            int bound = _bindings[shape.Letter];
            return bound >= 0 ? TakeBoundTerm(goal, i, bound, sign) : TakeFreeTerm(goal, i, shape.Letter, sign);
        }

        for (int p = 0; p < goal.View.Count; p++)
        {
            if (goal.Left[p] != 0 && TakeTerm(goal, i, shape, sign, p))
            {
                return true;
            }
        }

        return false;
    }

    private bool TakeTerm(SumGoal goal, int element, Shape shape, int sign, int p)
    {
        (int id, int weight) = (goal.View[p].Node, goal.Left[p]);
        Node node = tape[id];
        switch (shape.Kind)
        {
            case ShapeKind.Number:
                return node.Op == OpCode.Constant && node.Value * weight == shape.Number * sign && Step(goal.With(Taking(goal.Left, p, weight), element));
            case ShapeKind.ConstantLetter when node.Op == OpCode.Constant:
                int value = tape.Constant(node.Value * weight * sign);
                return _bindings[shape.Letter] >= 0
                    ? tape[_bindings[shape.Letter]].Value == tape[value].Value && Step(goal.With(Taking(goal.Left, p, weight), element))
                    : Bind(shape.Letter, value, goal.With(Taking(goal.Left, p, weight), element));
            case ShapeKind.Call when node.Op == shape.Op && weight == sign:
                return Solve(new NodeGoal(shape, id, goal.With(Taking(goal.Left, p, weight), element)));
            case ShapeKind.Product when Views.IsProduct(node.Op):
                return MatchWholeProduct(shape, id, weight * sign, goal.With(Taking(goal.Left, p, weight), element));
            default:
                return false;
        }
    }

    private bool TakeBoundTerm(SumGoal goal, int element, int bound, int sign)
    {
        if (tape.IsConstant(bound, 0))
        {
            return Step(goal.With(goal.Left, element));
        }

        for (int p = 0; p < goal.View.Count; p++)
        {
            if (goal.Left[p] != 0 && Views.SameUpToSign(tape, bound, goal.View[p].Node) * goal.Left[p] == sign
                && Step(goal.With(Taking(goal.Left, p, goal.Left[p]), element)))
            {
                return true;
            }
        }

        if (!Views.IsSum(tape[bound].Op) && tape[bound].Op != OpCode.Negate)
        {
            return false;
        }

        // The letter stands for a sum whose terms the view shows one by one.
        int[] left = (int[])goal.Left.Clone();
        foreach (Part term in Views.Terms(tape, bound))
        {
            int p = 0;
            while (p < left.Length && (left[p] == 0 || Views.SameUpToSign(tape, term.Node, goal.View[p].Node) * left[p] != sign * term.Weight))
            {
                p++;
            }

            if (p == left.Length)
            {
                return false;
            }

            left[p] = 0;
        }

        return Step(goal.With(left, element));
    }

    private bool TakeFreeTerm(SumGoal goal, int element, int letter, int sign)
    {
        if (!goal.IsRoot && goal.Remaining == 1 << element)
        {
            int rest = Sum(goal.View, goal.Left, sign);
            return rest >= 0 && Bind(letter, rest, goal.With(new int[goal.Left.Length], element));
        }

        for (int p = 0; p < goal.View.Count; p++)
        {
            if (goal.Left[p] == sign && Bind(letter, goal.View[p].Node, goal.With(Taking(goal.Left, p, sign), element)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The sum of what is left, every sign multiplied by <paramref name="sign"/>; −1 for nothing.</summary>
    private int Sum(List<Part> view, int[] left, int sign)
    {
        int sum = -1;
        for (int p = 0; p < left.Length; p++)
        {
            if (left[p] != 0)
            {
                sum = AddTerm(tape, sum, view[p].Node, left[p] * sign);
            }
        }

        return sum;
    }

    public static int AddTerm(TapeBuilder tape, int sum, int node, int sign) =>
        sum < 0 ? (sign > 0 ? node : tape.Neg(node))
        : sign > 0 ? tape.Add(sum, node)
        : tape.Sub(sum, node);

    private static bool IsEmpty(int[] left)
    {
        foreach (int weight in left)
        {
            if (weight != 0)
            {
                return false;
            }
        }

        return true;
    }
}
