namespace LossGen.Generator.Tests.Harness;

/// <summary>Declarations that cover the loss language; each is compiled, run and compared with its tape.</summary>
internal static class Corpus
{
    /// <summary>The class <c>L</c>: its methods marked [Loss] are the cases.</summary>
    public static string Source => Compile.Class(Members);

    public const string Members = """
            public enum Form { Squared, Absolute, Huber = 7 }

            const double Half = 0.5;
            const int Two = 2;

            [Loss] static double Squared(double p, [Target] double t) => (p - t) * (p - t);
            [Loss] static double Operators(double p, [Target] double t, double a = 2) => +p * a - -t / (a + 1) + Half * Two;
            [Loss] static double AsymmetricLogCosh(double prediction, [Target] double target,
                [Range(0, double.MaxValue, MinimumIsExclusive = true)] double scale = 1.0, double overCost = 2.0)
            {
                double r = (prediction - target) / scale;
                return scale * scale * (r > 0 ? overCost : 1.0) * LogCosh(r);
            }

            [Loss] static double Comparisons(double p, [Target] double t) =>
                (p < t ? 1 : 0) + (p <= t ? 2 : 0) + (p > t ? 4 : 0) + (p >= t ? 8 : 0) + (p == 1 ? 16 : 0) + (p != 1 ? 32 : 0);
            [Loss] static double Negated(double p, [Target] double t) => !(p < t) ? p : t;
            [Loss] static double Logic(double p, bool a, bool b, [Hyper] bool c) =>
                (a && b ? 1 : 0) + (a || b ? 2 : 0) + (a & c ? 4 : 0) + (a | c ? 8 : 0) + (a ^ b ? 16 : 0) + (a == c ? 32 : 0) + (a != b ? 64 : 0)
                + ((a ? b : c) ? 128 : 0) + (!a ? p : 0);
            [Loss] static double Integers(double p, int label, [Hyper] int k) => label * 2 - k + (-label) * p + (label > k ? label : k + 1) + label / 2.0;
            [Loss] static double IntegerEquality(double p, int label, int other) => label == other ? p : label == 0 ? -p : 2 * p;
            [Loss] static double Locals(double p, [Target] double t)
            {
                const double weight = 3;
                double r = p - t, s;
                var q = r * r;
                s = q * weight;
                q = s + 1;
                s += r;
                s *= 2;
                s -= q;
                s /= 4;
                s++;
                --s;
                p = s * p;
                bool far = r > 1;
                far |= r < -1;
                int n = 1;
                n += 2;
                return far ? p * n : q;
            }

            [Loss] static double IfElse(double p, [Target] double t)
            {
                if (p > t)
                {
                    return p - t;
                }
                else if (p < -t)
                {
                    return 2 * (t - p);
                }

                return 0.5 * p;
            }

            [Loss] static double NestedReturns(double p, [Target] double t, bool a)
            {
                double r = p - t;
                if (a)
                {
                    if (r > 1)
                    {
                        return r;
                    }

                    r = r + 1;
                }
                else
                {
                    if (r < -1)
                    {
                        r = -r;
                    }
                    else
                    {
                        return r * r;
                    }
                }

                r *= 3;
                if (r > 4) return 4; else { if (true) return r; }
            }

            [Loss] static double Merged(double p, [Target] double t, [Hyper] Form form)
            {
                double loss;
                bool small;
                if (form == Form.Squared)
                {
                    loss = p * p;
                    small = loss < 1;
                }
                else
                {
                    double inner = Math.Abs(p);
                    loss = inner;
                    small = inner < t;
                }

                if (small) { loss += 1; }
                if (false) { loss = 100; }
                return loss;
            }

            [Loss] static double SwitchEnum(double p, [Target] double t, Form form = Form.Huber) => form switch
            {
                Form.Squared => (p - t) * (p - t),
                Form.Absolute => Math.Abs(p - t),
                Form.Huber => p,
                _ => throw new ArgumentOutOfRangeException(nameof(form)),
            };
            [Loss] static double SwitchEnumBare(double p, [Hyper] Form form) => form switch { Form.Squared or Form.Absolute => p * p, Form.Huber => -p };
            [Loss] static double SwitchReal(double p, [Target] double t) => (p - t) switch
            {
                > 1 and <= 2 => 1,
                < -1 or > 2 => 2,
                0 => 3,
                var r when r > t => r,
                not (< 0.5) => 4,
                _ => p,
            };
            [Loss] static double SwitchInt(double p, int label) => label switch { 0 => p, 1 => -p, > 1 when p > 0 => 2 * p, > 1 => 3 * p, _ => label };
            [Loss] static double SwitchBool(double p, bool on) => on switch { true => p, false => -p };
            [Loss] static double SwitchTruth(double p, [Hyper] Form form) => form switch { Form.Squared => p > 0, _ => p < 0 } ? 1 : p;
            [Loss] static double IsPattern(double p, int label) => p is > -1 and < 1 ? p : label is 0 or 1 ? 2 : 3;
            [Loss] static double EnumNumber(double p, [Hyper] Form form) => p * (int)form + (double)form;
            [Loss] static double Constants(double p) => p * Math.PI + Math.E + double.Epsilon + double.MaxValue * 0 + 0.1f + (double)0.25m + 1e3 + 'a' * 1.0 + sizeof(double) + (int)2.7 + default(double);
            [Loss] static double NotNumbers(double p) => p > 0 ? Math.Log(p) : double.NaN;
            [Loss] static double Unbounded(double p) => p < -2 ? double.PositiveInfinity : p;
            [Loss] static double Platform(double p, [Target] double t) =>
                Math.Abs(p) + Math.Sqrt(Math.Max(p, 0)) + Math.Pow(2, t) + Math.Min(p, t) + Math.Exp(p) + Math.Floor(p) + Math.Ceiling(t) + Math.Round(p)
                + Math.Truncate(p) + Math.Sign(p) + Math.Tanh(p) + Math.Sin(p) + Math.Cos(p) + Math.Tan(p) + Math.Asin(p / 4) + Math.Acos(p / 4) + Math.Atan(p)
                + Math.Sinh(p) + Math.Cosh(p) + Math.Clamp(p, -1, 1) + Math.FusedMultiplyAdd(p, t, 1) + Math.Log(3 + p, 3) + Math.Log2(3 + p) + Math.Log10(3 + p);
            [Loss] static double OfDouble(double p, [Target] double t) =>
                double.Abs(p) + double.Hypot(p, t) + double.Max(p, t) + double.Clamp(p, -1, 1) + double.ExpM1(p) + double.LogP1(p * p) + double.Exp2(p) + double.Exp10(p)
                + double.Lerp(p, t, 0.25) + double.Pow(3, p);
            [Loss] static double WholeFunctions(double p, int label) => p * Math.Max(label, 1) + Math.Abs(label) + Math.Min(label, 2);
            [Loss] static double Vocabulary(double p, [Target] double t) =>
                Relu(p) + Clamp(p, -1, t * t) + Log2(3 + p) + Log10(3 + p) + Exp2(p) + LogSigmoid(p) + Logit(Sigmoid(p)) + LogAddExp(p, t) + NormalDensity(p) + NormalCdf(p);
            [Loss] static double Primitives(double p, [Target] double t) =>
                Square(p) + Softplus(p) + SoftplusResidual(p, t) + Expm1(p) + Log1p(p * p) + XLogY(t * t, p * p + 1) + LogCosh(p) + Erf(p) + Hypot(p, t) + LogGamma(p * p + 1)
                + Detach(p) + ClampThrough(p, -1, 1) + Literal(p * t) + Reciprocal(1 + p * p) + Max(p, t);

            [LossFunction] static double Residual(double p, double t, double scale = 2) => (p - t) / scale;
            [LossFunction] static bool Far(double r, double limit) { if (r < 0) r = -r; return r > limit; }
            [LossFunction] static int Sum(int a, int b = 3) => a + b;
            [LossFunction] static double Pick(this double x, Form form) => form == Form.Squared ? x * x : x;
            [Loss] static double Inlined(double p, [Target] double t) => Residual(p, t) + Residual(t: p, p: t) + Residual(scale: 4, p: p, t: 1) + (Far(p, 1) ? 1 : 0) + Squared(p, 2 * t);
            [Loss] static double InlinedWhole(double p, int label, [Hyper] Form form) => p * Sum(label) + Sum(b: label, a: 1) + p.Pick(form) + label.Equal(1);
            [LossFunction] static double Equal(this int a, int b) => a == b ? 1 : 0;
            [Loss] static double Discards(double p, [Target] double t) { double unused = t * 3; ; { { return p; } } }
        """;
}
