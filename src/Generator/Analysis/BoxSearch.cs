using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Rewriting;

namespace LossGen.Generator.Analysis;

/// <summary>
/// Bounds of a root of a tape by interval arithmetic, made narrower by branch and bound: the box of the data is cut where the bound is worst, a limited number of times.
/// A loss of the difference of two inputs is one of a single variable, the difference.
/// </summary>
internal sealed class BoxSearch
{
    private const int Cuts = 48;

    private readonly Tape _tape;
    private readonly Func<Node, Interval> _declared;
    private readonly IReadOnlyList<Node> _variables;

    /// <summary>The leaves that stand for a difference, by their number: of which two parameters, and where it lies.</summary>
    private readonly Dictionary<long, (int First, int Second, Interval Range)> _differences = new();

    /// <summary>The tape with differences in the place of their two data, and where its leaves lie.</summary>
    public Tape Tape => _tape;

    public Func<Node, Interval> Leaves => _declared;

    /// <summary>The data of one number each, differences among them.</summary>
    public IReadOnlyList<Node> Variables => _variables;

    /// <param name="tape">The tape.</param>
    /// <param name="declared">Where its leaves lie.</param>
    public BoxSearch(Tape tape, Func<Node, Interval> declared)
    {
        _tape = WithDifferences(tape, declared);
        _declared = leaf => leaf.Op == OpCode.Data && _differences.TryGetValue(leaf.Payload, out (int First, int Second, Interval Range) difference) ? difference.Range : declared(leaf);
        bool[] live = _tape.Reachable(_tape.Roots.ToArray());
        _variables = _tape.Nodes.Where((n, i) => live[i] && n.Op == OpCode.Data && (n.Axes & Axes.Column) == 0).ToArray();
    }

    /// <summary>The two parameters of which a leaf is the difference, or null if it is a parameter.</summary>
    public (int First, int Second)? DifferenceOf(Node leaf) => _differences.TryGetValue(leaf.Payload, out (int First, int Second, Interval Range) difference) ? (difference.First, difference.Second) : null;

    /// <summary>Where root number <paramref name="root"/> lies; <paramref name="isEnough"/> tells that it need not be known better.</summary>
    public Interval Of(int root, Func<Interval, bool> isEnough)
    {
        Interval whole = Image(root, _variables.Select(_declared).ToArray());
        if (isEnough(whole) || _variables.Count is 0 or > 3)
        {
            return whole;
        }

        var boxes = AtKinks(root).Select(box => (Box: box, Image: Image(root, box))).ToList();
        whole = boxes.Select(b => b.Image).Aggregate((x, y) => x.Hull(y));
        for (int cut = 0; cut < Cuts; cut++)
        {
            // The ends are improved by turns.
            int worst = cut % 2 == 0 ? Best(boxes, (x, y) => x.Low < y.Low) : Best(boxes, (x, y) => x.High > y.High);
            (Interval[] box, _) = boxes[worst];
            if (!Cut(box, out Interval[] left, out Interval[] right))
            {
                break;
            }

            boxes[worst] = (left, Image(root, left));
            boxes.Add((right, Image(root, right)));
            whole = boxes.Select(b => b.Image).Aggregate((x, y) => x.Hull(y));
            if (isEnough(whole))
            {
                break;
            }
        }

        return whole;
    }

    /// <summary>The box of the data, cut where branches of a loss of one variable change: within a box one of them is taken.</summary>
    private IEnumerable<Interval[]> AtKinks(int root)
    {
        Interval rest = _declared(_variables[0]);
        if (_variables.Count == 1)
        {
            foreach (double place in new KinkRules(_tape, _declared, _tape.Roots[root], _variables[0]).Places().Where(p => p > rest.Low && p < rest.High).Take(8))
            {
                yield return [rest with { High = place, HighIsOpen = true }];
                yield return [Interval.Point(place)];
                rest = rest with { Low = place, LowIsOpen = true };
            }
        }

        yield return [rest, .. _variables.Skip(1).Select(_declared)];
    }

    private static int Best(List<(Interval[] Box, Interval Image)> boxes, Func<Interval, Interval, bool> isWorse)
    {
        int worst = 0;
        for (int k = 1; k < boxes.Count; k++)
        {
            worst = isWorse(boxes[k].Image, boxes[worst].Image) ? k : worst;
        }

        return worst;
    }

    private Interval Image(int root, Interval[] box)
    {
        Facts facts = Facts.Of(_tape, leaf =>
        {
            for (int k = 0; k < _variables.Count; k++)
            {
                if (_variables[k].Payload == leaf.Payload && leaf.Op == OpCode.Data)
                {
                    return box[k];
                }
            }

            return _declared(leaf);
        });
        return facts.Of(_tape.Roots[root]);
    }

    /// <summary>Cuts the widest side in two. All numbers are seen as if they lay between −1 and 1, so that an infinite side is cut too.</summary>
    private static bool Cut(Interval[] box, out Interval[] left, out Interval[] right)
    {
        (left, right) = ((Interval[])box.Clone(), (Interval[])box.Clone());
        int widest = 0;
        for (int k = 1; k < box.Length; k++)
        {
            widest = Width(box[k]) > Width(box[widest]) ? k : widest;
        }

        Interval side = box[widest];
        double middle = Number((Place(side.Low) + Place(side.High)) / 2);
        if (!(middle > side.Low && middle < side.High) || Width(side) < 1e-4)
        {
            return false;
        }

        left[widest] = side with { High = middle, HighIsOpen = false };
        right[widest] = side with { Low = middle, LowIsOpen = false };
        return true;
    }

    private static double Width(Interval x) => Place(x.High) - Place(x.Low);

    private static double Place(double x) => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x));

    private static double Number(double place) => place / (1 - Math.Abs(place));

    /// <summary>The tape with a leaf in the place of each difference of two data that are used in no other way. Its number is below 0, where no parameter's is.</summary>
    private Tape WithDifferences(Tape tape, Func<Node, Interval> declared)
    {
        bool[] live = tape.Reachable(tape.Roots.ToArray());
        var uses = new int[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            for (int k = 0; live[i] && k < tape.Arity(i); k++)
            {
                uses[tape[i].Operand(k)]++;
            }
        }

        var t = new TapeBuilder();
        var map = new int[tape.Count];
        for (int i = 0; i < tape.Count; i++)
        {
            Node n = tape[i];
            if (live[i] && n.Op == OpCode.Subtract && IsNumber(n.A) && IsNumber(n.B) && uses[n.A] == 1 && uses[n.B] == 1)
            {
                int number = -1 - _differences.Count;
                _differences.Add(number, ((int)tape[n.A].Payload, (int)tape[n.B].Payload, declared(tape[n.A]) - declared(tape[n.B])));
                map[i] = t.Leaf(OpCode.Data, number, n.Axes);
            }
            else
            {
                map[i] = t.Copy(n, map);
            }
        }

        return t.Freeze(tape.Roots.Select(r => map[r]).ToArray());

        bool IsNumber(int id) => tape[id].Op == OpCode.Data && (tape[id].Axes & Axes.Column) == 0;
    }
}
