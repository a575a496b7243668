using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>What a function outside the compilation means.</summary>
/// <param name="Build">Builds its node from its operands, the instance first; null where a loss cannot call it.</param>
/// <param name="Refusal">Why a loss cannot call it.</param>
/// <param name="TakesRows">Whether it takes rows as a whole, not entry by entry: then one of them must have a length.</param>
internal sealed record KnownCall(Func<TapeBuilder, int[], int>? Build, string? Refusal, bool TakesRows = false);

/// <summary>
/// The functions a loss may call. A method of <c>LossMath</c> named like a primitive is that primitive, and so are the platform's methods
/// that its row of <see cref="OpTable"/> names; everything else is a row here.
/// </summary>
internal static class KnownCalls
{
    public const string NaNReason = "NaN and infinity pass through a loss unseen, so that a sample that is not a number never looks like one that is";
    private const string SignOfZeroReason = "it tells -0 from 0, which a real number does not";
    private const string BitsReason = "it depends on how a number is stored, which differs between the kernels for 'float' and 'double'";

    private static readonly double InverseSqrtTwo = 0.70710678118654757;
    private static readonly double InverseSqrtTwoPi = 0.39894228040143268;

    /// <summary>
    /// Functions made of primitives. The home says where they are found: <c>M</c> in Math and double, <c>L</c> in LossMath. Those of LossMath are
    /// also functions of rows, entry by entry.
    /// </summary>
    private static readonly (string Home, string Name, int Arity, Func<TapeBuilder, int[], int> Build)[] Composites =
    [
        ("ML", "Clamp", 3, (t, x) => t.Make(OpCode.Min, t.Make(OpCode.Max, x[0], x[1]), x[2])),
        ("ML", "Log2", 1, (t, x) => t.Div(t.Make(OpCode.Log, x[0]), t.Make(OpCode.Log, t.Constant(2)))),
        ("ML", "Log10", 1, (t, x) => t.Div(t.Make(OpCode.Log, x[0]), t.Make(OpCode.Log, t.Constant(10)))),
        ("M", "Log", 2, (t, x) => t.Div(t.Make(OpCode.Log, x[0]), t.Make(OpCode.Log, x[1]))),
        ("ML", "Exp2", 1, (t, x) => t.Make(OpCode.Pow, t.Constant(2), x[0])),
        ("ML", "Exp10", 1, (t, x) => t.Make(OpCode.Pow, t.Constant(10), x[0])),
        ("M", "ExpM1", 1, (t, x) => t.Make(OpCode.Expm1, x[0])),
        ("M", "LogP1", 1, (t, x) => t.Make(OpCode.Log1p, x[0])),
        ("M", "FusedMultiplyAdd", 3, (t, x) => t.Add(t.Mul(x[0], x[1]), x[2])),
        ("M", "Lerp", 3, (t, x) => t.Add(t.Mul(x[0], t.Sub(t.One, x[2])), t.Mul(x[1], x[2]))),
        ("L", "Relu", 1, (t, x) => t.Make(OpCode.Max, x[0], t.Zero)),
        ("L", "LogSigmoid", 1, (t, x) => t.Neg(t.Make(OpCode.Softplus, t.Neg(x[0])))),
        ("L", "Logit", 1, (t, x) => t.Sub(t.Make(OpCode.Log, x[0]), t.Make(OpCode.Log1p, t.Neg(x[0])))),
        // Anchored at the larger one, so that neither overflow nor cancellation can harm it.
        ("L", "LogAddExp", 2, (t, x) => t.Add(t.Make(OpCode.Max, x[0], x[1]), t.Make(OpCode.Softplus, t.Neg(t.Make(OpCode.Abs, t.Sub(x[0], x[1])))))),
        ("L", "NormalDensity", 1, (t, x) => t.Mul(t.Constant(InverseSqrtTwoPi), t.Make(OpCode.Exp, t.Mul(t.Constant(-0.5), t.Make(OpCode.Square, x[0]))))),
        ("L", "NormalCdf", 1, (t, x) => t.Mul(t.Constant(0.5), t.Make(OpCode.Erfc, t.Mul(t.Constant(-InverseSqrtTwo), x[0])))),
    ];

    /// <summary>Functions of whole rows. Of the members of rows (<c>R</c>) and tables (<c>T</c>) the first operand is the instance, which the arity does not count.</summary>
    private static readonly (string Home, string Name, int Arity, Func<TapeBuilder, int[], int> Build)[] RowFunctions =
    [
        ("L", "Sum", 1, (t, x) => t.Sum(x[0])),
        ("L", "Mean", 1, (t, x) => t.Div(t.Sum(x[0]), t.Columns)),
        ("L", "Max", 1, (t, x) => t.Make(OpCode.RowMax, x[0])),
        ("L", "Min", 1, (t, x) => t.Make(OpCode.RowMin, x[0])),
        ("L", "SumExcept", 2, (t, x) => t.Sum(t.Select(t.IsAt(x[1]), t.Zero, x[0]))),
        ("L", "MaxExcept", 2, (t, x) => t.Make(OpCode.RowMax, t.Select(t.IsAt(x[1]), t.Constant(double.NegativeInfinity), x[0]))),
        ("L", "Dot", 2, (t, x) => t.Sum(t.Mul(x[0], x[1]))),
        ("L", "Norm", 1, (t, x) => t.Make(OpCode.Norm, x[0])),
        ("L", "SquaredNorm", 1, (t, x) => t.Sum(t.Make(OpCode.Square, x[0]))),
        ("L", "Distance", 2, (t, x) => t.Make(OpCode.Norm, t.Sub(x[0], x[1]))),
        ("L", "SquaredDistance", 2, (t, x) => t.Sum(t.Make(OpCode.Square, t.Sub(x[0], x[1])))),
        ("L", "CosineSimilarity", 2, (t, x) => t.Sum(t.Mul(Unit(t, x[0]), Unit(t, x[1])))),
        ("L", "LogSumExp", 1, (t, x) => t.Make(OpCode.LogSumExp, x[0])),
        ("L", "Softmax", 1, (t, x) => t.Make(OpCode.SoftmaxEntry, x[0], t.Make(OpCode.LogSumExp, x[0]))),
        ("L", "LogSoftmax", 1, (t, x) => t.Sub(x[0], t.Make(OpCode.LogSumExp, x[0]))),
        ("R", "get_Item", 1, (t, x) => t.Gather(x[0], x[1])),
        ("R", "get_Length", 0, (t, _) => t.Columns),
    ];

    /// <summary>Functions that yield or change a row at one index, and those of a table, which is the leaf of its parameter.</summary>
    private static readonly (string Home, string Name, int Arity, Func<TapeBuilder, int[], int> Build)[] EntryFunctions =
    [
        ("L", "OneHot", 1, (t, x) => t.Select(t.IsAt(x[0]), t.One, t.Zero)),
        ("R", "With", 2, (t, x) => t.Select(t.IsAt(x[1]), x[2], x[0])),
        ("T", "get_Item", 1, (t, x) => t.TableEntry((int)t[x[0]].Payload, x[1])),
        ("T", "get_Columns", 0, (t, _) => t.Columns),
    ];

    private static readonly Dictionary<string, string> Refusals = new(StringComparer.Ordinal)
    {
        ["IsNaN"] = NaNReason,
        ["IsFinite"] = NaNReason,
        ["IsInfinity"] = NaNReason,
        ["IsPositiveInfinity"] = NaNReason,
        ["IsNegativeInfinity"] = NaNReason,
        ["IsRealNumber"] = NaNReason,
        ["MaxNumber"] = NaNReason,
        ["MinNumber"] = NaNReason,
        ["MaxMagnitudeNumber"] = NaNReason,
        ["MinMagnitudeNumber"] = NaNReason,
        ["ClampNative"] = NaNReason,
        ["MaxNative"] = NaNReason,
        ["MinNative"] = NaNReason,
        ["CopySign"] = SignOfZeroReason,
        ["IsNegative"] = SignOfZeroReason,
        ["IsPositive"] = SignOfZeroReason,
        ["BitIncrement"] = BitsReason,
        ["BitDecrement"] = BitsReason,
        ["IsNormal"] = BitsReason,
        ["IsSubnormal"] = BitsReason,
        ["ILogB"] = BitsReason,
        ["ScaleB"] = BitsReason,
        ["DivRem"] = "it divides integers",
        ["IEEERemainder"] = "it has a jump at every multiple of its divisor and no primitive for it",
    };

    private static readonly Dictionary<string, KnownCall> Table = MakeTable();

    /// <summary>Null where nothing is known about the method.</summary>
    public static KnownCall? Find(IMethodSymbol method)
    {
        string? home = Home(method.ContainingType);
        if (home is null)
        {
            return null;
        }

        if (Table.TryGetValue(Key(home, method.Name, method.Parameters.Length), out KnownCall? call) && method.Parameters.All(p => IsOperand(p.Type)) && IsOperand(method.ReturnType))
        {
            return call;
        }

        return home == "M" && Refusals.TryGetValue(method.Name, out string? reason) ? new KnownCall(null, reason)
            : new KnownCall(null, "it is not a function of the loss language");
    }

    /// <summary>Whether the integers that a function takes are indices of columns or of rows of a table: every number of the vocabulary is a <c>double</c>.</summary>
    public static bool TakesIndices(IMethodSymbol method) => Home(method.ContainingType) is "L" or "R" or "T";

    private static string? Home(INamedTypeSymbol? type) =>
        type is null ? null
        : type.SpecialType == SpecialType.System_Double ? "M"
        : type is { Name: "Math", ContainingType: null } && WellKnownNames.FullName(type) == "System.Math" ? "M"
        : type.Is(WellKnownNames.LossMath) ? "L"
        : type.Is(WellKnownNames.Row) ? "R"
        : type.Is(WellKnownNames.Table) ? "T"
        : null;

    private static bool IsOperand(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Int32 || type.Is(WellKnownNames.Row);

    private static int Unit(TapeBuilder t, int row) => t.Make(OpCode.UnitEntry, row, t.Make(OpCode.Norm, row));

    private static string Key(string home, string name, int arity) => home + "." + name + "/" + (char)('0' + arity);

    private static Dictionary<string, KnownCall> MakeTable()
    {
        var table = new Dictionary<string, KnownCall>(StringComparer.Ordinal);
        foreach (OpRow row in OpTable.All)
        {
            // A primitive of real numbers is a function of them; the truth values are written with operators.
            if (row.Form != Form.Map || row.Kind != ValueKind.Real || row.Op == OpCode.Select)
            {
                continue;
            }

            var call = new KnownCall((t, x) => t.Make(row.Op, x[0], x.Length > 1 ? x[1] : -1, x.Length > 2 ? x[2] : -1), null);
            table.Add(Key("L", row.Op.ToString(), row.Arity), call);
            foreach (string name in row.Platform.Split([' '], StringSplitOptions.RemoveEmptyEntries))
            {
                table.Add(Key("M", name, row.Arity), call);
            }
        }

        Add(Composites, takesRows: false);
        Add(RowFunctions, takesRows: true);
        Add(EntryFunctions, takesRows: false);
        return table;

        void Add((string Home, string Name, int Arity, Func<TapeBuilder, int[], int> Build)[] functions, bool takesRows)
        {
            foreach ((string homes, string name, int arity, Func<TapeBuilder, int[], int> build) in functions)
            {
                foreach (char home in homes)
                {
                    table.Add(Key(home.ToString(), name, arity), new KnownCall(build, null, takesRows));
                }
            }
        }
    }
}
