using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace LossGen.Fuzz.Running;

/// <summary>Where the time goes.</summary>
internal static class Clock
{
    private static readonly ConcurrentDictionary<string, long> Ticks = new();

    public static IReadOnlyDictionary<string, TimeSpan> Spent => Ticks.ToDictionary(t => t.Key, t => TimeSpan.FromSeconds((double)t.Value / Stopwatch.Frequency));

    public static IDisposable Measure(string what) => new Span(what, Stopwatch.GetTimestamp());

    private sealed class Span(string what, long start) : IDisposable
    {
        public void Dispose() => Ticks.AddOrUpdate(what, _ => Stopwatch.GetTimestamp() - start, (_, t) => t + Stopwatch.GetTimestamp() - start);
    }
}
