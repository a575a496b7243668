using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Fuzz.Checking;
using LossGen.Fuzz.Grammar;
using LossGen.Fuzz.Running;

namespace LossGen.Fuzz.Reporting;

/// <summary>Tries many declarations.</summary>
/// <param name="found">Is told of every finding.</param>
/// <param name="depth">How much of each generated class is compiled and run.</param>
/// <param name="shrinks">How many findings of a kind are made smaller.</param>
internal sealed class Campaign(Action<Finding> found, Depth depth, int shrinks)
{
    /// <summary>So many are compiled together: references and the runtime library are looked at once.</summary>
    public const int BatchSize = 50;

    private readonly Dictionary<string, int> _shrunk = [];

    public Coverage Coverage { get; } = new();

    public int Findings { get; private set; }

    public void Run(IEnumerable<Declaration> declarations)
    {
        foreach (Declaration[] some in declarations.Chunk(BatchSize))
        {
            using var batch = new Batch(some, depth);
            if (!batch.IsLoaded && some.Length > 1 && depth != Depth.None)
            {
                // One that does not compile must not hide the others.
                foreach (Declaration[] half in some.Chunk((some.Length + 1) / 2))
                {
                    Run(half);
                }

                continue;
            }

            for (int i = 0; i < some.Length; i++)
            {
                foreach (Finding finding in depth == Depth.None ? [] : Checker.Check(batch, i))
                {
                    Findings++;
                    bool shrink = _shrunk.GetValueOrDefault(finding.Kind) < shrinks;
                    _shrunk[finding.Kind] = _shrunk.GetValueOrDefault(finding.Kind) + 1;
                    found(shrink && finding.Declaration.Own is null ? Shrinker.Shrink(finding, depth) : finding);
                }

                if (batch.Model(i) is { } model && (batch.IsLoaded || depth == Depth.None))
                {
                    Coverage.Add(model, batch.Rules(i));
                }
            }
        }
    }
}
