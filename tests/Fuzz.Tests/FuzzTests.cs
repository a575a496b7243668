using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LossGen.Fuzz.Checking;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Reporting;
using LossGen.Fuzz.Running;

namespace LossGen.Fuzz.Tests;

/// <summary>Random declarations, the same every time. Many more are tried by the program itself, see docs/adding-a-primitive.md.</summary>
public class FuzzTests
{
    private const int First = 1, Chunk = 50, Count = 2000;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, Count / Chunk).Select(i => First + (i * Chunk)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_declarations_mean_what_they_say(int seed) => Passes(Enumerable.Range(seed, Chunk).Select(Garden.Grow), Depth.Quick);

    [Fact]
    public void What_was_wrong_once_is_right() => Passes(Saved.Read(Path.Combine(AppContext.BaseDirectory, "regressions.txt")), Depth.Whole);

    [Fact]
    public void A_seed_grows_the_same_declaration() =>
        Assert.All(Enumerable.Range(First, 200), s => Assert.Equal(Garden.Grow(s).Text("F"), Garden.Grow(s).Text("F")));

    /// <summary>A rule that no declaration is grown around would be met by chance only.</summary>
    [Fact]
    public void Templates_grow()
    {
        int[] ungrown = [.. Enumerable.Range(0, Templates.All.Count).Where(k => !Enumerable.Range(0, 40).Any(s => Templates.Grow(new Grower(new Random(s)), k) is { IsTame: true }))];
        Assert.Equal(string.Join(" ", Templates.Ungrown.Keys.Order(StringComparer.Ordinal)), string.Join(" ", ungrown.Select(k => Templates.All[k].Name).Order(StringComparer.Ordinal)));
    }

    private static void Passes(IEnumerable<Declaration> declarations, Depth depth)
    {
        var findings = new List<Finding>();
        var campaign = new Campaign(findings.Add, depth, shrinks: 0);
        campaign.Run(declarations);
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }
}
