using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Binding;

/// <summary>What a function outside the compilation means: nodes to build, or the reason why a loss cannot call it.</summary>
internal sealed record KnownCall(Func<TapeBuilder, int[], int>? Build, string? Refusal, bool Later = false);

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

    /// <summary>Functions made of primitives. The home says where they are found: <c>M</c> in Math and double, <c>L</c> in LossMath.</summary>
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

        if (Table.TryGetValue(Key(home, method.Name, method.Parameters.Length), out KnownCall? call) && method.Parameters.All(p => IsNumber(p.Type)) && IsNumber(method.ReturnType))
        {
            return call;
        }

        return home == "L" && (method.Name == "Weighted" || method.Parameters.Any(p => p.Type.Name is "Row" or "Table"))
            ? new KnownCall(null, method.Name == "Weighted" ? "give the weights to the kernel" : "this version differentiates one value per sample", Later: true)
            : home == "M" && Refusals.TryGetValue(method.Name, out string? reason) ? new KnownCall(null, reason)
            : new KnownCall(null, "it is not a function of the loss language");
    }

    private static string? Home(INamedTypeSymbol? type) =>
        type is null ? null
        : type.SpecialType == SpecialType.System_Double ? "M"
        : type is { Name: "Math", ContainingType: null } && WellKnownNames.FullName(type) == "System.Math" ? "M"
        : type is { Name: "LossMath", ContainingType: null } && WellKnownNames.FullName(type) == WellKnownNames.LossMath ? "L"
        : null;

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Int32;

    private static string Key(string home, string name, int arity) => home + "." + name + "/" + (char)('0' + arity);

    private static Dictionary<string, KnownCall> MakeTable()
    {
        var table = new Dictionary<string, KnownCall>(StringComparer.Ordinal);
        foreach (OpRow row in OpTable.All)
        {
            // A primitive of real numbers is a function of them; the truth values are written with operators.
            if (row.Arity == 0 || row.Kind != ValueKind.Real || row.Op == OpCode.Select)
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

        foreach ((string homes, string name, int arity, Func<TapeBuilder, int[], int> build) in Composites)
        {
            foreach (char home in homes)
            {
                table[Key(home.ToString(), name, arity)] = new KnownCall(build, null);
            }
        }

        return table;
    }
}
