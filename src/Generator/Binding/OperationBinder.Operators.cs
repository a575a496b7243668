using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Diagnostics;
using LossGen.Generator.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>Binary operators, patterns and switch expressions.</summary>
internal sealed partial class OperationBinder
{
    private static readonly Dictionary<BinaryOperatorKind, Func<OperationBinder, int, int, int>> Arithmetic = new()
    {
        [BinaryOperatorKind.Add] = (b, x, y) => b._tape.Add(x, y),
        [BinaryOperatorKind.Subtract] = (b, x, y) => b._tape.Sub(x, y),
        [BinaryOperatorKind.Multiply] = (b, x, y) => b._tape.Mul(x, y),
        [BinaryOperatorKind.Divide] = (b, x, y) => b._tape.Div(x, y),
    };

    /// <summary>The operands change places where the comparison does; it is never negated, because NaN makes both false.</summary>
    private static readonly Dictionary<BinaryOperatorKind, Func<OperationBinder, int, int, int>> Comparisons = new()
    {
        [BinaryOperatorKind.LessThan] = (b, x, y) => b._tape.Less(x, y),
        [BinaryOperatorKind.GreaterThan] = (b, x, y) => b._tape.Less(y, x),
        [BinaryOperatorKind.LessThanOrEqual] = (b, x, y) => b._tape.Make(OpCode.LessOrEqual, x, y),
        [BinaryOperatorKind.GreaterThanOrEqual] = (b, x, y) => b._tape.Make(OpCode.LessOrEqual, y, x),
        [BinaryOperatorKind.Equals] = (b, x, y) => b.Same(x, y),
        [BinaryOperatorKind.NotEquals] = (b, x, y) => b.Not(b.Same(x, y)),
    };

    private static readonly Dictionary<BinaryOperatorKind, Func<OperationBinder, int, int, int>> Logic = new()
    {
        [BinaryOperatorKind.ConditionalAnd] = (b, x, y) => b.And(x, y),
        [BinaryOperatorKind.And] = (b, x, y) => b.And(x, y),
        [BinaryOperatorKind.ConditionalOr] = (b, x, y) => b.Or(x, y),
        [BinaryOperatorKind.Or] = (b, x, y) => b.Or(x, y),
        [BinaryOperatorKind.ExclusiveOr] = (b, x, y) => b.Not(b.Same(x, y)),
    };

    /// <summary>Also for compound assignment, whose <paramref name="operation"/> is no binary one.</summary>
    private int Binary(BinaryOperatorKind kind, IOperation operation, IOperation leftOperand, IOperation rightOperand, int left, int right, bool special)
    {
        bool truths = IsTruth(left) && IsTruth(right), numbers = !IsTruth(left) && !IsTruth(right);
        if (special)
        {
            return Unsupported(operation);
        }

        if (numbers && (IsReal(operation.Type) || IsInt(operation.Type) || IsRow(operation.Type)) && Arithmetic.TryGetValue(kind, out Func<OperationBinder, int, int, int>? build))
        {
            if (kind == BinaryOperatorKind.Divide && IsInt(operation.Type))
            {
                findings.Report(Descriptors.IntegerDivision, operation.Syntax.GetLocation());
            }

            return build(this, left, right);
        }

        if (IsBool(operation.Type) && (truths || numbers))
        {
            if (Comparisons.TryGetValue(kind, out build))
            {
                WarnOfEquality(kind, operation, leftOperand, rightOperand);
                return build(this, left, right);
            }

            if (truths && Logic.TryGetValue(kind, out build))
            {
                return build(this, left, right);
            }
        }

        return Unsupported(operation);
    }

    private int Same(int x, int y) => IsTruth(x) ? Or(And(x, y), And(Not(x), Not(y))) : _tape.Make(OpCode.Equal, x, y);

    private void WarnOfEquality(BinaryOperatorKind kind, IOperation operation, IOperation left, IOperation right)
    {
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && IsReal(left.Type) && !left.ConstantValue.HasValue && !right.ConstantValue.HasValue)
        {
            findings.Report(Descriptors.RealEquality, operation.Syntax.GetLocation(), kind == BinaryOperatorKind.Equals ? "==" : "!=");
        }
    }

    private int IsPattern(IIsPatternOperation test) => Pattern(test.Pattern, Bind(test.Value));

    private int Pattern(IPatternOperation pattern, int subject)
    {
        Step();
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return _tape.Bool(true);
            case IConstantPatternOperation constant when constant.Value.ConstantValue.HasValue:
                return IsNotANumber(constant.Value) ?? Compare(BinaryOperatorKind.Equals, constant.Value, subject, pattern);
            case IRelationalPatternOperation relation when relation.Value.ConstantValue.HasValue:
                return IsNotANumber(relation.Value) ?? Compare(relation.OperatorKind, relation.Value, subject, pattern);
            case INegatedPatternOperation not:
                return Not(Pattern(not.Pattern, subject));
            case IBinaryPatternOperation both:
                return BinaryPattern(both, subject);
            case ITypePatternOperation type when SymbolEqualityComparer.Default.Equals(type.MatchedType, type.InputType):
                return _tape.Bool(true);
            case IDeclarationPatternOperation declaration when declaration.MatchesNull || SymbolEqualityComparer.Default.Equals(declaration.MatchedType, declaration.InputType):
                if (declaration.DeclaredSymbol is { } symbol)
                {
                    _variables[symbol] = subject;
                }

                return _tape.Bool(true);
            default:
                Unsupported(pattern);
                return _tape.Bool(true);
        }
    }

    private int BinaryPattern(IBinaryPatternOperation last, int subject)
    {
        var chain = new Stack<IBinaryPatternOperation>();
        IPatternOperation first = last;
        for (; first is IBinaryPatternOperation both; first = both.LeftPattern)
        {
            chain.Push(both);
        }

        int value = Pattern(first, subject);
        foreach (IBinaryPatternOperation both in chain)
        {
            int right = Pattern(both.RightPattern, subject);
            value = both.OperatorKind == BinaryOperatorKind.Or ? Or(value, right) : And(value, right);
        }

        return value;
    }

    private int Compare(BinaryOperatorKind kind, IOperation constant, int subject, IOperation pattern)
    {
        int value = Bind(constant);
        return IsTruth(value) == IsTruth(subject) && Comparisons.TryGetValue(kind, out Func<OperationBinder, int, int, int>? build)
            ? build(this, subject, value)
            : Unsupported(pattern) is var _ ? _tape.Bool(true) : 0;
    }

    /// <summary>The pattern <c>double.NaN</c> matches NaN, as <c>IsNaN</c> does.</summary>
    private int? IsNotANumber(IOperation value)
    {
        if (value.ConstantValue.Value is not double.NaN)
        {
            return null;
        }

        findings.Report(Descriptors.CallUnsupported, value.Syntax.GetLocation(), value.Syntax.ToString(), KnownCalls.NaNReason);
        return _tape.Bool(true);
    }

    private int Switch(ISwitchExpressionOperation choice)
    {
        int subject = Bind(choice.Value);
        var arms = new List<(int Condition, int Value, bool Guarded)>();
        bool complete = false;
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            if (Unwrap(arm.Value) is IThrowOperation thrown)
            {
                // The usual "unknown value" arm is dropped where no value is unknown.
                if (!(complete = arm == choice.Arms.Last() && CoversType(choice, subject, arms)))
                {
                    Unsupported(thrown);
                }

                break;
            }

            int condition = Pattern(arm.Pattern, subject);
            bool guarded = arm.Guard is { ConstantValue.Value: not true };
            condition = guarded ? And(condition, Bind(arm.Guard!)) : condition;
            arms.Add((condition, Bind(arm.Value), guarded));
            complete |= _tape.Is(condition, OpCode.True);
        }

        if (!complete && !choice.IsExhaustive && !CoversType(choice, subject, arms) && !findings.Failed && !IsBroken(choice))
        {
            findings.Report(Descriptors.NotExhaustive, ((SwitchExpressionSyntax)choice.Syntax).SwitchKeyword.GetLocation());
        }

        // Together the arms without a guard take every value, so the last of them needs no test and none after it is reached.
        int last = arms.FindLastIndex(a => !a.Guarded);
        if (last < 0)
        {
            return StandIn(choice.Type);
        }

        int value = arms[last].Value;
        for (int i = last - 1; i >= 0; i--)
        {
            value = Choose(arms[i].Condition, arms[i].Value, value);
        }

        return value;
    }

    /// <summary>
    /// Whether arms without a guard take each value of an enum or a bool. A hyper-parameter has no other value, which the compiler cannot know.
    /// The conditions are evaluated by the folding of the tape.
    /// </summary>
    private bool CoversType(ISwitchExpressionOperation choice, int subject, List<(int Condition, int Value, bool Guarded)> arms)
    {
        IEnumerable<int>? values = choice.Value.Type switch
        {
            { TypeKind: TypeKind.Enum } type => type.GetMembers().OfType<IFieldSymbol>()
                .Select(f => Constants.Number(f.ConstantValue)).OfType<double>().Select(v => _tape.Constant(v)).ToArray(),
            { SpecialType: SpecialType.System_Boolean } => [_tape.Bool(true), _tape.Bool(false)],
            _ => null,
        };
        return values is not null && !IsConstant(subject) && values.All(v =>
            arms.Select((a, i) => !a.Guarded && _tape.Is(Pattern(choice.Arms[i].Pattern, v), OpCode.True)).Any(taken => taken));
    }

    private bool IsConstant(int node) => _tape[node].Op is OpCode.Constant or OpCode.True or OpCode.False;

    private static IOperation Unwrap(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }
}
