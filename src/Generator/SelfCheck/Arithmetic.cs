using LossGen.Generator.Ir;

namespace LossGen.Generator.SelfCheck;

/// <summary>
/// What a tape is evaluated with: numbers of some precision, or numbers with their derivatives. Primitives that have a definition in <see cref="OpTable"/>
/// are not known here: <see cref="TapeEvaluator{T}"/> makes them of these.
/// </summary>
internal abstract class Arithmetic<T>
{
    public T Zero => From(0);

    public T One => From(1);

    public abstract T Pi { get; }

    public abstract T Ln2 { get; }

    /// <summary>The number, exactly.</summary>
    public abstract T From(double value);

    /// <summary>The nearest double.</summary>
    public abstract double ToDouble(T x);

    public abstract bool IsNaN(T x);

    /// <summary>Whether it is zero, and stays so: a number with derivatives other than zero is not.</summary>
    public abstract bool IsZero(T x);

    /// <summary>−1, 0 or 1; of two values that are equal now but not next to here, one that moves is told of by <see cref="JetArithmetic{T}.Tied"/>. Nothing is said of NaN.</summary>
    public abstract int Compare(T x, T y);

    public abstract T Add(T x, T y);

    public abstract T Subtract(T x, T y);

    public abstract T Multiply(T x, T y);

    public abstract T Divide(T x, T y);

    public abstract T Negate(T x);

    public abstract T Pow(T x, T y);

    /// <summary>A function of one number: a root, an exponential, a logarithm, or one that has no definition by those.</summary>
    public abstract T Apply(OpCode function, T x);

    /// <summary>The value of the first with the derivatives of the second.</summary>
    public virtual T Carry(T value, T derivatives) => value;
}
