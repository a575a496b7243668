using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>A type argument that turns an option of a generic kernel on or off, so that each combination is compiled by itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISwitch
{
    /// <summary>Whether the option is on; a constant to the just-in-time compiler.</summary>
    static abstract bool IsOn { get; }
}

/// <summary>The option is on.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct On : ISwitch
{
    /// <inheritdoc/>
    public static bool IsOn => true;
}

/// <summary>The option is off.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Off : ISwitch
{
    /// <inheritdoc/>
    public static bool IsOn => false;
}
