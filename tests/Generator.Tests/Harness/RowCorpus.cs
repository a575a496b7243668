namespace LossGen.Generator.Tests.Harness;

/// <summary>Declarations of rows, labels and tables; each is compiled, run and compared with its tape.</summary>
internal static class RowCorpus
{
    /// <summary>The class <c>L</c>: its methods marked [Loss] are the cases. Labels and the rows of tables are drawn from 0 to 4.</summary>
    public static string Source => Compile.Class(Members);

    public const string Members = """
            public enum Kind { Plain, Scaled }

            const int First = 0;

            [Loss] static double CrossEntropy(Row logits, [Target] int label) => LogSumExp(logits) - logits[label];
            [Loss] static double Smoothed(Row logits, [Target(IgnoreLabel = -100)] int label, [Range(0, 1)] double smoothing = 0.1)
                => LogSumExp(logits) - (1 - smoothing) * logits[label] - smoothing * Mean(logits);
            [Loss] static double SoftTargets(Row logits, [Target, Range(0, 1)] Row target) => -Dot(target, LogSoftmax(logits));
            [Loss] static double Triplet(Row anchor, Row positive, Row negative, double margin = 1.0)
                => Max(0, Distance(anchor, positive) - Distance(anchor, negative) + margin);
            [Loss] static double Center(Row features, [Target] int label, Table centers) => 0.5 * SquaredDistance(features, centers[label]);
            [Loss] static double Distillation(Row student, [Target] Row teacher, [Target] int label, double temperature = 2, double mix = 0.3)
            {
                Row soft = Softmax(teacher / temperature);
                double divergence = Sum(soft * (LogSoftmax(teacher / temperature) - LogSoftmax(student / temperature)));
                return mix * temperature * temperature * divergence + (1 - mix) * CrossEntropy(student, label);
            }

            [Loss] static double MarginSoftmax(Row cosines, [Target] int label, double scale = 8, double margin = 0.2)
            {
                Row logits = scale * cosines.With(label, cosines[label] - margin);
                return CrossEntropy(logits, label);
            }

            [Loss] static double PositiveWeights(Row logits, [Target] Row targets, [Hyper] Row positiveWeight)
                => Mean((1 - targets) * logits + (1 + (positiveWeight - 1) * targets) * Softplus(-logits));
            [Loss] static double Proxies(Row x, [Target] int label, [Target] int other, Table proxies, [Target] Table anchors)
                => Max(0, SquaredDistance(x, proxies[label]) - SquaredDistance(x, anchors[other]) + proxies[2][other] + anchors[label][First]);
            [Loss] static double Operators(Row x, [Target] Row y, double a = 3) { Row z = +a * x - y / 2 + 1; z += x; z -= a; z *= y; z /= 1 + a; return Sum(-(2 / (z + 20)) - (1 - z) + (z - 1) * (y + x)); }
            [Loss] static double Members(Row x, [Target] int label, Table t) => x.Length * x[label] + x[0] + x[First + 1] + x.With(1, 2)[label] + x.With(label, x[0] * 2)[label] + t.Columns;
            [Loss] static double Reductions(Row x, [Target] Row y) =>
                Sum(x) + Mean(x) + Max(x) + Min(x) + Dot(x, y) + Norm(x) + SquaredNorm(x) + Distance(x, y) + SquaredDistance(x, y) + CosineSimilarity(x, y) + LogSumExp(x);
            [Loss] static double Except(Row x, [Target] int label) => SumExcept(x, label) * MaxExcept(x, label) + SumExcept(x, 0) + MaxExcept(x * x, 2);
            [Loss] static double OneHots(Row x, [Target] int label) => Sum(OneHot(label) * x) + Norm(x - OneHot(label)) + Dot(OneHot(1), x) + Max(OneHot(label).With(0, 2) + x);
            [Loss] static double HalfSoft(Row x, [Target] int label) => Sum(Softmax(x) * Softmax(-x)) - LogSoftmax(2 * x)[label] + Softmax(x)[label];
            [Loss] static double Binary(Row x, [Target] Row y) => Sum(Max(x, y) + Max(x, 0) + Min(1, y) + Hypot(x, y) + Pow(Abs(x) + 1, 2) + XLogY(y * y, 2) + LogAddExp(x, y) + SoftplusResidual(x, 1) + Direction(2, x));
            [Loss] static double Ternary(Row x) => Mean(Clamp(x, -1, 1) + ClampThrough(x, -0.5, 0.5));
            [Loss] static double Choice(Row x, Row y, bool swap, [Target] double t, [Hyper] Kind kind)
            {
                Row first = swap ? y : x, second = x;
                if (t > 0)
                {
                    second = kind == Kind.Scaled ? 2 * y : y;
                    if (t > 1) return Norm(second);
                }

                Row last = kind switch { Kind.Scaled => first * t, _ => first };
                return Sum(last * second) + (t < -1 ? Max(last) : last[1]);
            }

            [Loss] static double LabelAsNumber(Row x, [Target] int label, int grade, [Hyper] int k = 2) => x[label] * label + (label == grade ? Sum(x) : label > k ? x[grade] : grade);
            [Loss] static double LabelAsLocal(Row x, [Target] int label) { int i = label, j = First; j++; j--; j = -j; double a = x[i]; i = 1; return a * x[i] + x[j]; }
            [LossFunction] static Row Scaled(Row x, double by = 2) { x *= by; return x; }
            [LossFunction] static double Pick(this Row x, int at, double plus = 0) => x[at] + plus;
            [LossFunction] static double Near(Row x, Table table, int at) => Far(x, table, at) / 2;
            [LossFunction] static double Far(Row x, Table t, int which) => Distance(x, t[which]) + t[0][which];
            [Loss] static double Inlined(Row x, [Target] int label, Table t, Table u) =>
                CrossEntropy(Scaled(x), label) + CrossEntropy(logits: x / 2, label: 1) + x.Pick(label) + Scaled(x, 3).Pick(2, 1) + Near(x, t, label) + Near(Scaled(x), u, 0) + Center(x, label, t) + label.Total(t);
            [LossFunction] static double Total(this int i, Table t) => Sum(t[i]);
            [Loss] static double Mixed(Row x, double y, [Target] Row z, bool b) => Sum(b ? x * y : z) + y;
            [Loss] static double SharedRow(double x, [Target] Row y, [Target] int label, [Hyper] Row w) => w[label] * x * x + Sum(w) * x;
            [Loss] static double Patterns(Row x, [Target] int label) => x is var r && r[label] > 0 ? r[0] : label is 0 or > 2 ? x[1] : x[2];
            [Loss] static double ClassWeights(Row logits, [Target] int label, [Hyper] Row weights) { double loss = CrossEntropy(logits, label); return Weighted(loss, weights[label]); }
            [Loss] static double ByTarget(double p, [Target] double t) => Weighted(weight: Abs(t) + 1, loss: Square(p - t));
        """;
}
