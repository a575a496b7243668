using System;

namespace LossGen.Generator.Ir;

/// <summary>
/// The named axes a value varies along. A value that lacks an axis is constant along it: there is no broadcast node.
/// A hyper-parameter and what is computed from hyper-parameters alone has <see cref="None"/>; a datum has <see cref="Sample"/>;
/// the entries of a row, also of one that all samples share, have <see cref="Sample"/> and <see cref="Column"/>.
/// </summary>
[Flags]
internal enum Axes : byte
{
    None = 0,
    Sample = 1,
    Column = 2,
}

/// <summary>
/// One operation of a <see cref="Tape"/>. Operands are numbers of earlier nodes, −1 where there is none;
/// a constant is kept as its bits because <c>0.0 == -0.0</c> and <c>NaN != NaN</c> would confuse caches and sharing.
/// </summary>
internal readonly record struct Node(OpCode Op, int A, int B, int C, long Payload, Axes Axes)
{
    /// <summary>The value of a <see cref="OpCode.Constant"/>.</summary>
    public double Value => BitConverter.Int64BitsToDouble(Payload);

    public int Operand(int index) => index switch { 0 => A, 1 => B, 2 => C, _ => throw new ArgumentOutOfRangeException(nameof(index)) };
}
