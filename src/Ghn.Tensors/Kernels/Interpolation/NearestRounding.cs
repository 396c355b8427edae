namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>Which pixel is the nearest to a place; the names are ONNX's.</summary>
public enum NearestRounding
{
    /// <summary>The one at or before it.</summary>
    Floor,

    /// <summary>The one at or after it.</summary>
    Ceiling,

    /// <summary>The nearest, the former of two.</summary>
    RoundPreferFloor,

    /// <summary>The nearest, the latter of two.</summary>
    RoundPreferCeiling,
}
