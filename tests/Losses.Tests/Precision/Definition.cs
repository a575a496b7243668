using System;
using System.Globalization;
using LossGen.HighPrecision;

namespace LossGen.Losses.Tests.Precision;

/// <summary>A formula of the table of primitives: numbers, x, y, z, + − * /, parentheses and functions.</summary>
internal abstract class Definition
{
    /// <summary>Applies a function by its name; the second operand is absent for functions of one.</summary>
    public delegate BigFloat Function(string name, BigFloat x, BigFloat y);

    public static Definition Parse(string text) => new Reader(text).All();

    public abstract BigFloat Evaluate(BigFloat x, BigFloat y, BigFloat z, Function function);

    private sealed class Number(double value) : Definition
    {
        public override BigFloat Evaluate(BigFloat x, BigFloat y, BigFloat z, Function function) => value;
    }

    private sealed class Operand(char name) : Definition
    {
        public override BigFloat Evaluate(BigFloat x, BigFloat y, BigFloat z, Function function) => name == 'x' ? x : name == 'y' ? y : z;
    }

    private sealed class Operation(char symbol, Definition left, Definition right) : Definition
    {
        public override BigFloat Evaluate(BigFloat x, BigFloat y, BigFloat z, Function function)
        {
            BigFloat a = left.Evaluate(x, y, z, function);
            BigFloat b = right.Evaluate(x, y, z, function);
            return symbol switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };
        }
    }

    private sealed class Call(string name, Definition first, Definition? second) : Definition
    {
        public override BigFloat Evaluate(BigFloat x, BigFloat y, BigFloat z, Function function) =>
            function(name, first.Evaluate(x, y, z, function), second?.Evaluate(x, y, z, function) ?? default);
    }

    private sealed class Reader(string text)
    {
        private int _at;

        public Definition All()
        {
            Definition all = Sum();
            return Peek() == '\0' ? all : throw Unexpected();
        }

        private Definition Sum()
        {
            Definition left = Product();
            while (Peek() is '+' or '-')
            {
                char symbol = text[_at++];
                left = new Operation(symbol, left, Product());
            }

            return left;
        }

        private Definition Product()
        {
            Definition left = Factor();
            while (Peek() is '*' or '/')
            {
                char symbol = text[_at++];
                left = new Operation(symbol, left, Factor());
            }

            return left;
        }

        private Definition Factor()
        {
            char next = Peek();
            int start = _at;
            if (next == '-')
            {
                _at++;
                return new Operation('-', new Number(0), Factor());
            }

            if (next == '(')
            {
                return Parenthesised(out _);
            }

            if (char.IsAsciiDigit(next))
            {
                while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
                {
                    _at++;
                }

                return new Number(double.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture));
            }

            while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at]))
            {
                _at++;
            }

            string name = text[start.._at];
            return name is "x" or "y" or "z" ? new Operand(name[0])
                : name.Length > 0 && Peek() == '(' ? new Call(name, Parenthesised(out Definition? second), second)
                : throw Unexpected();
        }

        private Definition Parenthesised(out Definition? second)
        {
            _at++;
            Definition first = Sum();
            second = null;
            if (Peek() == ',')
            {
                _at++;
                second = Sum();
            }

            if (Peek() != ')')
            {
                throw Unexpected();
            }

            _at++;
            return first;
        }

        private char Peek()
        {
            while (_at < text.Length && text[_at] == ' ')
            {
                _at++;
            }

            return _at < text.Length ? text[_at] : '\0';
        }

        private FormatException Unexpected() => new($"Unexpected at {_at} of \"{text}\".");
    }
}
