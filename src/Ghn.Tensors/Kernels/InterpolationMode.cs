namespace Ghn.Tensors;

/// <summary>How values between pixels are found.</summary>
public enum InterpolationMode
{
    /// <summary>The pixel in whose cell the place lies; PyTorch's <c>nearest</c>, which rounds down.</summary>
    Nearest,

    /// <summary>A mixture of the four pixels around the place; PyTorch's <c>bilinear</c> with <c>align_corners=False</c>.</summary>
    Bilinear,
}
