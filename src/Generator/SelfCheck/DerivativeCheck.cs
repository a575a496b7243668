using System;
using System.Collections.Generic;
using System.Linq;
using LossGen.Generator.Ir;
using LossGen.Generator.Pipeline;
using LossGen.Generator.Precision;

namespace LossGen.Generator.SelfCheck;

/// <summary>A result of the compiler that is not what the declaration says.</summary>
/// <param name="Output">Which: the value, the gradient or the second derivative by an input.</param>
/// <param name="Point">Where.</param>
/// <param name="Derived">What was derived.</param>
/// <param name="Declared">What the declaration says.</param>
internal sealed record Mismatch(string Output, string Point, string Derived, string Declared)
{
    public override string ToString() => $"{Output} at {Point} is {Derived} where the declaration gives {Declared}";
}

/// <summary>
/// The compiler's check of itself: the value, gradients and second derivatives that are about to be printed, evaluated at points of the loss's domain, against
/// derivatives by number of the declaration as it was bound, before any rewriting. Points are passed in double-double arithmetic; what disagrees there is
/// decided at <see cref="Bits"/> bits, so that cancellation is never taken for a mistake.
/// </summary>
internal sealed class DerivativeCheck
{
    /// <summary>How many points inside the domain are asked for, and how many are tried to find them.</summary>
    public const int Points = 32, Tries = 96;

    private const int Bits = 512;

    // Constants of the tape such as 2/√π, and those that were folded, are rounded to double: relative to a result, and to the terms of which it may be what is left.
    private const double Tolerance = 1e-11, TermTolerance = 1e-14;

    private readonly LossModel _model;
    private readonly Tape _derived;
    private readonly bool[] _declaredLive;
    private readonly bool[] _derivedLive;
    private readonly IReadOnlyList<DerivativeSlot> _slots;

    private DerivativeCheck(LossModel model, Tape derived)
    {
        (_model, _derived, _slots) = (model, derived, DerivativeSlot.Of(model));
        _declaredLive = model.Tape.Reachable(model.Tape.Roots[0]);
        _derivedLive = derived.Reachable(derived.Roots.Take(1 + (2 * _slots.Count)).ToArray());
    }

    /// <summary>The first disagreement between a model and the tape derived from it (see <see cref="LossCompiler.Derive"/>), or null.</summary>
    public static Mismatch? Find(LossModel model, Tape derived) => new DerivativeCheck(model, derived).Find();

    private Mismatch? Find()
    {
        int passed = 0, tried = 0;
        var quick = new Evaluation<DoubleDouble>(DoubleDoubleArithmetic.Instance, this);
        var slow = new Evaluation<BigFloat>(BigArithmetic.Instance, this);
        foreach (CheckPoint point in CheckPoints.Of(_model))
        {
            if (passed == Points || tried == Tries)
            {
                return null;
            }

            Verdict verdict = quick.At(point, tried, out _);
            if (verdict == Verdict.Wrong)
            {
                using var scope = BigFloat.WithPrecision(Bits);
                verdict = slow.At(point, tried, out Mismatch? mismatch);
                if (verdict == Verdict.Wrong)
                {
                    return mismatch;
                }
            }

            passed += verdict == Verdict.Right ? 1 : 0;
            tried++;
        }

        return null;
    }

    private enum Verdict : byte
    {
        Right,
        Wrong,

        /// <summary>The point lies outside of the domain, or on a kink.</summary>
        Unknown,
    }

    /// <summary>Both sides in one arithmetic.</summary>
    private sealed class Evaluation<T>(Arithmetic<T> a, DerivativeCheck check)
    {
        private readonly JetArithmetic<T> _jets = new(a);
        private readonly TapeEvaluator<T> _numbers = new(a);
        private TapeEvaluator<Jet<T>>? _onJets;

        public Verdict At(CheckPoint point, int number, out Mismatch? mismatch)
        {
            mismatch = null;
            Tape declared = check._model.Tape;
            TapeValue<T>[]? derived = null;
            double? largest = null;
            bool anyChecked = false;
            for (int k = 0; k < check._slots.Count; k++)
            {
                DerivativeSlot slot = check._slots[k];
                int row = RowOf(slot, point);
                int column = (slot.Axes & Axes.Column) != 0 ? (number + k) % point.Columns : 0;
                if (IsShared(k, row, point))
                {
                    continue;
                }

                _jets.Tied = false;
                _onJets ??= new(_jets);
                Jet<T> exact = _onJets.Run(
                    declared,
                    point.Values((v, p, r, j) => p == slot.Parameter && r == row && j == column ? _jets.Variable(a.From(v)) : _jets.From(v)),
                    point.Columns,
                    check._declaredLive)[declared.Roots[0]][0];
                if (_jets.Tied || !IsFinite(exact.Value) || !IsFinite(exact.First) || !IsFinite(exact.Second))
                {
                    continue;
                }

                anyChecked = true;
                derived ??= _numbers.Run(check._derived, point.Values((v, _, _, _) => a.From(v)), point.Columns, check._derivedLive);
                string name = check._model.Parameters[slot.Parameter].Name;
                largest ??= Largest(derived);
                mismatch = Compare("the value", exact.Value, 0, 0)
                    ?? Compare($"the gradient by '{name}'", exact.First, 1 + k, column)
                    ?? Compare($"the second derivative by '{name}'", exact.Second, 1 + check._slots.Count + k, column);
                if (mismatch is not null)
                {
                    return Verdict.Wrong;
                }
            }

            return anyChecked ? Verdict.Right : Verdict.Unknown;

            Mismatch? Compare(string output, T expected, int root, int column)
            {
                T actual = derived![check._derived.Roots[root]][column];
                return Agree(expected, actual, largest!.Value) ? null : new(output, point.ToString(), Text(actual), Text(expected));
            }
        }

        private static int RowOf(DerivativeSlot slot, CheckPoint point) =>
            slot.Index is null ? 0 : slot.Row.IsLabel ? point.Index(slot.Row.Value) : slot.Row.Value;

        /// <summary>Whether another slot is the same row of the same table: their derivatives are added where they are used.</summary>
        private bool IsShared(int k, int row, CheckPoint point)
        {
            for (int other = 0; other < check._slots.Count; other++)
            {
                if (other != k && check._slots[other].Parameter == check._slots[k].Parameter && RowOf(check._slots[other], point) == row)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>The largest number that results are made of, constants apart.</summary>
        private double Largest(TapeValue<T>[] derived)
        {
            double largest = 0;
            for (int i = 0; i < derived.Length; i++)
            {
                if (check._derivedLive[i] && check._derived[i].Op != OpCode.Constant && check._derived[i].Op != OpCode.TableEntry)
                {
                    double size = Math.Abs(a.ToDouble(derived[i][0]));
                    largest = size > largest && !double.IsInfinity(size) ? size : largest;
                }
            }

            return largest;
        }

        private bool Agree(T expected, T actual, double largest)
        {
            double scale = Math.Max(Math.Abs(a.ToDouble(expected)), Math.Abs(a.ToDouble(actual)));
            return Math.Abs(a.ToDouble(a.Subtract(expected, actual))) <= (Tolerance * scale) + (TermTolerance * largest) + 1e-30;
        }

        private bool IsFinite(T x) => !a.IsNaN(x) && !double.IsInfinity(a.ToDouble(x));

        private string Text(T x) => a.ToDouble(x).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }
}
