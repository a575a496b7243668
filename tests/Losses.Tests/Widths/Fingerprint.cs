using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Threading.Tasks;
using LossGen.Kernels;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Widths;

/// <summary>
/// The program of a child process: runs every kernel of every loss and prints one line per loss, a hash of all output bits,
/// behind a line that names the vector width in force.
/// </summary>
public static class Fingerprint
{
    private static readonly int[] Lengths = [1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 67, 383, 384, 385, 1000];

    /// <summary>Longer than a block, so that partial sums of several blocks meet.</summary>
    private const int Long = 50_001;

    public static int Main(string[] arguments)
    {
        bool withLong = arguments.Contains("long");
        Console.WriteLine("width " + VectorWidth.Bits.ToString(CultureInfo.InvariantCulture));
        foreach (LossEntry entry in LossTable.All)
        {
            Console.WriteLine($"{entry.Name} {Hash<float>(entry, withLong)} {Hash<double>(entry, withLong)}");
        }

        return 0;
    }

    /// <summary>The hash of everything the kernels of a loss write and return.</summary>
    public static string Hash<T>(LossEntry entry, bool withLong, ParallelOptions? parallel = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var kernels = new LossKernels<T>(entry, entry.HyperOf(entry.Cases[0])) { Parallel = parallel };
        double[][][] samples = entry.Cases.Select(c => c.Data).ToArray();
        foreach (int n in withLong ? [.. Lengths, Long] : Lengths)
        {
            // Neighbours differ: golden samples in an order that does not repeat with the vector.
            Batch batch = kernels.Batch(Enumerable.Range(0, n).Select(i => samples[((i * 7) + (i / 13)) % samples.Length]).ToArray());
            T[] weight = Enumerable.Range(0, n).Select(i => T.CreateChecked((i % 4) * 0.375)).ToArray();
            Add(hash, kernels, batch, null);
            Add(hash, kernels, batch, weight);
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static void Add<T>(IncrementalHash hash, LossKernels<T> kernels, Batch batch, T[]? weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Results<T> results = kernels.Run(batch, weight);
        T[][] means = kernels.NewOutputs(batch);
        kernels.ForwardBackward(batch, LossKernels<T>.AsMemory(means), weight, Reduction.Mean);
        Add(hash, [results.Sum.Sum, results.Sum.Weight]);
        Add(hash, results.Losses);
        foreach (T[] output in new[] { means, results.Gradients, results.Backward, results.Newton, results.Hessians }.SelectMany(o => o))
        {
            Add(hash, output);
        }
    }

    /// <summary>A NaN is a NaN: its sign and payload are not promised.</summary>
    private static void Add<T>(IncrementalHash hash, T[] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] plain = values.Select(v => T.IsNaN(v) ? T.NaN : v).ToArray();
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(plain));
    }
}
