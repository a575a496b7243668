namespace LossGen.Generator.Precision;

internal static partial class BigMath
{
    /// <summary>π.</summary>
    public static BigFloat Pi => PiAt(0);

    /// <summary>π/2.</summary>
    public static BigFloat HalfPi => PiAt(-1);

    /// <summary>ln 2.</summary>
    public static BigFloat Ln2
    {
        get
        {
            int precision = BigFloat.Precision;
            Workspace w = Workspace.For(precision);
            return BigFloat.Rounded(w.Ln2, -w.Bits, precision);
        }
    }

    /// <summary>e.</summary>
    public static BigFloat E
    {
        get
        {
            int precision = BigFloat.Precision;
            Workspace w = Workspace.For(precision);
            return BigFloat.Rounded(w.E, -w.Bits, precision);
        }
    }

    private static BigFloat PiAt(int power)
    {
        int precision = BigFloat.Precision;
        Workspace w = Workspace.For(precision);
        return BigFloat.Rounded(w.Pi, power - w.Bits, precision);
    }
}
