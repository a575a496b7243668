using System;
using System.Text;

namespace LossGen.Generator.Emission;

/// <summary>Writes indented lines that end in '\n' on every host.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new(16 * 1024);
    private int _indent;

    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', 4 * _indent).Append(line);
        }

        _text.Append('\n');
        return this;
    }

    /// <summary>Opens a brace; disposing the result closes it.</summary>
    public Block Open(string? head = null)
    {
        if (head is not null)
        {
            Line(head);
        }

        Line("{");
        _indent++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line("}");
        }
    }
}
