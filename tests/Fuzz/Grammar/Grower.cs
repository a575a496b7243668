using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen.Fuzz.Grammar;

/// <summary>Grows expressions whose operands lie in the domains of what is made of them, at all points.</summary>
internal sealed class Grower
{
    public const int Points = 6;
    public const int TableRows = 4;

    private const int MaxParameters = 6;
    private const int Attempts = 6;

    private static readonly double[] Constants = [0.5, 1, 2, 3, 0.25, 1.5, 0.1, 4, 0.75, 10, -1, -0.5, -2, 0.3, 5];

    private readonly List<Parameter> _parameters = [];
    private readonly double _rowShare;

    public Grower(Random random)
    {
        Random = random;
        HasRows = random.NextDouble() < 0.4;
        _rowShare = HasRows ? 0.3 + (0.4 * random.NextDouble()) : 0;
        Columns = random.Next(20) switch { 0 => 1, 1 => 17, < 5 => 2, < 10 => 3, < 15 => 4, _ => 5 };
    }

    public Random Random { get; }

    /// <summary>Whether the declaration has rows.</summary>
    public bool HasRows { get; set; }

    public int Columns { get; }

    /// <summary>A number in a domain.</summary>
    public Expr Real(int size, Domain domain, bool varying = true) => Grow(Kind.Real, size, domain, varying);

    public Expr Vector(int size, Domain domain, bool varying = true) => Grow(Kind.Vector, size, domain, varying);

    /// <summary>An expression of a kind whose values lie in a domain.</summary>
    /// <param name="kind">What it yields.</param>
    /// <param name="size">About how many operations it has.</param>
    /// <param name="domain">Where it lies, if it is of numbers.</param>
    /// <param name="varying">Whether it may depend on differentiated data.</param>
    public Expr Grow(Kind kind, int size, Domain domain, bool varying = true)
    {
        switch (kind)
        {
            case Kind.Index:
                return Random.Next(4) == 0 ? Expr.Index(Random.Next(Math.Min(Columns, 3)), Points) : Label();
            case Kind.Table:
                return Expr.Of(Known(p => p.Kind == Kind.Table && (varying || p.Role != Role.Input), 0.7) ?? NewTable(varying));
            case Kind.Truth:
                return size <= 1 && Random.Next(3) == 0 ? Expr.Of(Known(p => p.Kind == Kind.Truth, 0.7) ?? NewTruth()) : Composite(kind, Math.Max(size, 2), varying) ?? Expr.Of(NewTruth());
        }

        for (int i = 0; i < Attempts; i++)
        {
            Expr? e = size <= 1 ? Leaf(kind, domain, varying) : Composite(kind, size, varying);
            if (e is { IsTame: true } && Fitting.Into(this, e, domain) is { } fitting)
            {
                return fitting;
            }
        }

        return Ranged(kind, domain, varying);
    }

    /// <summary>A parameter or a constant that lies in a domain.</summary>
    public Expr Leaf(Kind kind, Domain domain, bool varying)
    {
        if (kind == Kind.Real && Random.Next(5) == 0)
        {
            return Literal(domain);
        }

        Parameter? known = Known(p => p.Kind == kind && (varying || p.Role != Role.Input) && IsIn(Expr.Of(p), domain), 0.75);
        return known is not null ? Expr.Of(known) : Ranged(kind, domain, varying);
    }

    /// <summary>A constant in a domain.</summary>
    public Expr Literal(Domain domain)
    {
        double[] usual = [.. Constants.Where(domain.Contains)];
        return Expr.Constant(usual.Length > 0 && Random.Next(4) != 0 ? usual[Random.Next(usual.Length)] : Math.Round(domain.Low + (domain.Width * (0.1 + (0.8 * Random.NextDouble()))), 2), Points);
    }

    /// <summary>A parameter of a declared range, as a rule that asks for a sign wants it.</summary>
    public Expr Ranged(Kind kind, Domain domain, bool varying, Role? role = null)
    {
        if (kind == Kind.Vector && role is null && Random.Next(7) == 0)
        {
            Expr picked = Expr.Of(Vocabulary.Find("[]", Kind.Table, Kind.Index)!, Grow(Kind.Table, 1, domain, varying), Label());
            if (Fitting.Into(this, picked, domain) is { } fitting)
            {
                return fitting;
            }
        }

        Parameter? known = Known(p => p.Kind == kind && (role is null ? varying || p.Role != Role.Input : p.Role == role) && IsIn(Expr.Of(p), domain), _parameters.Count >= MaxParameters ? 1 : 0.5);
        return known is not null ? Expr.Of(known)
            : _parameters.Count > MaxParameters && kind == Kind.Real ? Literal(domain)
            : Expr.Of(New(kind, domain, role ?? NewRole(kind, varying)));
    }

    public Expr Label() => Expr.Of(Known(p => p.Kind == Kind.Index, 0.8) ?? NewLabel());

    public static bool IsIn(Expr e, Domain domain) => e.Numbers.All(domain.Contains);

    /// <summary>A number that is a float, so that both kernels are given the same.</summary>
    public double Number(Domain domain)
    {
        for (int i = 0; i < 20; i++)
        {
            double value = Random.Next(12) switch
            {
                0 => Random.Next(-2, 3),
                1 => Random.Next(-6, 7) / 4.0,
                _ => domain.Low + (domain.Width * Random.NextDouble()),
            };
            value = (float)value;
            if (domain.Contains(value))
            {
                return value;
            }
        }

        return (float)(domain.Low + (domain.Width / 2));
    }

    private Expr? Composite(Kind kind, int size, bool varying)
    {
        Production[] productions = [.. Vocabulary.Yielding(kind).Where(p => p.Weight > 0 && (HasRows || !p.Operands.Any(o => o is Kind.Vector or Kind.Table)))];
        double Weight(Production p) => p.Weight * (kind == Kind.Real && p.Operands.Any(o => o is Kind.Vector) ? 3 * _rowShare : 1);
        double at = Random.NextDouble() * productions.Sum(Weight);
        Production production = productions.First(p => (at -= Weight(p)) <= 0 || p == productions[^1]);
        int left = size - 1;
        var operands = new Expr[production.Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            int share = i == operands.Length - 1 ? left : Random.Next(0, left + 1);
            left -= share;
            operands[i] = Grow(production.Operands[i], Math.Max(1, share), production.Domains[i], varying && production.TakesData);
        }

        // What is constant is folded away by everybody.
        return operands.All(o => o.IsLeaf && o.Parameter is null) ? null : Expr.Of(production, operands);
    }

    private Parameter? Known(Func<Parameter, bool> condition, double share)
    {
        Parameter[] known = Random.NextDouble() < share ? [.. _parameters.Where(condition)] : [];
        return known.Length > 0 ? known[Random.Next(known.Length)] : null;
    }

    private Role NewRole(Kind kind, bool varying)
    {
        int inputs = _parameters.Count(p => p.IsInput);
        return varying && (inputs == 0 || (inputs < 2 && Random.Next(3) > 0)) ? Role.Input : Random.Next(kind == Kind.Vector ? 4 : 2) > 0 ? Role.Target : Role.Hyper;
    }

    private Parameter New(Kind kind, Domain domain, Role role)
    {
        bool isRanged = role == Role.Hyper || domain != Domain.Usual || Random.Next(3) == 0;
        object first = Values(kind, domain)[0];
        bool hasDefault = role == Role.Hyper && kind == Kind.Real && Random.Next(2) == 0;
        return Add(new Parameter(
            (kind == Kind.Vector ? "r" : role switch { Role.Input => "x", Role.Target => "t", _ => "h" }) + _parameters.Count,
            kind,
            role,
            role == Role.Hyper ? [.. Enumerable.Repeat(first, Points)] : Values(kind, domain))
        {
            Range = isRanged ? domain : null,
            HasDefault = hasDefault,
        });
    }

    private object[] Values(Kind kind, Domain domain) =>
        [.. Enumerable.Range(0, Points).Select(_ => kind == Kind.Vector ? (object)new Row([.. Enumerable.Range(0, Columns).Select(_ => Number(domain))]) : Number(domain))];

    private Parameter NewTruth()
    {
        bool isHyper = Random.Next(3) == 0;
        bool first = Random.Next(2) == 0;
        return Add(new Parameter("b" + _parameters.Count, Kind.Truth, isHyper ? Role.Hyper : Role.Target, [.. Enumerable.Range(0, Points).Select(_ => (object)(isHyper ? first : Random.Next(2) == 0))])
        {
            HasDefault = isHyper && Random.Next(2) == 0,
        });
    }

    private Parameter NewLabel() =>
        Add(new Parameter("i" + _parameters.Count, Kind.Index, Role.Target, [.. Enumerable.Range(0, Points).Select(_ => (object)Random.Next(Math.Min(Columns, TableRows)))])
        {
            IgnoreLabel = Random.Next(4) == 0 ? -1 : null,
        });

    private Parameter NewTable(bool varying)
    {
        var table = new Table(Columns, [.. Enumerable.Range(0, TableRows * Columns).Select(_ => Number(Domain.Usual))]);
        Role role = NewRole(Kind.Table, varying);
        return Add(new Parameter("table" + _parameters.Count, Kind.Table, role == Role.Hyper ? Role.Target : role, [.. Enumerable.Repeat(table, Points)]));
    }

    private Parameter Add(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }
}
