namespace LossGen.Generator.SelfCheck;

/// <summary>A function along a line, to second order: its value, slope and second derivative at a point.</summary>
internal readonly record struct Jet<T>(T Value, T First, T Second);
