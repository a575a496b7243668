using System;
using System.Collections.Generic;
using System.Globalization;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// An expression written as text: <c>log(1 + exp(x))</c>. Functions are the names of <see cref="OpCode"/> in any case, single lower-case
/// letters are metavariables: <c>c</c> and <c>k</c> stand for constants, every other letter for any node. <c>column</c> is the number of the column,
/// <c>columns</c> how many there are, <c>infinity</c> a number.
/// A pattern, a replacement, a guard and a definition of <see cref="OpTable"/> are all written so.
/// </summary>
internal sealed class Pattern
{
    private Pattern(OpCode op, char letter, double number, Pattern[] arguments) =>
        (Op, Letter, Number, Arguments) = (op, letter, number, arguments);

    /// <summary>The operation; <see cref="OpCode.Constant"/> for a number, <see cref="OpCode.Data"/> for a letter.</summary>
    public OpCode Op { get; }

    /// <summary>The metavariable, or <c>\0</c>.</summary>
    public char Letter { get; }

    public double Number { get; }

    public IReadOnlyList<Pattern> Arguments { get; }

    public bool IsLetter => Letter != '\0';

    public bool IsNumber => Op == OpCode.Constant;

    /// <summary>Whether the letter stands for constants only.</summary>
    public bool IsConstantLetter => Letter is 'c' or 'k';

    public static Pattern Parse(string text)
    {
        var parser = new Parser(text);
        Pattern pattern = parser.Comparison();
        parser.End();
        return pattern;
    }

    /// <summary>The place of a letter in a table of bindings.</summary>
    public static int Index(char letter) => letter - 'a';

    /// <summary>Makes the expression, operands first and in the order of the text. <paramref name="bindings"/> is read at <see cref="Index"/>.</summary>
    public int Build(int[] bindings, Func<double, int> constant, Func<OpCode, int, int, int, int> make)
    {
        if (IsLetter)
        {
            int bound = bindings[Index(Letter)];
            return bound >= 0 ? bound : throw new InvalidOperationException($"'{Letter}' is not bound.");
        }

        if (IsNumber)
        {
            return constant(Number);
        }

        int a = Arguments.Count > 0 ? Arguments[0].Build(bindings, constant, make) : -1;
        int b = Arguments.Count > 1 ? Arguments[1].Build(bindings, constant, make) : -1;
        int c = Arguments.Count > 2 ? Arguments[2].Build(bindings, constant, make) : -1;
        return make(Op, a, b, c);
    }

    /// <summary>The same on a builder, without rewriting.</summary>
    public int Build(TapeBuilder builder, int[] bindings) => Build(bindings, builder.Constant, (op, a, b, c) => Make(builder, op, a, b, c));

    /// <summary>An operation of a pattern as a node.</summary>
    public static int Make(TapeBuilder builder, OpCode op, int a, int b, int c) =>
        op == OpCode.Column ? builder.Column : op == OpCode.Columns ? builder.Columns : builder.Make(op, a, b, c);

    /// <summary>The letters in the order of their first appearance, and whether each stands for a truth value.</summary>
    public void CollectLetters(IDictionary<char, ValueKind> letters, ValueKind kind = ValueKind.Real)
    {
        if (IsLetter && !letters.ContainsKey(Letter))
        {
            letters.Add(Letter, kind);
        }

        for (int i = 0; i < Arguments.Count; i++)
        {
            bool truth = Op is OpCode.And or OpCode.Or or OpCode.Not || (Op == OpCode.Select && i == 0);
            Arguments[i].CollectLetters(letters, truth ? ValueKind.Truth : ValueKind.Real);
        }
    }

    private static Pattern Call(OpCode op, params Pattern[] arguments) => new(op, '\0', 0, arguments);

    private static Pattern OfNumber(double value) => new(OpCode.Constant, '\0', value, []);

    /// <summary>Recursive descent; texts are the program's own, so an error is an exception at start-up that tests would see.</summary>
    private sealed class Parser(string text)
    {
        private static readonly Dictionary<string, OpCode> Names = ReadNames();
        private int _at;

        public Pattern Comparison()
        {
            Pattern left = Sum();
            if (Take("<="))
            {
                return Call(OpCode.LessOrEqual, left, Sum());
            }

            if (Take(">="))
            {
                return Call(OpCode.LessOrEqual, Sum(), left);
            }

            if (Take("=="))
            {
                return Call(OpCode.Equal, left, Sum());
            }

            if (Take("!="))
            {
                return Call(OpCode.Not, Call(OpCode.Equal, left, Sum()));
            }

            return Take("<") ? Call(OpCode.Less, left, Sum()) : Take(">") ? Call(OpCode.Less, Sum(), left) : left;
        }

        public void End()
        {
            if (Peek() != '\0')
            {
                throw Error("the end");
            }
        }

        private Pattern Sum()
        {
            Pattern left = Product();
            while (true)
            {
                if (Take("+"))
                {
                    left = Call(OpCode.Add, left, Product());
                }
                else if (Take("-"))
                {
                    left = Call(OpCode.Subtract, left, Product());
                }
                else
                {
                    return left;
                }
            }
        }

        private Pattern Product()
        {
            Pattern left = Unary();
            while (true)
            {
                if (Take("*"))
                {
                    left = Call(OpCode.Multiply, left, Unary());
                }
                else if (Take("/"))
                {
                    left = Call(OpCode.Divide, left, Unary());
                }
                else
                {
                    return left;
                }
            }
        }

        private Pattern Unary()
        {
            if (!Take("-"))
            {
                return Primary();
            }

            Pattern operand = Unary();
            return operand.IsNumber ? OfNumber(-operand.Number) : Call(OpCode.Negate, operand);
        }

        private Pattern Primary()
        {
            char next = Peek();
            if (next == '(')
            {
                _at++;
                Pattern inner = Comparison();
                Expect(")");
                return inner;
            }

            int start = _at;
            if (char.IsDigit(next))
            {
                while (_at < text.Length && (char.IsDigit(text[_at]) || text[_at] is '.' or 'e' or 'E' || (text[_at] is '-' or '+' && text[_at - 1] is 'e' or 'E')))
                {
                    _at++;
                }

                return OfNumber(double.Parse(text.Substring(start, _at - start), CultureInfo.InvariantCulture));
            }

            while (_at < text.Length && char.IsLetterOrDigit(text[_at]))
            {
                _at++;
            }

            string name = text.Substring(start, _at - start);
            switch (name)
            {
                case "column":
                    return Call(OpCode.Column);
                case "columns":
                    return Call(OpCode.Columns);
                case "infinity":
                    return OfNumber(double.PositiveInfinity);
            }

            if (Peek() != '(')
            {
                return name.Length == 1 && name[0] is >= 'a' and <= 'z' ? new(OpCode.Data, name[0], 0, []) : throw Error("a letter, a number or a function");
            }

            if (!Names.TryGetValue(name, out OpCode op))
            {
                throw Error("the name of a primitive");
            }

            return Call(op, Arguments(OpTable.Row(op).Arity));
        }

        private Pattern[] Arguments(int count)
        {
            var arguments = new Pattern[count];
            for (int i = 0; i < count; i++)
            {
                Expect(i == 0 ? "(" : ",");
                arguments[i] = Comparison();
            }

            Expect(")");
            return arguments;
        }

        private char Peek()
        {
            while (_at < text.Length && text[_at] == ' ')
            {
                _at++;
            }

            return _at < text.Length ? text[_at] : '\0';
        }

        private bool Take(string symbol)
        {
            Peek();
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0)
            {
                return false;
            }

            _at += symbol.Length;
            return true;
        }

        private void Expect(string symbol)
        {
            if (!Take(symbol))
            {
                throw Error($"'{symbol}'");
            }
        }

        private FormatException Error(string expected) => new($"Expected {expected} at {_at} in '{text}'.");

        private static Dictionary<string, OpCode> ReadNames()
        {
            var names = new Dictionary<string, OpCode>(StringComparer.OrdinalIgnoreCase);
            foreach (OpRow row in OpTable.All)
            {
                if (row.Arity > 0)
                {
                    names.Add(row.Op.ToString(), row.Op);
                }
            }

            return names;
        }
    }
}
