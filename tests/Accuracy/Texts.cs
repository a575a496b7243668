using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LossGen.Accuracy;

/// <summary>What the report says about its numbers.</summary>
internal static class Texts
{
    public const string OfLosses = """

        ## Losses

        For every class of the pack: the largest error of its kernels in units of the bound, 1 being just allowed. What is right is the declared formula, and its
        derivatives by number, in arithmetic of 300 to 6000 bits; hyper-parameters count as rounded to the kernel's type. Samples are ordinary, extreme, next to kinks
        and where terms nearly cancel, and those of the golden files; counts are whole numbers. The bounds:

        * value and gradient 4 ulp + 2u·S, second derivative 8 ulp + 2u·S. S = Σ |x·∂e/∂x| over inputs and hyper-parameters is how far the result moves when what it is made of is rounded once; u is 2⁻²⁴ or 2⁻⁵³;
        * losses of rows: value and gradient 8 ulp + 2u·S, second derivative 32 ulp + 2u·S; where no softmax is among their formula, the ulp of a derivative is that of the largest entry of its row, and S counts the operations of the declaration too, each rounded once, and twice in second derivatives: |v·∂e/∂v| for every sum, difference, product, quotient and root v, half as much again for a length;
        * value and gradient of the losses of the residual x − t (class `Regression`, and `ZeroOneThreshold`): 4 ulp of the function of the rounded residual, without S;
        * below the normal numbers an error up to the least of these, and everywhere one of a thousandth of it, since products that make the result may vanish;
        * `CrossEntropyLoss` without smoothing, that is −ln p of the label and the probabilities: 8 ulp relative down to 10⁻³⁸, without S.


        """;

    public static string Head(Options options, TimeSpan duration) => FormattableString.Invariant($"""
        # Accuracy

        How far the kernels are from the real functions. This file is written by

        ```bash
        dotnet run -c Release --project tests/Accuracy
        ```

        {(options.IsQuick ? "This was a quick run (`--quick`): a sample of what the command measures." : options.Share > 1 ? $"This run drew one in {options.Share} of the points that the command draws (`--share {options.Share}`)." : "A full run.")} It took {duration.TotalMinutes:0} minutes with {options.Threads} threads; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier},
        vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits. The bits do not depend on the width; those of `Pow` and of the trigonometric functions, which end in the C library, may differ between operating systems.

        An ulp is the distance of the two numbers of the type around the exact result: 2^(e − 23) for `float` and 2^(e − 52) for `double` where the result's exponent is e, below the normal numbers that of the subnormal ones.

        ## Vector mathematics

        Every function is a loss `f(x)` of its own, and what is measured is the generated kernel.

        * `float`, one operand: all inputs; where the function is its first term, a constant or infinite (for most: magnitudes below 2⁻³⁰ and beyond the range of an exponential), one block of 65,536 in 64. The reference has the digits of a `double`: for what kernels compute with vectors it is the kernel for `double`; for what they call the library for
          it is made otherwise, mostly of polynomials through values of hundreds of bits. The worst point of each is computed once more with hundreds of bits.
        * `double`: drawn arguments, two fifths evenly by exponent, the rest evenly where the function does what is characteristic of it and near what is hard (multiples of π/2, zeros, poles, borders of formulas). The
          reference has the digits of two doubles; results near the ends of the range, where that has not, are judged with hundreds of bits, 2000 of them.
        * Two operands: drawn pairs. A power in `float` is compared with e^(y·ln x) of the kernels for `double`.
        * Sine, cosine and tangent beyond 10⁵ are those of the C library, called for every element; there the points are 20,000, judged with hundreds of bits.
        * `LogGamma` and `Digamma` near their zeros, from ½ to 4: the unit is the last place of the greater of |f| and |x·f′|.
        * A bound in parentheses is no goal of the project but what the function documents.


        """);
}
