using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;

namespace LossGen.Accuracy.VectorMath;

/// <summary>NaN, the infinities, the zeros, and both ends of the subnormal and of the normal numbers: kernels against the library's function, which states its limits.</summary>
internal static class SpecialValues
{
    private static readonly double[] Single = [float.NaN, float.PositiveInfinity, 0, float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, float.MaxValue];
    private static readonly double[] Wide = [double.NaN, double.PositiveInfinity, 0, double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308, double.MaxValue];

    /// <summary>What differs by more than a bound, or in being NaN, infinite or zero, for both element types.</summary>
    public static IReadOnlyList<string> Failures(Primitive p) => [.. Of<float>(p, Single), .. Of<double>(p, Wide)];

    private static IEnumerable<string> Of<T>(Primitive p, double[] magnitudes)
        where T : unmanaged
    {
        double[] points = [.. magnitudes, .. magnitudes.Select(v => -v)];
        var kernel = new FunctionKernel<T>(p.Op, points.Length);
        for (int i = 0; i < points.Length; i++)
        {
            kernel.X[i] = (T)Convert.ChangeType(points[i], typeof(T));
        }

        kernel.Run();
        for (int i = 0; i < points.Length; i++)
        {
            double actual = Convert.ToDouble(kernel.Result[i]), expected = ScalarFunctions.Call(p.Op, points[i], 0);
            bool single = typeof(T) == typeof(float);
            double rounded = single ? (float)expected : expected;
            double error = single ? Ulps.OfSingle((float)actual, expected, expected) : Ulps.OfDouble(actual, expected, expected);
            bool alike = actual.Equals(rounded) || (double.IsFinite(rounded) && rounded != 0 && error <= Math.Max(p.Bound, 1));
            if (!alike && !(actual == 0 && rounded == 0))
            {
                yield return FormattableString.Invariant($"{p.Name}<{typeof(T).Name}>({points[i]:R}) = {actual:R}, not {rounded:R}");
            }
        }
    }
}
