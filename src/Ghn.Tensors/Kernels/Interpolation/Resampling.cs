namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>How feature maps are resized: what PyTorch's <c>interpolate</c> and ONNX's <c>Resize</c> let one choose.</summary>
/// <param name="Mode">How values between pixels are found.</param>
public sealed record Resampling(InterpolationMode Mode)
{
    /// <summary>PyTorch's <c>nearest</c>.</summary>
    public static Resampling Nearest { get; } = new(InterpolationMode.Nearest) { Coordinates = CoordinateTransformation.Asymmetric };

    /// <summary>PyTorch's <c>bilinear</c> with <c>align_corners=False</c>.</summary>
    public static Resampling Bilinear { get; } = new(InterpolationMode.Bilinear);

    /// <summary>PyTorch's <c>bicubic</c> with <c>align_corners=False</c>.</summary>
    public static Resampling Bicubic { get; } = new(InterpolationMode.Bicubic);

    /// <summary>Where a pixel of the result lies in the source.</summary>
    public CoordinateTransformation Coordinates { get; init; }

    /// <summary>Which pixel is the nearest.</summary>
    public NearestRounding Rounding { get; init; }

    /// <summary>The parameter a of cubic interpolation: −0.75 in PyTorch, −0.5 with antialiasing.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>Whether a mixture is over more pixels where the result is smaller, as many as it stands for. Pillow does so.</summary>
    public bool Antialiases { get; init; }

    /// <summary>
    /// Whether pixels beyond the edges have no weight in a mixture, rather than the values of the edges. Where PyTorch or Pillow antialias,
    /// they have none.
    /// </summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>
    /// How many rows of the result stand for one of the source, where that is not the ratio of their numbers: the scale by which these were
    /// rounded.
    /// </summary>
    public double? VerticalScale { get; init; }

    /// <summary>The same of columns.</summary>
    public double? HorizontalScale { get; init; }
}
