using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A convolution of feature maps.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">Maps, weight, and perhaps bias.</param>
/// <param name="Window">How it slides.</param>
/// <param name="Groups">The number of groups of channels.</param>
internal sealed record ConvOperation(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, SlidingWindow Window, int Groups)
    : GroupedConvolution(Node, Result, Inputs, Window, Groups), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        int channels = InChannels;
        PaddedMaps maps = PaddedMaps.Of(network, this, Window);
        var layer = new Conv2d(
            channels, ViewAt(1).Shape[0], Window.Kernel, Window.Stride, maps.Padding, Window.Dilation, Groups,
            Bias: OptionalInput(2) is not null)
        {
            EndPadding = maps.EndPadding,
        };
        return network.Whole(network.Append(this, layer, maps.Signal, WeightAndBias.Of(this)), Shape);
    }
}
