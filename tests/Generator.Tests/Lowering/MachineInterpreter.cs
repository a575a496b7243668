using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Tests.Lowering;

/// <summary>Performs a program of machine operations for one sample, with exactly the meaning <see cref="MachineOp"/> documents.</summary>
internal sealed class MachineInterpreter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Half = T.CreateChecked(0.5);
    private static readonly T ThreeHalves = T.CreateChecked(1.5);

    private readonly MachineNode[] _nodes;
    private readonly T[] _values;
    private readonly T[][] _tables;
    private readonly Func<OpCode, double, double, double> _library;

    public MachineInterpreter(MachineNode[] nodes, Func<OpCode, double, double, double>? library = null)
    {
        _nodes = nodes;
        _values = new T[nodes.Length];
        _library = library ?? ((op, _, _) => throw new NotSupportedException(op.ToString()));
        Element element = typeof(T) == typeof(float) ? Element.Single : Element.Double;
        _tables = Array.ConvertAll(Enum.GetValues<LookupTable>(), table => Array.ConvertAll(LookupTables.Values(table, element), T.CreateChecked));
    }

    public T this[int node] => _values[node];

    public void Run(ReadOnlySpan<T> inputs)
    {
        T[] v = _values;
        for (int i = 0; i < _nodes.Length; i++)
        {
            ref readonly MachineNode n = ref _nodes[i];
            v[i] = n.Op switch
            {
                MachineOp.Constant => T.CreateChecked(n.Value),
                MachineOp.Input or MachineOp.Uniform => inputs[(int)n.Payload],
                MachineOp.InputMask or MachineOp.UniformMask => Mask(inputs[(int)n.Payload] != T.Zero),
                MachineOp.Add => v[n.A] + v[n.B],
                MachineOp.Subtract => v[n.A] - v[n.B],
                MachineOp.Multiply => v[n.A] * v[n.B],
                MachineOp.Divide => v[n.A] / v[n.B],
                MachineOp.Sqrt => T.Sqrt(v[n.A]),
                MachineOp.MultiplyAdd => T.FusedMultiplyAdd(v[n.A], v[n.B], v[n.C]),
                MachineOp.MultiplyAddNegated => T.FusedMultiplyAdd(-v[n.A], v[n.B], v[n.C]),
                MachineOp.MultiplySubtract => T.FusedMultiplyAdd(v[n.A], v[n.B], -v[n.C]),
                MachineOp.Max => v[n.A] > v[n.B] ? v[n.A] : v[n.B],
                MachineOp.Min => v[n.A] < v[n.B] ? v[n.A] : v[n.B],
                MachineOp.Abs => FromBits(Bits(v[n.A]) & ~SignBit),
                MachineOp.Negate => FromBits(Bits(v[n.A]) ^ SignBit),
                MachineOp.NegateAbs => FromBits(Bits(v[n.A]) | SignBit),
                MachineOp.CopySign => FromBits((Bits(v[n.A]) & ~SignBit) | (Bits(v[n.B]) & SignBit)),
                MachineOp.Floor => T.Floor(v[n.A]),
                MachineOp.Ceiling => T.Ceiling(v[n.A]),
                MachineOp.Round => T.Round(v[n.A], MidpointRounding.ToEven),
                MachineOp.Truncate => T.Truncate(v[n.A]),
                MachineOp.Less => Mask(v[n.A] < v[n.B]),
                MachineOp.LessOrEqual => Mask(v[n.A] <= v[n.B]),
                MachineOp.Equal => Mask(v[n.A] == v[n.B]),
                MachineOp.Unordered => Mask(T.IsNaN(v[n.A]) || T.IsNaN(v[n.B])),
                MachineOp.And => FromBits(Bits(v[n.A]) & Bits(v[n.B])),
                MachineOp.Or => FromBits(Bits(v[n.A]) | Bits(v[n.B])),
                MachineOp.Not => FromBits(~Bits(v[n.A])),
                MachineOp.Select or MachineOp.SelectNegative => (Bits(v[n.A]) & SignBit) != 0 ? v[n.B] : v[n.C],
                MachineOp.Scale => Scale(v[n.A], v[n.B]),
                MachineOp.GetExponent => GetExponent(v[n.A]),
                MachineOp.GetMantissa => GetMantissa(v[n.A]),
                MachineOp.Lookup => _tables[n.Payload][(int)(Bits(v[n.A]) & 15)],
                MachineOp.ShiftBitsRight => FromBits(Bits(v[n.A]) >> (int)n.Payload),
                MachineOp.Call => T.CreateSaturating(_library((OpCode)n.Payload, double.CreateSaturating(v[n.A]), n.B < 0 ? 0 : double.CreateSaturating(v[n.B]))),
                _ => throw new InvalidOperationException(n.Op.ToString()),
            };
        }
    }

    private static ulong SignBit => typeof(T) == typeof(float) ? 1UL << 31 : 1UL << 63;

    private static T Mask(bool value) => FromBits(value ? ulong.MaxValue : 0);

    private static ulong Bits(T value) => typeof(T) == typeof(float) ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, ulong>(value);

    private static T FromBits(ulong bits) => typeof(T) == typeof(float) ? Unsafe.BitCast<uint, T>((uint)bits) : Unsafe.BitCast<ulong, T>(bits);

    /// <summary>Processors disagree on 0·2^∞ and ∞·2^−∞, so lowerings must not depend on them: NaN.</summary>
    private static T Scale(T a, T b)
    {
        if (T.IsNaN(a) || T.IsNaN(b) || (a == T.Zero && T.IsPositiveInfinity(b)) || (T.IsInfinity(a) && T.IsNegativeInfinity(b)))
        {
            return T.NaN;
        }

        int limit = typeof(T) == typeof(float) ? 320 : 2200;
        return T.ScaleB(a, int.Clamp(int.CreateSaturating(T.Floor(b)), -limit, limit));
    }

    private static T GetExponent(T a) =>
        T.IsNaN(a) ? a : a == T.Zero ? T.NegativeInfinity : T.IsInfinity(a) ? T.PositiveInfinity : T.CreateChecked(T.ILogB(a));

    private static T GetMantissa(T a)
    {
        if (T.IsNaN(a) || a < T.Zero)
        {
            return T.NaN;
        }

        if (a == T.Zero || T.IsInfinity(a))
        {
            return T.One;
        }

        T m = T.ScaleB(a, -T.ILogB(a));
        return m < ThreeHalves ? m : m * Half;
    }
}
