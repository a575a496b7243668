using System;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using LossGen.Generator.SelfCheck;

namespace LossGen.Fuzz.Checking;

/// <summary>A number, and how far it may be off, in units of rounding, if everything it is made of is computed operation by operation and rounded: 0 for what is exact.</summary>
internal readonly record struct Rounded(DoubleDouble Value, double Error)
{
    /// <summary>A datum. One that is 0 is no less subject to rounding than its neighbours.</summary>
    public static Rounded Datum(double value) => new(value, Math.Max(Math.Abs(value), 1e-300));
}

/// <summary>Evaluation with a running bound of the first-order effect of rounding.</summary>
internal sealed class RoundedArithmetic : Arithmetic<Rounded>
{
    public static readonly RoundedArithmetic Instance = new();

    private static readonly DoubleDoubleArithmetic Numbers = DoubleDoubleArithmetic.Instance;
    private static readonly JetArithmetic<DoubleDouble> Jets = new(Numbers);

    public override Rounded Pi => Inexact(Numbers.Pi, 0);

    public override Rounded Ln2 => Inexact(Numbers.Ln2, 0);

    /// <summary>A constant is rounded where a float cannot hold it.</summary>
    public override Rounded From(double value) => new(value, IsFloat(value) ? 0 : Math.Abs(value));

    public override double ToDouble(Rounded x) => x.Value.High;

    public override bool IsNaN(Rounded x) => x.Value.IsNaN;

    /// <summary>What only adds up to zero is none: its error goes on.</summary>
    public override bool IsZero(Rounded x) => x.Value.IsZero && x.Error == 0;

    public override int Compare(Rounded x, Rounded y) => Numbers.Compare(x.Value, y.Value);

    public override Rounded Add(Rounded x, Rounded y) => Of(x.Value + y.Value, x.Error + y.Error);

    public override Rounded Subtract(Rounded x, Rounded y) => Of(x.Value - y.Value, x.Error + y.Error);

    /// <summary>Of two sums that cancel a kernel may multiply out the terms.</summary>
    public override Rounded Multiply(Rounded x, Rounded y) =>
        Of(x.Value * y.Value, (Size(x) * y.Error) + (x.Error * Size(y)) + (Cancels(x) && Cancels(y) ? x.Error * y.Error : 0));

    /// <summary>A kernel may multiply by the reciprocal, so exact numbers give an exact quotient only where that is exact too.</summary>
    public override Rounded Divide(Rounded x, Rounded y)
    {
        DoubleDouble quotient = x.Value / y.Value, reciprocal = DoubleDouble.One / y.Value;
        double error = (x.Error + (Math.Abs(quotient.High) * y.Error)) / Size(y);
        return reciprocal.Low == 0 && IsFloat(reciprocal.High) ? Of(quotient, error) : Inexact(quotient, error);
    }

    public override Rounded Negate(Rounded x) => x with { Value = -x.Value };

    public override Rounded Pow(Rounded x, Rounded y)
    {
        Jet<DoubleDouble> byBase = Jets.Pow(Jets.Variable(x.Value), Jets.Constant(y.Value));
        double error = Slope(byBase) * x.Error;
        return Inexact(byBase.Value, y.Error == 0 ? error : error + (Math.Abs(byBase.Value.High * Math.Log(Size(x))) * y.Error));
    }

    public override Rounded Apply(OpCode function, Rounded x)
    {
        if (function is OpCode.Floor or OpCode.Ceiling or OpCode.Round)
        {
            return new(Numbers.Apply(function, x.Value), 0);
        }

        Jet<DoubleDouble> f = Jets.Apply(function, Jets.Variable(x.Value));
        return Inexact(f.Value, x.Error == 0 ? 0 : Slope(f) * x.Error);
    }

    // The last of the polygamma functions has no derivative here.
    private static double Slope(Jet<DoubleDouble> f) => f.First.IsNaN ? 10 * Math.Abs(f.Value.High) : Math.Abs(f.First.High);

    private static bool Cancels(Rounded x) => Size(x) < 1e-6 * x.Error;

    private static double Size(Rounded x) => Math.Abs(x.Value.High);

    /// <summary>What exact numbers give is exact where a float can hold it.</summary>
    private static Rounded Of(DoubleDouble value, double error) => error == 0 && value.Low == 0 && IsFloat(value.High) ? new(value, 0) : Inexact(value, error);

    private static Rounded Inexact(DoubleDouble value, double error) => new(value, error + Math.Abs(value.High));

    private static bool IsFloat(double value) => (float)value == value;
}
