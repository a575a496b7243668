using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <content>Factors of products.</content>
internal sealed partial class Matcher
{
    private bool Step(ProductGoal goal)
    {
        if (++_effort > MaxEffort)
        {
            return false;
        }

        if (goal.Remaining == 0)
        {
            if (!goal.IsRoot)
            {
                return IsEmpty(goal.Left) && (goal.Wanted == 0 || goal.Sign == goal.Wanted) && Solve(goal.Next);
            }

            (Left, Turned) = (goal.Left, goal.Sign);
            return Solve(goal.Next);
        }

        int i = Next(goal.Shape, goal.Remaining);
        (Shape shape, int exponent) = (goal.Shape.Elements[i].Shape, goal.Shape.Elements[i].Weight);
        if (shape.Kind == ShapeKind.Letter)
        {
            int bound = _bindings[shape.Letter];
            return bound >= 0 ? TakeBoundFactor(goal, i, bound, exponent) : TakeFreeFactor(goal, i, shape.Letter, exponent);
        }

        for (int p = 0; p < goal.View.Count; p++)
        {
            if (Has(goal.Left[p], exponent) && TakeFactor(goal, i, shape, exponent, p))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(int left, int exponent) => exponent > 0 ? left >= exponent : left <= exponent;

    private bool TakeFactor(ProductGoal goal, int element, Shape shape, int exponent, int p)
    {
        int id = goal.View[p].Node;
        Node node = tape[id];
        switch (shape.Kind)
        {
            case ShapeKind.Number:
                return node.Op == OpCode.Constant && node.Value == shape.Number && Step(goal.With(Taking(goal.Left, p, exponent), element));
            case ShapeKind.ConstantLetter when node.Op == OpCode.Constant:
                ProductGoal rest = goal.With(Taking(goal.Left, p, exponent), element);
                return _bindings[shape.Letter] >= 0 ? _bindings[shape.Letter] == id && Step(rest) : Bind(shape.Letter, id, rest);
            case ShapeKind.Call when node.Op == shape.Op:
                return Solve(new NodeGoal(shape, id, goal.With(Taking(goal.Left, p, exponent), element)));
            case ShapeKind.Product when Views.IsProduct(node.Op):
                // Only under an even exponent does a pattern keep a product apart.
                return MatchWholeProduct(shape, id, 0, goal.With(Taking(goal.Left, p, exponent), element));
            case ShapeKind.Sum when Views.IsSum(node.Op):
                int[] left = Taking(goal.Left, p, exponent);
                return MatchWholeSum(shape, id, 1, goal.With(left, element))
                    || MatchWholeSum(shape, id, -1, goal.With(left, element, exponent % 2 == 0 ? 1 : -1));
            default:
                return false;
        }
    }

    private bool TakeBoundFactor(ProductGoal goal, int element, int bound, int exponent)
    {
        bool odd = exponent % 2 != 0;
        for (int p = 0; p < goal.View.Count; p++)
        {
            int same = Has(goal.Left[p], exponent) ? Views.SameUpToSign(tape, bound, goal.View[p].Node) : 0;
            if (same != 0 && Step(goal.With(Taking(goal.Left, p, exponent), element, odd ? same : 1)))
            {
                return true;
            }
        }

        if (!Views.IsProduct(tape[bound].Op) && tape[bound].Op is not (OpCode.Negate or OpCode.Constant))
        {
            return false;
        }

        // The letter stands for a product whose factors the view shows one by one.
        int[] left = (int[])goal.Left.Clone();
        List<Part> factors = Views.Factors(tape, bound, out int sign);
        sign = odd ? sign : 1;
        foreach (Part factor in factors)
        {
            int wanted = factor.Weight * exponent;
            int same = 0;
            for (int p = 0; p < left.Length && same == 0; p++)
            {
                same = Has(left[p], wanted) ? Views.SameUpToSign(tape, factor.Node, goal.View[p].Node) : 0;
                left[p] -= same == 0 ? 0 : wanted;
            }

            if (same == 0)
            {
                return false;
            }

            sign *= wanted % 2 != 0 ? same : 1;
        }

        return Step(goal.With(left, element, sign));
    }

    private bool TakeFreeFactor(ProductGoal goal, int element, int letter, int exponent)
    {
        if (!goal.IsRoot && Math.Abs(exponent) == 1 && IsLastOfItsSide(goal, element, out bool alone))
        {
            int[] left = (int[])goal.Left.Clone();
            int rest = Product(goal.View, left, exponent, bothSides: alone && exponent > 0);
            return rest >= 0 && Bind(letter, rest, goal.With(left, element));
        }

        for (int p = 0; p < goal.View.Count; p++)
        {
            if (!Has(goal.Left[p], exponent))
            {
                continue;
            }

            int node = goal.View[p].Node;
            if ((goal.Left[p] == 2 * exponent && Bind(letter, tape.Make(OpCode.Square, node), goal.With(Taking(goal.Left, p, 2 * exponent), element)))
                || Bind(letter, node, goal.With(Taking(goal.Left, p, exponent), element)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing else of the pattern remains above (or below) the fraction line, and whether nothing else remains at all.</summary>
    private static bool IsLastOfItsSide(ProductGoal goal, int element, out bool alone)
    {
        int exponent = goal.Shape.Elements[element].Weight;
        int others = goal.Remaining & ~(1 << element);
        alone = others == 0;
        for (int i = 0; i < goal.Shape.Elements.Length; i++)
        {
            if ((others & (1 << i)) != 0 && (goal.Shape.Elements[i].Weight < 0) == (exponent < 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The product of what is left on the side of <paramref name="exponent"/>, or on both; −1 for nothing. What it takes is cleared.</summary>
    private int Product(List<Part> view, int[] left, int exponent, bool bothSides)
    {
        int above = -1;
        int below = -1;
        for (int p = 0; p < left.Length; p++)
        {
            int weight = left[p] * exponent;
            if (weight > 0)
            {
                above = MultiplyFactor(tape, above, view[p].Node, weight);
            }
            else if (weight < 0 && bothSides)
            {
                below = MultiplyFactor(tape, below, view[p].Node, -weight);
            }
            else
            {
                continue;
            }

            left[p] = 0;
        }

        return above < 0 || below < 0 ? above : tape.Div(above, below);
    }

    public static int MultiplyFactor(TapeBuilder tape, int product, int node, int exponent)
    {
        for (; exponent >= 2; exponent -= 2)
        {
            int square = tape.Make(OpCode.Square, node);
            product = product < 0 ? square : tape.Mul(product, square);
        }

        return exponent == 0 ? product : product < 0 ? node : tape.Mul(product, node);
    }
}
