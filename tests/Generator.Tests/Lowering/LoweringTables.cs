using System;
using System.Linq;
using LossGen.Generator.Lowering;
using LossGen.Tests;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>What is asked of the tables that lowerings read.</summary>
internal static class LoweringTables
{
    /// <summary>What is the matter with the tables, or null.</summary>
    public static string? Check(Element element, Func<LookupTable, double[]> table)
    {
        double ulp = Math.ScaleB(1, element == Element.Single ? -23 : -52), grid = Math.ScaleB(1, element == Element.Single ? 17 : 41);
        foreach (LookupTable each in Enum.GetValues<LookupTable>())
        {
            if (table(each).Length != 16 || table(each).Any(value => element == Element.Single && (float)value != value))
            {
                return $"{each} has not 16 elements";
            }
        }

        DoubleDouble factor = 0;
        for (int j = 0; j < 16; j++)
        {
            factor += DoubleDouble.Exp(-(DoubleDouble.Ln2 * j / 16)) * table(LookupTable.Exp2Sixteenth)[j] / 16;
        }

        for (int j = 0; j < 16; j++)
        {
            DoubleDouble exponent = DoubleDouble.Ln2 * j / 16;
            double middle = j < 8 ? 1 + ((j + 0.5) / 16) : 0.5 + ((j + 0.5) / 32);
            DoubleDouble reciprocal = table(LookupTable.LogReciprocal)[j];
            bool right = Near(table(LookupTable.Exp2Sixteenth)[j], DoubleDouble.Exp(exponent) * factor, 0.25 * ulp)
                && Near(table(LookupTable.Expm1Offset)[j], exponent - DoubleDouble.Log(table(LookupTable.Expm1Power)[j]), 1e-3 * ulp)
                && table(LookupTable.Expm1Power)[j] * 256 % 1 == 0
                && Near(table(LookupTable.Log1pReciprocal)[j], (DoubleDouble)15 / (15 + j), 1100 * ulp)
                && Near(table(LookupTable.Log1pLogarithm)[j], -DoubleDouble.Log(table(LookupTable.Log1pReciprocal)[j]), 0.2 * ulp)
                && Near(reciprocal.High * middle, 1, j is 0 or 1 or 15 ? 0.032 : 0.02)
                && Near(table(LookupTable.LogLogarithm)[j], -DoubleDouble.Log(reciprocal), j is 1 or 14 ? 0.5 / grid : 0.005 * ulp)
                && Near(table(LookupTable.LogLogarithmError)[j], -DoubleDouble.Log(reciprocal) - table(LookupTable.LogLogarithm)[j], (element == Element.Double ? 1e-10 : j is 1 or 14 ? 1e-6 : 1e-8) * ulp)
                && table(LookupTable.LogLogarithm)[j] * grid % 1 == 0;
            if (!right)
            {
                return $"a table of {element} is wrong at {j}";
            }
        }

        return null;
    }

    private static bool Near(double actual, DoubleDouble expected, double tolerance) => Math.Abs((actual - expected.High) - expected.Low) <= tolerance;
}
