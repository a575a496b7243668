namespace LossGen.Generator.Lowering;

/// <summary>The element type a kernel computes in.</summary>
internal enum Element : byte
{
    Single,
    Double,
}

/// <summary>
/// The operations a processor has. A lowering turns primitives of the language into these; printers and the runtime's <c>ILanes</c> know only these,
/// so that every vector width performs the same roundings in the same order and yields the same bits.
/// </summary>
internal enum MachineOp : byte
{
    /// <summary>A literal; the payload is its bits as a double.</summary>
    Constant,

    /// <summary>A value computed once from the hyper-parameters; the payload is its node of the tape.</summary>
    Uniform,

    /// <summary>The mask of a truth value that depends on hyper-parameters alone; the payload is its node of the tape.</summary>
    UniformMask,

    /// <summary>The sample's value of parameter <c>payload</c>, converted to the element type.</summary>
    Input,

    /// <summary>The mask of the bool parameter <c>payload</c>.</summary>
    InputMask,

    /// <summary>In a loop over columns: the number of the column.</summary>
    Column,

    /// <summary>In a loop over columns: entry of the row of table <c>payload</c> of the plan that the sample picks.</summary>
    TableInput,

    /// <summary>In a loop over columns: the row's value in slot <c>payload</c>.</summary>
    RowValue,

    /// <summary>In a loop over columns: the mask of the row's value in slot <c>payload</c>.</summary>
    RowMask,

    /// <summary>In a loop over rows: the values in slot <c>payload</c>.</summary>
    SlotValue,

    /// <summary>In a loop over rows: the masks of the values in slot <c>payload</c>.</summary>
    SlotMask,

    /// <summary>In a loop over columns: what an earlier loop has left in scratch row <c>payload</c>.</summary>
    Stashed,

    Add,
    Subtract,
    Multiply,
    Divide,
    Sqrt,

    /// <summary>a·b + c with one rounding.</summary>
    MultiplyAdd,

    /// <summary>c − a·b with one rounding.</summary>
    MultiplyAddNegated,

    /// <summary>a·b − c with one rounding.</summary>
    MultiplySubtract,

    /// <summary>a &gt; b ? a : b; therefore b when either is NaN and when both are zeros.</summary>
    Max,

    /// <summary>a &lt; b ? a : b; therefore b when either is NaN and when both are zeros.</summary>
    Min,

    Abs,
    Negate,

    /// <summary>−|a|.</summary>
    NegateAbs,

    /// <summary>The magnitude of a with the sign of b.</summary>
    CopySign,

    Floor,
    Ceiling,

    /// <summary>To the nearest integer, ties to even.</summary>
    Round,
    Truncate,

    /// <summary>a &lt; b, false when either is NaN.</summary>
    Less,

    /// <summary>a ≤ b, false when either is NaN.</summary>
    LessOrEqual,

    /// <summary>a = b, false when either is NaN.</summary>
    Equal,

    /// <summary>Whether a or b is NaN.</summary>
    Unordered,

    /// <summary>Of masks.</summary>
    And,

    /// <summary>Of masks.</summary>
    Or,

    /// <summary>Of a mask.</summary>
    Not,

    /// <summary>Mask a ? b : c.</summary>
    Select,

    /// <summary>b where the sign bit of a is set (−0 and negative NaN included), c elsewhere.</summary>
    SelectNegative,

    /// <summary>a·2^⌊b⌋ rounded once; b may be of any size or infinite; gradual underflow. A NaN with b = ±∞ yields +∞ or 0, as the hardware has it.</summary>
    Scale,

    /// <summary>⌊log2 |a|⌋ as a number, subnormals included; −∞ for 0, +∞ for ±∞, NaN for NaN.</summary>
    GetExponent,

    /// <summary>a / 2^k in [0.75, 1.5) for a positive a; 1 for +0 and +∞; NaN for NaN and for a negative a (−0: −1).</summary>
    GetMantissa,

    /// <summary>Entry (bits of a) mod 16 of table <c>payload</c>.</summary>
    Lookup,

    /// <summary>The bits of a shifted right by <c>payload</c>, zeros shifted in, as an element.</summary>
    ShiftBitsRight,

    /// <summary>The library's scalar <c>double</c> function <c>payload</c> (an <c>OpCode</c>) applied to each lane, the result rounded to the element type.</summary>
    Call,
}
