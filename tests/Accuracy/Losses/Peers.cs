using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Accuracy.Losses;

/// <summary>PyTorch and scikit-learn at the same points, where a Python that has them is installed.</summary>
internal sealed class Peers
{
    // The interpreter that a distribution's packages are for comes second where another one is first in the path.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    private readonly Dictionary<Samples, IReadOnlyList<Outcome>> _outcomes = new(ReferenceEqualityComparer.Instance);

    private Peers(string title, IReadOnlyList<string> formulas) => (Title, Formulas) = (title, formulas);

    /// <summary>Names and versions; empty where there are none.</summary>
    public string Title { get; }

    /// <summary>The losses that are not a function of PyTorch but formulas of its functions.</summary>
    public IReadOnlyList<string> Formulas { get; }

    public bool IsThere => Title.Length > 0;

    public IReadOnlyList<Outcome> Of(Samples samples) => _outcomes.GetValueOrDefault(samples, []);

    /// <summary>Asks them for samples of losses.</summary>
    public static Peers Ask(IReadOnlyList<(LossEntry Entry, Samples Samples)> all)
    {
        string input = new JsonArray(all.Select(a => (JsonNode)Job(a.Entry, a.Samples)).ToArray()).ToJsonString();
        string? output = Interpreters.Select(i => Run(i, input)).FirstOrDefault(o => o is not null);
        if (output is null)
        {
            return new("", []);
        }

        JsonElement root = JsonDocument.Parse(output).RootElement;
        var peers = new Peers(
            string.Join(" and ", root.GetProperty("versions").EnumerateObject().Where(v => v.Value.ValueKind == JsonValueKind.String).Select(v => $"{v.Name} {v.Value.GetString()}")),
            root.GetProperty("formulas").EnumerateArray().Select(e => e.GetString()!).ToArray());
        foreach (((LossEntry entry, Samples samples), JsonElement answer) in all.Zip(root.GetProperty("answers").EnumerateArray()))
        {
            peers._outcomes[samples] = answer.EnumerateObject().Select(o => Outcome(entry, samples, o.Name, o.Value)).ToArray();
        }

        return peers;
    }

    private static Outcome Outcome(LossEntry entry, Samples samples, string source, JsonElement answer)
    {
        double[]?[][] gradients = entry.Differentiated.Select(i =>
        {
            if (!answer.GetProperty("gradients").TryGetProperty(entry.Data[i].Name!, out JsonElement flat))
            {
                return new double[]?[samples.Data.Length];
            }

            double[] all = GoldenFile.Numbers(flat);
            return all.Chunk(all.Length / samples.Data.Length).ToArray<double[]?>();
        }).ToArray();
        return new(source, GoldenFile.Numbers(answer.GetProperty("values")), gradients, []);
    }

    private static JsonObject Job(LossEntry entry, Samples samples) => new()
    {
        ["loss"] = entry.Declaration.Name,
        ["count"] = samples.Data.Length,
        ["hyper"] = new JsonObject(entry.Hyper.Select((p, i) => KeyValuePair.Create(p.Name!, Value(samples.Hyper[i])))),
        ["names"] = new JsonArray(entry.Data.Select(p => (JsonNode)p.Name!).ToArray()),
        ["differentiated"] = new JsonArray(entry.Differentiated.Select(i => (JsonNode)entry.Data[i].Name!).ToArray()),
        ["data"] = new JsonArray(entry.Data.Select((_, i) => (JsonNode)new JsonArray(samples.Data.SelectMany(s => s[i]).Select(v => (JsonNode)v).ToArray())).ToArray()),
    };

    private static JsonNode? Value(object hyper) => hyper switch
    {
        bool b => b,
        Row row => new JsonArray(row.Values.ToArray().Select(v => (JsonNode)v).ToArray()),
        _ => Convert.ToDouble(hyper, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string? Run(string interpreter, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "peers.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
            try
            {
                process.StandardInput.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: a module is missing.
            }

            string text = output.Result;
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
