using System;
using LossGen.HighPrecision;

namespace LossGen.Tests;

/// <summary>What a parameter or a node of a tape is: one number, which is the same in every column, a number for every column, or a table of such rows.</summary>
internal sealed class TapeValue
{
    private readonly BigFloat[][] _rows;
    private readonly bool _hasColumns;

    private TapeValue(BigFloat[][] rows, bool hasColumns) => (_rows, _hasColumns) = (rows, hasColumns);

    /// <summary>The number as an index.</summary>
    public int Index => !_hasColumns && _rows[0][0].IsInteger ? (int)_rows[0][0].ToDouble() : throw new InvalidOperationException("An index is an integer.");

    public BigFloat this[int column] => _rows.Length == 1 ? _rows[0][_hasColumns ? column : 0] : throw new InvalidOperationException("A table is not a value.");

    public BigFloat[] Row(int index) => _rows[index];

    public static implicit operator TapeValue(BigFloat value) => new([[value]], hasColumns: false);

    public static implicit operator TapeValue(double value) => (BigFloat)value;

    public static implicit operator TapeValue(BigFloat[] row) => new([row], hasColumns: true);

    public static implicit operator TapeValue(BigFloat[][] table) => new(table, hasColumns: true);
}
