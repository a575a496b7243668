using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using LossGen.Losses.Tests.Cases;
using LossGen.Losses.Tests.Kernels;

namespace LossGen.Losses.Tests.Hostile;

/// <summary>Every output of every kernel on every other span of the call, its beginning on the other's and an element before and behind: refused, or as if it lay elsewhere.</summary>
public class EveryOverlapTests
{
    private static readonly int[] Lengths = [1, 5, 17, 67];

    private static readonly (int Rows, int Columns)[] Shapes = [(1, 4), (19, 4), (5, 16), (3, 37), (2, 130)];

    [Theory]
    [MemberData(nameof(HostileLosses.Names), MemberType = typeof(HostileLosses))]
    public void An_output_over_any_other_span(string name)
    {
        LossEntry entry = HostileLosses.Find(name);
        foreach ((int rows, int columns) in entry.HasColumns ? Shapes : Lengths.Select(n => (n, 1)))
        {
            Every<double>(entry, rows, columns);
            Every<float>(entry, rows, columns);
            Every<Half>(entry, rows, columns);
        }
    }

    private static void Every<T>(LossEntry entry, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (LossKernels<T> kernels, double[][][] samples) = HostileLosses.Make<T>(entry, rows, columns);
        foreach (HostileCall<T> call in HostileCall<T>.All(kernels, kernels.Batch(samples, columns)))
        {
            Outcome<T> expected = Board.Run(call);
            Assert.Null(expected.Error);
            var accepted = new List<Move>();
            foreach (Part output in call.Parts.Where(p => p.IsOutput))
            {
                foreach (Part other in call.Parts.Where(p => p != output))
                {
                    foreach (int shift in new[] { 0, 1, -1 })
                    {
                        if (IsAccepted(entry, call, expected, output, other, shift) && shift == 0)
                        {
                            accepted.Add(new Move(output.Name, other.Name, 0));
                        }
                    }

                    // What is longer than needed may reach over anything: it is not written.
                    Outcome<T> beyond = Board.Run(call, moves: [new Move(output.Name, other.Name, -output.Length)], lengths: new Dictionary<string, int> { [output.Name] = output.Length + 9 });
                    Assert.True(beyond.IsExactly(expected), $"{call}: {output.Name}, longer than needed and reaching over {other.Name}, gives {beyond.Error?.Message ?? "something else"}.");
                }
            }

            foreach (Move first in accepted)
            {
                foreach (Move second in accepted.Where(m => string.CompareOrdinal(m.Part, first.Part) > 0 && m.Over != first.Over))
                {
                    Outcome<T> both = Board.Run(call, moves: [first, second]);
                    Assert.True(
                        both.Error is not null ? both.IsClean : both.IsExactly(expected),
                        $"{call}: {first.Part} over {first.Over} and {second.Part} over {second.Over} give {both.Error?.Message ?? "something else"}.");
                }
            }
        }
    }

    /// <summary>Whether an overlap was accepted. Whatever comes of it must be right.</summary>
    private static bool IsAccepted<T>(LossEntry entry, HostileCall<T> call, Outcome<T> expected, Part output, Part other, int shift)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string place = $"{call}: {output.Name} over {other.Name}, shifted by {shift},";
        int from = shift * output.Size, to = from + (output.Length * output.Size);
        bool overlaps = from < other.Length * other.Size && to > 0;
        Outcome<T> actual = Board.Run(call, moves: [new Move(output.Name, other.Name, shift)]);
        if (actual.Error is null)
        {
            Assert.True(!overlaps || (shift == 0 && !other.IsOutput && other.Size == output.Size), place + " is accepted.");
            Assert.True(actual.IsExactly(expected), place + " gives something else.");
            return true;
        }

        Assert.True(actual.IsClean, place + " is refused after something has been written.");
        Assert.True(overlaps, place + " is refused, though it overlaps nothing.");
        Assert.True(actual.Error.ParamName == output.Name || (other.IsOutput && actual.Error.ParamName == other.Name), $"{place} is refused for {actual.Error.ParamName}.");

        // Kernels of numbers read every element before they write it.
        Assert.False(!entry.HasColumns && shift == 0 && other.Element == output.Element && !other.IsOutput, place + " is refused.");
        return false;
    }
}
