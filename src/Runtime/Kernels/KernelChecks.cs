using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The checks at the entry of generated methods. Those that pass allocate nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelChecks
{
    /// <summary>Whether an input has exactly the length it must have.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<T>(ReadOnlySpan<T> data, nint count, string name)
    {
        if (data.Length != count)
        {
            ThrowLength(name, "", count, data.Length);
        }
    }

    /// <summary>Whether an output has room; a longer one is accepted.</summary>
    /// <exception cref="ArgumentException">It is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LongEnough<T>(ReadOnlySpan<T> output, nint count, string name)
    {
        if (output.Length < count)
        {
            ThrowLength(name, "at least ", count, output.Length);
        }
    }

    /// <summary>Whether an output shares no memory with an input or with another output. Both spans are already cut to the elements used.</summary>
    /// <param name="output">The part that is written.</param>
    /// <param name="input">The part that is read, or the other output.</param>
    /// <param name="outputName">The output's parameter.</param>
    /// <param name="inputName">The other one's parameter.</param>
    /// <param name="sameStartAllowed">Whether the output may start exactly where an input of equal element size starts, because each element is read before it is written.</param>
    /// <exception cref="ArgumentException">They overlap.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoOverlap<TOutput, TInput>(ReadOnlySpan<TOutput> output, ReadOnlySpan<TInput> input, string outputName, string inputName, bool sameStartAllowed)
        where TOutput : unmanaged
        where TInput : unmanaged
    {
        // Unsigned: the distance is also right when the input comes first, and an empty span overlaps nothing.
        nuint outputBytes = (nuint)output.Length * (nuint)Unsafe.SizeOf<TOutput>(), inputBytes = (nuint)input.Length * (nuint)Unsafe.SizeOf<TInput>();
        nuint distance = (nuint)Unsafe.ByteOffset(ref Unsafe.As<TOutput, byte>(ref MemoryMarshal.GetReference(output)), ref Unsafe.As<TInput, byte>(ref MemoryMarshal.GetReference(input)));
        if (outputBytes != 0 && inputBytes != 0 && (distance < outputBytes || 0 - distance < inputBytes)
            && !(distance == 0 && sameStartAllowed && Unsafe.SizeOf<TOutput>() == Unsafe.SizeOf<TInput>()))
        {
            ThrowOverlap(outputName, inputName);
        }
    }

    /// <summary>A hyper-parameter that lies in its interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside, or is NaN.</exception>
    public static double InRange(double value, double min, double max, bool minExclusive, bool maxExclusive, string name)
    {
        if (!((minExclusive ? value > min : value >= min) && (maxExclusive ? value < max : value <= max)))
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"The value must lie in {Interval(min, max, minExclusive, maxExclusive)}."));
        }

        return value;
    }

    /// <summary>Whether all data lie in an interval, whose bounds are rounded to the element type.</summary>
    /// <param name="data">One value per row, or rows of <paramref name="columns"/> values.</param>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <param name="minExclusive">Whether the lower bound itself is outside.</param>
    /// <param name="maxExclusive">Whether the upper bound itself is outside.</param>
    /// <param name="name">The data's parameter.</param>
    /// <param name="columns">The values in a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside or is NaN; the message names its row.</exception>
    public static void ValidateRange<T>(ReadOnlySpan<T> data, double min, double max, bool minExclusive, bool maxExclusive, string name, int columns = 1)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T lower = Bound<T>(min), upper = Bound<T>(max);
        for (int i = 0; i < data.Length; i++)
        {
            T value = data[i];
            if (!((minExclusive ? value > lower : value >= lower) && (maxExclusive ? value < upper : value <= upper)))
            {
                ThrowData(i, value, Interval(min, max, minExclusive, maxExclusive), name, columns);
            }
        }
    }

    // A finite bound stays finite, so that infinite data do not pass.
    private static T Bound<T>(double bound)
        where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T rounded = T.CreateSaturating(bound);
        return double.IsFinite(bound) ? T.Clamp(rounded, T.MinValue, T.MaxValue) : rounded;
    }

    private static string Interval(double min, double max, bool minExclusive, bool maxExclusive)
        => string.Create(CultureInfo.InvariantCulture, $"{(minExclusive ? '(' : '[')}{min}, {max}{(maxExclusive ? ')' : ']')}");

    [DoesNotReturn]
    private static void ThrowLength(string name, string comparison, nint expected, nint actual)
        => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The length must be {comparison}{expected}, but it is {actual}."), name);

    [DoesNotReturn]
    private static void ThrowOverlap(string outputName, string inputName)
        => throw new ArgumentException($"The output '{outputName}' overlaps '{inputName}'.", outputName);

    [DoesNotReturn]
    private static void ThrowData<T>(int index, T value, string interval, string name, int columns)
        => throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"Row {index / columns} has the value {value}, which is outside {interval}."));
}
