using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>The maximum over a sliding window of feature maps.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">What is added on each side; it never wins.</param>
/// <param name="CeilingMode">Whether a last, incomplete window counts.</param>
public sealed record MaxPool2d(Size2d Kernel, Size2d Stride, Size2d Padding, bool CeilingMode) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        SlidingWindow.OutputShape(inputs, this, Kernel, Stride, Padding, CeilingMode);
}

/// <summary>The mean over a sliding window of feature maps.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">The zeros added on each side.</param>
/// <param name="CeilingMode">Whether a last, incomplete window counts.</param>
/// <param name="CountIncludesPadding">Whether the mean is over padded zeros, too.</param>
public sealed record AvgPool2d(Size2d Kernel, Size2d Stride, Size2d Padding, bool CeilingMode, bool CountIncludesPadding) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        SlidingWindow.OutputShape(inputs, this, Kernel, Stride, Padding, CeilingMode);
}

/// <summary>The mean over as many, nearly equal windows as the output has positions; over everything when that is one.</summary>
/// <param name="OutputSize">The size of the output.</param>
public sealed record AdaptiveAvgPool2d(Size2d OutputSize) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        return [channels, OutputSize.Height, OutputSize.Width];
    }
}

file static class SlidingWindow
{
    public static Shape OutputShape(IReadOnlyList<Shape> inputs, Layer layer, Size2d kernel, Size2d stride, Size2d padding, bool ceiling)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, layer);
        return
        [
            channels,
            SignalShapes.Positions(height, kernel.Height, stride.Height, padding.Height, 1, ceiling, layer),
            SignalShapes.Positions(width, kernel.Width, stride.Width, padding.Width, 1, ceiling, layer),
        ];
    }
}
