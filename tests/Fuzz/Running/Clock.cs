using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace LossGen.Fuzz.Running;

/// <summary>Where the time goes.</summary>
internal static class Clock
{
    private static readonly ConcurrentDictionary<string, TimeSpan> Known = new();

    /// <summary>The processor time of each part of the work.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Spent => Known;

    public static IDisposable Measure(string what) => new Span(what, Environment.CpuUsage.TotalTime);

    private sealed class Span(string what, TimeSpan start) : IDisposable
    {
        public void Dispose()
        {
            TimeSpan spent = Environment.CpuUsage.TotalTime - start;
            Known.AddOrUpdate(what, spent, (_, t) => t + spent);
        }
    }
}
