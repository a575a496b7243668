using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace LossGen;

/// <summary>
/// A vector of real numbers: one sample's entries in a declaration. The arithmetic operators and the functions of <see cref="LossMath"/> work entry by entry;
/// the rows that they combine have the same length.
/// </summary>
/// <remarks>Rows never change. What <see cref="LossMath.OneHot"/> yields has no length of its own: it takes that of the row it is combined with.</remarks>
public sealed class Row
{
    private const string NoLength = "The row has no length of its own: what OneHot yields takes the length of the row it is combined with, and this one has not been combined with any.";

    // Null where the length is unknown: then all entries are _elsewhere but those of _special.
    private readonly double[]? _values;
    private readonly Dictionary<int, double>? _special;
    private readonly double _elsewhere;

    /// <summary>Makes a row of the given entries, which are copied.</summary>
    /// <param name="values">The entries; there may be none.</param>
    public Row(params ReadOnlySpan<double> values)
        : this(values.ToArray())
    {
    }

    private Row(double[] values) => _values = values;

    private Row(Dictionary<int, double> special, double elsewhere)
    {
        _special = special;
        _elsewhere = elsewhere;
    }

    /// <summary>The number of entries: in a kernel the number of columns.</summary>
    /// <exception cref="InvalidOperationException">The row has no length of its own.</exception>
    public int Length => Known.Length;

    /// <summary>The entries.</summary>
    /// <exception cref="InvalidOperationException">The row has no length of its own.</exception>
    public ReadOnlySpan<double> Values => Known;

    private double[] Known => _values ?? throw new InvalidOperationException(NoLength);

    /// <summary>The entry at an index.</summary>
    /// <param name="index">0 … <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public double this[int index]
    {
        get
        {
            CheckIndex(index);
            return At(index);
        }
    }

    /// <summary>The row with another entry at one index.</summary>
    /// <param name="index">0 … <see cref="Length"/> − 1.</param>
    /// <param name="value">The entry there.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public Row With(int index, double value)
    {
        CheckIndex(index);
        if (_values is null)
        {
            return new Row(new Dictionary<int, double>(_special!) { [index] = value }, _elsewhere);
        }

        double[] values = [.. _values];
        values[index] = value;
        return new Row(values);
    }

    /// <summary>The sum, entry by entry.</summary>
    /// <param name="left">A row.</param>
    /// <param name="right">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row operator +(Row left, Row right) => Map(left, right, static (a, b) => a + b);

    /// <summary>A number added to each entry.</summary>
    public static Row operator +(Row left, double right) => Map(left, a => a + right);

    /// <summary>A number added to each entry.</summary>
    public static Row operator +(double left, Row right) => Map(right, b => left + b);

    /// <summary>The difference, entry by entry.</summary>
    /// <param name="left">A row.</param>
    /// <param name="right">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row operator -(Row left, Row right) => Map(left, right, static (a, b) => a - b);

    /// <summary>A number taken from each entry.</summary>
    public static Row operator -(Row left, double right) => Map(left, a => a - right);

    /// <summary>Each entry taken from a number.</summary>
    public static Row operator -(double left, Row right) => Map(right, b => left - b);

    /// <summary>The negative of each entry.</summary>
    public static Row operator -(Row row) => Map(row, static a => -a);

    /// <summary>The product, entry by entry. The sum of it is <see cref="LossMath.Dot"/>.</summary>
    /// <param name="left">A row.</param>
    /// <param name="right">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row operator *(Row left, Row right) => Map(left, right, static (a, b) => a * b);

    /// <summary>Each entry times a number.</summary>
    public static Row operator *(Row left, double right) => Map(left, a => a * right);

    /// <summary>Each entry times a number.</summary>
    public static Row operator *(double left, Row right) => Map(right, b => left * b);

    /// <summary>The quotient, entry by entry.</summary>
    /// <param name="left">A row.</param>
    /// <param name="right">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Row operator /(Row left, Row right) => Map(left, right, static (a, b) => a / b);

    /// <summary>Each entry divided by a number.</summary>
    public static Row operator /(Row left, double right) => Map(left, a => a / right);

    /// <summary>A number divided by each entry.</summary>
    public static Row operator /(double left, Row right) => Map(right, b => left / b);

    /// <summary>A row of unknown length: one number at the index, another everywhere else.</summary>
    internal static Row Spike(int index, double value, double elsewhere) => new(new Dictionary<int, double> { [index] = value }, elsewhere);

    /// <summary>A function of each entry.</summary>
    internal static Row Map(Row x, Func<double, double> function, [CallerArgumentExpression(nameof(x))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(x, name);
        return x._values is null
            ? new Row(x._special!.ToDictionary(s => s.Key, s => function(s.Value)), function(x._elsewhere))
            : new Row(Array.ConvertAll(x._values, v => function(v)));
    }

    /// <summary>A function of the entries of two rows at the same index.</summary>
    internal static Row Map(
        Row x, Row y, Func<double, double, double> function, [CallerArgumentExpression(nameof(x))] string xName = "", [CallerArgumentExpression(nameof(y))] string yName = "")
    {
        ArgumentNullException.ThrowIfNull(x, xName);
        ArgumentNullException.ThrowIfNull(y, yName);
        if (x._values is null && y._values is null)
        {
            return new Row(x._special!.Keys.Union(y._special!.Keys).ToDictionary(i => i, i => function(x.At(i), y.At(i))), function(x._elsewhere, y._elsewhere));
        }

        int length = (x._values ?? y._values!).Length;
        x.CheckLength(length, xName);
        y.CheckLength(length, yName);
        var values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = function(x.At(i), y.At(i));
        }

        return new Row(values);
    }

    /// <summary>Whether there is an entry at the index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    internal void CheckIndex(int index)
    {
        if (index < 0 || index >= (_values?.Length ?? int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, _values is null ? "An index is not negative." : $"The row has {_values.Length} entries.");
        }
    }

    private void CheckLength(int length, string name)
    {
        if (_values is not null && _values.Length != length)
        {
            throw new ArgumentException($"The row has {_values.Length} entries, the one it is combined with has {length}.", name);
        }

        if (_special?.Keys.FirstOrDefault(i => i >= length, -1) is int index and >= 0)
        {
            throw new ArgumentOutOfRangeException(name, index, $"The index lies outside of the row that it is combined with, which has {length} entries.");
        }
    }

    private double At(int index) => _values is not null ? _values[index] : _special!.GetValueOrDefault(index, _elsewhere);
}
