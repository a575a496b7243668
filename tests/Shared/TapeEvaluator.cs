global using TapeValue = LossGen.Generator.SelfCheck.TapeValue<LossGen.Generator.Precision.BigFloat>;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Tests;

/// <summary>Runs a tape in the arithmetic of <see cref="BigFloat"/>, at its current precision.</summary>
internal static class TapeEvaluator
{
    private static readonly TapeEvaluator<BigFloat> Exact = new(BigArithmetic.Instance);

    /// <summary>The value of every node of a tape without rows; <paramref name="parameters"/> are the values of its parameters, by their number.</summary>
    public static BigFloat[] Run(Tape tape, IReadOnlyList<BigFloat> parameters) =>
        [.. Run(tape, [.. parameters.Select(p => (TapeValue)p)], columns: 1).Select(v => v[0])];

    /// <inheritdoc cref="TapeEvaluator{T}.Run"/>
    public static TapeValue[] Run(Tape tape, IReadOnlyList<TapeValue> parameters, int columns) => Exact.Run(tape, parameters, columns);

    /// <inheritdoc cref="TapeEvaluator{T}.Reduce"/>
    public static BigFloat Reduce(OpCode op, BigFloat[] row, int index = -1) => Exact.Reduce(op, row, index);

    /// <inheritdoc cref="TapeEvaluator{T}.Apply"/>
    public static BigFloat Apply(OpCode op, BigFloat x, BigFloat y, BigFloat z) => Exact.Apply(op, x, y, z);
}
