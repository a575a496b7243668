using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Differentiation;
using LossGen.Generator.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>Calls: functions of the language, and other declarations of the same compilation, which are inlined.</summary>
internal sealed partial class OperationBinder
{
    private readonly HashSet<ISymbol> _calling = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);

    private int Invocation(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (IsWeighted(method))
        {
            return Weighted(call);
        }

        if (KnownCalls.Find(method) is { } known)
        {
            if (known.Build is null)
            {
                findings.Report(Descriptors.CallUnsupported, Callee(call), method.Name, known.Refusal!);
                return StandIn(call.Type);
            }

            if (!IsValue(call.Type))
            {
                return WrongType(call);
            }

            int value = Known(known, call, method, call.Instance, call.Arguments);
            if (System.Enum.TryParse(method.Name, out OpCode op) && DerivativeRules.Order(op) < 2 && !findings.Failed && Input(value) is not null)
            {
                findings.Report(Descriptors.CallUnsupported, Callee(call), method.Name, "its second derivative is not in the vocabulary, so it takes targets and hyper-parameters only");
            }

            return value;
        }

        if (call.Instance is not null || !IsDeclaration(method))
        {
            return method.DeclaringSyntaxReferences.Length > 0 && method.IsStatic ? Refuse(call, "mark it [LossFunction] to have it inlined")
                : ConcernsRows(call) ? RowMisused(call, Callee(call), OfRow(method))
                : Refuse(call, "it is not a function of the loss language");
        }

        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly))
        {
            findings.Report(Descriptors.OtherAssembly, Callee(call), method.Name, method.ContainingAssembly.Name);
            return StandIn(call.Type);
        }

        return Inline(call, method.PartialImplementationPart ?? method);
    }

    private int Inline(IInvocationOperation call, IMethodSymbol method)
    {
        if (method.IsGenericMethod || method.ContainingType.IsGenericType || method.ReturnsByRef || method.ReturnsByRefReadonly
            || method.Parameters.Any(p => p.RefKind != RefKind.None || p.IsParams))
        {
            return Refuse(call, "a function to inline is not generic and takes its parameters by value");
        }

        if (!IsValue(call.Type))
        {
            return WrongType(call);
        }

        if (_calling.Contains(method))
        {
            findings.Report(Descriptors.Recursive, Callee(call), method.Name);
            return StandIn(call.Type);
        }

        if (BodyOf(method) is null)
        {
            return Refuse(call, "it has no body to inline");
        }

        if (method.Attribute(WellKnownNames.Loss) is not null && WeightedEnd(BodyOf(method)) is not null)
        {
            return Refuse(call, "it returns Weighted, and its weight would be lost; call a [LossFunction] that returns the loss alone");
        }

        int[] arguments = Arguments(method, call.Arguments, takesIndices: false);
        Dictionary<ISymbol, int> caller = _variables;
        _variables = NewScope();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            _variables[parameter] = arguments[parameter.Ordinal];
        }

        int value = Body(method);
        _variables = caller;
        return value;
    }

    /// <summary>The value a method returns, its parameters being bound already.</summary>
    private int Body(IMethodSymbol method)
    {
        _calling.Add(method);
        Way? way = BodyOf(method) is { } body ? Execute(new Continuation(body, null)) : null;
        _calling.Remove(method);

        // Where a way through it returns nothing, the compiler reports it.
        findings.Broken |= way?.End is null;
        return way is null || findings.Broken ? StandIn(method.ReturnType) : Value(way, way.End!.Value);
    }

    private IOperation? BodyOf(IMethodSymbol method)
    {
        if (!_bodies.TryGetValue(method, out IOperation? body))
        {
            MethodDeclarationSyntax? syntax = DeclarationBinder.Syntax(method, cancellation);
            var operation = syntax is null ? null : compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation) as IMethodBodyOperation;
            body = (IOperation?)operation?.BlockBody ?? operation?.ExpressionBody;
            _bodies.Add(method, body);
        }

        return body;
    }

    /// <summary>In the order of the parameters, defaults filled in; an argument is evaluated once, in the order written.</summary>
    private int[] Arguments(IMethodSymbol method, IReadOnlyList<IArgumentOperation> arguments, bool takesIndices)
    {
        var values = new int[method.Parameters.Length];
        foreach (IArgumentOperation argument in arguments)
        {
            values[argument.Parameter!.Ordinal] = IsTable(argument.Parameter.Type) ? Table(argument.Value)
                : takesIndices && IsInt(argument.Parameter.Type) ? Index(argument.Value)
                : Bind(argument.Value);
        }

        return values;
    }

    private int Refuse(IInvocationOperation call, string reason)
    {
        if (!IsBroken(call))
        {
            findings.Report(Descriptors.CallUnsupported, Callee(call), call.TargetMethod.Name, reason);
        }

        return StandIn(call.Type);
    }

    private static bool IsDeclaration(IMethodSymbol method) =>
        method.Attribute(WellKnownNames.Loss) is not null || method.Attribute(WellKnownNames.LossFunction) is not null;

    private static Location Callee(IInvocationOperation call) =>
        (call.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : call.Syntax).GetLocation();
}
