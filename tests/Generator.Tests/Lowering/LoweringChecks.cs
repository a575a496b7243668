using System;
using System.Collections.Generic;
using System.Numerics;
using LossGen.Generator.Ir;
using LossGen.Tests;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>Operands and the result that twice the digits give.</summary>
internal readonly record struct LoweringPoint(double X, double Y, DoubleDouble Expected);

/// <summary>
/// What is asked of a lowering. Each check takes the program, so that it can be asked of one that is wrong on purpose too, and returns what is the matter with
/// it, or null.
/// </summary>
internal static class LoweringChecks
{
    /// <summary>Coprime to powers of two, so that a sweep meets every exponent with ever different mantissas.</summary>
    public const uint Stride = 9973;

    /// <summary>Operands of the Double sweeps; the reference takes microseconds each.</summary>
    public const int Samples = 40_000;

    public static string? Accuracy<T>(LoweringProgram<T> program, IEnumerable<LoweringPoint> points, double bound, int least = 10_000)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        foreach (LoweringPoint p in points)
        {
            double actual = double.CreateChecked(program.Run(T.CreateChecked(p.X), T.CreateChecked(p.Y)));
            if (Error(actual, p.Expected, single: typeof(T) == typeof(float)) is not double error)
            {
                continue;
            }

            count++;
            if (!(error <= bound))
            {
                return $"{error:F3} ulp: f({p.X:R}, {p.Y:R}) = {actual:R}, not {p.Expected.High:R}";
            }
        }

        return count > least ? null : "too few operands inside the domain";
    }

    public static string? Special<T>(LoweringProgram<T> program, double[] x, double expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double actual = program.At(x[0], x.Length > 1 ? x[1] : 0, x.Length > 2 ? x[2] : 0);
        return actual == expected || (double.IsNaN(actual) && double.IsNaN(expected)) ? null : $"f({string.Join(", ", x)}) = {actual:R}, not {expected:R}";
    }

    public static IEnumerable<LoweringPoint> SinglePoints(OpCode op, double from, double to, uint stride, int samples)
    {
        for (ulong bits = 0; bits < 1UL << 32; bits += stride)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)bits);
            if (x >= from && x <= to)
            {
                yield return new(x, 0, Reference.Evaluate(op, x, 0));
            }
        }

        // The strided patterns meet each mantissa once per binade; here functions are dense in what matters.
        var random = new Random(1);
        for (int i = 0; i < samples; i++)
        {
            float x = (random.NextSingle() * 8) - 4;
            if (x >= from && x <= to)
            {
                yield return new(x, 0, Reference.Evaluate(op, x, 0));
            }
        }
    }

    public static IEnumerable<LoweringPoint> DoublePoints(OpCode op, double from, double to, int samples)
    {
        var random = new Random(2);
        for (int i = 0; i < samples; i++)
        {
            double x = Draw(random, from, to, -1000);
            if (x >= from && x <= to)
            {
                yield return new(x, 0, Reference.Evaluate(op, x, 0));
            }
        }
    }

    public static IEnumerable<LoweringPoint> PairPoints(OpCode op, double limit, double from, double to, int samples, bool single)
    {
        var random = new Random(3);
        for (int i = 0; i < samples; i++)
        {
            // Normal operands of either type.
            float x = (float)Draw(random, -limit, limit, -120);
            float y = (float)(from == to ? from : from > 0 ? from * Math.Pow(to / from, random.NextDouble()) : Draw(random, from, to, -120));
            double factor = 1 + (random.NextDouble() * 1e-7), v = x * factor, w = from == to ? y : Math.Clamp(y * factor, from, to);
            if (!(y >= from && y <= to && Math.Abs(x) > 1.2e-38f))
            {
                continue;
            }

            DoubleDouble reference = single ? Reference.Evaluate(op, x, y) : Reference.Evaluate(op, v, w);
            if (!single || op != OpCode.Direction || Math.Abs(reference.High) > 1.2e-38)
            {
                yield return single ? new(x, y, reference) : new(v, w, reference);
            }
        }
    }

    /// <summary>A third each uniform, of uniform exponent, and around 0.</summary>
    private static double Draw(Random random, double from, double to, int lowestExponent) => random.Next(3) switch
    {
        0 => from + ((to - from) * random.NextDouble()),
        1 => Math.Pow(2, lowestExponent + ((Math.Log2(Math.Max(Math.Abs(from), Math.Abs(to))) - lowestExponent) * random.NextDouble())) * (random.Next(2) == 0 ? 1 : -1),
        _ => (random.NextDouble() * 8) - 4,
    };

    /// <summary>In units of the last place; null where the reference itself has no low part.</summary>
    private static double? Error(double actual, DoubleDouble expected, bool single)
    {
        double largest = single ? float.MaxValue : double.MaxValue;
        if (!(Math.Abs(expected.High) <= largest))
        {
            return double.IsInfinity(actual) && Math.Sign(actual) == Math.Sign(expected.High) ? 0 : double.PositiveInfinity;
        }

        if (!single && Math.Abs(expected.High) < 1e-290)
        {
            return null;
        }

        int exponent = expected.High == 0 ? -1074 : Math.ILogB(expected.High);
        double ulp = single ? Math.ScaleB(1, Math.Max(exponent, -126) - 23) : Math.ScaleB(1, exponent - 52);
        return Math.Abs((actual - expected.High) - expected.Low) / ulp;
    }
}
