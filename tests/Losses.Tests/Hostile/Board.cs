using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>A span laid on another one: as many elements behind its beginning as the shift says.</summary>
public sealed record Move(string Part, string Over, int Shift);

/// <summary>What came of a call.</summary>
/// <param name="Error">Why it was refused; null if it was not.</param>
/// <param name="Sum">What it returned.</param>
/// <param name="Outputs">What it wrote.</param>
/// <param name="IsClean">Whether nothing else has been written; nothing at all by a call that was refused.</param>
public sealed record Outcome<T>(ArgumentException? Error, object? Sum, IReadOnlyDictionary<string, T[]> Outputs, bool IsClean)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The same results, and nothing beside them.</summary>
    public bool IsExactly(Outcome<T> other) =>
        Error is null && IsClean && Equals(Sum, other.Sum) && Outputs.All(o => HostileCall<T>.Same(other.Outputs[o.Key], o.Value));
}

/// <summary>One stretch of memory with all spans of a call. All of it but what the call should write must stay as it was.</summary>
public static unsafe class Board
{
    /// <summary>Bytes of a canary that is NaN in both types, and of one that is a number in both.</summary>
    public const byte NotANumber = 0xFF, Number = 0x42;

    private const int Gap = 256;

    [ThreadStatic]
    private static byte[]? _memory;

    [ThreadStatic]
    private static byte[]? _before;

    /// <summary>Calls, with some spans moved and some lengths other than they should be.</summary>
    public static Outcome<T> Run<T>(HostileCall<T> call, byte fill = NotANumber, IReadOnlyList<Move>? moves = null, IReadOnlyDictionary<string, int>? lengths = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // As much room before and behind every span as the longest of them takes.
        int room = (Gap + call.Parts.Max(p => p.Length * p.Size) + 63) & ~63;
        int all = room * ((2 * call.Parts.Count) + 1);
        Span<byte> memory = Reserve(ref _memory, all), before = Reserve(ref _before, all);
        memory.Fill(fill);
        var offsets = new Dictionary<string, int>();
        foreach (Part part in call.Parts)
        {
            int offset = room * ((2 * offsets.Count) + 1);
            offsets.Add(part.Name, offset);
            if (!part.IsOutput)
            {
                part.Content.CopyTo(memory[offset..]);
            }
        }

        foreach (Move move in moves ?? [])
        {
            offsets[move.Part] = offsets[move.Over] + (move.Shift * sizeof(T));
        }

        memory.CopyTo(before);
        ArgumentException? error = null;
        object? sum = null;
        fixed (byte* start = memory)
        {
            byte* first = start;
            try
            {
                sum = call.Invoke(p => p.At(first + offsets[p.Name], lengths?.GetValueOrDefault(p.Name, p.Length) ?? p.Length));
            }
            catch (ArgumentException e)
            {
                error = e;
            }
        }

        var outputs = new Dictionary<string, T[]>();
        foreach (Part part in call.Parts.Where(p => p.IsOutput && error is null))
        {
            outputs.Add(part.Name, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(memory.Slice(offsets[part.Name], part.Length * part.Size)).ToArray());
        }

        foreach (Part part in call.Parts.Where(p => p.IsOutput && error is null))
        {
            memory.Slice(offsets[part.Name], part.Length * part.Size).CopyTo(before[offsets[part.Name]..]);
        }

        return new Outcome<T>(error, sum, outputs, memory.SequenceEqual(before));
    }

    private static Span<byte> Reserve(ref byte[]? memory, int bytes)
    {
        if (memory is null || memory.Length < bytes)
        {
            // Aligned as arrays of double are; it stays where it is.
            memory = GC.AllocateUninitializedArray<byte>(2 * bytes, pinned: true);
        }

        return memory.AsSpan(0, bytes);
    }
}
