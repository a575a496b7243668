using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Running;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Scheduling;

namespace LossGen.Fuzz.Checking;

/// <summary>Compares what the compiler made of a declaration with what it means.</summary>
internal sealed class Checker
{
    /// <summary>More than a vector of any width has, and less than a whole number of them.</summary>
    private const int Long = 67;

    // Where the long batch has a NaN, and where a label to be ignored.
    private const int Spoiled = 40;
    private const int Ignored = 43;

    private readonly Batch _batch;
    private readonly int _index;
    private readonly Declaration _declaration;
    private readonly List<Finding> _findings = [];

    private Checker(Batch batch, int index) => (_batch, _index, _declaration) = (batch, index, batch.Declarations[index]);

    /// <summary>Rules after which a part of the declaration is not read any more.</summary>
    private static readonly HashSet<string> Cancelling = [.. RuleSet.AllRules.Where(r => Letters(r.Pattern).Except(Letters(r.Replacement)).Any()).Select(r => r.Name)];

    /// <summary>How many points were compared, and how many were passed over, per element type.</summary>
    public static Dictionary<string, int> Points { get; } = [];

    public static IReadOnlyList<Finding> Check(Batch batch, int index)
    {
        var checker = new Checker(batch, index);
        try
        {
            checker.Check();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            checker.Add("exception", -1, e.ToString());
        }

        // The compiler's check of itself does not know how much the declaration cancels: alone it is no finding, only counted.
        if (checker._findings is [{ Kind: "complaint error LG9001" }])
        {
            Count("alarms of the compiler's own check");
            checker._findings.Clear();
        }

        return checker._findings;
    }

    private void Check()
    {
        foreach (string complaint in _batch.Complaints(_index).Where(IsOurs))
        {
            Add("complaint " + Rule(complaint), -1, complaint);
        }

        if (_batch.Model(_index) is not { } model)
        {
            Add("refused", -1, string.Join("\n", _batch.Complaints(_index)));
            return;
        }

        if (!_batch.IsLoaded)
        {
            return;
        }

        LossInfo info = _batch.Info(_index);
        if (info.Value.Text.Length == 0 || info.Inputs.Count < _declaration.Parameters.Count(p => p.IsInput) || info.Inputs.Any(i => i.Gradient.Text.Length == 0 || i.SecondDerivative.Text.Length == 0))
        {
            Add("info", -1, "a formula is missing");
        }

        Expectation[] expected;
        using (Clock.Measure("oracle"))
        {
            var oracle = new Oracle(_declaration, model);
            expected = [.. Enumerable.Range(0, Grower.Points).Select(oracle.At)];
            for (int i = 0; _batch.Scopes[_index].IsWhole && i < expected.Length; i++)
            {
                if (Tolerance.Double.Judges(expected[i]) && oracle.Contradiction(i) is { } contradiction)
                {
                    Add("oracle", i, contradiction);
                }
            }
        }

        Plain(expected);
        foreach (Type element in new[] { typeof(float), typeof(double) }.Where(e => _batch.Scopes[_index].For(e) != Entries.None))
        {
            using (Clock.Measure("kernels"))
            {
                Compare(model, new KernelCalls(_batch, _index, element), expected);
            }
        }
    }

    private static IEnumerable<char> Letters(Pattern p)
    {
        var letters = new SortedDictionary<char, ValueKind>();
        p.CollectLetters(letters);
        return letters.Keys;
    }

    private static string Rule(string complaint) => complaint.Split(": ").FirstOrDefault(w => w.StartsWith("error ", StringComparison.Ordinal) || w.StartsWith("warning ", StringComparison.Ordinal)) ?? "";

    /// <summary>Warnings that the declaration itself deserves are its own.</summary>
    private static bool IsOurs(string complaint) => !complaint.Contains(": warning CS", StringComparison.Ordinal) || complaint.Contains(".g.cs", StringComparison.Ordinal);

    private void Plain(Expectation[] expected)
    {
        Func<object[], double> declared = _batch.Plain(_index);
        for (int i = 0; i < expected.Length; i++)
        {
            double value = declared([.. _declaration.Parameters.Select(p => p.Values[i])]);
            if (Tolerance.Double.Judges(expected[i]))
            {
                Compare("plain", Tolerance.Double, i, "value", expected[i].Value, value);
            }
        }
    }

    private void Compare(LossModel model, KernelCalls kernels, Expectation[] expected)
    {
        string name = kernels.IsFloat ? "float" : "double";
        Tolerance tolerance = kernels.IsFloat ? Tolerance.Single : Tolerance.Double;
        var alone = new Outcome[expected.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            alone[i] = kernels.Run([i]);
            bool judges = tolerance.Judges(expected[i]);
            Count(name + (judges ? " judged" : " passed over"));

            if (judges)
            {
                Compare(name, tolerance, i, expected[i], alone[i]);
            }
        }

        int[] points = [.. Enumerable.Range(0, Long).Select(i => i % expected.Length)];
        Outcome batch = kernels.Run(points);
        Positions(name, points, batch, alone);
        Sums(name, points, batch, alone, tolerance);
        Nan(name, model, kernels, points, alone, expected);
    }

    private void Compare(string name, Tolerance tolerance, int point, Expectation e, Outcome o)
    {
        if (o.Losses is not null)
        {
            Compare(name, tolerance, point, "loss", e.Value, o.Losses[0]);
        }

        foreach ((LossSum? sum, string of) in new[] { (o.Forward, "Forward"), (o.Sum, "ForwardBackward"), (o.NewtonSum, "GradientHessian") })
        {
            if (sum is { } s)
            {
                Compare(name, tolerance, point, of, Times(e.Value, e.Weight), s.Sum);
                Compare(name, tolerance, point, of + " weight", e.Weight, s.Weight);
            }
        }

        bool isNan = double.IsNaN(e.Value.Exact);
        Outputs("gradient", e.Gradients, o.Gradients);
        Outputs("newton gradient", e.Gradients, o.NewtonGradients);
        Outputs("hessian", e.Hessians, o.Hessians);

        void Outputs(string what, IReadOnlyList<Quantity?[]> exact, double[][]? actual)
        {
            for (int k = 0; actual is not null && k < exact.Count; k++)
            {
                for (int j = 0; j < exact[k].Length; j++)
                {
                    if (exact[k][j] is { } q)
                    {
                        Compare(name, tolerance, point, what, isNan ? new(double.NaN, 0) : Times(q, e.Weight), actual[k][j], $"{k}[{j}]");
                    }
                }
            }
        }
    }

    private static Quantity Times(Quantity q, Quantity weight) => new(q.Exact * weight.Exact, (q.Error * Math.Abs(weight.Exact)) + (Math.Abs(q.Exact) * weight.Error));

    private void Compare(string name, Tolerance tolerance, int point, string what, Quantity expected, double actual, string place = "")
    {
        if (!tolerance.Accepts(expected, actual))
        {
            Add($"{name} {what}", point, string.Create(CultureInfo.InvariantCulture, $"{place} expected {expected.Exact:R}, got {actual:R}; allowed {tolerance.Of(expected):G3}"));
        }
    }

    /// <summary>The bits of a sample do not depend on where it stands.</summary>
    private void Positions(string name, int[] points, Outcome batch, Outcome[] alone)
    {
        for (int i = 0; i < points.Length; i++)
        {
            Same(name + " bits", points[i], batch, i, alone[points[i]]);
        }
    }

    private void Same(string kind, int point, Outcome batch, int at, Outcome alone)
    {
        if (batch.Losses is not null && !batch.Losses[at].Equals(alone.Losses![0]))
        {
            Add(kind, point, $"loss at {at}: {batch.Losses[at]:R}, alone {alone.Losses[0]:R}");
        }

        Parameter[] inputs = [.. _declaration.Data.Where(p => p.IsInput)];
        foreach ((string what, double[][]? together, double[][]? single) in new[] { ("gradient", batch.Gradients, alone.Gradients), ("newton gradient", batch.NewtonGradients, alone.NewtonGradients), ("hessian", batch.Hessians, alone.Hessians) })
        {
            for (int k = 0; together is not null && k < inputs.Length; k++)
            {
                int length = single![k].Length;
                for (int j = 0; inputs[k].Kind != Kind.Table && j < length; j++)
                {
                    if (!together[k][(at * length) + j].Equals(single[k][j]))
                    {
                        Add(kind, point, $"{what} {k}[{j}] at {at}: {together[k][(at * length) + j]:R}, alone {single[k][j]:R}");
                        return;
                    }
                }
            }
        }
    }

    /// <summary>Sums are those of the samples, and both kernels yield the same gradients.</summary>
    private void Sums(string name, int[] points, Outcome batch, Outcome[] alone, Tolerance tolerance)
    {
        foreach ((Func<Outcome, LossSum?> of, string what) in new (Func<Outcome, LossSum?>, string)[] { (o => o.Forward, "Forward"), (o => o.Sum, "ForwardBackward"), (o => o.NewtonSum, "GradientHessian") })
        {
            if (of(batch) is not { } sum)
            {
                continue;
            }

            double total = points.Sum(p => of(alone[p])!.Value.Sum), size = points.Sum(p => Math.Abs(of(alone[p])!.Value.Sum));
            if (double.IsFinite(size) ? Math.Abs(sum.Sum - total) > 2 * Long * tolerance.Unit * size : double.IsNaN(total) != double.IsNaN(sum.Sum))
            {
                Add(name + " sum", -1, string.Create(CultureInfo.InvariantCulture, $"{what} of a batch is {sum.Sum:R}, its samples add up to {total:R}"));
            }

            if (sum.Count != points.Length)
            {
                Add(name + " count", -1, $"{what} counts {sum.Count} of {points.Length}");
            }
        }
    }

    /// <summary>A NaN spoils the sample that reads it and no other; an ignored label leaves zeros.</summary>
    private void Nan(string name, LossModel model, KernelCalls kernels, int[] points, Outcome[] alone, Expectation[] expected)
    {
        int[] real = [.. Enumerable.Range(0, _declaration.Parameters.Count).Where(p => _declaration.Parameters[p].Role != Role.Hyper && _declaration.Parameters[p].Kind is Kind.Real or Kind.Vector)];
        if (real.Length == 0)
        {
            return;
        }

        int parameter = real[_declaration.Seed % real.Length];
        Parameter spoiled = _declaration.Parameters[parameter];
        int point = points[Spoiled], entry = spoiled.Kind == Kind.Vector ? _declaration.Seed / 7 % _declaration.Columns : 0;
        bool? isSpoiled = Poison.Spoils(model.Tape, expected[point].Nodes, _declaration.Columns, parameter, entry);
        // Where what cancels is read in one branch only, its NaN is lost with it: see LostData.
        if (isSpoiled == true && !LostData.IsRestored(model.Tape, parameter) && _batch.Info(_index).Rules.Any(Cancelling.Contains))
        {
            Count("NaN of one branch that cancels");
            isSpoiled = null;
        }

        Parameter? label = _declaration.Parameters.FirstOrDefault(p => p.IgnoreLabel is not null);
        Outcome batch = kernels.Run(points, (i, p, value) =>
            i == Spoiled && p == spoiled ? (value is Row row ? row.With(entry, double.NaN) : double.NaN)
            : i == Ignored && p == label ? p.IgnoreLabel!.Value
            : value);
        for (int i = 0; i < points.Length; i++)
        {
            if (i == Spoiled || (i == Ignored && label is not null))
            {
                continue;
            }

            Same(name + " neighbour of NaN", points[i], batch, i, alone[points[i]]);
        }

        bool judged = Tolerance.Single.Judges(expected[point]) && double.IsFinite(expected[point].Value.Exact);
        if (isSpoiled == false && judged)
        {
            Same(name + " NaN of a branch not taken", point, batch, Spoiled, alone[point]);
        }

        IEnumerable<(double[] Output, int Length)> outputs = _declaration.Data.Where(p => p.IsInput).SelectMany((p, k) => p.Kind == Kind.Table ? [] : new[] { batch.Gradients, batch.NewtonGradients, batch.Hessians }
            .Where(o => o is not null).Select(o => (o![k], p.Kind == Kind.Vector ? _declaration.Columns : 1)));
        if (isSpoiled == true && judged && ((batch.Losses is { } losses && !double.IsNaN(losses[Spoiled])) || outputs.Any(o => o.Output.Skip(Spoiled * o.Length).Take(o.Length).Any(v => !double.IsNaN(v)))))
        {
            Add(name + " NaN that is lost", point, $"NaN in {spoiled.Name}[{entry}] gives {batch.Losses?[Spoiled]}, {string.Join("; ", outputs.Select(o => string.Join(", ", o.Output.Skip(Spoiled * o.Length).Take(o.Length))))}");
        }

        if (label is not null && ((batch.Losses is { } all && all[Ignored] != 0) || outputs.Any(o => o.Output.Skip(Ignored * o.Length).Take(o.Length).Any(v => v != 0))))
        {
            Add(name + " ignored label", points[Ignored], "an ignored sample has a loss or a derivative");
        }
    }

    private static void Count(string what) => Points[what] = Points.GetValueOrDefault(what) + 1;

    private void Add(string kind, int point, string detail)
    {
        // One of a kind is enough.
        if (_findings.All(f => f.Kind != kind))
        {
            _findings.Add(new(kind, _declaration, point, detail));
        }
    }
}
