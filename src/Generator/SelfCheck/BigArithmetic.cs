using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;

namespace LossGen.Generator.SelfCheck;

/// <summary>Numbers of any precision: that of <see cref="BigFloat.Precision"/>.</summary>
internal sealed class BigArithmetic : Arithmetic<BigFloat>
{
    public static readonly BigArithmetic Instance = new();

    public override BigFloat Pi => BigMath.Pi;

    public override BigFloat Ln2 => BigMath.Ln2;

    public override BigFloat From(double value) => value;

    public override double ToDouble(BigFloat x) => x.ToDouble();

    public override bool IsNaN(BigFloat x) => x.IsNaN;

    public override bool IsZero(BigFloat x) => x.IsZero;

    public override int Compare(BigFloat x, BigFloat y) => x < y ? -1 : x > y ? 1 : 0;

    public override BigFloat Add(BigFloat x, BigFloat y) => x + y;

    public override BigFloat Subtract(BigFloat x, BigFloat y) => x - y;

    public override BigFloat Multiply(BigFloat x, BigFloat y) => x * y;

    public override BigFloat Divide(BigFloat x, BigFloat y) => x / y;

    public override BigFloat Negate(BigFloat x) => -x;

    public override BigFloat Pow(BigFloat x, BigFloat y) => BigMath.Pow(x, y);

    public override BigFloat Apply(OpCode function, BigFloat x) => function switch
    {
        OpCode.Sqrt => BigFloat.Sqrt(x),
        OpCode.Exp => BigMath.Exp(x),
        OpCode.Expm1 => BigMath.Expm1(x),
        OpCode.Log => BigMath.Log(x),
        OpCode.Log1p => BigMath.Log1p(x),
        OpCode.Sin => BigMath.Sin(x),
        OpCode.Cos => BigMath.Cos(x),
        OpCode.Atan => BigMath.Atan(x),
        OpCode.Erf => BigMath.Erf(x),
        OpCode.Erfc => BigMath.Erfc(x),
        OpCode.LogGamma => BigMath.LogGamma(x),
        OpCode.Digamma => BigMath.Digamma(x),
        OpCode.Trigamma => BigMath.Trigamma(x),
        OpCode.Tetragamma => BigMath.Tetragamma(x),
        OpCode.Floor => BigFloat.Floor(x),
        OpCode.Ceiling => BigFloat.Ceiling(x),
        OpCode.Round => BigFloat.Round(x),
        _ => throw new NotSupportedException($"{function} is no function of one number."),
    };
}
