using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;

namespace LossGen.Generator.SelfCheck;

/// <summary>
/// Points of a loss's domain, as far as the declaration tells it: values in their ranges, labels in theirs, hyper-parameters at their defaults and elsewhere.
/// The same points for the same model on every machine.
/// </summary>
internal sealed class CheckPoints
{
    private const int LeastColumns = 3;

    private readonly LossModel _model;
    private readonly int _columns;
    private ulong _state = 0x9E3779B97F4A7C15;

    private CheckPoints(LossModel model)
    {
        _model = model;
        double highest = LeastColumns - 1;
        foreach (Node n in model.Tape.Nodes)
        {
            int index = n.Op switch { OpCode.Gather => n.B, OpCode.TableEntry or OpCode.LogProbability => n.Op == OpCode.TableEntry ? n.A : n.B, _ => -1 };
            highest = index >= 0 && model.Tape[index].Op == OpCode.Constant ? Math.Max(highest, model.Tape[index].Value) : highest;
        }

        _columns = (int)highest + 1;
    }

    /// <summary>An endless sequence of points; some may lie outside of the domain.</summary>
    public static IEnumerable<CheckPoint> Of(LossModel model)
    {
        var points = new CheckPoints(model);
        for (int i = 0; ; i++)
        {
            yield return points.Make(i);
        }
    }

    private CheckPoint Make(int number)
    {
        IReadOnlyList<ParameterModel> parameters = _model.Parameters;
        var values = new double[parameters.Count][][];

        // Where inputs nearly agree, losses of a difference are near their minimum and cancel most.
        double? around = number % 8 == 7 ? Uniform(-3, 3) : null;
        int labels = (int)Uniform(0, _columns);
        for (int p = 0; p < parameters.Count; p++)
        {
            ParameterModel parameter = parameters[p];
            int rows = parameter.Type == ParameterType.Table ? _columns : 1;
            int entries = parameter.HasColumns ? _columns : 1;
            bool isLabel = _model.Tape.Nodes.Any(n => n.Op == OpCode.Label && n.Payload == p);
            values[p] = Enumerable.Range(0, rows)
                .Select(_ => Enumerable.Range(0, entries).Select(_ => isLabel ? (labels + p) % _columns : Value(parameter, number, around)).ToArray())
                .ToArray();
        }

        return new CheckPoint(parameters, values, _columns);
    }

    private double Value(ParameterModel parameter, int number, double? around)
    {
        if (parameter.Default is long bits && number % 2 == 0)
        {
            return BitConverter.Int64BitsToDouble(bits);
        }

        switch (parameter.Type)
        {
            case ParameterType.Bool:
                return Math.Floor(Uniform(0, 2));
            case ParameterType.Enum:
                return parameter.Default is long value ? BitConverter.Int64BitsToDouble(value) : Math.Floor(Uniform(0, 3));
            case ParameterType.Int:
                return Math.Floor(InRange(parameter.Range, Uniform(0, 5)));
            default:
                // Targets are often classes.
                bool isClass = parameter.Role == ParameterRole.Target && number % 4 == 1;
                return InRange(parameter.Range, isClass ? Math.Floor(Uniform(-1, 2)) : around is double centre ? centre + (Uniform(-1, 1) * 0.01) : Any(number));
        }
    }

    private double Any(int number) => (number % 8) switch
    {
        5 => Sign() * Math.Exp(Uniform(-7, 0)),
        6 => Sign() * Uniform(3, 30),
        _ => Uniform(-3, 3),
    };

    /// <summary>The value, if it lies in the range; otherwise one that does.</summary>
    private double InRange(RangeModel? range, double value)
    {
        if (range is null || (value > range.Minimum && value < range.Maximum) || (value == range.Minimum && !range.MinimumIsExclusive) || (value == range.Maximum && !range.MaximumIsExclusive))
        {
            return value;
        }

        bool below = range.Minimum > -1e30, above = range.Maximum < 1e30;
        return below && above ? range.Minimum + ((range.Maximum - range.Minimum) * Uniform(0.001, 0.999))
            : below ? range.Minimum + Math.Exp(Uniform(-3, 3))
            : range.Maximum - Math.Exp(Uniform(-3, 3));
    }

    private double Sign() => Uniform(-1, 1) < 0 ? -1 : 1;

    private double Uniform(double low, double high)
    {
        // SplitMix64: the platform's generator may differ between platforms.
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return low + ((high - low) * ((z ^ (z >> 31)) >> 11) / 9007199254740992.0);
    }
}
