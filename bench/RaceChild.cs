namespace LossGen.Bench;

/// <summary>One process of the race of elementwise losses.</summary>
internal static class RaceChild
{
    public const string Verb = "race-child";

    public static readonly string[] Contenders = ["generated", "scalar", "tensor", "blocked"];

    public static int Run(Options options)
    {
        foreach (string name in options.List("losses", "Mse"))
        {
            foreach (int size in options.Numbers("sizes", 65536))
            {
                var work = new Workload(LossCase.Find(name), size);
                work.Check();
                Turns.Measure(
                    Work(name, size),
                    size,
                    options.Number("rounds", 40),
                    [new("generated", work.Generated), new("scalar", work.Scalar), new("tensor", work.Tensor), new("blocked", work.TensorBlocked)]);
            }
        }

        return 0;
    }

    public static string Work(string loss, int size) => $"{loss}@{size}";
}
