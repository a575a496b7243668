namespace LossGen;

/// <summary>The additive result of a reducing kernel: results of shards, threads and machines are merged with <c>+</c>.</summary>
/// <param name="Sum">The sum of the losses, each times its weight.</param>
/// <param name="Weight">The sum of the weights; the number of samples where no weights are given.</param>
/// <param name="Count">The number of samples counted.</param>
public readonly record struct LossSum(double Sum, double Weight, long Count)
{
    /// <summary>The weighted mean, <see cref="Sum"/> / <see cref="Weight"/>; NaN when there is no weight.</summary>
    public double Mean => Sum / Weight;

    /// <summary><see cref="Sum"/> / <see cref="Count"/>; NaN when there are no samples.</summary>
    public double MeanPerSample => Sum / Count;

    /// <summary>Merges two results.</summary>
    public static LossSum operator +(LossSum left, LossSum right) => new(left.Sum + right.Sum, left.Weight + right.Weight, left.Count + right.Count);

    /// <summary>Merges two results.</summary>
    public static LossSum Add(LossSum left, LossSum right) => left + right;
}

/// <summary>What a gradient is divided by.</summary>
public enum Reduction
{
    /// <summary>The sum of the weights (without weights: the number of samples): the gradient of the weighted mean.</summary>
    Mean,

    /// <summary>The number of samples, whatever their weights.</summary>
    MeanPerSample,

    /// <summary>Nothing: the gradient of the weighted sum.</summary>
    Sum,
}

/// <summary>Which curvature fills the Hessian.</summary>
public enum Curvature
{
    /// <summary>The exact second derivative, which may be negative or zero.</summary>
    Exact,

    /// <summary>An upper bound of it, for losses that have one; otherwise <see cref="System.NotSupportedException"/>.</summary>
    Bound,
}
