using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Linq;
using System.Numerics;
using System.Text;
using LossGen.Kernels;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>
/// The program of a child process: calls every kernel with each of its spans between pages that nothing may touch. What it is about to call stands in a
/// file, which survives the process. It prints one line when all is well.
/// </summary>
public sealed class GuardSweep : IDisposable
{
    /// <summary>The argument that makes the program of the tests this one.</summary>
    public const string Command = "guards";

    /// <summary>Bytes of the file: a length and a text.</summary>
    private const int JournalBytes = 4096;

    private const int LongestNumbers = 67, MostRows = 17, Pages = 6;

    private static readonly int[] LongColumns = [31, 33, 63, 64, 65, 67, 130];

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _journal;
    private GuardedRegion[] _regions = Regions(Pages);
    private readonly byte[] _text = new byte[JournalBytes - sizeof(int)];
    private long _calls;

    private GuardSweep(string journal)
    {
        _file = MemoryMappedFile.CreateFromFile(journal, FileMode.Create, null, JournalBytes);
        _journal = _file.CreateViewAccessor();
    }

    /// <summary>Runs the sweep over all losses, over every eleventh of them, or over a read that must not succeed.</summary>
    /// <param name="arguments">The journal, and "all", "some" or "stray".</param>
    public static int Run(string[] arguments)
    {
        using var sweep = new GuardSweep(arguments[0]);
        if (arguments[1] == "stray")
        {
            sweep.Stray();
            return 0;
        }

        string[] names = HostileLosses.All.Where((_, i) => arguments[1] == "all" || i % 11 == 3).ToArray();
        foreach (string name in names)
        {
            sweep.Sweep<float>(HostileLosses.Find(name));
            if (arguments[1] == "some")
            {
                // Kernels over Half are those of float on pieces of the spans.
                sweep.Sweep<Half>(HostileLosses.Find(name));
            }

            sweep.Sweep<double>(HostileLosses.Find(name));
        }

        // Outputs too large for the cache are written another way.
        sweep.Large<float>("CrossEntropyLoss", 1100, 2100);
        sweep.Large<double>("TripletMarginLoss", 1300, 1001);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"width {VectorWidth.Bits} losses {names.Length} calls {sweep._calls}"));
        return 0;
    }

    /// <summary>What the program of this file was doing last.</summary>
    public static string ReadJournal(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return Encoding.UTF8.GetString(bytes, sizeof(int), BitConverter.ToInt32(bytes));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _file.Dispose();
        Free();
    }

    /// <summary>As many as a call may have spans.</summary>
    private static GuardedRegion[] Regions(int pages) => Enumerable.Range(0, 16).Select(_ => new GuardedRegion(pages)).ToArray();

    private void Free()
    {
        foreach (GuardedRegion region in _regions)
        {
            region.Dispose();
        }
    }

    private void Sweep<T>(LossEntry entry)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!entry.HasColumns)
        {
            (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, LongestNumbers, 1);
            Shape(kernels, samples, 1, Enumerable.Range(0, LongestNumbers + 1));
            return;
        }

        int least = RowSamples.LeastColumns(entry);
        foreach (int columns in Enumerable.Range(least, 21 - least).Concat(LongColumns))
        {
            (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, MostRows, columns);
            Shape(kernels, samples, columns, columns <= 20 ? Enumerable.Range(0, MostRows + 1) : [1, 2, 3, MostRows]);
        }
    }

    private void Large<T>(string name, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GuardedRegion[] small = _regions;
        _regions = Regions((rows * columns * sizeof(double) / Environment.SystemPageSize) + 1);
        (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(HostileLosses.Find(name), 16, columns);
        Shape(kernels, Enumerable.Range(0, rows).Select(i => samples[i % samples.Length]).ToArray(), columns, [rows]);
        Free();
        _regions = small;
    }

    private void Shape<T>(LossKernels<T> kernels, double[][][] samples, int columns, IEnumerable<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int n in lengths)
        {
            Batch batch = kernels.Batch(samples[..n], columns);
            IEnumerable<HostileCall<T>> calls = HostileCall<T>.All(kernels, batch);
            foreach (HostileCall<T> call in n % 4 == 3 ? calls.Concat(HostileCall<T>.Partial(kernels, batch)) : calls)
            {
                Check(call);
            }
        }
    }

    /// <summary>Both ends of every span at a forbidden page: the results are those of ordinary memory.</summary>
    private unsafe void Check<T>(HostileCall<T> call)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var expected = new Dictionary<string, T[]>();
        string name = call.ToString();
        Note(name, ", in ordinary memory");
        object? sum = call.Invoke(p => p.IsOutput ? (expected[p.Name] = new T[p.Length]).AsMemory() : Ordinary(p.Values!));
        foreach (bool atEnd in new[] { true, false })
        {
            Note(name, atEnd ? ", a forbidden page behind every span" : ", a forbidden page before every span");
            var outputs = new List<(Part Part, nint Address)>();
            int next = 0;
            object? actual = call.Invoke(p =>
            {
                byte* address = _regions[next++].Place(p.Length * p.Size, atEnd);
                var place = new Span<byte>(address, p.Length * p.Size);
                if (p.IsOutput)
                {
                    place.Fill(0xFF);
                    outputs.Add((p, (nint)address));
                }
                else
                {
                    p.Content.CopyTo(place);
                }

                return p.At(address, p.Length);
            });
            _calls++;
            bool same = Equals(sum, actual) && outputs.All(o => HostileCall<T>.Same(expected[o.Part.Name], new ReadOnlySpan<T>((void*)o.Address, o.Part.Length)));
            if (!same || !_regions.Take(next).All(r => r.IsIntact()))
            {
                throw new InvalidOperationException("Not what ordinary memory gives.");
            }
        }
    }

    /// <summary>A read of one element too many, so that a test can see that such a read is found.</summary>
    private unsafe void Stray()
    {
        Note("a stray read", string.Empty);
        float* address = (float*)_regions[0].Place(4 * sizeof(float), atEnd: true);
        float sum = 0;
        for (int i = 0; i < 5; i++)
        {
            sum += address[i];
        }

        Console.WriteLine(sum);
    }

    private void Note(string call, string where)
    {
        int length = Encoding.UTF8.GetBytes(call + where, _text);
        _journal.Write(0, length);
        _journal.WriteArray(sizeof(int), _text, 0, length);
    }

    private static object Ordinary(Array values) => values switch
    {
        bool[] truths => truths.AsMemory(),
        int[] integers => integers.AsMemory(),
        float[] singles => singles.AsMemory(),
        Half[] halves => halves.AsMemory(),
        _ => ((double[])values).AsMemory(),
    };
}
