using System;
using System.Collections.Generic;
using System.Globalization;
using LossGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>Compile-time constants.</summary>
internal static class Constants
{
    /// <summary>The value as a real number; null where it is none.</summary>
    public static double? Number(object? value) => value switch
    {
        double d => d,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Warns of every <c>1/2</c> that is written in a constant expression: the compiler has folded it to 0 without a word.</summary>
    public static void WarnOfIntegerDivision(IOperation constant, FindingBag findings)
    {
        var open = new Stack<IOperation>();
        open.Push(constant);
        while (open.Count > 0)
        {
            IOperation operation = open.Pop();
            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } division
                && division.LeftOperand.ConstantValue.Value is { } left
                && division.RightOperand.ConstantValue.Value is { } right
                && IsInteger(left) && IsInteger(right)
                && Convert.ToDecimal(right, CultureInfo.InvariantCulture) is not 0 and decimal divisor
                && Convert.ToDecimal(left, CultureInfo.InvariantCulture) % divisor != 0)
            {
                findings.Report(
                    Descriptors.ConstantIntegerDivision,
                    division.Syntax.GetLocation(),
                    division.Syntax.ToString(),
                    Convert.ToString(division.ConstantValue.Value, CultureInfo.InvariantCulture) ?? string.Empty);
            }

            foreach (IOperation child in operation.ChildOperations)
            {
                open.Push(child);
            }
        }
    }

    private static bool IsInteger(object value) => value is sbyte or byte or short or ushort or int or uint or long or ulong;
}
