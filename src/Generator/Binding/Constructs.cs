using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generator.Binding;

/// <summary>How constructs of C# that are no part of the loss language are called in an error, and what to write instead.</summary>
internal static class Constructs
{
    private static readonly Dictionary<OperationKind, string> Names = new()
    {
        [OperationKind.Loop] = "a loop",
        [OperationKind.Switch] = "a switch statement; write a switch expression",
        [OperationKind.Throw] = "a 'throw'; return double.NaN where there is no value",
        [OperationKind.Try] = "a 'try'",
        [OperationKind.Lock] = "a 'lock'",
        [OperationKind.Using] = "a 'using'",
        [OperationKind.UsingDeclaration] = "a 'using'",
        [OperationKind.Labeled] = "a label",
        [OperationKind.Branch] = "a jump",
        [OperationKind.YieldReturn] = "a 'yield'",
        [OperationKind.LocalFunction] = "a local function; write a static method and mark it [LossFunction]",
        [OperationKind.AnonymousFunction] = "a lambda; write a static method and mark it [LossFunction]",
        [OperationKind.DelegateCreation] = "a delegate",
        [OperationKind.ObjectCreation] = "an object creation",
        [OperationKind.ArrayCreation] = "an array",
        [OperationKind.ArrayElementReference] = "an element of an array",
        [OperationKind.ImplicitIndexerReference] = "an index from the end or a part of a row; an index is counted from the start",
        [OperationKind.SimpleAssignment] = "an assignment inside an expression; make it a statement, to a local or a parameter",
        [OperationKind.CompoundAssignment] = "this assignment",
        [OperationKind.Increment] = "an increment inside an expression",
        [OperationKind.Decrement] = "a decrement inside an expression",
        [OperationKind.DeconstructionAssignment] = "a deconstruction",
        [OperationKind.Tuple] = "a tuple",
        [OperationKind.Coalesce] = "'??'",
        [OperationKind.ConditionalAccess] = "'?.'",
        [OperationKind.IsType] = "a test of a type",
        [OperationKind.InterpolatedString] = "a string",
        [OperationKind.Await] = "an 'await'",
        [OperationKind.VariableDeclarator] = "a reference to a variable",
        [OperationKind.Conversion] = "a conversion that can change the value; use Math.Truncate or Math.Floor to make a number whole",
    };

    public static string Describe(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => "'null'",
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } => "the remainder operator '%'",
        IBinaryOperation { Syntax: BinaryExpressionSyntax syntax } => "the operator '" + syntax.OperatorToken.Text + "' on these operands",
        IUnaryOperation { Syntax: PrefixUnaryExpressionSyntax syntax } => "the operator '" + syntax.OperatorToken.Text + "' on this operand",
        IConversionOperation { Conversion.IsUserDefined: true } => "a user-defined conversion",
        IPatternOperation => "this pattern",
        _ => Names.TryGetValue(operation.Kind, out string? name) ? name : "this construct",
    };

    /// <summary>A statement can be long: its first word is enough.</summary>
    public static Location Place(IOperation operation) =>
        operation.Syntax is StatementSyntax statement ? statement.GetFirstToken().GetLocation() : operation.Syntax.GetLocation();
}
