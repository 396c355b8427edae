using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>The maximum over a sliding window of feature maps.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">What is added above and on the left, and as much on the other sides; it never wins.</param>
/// <param name="CeilingMode">Whether a last, incomplete window counts.</param>
public sealed record MaxPool2d(Size2d Kernel, Size2d Stride, Size2d Padding, bool CeilingMode) : Layer
{
    /// <summary>What is added below and on the right, where it is not as much.</summary>
    public Size2d EndPadding { get; init; } = Padding;

    /// <summary>The distance between the window's elements.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        SlidingWindow.OutputShape(inputs, this, Kernel, Stride, (Padding, EndPadding), Dilation, CeilingMode);
}

/// <summary>The mean over a sliding window of feature maps.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">The zeros added above and on the left, and as many on the other sides.</param>
/// <param name="CeilingMode">Whether a last, incomplete window counts.</param>
/// <param name="CountIncludesPadding">Whether the mean is over padded zeros, too.</param>
public sealed record AvgPool2d(Size2d Kernel, Size2d Stride, Size2d Padding, bool CeilingMode, bool CountIncludesPadding) : Layer
{
    /// <summary>The zeros added below and on the right, where they are not as many.</summary>
    public Size2d EndPadding { get; init; } = Padding;

    /// <summary>The distance between the window's elements.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        SlidingWindow.OutputShape(inputs, this, Kernel, Stride, (Padding, EndPadding), Dilation, CeilingMode);
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
    public static Shape OutputShape(
        IReadOnlyList<Shape> inputs, Layer layer, Size2d kernel, Size2d stride, (Size2d Begin, Size2d End) padding, Size2d dilation,
        bool ceiling)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, layer);
        (int Begin, int End) rows = (padding.Begin.Height, padding.End.Height);
        (int Begin, int End) columns = (padding.Begin.Width, padding.End.Width);
        return
        [
            channels,
            SignalShapes.Positions(height, kernel.Height, stride.Height, rows, dilation.Height, ceiling, layer),
            SignalShapes.Positions(width, kernel.Width, stride.Width, columns, dilation.Width, ceiling, layer),
        ];
    }
}
