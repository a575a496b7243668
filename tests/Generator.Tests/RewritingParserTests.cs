using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;
using LossGen.Generator.Precision;

namespace LossGen.Generator.Tests;

public class RewritingParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 8", 6.5)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 - 3 - 4", -5)]
    [InlineData("16 / 4 / 2", 2)]
    [InlineData("-2 * 3", -6)]
    [InlineData("2 * -3", -6)]
    [InlineData("--x", 5)]
    [InlineData("-(x - 2) * 2", -6)]
    [InlineData("1e3 + 2.5e-1", 1000.25)]
    [InlineData("MAX(x, 7) + sQuArE(x)", 32)]
    [InlineData("select(x < 3, 1, select(x >= 5, 2, 3))", 2)]
    [InlineData("select(x == 5, 1, 0)", 1)]
    [InlineData("select(x != 5, 1, 0)", 0)]
    [InlineData("select(x > 4, 1, 0) + select(x <= 5, 10, 20)", 11)]
    public void TextMeansWhatItSays(string text, double expected) =>
        Assert.Equal(expected, (double)RewritingOracle.Real(Pattern.Parse(text), new Dictionary<char, BigFloat> { ['x'] = 5 }));

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("1)")]
    [InlineData("nothing(x)")]
    [InlineData("exp")]
    [InlineData("exp(x, y)")]
    [InlineData("max(x)")]
    [InlineData("X")]
    [InlineData("x y")]
    [InlineData("constant(x)")]
    public void NonsenseIsRefused(string text) => Assert.Throws<FormatException>(() => Pattern.Parse(text));

    [Fact]
    public void EveryDefinitionCanBeRead()
    {
        foreach (OpRow row in OpTable.All.Where(r => r.Definition is not null))
        {
            var letters = new Dictionary<char, ValueKind>();
            Pattern.Parse(row.Definition!).CollectLetters(letters);
            Assert.Equal("xyz"[..row.Arity], string.Concat(letters.Keys.Order()));
        }
    }

    [Fact]
    public void BuildKeepsTheGroupingOfTheText()
    {
        var builder = new TapeBuilder();
        int[] x = [.. Enumerable.Range(0, 26).Select(i => builder.Leaf(OpCode.Data, i, Axes.Sample))];
        int left = Pattern.Parse("x + y + z").Build(builder, x);
        int right = Pattern.Parse("x + (y + z)").Build(builder, x);
        Assert.NotEqual(left, right);
        Assert.Equal(builder.Add(builder.Add(x[23], x[24]), x[25]), left);
    }

    [Fact]
    public void FreeLetterCannotBeBuilt() =>
        Assert.Throws<InvalidOperationException>(() => Pattern.Parse("x").Build(new TapeBuilder(), [.. Enumerable.Repeat(-1, 26)]));
}
