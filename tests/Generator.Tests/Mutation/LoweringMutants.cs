using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Reflection;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Tests.Lowering;

namespace LossGen.Generator.Tests.Mutation;

/// <summary>Mutants of the lowerings: one machine operation, one coefficient of a polynomial or one entry of a table changed by a ten thousandth.</summary>
internal static class LoweringMutants
{
    /// <summary>A sweep of every row with fewer operands than the tests take: there are many mutants.</summary>
    private const uint Stride = 1_500_007;

    private const int Samples = 1_500;

    public static IEnumerable<Mutant> OfPrograms() => Rows().SelectMany(op => Of<float>(op).Concat(Of<double>(op)));

    public static IEnumerable<Mutant> OfTables() =>
        from element in Enum.GetValues<Element>()
        from table in Enum.GetValues<LookupTable>()
        from entry in Enumerable.Range(0, 16)
        select new Mutant("LookupTables", $"{table} {element}", $"entry {entry} changed", () => LoweringTables.Check(element, t => Changed(t, element, t == table ? entry : -1)));

    public static IEnumerable<Mutant> OfPolynomials() =>
        from fit in LoweringPolynomials.Fits
        from element in Enum.GetValues<Element>()
        let coefficients = LoweringPolynomials.Coefficients(fit, element)
        from entry in Enumerable.Range(0, coefficients.Length)
        select new Mutant("Polynomials", $"{fit.Name} {element}", $"coefficient {entry} changed", () => LoweringPolynomials.Check(fit, element, Changed(coefficients, element, entry)));

    private static IEnumerable<OpCode> Rows() =>
        RowsOf(typeof(LoweringAccuracyTests)).Concat(RowsOf(typeof(LoweringSpecialValueTests))).Select(r => Enum.Parse<OpCode>((string)r.Row[0])).Distinct().Order();

    private static IEnumerable<Mutant> Of<T>(OpCode op)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What few operands do not show is asked of as many as the tests take.
        var few = new Lazy<(LoweringPoint[] Points, double Bound)[]>(() => [.. Sweeps<T>(op, Stride, Samples)]);
        var all = new Lazy<(LoweringPoint[] Points, double Bound)[]>(() => [.. Sweeps<T>(op, LoweringChecks.Stride, LoweringChecks.Samples)]);
        (double[] At, double Expected)[] special = SpecialValues<T>(op);
        var original = new LoweringProgram<T>(op, (_, x, y) => x + y);
        for (int i = 0; i < original.Nodes.Count; i++)
        {
            int at = i;
            foreach ((string change, MachineNode node) in Changes(original.Nodes[i]))
            {
                yield return new("Lowerings", $"{op} {typeof(T).Name}", $"{change} (operation {i})", () =>
                {
                    var program = new LoweringProgram<T>(op, (_, x, y) => x + y, nodes => [.. nodes.Select((n, k) => k == at ? node : n)]);
                    return Check(program, special, Lazily(few, all));
                });
            }
        }
    }

    /// <summary>What the same checks find fault with in the rows as they are.</summary>
    public static IEnumerable<string> Failures() => Rows().SelectMany(op => (IEnumerable<string?>)[OfRow<float>(op), OfRow<double>(op)]).OfType<string>();

    private static string? OfRow<T>(OpCode op)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Check(new LoweringProgram<T>(op, (_, x, y) => x + y), SpecialValues<T>(op), Sweeps<T>(op, Stride, Samples));

    private static string? Check<T>(LoweringProgram<T> program, IEnumerable<(double[] At, double Expected)> special, IEnumerable<(LoweringPoint[] Points, double Bound)> sweeps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        special.Select(s => LoweringChecks.Special(program, s.At, s.Expected)).FirstOrDefault(f => f is not null)
        ?? sweeps.Select(s => LoweringChecks.Accuracy(program, s.Points, s.Bound, least: 0)).FirstOrDefault(f => f is not null);

    /// <summary>Values that a float cannot hold are asked of doubles only.</summary>
    private static (double[] At, double Expected)[] SpecialValues<T>(OpCode op) =>
    [
        .. RowsOf(typeof(LoweringSpecialValueTests))
            .Where(r => (string)r.Row[0] == op.ToString() && (typeof(T) == typeof(double) || r.Test != nameof(LoweringSpecialValueTests.Of_operands_of_very_different_size)))
            .Select(r => (r.Row[1..^1].Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture)).ToArray(), Convert.ToDouble(r.Row[^1], CultureInfo.InvariantCulture))),
    ];

    private static IEnumerable<TItem> Lazily<TItem>(params Lazy<TItem[]>[] parts) => parts.SelectMany(p => p.Value);

    private static IEnumerable<(string Change, MachineNode Node)> Changes(MachineNode n)
    {
        MachineOp? other = n.Op switch
        {
            MachineOp.Add => MachineOp.Subtract,
            MachineOp.Subtract => MachineOp.Add,
            MachineOp.MultiplyAdd => MachineOp.MultiplyAddNegated,
            MachineOp.MultiplyAddNegated => MachineOp.MultiplyAdd,
            MachineOp.MultiplySubtract => MachineOp.MultiplyAdd,
            MachineOp.Max => MachineOp.Min,
            MachineOp.Min => MachineOp.Max,
            _ => null,
        };
        if (other is { } op)
        {
            yield return ($"{n.Op} made {op}", n with { Op = op });
        }

        if (n.Op == MachineOp.MultiplyAdd)
        {
            yield return ($"{n.Op} made {MachineOp.MultiplySubtract}", n with { Op = MachineOp.MultiplySubtract });
        }

        if (n.Op is MachineOp.Select or MachineOp.SelectNegative)
        {
            yield return ("branches swapped", n with { B = n.C, C = n.B });
        }
    }

    private static double[] Changed(LookupTable table, Element element, int entry) =>
        Changed(LookupTables.Values(table, element), element, entry);

    private static double[] Changed(double[] values, Element element, int entry) =>
        [.. values.Select((v, k) => k != entry ? v : v == 0 ? 1e-4 : element == Element.Single ? (float)(v * (1 + 1e-4)) : v * (1 + 1e-4))];

    private static IEnumerable<(LoweringPoint[] Points, double Bound)> Sweeps<T>(OpCode op, uint stride, int samples)
    {
        bool single = typeof(T) == typeof(float);
        foreach ((string test, object[] row) in RowsOf(typeof(LoweringAccuracyTests)).Where(r => (string)r.Row[0] == op.ToString()))
        {
            double[] v = [.. row.Skip(1).Select(x => Convert.ToDouble(x, CultureInfo.InvariantCulture))];
            switch (test)
            {
                case nameof(LoweringAccuracyTests.Single_of_one_operand) when single:
                    yield return ([.. LoweringChecks.SinglePoints(op, v[0], v[1], stride, samples)], v[2]);
                    break;
                case nameof(LoweringAccuracyTests.Double_of_one_operand) when !single:
                    yield return ([.. LoweringChecks.DoublePoints(op, v[0], v[1], samples)], v[2]);
                    break;
                case nameof(LoweringAccuracyTests.Of_two_operands):
                    yield return ([.. LoweringChecks.PairPoints(op, v[0], v[1], v[2], samples, single)], single ? v[3] : v[4]);
                    break;
            }
        }
    }

    /// <summary>The rows of the theories of a class that begin with the name of a primitive.</summary>
    private static IEnumerable<(string Test, object[] Row)> RowsOf(Type tests) =>
        from method in tests.GetMethods()
        from data in method.GetCustomAttributes<InlineDataAttribute>()
        from row in data.GetData(method)
        where row[0] is string
        select (method.Name, row);
}
