using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Fuzz.Grammar;

/// <summary>
/// An expression of a declaration together with what it is at the points it will be tried at: so the grammar knows whether a logarithm may be taken of it.
/// </summary>
internal sealed class Expr
{
    /// <summary>Greater values only lead to overflow.</summary>
    private const double Largest = 1e6;

    private Expr(Production? production, Parameter? parameter, string text, Kind kind, Expr[] operands, object[] values)
    {
        (Production, Parameter, Text, Kind, Operands, Values) = (production, parameter, text, kind, operands, values);
        Size = 1 + operands.Sum(o => o.Size);
        Varies = parameter?.Role == Role.Input || operands.Any(o => o.Varies);
        IsOfData = (parameter is not null && parameter.Role != Role.Hyper) || operands.Any(o => o.IsOfData);
    }

    /// <summary>Null for a parameter and a constant.</summary>
    public Production? Production { get; }

    public Parameter? Parameter { get; }

    /// <summary>The text of a leaf.</summary>
    public string Text { get; }

    public Kind Kind { get; }

    public Expr[] Operands { get; }

    /// <summary>The value at each point, as C# computes it; null where it throws.</summary>
    public object?[] Values { get; }

    public int Size { get; }

    /// <summary>Whether it depends on what the loss is differentiated in.</summary>
    public bool Varies { get; }

    /// <summary>Whether it may differ from sample to sample.</summary>
    public bool IsOfData { get; }

    public bool IsVerbatim { get; private init; }

    public bool IsLeaf => Production is null;

    /// <summary>Whether all its values are numbers of moderate size.</summary>
    public bool IsTame => Values.All(v => v is not null) && Numbers.All(n => Math.Abs(n) <= Largest);

    /// <summary>All numbers that it is.</summary>
    public IEnumerable<double> Numbers => Values.SelectMany(v => v switch
    {
        double d => [d],
        Row r => r.Values.ToArray(),
        _ => Array.Empty<double>(),
    });

    /// <summary>Stands for an expression that was not grown but reads certain parameters.</summary>
    public static Expr Verbatim(Parameter[] parameters) =>
        new(null, null, "", Kind.Real, [.. parameters.Select(Of)], [.. Enumerable.Repeat<object>(0.0, Grower.Points)]) { IsVerbatim = true };

    public static Expr Of(Parameter parameter) => new(null, parameter, parameter.Name, parameter.Kind, [], parameter.Values);

    public static Expr Constant(double value, int points)
    {
        string text = Declaration.Number(value);
        return new(null, null, value < 0 ? $"({text})" : text, Kind.Real, [], [.. Enumerable.Repeat<object>(value, points)]);
    }

    public static Expr Index(int value, int points) => new(null, null, Declaration.Number(value), Kind.Index, [], [.. Enumerable.Repeat<object>(value, points)]);

    public static Expr Of(Production production, params Expr[] operands)
    {
        var values = new object[operands.Max(o => o.Values.Length)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(production, [.. operands.Select(o => o.Values[i])])!;
        }

        return new(production, null, "", production.Result, operands, values);
    }

    /// <summary>The expression with another operand.</summary>
    public Expr With(int operand, Expr other)
    {
        Expr[] operands = [.. Operands];
        operands[operand] = other;
        return Of(Production!, operands);
    }

    /// <summary>The parameters it reads.</summary>
    public IEnumerable<Parameter> Parameters => Parameter is not null ? [Parameter] : Operands.SelectMany(o => o.Parameters).Distinct();

    private static object? Value(Production production, object?[] operands)
    {
        if (operands.Any(o => o is null))
        {
            return null;
        }

        try
        {
            return production.Evaluate(operands!);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.Reflection.TargetInvocationException)
        {
            return null;
        }
    }
}
