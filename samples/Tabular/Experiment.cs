using System;

namespace LossGen.Samples.Tabular;

/// <summary>One loss to fit the model with.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Method">How the model is fitted.</param>
/// <param name="Info">What the generator derived.</param>
/// <param name="Generated">The generated kernel.</param>
/// <param name="ByHand">The same by hand.</param>
/// <param name="Fit">Fits the model.</param>
/// <param name="Steps">The steps <paramref name="Fit"/> takes.</param>
internal sealed record Experiment(
    string Title,
    string Method,
    LossInfo Info,
    GradientPass Generated,
    Func<double[], double[], double[], double> ByHand,
    Func<Trainer, LinearModel> Fit,
    int Steps);
