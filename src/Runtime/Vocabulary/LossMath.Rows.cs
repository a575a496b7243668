using System;

namespace LossGen;

// What rows are reduced to. Sums are carried in twice the digits of a double and neither overflow nor underflow on the way, so that they are within
// an ulp of the exact value unless it cancels to less than 2⁻⁴⁰ of its terms. A row of unknown length has no reductions: they throw InvalidOperationException.
public static partial class LossMath
{
    // Sums of products are kept within these powers of 2.
    private const int SafeExponent = 900;

    /// <summary>The sum of the entries, Σⱼ xⱼ.</summary>
    /// <param name="x">A row; 0 if it is empty.</param>
    public static double Sum(Row x) => Dot(x, Row.Map(x, static _ => 1));

    /// <summary>The mean of the entries, Σⱼ xⱼ/n.</summary>
    /// <param name="x">A row; NaN if it is empty.</param>
    public static double Mean(Row x) => Sum(x) / x.Length;

    /// <summary>The greatest entry. Entries that share the maximum share its derivative evenly.</summary>
    /// <param name="x">A row; −∞ if it is empty.</param>
    public static double Max(Row x)
    {
        ArgumentNullException.ThrowIfNull(x);
        double max = double.NegativeInfinity;
        foreach (double value in x.Values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    /// <summary>The least entry. Entries that share the minimum share its derivative evenly.</summary>
    /// <param name="x">A row; ∞ if it is empty.</param>
    public static double Min(Row x) => -Max(Row.Map(x, static v => -v));

    /// <summary>The sum of all entries but one. It loses no digits when that one is by far the greatest: 1 − p_y of probabilities is <c>SumExcept(p, y)</c>.</summary>
    /// <param name="x">A row. The entry left out is not looked at, so that it may be NaN.</param>
    /// <param name="index">The entry that is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public static double SumExcept(Row x, int index) => Sum(Without(x, index, 0));

    /// <summary>The greatest of all entries but one; −∞ where nothing is left.</summary>
    /// <param name="x">A row. The entry left out is not looked at, so that it may be NaN.</param>
    /// <param name="index">The entry that is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public static double MaxExcept(Row x, int index) => Max(Without(x, index, double.NegativeInfinity));

    /// <summary>The scalar product Σⱼ aⱼbⱼ.</summary>
    /// <param name="a">A row.</param>
    /// <param name="b">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(Row a, Row b)
    {
        ReadOnlySpan<double> x = Row.Map(a, b, static (v, _) => v).Values, y = Row.Map(a, b, static (_, v) => v).Values;
        if (AreFinite(x) && AreFinite(y))
        {
            Wide exact = SumOfProducts(x, y, out int exponent);
            return Math.ScaleB(exact.Hi, exponent);
        }

        double sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            sum += x[j] * y[j];
        }

        return sum;
    }

    /// <summary>The Euclidean norm √(Σⱼ xⱼ²), without overflow of the squares. Its derivative at the zero row is 0.</summary>
    /// <param name="x">A row; ∞ if an entry is infinite and none NaN.</param>
    public static double Norm(Row x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!AreFinite(x.Values))
        {
            return Max(Abs(x)) is var max && double.IsNaN(max) ? max : double.PositiveInfinity;
        }

        Wide norm = NormOf(x.Values, out int exponent);
        return Math.ScaleB(norm.Hi, exponent);
    }

    /// <summary>The squared Euclidean norm, Σⱼ xⱼ².</summary>
    /// <param name="x">A row.</param>
    public static double SquaredNorm(Row x) => Dot(x, Row.Map(x, static v => v));

    /// <summary>The Euclidean distance √(Σⱼ (aⱼ − bⱼ)²). Its derivative where the rows are equal is 0.</summary>
    /// <param name="a">A row.</param>
    /// <param name="b">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Distance(Row a, Row b) => Norm(Row.Map(a, b, static (x, y) => x - y));

    /// <summary>The squared Euclidean distance, Σⱼ (aⱼ − bⱼ)².</summary>
    /// <param name="a">A row.</param>
    /// <param name="b">A row of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double SquaredDistance(Row a, Row b) => SquaredNorm(Row.Map(a, b, static (x, y) => x - y));

    /// <summary>The cosine of the angle between two rows, Σⱼ (aⱼ/‖a‖)(bⱼ/‖b‖); 0, and so are its derivatives, where one of them is the zero row.</summary>
    /// <param name="a">A row; NaN if an entry is infinite.</param>
    /// <param name="b">A row of the same length; NaN if an entry is infinite.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double CosineSimilarity(Row a, Row b)
    {
        ReadOnlySpan<double> x = Row.Map(a, b, static (v, _) => v).Values, y = Row.Map(a, b, static (_, v) => v).Values;
        if (!AreFinite(x) || !AreFinite(y))
        {
            return double.NaN;
        }

        Wide norms = NormOf(x, out int xExponent) * NormOf(y, out int yExponent);
        return norms.Hi == 0 ? 0 : Math.ScaleB((SumOfProducts(x, y, out int exponent) / norms).Hi, exponent - xExponent - yExponent);
    }

    private static Row Without(Row x, int index, double neutral)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.With(index, neutral);
    }

    private static bool AreFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Σⱼ xⱼyⱼ of finite numbers is the result times 2^exponent.</summary>
    private static Wide SumOfProducts(ReadOnlySpan<double> x, ReadOnlySpan<double> y, out int exponent)
    {
        int peak = 0;
        bool any = false;
        for (int j = 0; j < x.Length; j++)
        {
            if (x[j] != 0 && y[j] != 0)
            {
                int power = Math.ILogB(x[j]) + Math.ILogB(y[j]);
                peak = any ? Math.Max(peak, power) : power;
                any = true;
            }
        }

        exponent = peak - Math.Clamp(peak, -SafeExponent, SafeExponent);
        Wide sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            if (x[j] != 0 && y[j] != 0)
            {
                Wide product = Wide.Product(Mantissa(x[j], out int xPower), Mantissa(y[j], out int yPower));
                sum += product.Scaled(xPower + yPower - exponent);
            }
        }

        return sum;
    }

    /// <summary>The norm of finite numbers is the result times 2^exponent.</summary>
    private static Wide NormOf(ReadOnlySpan<double> x, out int exponent)
    {
        Wide square = SumOfProducts(x, x, out exponent);
        if (int.IsOddInteger(exponent))
        {
            square = square.Scaled(1);
            exponent--;
        }

        exponent /= 2;
        return Wide.Sqrt(square);
    }
}
