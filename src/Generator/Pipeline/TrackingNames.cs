namespace LossGen.Generator.Pipeline;

/// <summary>The names of the pipeline's steps, by which tests see what was recomputed.</summary>
internal static class TrackingNames
{
    /// <summary>Declarations bound, with findings and locations: recomputed with every compilation.</summary>
    public const string Bound = "Bound";

    /// <summary>Models as plain data: what everything after it is cached on.</summary>
    public const string Model = "Model";

    /// <summary>Names that more than one loss would generate.</summary>
    public const string Clashes = "Clashes";

    /// <summary>Generated files.</summary>
    public const string Compiled = "Compiled";
}
