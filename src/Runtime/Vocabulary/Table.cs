using System;

namespace LossGen;

/// <summary>A matrix whose rows a declaration picks by an index, such as the centres of classes.</summary>
public sealed class Table
{
    private readonly double[] _values;

    /// <summary>Makes a table of the given entries, which are copied.</summary>
    /// <param name="columns">The length of a row, at least 1.</param>
    /// <param name="values">The entries, row after row; as many as whole rows have.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no column.</exception>
    /// <exception cref="ArgumentException">The last row is not whole.</exception>
    public Table(int columns, params ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Length % columns != 0)
        {
            throw new ArgumentException($"{values.Length} entries do not make whole rows of {columns}.", nameof(values));
        }

        Columns = columns;
        _values = values.ToArray();
    }

    /// <summary>The length of a row.</summary>
    public int Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => _values.Length / Columns;

    /// <summary>A row.</summary>
    /// <param name="row">0 … <see cref="Rows"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Row this[int row]
    {
        get
        {
            if (row < 0 || row >= Rows)
            {
                throw new ArgumentOutOfRangeException(nameof(row), row, $"The table has {Rows} rows.");
            }

            return new Row(_values.AsSpan(row * Columns, Columns));
        }
    }
}
