using System;
using LossGen.Generator.Ir;

namespace LossGen.Generator.SelfCheck;

/// <summary>
/// Differentiation by number, in the arithmetic of <typeparamref name="T"/>: each operation passes on the value and both derivatives along one direction.
/// It shares nothing with the tables of symbolic derivatives, which it is there to check.
/// </summary>
internal sealed class JetArithmetic<T>(Arithmetic<T> a) : Arithmetic<Jet<T>>
{
    private readonly T _zero = a.Zero;
    private readonly T _two = a.From(2);

    /// <summary>Whether two values were equal that are not so close by: the derivatives are not those of a smooth function there.</summary>
    public bool Tied { get; set; }

    public override Jet<T> Pi => Constant(a.Pi);

    public override Jet<T> Ln2 => Constant(a.Ln2);

    public Jet<T> Constant(T value) => new(value, _zero, _zero);

    /// <summary>A value that grows along the direction.</summary>
    public Jet<T> Variable(T value) => new(value, a.One, _zero);

    public override Jet<T> From(double value) => Constant(a.From(value));

    public override double ToDouble(Jet<T> x) => a.ToDouble(x.Value);

    public override bool IsNaN(Jet<T> x) => a.IsNaN(x.Value);

    public override bool IsZero(Jet<T> x)
    {
        bool isZero = a.IsZero(x.Value);
        Tied |= isZero && !IsConstant(x);
        return isZero;
    }

    public override int Compare(Jet<T> x, Jet<T> y)
    {
        int order = a.Compare(x.Value, y.Value);
        Tied |= order == 0 && (a.Compare(x.First, y.First) != 0 || a.Compare(x.Second, y.Second) != 0);
        return order;
    }

    public override Jet<T> Add(Jet<T> x, Jet<T> y) => new(a.Add(x.Value, y.Value), a.Add(x.First, y.First), a.Add(x.Second, y.Second));

    public override Jet<T> Subtract(Jet<T> x, Jet<T> y) => new(a.Subtract(x.Value, y.Value), a.Subtract(x.First, y.First), a.Subtract(x.Second, y.Second));

    public override Jet<T> Negate(Jet<T> x) => new(a.Negate(x.Value), a.Negate(x.First), a.Negate(x.Second));

    public override Jet<T> Multiply(Jet<T> x, Jet<T> y) => new(
        a.Multiply(x.Value, y.Value),
        a.Add(Times(x.First, y.Value), Times(y.First, x.Value)),
        a.Add(a.Add(Times(x.Second, y.Value), Times(y.Second, x.Value)), Times(Times(x.First, y.First), _two)));

    public override Jet<T> Divide(Jet<T> x, Jet<T> y)
    {
        T quotient = a.Divide(x.Value, y.Value);
        T first = Over(a.Subtract(x.First, Times(y.First, quotient)), y.Value);
        T second = a.Subtract(a.Subtract(x.Second, Times(y.Second, quotient)), Times(Times(y.First, first), _two));
        return new(quotient, first, Over(second, y.Value));
    }

    public override Jet<T> Pow(Jet<T> x, Jet<T> y)
    {
        if (!IsConstant(y))
        {
            return Apply(OpCode.Exp, Multiply(y, Apply(OpCode.Log, x)));
        }

        T once = a.Subtract(y.Value, a.One);
        return Chain(x, a.Pow(x.Value, y.Value), () => Times(y.Value, a.Pow(x.Value, once)), () => Times(Times(y.Value, once), a.Pow(x.Value, a.Subtract(once, a.One))));
    }

    public override Jet<T> Apply(OpCode function, Jet<T> x)
    {
        T f = a.Apply(function, x.Value);
        switch (function)
        {
            case OpCode.Sqrt:
                T slope = default!;
                return Chain(x, f, () => slope = a.Divide(a.One, Twice(f)), () => a.Negate(a.Divide(slope, Twice(x.Value))));
            case OpCode.Exp:
                return Chain(x, f, () => f, () => f);
            case OpCode.Expm1:
                T e = a.Add(f, a.One);
                return Chain(x, f, () => e, () => e);
            case OpCode.Log:
                return Logarithm(x, f, x.Value);
            case OpCode.Log1p:
                return Logarithm(x, f, a.Add(a.One, x.Value));
            case OpCode.Sin:
                return Chain(x, f, () => a.Apply(OpCode.Cos, x.Value), () => a.Negate(f));
            case OpCode.Cos:
                return Chain(x, f, () => a.Negate(a.Apply(OpCode.Sin, x.Value)), () => a.Negate(f));
            case OpCode.Atan:
                T q = a.Divide(a.One, a.Add(a.One, a.Multiply(x.Value, x.Value)));
                return Chain(x, f, () => q, () => a.Negate(Twice(a.Multiply(x.Value, a.Multiply(q, q)))));
            case OpCode.Erf:
            case OpCode.Erfc:
                T bell = a.Divide(Twice(a.Apply(OpCode.Exp, a.Negate(a.Multiply(x.Value, x.Value)))), a.Apply(OpCode.Sqrt, a.Pi));
                T signed = function == OpCode.Erf ? bell : a.Negate(bell);
                return Chain(x, f, () => signed, () => a.Negate(Twice(a.Multiply(x.Value, signed))));
            case OpCode.LogGamma:
                return Chain(x, f, () => a.Apply(OpCode.Digamma, x.Value), () => a.Apply(OpCode.Trigamma, x.Value));
            case OpCode.Digamma:
                return Chain(x, f, () => a.Apply(OpCode.Trigamma, x.Value), () => a.Apply(OpCode.Tetragamma, x.Value));
            case OpCode.Trigamma:
                // The vocabulary ends there; nor can the loss be differentiated twice.
                return Chain(x, f, () => a.Apply(OpCode.Tetragamma, x.Value), () => a.From(double.NaN));
            case OpCode.Tetragamma:
                return Chain(x, f, () => a.From(double.NaN), () => a.From(double.NaN));
            case OpCode.Floor:
            case OpCode.Ceiling:
                Tied |= !IsConstant(x) && a.Compare(f, x.Value) == 0;
                return Constant(f);
            case OpCode.Round:
                Tied |= !IsConstant(x) && Math.Abs(a.ToDouble(a.Subtract(f, x.Value))) == 0.5;
                return Constant(f);
            default:
                throw new NotSupportedException($"{function} is no function of one number.");
        }
    }

    public override Jet<T> Carry(Jet<T> value, Jet<T> derivatives) => new(value.Value, derivatives.First, derivatives.Second);

    private Jet<T> Logarithm(Jet<T> x, T f, T argument)
    {
        T slope = a.Divide(a.One, argument);
        return Chain(x, f, () => slope, () => a.Negate(a.Multiply(slope, slope)));
    }

    /// <summary>f(x) from f and what its derivatives are; of a constant none is asked for, as they may be infinite.</summary>
    private Jet<T> Chain(Jet<T> x, T f, Func<T> first, Func<T> second)
    {
        if (IsConstant(x))
        {
            return Constant(f);
        }

        T slope = first();
        T bend = a.IsZero(x.First) ? _zero : Times(a.Multiply(x.First, x.First), second());
        return new(f, Times(x.First, slope), a.Add(Times(x.Second, slope), bend));
    }

    private bool IsConstant(Jet<T> x) => a.IsZero(x.First) && a.IsZero(x.Second);

    private T Twice(T x) => a.Add(x, x);

    /// <summary>A product in which a derivative that is zero stays zero.</summary>
    private T Times(T derivative, T y) => a.IsZero(derivative) ? _zero : a.Multiply(derivative, y);

    private T Over(T derivative, T y) => a.IsZero(derivative) ? _zero : a.Divide(derivative, y);
}
