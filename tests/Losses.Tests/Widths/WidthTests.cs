using System;
using System.Linq;
using System.Threading.Tasks;
using LossGen.Kernels;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Losses.Tests.Widths;

/// <summary>The same bits at every vector width and for every number of threads. A width is chosen by the runtime's switches, in a child process.</summary>
public class WidthTests
{
    private static readonly Lazy<string[]> Widest = new(() => Run(null));

    /// <summary>Switches of .NET 10 and the width each leaves on a processor with AVX-512.</summary>
    public static TheoryData<string, int> Switches => new()
    {
        { "DOTNET_EnableAVX512=0", 256 },
        { "DOTNET_EnableAVX2=0", 128 },
        { "DOTNET_PreferredVectorBitWidth=128", 128 },
        { "DOTNET_EnableHWIntrinsic=0", 0 },
    };

    [Theory]
    [MemberData(nameof(Switches))]
    public void Same_bits_at_every_width(string setting, int width)
    {
        string[] narrow = Run(setting);

        // Without this the comparison would prove nothing.
        Assert.Equal("width " + Math.Min(width, VectorWidth.Bits), narrow[0]);
        Assert.Equal(LossTable.All.Select(e => e.Name).Union(LossTable.Rows.Select(e => e.Name)).Count() + 1, narrow.Length);
        Assert.Equal(Widest.Value.Skip(1), narrow.Skip(1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Same_bits_for_any_number_of_threads(int threads)
    {
        foreach (string name in new[] { "bce_with_logits", "huber", "gaussian_nll", "cross_entropy with class weights", "center_loss" })
        {
            LossEntry entry = LossTable.Find(name);
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
            Assert.Equal(Fingerprint.Hash<float>(entry, withLong: true), Fingerprint.Hash<float>(entry, withLong: true, options));
            Assert.Equal(Fingerprint.Hash<double>(entry, withLong: true), Fingerprint.Hash<double>(entry, withLong: true, options));
        }
    }

    private static string[] Run(string? setting)
    {
        (int exit, string output, string errors) = ChildProcess.Run(setting);
        Assert.True(exit == 0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
