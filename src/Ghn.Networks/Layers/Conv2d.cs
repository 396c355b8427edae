using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>A two-dimensional convolution over (channels, height, width).</summary>
/// <param name="InChannels">The channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutChannels">The channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Kernel">The size of the kernel.</param>
/// <param name="Stride">The step between positions.</param>
/// <param name="Padding">The zeros added on each side.</param>
/// <param name="Dilation">The distance between the kernel's elements.</param>
/// <param name="Groups">The number of groups that channels are split into; <paramref name="InChannels"/> for a depthwise convolution.</param>
/// <param name="Bias">Whether a bias per output channel is added.</param>
public sealed record Conv2d(
    int InChannels, int OutChannels, Size2d Kernel, Size2d Stride, Size2d Padding, Size2d Dilation, int Groups, bool Bias) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State
    {
        get
        {
            Shape shape = [OutChannels, InChannels / Groups, Kernel.Height, Kernel.Width];
            var weight = new LayerState("weight", shape, Initializer.KaimingUniform());
            return Bias ? [weight, new LayerState("bias", [OutChannels], Initializer.Uniform(1 / Math.Sqrt(Fan.In.Of(shape))))] : [weight];
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, int height, int width) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(channels == InChannels, this, $"has {InChannels} input channels, but is given {channels}");
        SignalShapes.Require(
            Groups > 0 && InChannels % Groups == 0 && OutChannels % Groups == 0, this,
            $"cannot split {InChannels} input and {OutChannels} output channels into {Groups} groups");
        return
        [
            OutChannels,
            SignalShapes.Positions(height, Kernel.Height, Stride.Height, Padding.Height, Dilation.Height, ceiling: false, this),
            SignalShapes.Positions(width, Kernel.Width, Stride.Width, Padding.Width, Dilation.Width, ceiling: false, this),
        ];
    }
}
