using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generator.Tests.Harness;

/// <summary>One run of the generator.</summary>
internal sealed record Run(GeneratorDriver Driver, GeneratorRunResult Result, Compilation Output, ImmutableArray<Diagnostic> Diagnostics)
{
    public IReadOnlyList<LossModel> Models { get; } = Values<LossModel>(Result, TrackingNames.Model);

    public IReadOnlyList<BoundLoss> Bound { get; } = Values<BoundLoss>(Result, TrackingNames.Bound);

    /// <summary>The sources generated, by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; } = Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public LossModel Model => Assert.Single(Models);

    /// <summary>Why the outputs of a step are what they are; a step that did not run has none.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. Steps(Result, step).SelectMany(s => s.Outputs).Select(o => o.Reason)];

    /// <summary>The reason of the output that concerns one generated class.</summary>
    public IncrementalStepRunReason Reason(string step, string typeName) =>
        Steps(Result, step).SelectMany(s => s.Outputs).Single(o => TypeName(o.Value) == typeName).Reason;

    /// <summary>Of the outputs that add sources, whether any was made anew.</summary>
    public bool AddsAnew => Result.TrackedOutputSteps.SelectMany(s => s.Value).Where(s => s.Inputs.Any(i => i.Source.Name == TrackingNames.Compiled))
        .SelectMany(s => s.Outputs).Any(o => o.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));

    private static string? TypeName(object value) => value switch
    {
        LossModel m => m.TypeName,
        CompiledLoss c => c.Name.Split('.').Last() + "Loss",
        _ => null,
    };

    private static IReadOnlyList<T> Values<T>(GeneratorRunResult result, string step) =>
        [.. Steps(result, step).SelectMany(s => s.Outputs).Where(o => o.Reason != IncrementalStepRunReason.Removed).Select(o => (T)o.Value)];

    private static ImmutableArray<IncrementalGeneratorRunStep> Steps(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var steps) ? steps : [];
}

/// <summary>Runs the generator, always twice: what differs between two runs of the same compilation is a bug whatever the test is about.</summary>
internal static class Drive
{
    public static Run Sources(params string[] sources) => Compilation(Compile.Of(sources));

    /// <summary>The members of a class <c>L</c>.</summary>
    public static Run Class(string members) => Sources(Compile.Class(members));

    /// <summary>In place of the rooms after binding: a file that says what the model says.</summary>
    public static CompiledLoss Describe(LossModel model) => new(model, new GeneratedFile(model.HintName, $"// {model}\n// {string.Join(' ', model.Parameters)}\n// {string.Join(' ', model.Tape.Nodes)}\n"));

    public static Run Compilation(CSharpCompilation compilation, LossGenerator? generator = null, GeneratorDriver? driver = null)
    {
        generator ??= new LossGenerator(Describe);
        Run first = Once(compilation, driver ?? NewDriver(generator, compilation));
        Run second = Once(compilation.Clone(), NewDriver(generator, compilation));
        Assert.Equal(first.Sources.OrderBy(s => s.Key, StringComparer.Ordinal), second.Sources.OrderBy(s => s.Key, StringComparer.Ordinal));
        Assert.Equal(first.Diagnostics.Select(d => d.ToString()).Order(), second.Diagnostics.Select(d => d.ToString()).Order());
        Assert.True(first.Models.ToHashSet().SetEquals(second.Models));
        return first;
    }

    /// <summary>The next run of the same driver, after an edit.</summary>
    public static Run Next(this Run run, CSharpCompilation compilation) => Compilation(compilation, driver: run.Driver);

    private static GeneratorDriver NewDriver(LossGenerator generator, CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [generator.AsSourceGenerator()],
        parseOptions: (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options ?? Compile.Parse,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static Run Once(CSharpCompilation compilation, GeneratorDriver driver)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return new Run(driver, result, output, diagnostics);
    }
}
