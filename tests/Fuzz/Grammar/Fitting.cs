using System;
using System.Globalization;
using System.Linq;

namespace LossGen.Fuzz.Grammar;

/// <summary>Brings an expression into the domain of a function.</summary>
internal static class Fitting
{
    /// <summary>The expression, or a function of it that lies in the domain; null where none was found.</summary>
    public static Expr? Into(Grower g, Expr e, Domain domain)
    {
        if (Grower.IsIn(e, domain) || e.Kind is not (Kind.Real or Kind.Vector))
        {
            return e;
        }

        for (int i = 0; i < 3; i++)
        {
            Expr? fitting = g.Random.Next(10) switch
            {
                < 4 => Scaled(g, e, domain),
                4 => Shifted(g, Call("Sigmoid", e), domain.Low, domain.Width),
                5 => Shifted(g, Call("Tanh", e), domain.Low + (domain.Width / 2), domain.Width / 2),
                6 when domain.Low >= 0 => Shifted(g, Call(g.Random.Next(2) == 0 ? "Abs" : "Softplus", e), domain.Low, 1),
                7 when domain.Low >= 0 => Shifted(g, Call("Square", e), domain.Low, 0.25),
                8 => Clamped(e, domain),
                9 => g.Ranged(e.Kind, domain, varying: e.Varies),
                _ => null,
            };
            if (fitting is { IsTame: true } && Grower.IsIn(fitting, domain))
            {
                return fitting;
            }
        }

        return null;
    }

    private static Expr? Call(string name, Expr e) => Vocabulary.Find(name, e.Kind) is { } p ? Expr.Of(p, e) : null;

    /// <summary>A straight line through it.</summary>
    private static Expr? Scaled(Grower g, Expr e, Domain domain)
    {
        double low = e.Numbers.Min(), high = e.Numbers.Max();
        double scale = high > low ? Short(0.8 * domain.Width / (high - low)) : 1;
        return Shifted(g, e, domain.Low + (0.1 * domain.Width) - (scale * low), scale);
    }

    private static Expr? Shifted(Grower g, Expr? e, double offset, double scale)
    {
        if (e is null || !e.IsTame)
        {
            return null;
        }

        (offset, scale) = (Short(offset), Short(scale));
        Expr product = scale == 1 ? e : Expr.Of(Vocabulary.Find("*", Kind.Real, e.Kind)!, Expr.Constant(scale, Grower.Points), e);
        return offset == 0 ? product
            : g.Random.Next(2) == 0 ? Expr.Of(Vocabulary.Find("+", Kind.Real, e.Kind)!, Expr.Constant(offset, Grower.Points), product)
            : Expr.Of(Vocabulary.Find("-", e.Kind, Kind.Real)!, product, Expr.Constant(-offset, Grower.Points));
    }

    private static Expr Clamped(Expr e, Domain domain) =>
        Expr.Of(Vocabulary.Find("Clamp", e.Kind, Kind.Real, Kind.Real)!, e, Expr.Constant(domain.Low, Grower.Points), Expr.Constant(domain.High, Grower.Points));

    /// <summary>Two digits, as a person would write it.</summary>
    private static double Short(double value) => double.Parse(value.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
