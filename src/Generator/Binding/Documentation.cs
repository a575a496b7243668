using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generator.Binding;

/// <summary>The declaration's documentation, which the generated class repeats. References to parameters become code: the class has none.</summary>
internal sealed class Documentation
{
    private static readonly Documentation None = new(string.Empty, string.Empty, new Dictionary<string, string>());

    private readonly IReadOnlyDictionary<string, string> _parameters;

    private Documentation(string summary, string remarks, IReadOnlyDictionary<string, string> parameters)
    {
        Summary = summary;
        Remarks = remarks;
        _parameters = parameters;
    }

    public string Summary { get; }

    public string Remarks { get; }

    public string Parameter(string name) => _parameters.TryGetValue(name, out string? text) ? text : string.Empty;

    public static Documentation Of(IMethodSymbol method, CancellationToken cancellation)
    {
        MethodDeclarationSyntax? syntax = DeclarationBinder.Syntax(method, cancellation);
        if (syntax is null)
        {
            return None;
        }

        // Without documentation mode the compiler sees ordinary comments; with it, it has already resolved every cref.
        string xml = syntax.SyntaxTree.Options.DocumentationMode == DocumentationMode.None
            ? "<member>" + CommentText(syntax) + "</member>"
            : method.GetDocumentationCommentXml(cancellationToken: cancellation) ?? string.Empty;
        if (xml.Length == 0)
        {
            return None;
        }

        XElement root;
        try
        {
            root = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return None;
        }

        foreach (XElement reference in root.Descendants().Where(e => e.Name.LocalName is "paramref" or "typeparamref").ToArray())
        {
            reference.ReplaceWith(new XElement("c", reference.Attribute("name")?.Value));
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (XElement p in root.Elements("param"))
        {
            parameters[p.Attribute("name")?.Value ?? string.Empty] = Inner(p);
        }

        return new Documentation(Inner(root.Element("summary")), Inner(root.Element("remarks")), parameters);
    }

    /// <summary>The inner XML, its lines trimmed, so that indentation is no part of a model.</summary>
    private static string Inner(XElement? element)
    {
        if (element is null)
        {
            return string.Empty;
        }

        string text = string.Concat(element.Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting)));
        return string.Join("\n", text.Split('\n').Select(line => line.Trim())).Trim();
    }

    private static string CommentText(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (SyntaxTrivia trivia in node.GetLeadingTrivia())
        {
            string comment = trivia.ToString();
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && comment.StartsWith("///", StringComparison.Ordinal))
            {
                text.Append(comment, 3, comment.Length - 3).Append('\n');
            }
            else if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && comment.StartsWith("/**", StringComparison.Ordinal) && comment.Length >= 5)
            {
                foreach (string line in comment.Substring(3, comment.Length - 5).Split('\n'))
                {
                    text.Append(line.Trim().TrimStart('*')).Append('\n');
                }
            }
        }

        return text.ToString();
    }
}
