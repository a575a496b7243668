using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.SelfCheck;

/// <summary>A sample and hyper-parameters to evaluate a loss at.</summary>
/// <param name="parameters">The parameters.</param>
/// <param name="values">Their values: an array of rows, of which numbers have one with one entry.</param>
/// <param name="columns">The number of columns.</param>
internal sealed class CheckPoint(IReadOnlyList<ParameterModel> parameters, double[][][] values, int columns)
{
    public int Columns => columns;

    /// <summary>The number that a parameter is, as an index.</summary>
    public int Index(int parameter) => (int)values[parameter][0][0];

    /// <summary>What an evaluator takes; entries go through <paramref name="number"/>, which is told the parameter, the row and the column.</summary>
    public TapeValue<T>[] Values<T>(Func<double, int, int, int, T> number) =>
        values.Select((rows, p) =>
        {
            T[][] all = rows.Select((row, r) => row.Select((v, j) => number(v, p, r, j)).ToArray()).ToArray();
            return parameters[p].Type switch
            {
                ParameterType.Table => (TapeValue<T>)all,
                ParameterType.Row => (TapeValue<T>)all[0],
                _ => (TapeValue<T>)all[0][0],
            };
        }).ToArray();

    public override string ToString() =>
        string.Join(", ", parameters.Select((p, k) => p.Name + " = " + string.Join(", ", values[k].Select(row => p.HasColumns ? "[" + string.Join(", ", row.Select(Number)) + "]" : Number(row[0])))));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
