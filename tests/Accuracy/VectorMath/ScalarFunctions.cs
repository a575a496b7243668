using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LossGen.Generator.Ir;

namespace LossGen.Accuracy.VectorMath;

/// <summary>The library's functions by the names of the primitives.</summary>
internal static class ScalarFunctions
{
    private static readonly Dictionary<OpCode, Func<double, double>> OfOne = Primitives.OfOne.ToDictionary(p => p.Op, p => Method(p.Op).CreateDelegate<Func<double, double>>());

    private static readonly Dictionary<OpCode, Func<double, double, double>> OfTwo = Primitives.OfTwo.ToDictionary(p => p.Op, p => Method(p.Op).CreateDelegate<Func<double, double, double>>());

    public static double Call(OpCode op, double x, double y) => OfOne.TryGetValue(op, out Func<double, double>? f) ? f(x) : OfTwo[op](x, y);

    private static MethodInfo Method(OpCode op) =>
        typeof(LossMath).GetMethod(op.ToString(), Enumerable.Repeat(typeof(double), OpTable.Row(op).Arity).ToArray())!;
}
