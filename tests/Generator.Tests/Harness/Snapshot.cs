using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;

namespace LossGen.Generator.Tests.Harness;

/// <summary>
/// Compares generated files with verified ones beside the test, under the names, encoding and first line that Verify uses, so that moving to it
/// leaves no difference. Verified files are written only when LOSSGEN_ACCEPT=1 and never on a build server.
/// </summary>
internal static class Snapshot
{
    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public static void Verify(IReadOnlyDictionary<string, string> sources, [CallerFilePath] string file = "", [CallerMemberName] string member = "")
    {
        string folder = Path.GetDirectoryName(file)!;
        string prefix = Path.GetFileNameWithoutExtension(file) + "." + member;
        Dictionary<string, string> actual = sources.ToDictionary(
            s => $"{prefix}#{Path.GetFileNameWithoutExtension(s.Key)}.verified.cs",
            s => $"//HintName: {s.Key}\n{s.Value}");
        bool accept = Environment.GetEnvironmentVariable("LOSSGEN_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null;
        var report = new StringBuilder();
        foreach ((string name, string text) in actual.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            string path = Path.Combine(folder, name), received = path.Replace(".verified.", ".received.", StringComparison.Ordinal);
            string? old = File.Exists(path) ? File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal) : null;
            if (old == text)
            {
                File.Delete(received);
            }
            else if (accept)
            {
                File.WriteAllText(path, text, WithMark);
                File.Delete(received);
            }
            else
            {
                File.WriteAllText(received, text, WithMark);
                report.AppendLine((old is null ? "NEW " : "CHANGED ") + name).AppendLine(Difference(old ?? string.Empty, text));
            }
        }

        foreach (string stale in Directory.GetFiles(folder, prefix + "#*.verified.cs").Select(f => Path.GetFileName(f)!).Except(actual.Keys))
        {
            report.AppendLine("STALE " + stale);
        }

        Assert.True(report.Length == 0, report.ToString());
    }

    /// <summary>The first lines that differ.</summary>
    private static string Difference(string old, string text)
    {
        string[] a = old.Split('\n'), b = text.Split('\n');
        int first = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => i >= a.Length || i >= b.Length || a[i] != b[i]);
        return string.Join('\n', a.Skip(first).Take(8).Select(l => "- " + l).Concat(b.Skip(first).Take(8).Select(l => "+ " + l)));
    }
}
