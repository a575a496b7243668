using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LossGen.Runtime.Tests;

/// <summary>Operands for the lane operations: random bit patterns, ordinary numbers, exponents, and every special value next to every other.</summary>
internal static class LanesPatterns
{
    public const int Length = 1 << 17;

    public static T[][] Operands<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] specials = Specials<T>();
        var random = new Random(20240501);
        T[][] operands = [new T[Length], new T[Length], new T[Length]];
        for (int i = 0; i < Length; i++)
        {
            for (int k = 0; k < operands.Length; k++)
            {
                operands[k][i] = random.Next(8) switch
                {
                    < 3 => RandomBits<T>(random),
                    3 => T.CreateSaturating((random.NextDouble() - 0.5) * 8),
                    4 => T.CreateSaturating(random.Next(-2500, 2500) * 0.5),
                    5 => T.CreateSaturating(random.Next(-320, 320) * 0.5),
                    _ => specials[random.Next(specials.Length)],
                };
            }
        }

        for (int i = 0; i < specials.Length * specials.Length; i++)
        {
            operands[0][i] = specials[i % specials.Length];
            operands[1][i] = specials[i / specials.Length];
        }

        return operands;
    }

    public static T RandomBits<T>(Random random)
        where T : unmanaged
    {
        long bits = random.NextInt64(long.MinValue, long.MaxValue);
        return Unsafe.As<long, T>(ref bits);
    }

    private static T[] Specials<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        bool single = typeof(T) == typeof(float);
        T two = T.One + T.One, smallestNormal = single ? T.CreateChecked(1.1754943508222875e-38) : T.CreateChecked(2.2250738585072014e-308);
        int digits = single ? 24 : 53, top = single ? 127 : 1023, bottom = single ? -149 : -1074;
        var values = new List<T>
        {
            T.Zero, T.Epsilon, two * T.Epsilon, T.CreateChecked(3) * T.Epsilon, smallestNormal, T.BitDecrement(smallestNormal), T.BitIncrement(smallestNormal),
            T.One, T.BitDecrement(T.One), T.BitIncrement(T.One), T.CreateChecked(0.5), T.BitDecrement(T.CreateChecked(0.5)), T.CreateChecked(0.75), T.CreateChecked(1.5),
            T.BitDecrement(T.CreateChecked(1.5)), T.CreateChecked(2.5), T.BitDecrement(T.CreateChecked(2.5)), T.CreateChecked(3.5), T.MaxValue, T.PositiveInfinity, T.NaN,
            T.CreateChecked(-top), T.CreateChecked(top), T.CreateChecked(top + 0.5), T.CreateChecked(top - 1), T.CreateChecked(top + 1), T.CreateChecked(top - 0.5),
            T.CreateChecked(bottom), T.CreateChecked(bottom - 1), T.CreateChecked(bottom - top - 1), T.CreateChecked(bottom - top - 2), T.CreateChecked(top - bottom), T.CreateChecked(top - bottom + 1),
            T.CreateChecked(150.5), T.CreateChecked(64), T.CreateChecked(512), T.CreateChecked(104), T.CreateChecked(88.7228), T.CreateChecked(709.78), T.CreateChecked(1e30),
            T.CreateChecked(2147483647.0), T.CreateChecked(2147483648.0), T.CreateChecked(9.3e18), T.Pi,
        };
        for (int exponent = bottom; exponent <= top; exponent += single ? 19 : 149)
        {
            values.Add(T.ScaleB(T.CreateChecked(1.3), exponent));
        }

        for (int shift = digits - 3; shift <= digits; shift++)
        {
            values.Add(T.ScaleB(T.One, shift) + T.One);
            values.Add(T.ScaleB(T.One, shift) - T.CreateChecked(0.5));
        }

        T[] positive = [.. values];
        foreach (T value in positive)
        {
            values.Add(-value);
        }

        return [.. values];
    }
}
