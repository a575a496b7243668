using System;
using LossGen.Generator.Precision;

namespace LossGen.Generator.Rewriting;

/// <summary>
/// Where a real value lies, rounded outward. An open bound is not attained. Infinite bounds say nothing; NaN is never spoken of.
/// </summary>
internal readonly record struct Interval(double Low, double High, bool LowIsOpen = false, bool HighIsOpen = false)
{
    public static readonly Interval All = new(double.NegativeInfinity, double.PositiveInfinity);

    public static readonly Interval NonNegative = new(0, double.PositiveInfinity);

    public static readonly Interval NonPositive = new(double.NegativeInfinity, 0);

    public static readonly Interval Positive = new(0, double.PositiveInfinity, LowIsOpen: true);

    public static readonly Interval Negative = new(double.NegativeInfinity, 0, HighIsOpen: true);

    public bool IsPositive => Low > 0 || (Low == 0 && LowIsOpen);

    public bool IsNegative => High < 0 || (High == 0 && HighIsOpen);

    public static Interval Point(double value) => double.IsNaN(value) ? All : new(value, value);

    public static Interval operator -(Interval x) => new(-x.High, -x.Low, x.HighIsOpen, x.LowIsOpen);

    public static Interval operator +(Interval x, Interval y) =>
        new(Down(x.Low + y.Low, x.Low, y.Low), Up(x.High + y.High, x.High, y.High), x.LowIsOpen || y.LowIsOpen, x.HighIsOpen || y.HighIsOpen);

    public static Interval operator -(Interval x, Interval y) => x + -y;

    public static Interval operator *(Interval x, Interval y)
    {
        Interval hull = Corner(x.Low, x.LowIsOpen, y.Low, y.LowIsOpen);
        hull = hull.Hull(Corner(x.Low, x.LowIsOpen, y.High, y.HighIsOpen));
        hull = hull.Hull(Corner(x.High, x.HighIsOpen, y.Low, y.LowIsOpen));
        hull = hull.Hull(Corner(x.High, x.HighIsOpen, y.High, y.HighIsOpen));

        // Rounding outward does not change a sign.
        bool sameSign = (x.Low >= 0 && y.Low >= 0) || (x.High <= 0 && y.High <= 0), otherSign = (x.Low >= 0 && y.High <= 0) || (x.High <= 0 && y.Low >= 0);
        return sameSign && hull.Low < 0 ? hull with { Low = 0, LowIsOpen = false }
            : otherSign && hull.High > 0 ? hull with { High = 0, HighIsOpen = false }
            : hull;
    }

    /// <summary>Whether every value of this is less than every value of <paramref name="other"/>.</summary>
    public bool IsBelow(Interval other) => High < other.Low || (High == other.Low && (HighIsOpen || other.LowIsOpen));

    public Interval Hull(Interval other) => new(
        Math.Min(Low, other.Low),
        Math.Max(High, other.High),
        Low < other.Low ? LowIsOpen : other.Low < Low ? other.LowIsOpen : LowIsOpen && other.LowIsOpen,
        High > other.High ? HighIsOpen : other.High > High ? other.HighIsOpen : HighIsOpen && other.HighIsOpen);

    /// <summary>What is in both; the other bounds are known to hold as well.</summary>
    public Interval Meet(Interval other)
    {
        var meet = new Interval(
            Math.Max(Low, other.Low),
            Math.Min(High, other.High),
            Low > other.Low ? LowIsOpen : other.Low > Low ? other.LowIsOpen : LowIsOpen || other.LowIsOpen,
            High < other.High ? HighIsOpen : other.High < High ? other.HighIsOpen : HighIsOpen || other.HighIsOpen);
        // Nothing in common: only NaN can come of it, of which nothing is said.
        return meet.Low <= meet.High ? meet : other;
    }

    public Interval Max(Interval other)
    {
        bool low = Low > other.Low ? LowIsOpen : other.Low > Low ? other.LowIsOpen : LowIsOpen || other.LowIsOpen;
        bool high = High > other.High ? HighIsOpen : other.High > High ? other.HighIsOpen : HighIsOpen && other.HighIsOpen;
        return new(Math.Max(Low, other.Low), Math.Max(High, other.High), low, high);
    }

    public Interval Min(Interval other) => -(-this).Max(-other);

    public Interval Reciprocal()
    {
        if (!(IsPositive || IsNegative || Low == 0 || High == 0) || (Low == 0 && High == 0))
        {
            return All;
        }

        return Low >= 0
            ? new(Outward(1 / High, -1, exact: double.IsInfinity(High)), Low == 0 ? double.PositiveInfinity : Outward(1 / Low, 1), HighIsOpen || double.IsInfinity(High), LowIsOpen)
            : -(-this).Reciprocal();
    }

    public Interval Abs() => Low >= 0 ? this : High <= 0 ? -this : Max(-this).Meet(NonNegative) with { Low = 0, LowIsOpen = false };

    public Interval Square()
    {
        Interval a = Abs();
        return a * a;
    }

    /// <summary>The image under an increasing function that is computed to within a few units in the last place and <paramref name="slack"/>.</summary>
    public Interval Increasing(Func<double, double> function, Interval image, double slack = 0)
    {
        (double low, double high) = (function(Low), function(High));
        var result = new Interval(
            double.IsNaN(low) ? double.NegativeInfinity : Outward(low, -1, exact: double.IsInfinity(Low)) - slack,
            double.IsNaN(high) ? double.PositiveInfinity : Outward(high, 1, exact: double.IsInfinity(High)) + slack);
        return result.Meet(image);
    }

    private static Interval Corner(double x, bool xOpen, double y, bool yOpen)
    {
        bool zero = (x == 0 && !xOpen) || (y == 0 && !yOpen);
        double product = x == 0 || y == 0 ? 0 : x * y;
        bool exact = product == 0 ? x == 0 || y == 0 : double.IsInfinity(product) ? double.IsInfinity(x) || double.IsInfinity(y) : DoubleDouble.IsExactProduct(x, y);
        bool open = !zero && (xOpen || yOpen);
        return exact ? new(product, product, open, open) : new(Outward(product, -1), Outward(product, 1));
    }

    private static double Down(double sum, double x, double y) => IsExactSum(sum, x, y) ? sum : Outward(double.IsNaN(sum) ? double.NegativeInfinity : sum, -1);

    private static double Up(double sum, double x, double y) => IsExactSum(sum, x, y) ? sum : Outward(double.IsNaN(sum) ? double.PositiveInfinity : sum, 1);

    private static bool IsExactSum(double sum, double x, double y) => sum - x == y && sum - y == x;

    /// <summary>Moves a bound outward by a few units in the last place.</summary>
    private static double Outward(double value, int direction, bool exact = false)
    {
        if (exact || double.IsInfinity(value) || double.IsNaN(value))
        {
            return value;
        }

        double step = (Math.Abs(value) * 1e-15) + double.Epsilon;
        return value + (direction * step);
    }
}
