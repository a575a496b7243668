using System.Collections.Generic;
using System.Globalization;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>Prints what depends on hyper-parameters and the number of columns alone as scalar C# in <c>double</c>; it runs once per loss object, or per call.</summary>
internal sealed class ScalarPrinter(LossModel model, Tape tape)
{
    private static readonly Dictionary<OpCode, string> Templates = new()
    {
        [OpCode.True] = "true",
        [OpCode.False] = "false",
        [OpCode.Less] = "({0} < {1})",
        [OpCode.LessOrEqual] = "({0} <= {1})",
        [OpCode.Equal] = "({0} == {1})",
        [OpCode.And] = "({0} && {1})",
        [OpCode.Or] = "({0} || {1})",
        [OpCode.Not] = "!{0}",
        [OpCode.Select] = "({0} ? {1} : {2})",
        [OpCode.Add] = "({0} + {1})",
        [OpCode.Subtract] = "({0} - {1})",
        [OpCode.Multiply] = "({0} * {1})",
        [OpCode.Divide] = "({0} / {1})",
        [OpCode.Negate] = "(-{0})",
        [OpCode.Reciprocal] = "(1.0 / {0})",
        [OpCode.UnitEntry] = "({1} == 0.0 ? 0.0 : {0} / {1})",
        [OpCode.SoftmaxEntry] = "global::System.Math.Exp({0} - {1})",
        [OpCode.Literal] = "{0}",
        [OpCode.Detach] = "{0}",
    };

    /// <summary>Statements that compute every node <paramref name="roots"/> need, each into a local <c>h{n}</c>; returns the name or literal of each root.</summary>
    public IReadOnlyList<string> Print(SourceWriter w, IReadOnlyList<int> roots)
    {
        var names = new string[tape.Count];
        bool[] live = tape.Reachable([.. roots]);
        for (int i = 0; i < tape.Count; i++)
        {
            if (!live[i])
            {
                continue;
            }

            Node node = tape[i];
            if (node.Op is OpCode.Constant)
            {
                names[i] = CSharpText.Literal(node.Value);
            }
            else if (node.Op == OpCode.Columns)
            {
                names[i] = "(double)columns";
            }
            else if (node.Op is OpCode.Hyper or OpCode.BoolHyper)
            {
                ParameterModel parameter = model.Parameters[(int)node.Payload];
                string property = "this." + CSharpText.Identifier(CSharpText.Pascal(parameter.Name));
                names[i] = parameter.Type switch
                {
                    ParameterType.Int => $"(double){property}",
                    ParameterType.Enum => $"(double)(long){property}",
                    _ => property,
                };
            }
            else
            {
                string[] operands = ["", "", ""];
                for (int k = 0; k < tape.Arity(i); k++)
                {
                    operands[k] = names[node.Operand(k)];
                }

                string expression = Templates.TryGetValue(node.Op, out string template)
                    ? string.Format(CultureInfo.InvariantCulture, template, operands[0], operands[1], operands[2])
                    : $"global::LossGen.LossMath.{node.Op}({string.Join(", ", operands, 0, tape.Arity(i))})";
                names[i] = "__h" + CSharpText.Int(i);
                w.Line($"{(OpTable.Row(node.Op).Kind == ValueKind.Truth ? "bool" : "double")} {names[i]} = {expression};");
            }
        }

        var result = new string[roots.Count];
        for (int k = 0; k < roots.Count; k++)
        {
            result[k] = names[roots[k]];
        }

        return result;
    }
}
