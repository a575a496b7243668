using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.Analysis;

/// <summary>A place where a convention decides the derivative.</summary>
/// <param name="Left">A node of the declaration's tape.</param>
/// <param name="Relation">What holds of it there.</param>
/// <param name="Right">Another one, or −1 where the relation is about one alone.</param>
/// <param name="Taken">The derivative that is taken.</param>
internal sealed record KinkFact(int Left, string Relation, int Right, string Taken);

/// <summary>The kinks of a loss as it is declared: rewriting adds none, and the borders between its forms of one function are none.</summary>
internal static class KinkFinder
{
    public static IReadOnlyList<KinkFact> Of(LossModel model)
    {
        Tape tape = model.Tape;
        bool[] live = tape.Reachable(tape.Roots[0]);
        var varies = new bool[tape.Count];
        var kinks = new List<KinkFact>();
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            varies[i] = n.Op is OpCode.Data or OpCode.TableEntry && model.Parameters[(int)n.Payload].Role == ParameterRole.Input;
            for (int k = 0; k < tape.Arity(i) && n.Op != OpCode.Detach; k++)
            {
                varies[i] |= varies[n.Operand(k)];
            }

            if (live[i] && varies[i])
            {
                kinks.AddRange(At(tape, n, varies));
            }
        }

        return kinks.Distinct().ToList();
    }

    private static IEnumerable<KinkFact> At(Tape tape, Node n, bool[] varies)
    {
        switch (n.Op)
        {
            case OpCode.Abs:
                return [new(n.A, "= 0", -1, "slope 0 for the absolute value")];
            case OpCode.Max or OpCode.Min:
                return [new(n.A, "=", n.B, varies[n.A] && varies[n.B] ? "half the slope of each side" : "the slope of the constant side, 0")];
            case OpCode.RowMax or OpCode.RowMin:
                return [new(n.A, n.Op == OpCode.RowMax ? "has its maximum in several columns" : "has its minimum in several columns", -1, "an equal share for each")];
            case OpCode.Norm:
                return [new(n.A, "= 0 in every column", -1, "derivative 0")];
            case OpCode.Hypot when varies[n.A] && varies[n.B]:
                return [new(n.A, "= 0 =", n.B, "derivative 0")];
            case OpCode.Sign:
                return [new(n.A, "= 0", -1, "slope 0, as on both sides of the jump")];
            case OpCode.Floor or OpCode.Ceiling or OpCode.Truncate:
                return [new(n.A, "is an integer", -1, "slope 0, as on both sides of the jump")];
            case OpCode.Round:
                return [new(n.A, "is half-way between integers", -1, "slope 0, as on both sides of the jump")];
            case OpCode.Select:
                return Borders(tape, n.A, n.A, varies);
            default:
                return [];
        }
    }

    /// <summary>Where the comparisons of a condition change.</summary>
    private static IEnumerable<KinkFact> Borders(Tape tape, int condition, int whole, bool[] varies)
    {
        Node n = tape[condition];
        switch (n.Op)
        {
            case OpCode.And or OpCode.Or:
                return Borders(tape, n.A, whole, varies).Concat(Borders(tape, n.B, whole, varies));
            case OpCode.Not:
                return Borders(tape, n.A, whole, varies);
            case OpCode.Less or OpCode.LessOrEqual or OpCode.Equal when varies[n.A] || varies[n.B]:
                string taken = condition != whole ? "the derivative of the branch taken there"
                    : n.Op == OpCode.Less ? "the derivative of the second branch"
                    : "the derivative of the first branch";
                return [new(n.A, "=", n.B, taken)];
            default:
                return [];
        }
    }
}
