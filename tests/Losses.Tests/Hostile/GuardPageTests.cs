using System;
using System.IO;
using System.Linq;
using LossGen.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>
/// No kernel reads or writes outside of its spans. A child process tries, as the attempt would end it; the test then tells which call did.
/// </summary>
public class GuardPageTests
{
    /// <summary>All losses at the width in force, and some at the others.</summary>
    [Theory]
    [InlineData(null, 512, "all")]
    [InlineData("DOTNET_EnableAVX512=0", 256, "some")]
    [InlineData("DOTNET_EnableAVX2=0", 128, "some")]
    [InlineData("DOTNET_EnableHWIntrinsic=0", 0, "some")]
    public void Nothing_outside_of_the_spans_is_touched(string? setting, int width, string which)
    {
        (int exit, string output, string errors, string journal) = Run(setting, which);
        Assert.True(exit == 0, $"{journal}: the process ends with {exit}. {errors}");
        string[] words = output.Split(' ', StringSplitOptions.TrimEntries);
        Assert.Equal(["width", Math.Min(width, VectorWidth.Bits).ToString(), "losses"], words[..3]);
        Assert.Equal(which == "all" ? HostileLosses.All.Count() : HostileLosses.All.Where((_, i) => i % 11 == 3).Count(), int.Parse(words[3]));
        Assert.True(long.Parse(words[5]) > 1000 * int.Parse(words[3]), output);
    }

    [Fact]
    public void A_stray_read_is_found_and_named()
    {
        // Canaries, all there is elsewhere, do not show what is read.
        if (GuardedRegion.IsGuarded)
        {
            (int exit, _, _, string journal) = Run(null, "stray");
            Assert.NotEqual(0, exit);
            Assert.Equal("a stray read", journal);
        }
    }

    private static (int Exit, string Output, string Errors, string Journal) Run(string? setting, string which)
    {
        string journal = Path.GetTempFileName();
        try
        {
            (int exit, string output, string errors) = ChildProcess.Run(setting, GuardSweep.Command, journal, which);
            return (exit, output, errors, GuardSweep.ReadJournal(journal));
        }
        finally
        {
            File.Delete(journal);
        }
    }
}
