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

/// <summary>
/// What of a generated class is compiled and run. Most of the time goes into the C# compiler and the just-in-time compiler, and nearly all of that into loops that compute the same once more for
/// another width or another entry point: so most declarations are tried with one kernel per element type, and one in <see cref="WholeOf"/> as it was generated.
/// </summary>
internal sealed record Scope(bool IsWhole, Entries Single, Entries Double)
{
    private const int WholeOf = 10;

    public static Scope Of(Declaration d, bool alwaysWhole)
    {
        if (alwaysWhole || d.Seed % WholeOf == 0)
        {
            return new(true, Entries.All, Entries.All);
        }

        // The kernel of rows is one text for everything.
        bool isRow = d.HasRowKernel;
        return isRow ? new(false, Entries.GradientHessian, d.Seed % 3 == 0 ? Entries.ForwardBackward : Entries.GradientHessian)
            : d.Seed % 2 == 0 ? new(false, Entries.GradientHessian, Entries.ForwardBackward)
            : new(false, Entries.ForwardBackward, Entries.GradientHessian);
    }

    public Entries For(Type element) => element == typeof(float) ? Single : Double;
}
