using System;
using LossGen.Fuzz.Grammar;

namespace LossGen.Fuzz.Running;

/// <summary>Entry points of a generated class.</summary>
[Flags]
internal enum Entries
{
    None = 0,
    ForwardEach = 1,
    Forward = 2,
    ForwardBackward = 4,
    GradientHessian = 8,
    All = ForwardEach | Forward | ForwardBackward | GradientHessian,
}

/// <summary>How much of a generated class is compiled and run.</summary>
internal enum Depth : byte
{
    /// <summary>Nothing: declarations are bound and derived, for coverage alone.</summary>
    None,

    /// <summary>One kernel of one element type.</summary>
    Quick,

    /// <summary>One kernel of each.</summary>
    Usual,

    /// <summary>All of it, as it was generated.</summary>
    Whole,
}

/// <summary>
/// What of a generated class is compiled and run. Most of the time goes into the C# compiler and the just-in-time compiler, and nearly all of that into loops that compute the same once more for
/// another width, another entry point or another element type. So most declarations are tried with less, and one in <see cref="WholeOf"/> as it was generated.
/// </summary>
internal sealed record Scope(bool IsWhole, Entries Single, Entries Double)
{
    private const int WholeOf = 20;

    public static Scope Of(Declaration d, Depth depth)
    {
        if (depth == Depth.Whole || d.Seed % WholeOf == 0)
        {
            return new(true, Entries.All, Entries.All);
        }

        const Entries First = Entries.ForwardBackward, Second = Entries.GradientHessian;
        (Entries single, Entries other) = (d.Seed % 8) switch
        {
            // Of a kernel of rows one text serves all entry points.
            0 => (First, Second),
            1 => (d.HasRowKernel ? Second : First, Second),
            2 => (Second, First),
            _ => (Second, d.HasRowKernel || d.Seed % 2 == 0 ? Second : First),
        };
        return depth == Depth.Usual ? new(false, single, other) : d.Seed % 3 == 0 ? new(false, single, Entries.None) : new(false, Entries.None, other);
    }

    public Entries For(Type element) => element == typeof(float) ? Single : Double;
}
