using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using LossGen.Fuzz.Grammar;

namespace LossGen.Fuzz.Running;

/// <summary>A generated file without the bodies of methods that will not run. What is left stands as it was generated, but for documentation and the wish to be compiled well.</summary>
internal static class Excerpt
{
    private const string Nothing = "{ throw new global::System.NotSupportedException(); }";
    private const int MostTileColumns = 16;

    public static string Of(string text, Declaration d, Scope scope)
    {
        string[] lines = text.Split('\n');
        bool tiled = d.Columns <= MostTileColumns && text.Contains("return Tiled<", StringComparison.Ordinal);
        var kept = new StringBuilder(text.Length / 2);
        string kernel = "";
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int indent = line.Length - line.TrimStart().Length;
            if (indent == 4 && line.Contains(" class ", StringComparison.Ordinal))
            {
                kernel = line[(line.IndexOf(" class ", StringComparison.Ordinal) + 7)..].TrimEnd();
            }

            // What runs a few times need not be compiled well, nor documented.
            if (line.TrimStart().StartsWith("///", StringComparison.Ordinal) || line.Contains("MethodImplOptions.AggressiveOptimization", StringComparison.Ordinal))
            {
                continue;
            }

            // What is never called is not even read, with the attributes before it.
            if (indent == 4 && line[4] is not ('{' or '}' or '[') && !IsUsed(line, scope))
            {
                while (kept.Length > 0 && LastLine(kept).StartsWith("    [", StringComparison.Ordinal))
                {
                    kept.Length -= LastLine(kept).Length + 1;
                }

                for (bool isOneLine = line.EndsWith(';'); !isOneLine && lines[i] is not ("    }" or "    };"); i++)
                {
                }

                continue;
            }

            // Vectors of 512 bits go through the loop that all widths have in common.
            bool isHeader = indent is 4 or 8 && line.Contains('(') && i + 1 < lines.Length && lines[i + 1] == new string(' ', indent) + "{" && !line.TrimStart().StartsWith('/');
            kept.Append(line.Contains("typeof(O) == typeof(global::LossGen.Kernels.Lanes512<", StringComparison.Ordinal)
                ? line.Replace("typeof(O) == typeof(global::LossGen.Kernels.Lanes512<float>)", "false", StringComparison.Ordinal).Replace("typeof(O) == typeof(global::LossGen.Kernels.Lanes512<double>)", "false", StringComparison.Ordinal)
                : line).Append('\n');
            if (isHeader && !Needs(Name(line), kernel, tiled, scope))
            {
                string end = new string(' ', indent) + "}";
                kept.Append(new string(' ', indent)).Append(Nothing).Append('\n');
                while (lines[i] != end)
                {
                    i++;
                }
            }
        }

        return kept.ToString();
    }

    /// <summary>Whether a member belongs to an element type and an entry point that run.</summary>
    private static bool IsUsed(string header, Scope scope)
    {
        bool isEntry = header.StartsWith("    public ", StringComparison.Ordinal) && header.Contains('(', StringComparison.Ordinal);
        string name = isEntry ? Name(header) : "";
        if (header.Contains("global::System.Half", StringComparison.Ordinal) || name is "Backward" or "Validate")
        {
            return false;
        }

        bool isSingle = header.Contains("Span<float>", StringComparison.Ordinal) || header.Contains(" Single", StringComparison.Ordinal);
        bool isDouble = header.Contains("Span<double>", StringComparison.Ordinal) || header.Contains(" Double", StringComparison.Ordinal);
        Entries entries = isSingle ? scope.Single : isDouble ? scope.Double : Entries.All;
        return isEntry ? !Enum.TryParse(name, out Entries entry) || entries.HasFlag(entry) : entries != Entries.None;
    }

    private static string LastLine(StringBuilder text)
    {
        int end = text.Length - 1, start = end;
        while (start > 0 && text[start - 1] != '\n')
        {
            start--;
        }

        return text.ToString(start, end - start);
    }

    private static string Name(string header)
    {
        int end = header.IndexOf('(', StringComparison.Ordinal);
        string name = header[..end];
        name = name.Contains('<', StringComparison.Ordinal) && name.EndsWith('>') ? name[..name.IndexOf('<', StringComparison.Ordinal)] : name;
        return name[(name.LastIndexOf(' ') + 1)..];
    }

    private static bool Needs(string method, string kernel, bool tiled, Scope scope)
    {
        if (kernel.EndsWith("Kernel", StringComparison.Ordinal))
        {
            Entries entries = kernel.StartsWith("Single", StringComparison.Ordinal) ? scope.Single : scope.Double;
            bool isUsed = entries != Entries.None && (kernel.EndsWith("GradientKernel", StringComparison.Ordinal) ? entries != Entries.GradientHessian
                : !kernel.EndsWith("CurvatureKernel", StringComparison.Ordinal) || entries.HasFlag(Entries.GradientHessian));
            bool isTile = method.StartsWith("Tile", StringComparison.Ordinal);
            bool isPass = method.StartsWith("Columns", StringComparison.Ordinal);
            bool isWide = method.StartsWith("Wide", StringComparison.Ordinal) || method.StartsWith("Late", StringComparison.Ordinal);
            return isUsed && !isWide && !(isTile && !tiled) && !(isPass && tiled);
        }

        return true;
    }
}
