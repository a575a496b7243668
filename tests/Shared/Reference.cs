using System;
using LossGen.Generator.Ir;

namespace LossGen.Tests;

/// <summary>The elementary primitives, nearly correctly rounded to twice the digits of a double, for finite operands inside the domain.</summary>
internal static class Reference
{
    public static DoubleDouble Evaluate(OpCode op, double x, double y) => op switch
    {
        OpCode.Exp => DoubleDouble.Exp(Bounded(x)),
        OpCode.Expm1 => DoubleDouble.Expm1(Bounded(x)),
        OpCode.ScaledExp => ScaledExp(x, y),
        OpCode.ExpExcess => x < -100 ? -1 - (DoubleDouble)x : DoubleDouble.ExpExcess(Math.Min(x, 709.9)),
        OpCode.Gaussian => Gaussian(x, y),
        OpCode.Log => DoubleDouble.Log(x),
        OpCode.Log1p => DoubleDouble.Log1p(x),
        OpCode.LogExcess => DoubleDouble.LogExcess(x),
        OpCode.Log1mExp => x > -0.7 ? DoubleDouble.Log(-DoubleDouble.Expm1(x)) : DoubleDouble.Log1p(-DoubleDouble.Exp(Bounded(x))),
        OpCode.XLogY => x == 0 ? 0 : DoubleDouble.Log(y) * x,
        OpCode.XLog1pY => x == 0 ? 0 : DoubleDouble.Log1p(y) * x,
        OpCode.Sigmoid => Sigmoid(x),
        OpCode.LogisticDensity => Sigmoid(x) * Sigmoid(-x),
        OpCode.SigmoidResidual => x > 0 ? (1 - (DoubleDouble)y) - Sigmoid(-x) : Sigmoid(x) - y,
        OpCode.Softplus => Softplus(x),
        OpCode.SoftplusResidual => x > 0 ? ((1 - (DoubleDouble)y) * x) + Softplus(-x) : Softplus(x) - ((DoubleDouble)x * y),
        OpCode.Tanh => Tanh(x),
        OpCode.LogCosh => LogCosh(Math.Abs(x)),
        OpCode.Hypot => Triangle(x, y, (a, b) => Hypotenuse(a, b), scaled: true),
        OpCode.Direction => Triangle(x, y, (a, b) => a / Hypotenuse(a, b), scaled: false),
        OpCode.HypotExcess => Triangle(x, y, (a, b) => a / (Hypotenuse(a, b) + DoubleDouble.Abs(b)), scaled: false) * x,
        OpCode.Sqrt => DoubleDouble.Sqrt(x),
        OpCode.Reciprocal => (DoubleDouble)1 / x,
        OpCode.Square => (DoubleDouble)x * x,
        OpCode.Pow => DoubleDouble.Pow(x, y),
        OpCode.Sin => DoubleDouble.SinCos(x).Sin,
        OpCode.Cos => DoubleDouble.SinCos(x).Cos,
        OpCode.Tan => DoubleDouble.Tan(x),
        OpCode.Asin => DoubleDouble.Asin(x),
        OpCode.Acos => DoubleDouble.Acos(x),
        OpCode.Atan => DoubleDouble.Atan(x),
        OpCode.Sinh => DoubleDouble.Sinh(x),
        OpCode.Cosh => DoubleDouble.Cosh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };

    /// <summary>Keeps the argument of e^x where doubles neither overflow nor lose the low part.</summary>
    private static double Bounded(double x) => Math.Clamp(x, -1000, 709.9);

    private static DoubleDouble ScaledExp(double x, double y)
    {
        int k = Math.ILogB(x);
        DoubleDouble power = DoubleDouble.Exp(Math.Clamp(y, -2000, 2000) / 4);
        int n = Math.ILogB(power.High);
        power = DoubleDouble.Scale(power, -n);
        power *= power;
        return DoubleDouble.Scale(power * power * Math.ScaleB(x, -k), Math.Clamp(k + (4 * n), -2000, 2000));
    }

    private static DoubleDouble Gaussian(double x, double y)
    {
        DoubleDouble quotient = (DoubleDouble)x / y;
        return Math.Abs(x / y) < 44 ? DoubleDouble.Exp(quotient * quotient * -0.5) : 0;
    }

    private static DoubleDouble Sigmoid(double x)
    {
        DoubleDouble e = DoubleDouble.Exp(Bounded(-Math.Abs(x)));
        return (x < 0 ? e : 1) / (e + 1);
    }

    private static DoubleDouble Softplus(double x) => (DoubleDouble)Math.Max(x, 0) + DoubleDouble.Log1p(DoubleDouble.Exp(Bounded(-Math.Abs(x))));

    private static DoubleDouble Tanh(double x)
    {
        DoubleDouble e = DoubleDouble.Expm1(Bounded(-2 * Math.Abs(x)));
        DoubleDouble value = -(e / (e + 2));
        return x < 0 ? -value : value;
    }

    private static DoubleDouble LogCosh(double a)
    {
        if (a > 0.3)
        {
            return (DoubleDouble)a - DoubleDouble.Ln2 + DoubleDouble.Log1p(DoubleDouble.Exp(Bounded(-2 * a)));
        }

        DoubleDouble e = DoubleDouble.Expm1(-2 * a);
        return DoubleDouble.Scale(DoubleDouble.Log1p(e * e / DoubleDouble.Scale(e + 1, 2)), -1);
    }

    private static DoubleDouble Hypotenuse(DoubleDouble a, DoubleDouble b) => DoubleDouble.Sqrt((a * a) + (b * b));

    private static DoubleDouble Triangle(double x, double y, Func<DoubleDouble, DoubleDouble, DoubleDouble> function, bool scaled)
    {
        double longer = Math.Max(Math.Abs(x), Math.Abs(y));
        if (longer == 0)
        {
            return 0;
        }

        int k = Math.ILogB(longer);
        DoubleDouble value = function(Math.ScaleB(x, -k), Math.ScaleB(y, -k));
        return scaled ? DoubleDouble.Scale(value, k) : value;
    }
}
