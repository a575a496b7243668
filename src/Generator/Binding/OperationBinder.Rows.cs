using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>
/// Rows, tables, the labels that index them, and what a sample counts. The node of a row is its entry in any one column. A table is no value:
/// the node of its parameter only says which one it is.
/// </summary>
internal sealed partial class OperationBinder
{
    private const string Weight = "Weighted";

    /// <summary>Of each node whether it has as many columns as some parameter: what OneHot yields alone has no length.</summary>
    private readonly List<bool> _hasLength = new();

    /// <summary>The call that ends the declaration and says what a sample counts.</summary>
    private IInvocationOperation? _weighted;
    private int? _weight;

    private int Property(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        if (reference.Instance is not { } instance || !ConcernsRows(instance))
        {
            return NotConstant(property, reference);
        }

        if (!IsRow(instance.Type) && !IsTable(instance.Type))
        {
            // What it is a property of is refused already.
            Bind(instance);
            return StandIn(reference.Type);
        }

        return property.GetMethod is { } getter && KnownCalls.Find(getter) is { Build: not null } known
            ? Known(known, reference, getter, instance, reference.Arguments)
            : IsTable(instance.Type) ? TableMisused(reference)
            : RowMisused(reference, reference.Syntax.GetLocation(), OfRow(property));
    }

    /// <summary>A function of the language; its operands are those of the method, the instance first.</summary>
    private int Known(KnownCall known, IOperation call, IMethodSymbol method, IOperation? instance, IReadOnlyList<IArgumentOperation> arguments)
    {
        int[] values = Arguments(method, arguments, KnownCalls.TakesIndices(method));
        int[] operands = instance is null ? values : [IsTable(instance.Type) ? Table(instance) : Bind(instance), .. values];
        if (known.TakesRows && operands.Any(_tape.HasColumns) && !operands.Any(HasLength))
        {
            findings.Report(Descriptors.NoLength, (instance ?? arguments[0].Value).Syntax.GetLocation());
        }

        return known.Build!(_tape, operands);
    }

    private bool HasLength(int row)
    {
        for (int i = _hasLength.Count; i <= row; i++)
        {
            Node node = _tape[i];
            bool has = node.Op is OpCode.Data or OpCode.Hyper or OpCode.TableEntry;
            for (int k = 0; k < OpTable.Row(node.Op).Arity; k++)
            {
                has |= _hasLength[node.Operand(k)];
            }

            _hasLength.Add(has && _tape.HasColumns(i));
        }

        return _hasLength[row];
    }

    /// <summary>A datum that is used as an index is a label, whatever else it is used as.</summary>
    private int Index(IOperation operation)
    {
        Node value = _tape[Bind(operation)];
        if (value.Op == OpCode.Data && _parameters[(int)value.Payload].Type == ParameterType.Int)
        {
            return _tape.Leaf(OpCode.Label, (int)value.Payload, Axes.Sample);
        }

        if (value.Op == OpCode.Constant && value.Value is >= 0 and <= int.MaxValue)
        {
            // An int has no negative zero.
            return _tape.Constant(value.Value + 0.0);
        }

        string fault = value.Op switch
        {
            OpCode.Constant => "lies outside of every row",
            OpCode.Hyper => "is a hyper-parameter",
            _ => "is computed",
        };
        findings.Report(Descriptors.Index, operation.Syntax.GetLocation(), operation.Syntax.ToString(), fault);
        return _tape.Zero;
    }

    private int Table(IOperation operation) =>
        operation is IParameterReferenceOperation { Parameter: var parameter } ? Variable(parameter, operation) : Bind(operation);

    private int TableMisused(IOperation operation)
    {
        findings.Report(Descriptors.TableMisused, operation.Syntax.GetLocation());
        return StandIn(operation.Type);
    }

    private int RowMisused(IOperation operation, Location place, string what)
    {
        if (!IsBroken(operation))
        {
            findings.Report(Descriptors.RowMisused, place, what);
        }

        return StandIn(operation.Type);
    }

    private static string OfRow(ISymbol symbol) => "'" + symbol.Name + "' of a row";

    private int Weighted(IInvocationOperation call)
    {
        int[] operands = Arguments(call.TargetMethod, call.Arguments, takesIndices: false);
        if (call != _weighted)
        {
            findings.Report(Descriptors.WeightedMisplaced, Callee(call));
            return operands[0];
        }

        _weight = operands[1];
        Location weight = call.Arguments.First(a => a.Parameter!.Ordinal == 1).Value.Syntax.GetLocation();
        if (!findings.Failed && Input(operands[1]) is { } input)
        {
            findings.Report(Descriptors.WeightDifferentiated, weight, input.Name);
        }
        else if (!findings.Failed && HasReduction(operands[1]))
        {
            findings.Report(Descriptors.WeightOfRow, weight);
        }

        return operands[0];
    }

    /// <summary>Whether a value is made of all entries of a row.</summary>
    private bool HasReduction(int root)
    {
        Tape tape = _tape.Freeze(root);
        bool[] live = tape.Reachable(root);
        return Enumerable.Range(0, live.Length).Any(i => live[i] && OpTable.Row(tape[i].Op).Form == Form.Reduction);
    }

    /// <summary>The call of Weighted with whose result a method ends, where it returns nowhere else.</summary>
    private static IInvocationOperation? WeightedEnd(IOperation? body)
    {
        if (body is null || body.Descendants().OfType<IReturnOperation>().Skip(1).Any())
        {
            return null;
        }

        while (body is IBlockOperation { Operations: { Length: > 0 } statements })
        {
            body = statements[statements.Length - 1];
        }

        return body is IReturnOperation { ReturnedValue: IInvocationOperation call } && IsWeighted(call.TargetMethod) ? call : null;
    }

    private static bool IsWeighted(IMethodSymbol method) => method.Name == Weight && method.ContainingType.Is(WellKnownNames.LossMath);

    /// <summary>A differentiated parameter that a node depends on, if there is one.</summary>
    private ParameterModel? Input(int node)
    {
        bool[] live = _tape.Freeze(node).Reachable(node);
        return Enumerable.Range(0, live.Length)
            .Where(i => live[i] && _tape[i].Op is OpCode.Data or OpCode.TableEntry)
            .Select(i => _parameters[(int)_tape[i].Payload])
            .FirstOrDefault(p => p.Role == ParameterRole.Input);
    }

    private static bool IsRow(ITypeSymbol? type) => type.Is(WellKnownNames.Row);

    private static bool IsTable(ITypeSymbol? type) => type.Is(WellKnownNames.Table);

    private static bool ConcernsRows(IOperation operation) => operation.DescendantsAndSelf().Any(o => IsRow(o.Type) || IsTable(o.Type));
}
