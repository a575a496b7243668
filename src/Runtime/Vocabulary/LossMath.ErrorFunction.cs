using System;

namespace LossGen;

public static partial class LossMath
{
    /// <summary>The error function 2/√π·∫₀ˣ e^(−t²) dt; 1 ulp.</summary>
    /// <param name="x">Any number; ±1 at the infinities.</param>
    public static double Erf(double x)
    {
        double length = Math.Abs(x);
        if (length <= 1)
        {
            double tail = SeriesTail(ErfSeries, ErfSeriesLow, x * x);
            return Math.FusedMultiplyAdd(x, ErfSeries[0], x * tail);
        }

        return length < 6 ? Math.CopySign(1 - ErfcOfPositive(length), x) : double.IsNaN(x) ? x : Math.CopySign(1, x);
    }

    /// <summary>1 − erf x, without cancellation for positive x; 2 ulp.</summary>
    /// <param name="x">Any number; 2 at −∞, 0 at ∞.</param>
    public static double Erfc(double x)
    {
        // Up to here erf is less than a half, so that the difference loses nothing.
        const double Half = 0.46875;

        return x < -Half ? (x > -6 ? 2 - ErfcOfPositive(-x) : 2)
            : x <= Half ? 1 - Erf(x)
            : x < 28 ? ErfcOfPositive(x)
            : double.IsNaN(x) ? x : 0;
    }

    /// <summary>erfc x = e^(−x²)·erfcx x for x in [0.46875, 28).</summary>
    private static double ErfcOfPositive(double x)
    {
        double square = x * x, lost = Math.FusedMultiplyAdd(x, x, -square);
        double head, tail;
        if (x < 1)
        {
            head = ErfcxNear[0];
            tail = SeriesTail(ErfcxNear, ErfcxNearLow, x - 0.75);
        }
        else if (x < 2)
        {
            head = ErfcxMiddle[0];
            tail = SeriesTail(ErfcxMiddle, ErfcxMiddleLow, x - 1.5);
        }
        else if (x < 4)
        {
            head = ErfcxUpper[0];
            tail = SeriesTail(ErfcxUpper, ErfcxUpperLow, x - 3);
        }
        else
        {
            // A polynomial of 1/x² for x·erfcx x.
            head = ErfcxFar[0];
            tail = SeriesTail(ErfcxFar, ErfcxFarLow, 1 / square);
        }

        // e^(−lost) = 1 − lost: without it the rounding of x² would cost x² ulp.
        tail = Math.FusedMultiplyAdd(-lost, head + tail, tail);
        double hi = head + tail, lo = tail - (hi - head);
        if (x >= 4)
        {
            double quotient = hi / x;
            lo = (Math.FusedMultiplyAdd(-quotient, x, hi) + lo) / x;
            hi = quotient;
        }

        double decay = Math.Exp(-square);
        return Math.FusedMultiplyAdd(decay, hi, decay * lo);
    }

    // The series' value without its first coefficient, of which low is the part that a double does not hold.
    private static double SeriesTail(ReadOnlySpan<double> coefficients, double low, double x)
        => Math.FusedMultiplyAdd(Polynomial(coefficients[1..], x), x, low);

    // Fitted by tests/Runtime.Tests/VocabularyCoefficients.py: erf(√z)/√z on [0, 1]; erfcx about 0.75, 1.5 and 3; erfcx(1/√z)/√z on [0, 1/16].
    private const double ErfSeriesLow = 1.5205085734379166e-17;
    // ErfSeries: relative error 2^-57.7
    private static ReadOnlySpan<double> ErfSeries =>
    [
        1.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792,
        0.0052239776248180145, -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-05,
        1.6461000484121368e-06, -1.6350312701054695e-07, 1.4659775274047436e-08, -1.1372848856791674e-09,
        5.957176147748911e-11,
    ];

    private const double ErfcxNearLow = -5.352768438607706e-17;
    // ErfcxNear: relative error 2^-57.1
    private static ReadOnlySpan<double> ErfcxNear =>
    [
        0.5069376502931449, -0.3679726916557954, 0.23095813155129855, -0.1298360619948769,
        0.06679054252749726, -0.03189726204033913, 0.014289198672864115, -0.006051532250977069,
        0.0024376370411790175, -0.0009385137579908029, 0.00034675827465164964, -0.00012332056964549782,
        4.228066999135929e-05, -1.4435102013039197e-05, 5.016719497126579e-06,
    ];

    private const double ErfcxMiddleLow = 1.703391687991039e-17;
    // ErfcxMiddle: relative error 2^-56.2
    private static ReadOnlySpan<double> ErfcxMiddle =>
    [
        0.3215854164543175, -0.16362291773256007, 0.07615103985547739, -0.032930905299562635,
        0.013377340953068511, -0.005145957547985475, 0.0018861348769562312, -0.0006619300663930904,
        0.00022330994586274217, -7.265892257522832e-05, 2.2864294807967016e-05, -6.974987241686018e-06,
        2.067088490322641e-06, -5.961119446974675e-07, 1.6708703859197203e-07, -4.585146974854072e-08,
        1.329844554951821e-08, -3.4778531023839574e-09,
    ];

    private const double ErfcxUpperLow = -5.4272175920200274e-18;
    // ErfcxUpper: relative error 2^-56.7
    private static ReadOnlySpan<double> ErfcxUpper =>
    [
        0.17900115118138996, -0.05437226000717287, 0.015884371159871336, -0.004479431018372594,
        0.0012230390523768093, -0.0003241255444964565, 8.355413962866053e-05, -2.0989464464206213e-05,
        5.146436562817232e-06, -1.2333677057386366e-06, 2.8926667168215056e-07, -6.64669256579962e-08,
        1.4977699021190157e-08, -3.312747133326865e-09, 7.198306445968793e-10, -1.5396135668406077e-10,
        3.235213376454834e-11, -6.540458204066614e-12, 1.3344054762727914e-12, -3.3570439531078767e-13,
        6.610607207775789e-14,
    ];

    private const double ErfcxFarLow = 7.643248542608229e-18;
    // ErfcxFar: relative error 2^-62.0
    private static ReadOnlySpan<double> ErfcxFar =>
    [
        0.5641895835477563, -0.2820947917738779, 0.42314218766046646, -1.0578554689359925,
        3.7024940715274366, -16.661209574492542, 91.63486295375967, -595.4644454708496,
        4455.402317301833, -37362.87536262083, 336777.8195248072, -3050319.227794433,
        25410919.60414513, -176608601.31837258, 920284117.3684658, -3110211409.380443,
        5032302946.223378,
    ];
}
