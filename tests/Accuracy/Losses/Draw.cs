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
    private const double MostCounted = 1 << 20;

    private readonly Random _random = new(seed);
    private readonly Datum[] _data = entry.Data.Select(p => new Datum(p, IsLabel(entry, p), PackLosses.IsCount(entry) && p.GetCustomAttribute<TargetAttribute>() is not null)).ToArray();

    // Where a formula may change its form: hyper-parameters, 1 and ½.
    private readonly double[] _borders = [1, 0.5, .. hyper.OfType<double>().Where(h => h > 0)];

    public double[][] Sample()
    {
        var sample = new double[entry.Data.Count][];
        for (int i = 0; i < sample.Length; i++)
        {
            Datum p = _data[i];
            double previous = i > 0 ? sample[i - 1][0] : 1;
            sample[i] = [Rounded(InRange(p, Value(p, previous)))];
        }

        // Losses of a difference do what is characteristic of them at a small and at a certain one.
        foreach ((int first, int second) in entry.Differences)
        {
            if (_random.Next(3) == 0)
            {
                double step = _random.Next(2) == 0 ? Signed(-20, 4) : Sign() * Near(_borders[_random.Next(_borders.Length)]);
                sample[first] = [Rounded(InRange(_data[first], sample[second][0] + step))];
            }
        }

        return sample;
    }

    /// <summary>A sample of ordinary numbers.</summary>
    public double[][] Tame() => _data.Select(p => new[] { Rounded(TameValue(p)) }).ToArray();

    private double TameValue(Datum p)
    {
        if (p.IsBool || p.IsLabel)
        {
            return p.IsBool ? _random.Next(2) : Sign();
        }

        if (p.Range is null)
        {
            return (_random.NextDouble() * 8) - 4;
        }

        double low = Math.Max(-4, p.Low), high = Math.Min(4, p.High), x = low + ((high - low) * (0.01 + (0.98 * _random.NextDouble())));
        return p.IsCount ? Math.Round(x) : x;
    }

    private double Value(Datum p, double previous)
    {
        if (p.IsBool)
        {
            return _random.Next(2);
        }

        if (p.IsLabel)
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
    private static bool IsLabel(LossEntry entry, ParameterInfo p) =>
        p.GetCustomAttribute<TargetAttribute>() is not null
        && p.GetCustomAttribute<RangeAttribute>() is null
        && (entry.Declaration.DeclaringType == typeof(Margin) || entry.Declaration.Name is nameof(Ranking.MarginRanking) or nameof(Ranking.RankNet));

    private double InRange(Datum p, double x)
    {
        if (p.Range is not { } range)
        {
            return x;
        }

        (double low, double high) = (p.Low, p.High);
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

        x = p.IsCount ? Math.Round(Math.Min(x, MostCounted)) : x;
        bool isOpen = (range.MinimumIsExclusive && x <= low) || (range.MaximumIsExclusive && x >= high);
        return isOpen ? (low > double.MinValue ? low + 0.125 : high - 0.125) : x;
    }

    private double Near(double x) => x * (1 + (_random.Next(4) == 0 ? 0 : Signed(single ? -23 : -52, -3)));

    private double Sign() => _random.Next(2) == 0 ? 1 : -1;

    private double Signed(int low, int high) => Sign() * Math.ScaleB(1 + _random.NextDouble(), _random.Next(low, high));

    private double Rounded(double x) => single ? (float)x : x;

    /// <summary>What a declaration says of a datum.</summary>
    private sealed class Datum(ParameterInfo parameter, bool isLabel, bool isCount)
    {
        public bool IsBool { get; } = parameter.ParameterType == typeof(bool);

        public bool IsLabel => isLabel;

        public bool IsCount => isCount;

        public RangeAttribute? Range { get; } = parameter.GetCustomAttribute<RangeAttribute>();

        public double Low { get; } = Convert.ToDouble(parameter.GetCustomAttribute<RangeAttribute>()?.Minimum ?? double.MinValue, CultureInfo.InvariantCulture);

        public double High { get; } = Convert.ToDouble(parameter.GetCustomAttribute<RangeAttribute>()?.Maximum ?? double.MaxValue, CultureInfo.InvariantCulture);
    }
}
