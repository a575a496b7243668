using System;
using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Differentiation;

/// <summary>The operands of a node that is being differentiated, and which of them vary with an input.</summary>
internal readonly struct Operands(TapeBuilder t, int self, Func<int, bool> varies)
{
    public int X => t[self].A;

    public int Y => t[self].B;

    public int Z => t[self].C;

    /// <summary>The result: many derivatives are shortest in terms of it.</summary>
    public int R => self;

    /// <summary>Whether both operands depend on differentiated inputs: then a tie is shared, otherwise the varying side gives way.</summary>
    public bool BothVary => varies(t[self].A) && varies(t[self].B);
}

/// <summary>The local derivative of a primitive with respect to one operand.</summary>
internal delegate int Partial(TapeBuilder t, Operands o);

/// <summary>
/// The table of derivatives: for every primitive one entry per operand, in the form that loses no digits, written with primitives that
/// are themselves in the table. <c>null</c> means zero almost everywhere, by definition or by convention; at a kink the value is 0 where 0
/// is a subgradient, a half where two varying operands tie.
/// </summary>
internal static class DerivativeRules
{
    private static readonly Partial One = (t, _) => t.One;
    private static readonly Partial MinusOne = (t, _) => t.Constant(-1);
    private static readonly Dictionary<OpCode, Partial?[]> Table = new()
    {
        [OpCode.Constant] = [],
        [OpCode.Data] = [],
        [OpCode.Hyper] = [],
        [OpCode.Label] = [],
        [OpCode.Column] = [],
        [OpCode.Columns] = [],
        [OpCode.True] = [],
        [OpCode.False] = [],
        [OpCode.BoolData] = [],
        [OpCode.BoolHyper] = [],
        [OpCode.Less] = [null, null],
        [OpCode.LessOrEqual] = [null, null],
        [OpCode.Equal] = [null, null],
        [OpCode.And] = [null, null],
        [OpCode.Or] = [null, null],
        [OpCode.Not] = [null],

        // The adjoint of a selection is selected, never multiplied by a mask: an untaken branch cannot leak NaN or infinity.
        [OpCode.Select] = [null, (t, o) => t.Select(o.X, t.One, t.Zero), (t, o) => t.Select(o.X, t.Zero, t.One)],

        [OpCode.Add] = [One, One],
        [OpCode.Subtract] = [One, MinusOne],
        [OpCode.Multiply] = [(_, o) => o.Y, (_, o) => o.X],
        [OpCode.Divide] = [(t, o) => Reciprocal(t, o.Y), (t, o) => t.Neg(t.Mul(o.R, Reciprocal(t, o.Y)))],
        [OpCode.Negate] = [MinusOne],
        [OpCode.Square] = [(t, o) => t.Mul(t.Constant(2), o.X)],
        [OpCode.Reciprocal] = [(t, o) => t.Neg(t.Make(OpCode.Square, o.R))],
        [OpCode.Sqrt] = [(t, o) => t.Mul(t.Constant(0.5), Reciprocal(t, o.R))],

        // At base 0: p > 1 → 0, p = 1 → 1, 0 < p < 1 → ∞, p = 0 → 0. ∂/∂p is 0 there for p > 0, and −∞ at p = 0, where 0^p falls from 1 to 0.
        [OpCode.Pow] =
        [
            (t, o) => t.Select(ExponentHides(t, o), t.Zero, t.Mul(o.Y, t.Make(OpCode.Pow, o.X, t.Sub(o.Y, t.One)))),
            (t, o) => t.Select(
                t.Make(OpCode.And, t.Make(OpCode.Equal, o.X, t.Zero), t.Less(t.Zero, o.Y)),
                t.Zero,
                t.Mul(o.R, t.Make(OpCode.Log, o.X))),
        ],
        [OpCode.Abs] = [(t, o) => t.Make(OpCode.AbsSlope, o.X)],
        [OpCode.AbsSlope] = [null],
        [OpCode.Sign] = [null],
        [OpCode.Max] = [(t, o) => Wins(t, o, o.Y, o.X), (t, o) => Wins(t, o, o.X, o.Y)],
        [OpCode.Min] = [(t, o) => Wins(t, o, o.X, o.Y), (t, o) => Wins(t, o, o.Y, o.X)],
        [OpCode.Floor] = [null],
        [OpCode.Ceiling] = [null],
        [OpCode.Round] = [null],
        [OpCode.Truncate] = [null],
        [OpCode.Hypot] = [(t, o) => t.Make(OpCode.Direction, o.X, o.Y), (t, o) => t.Make(OpCode.Direction, o.Y, o.X)],
        [OpCode.Direction] =
        [
            (t, o) => PerLength(t, o, t.Make(OpCode.Square, t.Make(OpCode.Direction, o.Y, o.X))),
            (t, o) => PerLength(t, o, t.Neg(t.Mul(o.R, t.Make(OpCode.Direction, o.Y, o.X)))),
        ],
        [OpCode.HypotExcess] =
        [
            (t, o) => t.Make(OpCode.Direction, o.X, o.Y),
            (t, o) => PerLength(t, o, t.Neg(t.Mul(t.Make(OpCode.AbsSlope, o.Y), o.R))),
        ],

        [OpCode.Exp] = [(_, o) => o.R],
        [OpCode.Expm1] = [(t, o) => t.Make(OpCode.Exp, o.X)],
        [OpCode.ScaledExp] = [(t, o) => t.Make(OpCode.Exp, o.Y), (_, o) => o.R],
        [OpCode.ExpExcess] = [(t, o) => t.Make(OpCode.Expm1, o.X)],
        [OpCode.Gaussian] = [(t, o) => t.Neg(t.Div(t.Mul(o.R, t.Div(o.X, o.Y)), o.Y)), (t, o) => t.Div(t.Mul(o.R, t.Make(OpCode.Square, t.Div(o.X, o.Y))), o.Y)],
        [OpCode.Log] = [(t, o) => Reciprocal(t, o.X)],
        [OpCode.Log1p] = [(t, o) => Reciprocal(t, t.Add(t.One, o.X))],
        [OpCode.LogExcess] = [(t, o) => t.Neg(t.Mul(o.X, Reciprocal(t, t.Add(t.One, o.X))))],
        [OpCode.Log1mExp] = [(t, o) => t.Div(t.Make(OpCode.Exp, o.X), t.Make(OpCode.Expm1, o.X))],
        [OpCode.XLogY] = [(t, o) => t.Make(OpCode.Log, o.Y), (t, o) => ZeroOrRatio(t, o, o.Y)],
        [OpCode.XLog1pY] = [(t, o) => t.Make(OpCode.Log1p, o.Y), (t, o) => ZeroOrRatio(t, o, t.Add(t.One, o.Y))],
        [OpCode.Sigmoid] = [(t, o) => t.Make(OpCode.LogisticDensity, o.X)],
        [OpCode.LogisticDensity] = [(t, o) => t.Neg(t.Mul(o.R, t.Make(OpCode.Tanh, t.Mul(t.Constant(0.5), o.X))))],
        [OpCode.SigmoidResidual] = [(t, o) => t.Make(OpCode.LogisticDensity, o.X), MinusOne],
        [OpCode.Softplus] = [(t, o) => t.Make(OpCode.Sigmoid, o.X)],
        [OpCode.SoftplusResidual] = [(t, o) => t.Make(OpCode.SigmoidResidual, o.X, o.Y), (t, o) => t.Neg(o.X)],

        // 1 − tanh² loses every digit for large arguments.
        [OpCode.Tanh] = [(t, o) => t.Mul(t.Constant(4), t.Make(OpCode.LogisticDensity, t.Mul(t.Constant(2), o.X)))],
        [OpCode.LogCosh] = [(t, o) => t.Make(OpCode.Tanh, o.X)],

        [OpCode.Sin] = [(t, o) => t.Make(OpCode.Cos, o.X)],
        [OpCode.Cos] = [(t, o) => t.Neg(t.Make(OpCode.Sin, o.X))],
        [OpCode.Tan] = [(t, o) => t.Add(t.One, t.Make(OpCode.Square, o.R))],
        [OpCode.Asin] = [(t, o) => ArcSlope(t, o.X)],
        [OpCode.Acos] = [(t, o) => t.Neg(ArcSlope(t, o.X))],
        [OpCode.Atan] = [(t, o) => Reciprocal(t, t.Add(t.One, t.Make(OpCode.Square, o.X)))],
        [OpCode.Sinh] = [(t, o) => t.Make(OpCode.Cosh, o.X)],
        [OpCode.Cosh] = [(t, o) => t.Make(OpCode.Sinh, o.X)],
        [OpCode.Erf] = [(t, o) => Bell(t, o.X, 2 / Math.Sqrt(Math.PI))],
        [OpCode.Erfc] = [(t, o) => Bell(t, o.X, -2 / Math.Sqrt(Math.PI))],
        [OpCode.LogGamma] = [(t, o) => t.Make(OpCode.Digamma, o.X)],
        [OpCode.Digamma] = [(t, o) => t.Make(OpCode.Trigamma, o.X)],
        [OpCode.Trigamma] = [(t, o) => t.Make(OpCode.Tetragamma, o.X)],
        [OpCode.Tetragamma] = [Unknown],

        [OpCode.Detach] = [null],
        [OpCode.ClampThrough] = [One, null, null],
        [OpCode.Literal] = [One],

        // Rows. The derivative of a reduction is that by the operand's entry in the column at hand; an index has none.
        [OpCode.TableEntry] = [null],
        [OpCode.Gather] = [(t, o) => t.Select(t.IsAt(o.Y), t.One, t.Zero), null],
        [OpCode.Sum] = [One],
        [OpCode.RowMax] = [ShareOfTies],
        [OpCode.RowMin] = [ShareOfTies],
        [OpCode.Norm] = [(t, o) => t.Make(OpCode.UnitEntry, o.X, o.R)],
        [OpCode.LogSumExp] = [(t, o) => t.Make(OpCode.SoftmaxEntry, o.X, o.R)],
        [OpCode.LogProbability] = [Surprise, null],
        [OpCode.SoftmaxEntry] = [(_, o) => o.R, (t, o) => t.Neg(o.R)],
        [OpCode.UnitEntry] = [(t, o) => ZeroOrOver(t, t.One, o.Y), (t, o) => ZeroOrOver(t, t.Neg(o.R), o.Y)],
    };

    /// <summary>The partial derivatives of a primitive, one per operand.</summary>
    public static Partial?[] Row(OpCode op) =>
        Table.TryGetValue(op, out Partial?[]? row) ? row : throw new NotSupportedException($"{op} has no derivative: it only serves to evaluate.");

    public static bool Has(OpCode op) => Table.ContainsKey(op);

    /// <summary>How often a primitive can be differentiated: the polygamma functions end with the last one in the vocabulary.</summary>
    public static int Order(OpCode op) => op switch { OpCode.Tetragamma => 0, OpCode.Trigamma => 1, _ => int.MaxValue };

    private static int Reciprocal(TapeBuilder t, int x) => t.Make(OpCode.Reciprocal, x);

    /// <summary>1 where the winner is larger than the loser, 0 where it is smaller; at a tie ½ if both vary, else 0.</summary>
    private static int Wins(TapeBuilder t, Operands o, int loser, int winner) =>
        t.Select(
            t.Less(loser, winner),
            t.One,
            o.BothVary ? t.Select(t.Make(OpCode.Equal, loser, winner), t.Constant(0.5), t.Zero) : t.Zero);

    /// <summary>A quantity divided by √(x²+y²); at the origin of two varying operands the subgradient 0.</summary>
    private static int PerLength(TapeBuilder t, Operands o, int value)
    {
        int length = t.Make(OpCode.Hypot, o.X, o.Y);
        int ratio = t.Mul(value, Reciprocal(t, length));
        return o.BothVary ? t.Select(t.Make(OpCode.Equal, length, t.Zero), t.Zero, ratio) : ratio;
    }

    /// <summary>x/y, 0 where x is 0. Where x varies as well, that must not hide the derivative by it: there only 0/0 is 0.</summary>
    private static int ZeroOrRatio(TapeBuilder t, Operands o, int y)
    {
        int isZero = t.Make(OpCode.Equal, o.X, t.Zero);
        return o.BothVary
            ? t.Select(t.Make(OpCode.And, isZero, t.Make(OpCode.Equal, y, t.Zero)), t.Zero, t.Div(o.X, y))
            : t.Select(isZero, t.Zero, t.Mul(o.X, Reciprocal(t, y)));
    }

    /// <summary>Where the derivative of a power by its base is 0 whatever stands beside the exponent 0. Where that varies as well, it must not hide the derivative by it: then only at the base 0.</summary>
    private static int ExponentHides(TapeBuilder t, Operands o)
    {
        int isZero = t.Make(OpCode.Equal, o.Y, t.Zero);
        return o.BothVary ? t.Make(OpCode.And, isZero, t.Make(OpCode.Equal, o.X, t.Zero)) : isZero;
    }

    private static int ArcSlope(TapeBuilder t, int x) =>
        Reciprocal(t, t.Make(OpCode.Sqrt, t.Mul(t.Sub(t.One, x), t.Add(t.One, x))));

    private static int Bell(TapeBuilder t, int x, double factor) =>
        t.Mul(t.Constant(factor), t.Make(OpCode.Exp, t.Neg(t.Make(OpCode.Square, x))));

    /// <summary>1 in the column of an extreme, shared evenly if there are several.</summary>
    private static int ShareOfTies(TapeBuilder t, Operands o)
    {
        int wins = t.Make(OpCode.Equal, o.X, o.R);
        return t.Select(wins, Reciprocal(t, t.Sum(t.Select(wins, t.One, t.Zero))), t.Zero);
    }

    /// <summary>−p of the other columns; at the label 1 − p, which is the sum of the others and never a difference.</summary>
    private static int Surprise(TapeBuilder t, Operands o)
    {
        int isLabel = t.IsAt(o.Y);
        int p = t.Make(OpCode.SoftmaxEntry, o.X, t.Make(OpCode.LogSumExp, o.X));
        return t.Select(isLabel, t.Sum(t.Select(isLabel, t.Zero, p)), t.Neg(p));
    }

    private static int ZeroOrOver(TapeBuilder t, int x, int length) =>
        t.Select(t.Make(OpCode.Equal, length, t.Zero), t.Zero, t.Mul(x, Reciprocal(t, length)));

    private static int Unknown(TapeBuilder t, Operands o) =>
        throw new NotSupportedException("The third derivative of the digamma function is not in the vocabulary.");
}
