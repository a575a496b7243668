using System;
using System.Globalization;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>The platform's <c>[Range]</c> to an interval.</summary>
internal static class RangeBinder
{
    public static RangeModel? Bind(IParameterSymbol parameter, ParameterType type, Location name, FindingBag findings)
    {
        if (parameter.Attribute(WellKnownNames.Range) is not { } attribute)
        {
            return null;
        }

        if (attribute.AttributeConstructor is null)
        {
            findings.Broken = true;
            return null;
        }

        string? fault = null;
        RangeModel? range = null;
        if (type is ParameterType.Bool or ParameterType.Enum)
        {
            fault = "stands on a parameter that is not a number";
        }
        else if (attribute.ConstructorArguments.Length != 2 || attribute.ConstructorArguments.Any(a => a.Value is not (int or double)))
        {
            fault = "gives its bounds as text; give them as numbers";
        }
        else
        {
            double low = Convert.ToDouble(attribute.ConstructorArguments[0].Value, CultureInfo.InvariantCulture);
            double high = Convert.ToDouble(attribute.ConstructorArguments[1].Value, CultureInfo.InvariantCulture);
            range = new RangeModel(
                BitConverter.DoubleToInt64Bits(low),
                BitConverter.DoubleToInt64Bits(high),
                Flag(attribute, "MinimumIsExclusive"),
                Flag(attribute, "MaximumIsExclusive"));
            fault = double.IsNaN(low) || double.IsNaN(high) ? "has a bound that is not a number"
                : low > high || (low == high && (range.MinimumIsExclusive || range.MaximumIsExclusive)) ? "is empty"
                : null;
        }

        if (fault is not null)
        {
            findings.Report(Descriptors.RangeInvalid, attribute.Place(name), parameter.Name, fault);
            return null;
        }

        return range;
    }

    public static bool Contains(RangeModel range, double value) =>
        (range.MinimumIsExclusive ? value > range.Minimum : value >= range.Minimum)
        && (range.MaximumIsExclusive ? value < range.Maximum : value <= range.Maximum);

    private static bool Flag(AttributeData attribute, string name) => attribute.NamedArguments.Any(a => a.Key == name && a.Value.Value is true);
}
