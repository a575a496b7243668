using System;

namespace LossGen.Bench;

/// <summary>A loss on data of one size: every contender is one call that reads and writes the same arrays.</summary>
internal sealed class Workload
{
    /// <summary>Elements of a block of the blocked composition: three scratch blocks and the data fit the first-level cache.</summary>
    private const int Block = 2048;

    private readonly LossCase _case;
    private readonly float _scale;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _gradient;
    private readonly float[] _a;
    private readonly float[] _b;
    private readonly float[] _c;

    public Workload(LossCase @case, int count)
    {
        _case = @case;
        _scale = 1f / count;
        (_x, _y, _gradient) = (New(count, 0), New(count, 1), New(count, 2));
        (_a, _b, _c) = (New(count, 3), New(count, 4), New(count, 5));
        Fill();
    }

    public double Generated() => _case.Generated(_x, _y, _gradient);

    public double Scalar() => _case.Scalar(_x, _y, _gradient, _scale);

    public double Tensor() => _case.Tensor(_x, _y, _gradient, _scale, _a, _b, _c);

    /// <summary>The same composition block by block, so that what lies between two calls stays in the cache.</summary>
    public double TensorBlocked()
    {
        double sum = 0;
        for (int from = 0; from < _x.Length; from += Block)
        {
            int length = Math.Min(Block, _x.Length - from);
            sum += _case.Tensor(_x.AsSpan(from, length), _y.AsSpan(from, length), _gradient.AsSpan(from, length), _scale, _a.AsSpan(0, length), _b.AsSpan(0, length), _c.AsSpan(0, length));
        }

        return sum;
    }

    /// <summary>
    /// Throws unless all contenders agree: they must do the same work to be compared. Sums may differ by what a sum kept in float loses, as
    /// TensorPrimitives keeps it; gradients are compared element by element.
    /// </summary>
    public void Check()
    {
        double tolerance = 2e-4 * Math.Max(1, Math.Sqrt(_x.Length / 1048576.0));
        double sum = Generated();
        var gradient = (float[])_gradient.Clone();
        foreach (Func<double> rival in new[] { Scalar, Tensor, TensorBlocked })
        {
            Array.Clear(_gradient);
            double other = rival();
            Require(Math.Abs(sum - other) <= tolerance * Math.Abs(sum), $"the sums are {sum} and {other}");
            for (int i = 0; i < gradient.Length; i++)
            {
                float mine = gradient[i] / _scale, its = _gradient[i] / _scale;
                Require(MathF.Abs(mine - its) <= 1e-5f * (1 + MathF.Abs(mine)), $"gradient {i} is {mine} and {its}, at {_x[i]} and {_y[i]}");
            }
        }
    }

    /// <summary>A draw from the standard normal distribution.</summary>
    public static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{_case.Name}: {message}.");
        }
    }

    /// <summary>Arrays that start at different places of a page: stores that hit the page offset of a later load would be measured instead.</summary>
    private static float[] New(int count, int number)
    {
        _ = GC.AllocateUninitializedArray<float>(160 + 272 * number, pinned: true);
        return GC.AllocateArray<float>(count, pinned: true);
    }

    private void Fill()
    {
        var random = new Random(1);
        for (int i = 0; i < _x.Length; i++)
        {
            if (i >= 1 << 20)
            {
                (_x[i], _y[i]) = (_x[i - (1 << 20)], _y[i - (1 << 20)]);
                continue;
            }

            _x[i] = Normal(random);
            _y[i] = _case.Targets switch
            {
                TargetKind.Label => random.NextDouble() < 0.3 ? 1 : 0,
                TargetKind.Count => MathF.Floor(MathF.Exp(Normal(random)) + random.NextSingle()),
                _ => Normal(random),
            };
        }
    }
}
