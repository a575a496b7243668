using System;
using System.Diagnostics;
using LossGen.Losses;

namespace LossGen.Samples.Embedding;

/// <summary>Learns points for pictures: the triplet loss keeps digits apart, the centre loss draws each together around a centre that is learned too.</summary>
internal sealed class Trainer
{
    public const int Steps = 2500;

    private const int Seed = 2;
    private const int Count = 100;
    private const int Hidden = 64;
    private const float Rate = 0.003f;
    private const float CenterShare = 0.3f;
    private const int D = Network.Dimensions;

    private readonly Triplets _triplets;
    private readonly float[] _points = new float[3 * Count * D];
    private readonly float[] _gradient = new float[3 * Count * D];
    private readonly float[] _pull = new float[3 * Count * D];
    private readonly float[] _centersGradient = new float[DigitData.Digits * D];
    private readonly Adam _centersStep = new(DigitData.Digits * D, Rate);

    public Trainer(DigitImages images)
    {
        var random = new Random(Seed);
        Network = new Network(Hidden, Rate, random);
        _triplets = new Triplets(images, Count, random);
    }

    public Network Network { get; }

    /// <summary>A row for each digit.</summary>
    public float[] Centers { get; } = new float[DigitData.Digits * D];

    public TimeSpan InLosses { get; private set; }

    public void Fit(Action<int, double, double> progress)
    {
        for (int step = 1; step <= Steps; step++)
        {
            _triplets.Draw();
            Network.Embed(_triplets.Pixels, _points);
            long start = Stopwatch.GetTimestamp();
            (double triplet, double center) = Losses();
            InLosses += Stopwatch.GetElapsedTime(start);
            Network.Learn(_triplets.Pixels, _gradient);
            _centersStep.Step(Centers, _centersGradient);
            progress(step, triplet, center);
        }
    }

    /// <summary>Both losses and all derivatives, from the generated kernels.</summary>
    private (double Triplet, double Center) Losses()
    {
        ReadOnlySpan<float> points = _points;
        Span<float> gradient = _gradient;
        int third = Count * D;
        LossSum triplet = TripletMarginLoss.Default.ForwardBackward(
            points[..third], points[third..(2 * third)], points[(2 * third)..], D, gradient[..third], gradient[third..(2 * third)], gradient[(2 * third)..]);
        LossSum center = CenterLoss.Default.ForwardBackward(points, _triplets.Labels, Centers, D, _pull, _centersGradient);
        for (int k = 0; k < gradient.Length; k++)
        {
            gradient[k] += CenterShare * _pull[k];
        }

        return (triplet.Mean, center.Mean);
    }
}
