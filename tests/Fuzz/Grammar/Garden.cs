using System;
using System.Linq;

namespace LossGen.Fuzz.Grammar;

/// <summary>Declarations by their number: the same number gives the same declaration.</summary>
internal static class Garden
{
    /// <summary>Of five declarations this many are grown around a template, each template in its turn.</summary>
    private const int Templated = 4;

    /// <summary>A template of which C# cannot write any instance is given up then.</summary>
    private const int MostAttempts = 60;

    public static Declaration Grow(int seed)
    {
        for (int attempt = 0; ; attempt++)
        {
            var grower = new Grower(new Random((int)((seed * 2654435761L) + (attempt * 40503L) & int.MaxValue)));
            int topic = seed % 5 < Templated && attempt < MostAttempts ? ((seed / 5 * Templated) + (seed % 5)) % Templates.All.Count : -1;
            if (Loss(grower, topic) is { IsTame: true } loss && loss.Parameters.Any(p => p.IsInput) && (loss.Varies || grower.Random.Next(50) == 0) && loss.Size <= 60)
            {
                return new Declaration(seed, loss, Weight(grower), grower.Columns, grower.Random.Next(3) == 0 ? null : grower.Random.Next(), topic < 0 ? "" : Templates.All[topic].Name);
            }

        }
    }

    private static Expr? Loss(Grower g, int topic)
    {
        if (topic < 0)
        {
            return g.Real(g.Random.Next(4, 22), Domain.Usual);
        }

        if (Templates.Grow(g, topic) is not { } instance)
        {
            return null;
        }

        Kind real = Kind.Real;
        return g.Random.Next(8) switch
        {
            0 => Expr.Of(Vocabulary.Find("+", real, real)!, instance, g.Real(g.Random.Next(1, 7), Domain.Usual)),
            1 => Expr.Of(Vocabulary.Find("-", real, real)!, g.Real(g.Random.Next(1, 7), Domain.Usual), instance),
            2 => Expr.Of(Vocabulary.Find("*", real, real)!, g.Real(g.Random.Next(1, 5), Domain.Usual), instance),
            3 => Expr.Of(Vocabulary.Find("?:", Kind.Truth, real, real)!, g.Grow(Kind.Truth, 2, default), instance, g.Real(g.Random.Next(1, 5), Domain.Usual)),
            4 => Expr.Of(Vocabulary.Find(g.Random.Next(2) == 0 ? "Tanh" : "Sin", real)!, instance),
            _ => instance,
        };
    }

    /// <summary>A weight is made of targets, picked entries and hyper-parameters.</summary>
    private static Expr? Weight(Grower g)
    {
        if (g.Random.Next(14) != 0)
        {
            return null;
        }

        var positive = new Domain(0.1, 2);
        Expr weight = g.HasRows && g.Random.Next(2) == 0
            ? Expr.Of(Vocabulary.Find("[]", Kind.Vector, Kind.Index)!, g.Ranged(Kind.Vector, positive, false, Role.Hyper), g.Label())
            : g.Ranged(Kind.Real, positive, false);
        return g.Random.Next(2) == 0 ? weight : Expr.Of(Vocabulary.Find("+", Kind.Real, Kind.Real)!, weight, g.Literal(positive));
    }
}
