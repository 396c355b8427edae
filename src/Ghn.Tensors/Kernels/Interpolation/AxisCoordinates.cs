namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>
/// Where the pixels of a resized axis lie in the source, in float32 as PyTorch and ONNX Runtime find it, so that roundings fall alike
/// where a place lies between two pixels: the one multiplies by a ratio, the other divides by a scale.
/// </summary>
internal readonly struct AxisCoordinates
{
    private readonly CoordinateTransformation _transformation;
    private readonly int _size;
    private readonly int _target;
    private readonly float _scale;

    /// <summary>Describes an axis.</summary>
    /// <param name="transformation">Which of the ways.</param>
    /// <param name="size">The size of the source.</param>
    /// <param name="target">The size of the result.</param>
    /// <param name="scale">The size of the result over that of the source before it was rounded; null for that of the sizes.</param>
    public AxisCoordinates(CoordinateTransformation transformation, int size, int target, double? scale)
    {
        (_transformation, _size, _target) = (transformation, size, target);
        _scale = scale is { } known ? (float)known : (float)target / size;
        bool alignsCorners = transformation == CoordinateTransformation.AlignCorners;
        Ratio = alignsCorners && target > 1 ? (float)(size - 1) / (target - 1)
            : scale is { } given ? (float)(1 / given)
            : (float)((double)size / target);
    }

    /// <summary>The distance in the source between two neighbours of the result.</summary>
    public float Ratio { get; }

    /// <summary>Where a pixel of the result lies, in pixels of the source.</summary>
    public float At(int place) => _transformation switch
    {
        CoordinateTransformation.AlignCorners => _target == 1 ? 0 : place * Ratio,
        CoordinateTransformation.Asymmetric => place * Ratio,
        CoordinateTransformation.PytorchHalfPixel when _target == 1 => 0,
        CoordinateTransformation.HalfPixelSymmetric => Offset + ((place + 0.5f) / _scale) - 0.5f,
        _ => Halved(place),
    };

    /// <summary>How far the middle of the source lies beyond that of the result.</summary>
    private float Offset => _size / 2f * (1 - (_target / (_scale * _size)));

    private float Halved(int place) => ((place + 0.5f) / _scale) - 0.5f;
}
