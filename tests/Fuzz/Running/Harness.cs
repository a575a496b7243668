using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using LossGen.Fuzz.Grammar;

namespace LossGen.Fuzz.Running;

/// <summary>
/// C# that calls the generated classes, compiled together with them: a call by reflection would cost more than the kernel. Data come as arrays of the element type, bool or int.
/// </summary>
internal static class Harness
{
    /// <summary>The class that holds the calls.</summary>
    public const string Class = "Calls";

    public static string Text(IReadOnlyList<(string Name, Declaration Declaration, Scope Scope)> declarations)
    {
        var text = new StringBuilder("using System;\nusing LossGen;\n\npublic static class Calls\n{\n");
        foreach ((string name, Declaration d, Scope scope) in declarations)
        {
            text.Append($"    public static LossInfo Info{name}() => {name}Loss.Info;\n");
            text.Append($"    public static double Plain{name}(object[] a) => L.{name}({string.Join(", ", d.Parameters.Select((p, i) => $"({Type(p)})a[{i}]"))});\n");
            Kernels(text, name, d, "float", scope.Single);
            Kernels(text, name, d, "double", scope.Double);
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Runs the kernels: the losses, three sums, then the gradients of the first kernel, and gradients and second derivatives of the second; null for what is not run.</summary>
    private static void Kernels(StringBuilder text, string name, Declaration d, string element, Entries entries)
    {
        Parameter[] data = [.. d.Data], inputs = [.. data.Where(p => p.IsInput)];
        string arguments = string.Concat(data.Select((p, i) => $"d{i}, ")) + (d.HasColumns ? "columns, " : "");
        string Outputs(string prefix) => string.Join(", ", inputs.Select((_, i) => prefix + i));
        text.Append($"    public static object[] {element}{name}(object[] d, object[] h, int columns, int count)\n    {{\n");
        text.Append($"        var loss = new {name}Loss({string.Join(", ", d.Hyper.Select((p, i) => $"({(p.Kind == Kind.Vector ? "double[]" : Type(p))})h[{i}]"))});\n");
        for (int i = 0; i < data.Length; i++)
        {
            string type = data[i].Kind switch { Kind.Truth => "bool", Kind.Index => "int", _ => element };
            text.Append($"        var d{i} = ({type}[])d[{i}];\n");
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            string like = "d" + Array.IndexOf(data, inputs[i]);
            text.Append($"        {element}[] g{i} = new {element}[{like}.Length], n{i} = new {element}[{like}.Length], s{i} = new {element}[{like}.Length];\n");
        }

        text.Append($"        var losses = new {element}[count];\n        LossSum a = default, b = default, c = default;\n");
        text.Append(entries.HasFlag(Entries.ForwardEach) ? $"        loss.ForwardEach({arguments}losses);\n" : "");
        text.Append(entries.HasFlag(Entries.Forward) ? $"        a = loss.Forward({arguments.TrimEnd(',', ' ')});\n" : "");
        text.Append(entries.HasFlag(Entries.ForwardBackward) ? $"        b = loss.ForwardBackward({arguments}{Outputs("g")}, reduction: Reduction.Sum);\n" : "");
        text.Append(entries.HasFlag(Entries.GradientHessian) ? $"        c = loss.GradientHessian({arguments}{Outputs("n")}, {Outputs("s")});\n" : "");
        text.Append($"        return new object[] {{ losses, a, b, c, {Outputs("g")}, {Outputs("n")}, {Outputs("s")} }};\n    }}\n");
    }

    private static string Type(Parameter p) => p.Kind switch { Kind.Vector => "Row", Kind.Index => "int", Kind.Truth => "bool", Kind.Table => "Table", _ => "double" };
}
