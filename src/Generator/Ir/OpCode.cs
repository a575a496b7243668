namespace LossGen.Generator.Ir;

/// <summary>
/// The primitives of the loss language. A function's name here, in <c>LossGen.LossMath</c> and in rewrite patterns is the same word.
/// Every member has a row in <see cref="OpTable"/>, <c>DerivativeRules</c> and, if it is computed from operands lane by lane, <c>Lowerings</c>; tests enumerate all of them.
/// </summary>
internal enum OpCode : byte
{
    // Leaves. The payload is the constant's bits, or the number of the parameter.
    Constant,
    Data,
    Hyper,

    // An integer datum used as an index; the number of the column; the number of columns.
    Label,
    Column,
    Columns,

    // Truth values.
    True,
    False,
    BoolData,
    BoolHyper,
    Less,
    LessOrEqual,
    Equal,
    And,
    Or,
    Not,
    Select,

    // Arithmetic.
    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Square,
    Reciprocal,
    Sqrt,
    Pow,
    Abs,
    AbsSlope,
    Sign,
    Max,
    Min,
    Floor,
    Ceiling,
    Round,
    Truncate,
    Hypot,
    Direction,
    HypotExcess,

    // Exponential family.
    Exp,
    Expm1,
    ScaledExp,
    ExpExcess,
    Gaussian,
    Log,
    Log1p,
    LogExcess,
    Log1mExp,
    XLogY,
    XLog1pY,
    Sigmoid,
    LogisticDensity,
    SigmoidResidual,
    Softplus,
    SoftplusResidual,
    Tanh,
    LogCosh,

    // Trigonometric and special functions.
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Erf,
    Erfc,
    LogGamma,
    Digamma,
    Trigamma,
    Tetragamma,

    // Steering of the derivative.
    Detach,
    ClampThrough,
    Literal,

    // Rows. TableEntry is an entry of the table's row that its operand picks, the payload is the table's parameter;
    // Gather is the entry of a row leaf in the column that its second operand picks.
    TableEntry,
    Gather,
    Sum,
    RowMax,
    RowMin,
    Norm,
    LogSumExp,
    LogProbability,
    SoftmaxEntry,
    UnitEntry,

    // What the row functions are evaluated with. Only on tapes that are differentiated and rewritten already.
    Peak,
    Poison,
    ShiftBase,
    ShiftExponent,
    ShiftedExp,
    UnshiftedLog,
    InverseScale,
}
