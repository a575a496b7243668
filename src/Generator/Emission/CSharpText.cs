using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using LossGen.Generator.Lowering;

namespace LossGen.Generator.Emission;

/// <summary>Numbers, names and XML text as C# source. The one place where a number becomes text.</summary>
internal static class CSharpText
{
    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false " +
         "finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private " +
         "protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked " +
         "unsafe ushort using virtual void volatile while field value await var when where yield record").Split(' '));

    /// <summary>The shortest decimal that reads back as the same double, on every host.</summary>
    public static string Round(double value)
    {
        for (int digits = 1; digits < 17; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double back) && back.Equals(value))
            {
                return text;
            }
        }

        return value.ToString("G17", CultureInfo.InvariantCulture);
    }

    public static string Literal(double value)
    {
        if (double.IsNaN(value))
        {
            return "double.NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        }

        if (value == 0)
        {
            return BitConverter.DoubleToInt64Bits(value) < 0 ? "-0.0" : "0.0";
        }

        string text = Round(value);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }

    public static string Literal(float value)
    {
        if (float.IsNaN(value))
        {
            return "float.NaN";
        }

        if (float.IsInfinity(value))
        {
            return value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        }

        if (value == 0)
        {
            return 1 / value < 0 ? "-0f" : "0f";
        }

        for (int digits = 1; digits < 9; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float back) && back.Equals(value))
            {
                return text + "f";
            }
        }

        return value.ToString("G9", CultureInfo.InvariantCulture) + "f";
    }

    public static string Literal(double value, Element element) => element == Element.Single ? Literal((float)value) : Literal(value);

    /// <summary>An identifier, with <c>@</c> where the name is a keyword.</summary>
    public static string Identifier(string name) => Keywords.Contains(name) ? "@" + name : name;

    public static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    public static string String(string text)
    {
        var literal = new StringBuilder(text.Length + 16).Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
            {
                literal.Append('\\').Append(c);
            }
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                literal.Append(c);
            }
        }

        return literal.Append('"').ToString();
    }

    public static string Int(long value) => value.ToString(CultureInfo.InvariantCulture);
}
