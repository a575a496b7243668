using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.HighPrecision;

namespace LossGen.Generator.Tests;

public class RewritingRuleTests
{
    public static TheoryData<string> Names => new(RuleSet.AllRules.Select(r => r.Name).Distinct());

    [Fact]
    public void NamesAreUnique() =>
        Assert.Empty(RuleSet.AllRules.GroupBy(r => r.Name).Where(g => g.Count() > 1).Select(g => g.Key));

    [Theory]
    [MemberData(nameof(Names))]
    public void BothSidesAreTheSameRealFunction(string name)
    {
        Rule rule = RuleSet.AllRules.Single(r => r.Name == name);
        var domain = new RewritingDomain(rule);
        var random = new Random(20_240_601);
        for (int i = 0; i < 200; i++)
        {
            int columns = domain.HasRows ? 1 + (i % 6) : 1;
            var letters = domain.Letters.Keys.ToDictionary(l => l, l => domain.Sample(l, random, columns));
            BigFloat[] pattern = RewritingOracle.Real(rule.Pattern, letters, columns);
            BigFloat[] replacement = RewritingOracle.Real(rule.Replacement, letters, columns);
            for (int j = 0; j < columns; j++)
            {
                string where = string.Join(", ", letters.Select(l => $"{l.Key} = {l.Value[domain.IsRow(l.Key) ? j : 0]}")) + $", column {j} of {columns}";
                Assert.True(pattern[j].IsFinite || (domain.HasRows && columns == 1), $"{rule.Text} is {pattern[j]} at {where}: outside of the pattern's domain");
                Assert.True(RewritingOracle.Agree(pattern[j], replacement[j]), $"{rule.Text} at {where}: {pattern[j]} became {replacement[j]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FiresOnItsOwnPattern(string name)
    {
        Rule rule = RuleSet.AllRules.Single(r => r.Name == name);
        Tape tape = Example(rule, out Func<Node, Interval> leaf);
        Assert.Contains(name, Rewriter.Run(tape, new RuleSet([rule]), leaf).Fired);
    }

    /// <summary>A rule that another one always forestalls is dead text.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void FiresAmongTheOthers(string name)
    {
        Rule rule = RuleSet.AllRules.Single(r => r.Name == name);
        Tape tape = Example(rule, out Func<Node, Interval> leaf);
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
        Rule rule = RuleSet.AllRules.Single(r => r.Name == name);
        Tape tape = Example(rule, out Func<Node, Interval> leaf);
        foreach (RuleSet set in Sets(rule.Phase))
        {
            Rewritten once = Rewriter.Run(tape, set, leaf);
            Assert.True(once.Fired.Count < 25, string.Join(" ", once.Fired));
            Rewritten twice = Rewriter.Run(once.Tape, set, leaf);
            Assert.Empty(twice.Fired);
            Assert.Equal(once.Tape, twice.Tape);
        }
    }

    [Fact]
    public void NothingRewrittenInsideLiteral()
    {
        foreach (Rule rule in RuleSet.AllRules)
        {
            Tape plain = Example(rule, out Func<Node, Interval> leaf);
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

    /// <summary>The pattern of an Exact rule and its replacement give the same bits when every operation is that of the machine.</summary>
    [Fact]
    public void ExactRulesKeepTheBits()
    {
        foreach (Rule rule in RuleSet.AllRules.Where(r => r.Soundness == Soundness.Exact))
        {
            var domain = new RewritingDomain(rule);
            var random = new Random(7);
            for (int i = 0; i < 200; i++)
            {
                var letters = domain.Letters.Keys.ToDictionary(l => l, l => domain.Sample(l, random));
                double before = RewritingMachine.Real(rule.Pattern, letters);
                Assert.True(before.Equals(RewritingMachine.Real(rule.Replacement, letters)), rule.Text);
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

        if ((phase & Phase.AfterDerivatives) != 0)
        {
            yield return RuleSet.AfterDerivatives;
        }
    }

    /// <summary>The pattern itself as a tape: letters are parameters with the ranges of the domain.</summary>
    private static Tape Example(Rule rule, out Func<Node, Interval> leaf)
    {
        var domain = new RewritingDomain(rule);
        var builder = new TapeBuilder();
        var bindings = Enumerable.Repeat(-1, 26).ToArray();
        HashSet<char> constrained = [.. domain.Named];
        HashSet<char> fixedLetters = [.. rule.Guard.FixedLetters];
        var random = new Random(3);
        foreach ((char letter, ValueKind kind) in domain.Letters)
        {
            int index = Pattern.Index(letter);
            bindings[index] = letter is 'c' or 'k' ? builder.Constant(domain.Sample(letter, random))
                : kind == ValueKind.Truth ? builder.Leaf(OpCode.BoolData, index, Axes.Sample)
                : domain.IsIndex(letter) ? builder.Leaf(OpCode.Label, index, Axes.Sample)
                : domain.IsRow(letter) ? builder.Leaf(OpCode.Data, index, Axes.Sample | Axes.Column)
                : fixedLetters.Contains(letter) ? builder.Leaf(OpCode.Hyper, index, Axes.None)
                : builder.Leaf(OpCode.Data, index, Axes.Sample);
        }

        leaf = node => constrained.Contains((char)('a' + node.Payload)) ? Range(domain, (char)('a' + node.Payload)) : Interval.All;
        return builder.Freeze(rule.Pattern.Build(builder, bindings));
    }

    private static Interval Range(RewritingDomain domain, char letter)
    {
        (double low, double high) = domain.Range(letter);
        return new Interval(low, high);
    }
}
