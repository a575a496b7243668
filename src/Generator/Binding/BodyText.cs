using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generator.Binding;

/// <summary>
/// The body as one line, for a comment: without the user's comments, and spaced the same however the user spaced it,
/// so that laying out code anew changes no model.
/// </summary>
internal static class BodyText
{
    public static string Of(IMethodSymbol method, CancellationToken cancellation)
    {
        MethodDeclarationSyntax? syntax = DeclarationBinder.Syntax(method, cancellation);
        SyntaxNode? body = (SyntaxNode?)syntax?.ExpressionBody?.Expression ?? syntax?.Body;
        if (body is null)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        SyntaxToken last = default;
        foreach (SyntaxToken token in body.DescendantTokens())
        {
            if (text.Length > 0 && Spaced(last, token))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
            last = token;
        }

        return text.Replace('\r', ' ').Replace('\n', ' ').ToString();
    }

    private static bool Spaced(SyntaxToken left, SyntaxToken right) => !Tight(left, right);

    private static bool Tight(SyntaxToken left, SyntaxToken right) =>
        left.Kind() is SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken or SyntaxKind.DotToken or SyntaxKind.ColonColonToken
        || right.Kind() is SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.DotToken or SyntaxKind.ColonColonToken
            or SyntaxKind.CommaToken or SyntaxKind.SemicolonToken or SyntaxKind.OpenBracketToken
        || (right.IsKind(SyntaxKind.OpenParenToken) && right.Parent is ArgumentListSyntax)
        || (right.IsKind(SyntaxKind.ColonToken) && right.Parent is NameColonSyntax)
        || right.Parent is PostfixUnaryExpressionSyntax { OperatorToken: var postfix } && postfix == right
        || left.Parent is PrefixUnaryExpressionSyntax { OperatorToken: var prefix } && prefix == left
        || left.Parent is CastExpressionSyntax && left.IsKind(SyntaxKind.CloseParenToken);
}
