using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>
/// The body of a declaration to a tape. What is not in a table here is an error at that very operation, and binding goes on with a stand-in
/// so that one pass finds every error. Integers are whole numbers and reals are real numbers: neither wraps around.
/// </summary>
internal sealed partial class OperationBinder(Compilation compilation, FindingBag findings, CancellationToken cancellation)
{
    // A level takes a few frames; compilers run on stacks of one megabyte.
    private const int MaximumDepth = 400;
    private const int MaximumSteps = 500_000;

    private static readonly Dictionary<OperationKind, Func<OperationBinder, IOperation, int>> Expressions = new()
    {
        [OperationKind.ParameterReference] = (b, o) => b.Variable(((IParameterReferenceOperation)o).Parameter, o),
        [OperationKind.LocalReference] = (b, o) => b.Variable(((ILocalReferenceOperation)o).Local, o),
        [OperationKind.FieldReference] = (b, o) => b.NotConstant(((IFieldReferenceOperation)o).Field, o),
        [OperationKind.PropertyReference] = (b, o) => b.Property((IPropertyReferenceOperation)o),
        [OperationKind.Conversion] = (b, o) => b.Conversion((IConversionOperation)o),
        [OperationKind.Unary] = (b, o) => b.Unary((IUnaryOperation)o),
        [OperationKind.Binary] = (b, o) => b.BinaryChain((IBinaryOperation)o),
        [OperationKind.Conditional] = (b, o) => b.ConditionalChain((IConditionalOperation)o),
        [OperationKind.SwitchExpression] = (b, o) => b.Switch((ISwitchExpressionOperation)o),
        [OperationKind.IsPattern] = (b, o) => b.IsPattern((IIsPatternOperation)o),
        [OperationKind.Invocation] = (b, o) => b.Invocation((IInvocationOperation)o),
    };

    private readonly TapeBuilder _tape = new();
    private ParameterModel[] _parameters = [];
    private Dictionary<ISymbol, int> _variables = NewScope();
    private IMethodSymbol? _method;
    private int _depth;
    private int _steps;

    public static string MaximumDepthText => MaximumDepth.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The loss of a sample and, if the declaration says it, what the sample counts; or null where there are errors.</summary>
    public Tape? Bind(IMethodSymbol method, ParameterModel[] parameters, Location identifier)
    {
        _method = method;
        _parameters = parameters;
        _weighted = WeightedEnd(BodyOf(method));
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            _variables[parameter] = Leaf(parameters[parameter.Ordinal], parameter.Ordinal);
            WarnOfDefault(method, parameter);
        }

        try
        {
            int loss = Body(method);
            return findings.Failed || findings.Broken ? null : _weight is { } weight ? Compact(loss, weight) : Compact(loss);
        }
        catch (TooLargeException)
        {
            findings.Report(Descriptors.TooLarge, identifier, method.Name, MaximumSteps.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }
    }

    private static Dictionary<ISymbol, int> NewScope() => new(SymbolEqualityComparer.Default);

    private int Leaf(ParameterModel parameter, int number) => parameter switch
    {
        { Role: ParameterRole.Hyper, Type: ParameterType.Row } => _tape.Leaf(OpCode.Hyper, number, Axes.Sample | Axes.Column),
        { Role: ParameterRole.Hyper, Type: ParameterType.Bool } => _tape.Leaf(OpCode.BoolHyper, number, Axes.None),
        { Role: ParameterRole.Hyper } => _tape.Leaf(OpCode.Hyper, number, Axes.None),
        { Type: ParameterType.Bool } => _tape.Leaf(OpCode.BoolData, number, Axes.Sample),
        _ => _tape.Leaf(OpCode.Data, number, parameter.HasColumns ? Axes.Sample | Axes.Column : Axes.Sample),
    };

    /// <summary>Only what the loss needs: an unused local or parameter must not change the model.</summary>
    private Tape Compact(params int[] roots)
    {
        bool[] live = _tape.Freeze(roots).Reachable(roots);
        var map = new int[_tape.Count];
        var compact = new TapeBuilder();
        for (int i = 0; i < live.Length; i++)
        {
            map[i] = live[i] ? compact.Copy(_tape[i], map) : -1;
        }

        return compact.Freeze([.. roots.Select(r => map[r])]);
    }

    private void WarnOfDefault(IMethodSymbol method, IParameterSymbol parameter)
    {
        foreach (IParameterSymbol part in new[] { parameter, (method.PartialDefinitionPart ?? method).Parameters[parameter.Ordinal] })
        {
            if (part.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ParameterSyntax { Default.Value: { } value }
                && compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellation) is { } operation)
            {
                Constants.WarnOfIntegerDivision(operation, findings);
            }
        }
    }

    private int Bind(IOperation operation)
    {
        Step();
        if (operation.ConstantValue.HasValue)
        {
            return Constant(operation);
        }

        if (!Expressions.TryGetValue(operation.Kind, out Func<OperationBinder, IOperation, int>? bind))
        {
            return Unsupported(operation);
        }

        // What is called and what is read is named before its type: the type is rarely what is wrong.
        bool named = operation.Kind is OperationKind.Invocation or OperationKind.FieldReference or OperationKind.PropertyReference;
        if (!named && !IsValue(operation.Type))
        {
            return IsReported(operation) ? StandIn(operation.Type) : WrongType(operation);
        }

        if (++_depth > MaximumDepth)
        {
            findings.Report(Descriptors.TooDeep, operation.Syntax.GetLocation(), MaximumDepthText);
            _depth--;
            return StandIn(operation.Type);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        int result = bind(this, operation);
        _depth--;
        return result;
    }

    /// <summary>The type of a parameter of the declaration is reported where it is declared, that of a local where it gets its value.</summary>
    private bool IsReported(IOperation operation) => findings.Failed && operation switch
    {
        IParameterReferenceOperation { Parameter.ContainingSymbol: var owner } => !IsTable(operation.Type) && SymbolEqualityComparer.Default.Equals(owner, _method),
        _ => operation is ILocalReferenceOperation,
    };

    private void Step()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_steps > MaximumSteps)
        {
            throw new TooLargeException();
        }
    }

    private int Constant(IOperation operation)
    {
        Constants.WarnOfIntegerDivision(operation, findings);
        return operation.ConstantValue.Value is null ? Unsupported(operation)
            : !IsValue(operation.Type) ? WrongType(operation)
            : operation.ConstantValue.Value is bool truth ? _tape.Bool(truth)
            : Constants.Number(operation.ConstantValue.Value) is { } number ? _tape.Constant(number)
            : WrongType(operation);
    }

    /// <summary>A variable without a value got none because what should give it one was refused, or the compiler reports it.</summary>
    private int Variable(ISymbol symbol, IOperation reference) =>
        _variables.TryGetValue(symbol, out int value) ? value
        : findings.Failed ? StandIn(reference.Type)
        : Unsupported(reference);

    private int NotConstant(ISymbol symbol, IOperation reference)
    {
        findings.Report(Descriptors.NotConstant, reference.Syntax.GetLocation(), symbol.Name);
        return StandIn(reference.Type);
    }

    private int Conversion(IConversionOperation conversion)
    {
        ITypeSymbol? from = conversion.Operand.Type, to = conversion.Type;
        if (conversion.Conversion is not { Exists: true, IsUserDefined: false } || conversion.IsTryCast)
        {
            return Unsupported(conversion);
        }

        bool same = SymbolEqualityComparer.Default.Equals(from, to)
            || (IsInt(from) && IsReal(to))
            || (IsEnum(from) && (IsReal(to) || (IsInt(to) && ((INamedTypeSymbol)from!).EnumUnderlyingType?.SpecialType == SpecialType.System_Int32)));
        return same || !IsValue(from) ? Bind(conversion.Operand) : Unsupported(conversion);
    }

    private int Unary(IUnaryOperation unary)
    {
        if (unary.IsLifted || IsForeign(unary.OperatorMethod))
        {
            return Unsupported(unary);
        }

        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => Bind(unary.Operand),
            UnaryOperatorKind.Minus => _tape.Neg(Bind(unary.Operand)),
            UnaryOperatorKind.Not when IsBool(unary.Type) => Not(Bind(unary.Operand)),
            _ => Unsupported(unary),
        };
    }

    /// <summary>A sum of ten thousand terms is a chain to the left as deep: it is walked, not recursed into.</summary>
    private int BinaryChain(IBinaryOperation last)
    {
        var chain = new Stack<IBinaryOperation>();
        IOperation first = last;
        while (first is IBinaryOperation { ConstantValue.HasValue: false } binary && IsValue(binary.Type) && !ComparesRows(binary))
        {
            chain.Push(binary);
            first = binary.LeftOperand;
        }

        int value = first == last ? Unsupported(last) : Bind(first);
        while (chain.Count > 0)
        {
            IBinaryOperation binary = chain.Pop();
            Step();
            value = Binary(binary.OperatorKind, binary, binary.LeftOperand, binary.RightOperand, value, Bind(binary.RightOperand), binary.IsLifted || IsForeign(binary.OperatorMethod));
        }

        return value;
    }

    /// <summary>Whether an operator is a method other than those of rows, which mean what they mean for numbers.</summary>
    private static bool IsForeign(IMethodSymbol? operation) => operation is not null && !IsRow(operation.ContainingType);

    /// <summary>C# compares whether they are the same object.</summary>
    private static bool ComparesRows(IBinaryOperation binary) => binary.OperatorMethod is null && (IsRow(Unwrap(binary.LeftOperand).Type) || IsRow(Unwrap(binary.RightOperand).Type));

    private int ConditionalChain(IConditionalOperation first)
    {
        var chain = new Stack<(int Condition, int Value)>();
        IOperation rest = first;
        while (rest is IConditionalOperation { ConstantValue.HasValue: false, IsRef: false, WhenFalse: { } whenFalse } conditional && IsValue(conditional.Type))
        {
            Step();
            chain.Push((Bind(conditional.Condition), Bind(conditional.WhenTrue)));
            rest = whenFalse;
        }

        int value = rest == first ? Unsupported(first) : Bind(rest);
        while (chain.Count > 0)
        {
            (int condition, int whenTrue) = chain.Pop();
            value = Choose(condition, whenTrue, value);
        }

        return value;
    }

    private int Not(int a) => _tape.Make(OpCode.Not, a);

    private int And(int a, int b) => _tape.Make(OpCode.And, a, b);

    private int Or(int a, int b) => _tape.Make(OpCode.Or, a, b);

    /// <summary>A choice between truths is logic: only real numbers have a select.</summary>
    private int Choose(int condition, int whenTrue, int whenFalse) =>
        _tape.Is(condition, OpCode.True) ? whenTrue
        : _tape.Is(condition, OpCode.False) ? whenFalse
        : IsTruth(whenTrue) ? Or(And(condition, whenTrue), And(Not(condition), whenFalse))
        : _tape.Select(condition, whenTrue, whenFalse);

    private bool IsTruth(int node) => OpTable.Row(_tape[node].Op).Kind == ValueKind.Truth;

    private static bool IsValue(ITypeSymbol? type) => IsReal(type) || IsInt(type) || IsBool(type) || IsEnum(type) || IsRow(type);

    private static bool IsReal(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Double;

    private static bool IsInt(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Int32;

    private static bool IsBool(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Boolean;

    private static bool IsEnum(ITypeSymbol? type) => type?.TypeKind == TypeKind.Enum;

    private int StandIn(ITypeSymbol? type) => IsBool(type) ? _tape.Bool(true) : _tape.One;

    private int WrongType(IOperation operation)
    {
        if (IsTable(operation.Type))
        {
            return TableMisused(operation);
        }

        if (operation.Type is { TypeKind: not TypeKind.Error } type)
        {
            findings.Report(Descriptors.ValueType, operation.Syntax.GetLocation(), type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
            return StandIn(type);
        }

        return Unsupported(operation);
    }

    /// <summary>The default arm of everything. Where the compiler itself reports an error, that one is enough.</summary>
    private int Unsupported(IOperation operation)
    {
        if (operation is ILoopOperation && ConcernsRows(operation))
        {
            return RowMisused(operation, Constructs.Place(operation), "a loop over a row");
        }

        if (!IsBroken(operation))
        {
            findings.Report(Descriptors.Unsupported, Constructs.Place(operation), Constructs.Describe(operation));
        }

        return StandIn(operation.Type);
    }

    private bool IsBroken(IOperation operation)
    {
        SyntaxNode scope = operation.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>() ?? operation.Syntax;
        bool broken = findings.Broken
            || (operation.SemanticModel ?? compilation.GetSemanticModel(scope.SyntaxTree)).GetDiagnostics(scope.Span, cancellation).Any(d => d.Severity == DiagnosticSeverity.Error);
        findings.Broken |= broken;
        return broken;
    }

    private sealed class TooLargeException : Exception;
}
