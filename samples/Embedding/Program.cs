using System;
using System.Diagnostics;
using System.Linq;
using System.Text;

namespace LossGen.Samples.Embedding;

internal static class Program
{
    private const int Voters = 5;

    /// <summary>Of ten digits one is guessed rightly once in ten times.</summary>
    private const double LowestAccuracy = 0.85;

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            Console.Error.WriteLine("usage: Embedding [picture.svg]");
            return 2;
        }

        Console.OutputEncoding = Encoding.UTF8;
        string path = arguments.Length == 1 ? arguments[0] : "artifacts/embedding.svg";
        DigitData data = DigitData.Read();
        Console.WriteLine($"Handwritten digits: {data.Training.Count} pictures to learn from, {data.HeldOut.Count} held out; each becomes a point in the plane.");

        var trainer = new Trainer(data.Training);
        var line = new ProgressLine(Trainer.Steps);
        long start = Stopwatch.GetTimestamp();
        trainer.Fit((step, triplet, center) => line.Show(step, () => $"step {step} of {Trainer.Steps}: triplet loss {triplet:0.0000}, centre loss {center:0.0000}"));
        TimeSpan all = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"{all.TotalSeconds:0.0} s, of which {trainer.InLosses / all:0.0 %} in the two losses.");

        Points learned = Embed(trainer.Network, data.Training), heldOut = Embed(trainer.Network, data.HeldOut);
        bool[] right = Enumerable.Range(0, heldOut.Count).Select(i => learned.Vote(heldOut[i], Voters) == heldOut.Labels[i]).ToArray();
        double accuracy = right.Count(r => r) / (double)right.Length;
        Console.WriteLine($"The {Voters} nearest learned points name {accuracy:0.0 %} of the held-out digits rightly; guessing would name 10 %.");

        var picture = new Scatter(
            "Handwritten digits as points in the plane",
            [
                $"Learned with triplet and centre loss from {learned.Count} pictures (pale); {heldOut.Count} were held out (strong).",
                $"The {Voters} nearest pale points name {accuracy:0.0 %} of the held-out digits rightly.",
            ],
            learned,
            heldOut);
        picture.Draw(learned, size: 5, opacity: 0.3, halo: 0);
        picture.Draw(heldOut, size: 6.5, opacity: 1, halo: 1);
        picture.Name(new Points(trainer.Centers, Enumerable.Range(0, DigitData.Digits).ToArray()));
        picture.Explain("named rightly", Enumerable.Range(0, DigitData.Digits).Select(d => $"{Share(right, heldOut, d):0 %}").ToArray());
        picture.Save(path);
        Console.WriteLine($"The picture is {path}.");
        if (!(accuracy >= LowestAccuracy))
        {
            Console.WriteLine($"FAILED: less than {LowestAccuracy:0 %}.");
            return 1;
        }

        Console.WriteLine("All checks hold.");
        return 0;
    }

    private static Points Embed(Network network, DigitImages images)
    {
        var coordinates = new float[images.Count * Network.Dimensions];
        network.Embed(images.Pixels, coordinates);
        return new Points(coordinates, images.Labels);
    }

    private static double Share(bool[] right, Points heldOut, int digit) => right.Where((_, i) => heldOut.Labels[i] == digit).Average(r => r ? 1 : 0);
}
