using System;
using System.Numerics;
using System.Reflection;

namespace LossGen.Generator.Precision;

/// <summary>
/// The number of bits of a non-negative integer. The platforms that run the generator can tell it without a copy; netstandard2.0 does not show it.
/// </summary>
internal static class BitLengths
{
    private static readonly BitLength Count = Find();

    private delegate long BitLength(ref BigInteger value);

    public static long Of(BigInteger value) => Count(ref value);

    private static BitLength Find() =>
        typeof(BigInteger).GetMethod("GetBitLength", Type.EmptyTypes) is MethodInfo method
            ? (BitLength)Delegate.CreateDelegate(typeof(BitLength), method)
            : static (ref BigInteger value) => FromBytes(value.ToByteArray());

    private static long FromBytes(byte[] bytes)
    {
        int last = bytes.Length - 1;
        while (last > 0 && bytes[last] == 0)
        {
            last--;
        }

        int bits = 0;
        for (int rest = bytes[last]; rest != 0; rest >>= 1)
        {
            bits++;
        }

        return (8L * last) + bits;
    }
}
