using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>
/// Statements. A variable stands for the node it was last given; an <c>if</c> that leaves no way open merges the two values by a choice,
/// one that returns becomes a choice between its result and that of the statements after it.
/// </summary>
internal sealed partial class OperationBinder
{
    private static readonly Dictionary<OperationKind, Action<OperationBinder, IOperation>> Statements = new()
    {
        [OperationKind.Empty] = (_, _) => { },
        [OperationKind.VariableDeclarationGroup] = (b, o) => b.Declare((IVariableDeclarationGroupOperation)o),
        [OperationKind.ExpressionStatement] = (b, o) => b.Effect(((IExpressionStatementOperation)o).Operation),
    };

    private static readonly Dictionary<OperationKind, Action<OperationBinder, IOperation>> Effects = new()
    {
        [OperationKind.SimpleAssignment] = (b, o) => b.Assign((ISimpleAssignmentOperation)o),
        [OperationKind.CompoundAssignment] = (b, o) => b.Compound((ICompoundAssignmentOperation)o),
        [OperationKind.Increment] = (b, o) => b.Step((IIncrementOrDecrementOperation)o),
        [OperationKind.Decrement] = (b, o) => b.Step((IIncrementOrDecrementOperation)o),
    };

    /// <summary>What is still to be done: a statement and what comes after it.</summary>
    private sealed record Continuation(IOperation Statement, Continuation? Next);

    /// <summary>The value returned, or null where the end is reached; the variables then have their values at the end.</summary>
    private int? Execute(Continuation? todo)
    {
        var returned = new Stack<(int Condition, int Value)>();
        int? result = null;
        while (todo is not null && result is null)
        {
            Step();
            IOperation statement = todo.Statement;
            todo = todo.Next;
            switch (statement)
            {
                case IBlockOperation block:
                    todo = Before(block.Operations, todo);
                    break;
                case IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value }:
                    result = Bind(value);
                    break;
                case IConditionalOperation branch:
                    todo = Branch(branch, todo, returned);
                    break;
                default:
                    if (Statements.TryGetValue(statement.Kind, out Action<OperationBinder, IOperation>? run))
                    {
                        run(this, statement);
                    }
                    else
                    {
                        Unsupported(statement);
                    }

                    break;
            }
        }

        // A way that returns nothing where another returns something: the compiler reports it.
        if (result is null && returned.Count > 0)
        {
            findings.Broken = true;
            return returned.Peek().Value;
        }

        while (returned.Count > 0)
        {
            (int condition, int value) = returned.Pop();
            result = Choose(condition, value, result!.Value);
        }

        return result;
    }

    private Continuation? Branch(IConditionalOperation branch, Continuation? todo, Stack<(int Condition, int Value)> returned)
    {
        Continuation? whenTrue = new(branch.WhenTrue, null);
        Continuation? whenFalse = branch.WhenFalse is { } other ? new Continuation(other, null) : null;
        if (branch.Condition.ConstantValue is { HasValue: true, Value: bool taken })
        {
            return Append(taken ? whenTrue : whenFalse, todo);
        }

        int condition = Bind(branch.Condition);
        if (!Returns(branch))
        {
            (Dictionary<ISymbol, int> yes, _) = Apart(whenTrue);
            (Dictionary<ISymbol, int> no, _) = Apart(whenFalse);
            foreach (ISymbol variable in yes.Keys.Where(no.ContainsKey).ToArray())
            {
                _variables[variable] = yes[variable] == no[variable] ? yes[variable] : Choose(condition, yes[variable], no[variable]);
            }

            return todo;
        }

        // The side that surely returns is done on its own; the other goes on with the rest. Where neither does, the rest is done twice.
        if (!AlwaysReturns(branch.WhenTrue) && branch.WhenFalse is not null && AlwaysReturns(branch.WhenFalse))
        {
            (condition, whenTrue, whenFalse) = (Not(condition), whenFalse, whenTrue);
        }
        else if (!AlwaysReturns(branch.WhenTrue))
        {
            whenTrue = Append(whenTrue, todo);
        }

        if (Apart(whenTrue).Value is { } value)
        {
            returned.Push((condition, value));
        }
        else
        {
            findings.Broken = true;
        }

        return Append(whenFalse, todo);
    }

    /// <summary>Executes with the present variables and leaves them as they are.</summary>
    private (Dictionary<ISymbol, int> Variables, int? Value) Apart(Continuation? todo)
    {
        if (++_depth > MaximumDepth)
        {
            findings.Report(Descriptors.TooDeep, todo!.Statement.Syntax.GetFirstToken().GetLocation(), MaximumDepthText);
            _depth--;
            return (_variables, _tape.One);
        }

        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Dictionary<ISymbol, int> before = _variables;
        _variables = new Dictionary<ISymbol, int>(before, SymbolEqualityComparer.Default);
        int? value = Execute(todo);
        Dictionary<ISymbol, int> after = _variables;
        _variables = before;
        _depth--;
        return (after, value);
    }

    private static Continuation? Append(Continuation? first, Continuation? then) => first is null ? then : first with { Next = then };

    private static Continuation? Before(IReadOnlyList<IOperation> statements, Continuation? then)
    {
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            then = new Continuation(statements[i], then);
        }

        return then;
    }

    private static bool Returns(IOperation statement) => statement.DescendantsAndSelf().Any(o => o.Kind == OperationKind.Return);

    private static bool AlwaysReturns(IOperation statement) => statement switch
    {
        IReturnOperation => true,
        IBlockOperation block => block.Operations.Any(AlwaysReturns),
        IConditionalOperation { Condition.ConstantValue: { HasValue: true, Value: bool taken } } branch => taken ? AlwaysReturns(branch.WhenTrue) : branch.WhenFalse is { } other && AlwaysReturns(other),
        IConditionalOperation { WhenFalse: { } whenFalse } branch => AlwaysReturns(branch.WhenTrue) && AlwaysReturns(whenFalse),
        _ => false,
    };

    private void Declare(IVariableDeclarationGroupOperation group)
    {
        foreach (IVariableDeclaratorOperation declarator in group.Declarations.SelectMany(d => d.Declarators))
        {
            if (declarator.GetVariableInitializer()?.Value is not { } initial)
            {
                continue;
            }

            if (declarator.Symbol.HasConstantValue)
            {
                Constants.WarnOfIntegerDivision(initial, findings);
            }
            else if (declarator.Symbol.IsRef)
            {
                Unsupported(declarator);
            }
            else
            {
                _variables[declarator.Symbol] = Bind(initial);
            }
        }
    }

    private void Effect(IOperation operation)
    {
        if (Effects.TryGetValue(operation.Kind, out Action<OperationBinder, IOperation>? run))
        {
            run(this, operation);
        }
        else if (operation is IInvocationOperation)
        {
            // Whatever it is, a call whose result is dropped is there for an effect.
            findings.Report(Descriptors.Unsupported, operation.Syntax.GetLocation(), "a call whose result is not used");
        }
        else
        {
            Unsupported(operation);
        }
    }

    private void Assign(ISimpleAssignmentOperation assignment)
    {
        int value = Bind(assignment.Value);
        if (!assignment.IsRef && Target(assignment.Target) is { } symbol)
        {
            _variables[symbol] = value;
        }
        else
        {
            Unsupported(assignment);
        }
    }

    private void Compound(ICompoundAssignmentOperation assignment)
    {
        int left = Bind(assignment.Target), right = Bind(assignment.Value);
        bool special = assignment.IsLifted || assignment.OperatorMethod is not null || !assignment.OutConversion.IsIdentity;
        int value = Binary(assignment.OperatorKind, assignment, assignment.Target, assignment.Value, left, right, special);
        if (Target(assignment.Target) is { } symbol)
        {
            _variables[symbol] = value;
        }
        else
        {
            Unsupported(assignment);
        }
    }

    private void Step(IIncrementOrDecrementOperation operation)
    {
        int by = operation.Kind == OperationKind.Increment ? 1 : -1;
        if (operation.OperatorMethod is null && !operation.IsLifted && Target(operation.Target) is { } symbol && (IsReal(operation.Type) || IsInt(operation.Type)))
        {
            _variables[symbol] = _tape.Add(Bind(operation.Target), _tape.Constant(by));
        }
        else
        {
            Unsupported(operation);
        }
    }

    private static ISymbol? Target(IOperation target) => target switch
    {
        ILocalReferenceOperation { Local.IsRef: false } local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}
