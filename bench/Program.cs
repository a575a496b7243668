using System;
using System.Linq;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace LossGen.Bench;

internal static class Program
{
    private const string Help = """
        race [--losses A,B] [--passes Forward,ForwardBackward] [--shapes 65536x1,8192x128] [--contenders generated,native] [--launches 8] [--rounds 15]
            generated kernels against hand-written C++ (where clang++ is there to build it), a scalar loop and TensorPrimitives, over fresh processes
        performance [--launches 8] [--output docs/performance.md]
            all of these races and the limits of the machine, as a page
        generator [--losses 300]
            the generator's own time, and the lines, IL bytes and build time of the pack
        table
            the table of the pack's losses, as Markdown
        anything else goes to BenchmarkDotNet, e.g. --filter '*Kernel*'
        """;

    private static int Main(string[] arguments)
    {
        string[] rest = arguments.Skip(1).ToArray();
        switch (arguments.FirstOrDefault())
        {
            case null or "help" or "--help":
                Console.WriteLine(Help);
                return 0;
            case "race":
                return RaceLauncher.Run(new Options(rest));
            case RaceChild.Verb:
                return RaceChild.Run(new Options(rest));
            case "performance":
                return PerformanceReport.Run(new Options(rest));
            case Roofline.Verb:
                return Roofline.Run(new Options(rest));
            case "generator":
                return GeneratorReport.Run(new Options(rest));
            case GeneratorReport.ColdVerb:
                return GeneratorReport.RunCold(new Options(rest));
            case "table":
                return PackTable.Run();
            default:
                // In this process: the pack need not be built once more. What differs from process to process is the race's business.
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
                    .Run([.. arguments, "--inProcess"], DefaultConfig.Instance.WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60)));
                return 0;
        }
    }
}
