using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Lowering;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Scheduling;

namespace LossGen.Generator.Emission;

/// <summary>What stands between the public methods and the kernels: checks of the outputs, pinning, arguments.</summary>
internal sealed partial class EntryPointEmitter
{
    private const string Checks = KernelNames.Runtime + ".KernelChecks";
    private const string RowChecks = KernelNames.Runtime + ".KernelRows";

    private string InPlaceText(string output)
    {
        ParameterModel input = _loss.Model.Parameters[_loss.Inputs[System.Array.IndexOf(_gradients, output)]];
        string[] may = _loss.RowPlans.SelectMany(p => p.Outputs).Where(o => !o.IsSecond && _loss.Model.Parameters[o.Spec.Parameter] == input).SelectMany(o => o.MayReplace).Distinct().Select(k => _loss.Model.Parameters[k].Name).ToArray();
        return !_loss.IsRow ? "May be the input's own memory."
            : input.Type == ParameterType.Table ? "Written whole: rows that no sample picks are 0."
            : may.Length == 0 ? "Shares no memory with an input."
            : $"May be the memory of {string.Join(" or of ", may.Select(m => "<c>" + m + "</c>"))}.";
    }

    private void PrintRun(SourceWriter w)
    {
        string outputs = string.Join(", ", _gradients.Concat(_hessians).Select(n => $"{_out} {CSharpText.Identifier(n)}"));
        string scale = Own("scale"), lowest = Own("lowest"), arguments = Own("arguments"), switches = Own("switches"), mode = Own("mode"), weightName = Own("weightName"), count = Own("count"), bound = Own("bound");
        w.Line(_loss.IsRow
            ? "/// <summary>Checks the outputs, pins everything and runs the kernel. Mode 0: samples count as their factors say; 1: times what the loss says they count; 2: the sum of that and nothing else.</summary>"
            : "/// <summary>Checks the outputs, pins everything and runs the kernel, that with second derivatives or that without.</summary>");
        using (w.Open($"private unsafe double Run({(_loss.IsRow ? "int" : "bool")} {mode}, uint {switches}, int {count}, {DataList}, {_in} weight, string {weightName}, {_out} losses, {outputs}, double {scale}, double {lowest}, {Options} parallel{(_loss.CurvatureBound > 0 ? $", double {bound} = 1.0" : string.Empty)})"))
        {
            PrintSharedColumns(w);
            PrintOutputChecks(w, weightName, count);
            int pin = 0;
            foreach (ParameterModel p in Data)
            {
                w.Line($"fixed ({ElementOf(p)}* {Own("pin" + CSharpText.Int(pin++))} = {CSharpText.Identifier(p.Name)})");
            }

            foreach (ParameterModel p in _loss.RowHypers)
            {
                w.Line($"fixed ({Computed}* {Own("pinOf" + CSharpText.Pascal(p.Name))} = {HyperEmitter.Field(p, _element)})");
            }

            w.Line($"fixed ({_t}* {Own("pinWeight")} = weight)");
            foreach (string output in Written)
            {
                w.Line($"fixed ({_t}* {Own("pinOf" + CSharpText.Pascal(output))} = {CSharpText.Identifier(output)})");
            }

            using (w.Open())
            {
                PrintArgumentValues(w, arguments, scale, lowest, mode, bound);
                PrintCall(w, arguments, switches, mode, count);
            }
        }

        w.Line();
    }

    private string[] Written => ["losses", .. _gradients, .. _hessians];

    private void PrintOutputChecks(SourceWriter w, string weightName, string count)
    {
        for (int k = 0; k < Written.Length; k++)
        {
            string output = CSharpText.Identifier(Written[k]);
            ParameterModel? of = k == 0 ? null : _loss.Model.Parameters[_loss.Inputs[(k - 1) % _gradients.Length]];
            string length = of?.Type switch
            {
                ParameterType.Row => $"{count} * columns",
                ParameterType.Table => CSharpText.Identifier(of.Name) + ".Length",
                _ => count,
            };
            using (w.Open($"if (!{output}.IsEmpty)"))
            {
                w.Line($"{output} = {KernelNames.Runtime}.KernelEntry.Output({output}, {length}, \"{Written[k]}\");");
                foreach (ParameterModel p in Data)
                {
                    w.Line($"{Checks}.NoOverlap<{_t}, {ElementOf(p)}>({output}, {CSharpText.Identifier(p.Name)}, \"{Written[k]}\", \"{p.Name}\", {(MayShare(k, of, p) ? "true" : "false")});");
                }

                w.Line($"{Checks}.NoOverlap<{_t}, {_t}>({output}, weight, \"{Written[k]}\", {weightName}, {(of is null or { HasColumns: false } ? "true" : "false")});");
                foreach (string other in Written.Take(k))
                {
                    w.Line($"{Checks}.NoOverlap<{_t}, {_t}>({output}, {CSharpText.Identifier(other)}, \"{Written[k]}\", \"{other}\", false);");
                }
            }

            w.Line();
        }

        // Not before every output has been checked: a call that is refused writes nothing.
        string[] tables = Written.Where((_, k) => k > 0 && _loss.Model.Parameters[_loss.Inputs[(k - 1) % _gradients.Length]].Type == ParameterType.Table).ToArray();
        if (tables.Length > 0)
        {
            using (w.Open($"if ({count} > 0)"))
            {
                foreach (string table in tables)
                {
                    w.Line($"{CSharpText.Identifier(table)}.Clear();");
                }
            }

            w.Line();
        }
    }

    private bool MayShare(int written, ParameterModel? of, ParameterModel data)
    {
        if (!_loss.IsRow)
        {
            return true;
        }

        if (written == 0)
        {
            return !data.HasColumns;
        }

        bool second = written > _gradients.Length;
        int number = _loss.Model.Parameters.ToList().IndexOf(data);
        RowOutput[] outputs = _loss.RowPlans.Single(p => p.Element == _element).Outputs.Where(o => o.IsSecond == second && _loss.Model.Parameters[o.Spec.Parameter] == of).ToArray();
        return outputs.Length > 0 && outputs.All(o => o.MayReplace.Contains(number) || (o.Spec.Shape == OutputShape.Row && IsUnread(number)));
    }

    /// <summary>Whether the loss does not depend on a parameter.</summary>
    private bool IsUnread(int parameter) => _loss.Model.Parameters[parameter].Type == ParameterType.Row && !_loss.Scheduled.Nodes.Any(n => n.Op == OpCode.Data && n.Payload == parameter);

    private void PrintArgumentValues(SourceWriter w, string arguments, string scale, string lowest, string mode, string bound)
    {
        KernelNames names = AnyNames;
        w.Line($"{_element}Arguments {arguments} = default;");
        if (!_isHalf)
        {
            foreach ((string field, string pointer, _, _) in Arrays)
            {
                w.Line($"{arguments}.{field} = {pointer};");
            }
        }

        foreach (int k in _loss.Hypers.Where(k => _loss.Model.Parameters[k].Type == ParameterType.Row))
        {
            w.Line($"{arguments}.{names.Data(k)} = {Own("pinOf" + CSharpText.Pascal(_loss.Model.Parameters[k].Name))};");
        }

        w.Line($"{arguments}.scale = {scale};");
        w.Line($"{arguments}.floor = {lowest};");
        if (_loss.IsRow)
        {
            w.Line($"{arguments}.columns = {(_loss.HasColumns || _loss.RowHypers.Any() ? "columns" : "1")};");
            w.Line($"{arguments}.curvature = {(_loss.CurvatureBound > 0 ? bound : "1.0")};");
            w.Line($"{arguments}.counts = {mode} > 0;");
            w.Line($"{arguments}.weightsOnly = {mode} == 2;");
        }

        string written = string.Join(" + ", Written.Select(n => "(long)" + CSharpText.Identifier(n) + ".Length"));
        string served = _loss.IsRow ? string.Empty : string.Concat(Written.Select(n => $" && {KernelNames.Runtime}.KernelStream<{Computed}>.CanServe({Own("pinOf" + CSharpText.Pascal(n))})"));
        w.Line(_isHalf ? $"{arguments}.streams = false;" : $"{arguments}.streams = {RowChecks}.Streams({written}, sizeof({Computed})){served};");

        int[] uniforms = _loss.Uniforms(MachineOp.Uniform), masks = _loss.Uniforms(MachineOp.UniformMask);
        int[] perCall = [.. uniforms.Where(_loss.IsPerCall), .. masks.Where(_loss.IsPerCall)];
        IReadOnlyList<string> computed = new ScalarPrinter(_loss.Model, _loss.Scheduled).Print(w, perCall);
        string cast = _element == Element.Single ? "(float)" : string.Empty;
        foreach (int n in uniforms)
        {
            w.Line($"{arguments}.u{n} = {cast}{(_loss.IsPerCall(n) ? $"({computed[System.Array.IndexOf(perCall, n)]})" : "_u" + CSharpText.Int(n))};");
        }

        foreach (int n in masks)
        {
            w.Line($"{arguments}.m{n} = {(_loss.IsPerCall(n) ? computed[System.Array.IndexOf(perCall, n)] : "_m" + CSharpText.Int(n))};");
        }
    }

    private void PrintCall(SourceWriter w, string arguments, string switches, string mode, string count)
    {
        string columns = _loss.HasColumns || _loss.RowHypers.Any() ? "columns" : "1";
        string kernel = _loss.IsRow
            ? $"{RowKernelEmitter.ClassName(_element)}.Choose({switches}{ChosenBy(AnyNames, arguments)})"
            : $"{mode} ? {_element}CurvatureKernel.Choose({switches}{ChosenBy(Names(true), arguments)}) : {_element}GradientKernel.Choose({switches}{ChosenBy(Names(false), arguments)})";
        string sum = $"return {KernelNames.Runtime}.KernelRunner.Sum({kernel}, &{arguments}, {count}, ";
        if (_isHalf)
        {
            string streams = Own("streams");
            PrintStreams(w, streams, arguments, columns);
            sum = $"return {KernelNames.Runtime}.KernelHalves.Sum({kernel}, &{arguments}, sizeof({_element}Arguments), {streams}, {CSharpText.Int(Arrays.Count())}, {count}, {columns}, ";
        }

        if (!_loss.IsRow)
        {
            w.Line(sum + (_isHalf ? $"parallel, {KernelNames.Runtime}.KernelRunner.BlockLength);" : "parallel);"));
            return;
        }

        // Samples that pick the same row of a table add to it one after the other.
        string tables = string.Join(" && ", Written.Skip(1).Where((_, k) => _loss.Model.Parameters[_loss.Inputs[k % _gradients.Length]].Type == ParameterType.Table).Select(n => CSharpText.Identifier(n) + ".IsEmpty"));
        string threads = tables.Length == 0 ? "parallel" : $"{tables} ? parallel : null";
        w.Line($"{sum}{threads}, {RowChecks}.TaskRows({columns}));");
    }

    /// <summary>The arrays of a call: the field of the arguments, the pointer, the parameter (null for what there is one of per sample), and whether it is written.</summary>
    private IEnumerable<(string Field, string Pointer, ParameterModel? Of, bool IsOutput)> Arrays
    {
        get
        {
            int pin = 0;
            foreach (int k in _loss.Data)
            {
                yield return (AnyNames.Data(k), Own("pin" + CSharpText.Int(pin++)), _loss.Model.Parameters[k], false);
            }

            yield return ("weight", Own("pinWeight"), null, false);
            yield return ("losses", Own("pinOfLosses"), null, true);
            for (int k = 0; k < _loss.Slots.Count; k++)
            {
                int input = _loss.InputOf(_loss.Slots[k].Parameter);
                ParameterModel of = _loss.Model.Parameters[_loss.Inputs[input]];
                yield return ($"gradient{k}", Own("pinOf" + CSharpText.Pascal(_gradients[input])), of, true);
                yield return ($"hessian{k}", Own("pinOf" + CSharpText.Pascal(_hessians[input])), of, true);
            }
        }
    }

    /// <summary>Tells what is to be widened before the kernel sees it, and narrowed behind it.</summary>
    private void PrintStreams(SourceWriter w, string streams, string arguments, string columns)
    {
        const string type = KernelNames.Runtime + ".HalfStream";
        w.Line($"{type}* {streams} = stackalloc {type}[{CSharpText.Int(Arrays.Count())}];");
        int number = 0;
        foreach ((string field, string pointer, ParameterModel? of, bool isOutput) in Arrays)
        {
            bool isTable = of?.Type == ParameterType.Table;
            string width = isTable ? "0" : of?.Type == ParameterType.Row ? columns : "1";
            string whole = isTable ? $", {CSharpText.Identifier(of!.Name)}.Length" : string.Empty;
            w.Line($"{streams}[{CSharpText.Int(number++)}] = new {type}({pointer}, {width}, sizeof({(of is null ? _t : ElementOf(of))}), (nint)((byte*)&{arguments}.{field} - (byte*)&{arguments}), {(isOutput ? "true" : "false")}{whole});");
        }
    }

    private KernelNames Names(bool secondOrder)
    {
        int k = 0;
        while (_loss.Plans[k].Element != _element || (_loss.Plans[k].Hessians.Count > 0) != secondOrder)
        {
            k++;
        }

        return _loss.Names[k];
    }

    /// <summary>Names of the element type; those of parameters are the same in all kernels.</summary>
    private KernelNames AnyNames => _loss.IsRow ? _loss.RowNames[_loss.RowPlans.ToList().FindIndex(p => p.Element == _element)].Values.First() : Names(secondOrder: false);

    /// <summary>The bits of the switches that hyper-parameters set.</summary>
    private static string ChosenBy(KernelNames names, string arguments) =>
        string.Concat(names.Choices.Select((n, k) => $" | ({arguments}.m{n} ? {1u << (names.FirstChoice + k)}u : 0u)"));

    private string ElementOf(ParameterModel p) => p.Type switch { ParameterType.Int => "int", ParameterType.Bool => "bool", _ => _t };

    private void PrintArguments(SourceWriter w)
    {
        KernelNames names = AnyNames;
        using (w.Open($"private unsafe struct {_element}Arguments"))
        {
            foreach (int k in _loss.Data.Concat(_loss.Hypers.Where(k => _loss.Model.Parameters[k].Type == ParameterType.Row)))
            {
                w.Line($"public {ElementOf(_loss.Model.Parameters[k])}* {names.Data(k)};");
            }

            w.Line($"public {_t}* weight;");
            w.Line($"public {_t}* losses;");
            for (int k = 0; k < _loss.Slots.Count; k++)
            {
                w.Line($"public {_t}* gradient{k};");
                w.Line($"public {_t}* hessian{k};");
            }

            w.Line("public double scale;");
            w.Line("public double floor;");
            w.Line("public bool streams;");
            if (_loss.IsRow)
            {
                w.Line("public double curvature;");
                w.Line("public nint columns;");
                w.Line("public bool counts;");
                w.Line("public bool weightsOnly;");
                w.Line($"public {KernelNames.Runtime}.KernelStream<{_t}>* drains;");
                w.Line("public nint late;");
                w.Line($"public {_t}* before;");
            }

            foreach (int n in _loss.Uniforms(MachineOp.Uniform))
            {
                w.Line($"public {_t} u{n};");
            }

            foreach (int n in _loss.Uniforms(MachineOp.UniformMask))
            {
                w.Line($"public bool m{n};");
            }
        }

        w.Line();
    }
}
