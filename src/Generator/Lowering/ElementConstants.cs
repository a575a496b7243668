namespace LossGen.Generator.Lowering;

/// <summary>
/// The numbers the lowerings need for one element type. Polynomials are minimax fits with coefficients of the element type, lowest power first;
/// the error given is that of the approximation alone, in units of the last place (2^-24, 2^-53).
/// </summary>
internal sealed class ElementConstants
{
    private static readonly ElementConstants Single = new()
    {
        SixteenthMagic = 786432,
        IntegerMagic = 12582912,
        IndexMagic = 8388608,
        MantissaIndexShift = 19,
        Log2E = 1.442695f,
        Ln2 = 0.6931472f,
        ShiftRange = 256,
        UnshiftedRange = 20,
        ShiftedLimit = 400,
        ExpLn2High = 0.6931472f,
        ExpLn2Low = -1.9046542e-09f,
        LogLn2High = 0.69314575f,
        LogLn2Low = 1.4286068e-06f,
        ExponentLimit = 256,
        Expm1Upper = 88.8f,
        ReciprocalLimit = 30,
        Smallest = 1.17549435e-38f,
        Largest = 3.40282347e+38f,
        Exp = [-0.0062409937f, 0.993759f, 0.49689606f, 0.16570653f],
        Expm1 = [0.5f, 0.16667058f, 0.041667182f],
        ExpSecond = [0.5f, 0.16666667f, 0.041666508f, 0.0083332f, 0.0013930917f, 0.00019951054f],
        Log = [-0.5f, 0.333345f, -0.2500787f, 0.18849646f],
        LogSecond = [-0.5f, 0.33333334f, -0.25001016f, 0.20005675f, -0.15663585f],
        Log1pUnit = [-0.49999994f, 0.33333325f, -0.25022814f, 0.20022516f],
        LogCosh = [0.5f, -0.08333321f, 0.022218704f, -0.0067129894f, 0.0020478843f, -0.00045751344f],
    };

    private static readonly ElementConstants Double = new()
    {
        SixteenthMagic = 422212465065984,
        IntegerMagic = 6755399441055744,
        IndexMagic = 4503599627370496,
        MantissaIndexShift = 48,
        Log2E = 1.4426950408889634,
        Ln2 = 0.6931471805599453,
        ShiftRange = 2048,
        UnshiftedRange = 160,
        ShiftedLimit = 2900,
        ExpLn2High = 0.6931471805582987,
        ExpLn2Low = 1.6465949582897082e-12,
        LogLn2High = 0.693147180559663,
        LogLn2Low = 2.8235290563031577e-13,
        ExponentLimit = 2048,
        Expm1Upper = 709.8,
        ReciprocalLimit = 60,
        Smallest = 2.2250738585072014e-308,
        Largest = 1.7976931348623157e+308,
        Exp =
        [
            5.495509594081225e-08, 1.0000000549550982, 0.5000000274775488, 0.16666667578704805, 0.04166666894809803, 0.008333497776618409,
            0.0013889147035942608,
        ],
        Expm1 = [0.5000000000000004, 0.16666666666666632, 0.04166666665997971, 0.008333333334752384, 0.0013889131262179572, 0.00019841270026101876],
        ExpSecond =
        [
            0.5, 0.1666666666666667, 0.04166666666666664, 0.008333333333325843, 0.0013888888888909687, 0.0001984126987568367, 2.4801587261728242e-05,
            2.755725441506463e-06, 2.755733585824093e-07, 2.5105598533658184e-08, 2.0893719371660752e-09,
        ],
        Log =
        [
            -0.5000000000000003, 0.3333333333334957, -0.2499999999981916, 0.19999999920049194, -0.16666666151977702, 0.14285827582232122,
            -0.12501950607262213, 0.11069808346099316, -0.08723572412143293,
        ],
        LogSecond =
        [
            -0.5, 0.3333333333333338, -0.2500000000001529, 0.19999999999747078, -0.1666666659151421, 0.1428571393033256, -0.12500106816008955,
            0.11112861962171894, -0.09960644831293103, 0.07910694384646681,
        ],
        Log1pUnit =
        [
            -0.49999999999999434, 0.3333333333333219, -0.2500000000672715, 0.20000000009350652, -0.16666645165895233, 0.1428568992443839,
            -0.12525416018152497, 0.11136400061499915,
        ],
        LogCosh =
        [
            0.5, -0.08333333333333093, 0.02222222222194438, -0.006746031734790546, 0.002186948625638023, -0.0007386002612085627, 0.0002565603517151276,
            -9.088957564832893e-05, 3.244562623823098e-05, -1.1206345618610108e-05, 3.288808663737132e-06, -5.774668615075554e-07,
        ],
    };

    /// <summary>1.5·2^p whose last place is 1/16: adding it rounds to a sixteenth and leaves the sixteenths in the low four bits.</summary>
    public double SixteenthMagic { get; private init; }

    /// <summary>1.5·2^p whose last place is 1.</summary>
    public double IntegerMagic { get; private init; }

    /// <summary>2^p whose last place is 1: adding it to a number in [0, 15] leaves the nearest integer in the low four bits.</summary>
    public double IndexMagic { get; private init; }

    /// <summary>The shift that brings the four highest bits of the mantissa to the bottom.</summary>
    public int MantissaIndexShift { get; private init; }

    public double Log2E { get; private init; }

    public double Ln2 { get; private init; }

    /// <summary>ln 2 in so few bits that a multiple of it by sixteenths of an exponent is subtracted exactly; and the rest.</summary>
    public double ExpLn2High { get; private init; }

    public double ExpLn2Low { get; private init; }

    /// <summary>ln 2 rounded down to the grid of <see cref="LookupTable.LogLogarithm"/>; the rest is positive, so that ±∞·ln 2 has one sign in both parts.</summary>
    public double LogLn2High { get; private init; }

    public double LogLn2Low { get; private init; }

    /// <summary>Beyond ± this, e^x times any finite number is 0 or infinite, and x·log2 e still fits the rounding to sixteenths.</summary>
    public double ExponentLimit { get; private init; }

    /// <summary>Where e^x has just become infinite but e^x/2 has not.</summary>
    public double Expm1Upper { get; private init; }

    /// <summary>A row's exponentials are shifted by a power of two while its maximum is smaller than this, at least twice where e^−x vanishes.</summary>
    public double ShiftRange { get; private init; }

    /// <summary>Rows whose maximum is between 0 and this need no shift: the sum over 2^24 columns of the cube of their exponentials is representable, and so is all that counts beside the maximum.</summary>
    public double UnshiftedRange { get; private init; }

    /// <summary>e^−x·2^k vanishes from here on for every maximum within <see cref="ShiftRange"/>.</summary>
    public double ShiftedLimit { get; private init; }

    /// <summary>1 + x is at least 2^-this unless it is 0.</summary>
    public double ReciprocalLimit { get; private init; }

    /// <summary>The smallest normal number.</summary>
    public double Smallest { get; private init; }

    public double Largest { get; private init; }

    /// <summary>e^r/f − 1 for |r| ≤ ln 2/32, f being the factor of <see cref="LookupTable.Exp2Sixteenth"/>; of e^r 0.03 (Single), 0.1 (Double).</summary>
    public double[] Exp { get; private init; } = [];

    /// <summary>(e^r − 1 − r)/r² for |r| ≤ ln 2/32 + 1/512; of e^r − 1 0.01, 0.02.</summary>
    public double[] Expm1 { get; private init; } = [];

    /// <summary>(e^r − 1 − r)/r² for |r| ≤ ln 2/2; 0.07, 0.03.</summary>
    public double[] ExpSecond { get; private init; } = [];

    /// <summary>(ln(1 + r) − r)/r² for −1/32 ≤ r ≤ 1/16; of ln(1 + r) 0.05, 0.1.</summary>
    public double[] Log { get; private init; } = [];

    /// <summary>The same, 0.1, 0.2 of itself.</summary>
    public double[] LogSecond { get; private init; } = [];

    /// <summary>(ln(1 + r) − r)/r² for |r| ≤ 1/30; of ln(1 + r) 0.01, 0.2.</summary>
    public double[] Log1pUnit { get; private init; } = [];

    /// <summary>ln(cosh x)/x² as a function of x² ≤ 0.5; 0.05, 0.1.</summary>
    public double[] LogCosh { get; private init; } = [];

    public static ElementConstants Of(Element element) => element == Element.Single ? Single : Double;
}
