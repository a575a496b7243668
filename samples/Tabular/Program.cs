using System;
using System.IO;
using System.Linq;
using System.Text;
using LossGen.Losses;

namespace LossGen.Samples.Tabular;

internal static class Program
{
    private const double LowestAccuracy = 0.93;
    private const int LargeBatch = 65536;

    private static int Main()
    {
        Console.OutputEncoding = Encoding.UTF8;
        Dataset data = Dataset.Read(Path.Combine(AppContext.BaseDirectory, "breast_cancer.csv"), heldOutShare: 0.25);
        Console.WriteLine($"Breast cancer (Wisconsin): {data.Training.Count} rows to learn from, {data.HeldOut.Count} held out, {data.Training.Columns - 1} features.");
        Console.WriteLine($"A missed cancer is a malignant row that is called benign; {data.HeldOut.Labels.Sum():0} of the held-out rows are malignant.");
        bool[] passed = Experiments().Select(e => Run(e, data)).ToArray();
        Console.WriteLine();
        Console.WriteLine(passed.All(p => p) ? "All checks hold." : "A check FAILED, see above.");
        return passed.All(p => p) ? 0 : 1;
    }

    private static Experiment[] Experiments()
    {
        BceWithLogitsLoss logistic = BceWithLogitsLoss.Default;
        var focal = new SigmoidFocalLoss(gamma: 2, alpha: 0.5);
        var missed = new MissedCancerLoss(missCost: 3);
        return
        [
            new("Logistic loss, from the pack", "gradient descent", BceWithLogitsLoss.Info,
                (x, y, g) => logistic.ForwardBackward(x, y, g),
                (x, y, g) => HandLoops.Logistic(x, y, g),
                trainer => trainer.Descend((x, y, g) => logistic.ForwardBackward(x, y, g), 300, rate: 0.1), 300),
            new("Focal loss, from the pack", "gradient descent", SigmoidFocalLoss.Info,
                (x, y, g) => focal.ForwardBackward(x, y, g),
                (x, y, g) => HandLoops.Focal(x, y, g, alpha: 0.5),
                trainer => trainer.Descend((x, y, g) => focal.ForwardBackward(x, y, g), 300, rate: 0.5), 300),
            new("Missed cancers cost more, declared in this sample", "Newton's method", MissedCancerLoss.Info,
                (x, y, g) => missed.ForwardBackward(x, y, g),
                (x, y, g) => HandLoops.MissedCancer(x, y, g, missCost: 3),
                trainer => trainer.Newton((x, y, g, h) => missed.GradientHessian(x, y, g, h), 12), 12),
        ];
    }

    private static bool Run(Experiment experiment, Dataset data)
    {
        Console.WriteLine();
        Console.WriteLine($"── {experiment.Title} ({experiment.Info.Name})");
        Console.WriteLine($"declared    {experiment.Info.Declaration}");
        Console.WriteLine($"value       {experiment.Info.Value.Text}");
        Console.WriteLine($"gradient    {experiment.Info.Inputs[0].Gradient.Text}");
        Console.WriteLine($"curvature   {experiment.Info.Inputs[0].SecondDerivative.Text}");

        var line = new ProgressLine(experiment.Steps);
        var trainer = new Trainer(data.Training, (step, loss, current) => line.Show(step, () =>
            $"{experiment.Method}, step {step} of {experiment.Steps}: mean loss {loss:0.000000}, held-out accuracy {Judge(current, data.HeldOut).Accuracy:0.000}"));
        LinearModel model = experiment.Fit(trainer);

        (double accuracy, int missed, int alarms) = Judge(model, data.HeldOut);
        Console.WriteLine($"held out    accuracy {accuracy:0.000}, missed cancers {missed}, false alarms {alarms}");
        bool accurate = accuracy >= LowestAccuracy;
        if (!accurate)
        {
            Console.WriteLine($"FAILED: the accuracy is below {LowestAccuracy}.");
        }

        var scores = new double[data.Training.Count];
        model.Score(data.Training, scores);
        bool small = Compare(experiment, scores, data.Training.Labels);
        bool large = Compare(experiment, Repeat(scores, LargeBatch), Repeat(data.Training.Labels, LargeBatch));
        return accurate && small && large;
    }

    private static (double Accuracy, int Missed, int Alarms) Judge(LinearModel model, Rows rows)
    {
        var scores = new double[rows.Count];
        model.Score(rows, scores);
        int missed = Enumerable.Range(0, rows.Count).Count(i => rows.Labels[i] == 1 && scores[i] <= 0);
        int alarms = Enumerable.Range(0, rows.Count).Count(i => rows.Labels[i] == 0 && scores[i] > 0);
        return (1 - (missed + alarms) / (double)rows.Count, missed, alarms);
    }

    /// <summary>The generated kernel and the loop by hand: the same numbers, and how long each takes.</summary>
    private static bool Compare(Experiment experiment, double[] scores, double[] labels)
    {
        var generated = new double[scores.Length];
        var byHand = new double[scores.Length];
        double sum = experiment.Generated(scores, labels, generated).Sum;
        double handSum = experiment.ByHand(scores, labels, byHand);
        double largest = byHand.Max(Math.Abs);
        double difference = Math.Max(
            Math.Abs(sum - handSum) / handSum,
            Enumerable.Range(0, scores.Length).Max(i => Math.Abs(generated[i] - byHand[i])) / largest);

        (double kernel, double loop) = Stopwatches.Race(
            () => experiment.Generated(scores, labels, generated),
            () => experiment.ByHand(scores, labels, byHand));
        Console.WriteLine($"one pass    {scores.Length,6} rows, double: generated {kernel / 1000,8:0.00} µs, scalar loop by hand {loop / 1000,8:0.00} µs ({loop / kernel:0.0}×), largest relative difference {difference:0.0E+0}");
        bool equal = difference < 1e-12;
        if (!equal)
        {
            Console.WriteLine("FAILED: the results differ.");
        }

        return equal;
    }

    private static double[] Repeat(double[] values, int length) => Enumerable.Range(0, length).Select(i => values[i % values.Length]).ToArray();
}
