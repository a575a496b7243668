using System;

namespace LossGen.Generator.SelfCheck;

/// <summary>What a parameter or a node of a tape is: one number, which is the same in every column, a number for every column, or a table of such rows.</summary>
internal sealed class TapeValue<T>
{
    private readonly T[][] _rows;
    private readonly bool _hasColumns;

    private TapeValue(T[][] rows, bool hasColumns) => (_rows, _hasColumns) = (rows, hasColumns);

    public T this[int column] => _rows.Length == 1 ? _rows[0][_hasColumns ? column : 0] : throw new InvalidOperationException("A table is not a value.");

    public T[] Row(int index) => _rows[index];

    public static implicit operator TapeValue<T>(T value) => new([[value]], hasColumns: false);

    public static implicit operator TapeValue<T>(T[] row) => new([row], hasColumns: true);

    public static implicit operator TapeValue<T>(T[][] table) => new(table, hasColumns: true);
}
