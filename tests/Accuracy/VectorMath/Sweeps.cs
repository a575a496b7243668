using System;
using System.Threading.Tasks;
using LossGen.Generator.Ir;
using LossGen.Generator.Precision;
using DoubleDouble = LossGen.Tests.DoubleDouble;

namespace LossGen.Accuracy.VectorMath;

/// <summary>Goes over the arguments of a primitive with its kernels.</summary>
/// <param name="Threads">How many threads at once.</param>
/// <param name="Stride">Every how manieth float is taken.</param>
/// <param name="DoubleCount">How many doubles are drawn; a fifth where there is no goal.</param>
/// <param name="PairCount">How many pairs of floats are drawn for a power; a tenth for others.</param>
/// <param name="ExactPoints">How many points are judged by arithmetic of hundreds of bits where twice the digits do not do.</param>
internal sealed record Sweeps(int Threads, uint Stride, long DoubleCount, long PairCount, int ExactPoints)
{
    private const int Chunk = 1 << 16;
    private const int DrawChunk = 1 << 12;

    // Where the low part of a sum of two doubles is not itself a full double.
    private const double WideLow = 1e-290;
    private const double WideHigh = 1e300;

    /// <summary>All floats.</summary>
    public Worst Singles(Primitive p)
    {
        long count = ((1L << 32) + Stride - 1) / Stride;
        Worst worst = Run(
            (int)((count + Chunk - 1) / Chunk),
            () => new SingleChunk(p, Stride, Chunk),
            (chunk, at, into) => chunk.Run((long)at * Chunk, count, into));
        double x = worst.X;

        // The reference is of the digits of a double; the last word is that of hundreds of bits.
        double exact = Ulps.Exact(p.Op, x, 0, worst.Actual, single: true, p.Slope is null ? null : p.Size(x, worst.Actual));
        return double.IsFinite(worst.Error) && Math.Abs(exact - worst.Error) > 1e-3
            ? throw new InvalidOperationException($"The reference of {p.Name} errs at {x:R}: {worst.Error} ulp, and {exact} exactly.")
            : worst;
    }

    /// <summary>Doubles, drawn.</summary>
    public Worst Doubles(Primitive p)
    {
        int chunks = Chunks(p.IsGoal ? DoubleCount : DoubleCount / 5);
        int exactEach = Math.Max(1, ExactPoints / chunks);
        return Run(chunks, () => new FunctionKernel<double>(p.Op, DrawChunk), (kernel, at, into) =>
        {
            var draws = new Draws(at);
            for (int i = 0; i < DrawChunk; i++)
            {
                kernel.X[i] = draws.Argument(p);
            }

            kernel.Run();
            int exact = at % Math.Max(1, chunks / ExactPoints) == 0 ? exactEach : 0;
            for (int i = 0; i < DrawChunk; i++)
            {
                double x = kernel.X[i], actual = kernel.Result[i];
                if (double.IsNaN(actual) && double.IsNaN(ScalarFunctions.Call(p.Op, x, 0)))
                {
                    continue;
                }

                if (Math.Abs(actual) is > WideLow and < WideHigh && Math.Abs(x) <= p.Limit)
                {
                    into.Add(Ulps.OfDouble(actual, p.Reference(x), p.Size(x, actual)), x, 0, actual);
                    into.Count++;
                }
                else if (exact-- > 0)
                {
                    into.Add(Ulps.Exact(p.Op, x, 0, actual, single: false), x, 0, actual);
                    into.Count++;
                }
            }
        });
    }

    /// <summary>Arguments beyond the limit of a primitive, by arithmetic of hundreds of bits.</summary>
    public Worst Beyond(Primitive p, bool single) => Run(Math.Max(1, 10 * ExactPoints / 64), () => 0, (_, at, into) =>
    {
        const int Few = 64;
        var draws = new Draws(at);
        double[] x = new double[Few];
        for (int i = 0; i < Few; i++)
        {
            x[i] = draws.Signed(Math.Log2(p.Limit) + 1, single ? 127 : 1023);
            x[i] = single ? (float)x[i] : x[i];
            double actual = single ? (float)ScalarFunctions.Call(p.Op, x[i], 0) : ScalarFunctions.Call(p.Op, x[i], 0);
            into.Add(Ulps.Exact(p.Op, x[i], 0, actual, single), x[i], 0, actual);
            into.Count++;
        }
    });

    /// <summary>Pairs of floats against the kernels for double, a power against logarithm and exponential.</summary>
    public Worst SinglePairs(PairPrimitive p) =>
        Run(Chunks(p.Op == OpCode.Pow ? PairCount : PairCount / 10), () => new PairChunk(p, DrawChunk), (chunk, at, into) => chunk.Run(at, into));

    public Worst DoublePairs(PairPrimitive p) => Run(Chunks(p.Op == OpCode.Pow ? DoubleCount : DoubleCount / 10), () => new FunctionKernel<double>(p.Op, DrawChunk), (kernel, at, into) =>
    {
        var draws = new Draws(at);
        for (int i = 0; i < DrawChunk; i++)
        {
            kernel.X[i] = p.X(draws);
            kernel.Y[i] = p.Y(draws, kernel.X[i]);
        }

        kernel.Run();
        for (int i = 0; i < DrawChunk; i++)
        {
            double x = kernel.X[i], y = kernel.Y[i], actual = kernel.Result[i];
            if (Math.Abs(actual) is > WideLow and < WideHigh)
            {
                into.Add(Ulps.OfDouble(actual, p.Reference(x, y), actual), x, y, actual);
                into.Count++;
            }
        }
    });

    /// <summary>How far the references for doubles are from arithmetic of hundreds of bits, in units of the last place.</summary>
    public Worst Check(Primitive p)
    {
        var worst = new Worst();
        var draws = new Draws(-1);
        for (int i = 0; i < ExactPoints; i++)
        {
            double x = draws.Argument(p), value = ScalarFunctions.Call(p.Op, x, 0);
            if (double.IsNaN(value) || Math.Abs(value) is not (> WideLow and < WideHigh) || Math.Abs(x) > p.Limit)
            {
                continue;
            }

            DoubleDouble reference = p.Reference(x);
            using var scope = Ulps.Enough(x);
            BigFloat error = BigFloat.Abs(Tests.TapeEvaluator.Apply(p.Op, x, default, default) - reference.High - reference.Low);
            worst.Add(BigFloat.ScaleB(error, 52 - Math.Max(-1022, Math.ILogB(p.Size(x, value)))).ToDouble(), x, 0, value);
            worst.Count++;
        }

        return worst;
    }

    private static int Chunks(long points) => (int)Math.Max(1, points / DrawChunk);

    private Worst Run<TWorker>(int chunks, Func<TWorker> worker, Action<TWorker, int, Worst> body)
    {
        var all = new Worst();
        Parallel.For(
            0,
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = Threads },
            () => (Worker: worker(), Into: new Worst()),
            (at, _, local) =>
            {
                body(local.Worker, at, local.Into);
                return local;
            },
            local =>
            {
                lock (all)
                {
                    all.Add(local.Into);
                }
            });
        return all;
    }
}
