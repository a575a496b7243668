using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>Products as bags of factors, for rules that compare them. Unlike <see cref="Views.Factors"/> they are flat to the bottom.</summary>
internal static class Products
{
    /// <summary>The factors of a node with their exponents, from left to right, the sign apart.</summary>
    public static List<Part> Factors(TapeBuilder t, int id, out int sign)
    {
        var factors = new List<Part>();
        var open = new Stack<Part>();
        open.Push(new(id, 1));
        sign = 1;
        while (open.Count > 0)
        {
            Part part = open.Pop();
            Node n = t[part.Node];
            switch (n.Op)
            {
                case OpCode.Multiply or OpCode.Divide:
                    open.Push(new(n.B, n.Op == OpCode.Multiply ? part.Weight : -part.Weight));
                    open.Push(new(n.A, part.Weight));
                    break;
                case OpCode.ScaledExp:
                    open.Push(new(t.Make(OpCode.Exp, n.B), part.Weight));
                    open.Push(new(n.A, part.Weight));
                    break;
                case OpCode.Square:
                    open.Push(new(n.A, 2 * part.Weight));
                    break;
                case OpCode.Reciprocal:
                    open.Push(new(n.A, -part.Weight));
                    break;
                case OpCode.Negate:
                    sign = part.Weight % 2 == 0 ? sign : -sign;
                    open.Push(new(n.A, part.Weight));
                    break;
                case OpCode.Constant when n.Value < 0:
                    sign = part.Weight % 2 == 0 ? sign : -sign;
                    open.Push(new(t.Constant(-n.Value), part.Weight));
                    break;
                case OpCode.Constant when n.Value == 1:
                    break;
                default:
                    int same = factors.FindIndex(f => f.Node == part.Node && f.Weight < 0 == part.Weight < 0);
                    if (same < 0)
                    {
                        factors.Add(part);
                    }
                    else
                    {
                        factors[same] = new(part.Node, factors[same].Weight + part.Weight);
                    }

                    break;
            }
        }

        return factors;
    }

    /// <summary>What is left of a product without some factors; null where they are not all in it.</summary>
    public static List<Part>? Without(List<Part> product, IEnumerable<Part> factors)
    {
        var rest = new List<Part>(product);
        foreach (Part factor in factors)
        {
            int at = rest.FindIndex(f => f.Node == factor.Node && f.Weight < 0 == factor.Weight < 0 && Math.Abs(f.Weight) >= Math.Abs(factor.Weight));
            if (at < 0)
            {
                return null;
            }

            rest[at] = new(factor.Node, rest[at].Weight - factor.Weight);
            if (rest[at].Weight == 0)
            {
                rest.RemoveAt(at);
            }
        }

        return rest;
    }

    public static bool IsSame(List<Part> a, List<Part> b) => a.Count == b.Count && a.All(b.Contains);

    /// <summary>The product of factors and one more.</summary>
    public static int Build(TapeBuilder t, List<Part> factors, int last)
    {
        int above = -1;
        int below = -1;
        foreach (Part factor in factors)
        {
            if (factor.Weight > 0)
            {
                above = Matcher.MultiplyFactor(t, above, factor.Node, factor.Weight);
            }
            else
            {
                below = Matcher.MultiplyFactor(t, below, factor.Node, -factor.Weight);
            }
        }

        int product = above < 0 ? last : t.Mul(above, last);
        return below < 0 ? product : t.Div(product, below);
    }

    /// <summary>The sum in its order, with the replacements where the first of the taken parts stood.</summary>
    public static int Replace(TapeBuilder t, View sum, bool[] taken, params Part[] replacements)
    {
        int result = -1;
        for (int p = 0; p < taken.Length; p++)
        {
            if (!taken[p])
            {
                result = Matcher.AddTerm(t, result, sum.Parts[p].Node, sum.Parts[p].Weight);
            }
            else if (Array.IndexOf(taken, true) == p)
            {
                foreach (Part replacement in replacements)
                {
                    result = Matcher.AddTerm(t, result, replacement.Node, replacement.Weight);
                }
            }
        }

        return result;
    }

    /// <summary>Marks two parts of a sum as taken.</summary>
    public static bool[] Two(View sum, int p, int q)
    {
        var taken = new bool[sum.Parts.Count];
        taken[p] = taken[q] = true;
        return taken;
    }
}
