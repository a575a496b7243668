using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

internal enum ShapeKind : byte
{
    Number,
    Letter,
    ConstantLetter,
    Call,

    /// <summary>Signed terms in any order.</summary>
    Sum,

    /// <summary>Factors with exponents in any order.</summary>
    Product,
}

/// <summary>A term with its sign, or a factor with its exponent.</summary>
internal readonly record struct Element(Shape Shape, int Weight);

/// <summary>
/// A pattern prepared for matching: chains of additions and of multiplications are flat, so that neither order nor grouping of the text matters.
/// </summary>
internal sealed class Shape
{
    private Shape(ShapeKind kind) => Kind = kind;

    public ShapeKind Kind { get; }

    public double Number { get; private set; }

    public int Letter { get; private set; }

    public OpCode Op { get; private set; }

    public Shape[] Arguments { get; private set; } = [];

    public Element[] Elements { get; private set; } = [];

    /// <summary>The operations that must stand among the terms with a plus, or above the fraction line.</summary>
    public ulong PositiveOps { get; private set; }

    /// <summary>Those with a minus, or below the line.</summary>
    public ulong NegativeOps { get; private set; }

    /// <summary>A match has at least so many parts.</summary>
    public int MinimumSize { get; private set; }

    /// <summary>The sign of a product.</summary>
    public int Sign { get; private set; } = 1;

    public static Shape Of(Pattern pattern)
    {
        if (pattern.IsNumber)
        {
            return new(ShapeKind.Number) { Number = pattern.Number };
        }

        if (pattern.IsLetter)
        {
            return new(pattern.IsConstantLetter ? ShapeKind.ConstantLetter : ShapeKind.Letter) { Letter = Pattern.Index(pattern.Letter) };
        }

        switch (pattern.Op)
        {
            case OpCode.Add or OpCode.Subtract or OpCode.Negate:
                var terms = new List<Element>();
                CollectTerms(pattern, 1, terms);
                return terms.Count == 1 && terms[0].Shape.Kind == ShapeKind.Product
                    ? Flat(ShapeKind.Product, terms[0].Shape.Elements, terms[0].Weight)
                    : Flat(ShapeKind.Sum, [.. terms]);
            case OpCode.Multiply or OpCode.Divide or OpCode.Square or OpCode.Reciprocal:
                var factors = new List<Element>();
                int sign = 1;
                CollectFactors(pattern, 1, factors, ref sign);
                return Flat(ShapeKind.Product, [.. factors], sign);
            default:
                var arguments = new Shape[pattern.Arguments.Count];
                for (int i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = Of(pattern.Arguments[i]);
                }

                return new(ShapeKind.Call) { Op = pattern.Op, Arguments = arguments };
        }
    }

    private static Shape Flat(ShapeKind kind, Element[] elements, int sign = 1)
    {
        var flat = new Shape(kind) { Elements = elements, Sign = sign };
        foreach (Element e in elements)
        {
            ulong bit = e.Shape.Kind switch
            {
                ShapeKind.Call => View.Bit(e.Shape.Op),
                ShapeKind.Number => View.Bit(OpCode.Constant),
                ShapeKind.Product => View.Bit(OpCode.Multiply),
                ShapeKind.Sum => View.Bit(OpCode.Add),
                _ => 0,
            };
            bool negative = e.Weight < 0 != e.Shape.Number < 0;
            flat.PositiveOps |= negative ? 0 : bit;
            flat.NegativeOps |= negative ? bit : 0;
            flat.MinimumSize += e.Shape.Kind == ShapeKind.Letter ? 0 : 1;
        }

        return flat;
    }

    /// <summary>Whether 1/<paramref name="value"/> is exact.</summary>
    public static bool IsPowerOfTwo(double value) =>
        (BitConverter.DoubleToInt64Bits(value) & 0xFFFFFFFFFFFFF) == 0 && Math.Abs(value) is > 1e-300 and < 1e300;

    private static void CollectTerms(Pattern pattern, int sign, List<Element> terms)
    {
        switch (pattern.Op)
        {
            case OpCode.Add or OpCode.Subtract:
                CollectTerms(pattern.Arguments[0], sign, terms);
                CollectTerms(pattern.Arguments[1], pattern.Op == OpCode.Add ? sign : -sign, terms);
                return;
            case OpCode.Negate:
                CollectTerms(pattern.Arguments[0], -sign, terms);
                return;
        }

        Shape shape = Of(pattern);
        if (shape.Kind == ShapeKind.Product && shape.Sign < 0)
        {
            (sign, shape.Sign) = (-sign, 1);
        }

        terms.Add(new(shape, sign));
    }

    private static void CollectFactors(Pattern pattern, int exponent, List<Element> factors, ref int sign)
    {
        bool once = Math.Abs(exponent) == 1;
        switch (pattern.Op)
        {
            case OpCode.Multiply or OpCode.Divide when once:
                CollectFactors(pattern.Arguments[0], exponent, factors, ref sign);
                CollectFactors(pattern.Arguments[1], pattern.Op == OpCode.Multiply ? exponent : -exponent, factors, ref sign);
                return;
            case OpCode.Reciprocal:
                CollectFactors(pattern.Arguments[0], -exponent, factors, ref sign);
                return;
            case OpCode.Square when Math.Abs(exponent) <= 2:
                CollectFactors(pattern.Arguments[0], 2 * exponent, factors, ref sign);
                return;
            case OpCode.Negate:
                sign = exponent % 2 == 0 ? sign : -sign;
                CollectFactors(pattern.Arguments[0], exponent, factors, ref sign);
                return;
        }

        Shape shape = Of(pattern);
        if (shape.Kind == ShapeKind.Number)
        {
            sign = shape.Number < 0 && once ? -sign : sign;
            double value = Math.Abs(shape.Number);
            if (value == 1)
            {
                return;
            }

            bool invert = exponent == -1 && IsPowerOfTwo(value);
            factors.Add(new(new(ShapeKind.Number) { Number = invert ? 1 / value : value }, invert ? 1 : exponent));
            return;
        }

        int same = factors.FindIndex(f => f.Shape.Kind == ShapeKind.Letter && shape.Kind == ShapeKind.Letter && f.Shape.Letter == shape.Letter && (f.Weight < 0) == (exponent < 0));
        if (same >= 0)
        {
            factors[same] = new(shape, factors[same].Weight + exponent);
        }
        else
        {
            factors.Add(new(shape, exponent));
        }
    }
}
