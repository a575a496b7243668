using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>
/// Statements. A variable stands for the node it was last given; after an <c>if</c> for the choice between the nodes of its sides.
/// A side that returns becomes a choice between its result and that of the statements after it.
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

    /// <summary>A way through statements: where it may return earlier, and what it returns at its end; null where it goes on.</summary>
    private sealed record Way(IReadOnlyList<Fork> Forks, int? End);

    private sealed record Fork(int Condition, Way WhenTrue, Way WhenFalse);

    /// <summary>Changes the variables to what they are at the end of the way that goes on.</summary>
    private Way Execute(Continuation? todo)
    {
        var forks = new List<Fork>();
        int? end = null;
        while (todo is not null && end is null)
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
                    end = Bind(value);
                    break;
                case IConditionalOperation branch:
                    todo = Branch(branch, todo, forks);
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

        return new Way(forks, end);
    }

    /// <summary>
    /// Both sides are done on their own, what follows once: it finds the variables merged by the condition, which is right
    /// on whichever side it is reached from.
    /// </summary>
    private Continuation? Branch(IConditionalOperation branch, Continuation? todo, List<Fork> forks)
    {
        Continuation whenTrue = new(branch.WhenTrue, null);
        Continuation? whenFalse = branch.WhenFalse is { } other ? new Continuation(other, null) : null;
        if (branch.Condition.ConstantValue is { HasValue: true, Value: bool taken })
        {
            return Append(taken ? whenTrue : whenFalse, todo);
        }

        int condition = Bind(branch.Condition);
        (Way yes, Dictionary<ISymbol, int> yesVariables) = Apart(whenTrue);
        if (yes.End is not null)
        {
            // Everything after it is the other side: a chain of `else if` is no deeper than its first.
            forks.Add(new Fork(condition, yes, new Way([], null)));
            return Append(whenFalse, todo);
        }

        (Way no, Dictionary<ISymbol, int> noVariables) = Apart(whenFalse);
        if (yes.Forks.Count > 0 || no.Forks.Count > 0 || no.End is not null)
        {
            forks.Add(new Fork(condition, yes, no));
        }

        foreach (ISymbol variable in yesVariables.Keys.Where(noVariables.ContainsKey).ToArray())
        {
            int a = yesVariables[variable], b = noVariables[variable];
            _variables[variable] = a == b || no.End is not null ? a : Choose(condition, a, b);
        }

        return todo;
    }

    /// <summary>The value of a way, where <paramref name="after"/> is that of what follows it.</summary>
    private int Value(Way way, int after)
    {
        int value = way.End ?? after;
        for (int i = way.Forks.Count - 1; i >= 0; i--)
        {
            Fork fork = way.Forks[i];
            value = Choose(fork.Condition, Value(fork.WhenTrue, value), Value(fork.WhenFalse, value));
        }

        return value;
    }

    /// <summary>Executes with the present variables and leaves them as they are.</summary>
    private (Way Way, Dictionary<ISymbol, int> Variables) Apart(Continuation? todo)
    {
        if (++_depth > MaximumDepth && todo is not null)
        {
            findings.Report(Descriptors.TooDeep, todo.Statement.Syntax.GetFirstToken().GetLocation(), MaximumDepthText);
            todo = null;
        }

        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Dictionary<ISymbol, int> before = _variables;
        _variables = new Dictionary<ISymbol, int>(before, SymbolEqualityComparer.Default);
        Way way = Execute(todo);
        Dictionary<ISymbol, int> after = _variables;
        _variables = before;
        _depth--;
        return (way, after);
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
        else if (operation is IInvocationOperation call)
        {
            if (KnownCalls.Find(call.TargetMethod) is null && !IsDeclaration(call.TargetMethod) && ConcernsRows(call))
            {
                Bind(call);
                return;
            }

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
        bool special = assignment.IsLifted || IsForeign(assignment.OperatorMethod) || !assignment.OutConversion.IsIdentity;
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
