using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>
/// The machine operations of generated kernels at one vector width. All widths yield the same bits. Masks are vectors whose lanes are all ones or all zeros.
/// </summary>
/// <typeparam name="V">The vector, or the element itself for the width of one.</typeparam>
/// <typeparam name="T">The element: <see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe interface ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>The number of lanes; divides 16 for float and 8 for double.</summary>
    static abstract int Count { get; }

    /// <summary>0, 1, … Count−1.</summary>
    static abstract V Indices { get; }

    /// <summary>All lanes the same.</summary>
    static abstract V Create(T value);

    /// <summary>All ones where <paramref name="value"/> holds.</summary>
    static abstract V CreateMask(bool value);

    /// <summary>
    /// The same mask, read inside a loop from one that was made before it. Two masks that stay in mask registers from turn to turn may have to change places there, for which
    /// the just-in-time compiler of .NET 10.0 writes an instruction that does not exist; so they stay vectors.
    /// </summary>
    static abstract V Reread(V mask);

    /// <summary>Loads Count elements from any address.</summary>
    static abstract V Load(T* source);

    /// <summary>Loads <paramref name="count"/> (1 … Count−1) elements, zeros above; reads nothing beyond them.</summary>
    static abstract V LoadPartial(T* source, int count);

    /// <summary>Loads integers and converts them to the element type; at most <paramref name="count"/> are read.</summary>
    static abstract V LoadInt32(int* source, int count);

    /// <summary>Loads bools as masks; at most <paramref name="count"/> are read.</summary>
    static abstract V LoadBool(bool* source, int count);

    /// <summary>Stores all lanes to any address.</summary>
    static abstract void Store(V value, T* destination);

    /// <summary>Stores the first <paramref name="count"/> (1 … Count−1) lanes and touches nothing beyond them.</summary>
    static abstract void StorePartial(V value, T* destination, int count);

    /// <summary>The mask of the first <paramref name="count"/> lanes (all of them from Count on).</summary>
    static abstract V FirstLanes(int count);

    /// <summary>a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>a − b.</summary>
    static abstract V Subtract(V a, V b);

    /// <summary>a · b.</summary>
    static abstract V Multiply(V a, V b);

    /// <summary>a / b.</summary>
    static abstract V Divide(V a, V b);

    /// <summary>√a, correctly rounded.</summary>
    static abstract V Sqrt(V a);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c − a·b with one rounding.</summary>
    static abstract V MultiplyAddNegated(V a, V b, V c);

    /// <summary>a·b − c with one rounding.</summary>
    static abstract V MultiplySubtract(V a, V b, V c);

    /// <summary>a &gt; b ? a : b, hence b when either is NaN and when both are zeros.</summary>
    static abstract V Max(V a, V b);

    /// <summary>a &lt; b ? a : b, hence b when either is NaN and when both are zeros.</summary>
    static abstract V Min(V a, V b);

    /// <summary>|a|.</summary>
    static abstract V Abs(V a);

    /// <summary>−a, zeros included.</summary>
    static abstract V Negate(V a);

    /// <summary>−|a|.</summary>
    static abstract V NegateAbs(V a);

    /// <summary>The magnitude of a with the sign of b.</summary>
    static abstract V CopySign(V a, V b);

    /// <summary>⌊a⌋.</summary>
    static abstract V Floor(V a);

    /// <summary>⌈a⌉.</summary>
    static abstract V Ceiling(V a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>Towards zero.</summary>
    static abstract V Truncate(V a);

    /// <summary>a &lt; b, false when either is NaN.</summary>
    static abstract V Less(V a, V b);

    /// <summary>a ≤ b, false when either is NaN.</summary>
    static abstract V LessOrEqual(V a, V b);

    /// <summary>a = b, false when either is NaN.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Whether a or b is NaN.</summary>
    static abstract V Unordered(V a, V b);

    /// <summary>Of masks.</summary>
    static abstract V And(V a, V b);

    /// <summary>Of masks.</summary>
    static abstract V Or(V a, V b);

    /// <summary>Of a mask.</summary>
    static abstract V Not(V a);

    /// <summary>Mask a ? b : c.</summary>
    static abstract V Select(V mask, V whenSet, V otherwise);

    /// <summary>By the sign bit of a, −0 and NaN included.</summary>
    static abstract V SelectNegative(V a, V whenNegative, V otherwise);

    /// <summary>
    /// a·2^⌊n⌋ rounded once, with gradual underflow; n may be of any size or infinite. NaN when n is, when a is and n is finite, for 0·2^∞ and for ∞·2^−∞;
    /// but a quiet NaN a gives +∞ with n = +∞ and +0 with n = −∞ (so has AVX-512 it, and exponential functions need no clamp for infinite arguments).
    /// </summary>
    static abstract V Scale(V a, V n);

    /// <summary>⌊log2 |a|⌋; −∞ for zeros, +∞ for infinities, NaN for NaN; right for subnormals.</summary>
    static abstract V GetExponent(V a);

    /// <summary>The a / 2^k in [0.75, 1.5) of a positive a; 1 for +0 and +∞, −1 for −0; NaN for NaN and for negative numbers.</summary>
    static abstract V GetMantissa(V a);

    /// <summary>Entry (bits of a) mod 16 of the table.</summary>
    static abstract V Lookup(V a, ref readonly T table);

    /// <summary>The bits shifted right, zeros shifted in.</summary>
    static abstract V ShiftBitsRight(V a, int count);

    /// <summary>A scalar function applied to every lane, its result rounded to the element type.</summary>
    static abstract V Call(delegate*<double, double> function, V a);

    /// <summary>A scalar function of two arguments applied to every lane, its result rounded to the element type.</summary>
    static abstract V Call(delegate*<double, double, double> function, V a, V b);
}
