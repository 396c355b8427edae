using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// A transposed two-dimensional convolution over (channels, height, width), which makes maps larger: each position spreads over the window
/// that a convolution of the same settings would gather it from.
/// </summary>
/// <param name="InChannels">The channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutChannels">The channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Kernel">The size of the kernel.</param>
/// <param name="Stride">The step between the windows of neighbouring positions.</param>
/// <param name="Padding">What is cut off above and on the left, and as much on the other sides.</param>
/// <param name="Dilation">The distance between the kernel's elements.</param>
/// <param name="Groups">The number of groups that channels are split into.</param>
/// <param name="Bias">Whether a bias per output channel is added.</param>
public sealed record ConvTranspose2d(
    int InChannels, int OutChannels, Size2d Kernel, Size2d Stride, Size2d Padding, Size2d Dilation, int Groups, bool Bias) : Layer
{
    /// <summary>What is cut off below and on the right, where it is not as much.</summary>
    public Size2d EndPadding { get; init; } = Padding;

    /// <summary>The rows and columns that are added below and on the right, fewer than a stride.</summary>
    public Size2d OutputPadding { get; init; }

    /// <summary>The weight [in channels, out channels / groups, height, width], and the bias.</summary>
    public override IReadOnlyList<LayerState> State =>
        ConvolutionState.Of([InChannels, OutChannels / Groups, Kernel.Height, Kernel.Width], Bias ? OutChannels : null);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels == InChannels, this, $"has {InChannels} input channels, but is given {channels}");
        ConvolutionState.RequireGroups(InChannels, OutChannels, Groups, this);
        SignalShapes.Require(
            OutputPadding.Height < Stride.Height && OutputPadding.Width < Stride.Width, this,
            $"adds {OutputPadding} rows and columns, as many as a stride of {Stride} or more");
        int rows = Positions(height, Kernel.Height, Stride.Height, Padding.Height + EndPadding.Height, Dilation.Height);
        int columns = Positions(width, Kernel.Width, Stride.Width, Padding.Width + EndPadding.Width, Dilation.Width);
        return [OutChannels, rows + OutputPadding.Height, columns + OutputPadding.Width];
    }

    private int Positions(int size, int kernel, int stride, int padding, int dilation)
    {
        long positions = ((size - 1L) * stride) + (dilation * (kernel - 1L)) + 1 - padding;
        SignalShapes.Require(positions is > 0 and <= int.MaxValue, this, $"has {positions} positions along an input of size {size}");
        return (int)positions;
    }
}
