using System;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Lowering;

/// <summary>Each primitive as machine operations.</summary>
internal static class Lowerings
{
    private static readonly Func<MachineBuilder, int[], int>?[] Rows = Index(
    [
        Binary(OpCode.Less, MachineOp.Less), Binary(OpCode.LessOrEqual, MachineOp.LessOrEqual), Binary(OpCode.Equal, MachineOp.Equal),
        Binary(OpCode.And, MachineOp.And), Binary(OpCode.Or, MachineOp.Or), Unary(OpCode.Not, MachineOp.Not),
        Row(OpCode.Select, (b, o) => b.Select(o[0], o[1], o[2])),

        Binary(OpCode.Add, MachineOp.Add), Binary(OpCode.Subtract, MachineOp.Subtract), Binary(OpCode.Multiply, MachineOp.Multiply),
        Binary(OpCode.Divide, MachineOp.Divide), Unary(OpCode.Negate, MachineOp.Negate),
        Row(OpCode.Square, (b, o) => b.Mul(o[0], o[0])),
        Row(OpCode.Reciprocal, (b, o) => b.Div(b.Constant(1), o[0])),
        Unary(OpCode.Sqrt, MachineOp.Sqrt), Unary(OpCode.Abs, MachineOp.Abs),
        Unary(OpCode.Floor, MachineOp.Floor), Unary(OpCode.Ceiling, MachineOp.Ceiling),
        Unary(OpCode.Round, MachineOp.Round), Unary(OpCode.Truncate, MachineOp.Truncate),
        Row(OpCode.AbsSlope, (b, o) => ArithmeticLowerings.Sign(b, o[0])),
        Row(OpCode.Sign, (b, o) => ArithmeticLowerings.Sign(b, o[0])),
        Row(OpCode.Max, (b, o) => ArithmeticLowerings.Max(b, o[0], o[1])),
        Row(OpCode.Min, (b, o) => ArithmeticLowerings.Min(b, o[0], o[1])),
        Row(OpCode.ClampThrough, (b, o) => ArithmeticLowerings.Clamp(b, o[0], o[1], o[2])),
        Row(OpCode.Hypot, (b, o) => ArithmeticLowerings.Hypot(b, o[0], o[1])),
        Row(OpCode.Direction, (b, o) => ArithmeticLowerings.Direction(b, o[0], o[1])),
        Row(OpCode.HypotExcess, (b, o) => ArithmeticLowerings.HypotExcess(b, o[0], o[1])),

        Row(OpCode.Exp, (b, o) => ExponentialLowerings.Exp(b, o[0])),
        Row(OpCode.Expm1, (b, o) => ExponentialLowerings.Expm1(b, o[0])),
        Row(OpCode.ScaledExp, (b, o) => ExponentialLowerings.ScaledExp(b, o[0], o[1])),
        Row(OpCode.ExpExcess, (b, o) => ExponentialLowerings.ExpExcess(b, o[0])),
        Row(OpCode.Gaussian, (b, o) => ExponentialLowerings.Gaussian(b, o[0], o[1])),
        Row(OpCode.Log, (b, o) => LogarithmLowerings.Log(b, o[0])),
        Row(OpCode.Log1p, (b, o) => LogarithmLowerings.Log1p(b, o[0])),
        Row(OpCode.LogExcess, (b, o) => LogarithmLowerings.LogExcess(b, o[0])),
        Row(OpCode.Log1mExp, (b, o) => LogarithmLowerings.Log1mExp(b, o[0])),
        Row(OpCode.XLogY, (b, o) => LogarithmLowerings.XLogY(b, o[0], o[1])),
        Row(OpCode.XLog1pY, (b, o) => LogarithmLowerings.XLog1pY(b, o[0], o[1])),
        Row(OpCode.Sigmoid, (b, o) => LogisticLowerings.Sigmoid(b, o[0])),
        Row(OpCode.LogisticDensity, (b, o) => LogisticLowerings.Density(b, o[0])),
        Row(OpCode.SigmoidResidual, (b, o) => LogisticLowerings.SigmoidResidual(b, o[0], o[1])),
        Row(OpCode.Softplus, (b, o) => LogisticLowerings.Softplus(b, o[0])),
        Row(OpCode.SoftplusResidual, (b, o) => LogisticLowerings.SoftplusResidual(b, o[0], o[1])),
        Row(OpCode.Tanh, (b, o) => LogisticLowerings.Tanh(b, o[0])),
        Row(OpCode.LogCosh, (b, o) => LogisticLowerings.LogCosh(b, o[0])),

        Library(OpCode.Pow), Library(OpCode.Sin), Library(OpCode.Cos), Library(OpCode.Tan), Library(OpCode.Asin), Library(OpCode.Acos),
        Library(OpCode.Atan), Library(OpCode.Sinh), Library(OpCode.Cosh), Library(OpCode.Erf), Library(OpCode.Erfc), Library(OpCode.LogGamma),
        Library(OpCode.Digamma), Library(OpCode.Trigamma), Library(OpCode.Tetragamma),

        Row(OpCode.SoftmaxEntry, (b, o) => ExponentialLowerings.Exp(b, b.Sub(o[0], o[1]))),
        Row(OpCode.UnitEntry, (b, o) => ArithmeticLowerings.UnitEntry(b, o[0], o[1])),
        Row(OpCode.ShiftBase, (b, o) => ExponentialLowerings.ShiftBase(b, o[0])),
        Row(OpCode.ShiftExponent, (b, o) => ExponentialLowerings.ShiftExponent(b, o[0])),
        Row(OpCode.ShiftedExp, (b, o) => ExponentialLowerings.ShiftedExp(b, o[0], o[1])),
        Row(OpCode.UnshiftedLog, (b, o) => LogarithmLowerings.UnshiftedLog(b, o[0], o[1], o[2])),
        Row(OpCode.InverseScale, (b, o) => ArithmeticLowerings.InverseScale(b, o[0])),

        // They steer the derivative only.
        Row(OpCode.Detach, (_, o) => o[0]), Row(OpCode.Literal, (_, o) => o[0]),
    ]);

    /// <summary>Whether <paramref name="op"/> has operands to be computed from; leaves are loaded or broadcast by whoever knows the parameters.</summary>
    public static bool Has(OpCode op) => Rows[(int)op] is not null;

    /// <summary>Adds <paramref name="op"/> of the given machine values (−1 where there is none) and returns its value's number.</summary>
    public static int Lower(MachineBuilder builder, OpCode op, int x, int y = -1, int z = -1) =>
        (Rows[(int)op] ?? throw new ArgumentOutOfRangeException(nameof(op), op, $"The leaf {op} has no lowering."))(builder, [x, y, z]);

    private static (OpCode Op, Func<MachineBuilder, int[], int> Make) Row(OpCode op, Func<MachineBuilder, int[], int> make) => (op, make);

    private static (OpCode Op, Func<MachineBuilder, int[], int> Make) Unary(OpCode op, MachineOp machine) => (op, (b, o) => b.Unary(machine, o[0]));

    private static (OpCode Op, Func<MachineBuilder, int[], int> Make) Binary(OpCode op, MachineOp machine) => (op, (b, o) => b.Make(machine, o[0], o[1]));

    /// <summary>Too long to expand: the library's scalar function per lane.</summary>
    private static (OpCode Op, Func<MachineBuilder, int[], int> Make) Library(OpCode op) =>
        (op, (b, o) => b.Make(MachineOp.Call, o[0], o[1], payload: (int)op));

    private static Func<MachineBuilder, int[], int>?[] Index((OpCode Op, Func<MachineBuilder, int[], int> Make)[] rows)
    {
        var table = new Func<MachineBuilder, int[], int>?[Enum.GetValues(typeof(OpCode)).Length];
        foreach ((OpCode op, Func<MachineBuilder, int[], int> make) in rows)
        {
            table[(int)op] = make;
        }

        return table;
    }
}
