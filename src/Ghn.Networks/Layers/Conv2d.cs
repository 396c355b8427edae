using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>A two-dimensional convolution over (channels, height, width).</summary>
/// <param name="InChannels">The channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutChannels">The channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Kernel">The size of the kernel.</param>
/// <param name="Stride">The step between positions.</param>
/// <param name="Padding">The zeros added above and on the left, and as many on the other sides.</param>
/// <param name="Dilation">The distance between the kernel's elements.</param>
/// <param name="Groups">
/// The number of groups that channels are split into; <paramref name="InChannels"/> for a depthwise convolution.
/// </param>
/// <param name="Bias">Whether a bias per output channel is added.</param>
public sealed record Conv2d(
    int InChannels, int OutChannels, Size2d Kernel, Size2d Stride, Size2d Padding, Size2d Dilation, int Groups, bool Bias) : Layer
{
    /// <summary>The zeros added below and on the right, where they are not as many.</summary>
    public Size2d EndPadding { get; init; } = Padding;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
        ConvolutionState.Of([OutChannels, InChannels / Groups, Kernel.Height, Kernel.Width], Bias ? OutChannels : null);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels == InChannels, this, $"has {InChannels} input channels, but is given {channels}");
        ConvolutionState.RequireGroups(InChannels, OutChannels, Groups, this);
        (int Begin, int End) rows = (Padding.Height, EndPadding.Height);
        (int Begin, int End) columns = (Padding.Width, EndPadding.Width);
        return
        [
            OutChannels,
            SignalShapes.Positions(height, Kernel.Height, Stride.Height, rows, Dilation.Height, ceiling: false, this),
            SignalShapes.Positions(width, Kernel.Width, Stride.Width, columns, Dilation.Width, ceiling: false, this),
        ];
    }
}
