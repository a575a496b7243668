using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;

namespace LossGen.Generator.SelfCheck;

/// <summary>Numbers of about 106 bits. Functions that few losses use are taken from <see cref="BigFloat"/>.</summary>
internal sealed class DoubleDoubleArithmetic : Arithmetic<DoubleDouble>
{
    public static readonly DoubleDoubleArithmetic Instance = new();

    private const int Bits = 128;

    public override DoubleDouble Pi => DoubleDouble.Pi;

    public override DoubleDouble Ln2 => DoubleDouble.Ln2;

    public override DoubleDouble From(double value) => value;

    public override double ToDouble(DoubleDouble x) => x.High;

    public override bool IsNaN(DoubleDouble x) => x.IsNaN;

    public override bool IsZero(DoubleDouble x) => x.IsZero;

    public override int Compare(DoubleDouble x, DoubleDouble y) => x < y ? -1 : x > y ? 1 : 0;

    public override DoubleDouble Add(DoubleDouble x, DoubleDouble y) => x + y;

    public override DoubleDouble Subtract(DoubleDouble x, DoubleDouble y) => x - y;

    public override DoubleDouble Multiply(DoubleDouble x, DoubleDouble y) => x * y;

    public override DoubleDouble Divide(DoubleDouble x, DoubleDouble y) => x / y;

    public override DoubleDouble Negate(DoubleDouble x) => -x;

    public override DoubleDouble Pow(DoubleDouble x, DoubleDouble y)
    {
        if (y.IsZero)
        {
            return 1;
        }

        bool isInteger = DoubleDouble.Floor(y).High == y.High && y.Low == 0;
        if (isInteger && Math.Abs(y.High) <= 64)
        {
            DoubleDouble power = 1, square = x;
            for (int n = (int)Math.Abs(y.High); n > 0; n >>= 1)
            {
                power = (n & 1) != 0 ? power * square : power;
                square = n > 1 ? square * square : square;
            }

            return y.High < 0 ? DoubleDouble.One / power : power;
        }

        return x.IsZero ? (y.High > 0 ? 0 : double.PositiveInfinity)
            : x.High > 0 ? DoubleDouble.Exp(y * DoubleDouble.Log(x))
            : double.NaN;
    }

    public override DoubleDouble Apply(OpCode function, DoubleDouble x) => function switch
    {
        OpCode.Sqrt => DoubleDouble.Sqrt(x),
        OpCode.Exp => DoubleDouble.Exp(x),
        OpCode.Expm1 => DoubleDouble.Expm1(x),
        OpCode.Log => DoubleDouble.Log(x),
        OpCode.Log1p => DoubleDouble.Log1p(x),
        OpCode.Sin => DoubleDouble.Sin(x),
        OpCode.Cos => DoubleDouble.Cos(x),
        OpCode.Atan => DoubleDouble.Atan(x),
        OpCode.Floor => DoubleDouble.Floor(x),
        OpCode.Ceiling => -DoubleDouble.Floor(-x),
        OpCode.LogGamma when IsPositive(x) => DoubleDoubleGamma.LogGamma(x),
        OpCode.Digamma when IsPositive(x) => DoubleDoubleGamma.Digamma(x),
        OpCode.Trigamma when IsPositive(x) => DoubleDoubleGamma.Trigamma(x),
        OpCode.Tetragamma when IsPositive(x) => DoubleDoubleGamma.Tetragamma(x),
        _ => ByBig(function, x),
    };

    private static bool IsPositive(DoubleDouble x) => x.High > 1e-100 && x.High < 1e100;

    private static DoubleDouble ByBig(OpCode function, DoubleDouble x)
    {
        if (double.IsInfinity(x.High) || x.IsNaN)
        {
            return double.NaN;
        }

        using var scope = BigFloat.WithPrecision(Bits);
        return DoubleDouble.From(BigArithmetic.Instance.Apply(function, (BigFloat)x.High + x.Low));
    }
}
