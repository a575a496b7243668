using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Threading.Tasks;
using LossGen.Kernels;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Hostile;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Widths;

/// <summary>
/// The program of a child process: runs every kernel of every loss and prints one line per loss, a hash of all output bits,
/// behind a line that names the vector width in force. Or, if its arguments say so, <see cref="GuardSweep"/>.
/// </summary>
public static class Fingerprint
{
    private static readonly int[] Lengths = [1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 67, 383, 384, 385, 1000];

    /// <summary>Longer than a block, so that partial sums of several blocks meet.</summary>
    private const int Long = 50_001;

    /// <summary>Columns, and rows of them.</summary>
    private static readonly (int Columns, int Rows)[] Shapes = [(4, 1), (5, 70), (16, 3), (17, 9), (33, 3), (64, 17), (100, 2), (385, 3), (1000, 2)];

    private static readonly (int Columns, int Rows) LongShape = (100, 1001);

    public static int Main(string[] arguments)
    {
        if (arguments is [GuardSweep.Command, .. var others])
        {
            return GuardSweep.Run(others);
        }

        bool withLong = arguments.Contains("long");
        Console.WriteLine("width " + VectorWidth.Bits.ToString(CultureInfo.InvariantCulture));
        foreach (LossEntry entry in LossTable.All.Where(e => !e.HasColumns).Concat(LossTable.Rows))
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
        foreach ((LossKernels<T> kernels, Batch batch) in entry.HasColumns ? Rows<T>(entry, withLong, parallel) : Numbers<T>(entry, withLong, parallel))
        {
            T[] weight = Enumerable.Range(0, batch.Count).Select(i => T.CreateChecked((i % 4) * 0.375)).ToArray();
            Add(hash, kernels, batch, null);
            Add(hash, kernels, batch, weight);
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<(LossKernels<T> Kernels, Batch Batch)> Numbers<T>(LossEntry entry, bool withLong, ParallelOptions? parallel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernels = new LossKernels<T>(entry, entry.HyperOf(entry.Cases[0])) { Parallel = parallel };
        double[][][] samples = entry.Cases.Select(c => c.Data).ToArray();
        foreach (int n in withLong ? [.. Lengths, Long] : Lengths)
        {
            // Neighbours differ: golden samples in an order that does not repeat with the vector.
            yield return (kernels, kernels.Batch(Enumerable.Range(0, n).Select(i => samples[((i * 7) + (i / 13)) % samples.Length]).ToArray()));
        }
    }

    private static IEnumerable<(LossKernels<T> Kernels, Batch Batch)> Rows<T>(LossEntry entry, bool withLong, ParallelOptions? parallel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((int columns, int rows) in withLong ? [.. Shapes, LongShape] : Shapes)
        {
            var kernels = new LossKernels<T>(entry, RowSamples.Hyper(entry, columns)) { Parallel = parallel };
            yield return (kernels, kernels.Batch(RowSamples.Make(entry, rows, columns, ignoring: true), columns));
        }
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
