namespace LossGen.Generator.Lowering;

internal static class Polynomial
{
    /// <summary>Σ c(i)·x^i with one multiply-add per power; out-of-order execution overlaps the chains of neighbouring vectors, so the shortest form wins.</summary>
    public static int Horner(MachineBuilder b, int x, double[] coefficients)
    {
        int sum = b.Constant(coefficients[coefficients.Length - 1]);
        for (int i = coefficients.Length - 2; i >= 0; i--)
        {
            sum = b.Fma(sum, x, b.Constant(coefficients[i]));
        }

        return sum;
    }
}
