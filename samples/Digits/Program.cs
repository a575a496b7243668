using System;
using System.Linq;
using System.Text;
using LossGen.Losses;

namespace LossGen.Samples.Digits;

internal static class Program
{
    private const double LowestAccuracy = 0.93;
    private const double LargestDifference = 1e-6;
    private const double Price = 0.3;

    private static readonly double[] Worth = Enumerable.Range(0, DigitData.Digits).Select(d => (double)d).ToArray();

    private static int Main()
    {
        Console.OutputEncoding = Encoding.UTF8;
        DigitData data = DigitData.Read();
        Console.WriteLine($"Handwritten digits: {data.Training.Count} pictures to learn from, {data.HeldOut.Count} held out; softmax regression, {Classifier.Steps} steps of Adam for each loss.");
        Console.WriteLine("'misread by' adds up what the held-out digits are misread by: 3 where a 7 is taken for a 4.");
        Console.WriteLine();
        CrossEntropyLoss plain = CrossEntropyLoss.Default;
        var smoothed = new CrossEntropyLoss(labelSmoothing: 0.05);
        var misreading = new MisreadingLoss(Worth, Price);

        new Classifier().Fit(data.Training, (x, y, g) => plain.ForwardBackward(x, y, DigitData.Digits, g)); // so that what is timed below is compiled in its final form
        Console.WriteLine($"{"loss",-36} {"held-out accuracy",17} {"misread by",11} {"mean loss",10} {"seconds",8} {"in the loss",12}");
        bool passed = Run("cross-entropy", data, (x, y, g) => plain.ForwardBackward(x, y, DigitData.Digits, g), out _);
        passed &= Run("cross-entropy, labels smoothed", data, (x, y, g) => smoothed.ForwardBackward(x, y, DigitData.Digits, g), out _);
        passed &= Run("misreading, declared in this sample", data, (x, y, g) => misreading.ForwardBackward(x, y, DigitData.Digits, g), out Classifier reader);

        Console.WriteLine();
        Console.WriteLine($"declared    {MisreadingLoss.Info.Declaration}");
        Console.WriteLine($"value       {MisreadingLoss.Info.Value.Text}");
        passed &= Compare(misreading, reader.Logits(data.HeldOut), data.HeldOut.Labels);
        Console.WriteLine();
        Console.WriteLine(passed ? "All checks hold." : "A check FAILED, see above.");
        return passed ? 0 : 1;
    }

    private static bool Run(string title, DigitData data, LossPass pass, out Classifier reader)
    {
        reader = new Classifier();
        (double meanLoss, TimeSpan all, TimeSpan inLoss) = reader.Fit(data.Training, pass);
        (int Read, int Shown)[] pairs = reader.Read(data.HeldOut).Zip(data.HeldOut.Labels).ToArray();
        double accuracy = pairs.Count(p => p.Read == p.Shown) / (double)pairs.Length;
        int misreadBy = pairs.Sum(p => Math.Abs(p.Read - p.Shown));
        Console.WriteLine($"{title,-36} {accuracy,17:0.000} {misreadBy,11} {meanLoss,10:0.0000} {all.TotalSeconds,8:0.00} {inLoss / all,12:0.0 %}");
        if (!(accuracy > LowestAccuracy))
        {
            Console.WriteLine($"FAILED: the accuracy is not above {LowestAccuracy}.");
        }

        return accuracy > LowestAccuracy;
    }

    /// <summary>A declaration also runs as it stands: the kernel must say the same, to the digits of a float.</summary>
    private static bool Compare(MisreadingLoss loss, float[] logits, int[] digits)
    {
        var generated = new float[digits.Length];
        loss.ForwardEach(logits, digits, DigitData.Digits, generated);
        var worth = new Row(Worth);
        double difference = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            double[] row = logits.AsSpan(i * DigitData.Digits, DigitData.Digits).ToArray().Select(x => (double)x).ToArray();
            double declared = MeterLosses.Misreading(new Row(row), digits[i], worth, Price);
            difference = Math.Max(difference, Math.Abs(generated[i] - declared) / declared);
        }

        bool equal = difference < LargestDifference;
        Console.WriteLine($"The kernel in float and the declaration run as plain C# {(equal ? "agree" : "DISAGREE")} on {digits.Length} pictures; the largest relative difference is {difference:0.0E+0}.");
        return equal;
    }
}
