using Ghn.Tensors;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Networks.Layers;

/// <summary>Every <paramref name="Step"/>-th row and column of feature maps.</summary>
/// <param name="Offset">The first row and column that is kept.</param>
/// <param name="Step">The distance to the next.</param>
public sealed record Subsample(int Offset, int Step) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        bool fits = Offset >= 0 && Step > 0 && Offset < height && Offset < width;
        SignalShapes.Require(fits, this, $"cannot take every {Step}th position from {Offset} on of {inputs[0]}");
        return [channels, (height - Offset + Step - 1) / Step, (width - Offset + Step - 1) / Step];
    }
}

/// <summary>Zeros in the shape of the input, whatever that holds.</summary>
public sealed record Zeros : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}

/// <summary>Feature maps in another size.</summary>
/// <param name="Size">The height and width of the output.</param>
/// <param name="Resampling">How values between positions are found.</param>
public sealed record Interpolate(Size2d Size, Resampling Resampling) : Layer
{
    /// <summary>As PyTorch's <c>interpolate</c> does unless told otherwise: edges to edges, without antialiasing.</summary>
    /// <param name="size">The height and width of the output.</param>
    /// <param name="mode">How values between positions are found.</param>
    public Interpolate(Size2d size, InterpolationMode mode)
        : this(size, mode == InterpolationMode.Nearest ? Resampling.Nearest : new Resampling(mode))
    {
    }

    /// <summary>How values between positions are found, in a word.</summary>
    public InterpolationMode Mode => Resampling.Mode;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(Size is { Height: > 0, Width: > 0 }, this, $"cannot give maps of {Size}");
        return [channels, Size.Height, Size.Width];
    }
}
