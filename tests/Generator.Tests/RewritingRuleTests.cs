using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Tests;

public class RewritingRuleTests
{
    public static TheoryData<string> Names => new(RuleSet.AllRules.Select(r => r.Name).Distinct());

    [Fact]
    public void NamesAreUnique() =>
        Assert.Empty(RuleSet.AllRules.GroupBy(r => r.Name).Where(g => g.Count() > 1).Select(g => g.Key));

    [Theory]
    [MemberData(nameof(Names))]
    public void BothSidesAreTheSameRealFunction(string name) => Passes(RuleChecks.KeepsTheFunction(Named(name), points: 1000, bits: 900));

    [Theory]
    [MemberData(nameof(Names))]
    public void FiresOnItsOwnPattern(string name) => Passes(RuleChecks.FiresOnItsOwnPattern(Named(name)));

    /// <summary>The pattern of an Exact rule and its replacement give the same bits when every operation is that of the machine.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ExactRulesKeepTheBits(string name) => Passes(RuleChecks.KeepsTheBits(Named(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void GuardsAreStrongEnough(string name) => Passes(RuleChecks.FiresOnlyWhereItIsTrue(Named(name)) ?? RuleChecks.LeavesAlone(Named(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void ChoicesKeepDigits(string name) => Passes(RuleChecks.KeepsDigits(Named(name)));

    /// <summary>A rule that another one always forestalls is dead text.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void FiresAmongTheOthers(string name)
    {
        Rule rule = Named(name);
        Tape tape = RuleChecks.Example(rule, out Func<Node, Interval> leaf);
        string[] fired = [];
        foreach (RuleSet set in Sets(rule.Phase))
        {
            fired = [.. fired, .. Rewriter.Run(tape, set, leaf).Fired];
        }

        Assert.Contains(name, fired);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatIsLeftIsLeftAlone(string name)
    {
        Rule rule = Named(name);
        Tape tape = RuleChecks.Example(rule, out Func<Node, Interval> leaf);
        foreach (RuleSet set in Sets(rule.Phase))
        {
            Rewritten once = Rewriter.Run(tape, set, leaf);
            Assert.True(once.Fired.Count < 25, string.Join(" ", once.Fired));
            Rewritten twice = Rewriter.Run(once.Tape, set, leaf);
            Assert.Empty(twice.Fired);
            Assert.Equal(RewritingSpellingTests.Canonical(once.Tape), RewritingSpellingTests.Canonical(twice.Tape));
        }
    }

    [Fact]
    public void NothingRewrittenInsideLiteral()
    {
        foreach (Rule rule in RuleSet.AllRules)
        {
            Tape plain = RuleChecks.Example(rule, out Func<Node, Interval> leaf);
            var builder = new TapeBuilder();
            var map = new int[plain.Count];
            for (int i = 0; i < plain.Count; i++)
            {
                map[i] = builder.Copy(plain[i], map);
            }

            Tape closed = builder.Freeze(builder.Make(OpCode.Literal, map[plain.Roots[0]]));
            foreach (RuleSet set in Sets(Phase.Always))
            {
                Rewritten result = Rewriter.Run(closed, set, leaf);
                Assert.Empty(result.Fired);
                Assert.Equal(Rewriter.Run(closed, new RuleSet([])).Tape, result.Tape);
            }
        }
    }

    public static TheoryData<string> NonRuleTexts => new(NonRules.All.Select(r => r.Pattern + " → " + r.Replacement));

    [Theory]
    [MemberData(nameof(NonRuleTexts))]
    public void NonRuleHasACounterExample(string text)
    {
        NonRule rule = NonRules.All.Single(r => r.Pattern + " → " + r.Replacement == text);
        var letters = rule.At.ToDictionary(p => p.Letter, p => p.Value);
        double before = RewritingMachine.Real(Pattern.Parse(rule.Pattern), letters);
        double after = RewritingMachine.Real(Pattern.Parse(rule.Replacement), letters);
        bool agree = before.Equals(after) || Math.Abs(before - after) <= 1e-14 * Math.Abs(before);
        Assert.False(agree, $"{text}: both are {before}");
    }

    private static IEnumerable<RuleSet> Sets(Phase phase)
    {
        if ((phase & Phase.BeforeDerivatives) != 0)
        {
            yield return RuleSet.BeforeDerivatives;
        }

        if ((phase & (Phase.AfterDerivatives | Phase.Last)) != 0)
        {
            yield return RuleSet.AfterDerivatives;
        }
    }

    private static void Passes(string? failure) => Assert.True(failure is null, failure);

    private static Rule Named(string name) => RuleSet.AllRules.Single(r => r.Name == name);
}
