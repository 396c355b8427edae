namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>
/// Where in the source a pixel of a resized axis lies, for pixel i of m, from n, where neighbours are r apart (r = n/m, or what a given
/// scale says). The names are ONNX's.
/// </summary>
public enum CoordinateTransformation
{
    /// <summary>Pixel centres are at halves, edges meet: (i + ½)·r − ½. PyTorch's <c>align_corners=False</c>.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, but an only pixel lies at 0.</summary>
    PytorchHalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, but the middles meet where the scale and the sizes do not agree.</summary>
    HalfPixelSymmetric,

    /// <summary>The centres of the first and last pixels meet: i·(n − 1)/(m − 1); an only pixel lies at 0.</summary>
    AlignCorners,

    /// <summary>The first corners meet: i·r. PyTorch's <c>nearest</c>, which rounds down.</summary>
    Asymmetric,
}
