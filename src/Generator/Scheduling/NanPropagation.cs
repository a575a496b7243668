using System.Collections.Generic;
using LossGen.Generator.Ir;

namespace LossGen.Generator.Scheduling;

/// <summary>
/// Which nodes, when NaN, make which others NaN. It decides where a NaN has to be put in by hand: a comparison with a NaN operand makes the
/// result of its selection NaN, and where the loss is NaN so is every derivative.
/// </summary>
internal sealed class NanPropagation
{
    private readonly Tape _tape;
    private readonly ulong[][] _sources;

    /// <param name="tape">The tape.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="readsPicked">Whether a row is read where an index picks an entry of it.</param>
    public NanPropagation(Tape tape, int loss, bool readsPicked = true)
    {
        _tape = tape;
        bool[] inLoss = tape.Reachable(loss);
        _sources = new ulong[tape.Count][];
        int words = (tape.Count + 63) / 64;
        for (int i = 0; i < tape.Count; i++)
        {
            Node node = tape[i];
            var set = new ulong[words];
            set[i / 64] |= 1UL << (i % 64);
            _sources[i] = set;
            switch (node.Op)
            {
                case OpCode.Gather when !readsPicked:
                    break;
                case OpCode.Select:
                    for (int k = 0; k < words; k++)
                    {
                        set[k] |= _sources[node.B][k] & _sources[node.C][k];
                    }

                    // A selection of the loss by comparisons is made NaN when one of their operands is; in a derivative only if an arm brings it.
                    if (inLoss[i] || FalseArmFollows(node.C, node.A) || TrueArmFollows(node.B, node.A))
                    {
                        Unite(set, _sources[node.A]);
                    }

                    break;
                default:
                    for (int k = 0; k < tape.Arity(i); k++)
                    {
                        Unite(set, _sources[node.Operand(k)]);
                    }

                    break;
            }
        }
    }

    /// <summary>Whether a NaN in the comparisons, which makes them false, leads to an arm that is NaN as well.</summary>
    public bool FalseArmFollows(int arm, int condition) => _tape[condition].Op is not (OpCode.Or or OpCode.Not) && Follows(arm, condition);

    /// <summary>The same when the comparison is turned around.</summary>
    public bool TrueArmFollows(int arm, int condition) => _tape[condition].Op is OpCode.Less or OpCode.LessOrEqual && Follows(arm, condition);

    /// <summary>Whether <paramref name="id"/> is certainly NaN when any operand of the comparisons in <paramref name="condition"/> is.</summary>
    private bool Follows(int id, int condition)
    {
        foreach (int operand in ComparedOperands(condition))
        {
            if (!CannotBeNan(operand) && !Contains(id, operand))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="derivative"/> is certainly NaN when <paramref name="loss"/> is.</summary>
    public bool ProvenFor(int loss, int derivative)
    {
        bool[] live = _tape.Reachable(loss);
        for (int i = 0; i < _tape.Count; i++)
        {
            if (live[i] && CanCreateNan(i) && !Contains(derivative, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="result"/> is certainly NaN when <paramref name="source"/> is.</summary>
    public bool Spoils(int source, int result) => Contains(result, source);

    /// <summary>The operands of the comparisons that make up a condition.</summary>
    public IEnumerable<int> ComparedOperands(int condition)
    {
        Node node = _tape[condition];
        switch (node.Op)
        {
            case OpCode.Less or OpCode.LessOrEqual or OpCode.Equal:
                yield return node.A;
                yield return node.B;
                break;
            case OpCode.And or OpCode.Or or OpCode.Not:
                for (int k = 0; k < _tape.Arity(condition); k++)
                {
                    foreach (int operand in ComparedOperands(node.Operand(k)))
                    {
                        yield return operand;
                    }
                }

                break;
        }
    }

    /// <summary>Hyper-parameters and constants are finite by contract; a NaN made of them is NaN for every sample alike.</summary>
    public bool CannotBeNan(int id) => _tape[id].Axes == Axes.None || _tape[id].Op is OpCode.Column or OpCode.Label;

    private static void Unite(ulong[] set, ulong[] other)
    {
        for (int k = 0; k < set.Length; k++)
        {
            set[k] |= other[k];
        }
    }

    private bool Contains(int id, int source) => (_sources[id][source / 64] & (1UL << (source % 64))) != 0;

    private bool CanCreateNan(int id)
    {
        Node node = _tape[id];
        if (CannotBeNan(id))
        {
            return false;
        }

        switch (node.Op)
        {
            case OpCode.Data:
                return true;
            case OpCode.Add or OpCode.Subtract:
                // ∞ − ∞ needs two sides that can be infinite.
                return _tape[node.A].Axes != Axes.None && _tape[node.B].Axes != Axes.None;
            case OpCode.Multiply:
                return !IsNonZeroConstant(node.A) && !IsNonZeroConstant(node.B);
            case OpCode.Negate or OpCode.Square or OpCode.Abs or OpCode.AbsSlope or OpCode.Sign or OpCode.Max or OpCode.Min or OpCode.Floor
                or OpCode.Ceiling or OpCode.Round or OpCode.Truncate or OpCode.Hypot or OpCode.Exp or OpCode.Expm1 or OpCode.Sigmoid
                or OpCode.LogisticDensity or OpCode.Softplus or OpCode.Tanh or OpCode.LogCosh or OpCode.Atan or OpCode.Sinh or OpCode.Cosh
                or OpCode.Erf or OpCode.Erfc or OpCode.Select or OpCode.Detach or OpCode.Literal or OpCode.ClampThrough
                or OpCode.BoolData or OpCode.Less or OpCode.LessOrEqual or OpCode.Equal or OpCode.And or OpCode.Or or OpCode.Not
                or OpCode.True or OpCode.False or OpCode.BoolHyper:
                return false;
            case OpCode.SigmoidResidual:
                return false;
            default:
                return true;
        }
    }

    private bool IsNonZeroConstant(int id) => _tape[id].Op == OpCode.Constant && _tape[id].Value != 0;
}
