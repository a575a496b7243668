namespace LossGen.Generator.Lowering;

/// <summary>Maxima, signs and the functions of a right triangle.</summary>
internal static class ArithmeticLowerings
{
    /// <summary>
    /// The greater one, NaN if either is. The machine's maximum keeps the NaN of its second operand, so one operation suffices when the other one is
    /// known per call; otherwise 3.
    /// </summary>
    public static int Max(MachineBuilder b, int x, int y) => Extremum(b, MachineOp.Max, x, y);

    /// <summary>The smaller one, NaN if either is.</summary>
    public static int Min(MachineBuilder b, int x, int y) => Extremum(b, MachineOp.Min, x, y);

    /// <summary>min(max(x, lower), upper).</summary>
    public static int Clamp(MachineBuilder b, int x, int lower, int upper) => Min(b, Max(b, x, lower), upper);

    /// <summary>±1, x itself where that is ±0 or NaN; 4 operations, one of them |x|, which a loss that asks for the sign has already.</summary>
    public static int Sign(MachineBuilder b, int x)
    {
        int one = b.Constant(1);
        return b.Select(b.Make(MachineOp.Less, b.Constant(0), b.Unary(MachineOp.Abs, x)), b.Make(MachineOp.CopySign, one, x), x);
    }

    /// <summary>√(x² + y²) without overflow or underflow of the squares; 1.2 ulp, 13 operations.</summary>
    public static int Hypot(MachineBuilder b, int x, int y)
    {
        Triangle t = Scaled(b, x, y);
        return b.Make(MachineOp.Scale, t.Hypotenuse, t.Exponent);
    }

    /// <summary>x/√(x² + y²), ±0 at the origin and ±1 where x is infinite; 2.3 ulp, 17 operations, 12 of them those of <see cref="Hypot"/>.</summary>
    public static int Direction(MachineBuilder b, int x, int y)
    {
        Triangle t = Scaled(b, x, y);
        int quotient = b.Div(t.X, AwayFromZero(b, t.Hypotenuse));
        return b.Select(IsInfinite(b, x), b.Make(MachineOp.CopySign, b.Constant(1), x), quotient);
    }

    /// <summary>
    /// √(x² + y²) − |y| = x·(x/(√(x² + y²) + |y|)), in which nothing cancels; infinite where x is; 2.9 ulp, 18 operations, 12 of them those of
    /// <see cref="Hypot"/>. The quotient is formed of the scaled sides, so that it underflows only where the result does.
    /// </summary>
    public static int HypotExcess(MachineBuilder b, int x, int y)
    {
        Triangle t = Scaled(b, x, y);
        int value = b.Mul(x, b.Div(t.X, AwayFromZero(b, b.Add(t.Hypotenuse, t.AbsY))));
        return b.Select(IsInfinite(b, x), b.Unary(MachineOp.Abs, x), value);
    }

    private static int Extremum(MachineBuilder b, MachineOp op, int x, int y)
    {
        if (x == y)
        {
            return x;
        }

        if (MachineFacts.IsUniform(b, x))
        {
            return b.Make(op, x, y);
        }

        return MachineFacts.IsUniform(b, y)
            ? b.Make(op, y, x)
            : b.Select(b.Make(MachineOp.Unordered, x, x), x, b.Make(op, x, y));
    }

    /// <summary>The sides divided by the power of two below the longer one, which stays in the normal range for 0 and ∞.</summary>
    private static Triangle Scaled(MachineBuilder b, int x, int y)
    {
        ElementConstants c = ElementConstants.Of(b.Element);
        int absX = b.Unary(MachineOp.Abs, x);
        int absY = b.Unary(MachineOp.Abs, y);
        int longer = b.Min(b.Constant(c.Largest), b.Max(b.Constant(c.Smallest), b.Max(absX, absY)));
        int exponent = b.Unary(MachineOp.GetExponent, longer);
        int down = b.Unary(MachineOp.Negate, exponent);
        int scaledX = b.Make(MachineOp.Scale, x, down);
        int scaledY = b.Make(MachineOp.Scale, absY, down);
        int hypotenuse = b.Unary(MachineOp.Sqrt, b.Fma(scaledX, scaledX, b.Mul(scaledY, scaledY)));
        return new Triangle(scaledX, scaledY, hypotenuse, exponent);
    }

    /// <summary>0 at the origin; otherwise the scaled longer side is at least the smallest subnormal over the smallest normal number.</summary>
    private static int AwayFromZero(MachineBuilder b, int value) => b.Max(b.Constant(b.Element == Element.Single ? 1.0 / (1L << 40) : 1.0 / (1L << 60)), value);

    private static int IsInfinite(MachineBuilder b, int x) =>
        b.Make(MachineOp.Equal, b.Unary(MachineOp.Abs, x), b.Constant(double.PositiveInfinity));

    private readonly record struct Triangle(int X, int AbsY, int Hypotenuse, int Exponent);

    /// <summary>x / y, 0 where y is 0.</summary>
    public static int UnitEntry(MachineBuilder b, int x, int y) => b.Select(b.Make(MachineOp.Equal, y, b.Constant(0)), b.Constant(0), b.Div(x, y));

    /// <summary>2^−⌊log2 x⌋ for a positive finite x, as far as it is representable, and 1 for 0, ∞ and NaN.</summary>
    public static int InverseScale(MachineBuilder b, int x)
    {
        int ordinary = b.Make(MachineOp.And, b.Make(MachineOp.Less, b.Constant(0), x), b.Make(MachineOp.Less, x, b.Constant(double.PositiveInfinity)));
        int exponent = b.Min(b.Constant(b.Element == Element.Single ? 126 : 1022), b.Unary(MachineOp.Negate, b.Unary(MachineOp.GetExponent, x)));
        return b.Select(ordinary, b.Make(MachineOp.Scale, b.Constant(1), exponent), b.Constant(1));
    }
}
