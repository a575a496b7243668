using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LossGen.Bench;

/// <summary>Runs every race and writes the page of its results.</summary>
internal static class PerformanceReport
{
    private static readonly (string Loss, string Title)[] Rows = [("CrossEntropy", "softmax cross-entropy"), ("KlDivergence", "divergence"), ("CosineEmbedding", "cosine embedding"), ("TripletMargin", "triplet margin")];
    private static readonly string[] Elements = ElementCases.All.Select(c => c.Loss).Distinct().ToArray();

    /// <summary>The setting that switches vectors of 512 bits off.</summary>
    private const string Narrow = "DOTNET_EnableAVX512=0";

    private static readonly string[] Light = ["Mse", "Mae", "Huber", "SmoothL1", "Quantile", "Hinge"];

    /// <summary>Losses with a softplus in them, raced against what one composes or writes by hand.</summary>
    private static readonly string[] Soft = ["BceWithLogits", "SigmoidFocal", "LogCosh"];

    public static int Run(Options options)
    {
        int launches = options.Number("launches", 8);
        string output = options.Text("output") ?? "docs/performance.md";
        string? compiler = NativeKernels.Build(out string reason);
        var page = new Page();
        page.Add("# Speed");
        page.Add($"This page is what `dotnet run -c Release --project bench -- performance` wrote, without an edit; docs/benchmarks.md tells how that is measured. {Machine.Describe()} {Launches.Platform}");
        page.Add(compiler is null
            ? $"The C++ kernels of `bench/native` are left out: {reason}."
            : $"The C++ kernels of `bench/native` are hand-written with AVX-512 intrinsics and built with {Path.GetFileName(compiler)}.");
        page.Add($"A cell is a median over {launches} processes. A ratio is how many times longer the rival takes than the generated kernel, of the least rounds of one process; in brackets the least ratio of all processes.");

        string elements = string.Join(",", Elements);
        Launches gradients = Race(launches, elements, RaceCase.ForwardBackward, $"{RaceCase.Generated},{RaceCase.Cpp}");
        Launches values = Race(launches, elements, RaceCase.Forward, $"{RaceCase.Generated},{RaceCase.Cpp}");
        Launches rows = Race(launches, string.Join(",", Rows.Select(r => r.Loss)), $"{RaceCase.ForwardBackward},{RaceCase.Forward}", $"{RaceCase.Generated},{RaceCase.Cpp}");
        Launches rivals = Race(launches, elements, RaceCase.ForwardBackward, null, "65536x1");
        Launches doubles = Race(launches, elements, RaceCase.Double, null, "65536x1,1048576x1");
        Launches halves = Race(launches, elements, RaceCase.Half, null, "65536x1,16777216x1");
        Launches narrow = Race(launches, elements, RaceCase.ForwardBackward, RaceCase.Generated, "65536x1", Narrow);
        Launches narrowRows = Race(launches, RowCases.All[0].Loss, RaceCase.ForwardBackward, RaceCase.Generated, setting: Narrow);
        (string Loss, int Rows, int Columns)[] shared = [.. Elements.Select(l => (l, 65536, 1)), .. RowCases.All[0].DefaultShapes.Select(s => (RowCases.All[0].Loss, s.Rows, s.Columns))];
        Launches? peers = Peers.Run(launches, shared);
        Launches threads = Race(launches, elements, RaceCase.TwoThreads, null, "1048576x1,16777216x1");
        int[] sizes = ElementCases.All[0].DefaultShapes.Select(s => s.Rows).ToArray();
        Launches limits = Launches.Of(launches, [Roofline.Verb, "--sizes", string.Join(",", sizes)]);

        var goals = new List<Goal>();
        if (compiler is not null)
        {
            page.Add("## Losses of elements against C++");
            page.Add("Value and gradient, `float`, one thread: nanoseconds per element, and C++ / generated.");
            Against(page, gradients, RaceCase.ForwardBackward);
            Goals(goals, gradients, sizes);
            page.Add("The value alone:");
            Against(page, values, RaceCase.Forward);
            page.Add("## Losses of rows against C++");
            RowTable(page, rows, goals);
        }

        page.Add("## Against a scalar loop and TensorPrimitives");
        page.Add("Value and gradient of 65,536 elements, `float`, one thread. The composition is the better one of whole arrays and blocks of 2,048.");
        RivalTable(page, rivals, goals);
        page.Add("## Against PyTorch and scikit-learn");
        PeerTable(page, peers, shared, rivals, rows);
        page.Add("## In double");
        page.Add("Value and gradient, one thread; the ratio to `float` is how much of its speed is left.");
        DoubleTable(page, doubles, goals);
        page.Add("## In Half");
        page.Add("Inputs and gradient in `Half`, computed in `float`: value and gradient, one thread, and how many times longer the same takes in `float`.");
        HalfTable(page, halves);
        page.Add("## With vectors of 256 bits");
        page.Add("Value and gradient, `float`, one thread, with AVX-512 switched off: what a processor without it runs.");
        NarrowTable(page, [(rivals, narrow, Elements.Select(l => (l, 65536, 1))), (rows, narrowRows, RowCases.All[0].DefaultShapes.Select(s => (RowCases.All[0].Loss, s.Rows, s.Columns)))]);
        page.Add("## On two threads");
        ThreadTable(page, threads, goals);
        page.Add("## Against the machine");
        RooflineTable(page, gradients, limits, sizes, goals);
        page.Add("## Goals");
        page.AddTable(["goal", "wanted", "measured", ""], goals.Select(g => new[] { g.What, Text(g.Wanted), Text(g.Measured), g.Measured >= g.Wanted ? "met" : "**missed**" }));
        using (var reasons = new StreamReader(typeof(PerformanceReport).Assembly.GetManifestResourceStream("reasons.md")!))
        {
            page.Add(reasons.ReadToEnd().Trim());
        }

        File.WriteAllText(output, page.ToString());
        Console.WriteLine($"Written to {output}: {goals.Count(g => g.Measured >= g.Wanted)} of {goals.Count} goals are met.");
        return 0;
    }

    private static Launches Race(int launches, string losses, string passes, string? contenders, string? shapes = null, string? setting = null)
    {
        List<string> arguments = ["--losses", losses, "--passes", passes];
        arguments.AddRange(contenders is null ? [] : ["--contenders", contenders]);
        arguments.AddRange(shapes is null ? [] : ["--shapes", shapes]);
        return RaceLauncher.Of(new Options(arguments), launches, setting);
    }

    private static void Against(Page page, Launches results, string pass)
    {
        (int Rows, int Columns)[] shapes = ElementCases.All[0].DefaultShapes.ToArray();
        page.AddTable(
            ["loss", .. shapes.Select(s => RaceLauncher.Shape(s.Rows, s.Columns))],
            Elements.Select(loss => (string[])[loss, .. shapes.Select(s => Cell(results, Work(loss, pass, s.Rows), RaceCase.Cpp))]));
    }

    private static void Goals(List<Goal> goals, Launches results, int[] sizes)
    {
        double Ratio(string loss, int size) => results.Ratio(Work(loss, RaceCase.ForwardBackward, size), RaceCase.Cpp, RaceCase.Generated).Median;
        double[] all = Elements.SelectMany(l => sizes.Select(s => Ratio(l, s))).ToArray();
        goals.Add(new("C++ / generated, elements: geometric mean", 1.05, Math.Exp(all.Average(Math.Log))));
        goals.Add(new("the least in cache", 0.92, Elements.SelectMany(l => sizes[..^1].Select(s => Ratio(l, s))).Min()));
        goals.Add(new("the least at 16 Mi", 0.88, Elements.Min(l => Ratio(l, sizes[^1]))));
    }

    private static void RowTable(Page page, Launches results, List<Goal> goals)
    {
        var lines = new List<string[]>();
        foreach (RaceCase @case in RowCases.All)
        {
            foreach ((int rows, int columns) in @case.DefaultShapes)
            {
                string work = @case.Work(rows, columns), title = Rows.First(r => r.Loss == @case.Loss).Title;
                lines.Add([title, @case.Pass == RaceCase.Forward ? "value" : "value and gradient", RaceLauncher.Shape(rows, columns), Cell(results, work, RaceCase.Cpp)]);
                if (@case.Pass == RaceCase.ForwardBackward)
                {
                    double wanted = @case.Loss != "CrossEntropy" ? 0.9 : columns == 10 ? 0.85 : 0.95;
                    goals.Add(new($"C++ / generated, {title}, {columns} columns", wanted, results.Ratio(work, RaceCase.Cpp, RaceCase.Generated).Median));
                }
            }
        }

        page.AddTable(["loss", "pass", "shape", "generated, C++ / generated"], lines);
    }

    private static void RivalTable(Page page, Launches results, List<Goal> goals)
    {
        page.AddTable(["loss", "generated", "scalar loop", "TensorPrimitives", "scalar / generated", "composition / generated"], Elements.Select(loss =>
        {
            string work = Work(loss, RaceCase.ForwardBackward, 65536);
            double tensor = Math.Min(results.Least(work, RaceCase.Tensor), results.Least(work, RaceCase.Blocked));
            double toScalar = results.Ratio(work, RaceCase.Scalar, RaceCase.Generated).Median, toTensor = tensor / results.Least(work, RaceCase.Generated);
            if (Soft.Contains(loss))
            {
                goals.Add(new($"scalar loop / generated, {loss}", 8, toScalar));
                goals.Add(new($"TensorPrimitives / generated, {loss}", 3, toTensor));
            }

            return (string[])[loss, Text(results.Least(work, RaceCase.Generated)), Text(results.Least(work, RaceCase.Scalar)), Text(tensor), Text(toScalar), Text(toTensor)];
        }));
    }

    /// <summary>They ran in processes of their own, so a ratio is one of medians.</summary>
    private static void PeerTable(Page page, Launches? peers, IEnumerable<(string Loss, int Rows, int Columns)> works, Launches elements, Launches rows)
    {
        if (peers is null)
        {
            page.Add("Left out: there is no `python3` with one of them on the PATH.");
            return;
        }

        page.Add($"Value and gradient, `float`, one thread each, on the same numbers: {string.Join(" (eager, with autograd), ", peers.Notes)}. Nanoseconds per element, and in brackets how many times longer than the generated kernel that is. They ran in processes of their own. A dash: scikit-learn does not have the loss.");
        page.AddTable(["loss", "shape", "generated", Peers.PyTorch, Peers.ScikitLearn], works.Select(w =>
        {
            double generated = (w.Columns > 1 ? rows : elements).Least(Work(w.Loss, RaceCase.ForwardBackward, w.Rows, w.Columns), RaceCase.Generated);
            string Peer(string name) => peers.Has(Peers.Work(w.Loss, w.Rows, w.Columns), name) && peers.Least(Peers.Work(w.Loss, w.Rows, w.Columns), name) is var time ? $"{Text(time)} ({Text(time / generated)})" : "–";
            return (string[])[w.Loss, RaceLauncher.Shape(w.Rows, w.Columns), RaceLauncher.Time(generated), Peer(Peers.PyTorch), Peer(Peers.ScikitLearn)];
        }));
    }

    private static void HalfTable(Page page, Launches results)
    {
        int[] sizes = [65536, 1 << 24];
        page.AddTable(["loss", .. sizes.Select(s => RaceLauncher.Shape(s, 1))], Elements.Select(loss => (string[])
        [
            loss,
            .. sizes.Select(size => Work(loss, RaceCase.Half, size)).Select(work => $"{RaceLauncher.Time(results.Least(work, RaceCase.Generated))}, {Text(results.Ratio(work, RaceCase.Single, RaceCase.Generated).Median)}"),
        ]));
    }

    private static void NarrowTable(Page page, IEnumerable<(Launches Wide, Launches Narrow, IEnumerable<(string Loss, int Rows, int Columns)> Works)> groups) =>
        page.AddTable(["loss", "shape", "512 bits", "256 bits", "256 / 512"], groups.SelectMany(g => g.Works.Select(w =>
        {
            string work = Work(w.Loss, RaceCase.ForwardBackward, w.Rows, w.Columns);
            double wide = g.Wide.Least(work, RaceCase.Generated), narrow = g.Narrow.Least(work, RaceCase.Generated);
            return (string[])[w.Loss, RaceLauncher.Shape(w.Rows, w.Columns), RaceLauncher.Time(wide), RaceLauncher.Time(narrow), Text(narrow / wide)];
        })));

    private static void DoubleTable(Page page, Launches results, List<Goal> goals)
    {
        int[] sizes = [65536, 1 << 20];
        page.AddTable(["loss", "elements", "double", "float / double", "scalar loop / generated"], Elements.SelectMany(loss => sizes.Select(size =>
        {
            string work = Work(loss, RaceCase.Double, size);
            double share = results.Ratio(work, RaceCase.Single, RaceCase.Generated).Median;
            goals.Add(new($"double of float's speed, {loss}, {RaceLauncher.Shape(size, 1)}", Light.Contains(loss) ? 0.45 : 0.3, share));
            return (string[])[loss, RaceLauncher.Shape(size, 1), Text(results.Least(work, RaceCase.Generated)), Text(share), Text(results.Ratio(work, RaceCase.Scalar, RaceCase.Generated).Median)];
        })));
    }

    private static void ThreadTable(Page page, Launches results, List<Goal> goals)
    {
        int[] sizes = [1 << 20, 1 << 24];
        page.Add("How many times faster two threads are than one.");
        page.AddTable(["loss", .. sizes.Select(s => RaceLauncher.Shape(s, 1))], Elements.Select(loss => (string[])
        [
            loss,
            .. sizes.Select(size =>
            {
                double gain = results.Ratio(Work(loss, RaceCase.TwoThreads, size), RaceCase.OneThread, RaceCase.Generated).Median;
                if (Soft.Contains(loss))
                {
                    goals.Add(new($"two threads, {loss}, {RaceLauncher.Shape(size, 1)}", 1.8, gain));
                }

                return Text(gain);
            }),
        ]));
    }

    private static void RooflineTable(Page page, Launches results, Launches limits, int[] sizes, List<Goal> goals)
    {
        double vectors = 1 / limits.Least(Roofline.MultiplyAdds, Roofline.Fma);
        page.Add($"Two arrays are read and one is written, 12 bytes an element: {string.Join(", ", sizes.Select(s => $"{RaceLauncher.Shape(s, 1)} {12 / limits.Least(Roofline.Moves(s), Roofline.Copy):0} GB/s"))}. {vectors:0.0} multiply-adds of 512 bits are done in a nanosecond. A cell tells which part of the bandwidth at its size value and gradient use.");
        page.AddTable(["loss", .. sizes.Select(s => RaceLauncher.Shape(s, 1))], Elements.Select(loss => (string[])
        [
            loss,
            .. sizes.Select(size =>
            {
                double share = limits.Least(Roofline.Moves(size), Roofline.Copy) / results.Least(Work(loss, RaceCase.ForwardBackward, size), RaceCase.Generated);
                if (size == sizes[^1] && loss is "Mse" or "Mae" or "Huber" && size == sizes[^1])
                {
                    goals.Add(new($"of the bandwidth at 16 Mi, {loss}", 0.9, share));
                }

                return share.ToString("0 %", CultureInfo.InvariantCulture);
            }),
        ]));
    }

    private static string Work(string loss, string pass, int rows, int columns = 1) => RaceCase.All.First(c => c.Loss == loss && c.Pass == pass).Work(rows, columns);

    private static string Cell(Launches results, string work, string rival)
    {
        (double least, double median, _) = results.Ratio(work, rival, RaceCase.Generated);
        return $"{RaceLauncher.Time(results.Least(work, RaceCase.Generated))}, {Text(median)} ({Text(least)})";
    }

    private static string Text(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    private readonly record struct Goal(string What, double Wanted, double Measured);
}
