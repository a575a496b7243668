using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

using LossGen.Accuracy;
using LossGen.Accuracy.Losses;
using LossGen.Accuracy.VectorMath;
using LossGen.Tests;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var watch = Stopwatch.StartNew();
void Progress(string text) => Console.Error.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalMinutes,6:0.0} min  {text}"));

var vectors = new VectorReport(
    options.IsQuick ? new(options.Threads, 997, 400_000, 1_000_000, 200) : new(options.Threads, 1, 100_000_000 / options.Share, 1_000_000_000 / options.Share, 2_000),
    Progress);
vectors.Measure(options.Wants);
var losses = new LossReport(options.IsQuick ? 60 : 600 / options.Share, options.Threads, Progress);
losses.Measure(options.Wants);

using var text = new StringWriter { NewLine = "\n" };
text.Write(Texts.Head(options, watch.Elapsed));
vectors.Write(text);
text.Write(Texts.OfLosses);
losses.Write(text);

string? output = options.Output ?? (options.IsQuick || options.Only.Count > 0 ? null : Path.Combine(Repository.Root, "docs", "accuracy.md"));
if (output is null)
{
    Console.Write(text);
}
else
{
    File.WriteAllText(output, text.ToString());
}

return 0;
