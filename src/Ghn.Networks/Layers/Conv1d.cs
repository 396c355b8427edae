using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>A one-dimensional convolution over (channels, length).</summary>
/// <param name="InChannels">The channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutChannels">The channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Kernel">The length of the kernel.</param>
/// <param name="Stride">The step between positions.</param>
/// <param name="Padding">The zeros added before the first position, and as many after the last.</param>
/// <param name="Dilation">The distance between the kernel's elements.</param>
/// <param name="Groups">The number of groups that channels are split into.</param>
/// <param name="Bias">Whether a bias per output channel is added.</param>
public sealed record Conv1d(
    int InChannels, int OutChannels, int Kernel, int Stride, int Padding, int Dilation, int Groups, bool Bias) : Layer
{
    /// <summary>The zeros added after the last position, where they are not as many.</summary>
    public int EndPadding { get; init; } = Padding;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
        ConvolutionState.Of([OutChannels, InChannels / Groups, Kernel], Bias ? OutChannels : null);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank == 2, this, $"takes (channels, length), not {input}");
        SignalShapes.Require(input[0] == InChannels, this, $"has {InChannels} input channels, but is given {input[0]}");
        ConvolutionState.RequireGroups(InChannels, OutChannels, Groups, this);
        return
        [
            OutChannels,
            SignalShapes.Positions(input[1], Kernel, Stride, (Padding, EndPadding), Dilation, ceiling: false, this),
        ];
    }
}
