using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using LossGen.Kernels;

namespace LossGen.Runtime.Tests;

/// <summary>Runs every operation of one width over the operands.</summary>
internal static unsafe class LanesOperations
{
    /// <summary>The results by name; a name ending in "mask" wants equal bits even where they look like NaN.</summary>
    public static Dictionary<string, T[]> Run<L, V, T>(T[][] operands)
        where L : ILanes<V, T>
        where V : unmanaged
        where T : unmanaged
    {
        var results = new Dictionary<string, T[]>();
        T[] table = Table<T>();
        int bits = sizeof(T) * 8;

        void Add(string name, Func<V, V, V, V> operation)
        {
            var result = new T[operands[0].Length];
            fixed (T* a = operands[0], b = operands[1], c = operands[2], r = result)
            {
                for (int i = 0; i < result.Length; i += L.Count)
                {
                    L.Store(operation(L.Load(a + i), L.Load(b + i), L.Load(c + i)), r + i);
                }
            }

            results.Add(name, result);
        }

        Add("Add", static (a, b, c) => L.Add(a, b));
        Add("Subtract", static (a, b, c) => L.Subtract(a, b));
        Add("Multiply", static (a, b, c) => L.Multiply(a, b));
        Add("Divide", static (a, b, c) => L.Divide(a, b));
        Add("Sqrt", static (a, b, c) => L.Sqrt(a));
        Add("MultiplyAdd", static (a, b, c) => L.MultiplyAdd(a, b, c));
        Add("MultiplyAddNegated", static (a, b, c) => L.MultiplyAddNegated(a, b, c));
        Add("MultiplySubtract", static (a, b, c) => L.MultiplySubtract(a, b, c));
        Add("MultiplyAdd cancelling", static (a, b, c) => L.MultiplyAdd(a, b, L.Negate(L.Multiply(a, b))));
        Add("Max", static (a, b, c) => L.Max(a, b));
        Add("Min", static (a, b, c) => L.Min(a, b));
        Add("Max of constant", static (a, b, c) => L.Max(L.Create(default), a));
        Add("Min of constant", static (a, b, c) => L.Min(L.Create(default), a));
        Add("Max with constant", static (a, b, c) => L.Max(a, L.Create(default)));
        Add("Min with constant", static (a, b, c) => L.Min(a, L.Create(default)));
        Add("Abs mask", static (a, b, c) => L.Abs(a));
        Add("Negate mask", static (a, b, c) => L.Negate(a));
        Add("NegateAbs mask", static (a, b, c) => L.NegateAbs(a));
        Add("CopySign mask", static (a, b, c) => L.CopySign(a, b));
        Add("Floor", static (a, b, c) => L.Floor(a));
        Add("Ceiling", static (a, b, c) => L.Ceiling(a));
        Add("Round", static (a, b, c) => L.Round(a));
        Add("Truncate", static (a, b, c) => L.Truncate(a));
        Add("Less mask", static (a, b, c) => L.Less(a, b));
        Add("LessOrEqual mask", static (a, b, c) => L.LessOrEqual(a, b));
        Add("Equal mask", static (a, b, c) => L.Equal(a, b));
        Add("Equal to itself mask", static (a, b, c) => L.Equal(a, a));
        Add("Unordered mask", static (a, b, c) => L.Unordered(a, b));
        Add("And mask", static (a, b, c) => L.And(L.Less(a, b), L.Less(b, c)));
        Add("Or mask", static (a, b, c) => L.Or(L.Less(a, b), L.Less(b, c)));
        Add("Not mask", static (a, b, c) => L.Not(L.Less(a, b)));
        Add("Reread mask", static (a, b, c) => L.Reread(L.Less(a, b)));
        Add("CreateMask mask", static (a, b, c) => L.And(L.CreateMask(true), L.Or(L.CreateMask(false), L.Less(a, b))));
        Add("Select mask", static (a, b, c) => L.Select(L.Less(a, b), b, c));
        Add("Select of combined mask", static (a, b, c) => L.Select(L.Not(L.And(L.Less(a, b), L.Unordered(b, c))), b, c));
        Add("SelectNegative mask", static (a, b, c) => L.SelectNegative(a, b, c));
        Add("Scale", static (a, b, c) => L.Scale(a, b));
        Add("GetExponent", static (a, b, c) => L.GetExponent(a));
        Add("GetMantissa", static (a, b, c) => L.GetMantissa(a));
        Add("Lookup", (a, b, c) => L.Lookup(a, ref table[1]));
        Add("ShiftBitsRight mask", (a, b, c) => L.ShiftBitsRight(a, bits - 13));
        Add("Call", static (a, b, c) => L.Call(&Half, a));
        Add("Call of two", static (a, b, c) => L.Call(&Math.Atan2, a, b));
        return results;
    }

    // One entry in front, so that vector loads of the table are not aligned.
    public static T[] Table<T>()
        where T : unmanaged
        => [.. Enumerable.Range(0, 17).Select(static i => Convert<T>(1.0 / (i + 3)))];

    public static T Convert<T>(double value)
        where T : unmanaged
    {
        float single = (float)value;
        return typeof(T) == typeof(float) ? Unsafe.As<float, T>(ref single) : Unsafe.As<double, T>(ref value);
    }

    public static ulong Bits<T>(T value)
        where T : unmanaged
        => sizeof(T) == 4 ? Unsafe.As<T, uint>(ref value) : Unsafe.As<T, ulong>(ref value);

    private static double Half(double value) => (value * 0.5) + 1e-9;
}
