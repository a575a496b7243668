using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Emission;

/// <summary>The checks of the data: ranges on demand, lengths and labels at every call.</summary>
internal sealed partial class EntryPointEmitter
{
    private void PrintValidate(SourceWriter w)
    {
        w.Line($"/// <summary>Checks that all data lie in the ranges the declaration states; kernels rely on them and do not look. For <c>{Stored}</c>.</summary>");
        foreach (ParameterModel p in Data)
        {
            w.Line($"/// <param name=\"{p.Name}\">{HyperEmitter.Describe(p)}</param>");
        }

        if (_loss.HasColumns)
        {
            w.Line("/// <param name=\"columns\">The number of columns of every row.</param>");
        }

        w.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">A value is outside its range; the message names row and value.</exception>");
        using (w.Open($"public void Validate({DataList})"))
        {
            w.Line($"Check({DataNames}, out _);");
            foreach (ParameterModel p in Data.Where(p => p.Range is not null && p.Type is ParameterType.Double or ParameterType.Row or ParameterType.Table))
            {
                if (p.Range is { } r)
                {
                    w.Line($"{Checks}.ValidateRange({CSharpText.Identifier(p.Name)}, {CSharpText.Literal(r.Minimum)}, {CSharpText.Literal(r.Maximum)}, {(r.MinimumIsExclusive ? "true" : "false")}, {(r.MaximumIsExclusive ? "true" : "false")}, nameof({CSharpText.Identifier(p.Name)}){(p.HasColumns ? ", columns" : string.Empty)});");
                }
            }
        }

        w.Line();
    }

    /// <summary>The check of lengths and labels; it returns the number of samples, and how many of them count.</summary>
    private void PrintChecks(SourceWriter w)
    {
        string count = Own("count"), counted = Own("counted");
        using (w.Open($"private {(_loss.RowHypers.Any() ? string.Empty : "static ")}int Check({DataList}, out int {counted})"))
        {
            PrintSharedColumns(w);

            // A row of data fixes the number of samples, or else a value per sample does.
            ParameterModel[] perSample = Data.Where(p => p.Type != ParameterType.Table).ToArray();
            ParameterModel first = perSample.FirstOrDefault(p => p.Type == ParameterType.Row) ?? perSample[0];
            string name = CSharpText.Identifier(first.Name);
            w.Line(first.Type == ParameterType.Row
                ? $"int {count} = {RowChecks}.Rows({name}.Length, columns, nameof({name}));"
                : $"int {count} = {name}.Length;");
            foreach (ParameterModel p in perSample.Where(p => p != first))
            {
                name = CSharpText.Identifier(p.Name);
                w.Line(p.Type == ParameterType.Row
                    ? $"{RowChecks}.SameRows({name}.Length, {count}, columns, nameof({name}));"
                    : $"{Checks}.SameLength({name}, {count}, nameof({name}));");
            }

            foreach (ParameterModel p in _loss.RowHypers)
            {
                name = "this." + CSharpText.Identifier(CSharpText.Pascal(p.Name));
                w.Line($"{RowChecks}.SameColumns({name}.Length, columns, \"{p.Name}\");");
            }

            foreach (ParameterModel p in Data.Where(p => p.Type == ParameterType.Table))
            {
                name = CSharpText.Identifier(p.Name);
                w.Line($"int {Rows(p)} = {RowChecks}.Rows({name}.Length, columns, nameof({name}));");
            }

            PrintIndexChecks(w);
            w.Line($"{counted} = {count};");
            foreach (ParameterModel p in Data.Where(p => p.IgnoreLabel is not null))
            {
                w.Line($"{counted} -= {RowChecks}.CountIgnored({CSharpText.Identifier(p.Name)}, {CSharpText.Int(p.IgnoreLabel!.Value)});");
            }

            w.Line($"return {count};");
        }

        w.Line();
    }

    /// <summary>Where no data have columns their number is that of a row that all samples share.</summary>
    private void PrintSharedColumns(SourceWriter w)
    {
        if (!_loss.HasColumns && _loss.RowHypers.FirstOrDefault() is { } shared)
        {
            w.Line($"int columns = this.{CSharpText.Identifier(CSharpText.Pascal(shared.Name))}.Length;");
        }
    }

    private string Rows(ParameterModel p) => Own("rowsOf" + CSharpText.Pascal(p.Name));

    /// <summary>Every label against what it picks from: a column, or the rows of a table.</summary>
    private void PrintIndexChecks(SourceWriter w)
    {
        var bounds = new SortedDictionary<int, SortedSet<string>>();
        int lastColumn = -1;
        Tape tape = _loss.Model.Tape;
        for (int i = 0; i < tape.Count; i++)
        {
            Node node = tape[i];
            if (node.Op == OpCode.TableEntry)
            {
                ParameterModel table = _loss.Model.Parameters[(int)node.Payload];
                if (tape[node.A].Op == OpCode.Label)
                {
                    Bound((int)tape[node.A].Payload, Rows(table));
                }
                else
                {
                    w.Line($"{RowChecks}.HasRow({Rows(table)}, {CSharpText.Int((int)tape[node.A].Value)}, \"{table.Name}\");");
                }

                continue;
            }

            foreach (int index in node.Op == OpCode.Equal ? new[] { node.A, node.B } : node.Op is OpCode.Gather or OpCode.LogProbability ? new[] { node.B } : [])
            {
                if (node.Op == OpCode.Equal && tape[node.A].Op != OpCode.Column && tape[node.B].Op != OpCode.Column)
                {
                    continue;
                }

                if (tape[index].Op == OpCode.Label)
                {
                    Bound((int)tape[index].Payload, "columns");
                }
                else if (tape[index].Op == OpCode.Constant)
                {
                    lastColumn = System.Math.Max(lastColumn, (int)tape[index].Value);
                }
            }
        }

        if (lastColumn >= 0)
        {
            w.Line($"{RowChecks}.HasColumn(columns, {CSharpText.Int(lastColumn)});");
        }

        foreach (KeyValuePair<int, SortedSet<string>> bound in bounds)
        {
            ParameterModel label = _loss.Model.Parameters[bound.Key];
            string name = CSharpText.Identifier(label.Name);
            string lowest = bound.Value.Aggregate((x, y) => $"global::System.Math.Min({x}, {y})");
            w.Line($"{RowChecks}.CheckLabels({name}, {lowest}, {(label.IgnoreLabel is { } ignored ? CSharpText.Int(ignored) : "long.MinValue")}, nameof({name}));");
        }

        void Bound(int label, string by)
        {
            if (!bounds.TryGetValue(label, out SortedSet<string>? set))
            {
                bounds.Add(label, set = new SortedSet<string>(System.StringComparer.Ordinal));
            }

            set.Add(by);
        }
    }
}
