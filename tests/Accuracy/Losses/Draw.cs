using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using System.Reflection;
using LossGen.Losses;
using LossGen.Losses.Tests.Cases;

namespace LossGen.Accuracy.Losses;

/// <summary>Samples of losses of numbers: ordinary, extreme, next to kinks, and where terms nearly cancel.</summary>
/// <param name="entry">The loss.</param>
/// <param name="hyper">Its hyper-parameters.</param>
/// <param name="single">Whether numbers are floats.</param>
/// <param name="seed">Other samples for other seeds.</param>
internal sealed class Draw(LossEntry entry, object[] hyper, bool single, int seed)
{
    private readonly Random _random = new(seed);

    // Where a formula may change its form: hyper-parameters, 1 and ½.
    private readonly double[] _borders = [1, 0.5, .. hyper.OfType<double>().Where(h => h > 0)];

    public double[][] Sample()
    {
        var sample = new double[entry.Data.Count][];
        for (int i = 0; i < sample.Length; i++)
        {
            ParameterInfo p = entry.Data[i];
            double previous = i > 0 ? sample[i - 1][0] : 1;
            sample[i] = [Rounded(InRange(p, Value(p, previous)))];
        }

        // Losses of a difference do what is characteristic of them at a small and at a certain one.
        foreach ((int first, int second) in entry.Differences)
        {
            if (_random.Next(3) == 0)
            {
                double step = _random.Next(2) == 0 ? Signed(-20, 4) : Sign() * Near(_borders[_random.Next(_borders.Length)]);
                sample[first] = [Rounded(InRange(entry.Data[first], sample[second][0] + step))];
            }
        }

        return sample;
    }

    /// <summary>A sample of ordinary numbers.</summary>
    public double[][] Tame() => entry.Data.Select(p => new[] { Rounded(TameValue(p)) }).ToArray();

    private double TameValue(ParameterInfo p)
    {
        if (p.ParameterType == typeof(bool) || IsLabel(p))
        {
            return p.ParameterType == typeof(bool) ? _random.Next(2) : Sign();
        }

        if (p.GetCustomAttribute<RangeAttribute>() is not { } range)
        {
            return (_random.NextDouble() * 8) - 4;
        }

        double low = Math.Max(-4, Bound(range.Minimum)), high = Math.Min(4, Bound(range.Maximum));
        return low + ((high - low) * (0.01 + (0.98 * _random.NextDouble())));
    }

    private double Value(ParameterInfo p, double previous)
    {
        if (p.ParameterType == typeof(bool))
        {
            return _random.Next(2);
        }

        if (IsLabel(p))
        {
            return Sign();
        }

        return _random.Next(10) switch
        {
            0 or 1 or 2 => (_random.NextDouble() * 8) - 4,
            3 => (_random.NextDouble() * 60) - 30,
            4 => Signed(-30, 0),
            5 => Signed(0, single ? 6 : 9),
            6 => Signed(-60, 20),
            7 => _random.Next(-3, 8),
            8 => Sign() * Near(_borders[_random.Next(_borders.Length)]),
            _ => (_random.Next(2) == 0 ? 1 : -1) * previous * Near(1),
        };
    }

    /// <summary>Whether a target without a range is one of the labels +1 and −1.</summary>
    private bool IsLabel(ParameterInfo p) =>
        p.GetCustomAttribute<TargetAttribute>() is not null
        && p.GetCustomAttribute<RangeAttribute>() is null
        && (entry.Declaration.DeclaringType == typeof(Margin) || entry.Declaration.Name is nameof(Ranking.MarginRanking) or nameof(Ranking.RankNet));

    private double InRange(ParameterInfo p, double x)
    {
        if (p.GetCustomAttribute<RangeAttribute>() is not { } range)
        {
            return x;
        }

        double low = Bound(range.Minimum), high = Bound(range.Maximum);
        if (low > double.MinValue && high < double.MaxValue)
        {
            // As much near both ends as between.
            double part = _random.Next(4) switch
            {
                0 => Math.ScaleB(1 + _random.NextDouble(), _random.Next(-40, -1)),
                1 => 1 - Math.ScaleB(1 + _random.NextDouble(), _random.Next(single ? -24 : -50, -1)),
                2 => _random.Next(3) / 2.0,
                _ => _random.NextDouble(),
            };
            x = low + ((high - low) * part);
        }
        else if (low > double.MinValue)
        {
            x = low + Math.Abs(x - low);
        }
        else
        {
            x = high - Math.Abs(high - x);
        }

        bool isOpen = (range.MinimumIsExclusive && x <= low) || (range.MaximumIsExclusive && x >= high);
        return isOpen ? (low > double.MinValue ? low + 0.125 : high - 0.125) : x;
    }

    private double Near(double x) => x * (1 + (_random.Next(4) == 0 ? 0 : Signed(single ? -23 : -52, -3)));

    private double Sign() => _random.Next(2) == 0 ? 1 : -1;

    private double Signed(int low, int high) => Sign() * Math.ScaleB(1 + _random.NextDouble(), _random.Next(low, high));

    private double Rounded(double x) => single ? (float)x : x;

    private static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);
}
