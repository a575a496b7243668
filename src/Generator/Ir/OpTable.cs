using System;
using System.Collections.Generic;

namespace LossGen.Generator.Ir;

/// <summary>What a primitive yields.</summary>
internal enum ValueKind : byte
{
    Real,
    Truth,
}

/// <summary>How a primitive stands to the axes of its operands.</summary>
internal enum Form : byte
{
    /// <summary>No operands, or an index only.</summary>
    Leaf,

    /// <summary>Varies along every axis of its operands; users call it by its name.</summary>
    Map,

    /// <summary>The same, but it is what an entry of a row function is; users write the row function.</summary>
    RowMap,

    /// <summary>Constant along the columns, made of all entries of its first operand.</summary>
    Reduction,

    /// <summary>Constant along the columns: one entry of its first operand, which is a leaf.</summary>
    Gather,
}

/// <summary>One primitive of the language.</summary>
/// <param name="Op">The name, the same as that of the vocabulary method and of the function in rewrite patterns.</param>
/// <param name="Arity">The number of operands.</param>
/// <param name="Kind">What it yields.</param>
/// <param name="Commutative">Whether the two operands may change places without a change of bits.</param>
/// <param name="Definition">
/// The real function in terms of simpler primitives (x, y, z are the operands), or null for those the tests' arbitrary-precision arithmetic
/// knows by itself. It is what the function means, not how it is computed: tests evaluate it with hundreds of bits.
/// </param>
/// <param name="Domain">Intervals from which tests draw the operands, one <c>lo..hi</c> per operand, separated by commas.</param>
/// <param name="Text">How a formula shows it; {0}, {1}, {2} are the operands. Null: <c>name(x, y)</c>.</param>
/// <param name="Latex">The same in LaTeX.</param>
/// <param name="Platform">Methods of <c>System.Math</c> and <c>System.Double</c> that mean the same, separated by blanks.</param>
/// <param name="Cost">Roughly how many machine operations it takes.</param>
/// <param name="Form">How it stands to the axes of its operands.</param>
internal sealed record OpRow(
    OpCode Op,
    int Arity,
    ValueKind Kind,
    bool Commutative,
    string? Definition,
    string Domain,
    string? Text,
    string Latex,
    string Platform,
    int Cost,
    Form Form = Form.Map)
{
    /// <summary>Whether it only serves to evaluate: tapes have it after all rewriting, nothing differentiates it.</summary>
    public bool IsEvaluation => Op >= OpCode.Peak;
}

/// <summary>The table of primitives.</summary>
internal static class OpTable
{
    private static readonly OpRow[] Rows = Index(
    [
        Leaf(OpCode.Constant), Leaf(OpCode.Data), Leaf(OpCode.Hyper), Leaf(OpCode.Label), Leaf(OpCode.Column), Leaf(OpCode.Columns),
        Leaf(OpCode.True, ValueKind.Truth), Leaf(OpCode.False, ValueKind.Truth), Leaf(OpCode.BoolData, ValueKind.Truth), Leaf(OpCode.BoolHyper, ValueKind.Truth),
        new(OpCode.Less, 2, ValueKind.Truth, false, null, "-3..3, -3..3", "{0} < {1}", "{0} < {1}", "", 1),
        new(OpCode.LessOrEqual, 2, ValueKind.Truth, false, null, "-3..3, -3..3", "{0} ≤ {1}", @"{0} \le {1}", "", 1),
        new(OpCode.Equal, 2, ValueKind.Truth, true, null, "-3..3, -3..3", "{0} = {1}", "{0} = {1}", "", 1),
        new(OpCode.And, 2, ValueKind.Truth, true, null, "", "{0} and {1}", @"{0} \land {1}", "", 1),
        new(OpCode.Or, 2, ValueKind.Truth, true, null, "", "{0} or {1}", @"{0} \lor {1}", "", 1),
        new(OpCode.Not, 1, ValueKind.Truth, false, null, "", "not {0}", @"\lnot {0}", "", 1),
        new(OpCode.Select, 3, ValueKind.Real, false, null, "", "({0} ? {1} : {2})", @"\begin{{cases}}{1} & {0}\\ {2} & \text{{otherwise}}\end{{cases}}", "", 1),

        new(OpCode.Add, 2, ValueKind.Real, true, null, "-3..3, -3..3", "{0} + {1}", "{0} + {1}", "", 1),
        new(OpCode.Subtract, 2, ValueKind.Real, false, null, "-3..3, -3..3", "{0} − {1}", "{0} - {1}", "", 1),
        new(OpCode.Multiply, 2, ValueKind.Real, true, null, "-3..3, -3..3", "{0}·{1}", @"{0}\,{1}", "", 1),
        new(OpCode.Divide, 2, ValueKind.Real, false, null, "-3..3, 0.1..3", "{0}/{1}", @"\frac{{{0}}}{{{1}}}", "", 4),
        new(OpCode.Negate, 1, ValueKind.Real, false, null, "-3..3", "−{0}", "-{0}", "", 1),
        new(OpCode.Square, 1, ValueKind.Real, false, "x * x", "-3..3", "{0}²", "{0}^2", "", 1),
        new(OpCode.Reciprocal, 1, ValueKind.Real, false, "1 / x", "0.1..3", "1/{0}", @"\frac{{1}}{{{0}}}", "", 4),
        new(OpCode.Sqrt, 1, ValueKind.Real, false, null, "0.01..9", "√({0})", @"\sqrt{{{0}}}", "Sqrt", 4),
        new(OpCode.Pow, 2, ValueKind.Real, false, null, "0.1..4, -2..3", "{0}^{1}", "{0}^{{{1}}}", "Pow", 40),
        new(OpCode.Abs, 1, ValueKind.Real, false, null, "-3..3", "|{0}|", @"\left|{0}\right|", "Abs", 1),
        // The derivative of |x|: the sign, 0 at 0. Its square is 1 at 0 too: that of an even smooth function written with |x| is its right limit.
        new(OpCode.AbsSlope, 1, ValueKind.Real, false, "sign(x)", "-3..3", "sgn({0})", @"\operatorname{{sgn}}({0})", "", 2),
        new(OpCode.Sign, 1, ValueKind.Real, false, null, "-3..3", "sgn({0})", @"\operatorname{{sgn}}({0})", "Sign", 2),
        new(OpCode.Max, 2, ValueKind.Real, true, null, "-3..3, -3..3", "max({0}, {1})", @"\max({0}, {1})", "Max", 1),
        new(OpCode.Min, 2, ValueKind.Real, true, null, "-3..3, -3..3", "min({0}, {1})", @"\min({0}, {1})", "Min", 1),
        new(OpCode.Floor, 1, ValueKind.Real, false, null, "-3..3", "⌊{0}⌋", @"\lfloor {0} \rfloor", "Floor", 1),
        new(OpCode.Ceiling, 1, ValueKind.Real, false, null, "-3..3", "⌈{0}⌉", @"\lceil {0} \rceil", "Ceiling", 1),
        new(OpCode.Round, 1, ValueKind.Real, false, null, "-3..3", null, @"\operatorname{{round}}({0})", "Round", 1),
        new(OpCode.Truncate, 1, ValueKind.Real, false, null, "-3..3", null, @"\operatorname{{trunc}}({0})", "Truncate", 1),
        // Without overflow of the squares.
        new(OpCode.Hypot, 2, ValueKind.Real, true, "sqrt(x * x + y * y)", "-3..3, 0.1..3", "√({0}² + {1}²)", @"\sqrt{{{0}^2 + {1}^2}}", "Hypot", 8),
        // The cosine of the angle: x/√(x²+y²), 0 at the origin.
        new(OpCode.Direction, 2, ValueKind.Real, false, "x / sqrt(x * x + y * y)", "-3..3, -3..3", "{0}/√({0}² + {1}²)", @"\frac{{{0}}}{{\sqrt{{{0}^2 + {1}^2}}}}", "", 12),
        // √(x²+y²) − |y| without cancellation.
        new(OpCode.HypotExcess, 2, ValueKind.Real, false, "sqrt(x * x + y * y) - abs(y)", "-3..3, -3..3", "√({0}² + {1}²) − |{1}|", @"\sqrt{{{0}^2 + {1}^2}} - |{1}|", "", 12),

        new(OpCode.Exp, 1, ValueKind.Real, false, null, "-20..20", "e^({0})", "e^{{{0}}}", "Exp", 12),
        new(OpCode.Expm1, 1, ValueKind.Real, false, "exp(x) - 1", "-5..5", "e^({0}) − 1", @"\operatorname{{expm1}}({0})", "", 16),
        // x·e^y, 0 where x is 0: the product is formed before the exponent can overflow.
        new(OpCode.ScaledExp, 2, ValueKind.Real, false, "x * exp(y)", "-3..3, -5..5", "{0}·e^({1})", @"{0}\,e^{{{1}}}", "", 13),
        new(OpCode.ExpExcess, 1, ValueKind.Real, false, "exp(x) - 1 - x", "-3..3", "e^({0}) − 1 − ({0})", @"e^{{{0}}} - 1 - \left({0}\right)", "", 24),
        // With the low part of the quotient and of its square, of which the exponential magnifies the rounding.
        new(OpCode.Gaussian, 2, ValueKind.Real, false, "exp(-((x / y) * (x / y)) / 2)", "-9..9, 0.5..3", "e^(−½({0}/{1})²)", @"e^{{-\frac{{1}}{{2}}\left(\frac{{{0}}}{{{1}}}\right)^2}}", "", 26),
        new(OpCode.Log, 1, ValueKind.Real, false, null, "0.01..20", "ln({0})", @"\ln({0})", "Log", 14),
        new(OpCode.Log1p, 1, ValueKind.Real, false, "log(1 + x)", "-0.9..10", "ln(1 + {0})", @"\ln(1 + {0})", "", 18),
        new(OpCode.LogExcess, 1, ValueKind.Real, false, "log(1 + x) - x", "-0.9..10", "ln(1 + {0}) − ({0})", @"\ln(1 + {0}) - \left({0}\right)", "", 24),
        new(OpCode.Log1mExp, 1, ValueKind.Real, false, "log(1 - exp(x))", "-10..-0.01", "ln(1 − e^({0}))", @"\ln(1 - e^{{{0}}})", "", 40),
        // 0 where x is 0.
        new(OpCode.XLogY, 2, ValueKind.Real, false, "x * log(y)", "0..3, 0.01..5", "{0}·ln({1})", @"{0}\ln({1})", "", 16),
        new(OpCode.XLog1pY, 2, ValueKind.Real, false, "x * log(1 + y)", "0..3, -0.9..5", "{0}·ln(1 + {1})", @"{0}\ln(1 + {1})", "", 20),
        new(OpCode.Sigmoid, 1, ValueKind.Real, false, "1 / (1 + exp(-x))", "-20..20", "σ({0})", @"\sigma({0})", "", 18),
        // σ(x)·σ(−x), the derivative of the sigmoid.
        new(OpCode.LogisticDensity, 1, ValueKind.Real, false, "exp(x) / ((1 + exp(x)) * (1 + exp(x)))", "-20..20", "σ′({0})", @"\sigma'({0})", "", 20),
        // σ(x) − y, of which no digit is lost when y is 0 or 1.
        new(OpCode.SigmoidResidual, 2, ValueKind.Real, false, "1 / (1 + exp(-x)) - y", "-20..20, 0..1", "σ({0}) − {1}", @"\sigma({0}) - {1}", "", 20),
        new(OpCode.Softplus, 1, ValueKind.Real, false, "log(1 + exp(x))", "-20..20", "softplus({0})", @"\operatorname{{softplus}}({0})", "", 26),
        // softplus(x) − y·x
        new(OpCode.SoftplusResidual, 2, ValueKind.Real, false, "log(1 + exp(x)) - y * x", "-20..20, 0..1", "softplus({0}) − {1}·{0}", @"\operatorname{{softplus}}({0}) - {1}\,{0}", "", 27),
        new(OpCode.Tanh, 1, ValueKind.Real, false, "(exp(2 * x) - 1) / (exp(2 * x) + 1)", "-8..8", "tanh({0})", @"\tanh({0})", "Tanh", 22),
        new(OpCode.LogCosh, 1, ValueKind.Real, false, "log((exp(x) + exp(-x)) / 2)", "-8..8", "ln cosh({0})", @"\ln\cosh({0})", "", 40),

        new(OpCode.Sin, 1, ValueKind.Real, false, null, "-7..7", null, @"\sin({0})", "Sin", 60),
        new(OpCode.Cos, 1, ValueKind.Real, false, null, "-7..7", null, @"\cos({0})", "Cos", 60),
        new(OpCode.Tan, 1, ValueKind.Real, false, "sin(x) / cos(x)", "-1.5..1.5", null, @"\tan({0})", "Tan", 60),
        new(OpCode.Asin, 1, ValueKind.Real, false, "2 * atan(x / (1 + sqrt(1 - x * x)))", "-0.99..0.99", null, @"\arcsin({0})", "Asin", 60),
        new(OpCode.Acos, 1, ValueKind.Real, false, "2 * atan(sqrt(1 - x * x) / (1 + x))", "-0.99..0.99", null, @"\arccos({0})", "Acos", 60),
        new(OpCode.Atan, 1, ValueKind.Real, false, null, "-9..9", null, @"\arctan({0})", "Atan", 60),
        new(OpCode.Sinh, 1, ValueKind.Real, false, "(exp(x) - exp(-x)) / 2", "-5..5", null, @"\sinh({0})", "Sinh", 60),
        new(OpCode.Cosh, 1, ValueKind.Real, false, "(exp(x) + exp(-x)) / 2", "-5..5", null, @"\cosh({0})", "Cosh", 60),
        new(OpCode.Erf, 1, ValueKind.Real, false, null, "-4..4", null, @"\operatorname{{erf}}({0})", "", 100),
        new(OpCode.Erfc, 1, ValueKind.Real, false, "1 - erf(x)", "-4..4", null, @"\operatorname{{erfc}}({0})", "", 100),
        new(OpCode.LogGamma, 1, ValueKind.Real, false, null, "0.1..30", "lnΓ({0})", @"\ln\Gamma({0})", "", 200),
        new(OpCode.Digamma, 1, ValueKind.Real, false, null, "0.1..30", "ψ({0})", @"\psi({0})", "", 200),
        new(OpCode.Trigamma, 1, ValueKind.Real, false, null, "0.1..30", "ψ₁({0})", @"\psi_1({0})", "", 200),
        new(OpCode.Tetragamma, 1, ValueKind.Real, false, null, "0.1..30", "ψ₂({0})", @"\psi_2({0})", "", 200),

        new(OpCode.Detach, 1, ValueKind.Real, false, "x", "-3..3", null, @"\operatorname{{detach}}({0})", "", 0),
        new(OpCode.ClampThrough, 3, ValueKind.Real, false, "min(max(x, y), z)", "-3..3, -1..-0.5, 0.5..1", null, @"\operatorname{{clamp}}({0}, {1}, {2})", "", 2),
        new(OpCode.Literal, 1, ValueKind.Real, false, "x", "-3..3", "{0}", "{0}", "", 0),

        new(OpCode.TableEntry, 1, ValueKind.Real, false, null, "", null, "{0}", "", 1, Form.Leaf),
        new(OpCode.Gather, 2, ValueKind.Real, false, null, "", "{0}[{1}]", "{0}_{{{1}}}", "", 1, Form.Gather),
        new(OpCode.Sum, 1, ValueKind.Real, false, null, "-3..3", "Σⱼ({0})", @"\sum_j \left({0}\right)", "", 2, Form.Reduction),
        // Ties share the derivative evenly.
        new(OpCode.RowMax, 1, ValueKind.Real, false, null, "-3..3", "maxⱼ({0})", @"\max_j \left({0}\right)", "", 2, Form.Reduction),
        new(OpCode.RowMin, 1, ValueKind.Real, false, null, "-3..3", "minⱼ({0})", @"\min_j \left({0}\right)", "", 2, Form.Reduction),
        // Without overflow of the squares; the derivative at the zero row is 0.
        new(OpCode.Norm, 1, ValueKind.Real, false, null, "-3..3", "‖{0}‖ⱼ", @"\left\|{0}\right\|", "", 8, Form.Reduction),
        new(OpCode.LogSumExp, 1, ValueKind.Real, false, null, "-9..9", "logsumexpⱼ({0})", @"\operatorname{{logsumexp}}\left({0}\right)", "", 20, Form.Reduction),
        // x_y − ln Σ e^x, of which no digit is lost when the probability is near 1. The second operand is the index.
        new(OpCode.LogProbability, 2, ValueKind.Real, false, null, "-9..9", "ln softmaxⱼ({0})[{1}]", @"\ln\operatorname{{softmax}}\left({0}\right)_{{{1}}}", "", 40, Form.Reduction),
        // The second operand is the LogSumExp of the row.
        new(OpCode.SoftmaxEntry, 2, ValueKind.Real, false, "exp(x - y)", "-9..0, 0.5..3", "e^({0} − {1})", "e^{{{0} - {1}}}", "", 14, Form.RowMap),
        // The second operand is the Norm of the row; 0 where that is 0.
        new(OpCode.UnitEntry, 2, ValueKind.Real, false, "x / y", "-3..3, 0.1..3", "{0}/{1}", @"\frac{{{0}}}{{{1}}}", "", 5, Form.RowMap),

        // The maximum that does not look at NaN.
        new(OpCode.Peak, 1, ValueKind.Real, false, null, "", null, @"\max_j \left({0}\right)", "", 1, Form.Reduction),
        // NaN where an entry is, otherwise 0.
        new(OpCode.Poison, 1, ValueKind.Real, false, null, "", null, @"\operatorname{{nan}}_j \left({0}\right)", "", 2, Form.Reduction),
        // What the exponentials of a row with maximum x are divided by is e^base·2^exponent: near the maximum, and such that no digit of x − base is lost.
        new(OpCode.ShiftBase, 1, ValueKind.Real, false, null, "", null, @"\operatorname{{base}}({0})", "", 4, Form.RowMap),
        new(OpCode.ShiftExponent, 1, ValueKind.Real, false, null, "", null, @"\operatorname{{exponent}}({0})", "", 4, Form.RowMap),
        // e^x·2^(−y), the powers of two joined before they can overflow.
        new(OpCode.ShiftedExp, 2, ValueKind.Real, false, null, "", null, "e^{{{0}}} 2^{{-{1}}}", "", 14, Form.RowMap),
        // ln x + y + z·ln 2
        new(OpCode.UnshiftedLog, 3, ValueKind.Real, false, null, "", null, @"\ln {0} + {1} + {2}\ln 2", "", 20, Form.RowMap),
        // A power of two that brings the largest magnitude of a row near 1; 1 where that is 0 or infinite.
        new(OpCode.InverseScale, 1, ValueKind.Real, false, null, "", null, @"\operatorname{{scale}}({0})^{{-1}}", "", 4, Form.RowMap),
    ]);

    public static IReadOnlyList<OpRow> All => Rows;

    public static OpRow Row(OpCode op) => Rows[(int)op];

    private static OpRow Leaf(OpCode op, ValueKind kind = ValueKind.Real) => new(op, 0, kind, false, null, "", null, "", "", 0, Form.Leaf);

    private static OpRow[] Index(OpRow[] rows)
    {
        var table = new OpRow[Enum.GetValues(typeof(OpCode)).Length];
        foreach (OpRow row in rows)
        {
            table[(int)row.Op] = row;
        }

        return table;
    }
}
