namespace Ghn.Networks.Layers;

/// <summary>What stands around padded maps; the names are PyTorch's.</summary>
public enum PaddingMode
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>The maps mirrored at their first and last entries, which are not repeated.</summary>
    Reflect,

    /// <summary>The first and last entries again and again.</summary>
    Replicate,

    /// <summary>The maps from their other end.</summary>
    Circular,
}
