using System;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.SelfCheck;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Precision;

namespace LossGen.Losses.Tests;

/// <summary>The compiler's check of itself, asked of every declaration of the pack and of the tests.</summary>
public class DerivativeCheckTests
{
    public static TheoryData<string> Names => LossTable.EveryName;

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_derived_is_right(string name)
    {
        LossModel model = LossModels.Of(LossTable.Find(name));
        Assert.Null(DerivativeCheck.Find(model, LossCompiler.Derive(model, out _)));
    }

    /// <summary>A gradient, or a second derivative, with its sign turned is found in every loss in which it is not zero.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_is_found(string name)
    {
        LossModel model = LossModels.Of(LossTable.Find(name));
        Tape derived = LossCompiler.Derive(model, out _);
        int slots = DerivativeSlot.Of(model).Count;
        foreach (int root in Enumerable.Range(0, 1 + (2 * slots)).Where(r => !IsZero(derived, derived.Roots[r])))
        {
            var t = new TapeBuilder();
            int[] map = t.Copy(derived);
            int[] roots = derived.Roots.Select(r => map[r]).ToArray();
            roots[root] = t.Mul(roots[root], t.Constant(1 + 1e-9));
            Assert.NotNull(DerivativeCheck.Find(model, t.Freeze(roots)));
        }
    }

    private static bool IsZero(Tape tape, int root) => tape[root].Op == OpCode.Constant && tape[root].Value == 0;
}
