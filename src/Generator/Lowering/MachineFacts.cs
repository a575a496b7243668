namespace LossGen.Generator.Lowering;

/// <summary>What can be seen of a value's sign from the operation that makes it. NaN is no sign: both answers allow it.</summary>
internal static class MachineFacts
{
    /// <summary>Operands are looked at to this depth; arguments with a known sign are short.</summary>
    private const int Depth = 6;

    /// <summary>Never below 0.</summary>
    public static bool IsNonNegative(MachineBuilder b, int x) => Sign(b, x, Depth) is SignFact.NonNegative;

    /// <summary>Never above 0.</summary>
    public static bool IsNonPositive(MachineBuilder b, int x) => Sign(b, x, Depth) is SignFact.NonPositive;

    /// <summary>A literal or a value known per call; never NaN in a kernel that is meant to yield numbers.</summary>
    public static bool IsUniform(MachineBuilder b, int x) => b[x].Op is MachineOp.Constant or MachineOp.Uniform;

    private enum SignFact : byte
    {
        Unknown,
        NonNegative,
        NonPositive,
    }

    private static SignFact Sign(MachineBuilder b, int x, int depth)
    {
        MachineNode node = b[x];
        if (depth == 0)
        {
            return SignFact.Unknown;
        }

        switch (node.Op)
        {
            case MachineOp.Constant:
                return node.Value >= 0 ? SignFact.NonNegative : node.Value <= 0 ? SignFact.NonPositive : SignFact.Unknown;
            case MachineOp.Abs or MachineOp.Sqrt or MachineOp.GetMantissa:
                return SignFact.NonNegative;
            case MachineOp.NegateAbs:
                return SignFact.NonPositive;
            case MachineOp.Negate:
                return Opposite(Sign(b, node.A, depth - 1));
            case MachineOp.Scale:
                return Sign(b, node.A, depth - 1);
            case MachineOp.Multiply when node.A == node.B:
                return SignFact.NonNegative;
            case MachineOp.Multiply or MachineOp.Divide:
                return Product(Sign(b, node.A, depth - 1), Sign(b, node.B, depth - 1));
            case MachineOp.Add:
                return Both(Sign(b, node.A, depth - 1), Sign(b, node.B, depth - 1));
            case MachineOp.Subtract:
                return Both(Sign(b, node.A, depth - 1), Opposite(Sign(b, node.B, depth - 1)));
            case MachineOp.MultiplyAdd when node.A == node.B:
                return Both(SignFact.NonNegative, Sign(b, node.C, depth - 1));
            case MachineOp.MultiplyAdd:
                return Both(Product(Sign(b, node.A, depth - 1), Sign(b, node.B, depth - 1)), Sign(b, node.C, depth - 1));
            case MachineOp.MultiplyAddNegated:
                return Both(Opposite(node.A == node.B ? SignFact.NonNegative : Product(Sign(b, node.A, depth - 1), Sign(b, node.B, depth - 1))), Sign(b, node.C, depth - 1));
            default:
                return SignFact.Unknown;
        }
    }

    private static SignFact Both(SignFact a, SignFact b) => a == b ? a : SignFact.Unknown;

    private static SignFact Product(SignFact a, SignFact b) =>
        a == SignFact.Unknown || b == SignFact.Unknown ? SignFact.Unknown : a == b ? SignFact.NonNegative : SignFact.NonPositive;

    private static SignFact Opposite(SignFact a) => a switch
    {
        SignFact.NonNegative => SignFact.NonPositive,
        SignFact.NonPositive => SignFact.NonNegative,
        _ => SignFact.Unknown,
    };
}
