namespace LossGen.Generator.Precision;

internal static partial class BigMath
{
    /// <summary>The hyperbolic sine.</summary>
    public static BigFloat Sinh(BigFloat x)
    {
        if (!x.IsFinite || x.IsZero)
        {
            return x;
        }

        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            // With u = e^|x| - 1 both terms of (u + u/(1+u))/2 are positive.
            BigFloat u = Expm1(BigFloat.Abs(x));
            BigFloat sinh = u.IsFinite ? BigFloat.ScaleB(u + (u / (BigFloat.One + u)), -1) : u;
            return (x.Sign < 0 ? -sinh : sinh).RoundedTo(precision);
        }
    }

    /// <summary>The hyperbolic cosine.</summary>
    public static BigFloat Cosh(BigFloat x)
    {
        int precision = BigFloat.Precision;
        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            BigFloat e = Exp(BigFloat.Abs(x));
            return BigFloat.ScaleB(e + (BigFloat.One / e), -1).RoundedTo(precision);
        }
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static BigFloat Tanh(BigFloat x)
    {
        int precision = BigFloat.Precision;
        if (x.IsNaN || x.IsZero)
        {
            return x;
        }

        if (x.Exponent > 31)
        {
            return x.Sign;
        }

        using (BigFloat.WithPrecision(precision + Workspace.Guard))
        {
            BigFloat u = Expm1(BigFloat.ScaleB(BigFloat.Abs(x), 1));
            BigFloat tanh = u / (u + 2);
            return (x.Sign < 0 ? -tanh : tanh).RoundedTo(precision);
        }
    }
}
