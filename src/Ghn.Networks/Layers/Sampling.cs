using Ghn.Tensors;

namespace Ghn.Networks;

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

/// <summary>Feature maps in another size; see <see cref="InterpolationOperations.Interpolate(Variable, InterpolationMode, int, int)"/>.</summary>
/// <param name="Size">The height and width of the output.</param>
/// <param name="Mode">How values between positions are found.</param>
public sealed record Interpolate(Size2d Size, InterpolationMode Mode) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(Size is { Height: > 0, Width: > 0 }, this, $"cannot give maps of {Size}");
        return [channels, Size.Height, Size.Width];
    }
}
